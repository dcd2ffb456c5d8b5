// SPDX-License-Identifier: AGPL-3.0-or-later
// Modified UTF-7, in which IMAP4rev1 sessions write mailbox names: RFC 3501 5.1.3.
// Strict in both directions: each name has exactly one encoding, and only that one is read.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::mail::imap {

/// UTF-8 to modified UTF-7; the result is printable ASCII. Requires valid UTF-8.
std::string to_modified_utf7(std::string_view utf8);

/// Modified UTF-7 to UTF-8. Fails with `syntax` on bytes that are not printable ASCII, on a shift that is not
/// ended, is superfluous or holds what could stand for itself, on stray bits, and on lone surrogates.
Result<std::string> from_modified_utf7(std::string_view encoded);

}  // namespace milpa::mail::imap
