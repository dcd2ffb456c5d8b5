// SPDX-License-Identifier: AGPL-3.0-or-later
// DATA: the message, up to a line with a dot.
#include "mail/smtp/command.hpp"

namespace milpa::mail::smtp {

Answer may_data(const Session& session, const Request&) {
    // Between chunks they are the message's already.
    const bool begun = session.state() == State::chunks;
    if (!begun && session.transaction()->recipients.empty()) return replies::no_recipients;
    return std::nullopt;
}

Task<Answer> data(Lent<Session> session, Request) {
    auto reception = co_await session->open_reception();
    if (reception->failure()) {
        const Reply reply = *reception->failure();
        session->reset();
        co_return reply;
    }
    session->expect_data(std::move(reception));
    co_return replies::send_data;
}

}  // namespace milpa::mail::smtp
