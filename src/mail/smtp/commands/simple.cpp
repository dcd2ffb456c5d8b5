// SPDX-License-Identifier: AGPL-3.0-or-later
// RSET, NOOP, VRFY, EXPN, HELP, QUIT: a line each.
#include "mail/smtp/command.hpp"

namespace milpa::mail::smtp {

Task<Answer> reset(Lent<Session> session, Request) {
    session->reset();
    co_return replies::ok;
}

Task<Answer> noop(Lent<Session>, Request) { co_return replies::ok; }

// RFC 5321 7.3: nobody is told who has a mailbox here.
Task<Answer> verify(Lent<Session>, Request) { co_return replies::cannot_verify; }

Task<Answer> expand(Lent<Session>, Request) { co_return replies::not_implemented; }

Task<Answer> help(Lent<Session>, Request) { co_return replies::help; }

Task<Answer> quit(Lent<Session> session, Request) {
    session->reset();
    session->close();
    co_return replies::goodbye;
}

}  // namespace milpa::mail::smtp
