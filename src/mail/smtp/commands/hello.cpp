// SPDX-License-Identifier: AGPL-3.0-or-later
// EHLO and HELO: a new beginning, and what is offered.
#include "mail/smtp/command.hpp"
#include "mail/smtp/extension.hpp"

namespace milpa::mail::smtp {

Task<Answer> hello(Lent<Session> session, Request request) {
    auto& asked = std::get<Hello>(request);
    const Dialect dialect = asked.dialect;
    session->greet(std::move(asked));
    std::vector<std::string> lines{session->settings().host_name};
    if (dialect == Dialect::ehlo) {
        for (const Extension& extension : extensions()) {
            if (auto line = extension.offer(*session)) lines.push_back(std::move(*line));
        }
    }
    co_return Reply(250, {}, std::move(lines));
}

}  // namespace milpa::mail::smtp
