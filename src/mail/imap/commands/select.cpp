// SPDX-License-Identifier: AGPL-3.0-or-later
// SELECT, EXAMINE (RFC 9051 6.3.2, 6.3.3), CLOSE (6.4.1), UNSELECT (6.4.2).
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

namespace {

constexpr SystemFlags every_flag = SystemFlags::answered | SystemFlags::flagged | SystemFlags::deleted |
                                   SystemFlags::seen | SystemFlags::draft;

/// RFC 3501 7.1 UNSEEN: the number of the first message that was not seen; 0 for none.
std::uint32_t first_unseen(const account::Mailbox& mailbox) {
    if (mailbox.unseen == 0) return 0;
    const auto found = std::ranges::find_if(
        mailbox.entries, [](const account::Entry& entry) { return (entry.flags & account::flag_seen) == 0; });
    return static_cast<std::uint32_t>(found - mailbox.entries.begin()) + 1;
}

void describe(Session& session, const account::Mailbox& mailbox, Access access) {
    ReplyWriter out = session.writer();
    std::vector<std::string_view> keywords;
    for (const std::string& name : session.state().keywords().names()) keywords.push_back(name);
    out.flags(every_flag, keywords);
    out.exists(mailbox.exists());
    if (!session.rev2) {
        out.recent(0);
        if (const std::uint32_t unseen = first_unseen(mailbox); unseen != 0) {
            out.untagged(Condition::ok, code::number("UNSEEN", unseen), "The first unseen message");
        }
    }
    out.untagged(Condition::ok, code::number("UIDVALIDITY", mailbox.uid_validity), "UIDs are valid");
    out.untagged(Condition::ok, code::number("UIDNEXT", mailbox.uid_next), "The next UID");
    const bool writable = access == Access::read_write;
    out.untagged(Condition::ok,
                 code::permanent_flags(writable ? every_flag : SystemFlags::none,
                                       writable ? std::span<const std::string_view>(keywords)
                                                : std::span<const std::string_view>(),
                                       writable ? code::NewKeywords::allowed : code::NewKeywords::refused),
                 "Flags that stay");
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
    describe(*session, *mailbox, access);
    co_return Completion{.code = access == Access::read_write ? "READ-WRITE" : "READ-ONLY",
                         .text = "Selected"};
}

CompletionTask run_close(Lent<Session> session) {
    const account::Mailbox* mailbox = session->mailbox();
    if (mailbox != nullptr && session->access() == Access::read_write && mailbox->deleted > 0) {
        const account::MailboxId id = mailbox->id;
        const account::UidSet all = mailbox->all();
        session->unselect();
        CO_TRY(const account::Outcome outcome, co_await session->account().expunge(id, all));
        if (!outcome.error) session->room().settle();
    }
    session->unselect();
    co_return Completion();
}

CompletionTask run_unselect(Lent<Session> session) {
    session->unselect();
    co_return Completion();
}

}  // namespace milpa::mail::imap
