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

/// Why nothing was copied or moved. RFC 9051 6.4.7: a target that is not there can be made.
Completion refusal(Session& session, const Error& error, const MailboxName& target) {
    if (error.kind == ErrorKind::missing && session.find(target) == nullptr) {
        return no("TRYCREATE", "There is no such mailbox");
    }
    if (error.kind == ErrorKind::limit) return no("OVERQUOTA", "There is no room left");
    return completion_for(error);
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
    session->tell_new_keywords();
    for (const UidSet::Range range : uids.ranges()) {
        for (std::uint64_t uid = range.first; uid <= range.last; ++uid) {
            const account::Mailbox* mailbox = session->mailbox();
            const account::Entry* entry = mailbox == nullptr ? nullptr : mailbox->find(static_cast<Uid>(uid));
            if (entry == nullptr) continue;
            session->write_flags_of(*entry, session->rev2 ? Numbering::uid : numbering);
            if (session->needs_pace()) CO_CHECK(co_await session->pace());
        }
    }
    co_return Result<void>{};
}

/// Those of `changed` that somebody else changed after `seq`.
UidSet changed_since(const account::Mailbox* mailbox, const UidSet& changed, std::uint64_t seq) {
    UidSet later;
    if (mailbox == nullptr) return later;
    changed.for_each([&](Uid uid) {
        const account::Entry* entry = mailbox->find(uid);
        if (entry != nullptr && entry->modseq > seq) later.add(uid);
    });
    return later;
}

/// EXPUNGE takes those that are marked; nothing is written where none is.
UidSet deleted_of(const account::Mailbox& mailbox, const UidSet& among) {
    UidSet deleted;
    if (mailbox.deleted == 0) return deleted;
    for (const UidSet::Range range : among.ranges()) {
        for (std::size_t at = mailbox.lower_bound(range.first);
             at < mailbox.entries.size() && mailbox.entries[at].uid <= range.last; ++at) {
            if ((mailbox.entries[at].flags & account::flag_deleted) != 0)
                deleted.add(mailbox.entries[at].uid);
        }
    }
    return deleted;
}

}  // namespace

CompletionTask run_store(Lent<Session> session, Lent<const request::Store> command) {
    CO_TRY(const UidSet uids, session->uids_of(command->set, command->numbering));
    if (uids.empty()) co_return Completion();
    const UidSet untold = session->view().flagged();
    CO_TRY(const Outcome outcome,
           co_await session->account().flag(session->view().mailbox_id(), uids, change_of(command->mode),
                                            from_wire(command->flags)));
    if (command->reply == request::Store::Reply::flags) {
        // Told now, with whatever others did to them.
        session->view().forget_flagged(uids);
        CO_CHECK(co_await tell_flags(session, uids, command->numbering));
        co_return Completion();
    }
    // RFC 9051 6.4.6: the client did not ask for what it did itself, but must hear of what others did.
    const UidSet later = changed_since(session->mailbox(), outcome.from, outcome.seq);
    session->view().forget_flagged(outcome.from.without(untold).without(later));
    co_return Completion();
}

CompletionTask run_expunge(Lent<Session> session, Lent<const request::Expunge> command) {
    const account::Mailbox* mailbox = session->mailbox();
    if (mailbox == nullptr) co_return Completion();
    UidSet uids = mailbox->all();
    if (command->uids) {
        CO_TRY(uids, session->uids_of(*command->uids, Numbering::uid));
    }
    uids = deleted_of(*mailbox, uids);
    if (uids.empty()) co_return Completion();
    CO_CHECK(co_await session->account().expunge(session->view().mailbox_id(), uids));
    session->room().settle();
    co_return Completion();
}

CompletionTask run_copy(Lent<Session> session, Lent<const request::Copy> command) {
    const account::Mailbox* target = session->find(command->mailbox);
    if (target == nullptr) co_return no("TRYCREATE", "There is no such mailbox");
    const account::MailboxId to = target->id;
    CO_TRY(const UidSet uids, session->uids_of(command->set, command->numbering));
    if (uids.empty()) co_return Completion();
    const auto outcome =
        co_await session->account().copy(session->view().mailbox_id(), uids, to, session->room().quota());
    if (!outcome) co_return refusal(*session, outcome.error(), command->mailbox);
    session->room().settle();
    co_return Completion{.code = copied_code(*outcome)};
}

CompletionTask run_move(Lent<Session> session, Lent<const request::Move> command) {
    const account::Mailbox* target = session->find(command->mailbox);
    if (target == nullptr) co_return no("TRYCREATE", "There is no such mailbox");
    const account::MailboxId to = target->id;
    CO_TRY(const UidSet uids, session->uids_of(command->set, command->numbering));
    if (uids.empty()) co_return Completion();
    const auto outcome = co_await session->account().move(session->view().mailbox_id(), uids, to);
    if (!outcome) co_return refusal(*session, outcome.error(), command->mailbox);
    // RFC 6851 4.3: where they went is said before they are gone.
    if (const std::string code = copied_code(*outcome); !code.empty()) {
        session->writer().untagged(Condition::ok, code, "Moved");
    }
    co_return Completion();
}

}  // namespace milpa::mail::imap
