// SPDX-License-Identifier: AGPL-3.0-or-later
// AUTH (RFC 4954): for members who send, and never in clear.
#include "mail/smtp/command.hpp"

namespace milpa::mail::smtp {

Answer may_auth(const Session& session, const Request&) {
    if (!session.is_submission()) return replies::not_implemented;
    if (!session.is_tls()) return replies::tls_for_login;
    if (session.member()) return replies::already_logged_in;
    return std::nullopt;
}

Task<Answer> auth(Lent<Session> session, Request request) {
    co_return co_await session->start_sasl(std::move(std::get<Auth>(request)));
}

}  // namespace milpa::mail::smtp
