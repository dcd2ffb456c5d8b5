// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/commands/append.hpp"

namespace milpa::mail::imap {

namespace {

/// The octets are at most what a message may have: the sum is small enough.
bool is_over(Session& session, std::uint64_t octets, const account::Quota& quota) {
    const account::Usage usage = session.state().usage();
    return usage.octets + octets > quota.octets_max || usage.messages >= quota.messages_max;
}

}  // namespace

std::optional<Completion> may_append(Session& session, const request::Append& command,
                                     std::uint64_t message_octets_max) {
    // RFC 6855 4: the form is there for clients that have enabled it.
    if (command.form == request::Append::Form::utf8 && session.form != TextForm::utf8) {
        return no("CANNOT", "UTF8=ACCEPT is not enabled");
    }
    if (session.find(command.mailbox) == nullptr) return no("TRYCREATE", "There is no such mailbox");
    if (command.octets == 0) return no("CANNOT", "A message is not empty");
    if (command.octets > message_octets_max) return no("TOOBIG", "The message is too large");
    if (is_over(session, command.octets, session.room().quota())) {
        return no("OVERQUOTA", "There is no room left");
    }
    return std::nullopt;
}

Task<> Appending::write(std::string_view octets) {
    if (refused_) co_return;
    extractor_.feed(octets);
    const auto written = co_await writer_.write(as_bytes(octets));
    if (written) co_return;
    refused_ = completion_for(written.error());
    writer_.abort();
}

CompletionTask Appending::finish() {
    if (refused_) co_return std::move(*refused_);
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
    const account::Quota quota = session_->room().quota();
    const auto outcome = co_await session_->account().append(id, std::move(message), std::move(batch), quota);
    if (!outcome) {
        const ErrorKind kind = outcome.error().kind;
        if (kind == ErrorKind::missing) co_return no("TRYCREATE", "There is no such mailbox");
        if (kind == ErrorKind::limit && is_over(*session_, command_->octets, quota)) {
            co_return no("OVERQUOTA", "There is no room left");
        }
        co_return completion_for(outcome.error());
    }
    session_->room().settle();
    co_return Completion{.code = code::append_uid(outcome->uid_validity, outcome->to.first())};
}

}  // namespace milpa::mail::imap
