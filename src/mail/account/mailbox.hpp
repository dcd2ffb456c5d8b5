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

/// A stored message, apart from where it lies. 24 octets.
struct RecordInfo {
    std::int64_t internal_date_ms;
    Record number;
    std::uint32_t size;        ///< octets
    std::uint32_t references;  ///< entries of it, in all mailboxes; 0: dead, gone with the next sweep
    bool operator==(const RecordInfo&) const = default;
};
static_assert(sizeof(RecordInfo) == 24);

struct Mailbox {
    MailboxId id{};
    std::string name;  ///< UTF-8 (NFC), levels separated by '/'; "INBOX" in capitals
    std::uint32_t uid_validity = 0;
    Uid uid_next = 1;
    SpecialUse special_use = SpecialUse::none;
    bool selectable = true;            ///< false: \Noselect, kept for the mailboxes below it
    std::uint32_t unseen = 0;          ///< messages without \Seen
    std::uint32_t deleted = 0;         ///< messages with \Deleted
    std::uint64_t octets = 0;          ///< of all its messages
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
