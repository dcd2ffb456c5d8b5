// SPDX-License-Identifier: AGPL-3.0-or-later
// STARTTLS (RFC 3207): the connection shakes hands after the reply.
#include "mail/smtp/command.hpp"

namespace milpa::mail::smtp {

Answer may_starttls(const Session& session, const Request&) {
    if (session.is_tls()) return replies::bad_sequence;
    if (!session.settings().starttls) return replies::not_implemented;
    return std::nullopt;
}

Task<Answer> starttls(Lent<Session> session, Request) {
    session->expect_tls();
    co_return replies::start_tls;
}

}  // namespace milpa::mail::smtp
