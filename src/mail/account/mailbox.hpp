// SPDX-License-Identifier: AGPL-3.0-or-later
// What is held in memory of mailboxes and messages while a vault is open: small, plain values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/account/uid_set.hpp"

namespace milpa::mail::account {

/// Never used twice in a vault.
enum class MailboxId : std::uint32_t {};
/// INBOX is always there, and always this one: deliveries name it without knowing anything else of the vault.
inline constexpr MailboxId inbox_id{1};
inline constexpr std::string_view inbox_name = "INBOX";

/// Mailboxes that a vault is founded with, before its owner has ever opened it.
inline constexpr std::uint32_t founding_mailboxes_max = 6;

/// A message stored once, whatever mailboxes hold it. Counted up from 1 in the order of the log.
using Record = std::uint32_t;

/// RFC 9051 2.3.2 system flags, as bits.
enum Flag : std::uint8_t {
    flag_seen = 1,
    flag_answered = 2,
    flag_flagged = 4,
    flag_deleted = 8,
    flag_draft = 16,
};
inline constexpr std::uint8_t flags_all = 31;

/// Flags as a command names them. Keywords are compared without case; the first spelling in a vault stays.
struct Flags {
    std::uint8_t system = 0;
    std::vector<std::string> keywords;  ///< "$Forwarded", ...; atoms, each once
    bool operator==(const Flags&) const = default;
};

/// RFC 6154. `none` for all that people make themselves.
enum class SpecialUse : std::uint8_t { none, drafts, sent, junk, trash, archive, all, flagged, important };
/// "\Drafts"; empty for none.
std::string_view to_text(SpecialUse use);

/// Limits. A mailbox more costs some 150 octets of memory and the patience of each LIST.
inline constexpr std::size_t mailboxes_max = 10'000;
inline constexpr std::size_t subscriptions_max = 20'000;
/// Octets of a full name, and levels of it.
inline constexpr std::size_t mailbox_name_octets_max = 1000;
inline constexpr std::size_t mailbox_levels_max = 50;
/// Different keywords that messages of one vault bear (Thunderbird makes one a tag; Junk filters a few), and
/// octets of one.
inline constexpr std::size_t keywords_max = 1000;
inline constexpr std::size_t keyword_octets_max = 128;
/// Keywords of one message.
inline constexpr std::size_t keywords_of_message_max = 64;
/// Different combinations of them; what would make one more fails with `limit`.
inline constexpr std::size_t keyword_sets_max = 65'535;
/// RFC 8621 2.
inline constexpr std::uint32_t sort_order_end = 1U << 31;
/// Messages and mailboxes that are gone are remembered, the newest ones, for clients that ask what changed
/// (RFC 8620 5.2): of messages that is 400 KB at most, and more than anybody deletes in a month but at once.
inline constexpr std::size_t record_tombstones_max = 16'384;
inline constexpr std::size_t mailbox_tombstones_max = 4'096;
/// Messages in all mailboxes of a vault, copies included: some 500 MB of memory, which a quota stops long
/// before.
inline constexpr std::uint64_t messages_max = 10'000'000;
/// The sizes of messages are held in 32 bits.
inline constexpr std::uint64_t message_octets_max = 0xFFFF'FFFF;

/// A message in a mailbox: what most commands need. 24 octets.
struct Entry {
    std::uint64_t modseq;  ///< log seq of the last change; RFC 7162 MODSEQ
    Uid uid;
    Record record;
    std::uint16_t keywords;  ///< see State::keywords; 0 is none
    std::uint8_t flags;      ///< bits of Flag
    bool operator==(const Entry&) const = default;
};
static_assert(sizeof(Entry) == 24);

/// An entry's place: JMAP asks for messages by record, in whatever mailboxes they are.
struct Place {
    MailboxId mailbox{};
    Uid uid = 0;
    auto operator<=>(const Place&) const = default;
};

/// A seq of the log in 6 octets: at a million events a second a log gets there in nine years, and then stays.
class StoredSeq {
public:
    static constexpr std::uint64_t max = (1ULL << 48) - 1;

    StoredSeq() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): it is a number.
    StoredSeq(std::uint64_t seq) {
        seq = seq < max ? seq : max;
        for (int i = 0; i < 3; ++i) parts_[i] = static_cast<std::uint16_t>(seq >> (16 * i));
    }
    // NOLINTNEXTLINE(google-explicit-constructor): it is a number.
    operator std::uint64_t() const {
        return parts_[0] | static_cast<std::uint64_t>(parts_[1]) << 16 |
               static_cast<std::uint64_t>(parts_[2]) << 32;
    }
    bool operator==(const StoredSeq&) const = default;

private:
    std::uint16_t parts_[3]{};
};

/// Mailboxes ever made in a vault: their numbers have 30 bits beside a record.
inline constexpr std::uint32_t mailbox_id_max = (1U << 30) - 1;

/// A stored message, apart from where it lies: JMAP's Email (RFC 8621 4). 40 octets; with an entry 64 a
/// message.
struct RecordInfo {
    std::int64_t internal_date_ms = 0;
    Record number = 0;
    std::uint32_t size = 0;  ///< octets
    Record thread = 0;       ///< number of the thread's first record; 0: not looked up yet, see threads.hpp
    Uid uid = 0;             ///< of its first entry, by mailbox and uid
    std::uint32_t mailbox : 30 = 0;  ///< of that; 0: dead, gone with the next sweep
    std::uint32_t copied : 1 = 0;    ///< it has more entries: State::places
    /// RFC 8621 4.1.1: what bears \Deleted is not there for JMAP. 1: some entry does not bear it.
    std::uint32_t shown : 1 = 0;
    StoredSeq added;    ///< since when it is shown without a break; of one that is not, its last time
    StoredSeq changed;  ///< last change of its flags, in any mailbox, or of the mailboxes that have it

    bool alive() const { return mailbox != 0; }
    bool operator==(const RecordInfo&) const = default;
};
static_assert(sizeof(RecordInfo) == 40);

struct Mailbox {
    MailboxId id{};
    std::string name;  ///< UTF-8 (NFC), levels separated by '/'; "INBOX" in capitals
    std::uint32_t uid_validity = 0;
    Uid uid_next = 1;
    SpecialUse special_use = SpecialUse::none;
    bool selectable = true;         ///< false: \Noselect, kept for the mailboxes below it
    std::uint32_t sort_order = 0;   ///< RFC 8621 2: below sort_order_end
    std::uint64_t created_seq = 0;  ///< of the event that made it
    std::uint64_t changed_seq =
        0;                         ///< last change of anything but its messages: name, use, subscription, ...
    std::uint64_t counts_seq = 0;  ///< last change of its messages, or of \Seen, \Draft or \Deleted of one
    std::uint32_t unseen = 0;      ///< messages without \Seen
    std::uint32_t deleted = 0;     ///< messages with \Deleted
    std::uint64_t octets = 0;      ///< of all its messages
    std::uint64_t highest_modseq = 0;  ///< seq of the last change to any message
    std::vector<Entry> entries;        ///< ascending uids: entries[n] has the message sequence number n + 1

    const Entry* find(Uid uid) const;
    /// First entry with a uid >= uid.
    std::size_t lower_bound(Uid uid) const;
    /// Those of `uids` that exist now.
    UidSet existing(const UidSet& uids) const;
    UidSet all() const;
    std::uint32_t exists() const { return static_cast<std::uint32_t>(entries.size()); }
    bool operator==(const Mailbox&) const = default;
};

/// Messages and octets, as quota counts them: each copy counts.
struct Usage {
    std::uint64_t messages = 0;
    std::uint64_t octets = 0;
    bool operator==(const Usage&) const = default;
};

/// Normalizes a name as a person gave it: INBOX in capitals (as first level, too), one trailing '/' dropped,
/// NFC. Fails with `syntax` (empty level, control character, not UTF-8) or `limit`.
Result<std::string> normalize_name(std::string_view name);
/// "a/b" of "a/b/c"; empty for a name of the top level.
std::string_view parent_name(std::string_view name);
/// True for "a/b" below "a".
bool is_below(std::string_view name, std::string_view parent);

}  // namespace milpa::mail::account
