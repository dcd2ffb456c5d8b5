// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace milpa::server {

std::string time_words(WallTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string count_words(std::uint64_t count, std::string_view one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string duration_words(std::chrono::seconds duration) {
    const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    struct Unit {
        std::uint64_t seconds;
        std::string_view name;
    };
    for (const Unit unit : {Unit{86400, "day"}, Unit{3600, "hour"}, Unit{60, "minute"}}) {
        if (seconds >= unit.seconds) return count_words(seconds / unit.seconds, unit.name);
    }
    return count_words(seconds, "second");
}

}  // namespace milpa::server
