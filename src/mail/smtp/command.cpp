// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/command.hpp"

#include <array>

namespace milpa::mail::smtp {

namespace {

using enum State;
using namespace traits;

/// Where a command may come at all; in data, chunk, authenticating, securing and closing no line is a
/// command.
constexpr States anywhere = states(fresh, ready, State::sender, recipients, chunks, wrecked);

constexpr std::array<Command, std::variant_size_v<Request>> table{{
    // clang-format off
    {"EHLO", anywhere, last_in_group | idle, nullptr, hello, "RFC 5321 4.1.1.1"},  // and HELO
    {"MAIL", states(ready), login | unlocked, may_mail, mail, "RFC 5321 4.1.1.2"},
    {"RCPT", states(State::sender, recipients), login | unlocked, may_rcpt, rcpt, "RFC 5321 4.1.1.3"},
    {"DATA", states(State::sender, recipients), last_in_group | unlocked, may_data, smtp::data,
     "RFC 5321 4.1.1.4"},
    {"BDAT", states(State::sender, recipients, chunks), unlocked, may_data, bdat, "RFC 3030 2"},
    {"RSET", anywhere, idle, nullptr, reset, "RFC 5321 4.1.1.5"},
    {"NOOP", anywhere, idle, nullptr, noop, "RFC 5321 4.1.1.9"},
    {"VRFY", anywhere, idle | login, nullptr, verify, "RFC 5321 4.1.1.6"},
    {"EXPN", anywhere, idle, nullptr, expand, "RFC 5321 4.1.1.7"},
    {"HELP", anywhere, idle, nullptr, help, "RFC 5321 4.1.1.8"},
    {"QUIT", anywhere, none, nullptr, quit, "RFC 5321 4.1.1.10"},
    {"STARTTLS", states(ready), last_in_group, may_starttls, starttls, "RFC 3207 4"},
    {"AUTH", states(ready), last_in_group, may_auth, auth, "RFC 4954 4"},
    // clang-format on
}};

}  // namespace

std::span<const Command> commands() { return table; }

const Command& command_for(const Request& request) { return table[request.index()]; }

}  // namespace milpa::mail::smtp
