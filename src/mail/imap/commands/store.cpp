// SPDX-License-Identifier: AGPL-3.0-or-later
// STORE (RFC 9051 6.4.6), EXPUNGE (6.4.3), COPY (6.4.7), MOVE (6.4.8).
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

namespace {

using account::Outcome;
using account::Uid;
using account::UidSet;

std::vector<std::uint32_t> numbers(const UidSet& uids) {
    std::vector<std::uint32_t> all;
    all.reserve(uids.size());
    uids.for_each([&](Uid uid) { all.push_back(uid); });
    return all;
}

/// RFC 4315 3: nothing to say where nothing was copied.
std::string copied_code(const Outcome& outcome) {
    if (outcome.from.empty()) return {};
    return code::copy_uid(outcome.uid_validity, numbers(outcome.from), numbers(outcome.to));
}

/// RFC 9051 6.4.7: a target that is not there can be made.
std::optional<Completion> refusal(const Outcome& outcome) {
    if (!outcome.error) return std::nullopt;
    if (outcome.error->kind == ErrorKind::missing) return no("TRYCREATE", "There is no such mailbox");
    if (outcome.error->kind == ErrorKind::limit) return no("OVERQUOTA", "There is no room left");
    return completion_for(*outcome.error);
}

account::FlagChange change_of(request::Store::Mode mode) {
    switch (mode) {
        case request::Store::Mode::replace: return account::FlagChange::replace;
        case request::Store::Mode::add: return account::FlagChange::add;
        case request::Store::Mode::remove: return account::FlagChange::remove;
    }
    return account::FlagChange::replace;
}

/// FETCH replies with the flags as they are now.
Task<Result<void>> tell_flags(Lent<Session> session, UidSet uids, Numbering numbering) {
    for (const UidSet::Range range : uids.ranges()) {
        for (std::uint64_t uid = range.first; uid <= range.last; ++uid) {
            const account::Mailbox* mailbox = session->mailbox();
            const account::Entry* entry = mailbox == nullptr ? nullptr : mailbox->find(static_cast<Uid>(uid));
            if (entry == nullptr) continue;
            ReplyWriter out = session->writer();
            out.fetch_begin(session->view().sequence_of(entry->uid));
            if (session->rev2 || numbering == Numbering::uid) out.fetch_uid(entry->uid);
            session->write_flags(out, *entry);
            out.fetch_end();
            CO_CHECK(co_await session->output().flush_if_full());
        }
    }
    co_return Result<void>{};
}

}  // namespace

CompletionTask run_store(Lent<Session> session, Lent<const request::Store> command) {
    CO_TRY(const UidSet uids, session->uids_of(command->set, command->numbering));
    if (uids.empty()) co_return Completion();
    CO_TRY(const Outcome outcome,
           co_await session->account().flag(session->view().mailbox_id(), uids, change_of(command->mode),
                                            from_wire(command->flags)));
    if (outcome.error) co_return completion_for(*outcome.error);
    // The client knows what it did itself: told below, or asked not to be told.
    session->view().forget_flagged(outcome.from);
    if (command->reply == request::Store::Reply::flags) {
        CO_CHECK(co_await tell_flags(session, uids, command->numbering));
    }
    co_return Completion();
}

CompletionTask run_expunge(Lent<Session> session, Lent<const request::Expunge> command) {
    const account::Mailbox* mailbox = session->mailbox();
    if (mailbox == nullptr) co_return Completion();
    UidSet uids = mailbox->all();
    if (command->uids) {
        CO_TRY(uids, session->uids_of(*command->uids, Numbering::uid));
    }
    if (uids.empty()) co_return Completion();
    CO_TRY(const Outcome outcome, co_await session->account().expunge(session->view().mailbox_id(), uids));
    if (outcome.error) co_return completion_for(*outcome.error);
    session->room().settle();
    co_return Completion();
}

CompletionTask run_copy(Lent<Session> session, Lent<const request::Copy> command) {
    const account::Mailbox* target = session->find(command->mailbox);
    if (target == nullptr) co_return no("TRYCREATE", "There is no such mailbox");
    const account::MailboxId to = target->id;
    CO_TRY(const UidSet uids, session->uids_of(command->set, command->numbering));
    if (uids.empty()) co_return Completion();
    CO_TRY(const Outcome outcome,
           co_await session->account().copy(session->view().mailbox_id(), uids, to, session->room().quota()));
    if (auto refused = refusal(outcome)) co_return std::move(*refused);
    session->room().settle();
    co_return Completion{.code = copied_code(outcome)};
}

CompletionTask run_move(Lent<Session> session, Lent<const request::Move> command) {
    const account::Mailbox* target = session->find(command->mailbox);
    if (target == nullptr) co_return no("TRYCREATE", "There is no such mailbox");
    const account::MailboxId to = target->id;
    CO_TRY(const UidSet uids, session->uids_of(command->set, command->numbering));
    if (uids.empty()) co_return Completion();
    CO_TRY(const Outcome outcome, co_await session->account().move(session->view().mailbox_id(), uids, to));
    if (auto refused = refusal(outcome)) co_return std::move(*refused);
    // RFC 6851 4.3: where they went is said before they are gone.
    if (const std::string code = copied_code(outcome); !code.empty()) {
        session->writer().untagged(Condition::ok, code, "Moved");
    }
    co_return Completion();
}

}  // namespace milpa::mail::imap
