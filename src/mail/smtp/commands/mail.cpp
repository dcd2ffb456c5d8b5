// SPDX-License-Identifier: AGPL-3.0-or-later
// MAIL FROM: begins a transaction.
#include "mail/smtp/command.hpp"
#include "mail/smtp/extension.hpp"

namespace milpa::mail::smtp {

Answer may_mail(const Session& session, const Request& request) {
    if (session.transactions() >= session.settings().transactions_max) return replies::too_many_transactions;
    const auto& mail = std::get<MailFrom>(request);
    for (const Extension& extension : extensions()) {
        if (extension.may_mail == nullptr) continue;
        if (Answer refusal = extension.may_mail(session, mail)) return refusal;
    }
    return std::nullopt;
}

Task<Answer> mail(Lent<Session> session, Request request) {
    auto& from = std::get<MailFrom>(request);
    // The null sender is for notices of reading (RFC 8098 3); who wrote it is checked in the header.
    if (session->is_submission() && from.sender) {
        auto may = co_await session->services().logins->may_send_as(*session->member(), *from.sender);
        if (!may) co_return reply_for(may.error());
        if (!*may) co_return replies::not_your_sender;
    }
    session->begin(std::move(from));
    co_return replies::sender_ok;
}

}  // namespace milpa::mail::smtp
