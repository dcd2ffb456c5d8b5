// SPDX-License-Identifier: AGPL-3.0-or-later
// CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE: RFC 9051 6.3.4 to 6.3.8; CREATE with USE: RFC 6154 3.
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

namespace {

struct UsePair {
    SpecialUse wire;
    account::SpecialUse stored;
};
constexpr UsePair use_pairs[] = {
    {SpecialUse::drafts, account::SpecialUse::drafts},   {SpecialUse::sent, account::SpecialUse::sent},
    {SpecialUse::junk, account::SpecialUse::junk},       {SpecialUse::trash, account::SpecialUse::trash},
    {SpecialUse::archive, account::SpecialUse::archive},
};

}  // namespace

CompletionTask run_create(Lent<Session> session, Lent<const request::Create> command) {
    account::SpecialUse use = account::SpecialUse::none;
    if (command->use != SpecialUse::none) {
        const auto* found = std::ranges::find(use_pairs, command->use, &UsePair::wire);
        // RFC 6154 3: what we do not give is refused.
        if (found == std::end(use_pairs)) co_return no("USEATTR", "A mailbox cannot be made for that use");
        use = found->stored;
    }
    const auto made = co_await session->account().create(command->mailbox.utf8(), use);
    if (made) co_return Completion();
    // RFC 6154 3: one mailbox has it already.
    if (made.error().kind == ErrorKind::conflict && session->find(command->mailbox) == nullptr) {
        co_return no("USEATTR", "Another mailbox is for that use");
    }
    co_return completion_for(made.error());
}

CompletionTask run_delete(Lent<Session> session, Lent<const request::Delete> command) {
    const account::Mailbox* mailbox = session->state().find(command->mailbox.utf8());
    if (mailbox == nullptr) co_return no("NONEXISTENT", "There is no such mailbox");
    // Who has it selected, this session or another, is told that its messages are gone, and is left with
    // none.
    const auto removed = co_await session->account().remove(mailbox->id);
    if (!removed && removed.error().kind == ErrorKind::conflict) {
        co_return no("HASCHILDREN", "Only mailboxes below it are left of this one");
    }
    if (!removed) co_return completion_for(removed.error());
    session->room().settle();
    co_return Completion();
}

CompletionTask run_rename(Lent<Session> session, Lent<const request::Rename> command) {
    const account::Mailbox* mailbox = session->state().find(command->from.utf8());
    if (mailbox == nullptr) co_return no("NONEXISTENT", "There is no such mailbox");
    CO_CHECK(co_await session->account().rename(mailbox->id, command->to.utf8()));
    co_return Completion();
}

CompletionTask run_subscribe(Lent<Session> session, Lent<const request::Subscribe> command) {
    CO_CHECK(co_await session->account().subscribe(command->mailbox.utf8()));
    co_return Completion();
}

CompletionTask run_unsubscribe(Lent<Session> session, Lent<const request::Unsubscribe> command) {
    CO_CHECK(co_await session->account().unsubscribe(command->mailbox.utf8()));
    co_return Completion();
}

}  // namespace milpa::mail::imap
