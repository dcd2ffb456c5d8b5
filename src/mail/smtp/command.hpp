// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of commands. Adding one: a type in grammar.hpp, a row here, a file in commands/.
#pragma once

#include <concepts>
#include <span>
#include <string_view>

#include "mail/smtp/session.hpp"

namespace milpa::mail::smtp {

/// A set of states, one bit each.
using States = std::uint16_t;
constexpr States states(std::same_as<State> auto... state) {
    return static_cast<States>((0U | ... | (1U << static_cast<unsigned>(state))));
}

/// What must be so before the command is looked at, and how it behaves; bits.
using Traits = std::uint8_t;
namespace traits {
inline constexpr Traits none = 0;
inline constexpr Traits last_in_group = 1;  ///< RFC 2920 3.1: nothing may be sent behind it before its reply
inline constexpr Traits login = 2;          ///< submission only after AUTH (and TLS)
inline constexpr Traits unlocked = 4;       ///< 451 4.3.2 while the server is locked
inline constexpr Traits idle = 8;           ///< brings no mail: counted against idle_commands_max
}  // namespace traits

/// May it? Looks at the session and the request, changes nothing. The reply says why not.
using Check = Answer (*)(const Session& session, const Request& request);
/// Does it. Refuses only what a lookup says.
using Proceed = Task<Answer> (*)(Lent<Session> session, Request request);

struct Command {
    std::string_view verb;
    States allowed;  ///< 503 in others
    Traits behaves;
    Check may;  ///< null: always
    Proceed proceed;
    std::string_view rfc;
};

/// In the order of Request's alternatives.
std::span<const Command> commands();
const Command& command_for(const Request& request);

// ---- the rows' functions, each in its file in commands/ --------------------------------------------------
Task<Answer> hello(Lent<Session> session, Request request);
Answer may_mail(const Session& session, const Request& request);
Task<Answer> mail(Lent<Session> session, Request request);
Answer may_rcpt(const Session& session, const Request& request);
Task<Answer> rcpt(Lent<Session> session, Request request);
Answer may_data(const Session& session, const Request& request);
Task<Answer> data(Lent<Session> session, Request request);
Task<Answer> bdat(Lent<Session> session, Request request);
Task<Answer> reset(Lent<Session> session, Request request);
Task<Answer> noop(Lent<Session> session, Request request);
Task<Answer> verify(Lent<Session> session, Request request);
Task<Answer> expand(Lent<Session> session, Request request);
Task<Answer> help(Lent<Session> session, Request request);
Task<Answer> quit(Lent<Session> session, Request request);
Answer may_starttls(const Session& session, const Request& request);
Task<Answer> starttls(Lent<Session> session, Request request);
Answer may_auth(const Session& session, const Request& request);
Task<Answer> auth(Lent<Session> session, Request request);

}  // namespace milpa::mail::smtp
