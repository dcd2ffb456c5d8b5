// SPDX-License-Identifier: AGPL-3.0-or-later
// Dates of header fields: RFC 5322 3.3 with its obsolete forms and common mistakes. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace milpa::mail::message {

struct MessageDate {
    std::int64_t unix_ms;
    int zone_minutes;  ///< east of Greenwich, -1439 to 1439; 0 when the zone is unknown
    bool operator==(const MessageDate&) const = default;
};

/// Nothing when no day, month and year can be read, or they do not exist. A leap second is the second before;
/// a missing time is midnight. Years 1900 to 9999.
std::optional<MessageDate> parse_date(std::string_view value);

/// "Fri, 21 Nov 1997 09:55:06 -0600". Requires a year of 1900 to 9999 and a zone as in MessageDate.
std::string format_date(WallTime when, int zone_minutes = 0);

}  // namespace milpa::mail::message
