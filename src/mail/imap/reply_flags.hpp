// SPDX-License-Identifier: AGPL-3.0-or-later
// Flags as they stand between parentheses. Private to the replies.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mail/imap/request.hpp"

namespace milpa::mail::imap {

/// All sets of system flags are written out once, so that a FLAGS costs one append. Keywords must be atoms.
void append_flags(std::string& to, SystemFlags system, std::span<const std::string_view> keywords);

}  // namespace milpa::mail::imap
