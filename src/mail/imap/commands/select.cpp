// SPDX-License-Identifier: AGPL-3.0-or-later
// SELECT, EXAMINE (RFC 9051 6.3.2, 6.3.3), CLOSE (6.4.1), UNSELECT (6.4.2).
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

namespace {

/// RFC 3501 7.1 UNSEEN: the number of the first message that was not seen; 0 for none.
std::uint32_t first_unseen(const account::Mailbox& mailbox) {
    if (mailbox.unseen == 0) return 0;
    const auto found = std::ranges::find_if(
        mailbox.entries, [](const account::Entry& entry) { return (entry.flags & account::flag_seen) == 0; });
    return static_cast<std::uint32_t>(found - mailbox.entries.begin()) + 1;
}

void describe(Session& session, const account::Mailbox& mailbox) {
    session.write_known_flags();
    ReplyWriter out = session.writer();
    out.exists(mailbox.exists());
    if (!session.rev2) {
        out.recent(0);
        if (const std::uint32_t unseen = first_unseen(mailbox); unseen != 0) {
            out.untagged(Condition::ok, code::number("UNSEEN", unseen), "The first unseen message");
        }
    }
    out.untagged(Condition::ok, code::number("UIDVALIDITY", mailbox.uid_validity), "UIDs are valid");
    out.untagged(Condition::ok, code::number("UIDNEXT", mailbox.uid_next), "The next UID");
    if (session.rev2) out.list({.name_utf8 = mailbox.name});
}

}  // namespace

CompletionTask run_select(Lent<Session> session, MailboxName name, Access access) {
    if (session->is_selected()) {
        session->unselect();
        session->writer().untagged(Condition::ok, "CLOSED", "The mailbox before is closed");
    }
    const account::Mailbox* mailbox = session->find(name);
    if (mailbox == nullptr) co_return no("NONEXISTENT", "There is no such mailbox");
    session->select(*mailbox, access);
    describe(*session, *mailbox);
    co_return Completion{.code = access == Access::read_write ? "READ-WRITE" : "READ-ONLY",
                         .text = "Selected"};
}

CompletionTask run_close(Lent<Session> session) {
    const account::Mailbox* mailbox = session->mailbox();
    if (mailbox != nullptr && session->access() == Access::read_write && mailbox->deleted > 0) {
        // Where that fails, the mailbox stays selected, as the client then believes.
        CO_CHECK(co_await session->account().expunge(mailbox->id, mailbox->all()));
        session->room().settle();
    }
    // RFC 9051 6.4.1: what is gone is not told.
    session->unselect();
    co_return Completion();
}

CompletionTask run_unselect(Lent<Session> session) {
    session->unselect();
    co_return Completion();
}

}  // namespace milpa::mail::imap
