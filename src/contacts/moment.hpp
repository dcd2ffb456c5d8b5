// SPDX-License-Identifier: AGPL-3.0-or-later
// Dates and times as vCards write them (RFC 6350 4.3, ISO 8601 basic; RFC 2426: extended), and as JSContact
// does (RFC 9553 1.4.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace milpa::contacts {

/// A date of which parts may be missing, and perhaps a time.
struct Moment {
    struct Time {
        int hour = 0;
        int minute = 0;
        int second = 0;
        std::optional<int> zone_minutes;  ///< east of Greenwich; nothing: local to whoever reads it
    };
    std::optional<int> year;
    std::optional<int> month;
    std::optional<int> day;
    std::optional<Time> time;
};

/// "19850412", "1985-04-12", "1985-04", "1985", "--0412", "--04", "---12", each with "T102200Z" or alike
/// behind it. Nothing for what is none, or no day of any calendar year.
std::optional<Moment> read_moment(std::string_view text);
/// Milliseconds since 1970 of a whole date; without a time its midnight, without a zone in UTC. Nothing for
/// a partial date.
std::optional<std::int64_t> to_ms(const Moment& moment);
/// "2022-09-30T14:35:10Z"; a fraction is left out.
std::string utc_text(std::int64_t ms);
/// "20220930T143510Z"
std::string basic_utc_text(std::int64_t ms);

}  // namespace milpa::contacts
