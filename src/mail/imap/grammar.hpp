// SPDX-License-Identifier: AGPL-3.0-or-later
// One whole command -> Request. RFC 9051 9, and RFC 3501 9 where IMAP4rev1 differs.
//
// Invariants: pure; costs time and memory linear in the text; whatever it returns holds the limits of
// request.hpp. Parse a command when its turn has come, not when it arrives: how names are written depends on
// the ENABLE before it.
#pragma once

#include <expected>
#include <string_view>

#include "mail/imap/command.hpp"
#include "mail/imap/request.hpp"

namespace milpa::mail::imap {

/// `text` is a command as CommandReader assembles it: with its literals, without its last line end. Of APPEND
/// it ends with the announcement of the message ("{310}" CRLF). States are not looked at:
/// Command::is_allowed_in.
std::expected<Request, Refusal> parse(std::string_view text, TextForm form);

/// The tag at the start of what may be no command; empty if there is none that could be answered to.
std::string_view tag_of(std::string_view text);

}  // namespace milpa::mail::imap
