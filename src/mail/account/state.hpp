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

#include <boost/unordered/unordered_flat_map.hpp>
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
#include "mail/account/annexes.hpp"
#include "mail/account/keywords.hpp"
#include "mail/account/mailbox.hpp"
#include "mail/account/threads.hpp"
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
    /// Of Updated: records of which nothing was changed, and why. `missing` (the record, or a mailbox),
    /// `conflict` (no mailbox would hold it), `limit`.
    std::vector<std::pair<Record, Error>> refused;
    Bytes answer;  ///< of Annexed
    /// Other data that this changed, of messages that came or went (Annex::on_report, on_fate).
    std::vector<AnnexKind> annexes;
};

/// A message that JMAP showed and does not any more.
struct RecordTombstone {
    Record record;
    Record thread;  ///< 0: not looked up yet
    std::uint64_t added;
    std::uint64_t seq;
    bool operator==(const RecordTombstone&) const = default;
};
struct MailboxTombstone {
    MailboxId mailbox;
    std::uint64_t created;
    std::uint64_t seq;
    bool operator==(const MailboxTombstone&) const = default;
};

/// What Threads has to be told, once somebody asks for them.
struct ThreadWork {
    Record record;
    Record thread;  ///< of one that died: 0 where the work before says it
    bool died;
    std::vector<std::uint64_t> keys;  ///< of one that came
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
    /// Other data changed (annex.hpp).
    virtual void on_annex(AnnexKind /*kind*/) {}
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
    /// Those in mailboxes, and some dead ones. By number.
    std::span<const RecordInfo> records() const { return records_; }
    /// Records with numbers below this may exist.
    Record record_next() const { return record_next_; }

    // ---- other data (annex.hpp) ----
    Annexes& annexes() { return annexes_; }
    const Annexes& annexes() const { return annexes_; }

    // ---- messages as JMAP sees them (RFC 8621 4) ----
    // An Email is a record. Its mailboxes are those that have an entry of it without \Deleted; without any
    // such entry it is not there. It has one set of keywords: those that any of these entries bears (as
    // Apache James does; IMAP may flag one copy alone), and `Updated` sets them on all.

    /// By mailbox and uid; those with \Deleted, too.
    std::vector<Place> places(Record record) const;
    template <class Visit>
    void for_each_place(const RecordInfo& info, Visit visit) const {
        if (!info.alive()) return;
        visit(Place{MailboxId{info.mailbox}, info.uid});
        if (info.copied == 0) return;
        for (const Place& place : copies_.at(info.number)) visit(place);
    }
    /// Each once, ascending.
    std::vector<MailboxId> mailboxes_of(Record record) const;
    Flags flags_of(Record record) const;
    /// Bits of Flag, of the entries that are shown.
    std::uint8_t system_flags_of(const RecordInfo& info) const;
    bool is_shown(Record record) const;

    /// Ascending by seq; a record may be among them more than once, and be shown again.
    const std::deque<RecordTombstone>& record_tombstones() const { return record_tombstones_; }
    /// All that went after this seq is among the tombstones.
    std::uint64_t record_floor() const { return record_floor_; }
    const std::deque<MailboxTombstone>& mailbox_tombstones() const { return mailbox_tombstones_; }
    std::uint64_t mailbox_floor() const { return mailbox_floor_; }
    /// Records that were changed after `seq`, ascending, each once; some may be dead.
    std::vector<Record> changed_since(std::uint64_t seq) const;
    /// Whether those that died are among them.
    bool remembers_changes_since(std::uint64_t seq) const { return seq >= recent_floor_; }

    /// Nothing while they are not loaded: then RecordInfo::thread of what came since is 0.
    const Threads* threads() const { return threads_.get(); }
    /// What they missed.
    const std::vector<ThreadWork>& thread_work() const { return thread_work_; }
    /// With the keys of the snapshot that this state was loaded from; does the work. Fails with `corrupt`.
    Result<void> load_threads(const std::vector<Threads::Key>& keys);
    /// Only when a snapshot has all of them: nothing was applied since.
    void unload_threads();

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
    Result<std::vector<Mailbox*>> mailboxes_for(const events::Added& event);
    Outcome update(const events::Updated& event);
    struct Update;
    struct RecordPlan;
    Result<RecordPlan> plan_update(const events::RecordUpdate& update, const Update& so_far, Record record);
    Result<void> plan_flags(const events::RecordUpdate& update, std::uint8_t flags,
                            const std::set<std::uint16_t>& keywords, RecordPlan& plan);
    void carry_out(const RecordPlan& plan, Record record, Update& update);
    Result<void> check_change(const events::MailboxChanged& event, const Mailbox& mailbox) const;
    Outcome change(const events::MailboxChanged& event);
    Outcome annex(const events::Annexed& event, store::Author author);
    Outcome subscribe(const events::Subscribed& event);
    Outcome unsubscribe(const events::Unsubscribed& event);

    Mailbox* get(std::uint32_t id);
    Mailbox* get_selectable(std::uint32_t id);
    Mailbox& make(std::string name, std::int64_t now_ms);
    void renew(Mailbox& mailbox, std::int64_t now_ms);
    struct Renaming {
        Mailbox* mailbox;
        std::string name;
    };
    Result<std::vector<Renaming>> plan_rename(const Mailbox& mailbox, const std::string& name);
    void carry_out(std::vector<Renaming> renamings, std::int64_t now_ms);
    void make_parents(std::string_view name, std::int64_t now_ms);
    std::size_t missing_parents(std::string_view name) const;
    bool has_room_for_mailboxes(std::size_t more) const;
    bool has_below(std::string_view name) const;
    void set_name(Mailbox& mailbox, std::string name, std::int64_t now_ms);
    std::optional<std::uint16_t> intern(const events::FlagSet& flags);
    std::optional<std::uint16_t> changed_keywords(std::uint16_t before, const events::Flagged& event,
                                                  std::uint16_t operand);
    bool has_room(const Mailbox& mailbox, std::uint64_t more) const;
    void append_entry(Mailbox& mailbox, Entry entry);
    Outcome append_entries(Mailbox& to, const std::vector<Entry>& entries, UidSet from);
    void drop_entries(Mailbox& mailbox, const UidSet& uids);
    void set_flags(Mailbox& mailbox, Entry& entry, std::uint8_t flags, std::uint16_t keywords);
    void count(Mailbox& mailbox, const Entry& entry, const RecordInfo& info, int sign);
    RecordInfo* record_info(Record record);
    const Entry* entry_at(const Place& place) const;
    void link(RecordInfo& info, Place place);
    void unlink(RecordInfo& info, Place place);
    void touch(Record record) { touched_.push_back(record); }
    void note_change(RecordInfo& info);
    void settle();
    void tell_annexes(Record record, bool was_shown, bool is_shown);
    void note_annexes(std::vector<AnnexKind> changed);
    void bury(const RecordInfo& info);
    void do_thread_work(ThreadWork work);
    void note_mailbox(Mailbox& mailbox) { mailbox.changed_seq = seq_; }
    void note_subscription(std::string_view name);
    void bury(const Mailbox& mailbox);
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
    boost::unordered_flat_map<Record, std::vector<Place>> copies_;  // all places but the first, in order
    std::vector<Record> touched_;             // of this event: their entries came or went, or \Deleted did
    std::vector<AnnexKind> changed_annexes_;  // of this event
    struct Recent {
        std::uint64_t seq;
        Record record;
    };
    std::vector<Recent> recent_;  // all changes after recent_floor_
    std::uint64_t recent_floor_ = 0;
    std::deque<RecordTombstone> record_tombstones_;
    std::uint64_t record_floor_ = 0;
    std::deque<MailboxTombstone> mailbox_tombstones_;
    std::uint64_t mailbox_floor_ = 0;
    std::unique_ptr<Threads> threads_ = std::make_unique<Threads>();
    std::vector<ThreadWork> thread_work_;
    Annexes annexes_;
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
