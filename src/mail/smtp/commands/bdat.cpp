// SPDX-License-Identifier: AGPL-3.0-or-later
// BDAT: so many octets of the message (RFC 3030). The octets follow whatever we think of them, so the reply
// always comes after them.
#include "mail/smtp/command.hpp"

namespace milpa::mail::smtp {

Task<Answer> bdat(Lent<Session> session, Request request) {
    std::unique_ptr<Reception> reception;
    if (session->state() == State::recipients) reception = co_await session->open_reception();
    session->expect_chunk(std::get<Bdat>(request), std::move(reception));
    co_return std::nullopt;
}

}  // namespace milpa::mail::smtp
