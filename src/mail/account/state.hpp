// SPDX-License-Identifier: AGPL-3.0-or-later
// The fold: events of the log -> mailboxes and messages in memory. Pure, deterministic and total.
//
// What always holds:
// - the state is a function of the events in their order; nothing else (no clock, no randomness) goes in;
// - every event can be applied: one that names what is gone meanwhile applies to the rest, and says so in its
// outcome;
// - of what anyone may have sealed into the vault only deliveries count, and the mailboxes that it was
// founded
//   with: whoever has the public half and the disk can add a message, and change nothing;
// - uids and records are given in the order of the log, ascend, and are never used twice;
// - INBOX is there after the first event; every name has its parents; a record has as many references as
// entries.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.hpp"
#include "mail.pb.h"
#include "mail/account/keywords.hpp"
#include "mail/account/mailbox.hpp"
#include "store/sealing.hpp"

namespace milpa::mail::account {

/// What became of an event. `error` says why nothing was changed (missing, conflict, limit, denied).
struct Outcome {
    std::optional<Error> error;
    std::uint64_t seq = 0;
    MailboxId mailbox{};             ///< where new messages are, or the mailbox made
    std::uint32_t uid_validity = 0;  ///< of that mailbox
    UidSet from;                     ///< uids that were copied, moved, flagged or expunged
    UidSet to;          ///< new uids; the n-th of `to` came from the n-th of `from` (RFC 4315 COPYUID)
    Record record = 0;  ///< of Added
};

/// Who follows the state: called inside `apply`, after the change, in the order of the log. Must not call
/// back into the account; meant for noting down and waking.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void on_added(const Mailbox& mailbox, const UidSet& uids) = 0;
    virtual void on_flagged(const Mailbox& mailbox, const UidSet& uids) = 0;
    virtual void on_expunged(const Mailbox& mailbox, const UidSet& uids) = 0;
    /// The list of mailboxes, their names or subscriptions changed.
    virtual void on_mailboxes() = 0;
    /// After each event, whatever it did.
    virtual void on_seq(std::uint64_t seq) = 0;
};

/// Where the facts of a record are that is not in a record page yet.
struct TailRecord {
    std::uint64_t seq;
    Record record;
    bool operator==(const TailRecord&) const = default;
};

class State {
public:
    State() = default;
    State(State&&) = default;
    State& operator=(State&&) = default;

    /// `seq` is that of the log, above all seqs before. What `author` may not write is counted, and changes
    /// nothing else: its outcome is `denied`.
    Outcome apply(std::uint64_t seq, const events::MailEvent& event,
                  store::Author author = store::Author::owner);

    /// Of the last event applied (0: none). The JMAP state, and the modseq of the whole.
    std::uint64_t seq() const { return seq_; }

    /// Nothing when there is none; pointers stay until the mailbox is deleted.
    const Mailbox* find(MailboxId id) const;
    /// By its normalized name; also those that are not selectable.
    const Mailbox* find(std::string_view name) const;
    const Mailbox* find(SpecialUse use) const;
    /// By name, in the order of octets.
    const std::map<std::string, MailboxId, std::less<>>& names() const { return names_; }
    const std::set<std::string, std::less<>>& subscriptions() const { return subscriptions_; }

    /// Nothing for a record that no mailbox holds (any more).
    const RecordInfo* find_record(Record record) const;
    /// Those in mailboxes, and some dead ones (no references). By number.
    std::span<const RecordInfo> records() const { return records_; }
    /// Records with numbers below this may exist.
    Record record_next() const { return record_next_; }

    /// Records whose facts are not in record pages yet, dead ones included. By record, and so by seq.
    const std::deque<TailRecord>& tail() const { return tail_; }
    /// Records that no mailbox holds any more, and of which something is still stored. In order of death.
    const std::vector<Record>& dead() const { return dead_; }
    /// The log up to `upto` is covered by a snapshot now, in which nothing is left of the records `gone`.
    void forget(std::uint64_t upto, const UidSet& gone);

    /// The table of keywords and their combinations (Entry::keywords).
    const KeywordTable& keywords() const { return keywords_; }
    Flags flags_of(const Entry& entry) const;

    Usage usage() const { return usage_; }

    /// Events that somebody sealed into the vault which only its owner may write.
    std::uint64_t forged() const { return forged_; }

    /// Not from inside a listener's call.
    void listen(Listener* listener);
    void unlisten(Listener* listener);

    /// Everything that can be seen, but for listeners.
    bool same_as(const State& other) const;

private:
    friend class SnapshotCodec;

    bool may_write(const events::MailEvent& event, store::Author author);
    Outcome add(const events::Added& event);
    Outcome copy(const events::Copied& event);
    Outcome move(const events::Moved& event);
    Outcome flag(const events::Flagged& event);
    Outcome expunge(const events::Expunged& event);
    Outcome create(const events::MailboxCreated& event);
    Outcome rename(const events::MailboxRenamed& event);
    Outcome rename_inbox(std::string name, std::int64_t now_ms);
    Outcome remove(const events::MailboxDeleted& event);
    Outcome subscribe(const events::Subscribed& event);
    Outcome unsubscribe(const events::Unsubscribed& event);

    Mailbox* get(std::uint32_t id);
    Mailbox* get_selectable(std::uint32_t id);
    Mailbox& make(std::string name, std::int64_t now_ms);
    void renew(Mailbox& mailbox, std::int64_t now_ms);
    void make_parents(std::string_view name, std::int64_t now_ms);
    std::size_t missing_parents(std::string_view name) const;
    bool has_below(std::string_view name) const;
    void set_name(Mailbox& mailbox, std::string name, std::int64_t now_ms);
    std::optional<std::uint16_t> intern(const events::FlagSet& flags);
    std::optional<std::uint16_t> changed_keywords(std::uint16_t before, const events::Flagged& event,
                                                  std::uint16_t operand);
    bool has_room(const Mailbox& mailbox, std::uint64_t more) const;
    void append_entry(Mailbox& mailbox, Entry entry);
    Outcome append_entries(Mailbox& to, const std::vector<Entry>& entries, UidSet from);
    void drop_entries(Mailbox& mailbox, const UidSet& uids);
    void count(Mailbox& mailbox, const Entry& entry, int sign);
    RecordInfo* record_info(Record record);
    void release(Record record);
    void sweep_records();
    template <class Call>
    void tell(Call call) {
        for (Listener* listener : listeners_) call(*listener);
    }

    std::uint64_t seq_ = 0;
    std::uint64_t forged_ = 0;
    std::uint32_t founding_left_ = founding_mailboxes_max;  // 0 once anything else has happened
    std::unordered_map<std::uint32_t, std::unique_ptr<Mailbox>> mailboxes_;
    std::map<std::string, MailboxId, std::less<>> names_;
    std::set<std::string, std::less<>> subscriptions_;
    std::vector<RecordInfo> records_;
    std::deque<TailRecord> tail_;
    std::vector<Record> dead_;
    std::size_t unswept_ = 0;  // dead ones in records_
    KeywordTable keywords_;
    Usage usage_;
    Record record_next_ = 1;
    std::uint32_t mailbox_next_ = 1;
    std::uint32_t validity_last_ = 0;     // highest ever given
    std::uint32_t validity_vacated_ = 0;  // highest whose name was given up
    std::vector<Listener*> listeners_;
};

}  // namespace milpa::mail::account
