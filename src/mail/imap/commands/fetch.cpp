// SPDX-License-Identifier: AGPL-3.0-or-later
// FETCH (RFC 9051 6.4.5). What is in memory (uid, flags) is answered from it; the rest is read in order, a
// page at a time, and written as it is read.
#include "mail/imap/commands/fetch_body.hpp"
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

namespace {

using account::Cold;
using account::Entry;
using account::Mailbox;
using account::Uid;
using account::UidSet;

class Fetcher {
public:
    Fetcher(Lent<Session> session, Lent<const request::Fetch> command, UidSet uids, UidSet seen)
        : session_(session), items_(command->items), uids_(std::move(uids)), seen_(std::move(seen)) {}

    Task<Result<void>> run() {
        if (needs_facts()) co_return co_await fetch_cold();
        co_return co_await fetch_hot();
    }

private:
    bool needs_facts() const {
        return items_.envelope || items_.body || items_.body_structure || !items_.bodies.empty();
    }

    /// What the entry and its record say.
    void write_hot(ReplyWriter& out, const Entry& entry) {
        if (items_.uid) out.fetch_uid(entry.uid);
        if (items_.flags || seen_.contains(entry.uid)) session_->write_flags(out, entry);
        if (!items_.internal_date && !items_.size) return;
        const account::RecordInfo* record = session_->state().find_record(entry.record);
        if (record == nullptr) return;
        if (items_.internal_date) out.fetch_internal_date(from_unix_ms(record->internal_date_ms));
        if (items_.size) out.fetch_size(record->size);
    }

    Task<Result<void>> fetch_hot() {
        for (const UidSet::Range range : uids_.ranges()) {
            std::uint64_t next = range.first;
            while (next <= range.last) {
                const Mailbox* mailbox = session_->mailbox();
                if (mailbox == nullptr) co_return Result<void>{};
                next = write_some(*mailbox, static_cast<Uid>(next), range.last);
                CO_CHECK(co_await session_->output().flush_if_full());
            }
        }
        co_return Result<void>{};
    }

    /// Writes until there is enough to send; returns the uid to go on with.
    std::uint64_t write_some(const Mailbox& mailbox, Uid first, Uid last) {
        ReplyWriter out = session_->writer();
        std::size_t at = mailbox.lower_bound(first);
        for (; at < mailbox.entries.size() && mailbox.entries[at].uid <= last; ++at) {
            const Entry& entry = mailbox.entries[at];
            if (session_->output().is_full()) return entry.uid;
            out.fetch_begin(session_->view().sequence_of(entry.uid));
            write_hot(out, entry);
            out.fetch_end();
        }
        return static_cast<std::uint64_t>(last) + 1;
    }

    Task<Result<void>> fetch_cold() {
        if (session_->mailbox() == nullptr) co_return Result<void>{};
        account::FactsReader reader = session_->account().facts(session_->view().mailbox_id(), uids_);
        for (;;) {
            CO_TRY(const auto some, co_await reader.next());
            if (some.empty()) co_return Result<void>{};
            for (const Cold& cold : some) {
                CO_CHECK(co_await write_cold(&cold));
                CO_CHECK(co_await session_->output().flush_if_full());
            }
        }
    }

    Task<Result<void>> write_cold(Lent<const Cold> cold) {
        const Mailbox* mailbox = session_->mailbox();
        const Entry* entry = mailbox == nullptr ? nullptr : mailbox->find(cold->uid);
        if (entry == nullptr) co_return Result<void>{};  // expunged while the reply was on its way
        const events::MessageFacts& facts = cold->message->facts();
        ReplyWriter out = session_->writer();
        out.fetch_begin(session_->view().sequence_of(cold->uid));
        write_hot(out, *entry);
        if (items_.envelope) out.fetch_envelope(facts.envelope());
        if (items_.body) out.fetch_body(facts.structure());
        if (items_.body_structure) out.fetch_body_structure(facts.structure());
        for (const FetchBody& body : items_.bodies) {
            CO_CHECK(co_await write_body(session_, &out, &body, cold->message));
        }
        out.fetch_end();
        co_return Result<void>{};
    }

    const Lent<Session> session_;
    const FetchItems& items_;
    const UidSet uids_;
    const UidSet seen_;  // became \Seen by this command: told along
};

/// Those that the command makes \Seen, if it does.
UidSet unseen_of(Session& session, const UidSet& uids, const FetchItems& items) {
    const auto sets_seen = [](const FetchBody& body) { return body.seen == FetchBody::Seen::set; };
    UidSet unseen;
    const Mailbox* mailbox = session.mailbox();
    if (mailbox == nullptr || session.access() == Access::read_only ||
        std::ranges::none_of(items.bodies, sets_seen)) {
        return unseen;
    }
    for (const UidSet::Range range : uids.ranges()) {
        for (std::size_t at = mailbox->lower_bound(range.first);
             at < mailbox->entries.size() && mailbox->entries[at].uid <= range.last; ++at) {
            if ((mailbox->entries[at].flags & account::flag_seen) == 0) unseen.add(mailbox->entries[at].uid);
        }
    }
    return unseen;
}

}  // namespace

CompletionTask run_fetch(Lent<Session> session, Lent<const request::Fetch> command) {
    CO_TRY(UidSet uids, session->uids_of(command->set, command->numbering));
    if (uids.empty()) co_return Completion();
    UidSet seen = unseen_of(*session, uids, command->items);
    if (!seen.empty()) {
        CO_TRY(account::Outcome outcome,
               co_await session->account().flag(
                   session->view().mailbox_id(), std::move(seen), account::FlagChange::add,
                   account::Flags{.system = account::flag_seen, .keywords = {}}));
        session->view().forget_flagged(outcome.from);
        seen = std::move(outcome.from);
    }
    Fetcher fetcher(session, command, std::move(uids), std::move(seen));
    CO_CHECK(co_await fetcher.run());
    co_return Completion();
}

}  // namespace milpa::mail::imap
