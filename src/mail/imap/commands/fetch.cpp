// SPDX-License-Identifier: AGPL-3.0-or-later
// FETCH (RFC 9051 6.4.5). What is in memory (uid, flags) is answered from it; the rest is read in order, a
// page at a time, and written as it is read. A message that cannot be given keeps no other from being given:
// its reply is taken back, or the connection ends where a part of it has gone out already.
#include "base/log.hpp"
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

    CompletionTask run() {
        if (needs_facts()) {
            CO_CHECK(co_await fetch_cold());
        } else {
            CO_CHECK(co_await fetch_hot());
        }
        if (failure_) co_return completion_for(*failure_);
        if (unknown_encoding_) {
            co_return no("UNKNOWN-CTE", "There is a part of which the encoding is not known");
        }
        co_return Completion();
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
                CO_CHECK(co_await session_->pace());
            }
        }
        co_return Result<void>{};
    }

    /// Writes until there is enough to send or to do for others; returns the uid to go on with.
    std::uint64_t write_some(const Mailbox& mailbox, Uid first, Uid last) {
        ReplyWriter out = session_->writer();
        const std::size_t begin = mailbox.lower_bound(first);
        for (std::size_t at = begin; at < mailbox.entries.size() && mailbox.entries[at].uid <= last; ++at) {
            const Entry& entry = mailbox.entries[at];
            if (at > begin && session_->needs_pace()) return entry.uid;
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
                CO_CHECK(co_await give_cold(&cold));
                if (session_->needs_pace()) CO_CHECK(co_await session_->pace());
            }
        }
    }

    const Entry* find(Uid uid) {
        const Mailbox* mailbox = session_->mailbox();
        return mailbox == nullptr ? nullptr : mailbox->find(uid);
    }

    Task<Result<void>> give_cold(Lent<const Cold> cold) {
        Output& output = session_->output();
        const std::uint64_t begin = output.position();
        const bool is_decodable = std::ranges::all_of(items_.bodies, [&](const FetchBody& body) {
            return can_decode(cold->message->facts().structure(), body);
        });
        if (is_decodable) {
            auto written = co_await write_cold(cold);
            if (written) co_return Result<void>{};
            if (!output.take_back(begin)) output.break_off();
            if (output.is_broken() || session_->must_end()) co_return written.error();
            // Its octets go with the last mailbox that holds it.
            const bool is_gone = written.error().kind == ErrorKind::missing && find(cold->uid) == nullptr;
            if (is_gone) co_return Result<void>{};
            log::event("imap.fetch_failed", written.error().kind);
            if (written.error().kind != ErrorKind::missing && written.error().kind != ErrorKind::corrupt) {
                co_return written.error();
            }
            if (!failure_) failure_ = written.error();
        }
        unknown_encoding_ |= !is_decodable;
        // That it is \Seen now must be told all the same.
        const Entry* entry = find(cold->uid);
        if (entry != nullptr && seen_.contains(cold->uid)) {
            const bool with_uid = items_.uid || session_->rev2;
            session_->write_flags_of(*entry, with_uid ? Numbering::uid : Numbering::sequence);
        }
        co_return Result<void>{};
    }

    Task<Result<void>> write_cold(Lent<const Cold> cold) {
        const Entry* entry = find(cold->uid);
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
    const UidSet seen_;             // became \Seen by this command: told along
    std::optional<Error> failure_;  // of the first message that could not be given
    bool unknown_encoding_ = false;
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
        auto outcome = co_await session->account().flag(
            session->view().mailbox_id(), std::move(seen), account::FlagChange::add,
            account::Flags{.system = account::flag_seen, .keywords = {}});
        if (!outcome && outcome.error().kind == ErrorKind::closed) co_return outcome.error();
        // On a full disk mail can still be read.
        seen = outcome ? std::move(outcome->from) : UidSet();
        session->view().forget_flagged(seen);
    }
    session->tell_new_keywords();
    Fetcher fetcher(session, command, std::move(uids), std::move(seen));
    co_return co_await fetcher.run();
}

}  // namespace milpa::mail::imap
