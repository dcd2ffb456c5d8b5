// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of commands: to add one, add a struct to request.hpp, a row here, and a file that parses it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "mail/imap/request.hpp"

namespace milpa::mail::imap {

class Lexer;

/// RFC 9051 3, as bits. After LOGOUT nothing is read.
enum class States : std::uint8_t {
    not_authenticated = 1,
    authenticated = 2,
    selected = 4,
    with_login = authenticated | selected,
    any = not_authenticated | authenticated | selected,
};

/// What a command does or needs beyond its answer, as bits.
enum class Effects : std::uint8_t {
    none = 0,
    secret = 1,           ///< its arguments hold a credential: never counted, logged or kept
    needs_tls = 2,        ///< refused with [PRIVACYREQUIRED] on a wire in the clear
    line_follows = 4,     ///< goes on with lines that are no commands (CommandReader::await_line)
    writes_mailbox = 8,   ///< changes the selected mailbox: refused after EXAMINE
    holds_expunges = 16,  ///< RFC 9051 7.5.1: no EXPUNGE while it is answered, unless it counts in UIDs
    changes_form =
        32,  ///< what follows may be written otherwise: parse the next command only when it is done
};
constexpr Effects operator|(Effects a, Effects b) {
    return static_cast<Effects>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

enum class UidForm : unsigned char { none, allowed };

/// Reads the arguments, beginning with the space before the first, to the end of the command.
using ParseArguments = Result<Arguments> (*)(Lexer&, Numbering);

struct Command {
    std::string_view verb;  ///< upper case, without "UID"
    States states;
    Effects effects;
    UidForm uid_form;
    ParseArguments parse;
    std::string_view rfc;  ///< number and section

    bool is_allowed_in(States state) const {
        return (static_cast<unsigned>(states) & static_cast<unsigned>(state)) != 0;
    }
    bool has(Effects effect) const {
        return (static_cast<unsigned>(effects) & static_cast<unsigned>(effect)) != 0;
    }
};

std::span<const Command> commands();

/// In any case; null if there is none.
const Command* find_command(std::string_view verb);

}  // namespace milpa::mail::imap
