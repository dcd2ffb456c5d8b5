// SPDX-License-Identifier: AGPL-3.0-or-later
// RCPT TO: one more recipient.
#include <algorithm>

#include "mail/smtp/command.hpp"
#include "mail/smtp/send_limits.hpp"

namespace milpa::mail::smtp {

Answer may_rcpt(const Session& session, const Request& request) {
    const Transaction& now = *session.transaction();
    if (now.recipients.size() >= session.settings().recipients_max) return replies::too_many_recipients;
    // RFC 6531 3.1: an address beyond ASCII belongs to a MAIL with SMTPUTF8.
    if (!now.from.parameters.utf8 && message::needs_utf8(std::get<RcptTo>(request).recipient)) {
        return replies::needs_utf8;
    }
    return std::nullopt;
}

Task<Answer> rcpt(Lent<Session> session, Request request) {
    const Mailbox& address = std::get<RcptTo>(request).recipient;
    const Transaction& now = *session->transaction();
    // Named twice, it is delivered once.
    const auto is_same = [&](const Recipient& other) { return other.address == address; };
    if (std::ranges::any_of(now.recipients, is_same)) co_return replies::recipient_ok;

    const Services& services = session->services();
    auto found = co_await services.recipients->find(address, now.from.parameters.size.value_or(0));
    if (!found) co_return reply_for(found.error());
    std::optional<VaultId> vault;
    switch (found->standing) {
        case Standing::here: vault = found->vault; break;
        case Standing::elsewhere:
            if (!session->is_submission()) co_return replies::relaying_denied;
            break;
        case Standing::unknown: co_return replies::unknown_recipient;
        case Standing::suspended: co_return replies::suspended;
        case Standing::over_quota: co_return replies::over_quota;
    }
    if (session->is_submission() &&
        !services.send_limits->spend(*session->member(), services.clock->steady())) {
        co_return replies::send_limit;
    }
    session->add({address, vault});
    co_return replies::recipient_ok;
}

}  // namespace milpa::mail::smtp
