// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/commands/append.hpp"

namespace milpa::mail::imap {

std::optional<Completion> may_append(Session& session, const request::Append& command,
                                     std::uint64_t message_octets_max) {
    if (session.find(command.mailbox) == nullptr) return no("TRYCREATE", "There is no such mailbox");
    if (command.octets == 0) return no("CANNOT", "A message is not empty");
    if (command.octets > message_octets_max) return no("TOOBIG", "The message is too large");
    const account::Quota quota = session.room().quota();
    if (session.state().usage().octets + command.octets > quota.octets_max) {
        return no("OVERQUOTA", "There is no room left");
    }
    return std::nullopt;
}

Task<Result<void>> Appending::write(std::string_view octets) {
    extractor_.feed(octets);
    co_return co_await writer_.write(as_bytes(octets));
}

CompletionTask Appending::finish() {
    // The mailbox may have gone while the message came.
    const account::Mailbox* mailbox = session_->find(command_->mailbox);
    if (mailbox == nullptr) co_return no("TRYCREATE", "There is no such mailbox");
    const account::MailboxId id = mailbox->id;
    store::Batch batch;
    CO_TRY(store::ObjectRef object, writer_.finish(batch));
    const WallTime now = session_->account().now();
    account::NewMessage message{.object = std::move(object),
                                .facts = extractor_.finish(),
                                .internal_date_ms = to_unix_ms(command_->date.value_or(now)),
                                .flags = from_wire(command_->flags)};
    CO_TRY(const account::Outcome outcome,
           co_await session_->account().append(id, std::move(message), std::move(batch),
                                               session_->room().quota()));
    if (outcome.error && outcome.error->kind == ErrorKind::missing)
        co_return no("TRYCREATE", "There is no such mailbox");
    if (outcome.error && outcome.error->kind == ErrorKind::limit)
        co_return no("OVERQUOTA", "There is no room left");
    if (outcome.error) co_return completion_for(*outcome.error);
    session_->room().settle();
    co_return Completion{.code = code::append_uid(outcome.uid_validity, outcome.to.first())};
}

}  // namespace milpa::mail::imap
