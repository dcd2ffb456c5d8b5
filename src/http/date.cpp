// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/date.hpp"

#include <algorithm>
#include <charconv>

namespace milpa::http {

namespace {

constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT";

void put(char* at, unsigned value, unsigned digits) {
    for (unsigned i = digits; i > 0; --i, value /= 10) at[i - 1] = static_cast<char>('0' + value % 10);
}

std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

void append_date(std::string& to, WallTime time) {
    using namespace std::chrono;
    const auto day = floor<std::chrono::days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<seconds>(time - day));
    const std::size_t start = to.size();
    to += form;
    char* const at = to.data() + start;
    std::ranges::copy(days[weekday(day).c_encoding()], at);
    put(at + 5, static_cast<unsigned>(date.day()), 2);
    std::ranges::copy(months[static_cast<unsigned>(date.month()) - 1], at + 8);
    put(at + 12, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    put(at + 17, static_cast<unsigned>(clock.hours().count()), 2);
    put(at + 20, static_cast<unsigned>(clock.minutes().count()), 2);
    put(at + 23, static_cast<unsigned>(clock.seconds().count()), 2);
}

std::string to_date(WallTime time) {
    std::string text;
    append_date(text, time);
    return text;
}

std::optional<WallTime> read_date(std::string_view text) {
    using namespace std::chrono;
    if (text.size() != form.size() || !text.ends_with(" GMT") || text.substr(3, 2) != ", ")
        return std::nullopt;
    const auto* const name = std::ranges::find(months, text.substr(8, 3));
    if (name == std::end(months) || text[7] != ' ' || text[11] != ' ' || text[16] != ' ') return std::nullopt;
    const auto month_number = static_cast<unsigned>(name - std::begin(months)) + 1;
    const auto day_number = number(text.substr(5, 2));
    const auto year_number = number(text.substr(12, 4));
    const auto hour = number(text.substr(17, 2));
    const auto minute = number(text.substr(20, 2));
    const auto second = number(text.substr(23, 2));
    if (!day_number || !year_number || !hour || !minute || !second || text[19] != ':' || text[22] != ':')
        return std::nullopt;
    const year_month_day date(year(static_cast<int>(*year_number)), month(month_number), day(*day_number));
    // RFC 9110 5.6.7: a leap second is 60.
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return WallTime(sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second));
}

}  // namespace milpa::http
