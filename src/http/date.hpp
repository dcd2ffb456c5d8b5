// SPDX-License-Identifier: AGPL-3.0-or-later
// Dates of HTTP (RFC 9110 5.6.7). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace milpa::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT", 29 octets.
void append_date(std::string& to, WallTime time);
std::string to_date(WallTime time);
/// That form alone: the two old ones have not been sent for a quarter of a century, and a date that is not
/// understood is as good as none.
std::optional<WallTime> read_date(std::string_view text);

}  // namespace milpa::http
