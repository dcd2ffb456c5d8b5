// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/type.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cmath>

#include "base/ensure.hpp"

namespace milpa::jmap {

namespace json = boost::json;

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// RFC 8620 1.3: a whole number in the safe range, however it is written (5 and 5.0 are one number).
std::optional<std::int64_t> read_int(const json::value& value) {
    if (const auto* whole = value.if_int64()) {
        if (*whole < -int_max || *whole > int_max) return std::nullopt;
        return *whole;
    }
    if (const auto* real = value.if_double()) {
        if (std::trunc(*real) != *real || std::abs(*real) > static_cast<double>(int_max)) return std::nullopt;
        return static_cast<std::int64_t>(*real);
    }
    return std::nullopt;
}

bool is_id_or_reference(std::string_view text, Ids ids) {
    if (ids == Ids::or_created && text.starts_with('#')) text.remove_prefix(1);
    return is_id(text);
}

struct Simple {
    std::string_view name;
    bool (*fits)(const json::value& value, Ids ids);
};
constexpr std::array simple_types{
    Simple{"*", [](const json::value&, Ids) { return true; }},
    Simple{"null", [](const json::value& value, Ids) { return value.is_null(); }},
    Simple{"String", [](const json::value& value, Ids) { return value.is_string(); }},
    Simple{"Boolean", [](const json::value& value, Ids) { return value.is_bool(); }},
    Simple{"Number", [](const json::value& value, Ids) { return value.is_number(); }},
    Simple{"Int", [](const json::value& value, Ids) { return read_int(value).has_value(); }},
    Simple{"UnsignedInt", [](const json::value& value, Ids) { return read_int(value).value_or(-1) >= 0; }},
    Simple{"Object", [](const json::value& value, Ids) { return value.is_object(); }},
    Simple{"PatchObject", [](const json::value& value, Ids) { return value.is_object(); }},
    Simple{"Id", [](const json::value& value,
                    Ids ids) { return value.is_string() && is_id_or_reference(value.get_string(), ids); }},
    Simple{"Date", [](const json::value& value,
                      Ids) { return value.is_string() && read_date(value.get_string()).has_value(); }},
    Simple{"UTCDate", [](const json::value& value,
                         Ids) { return value.is_string() && read_utc_date(value.get_string()).has_value(); }},
};

const Simple* find_simple(std::string_view name) {
    const auto* const found = std::ranges::find(simple_types, name, &Simple::name);
    return found == simple_types.end() ? nullptr : found;
}

/// Where a '|' stands that is in no brackets; npos where there is none.
std::size_t find_bar(std::string_view type) {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < type.size(); ++at) {
        if (type[at] == '[') ++depth;
        if (type[at] == ']' && depth > 0) --depth;
        if (type[at] == '|' && depth == 0) return at;
    }
    return std::string_view::npos;
}

/// One alternative of a type: a name, a list of something, a map to something.
struct Shape {
    enum class Kind : std::uint8_t { simple, list, map } kind = Kind::simple;
    std::string_view first = {};   ///< the name; what is in the list; the map's keys
    std::string_view second = {};  ///< the map's values
};

Shape shape_of(std::string_view type) {
    if (!type.ends_with(']')) return {.first = type};
    std::size_t depth = 0;
    for (std::size_t at = type.size(); at-- > 0;) {
        if (type[at] == ']') ++depth;
        if (type[at] != '[' || --depth != 0) continue;
        const std::string_view before = type.substr(0, at);
        const std::string_view inside = type.substr(at + 1, type.size() - at - 2);
        if (inside.empty()) return {Shape::Kind::list, before, {}};
        return {Shape::Kind::map, before, inside};
    }
    return {.first = type};  // no bracket that opens: the name of no type
}

bool is_of_one(std::string_view type, const json::value& value, Ids ids) {
    const Shape shape = shape_of(type);
    switch (shape.kind) {
        case Shape::Kind::simple: {
            const Simple* const simple = find_simple(shape.first);
            ensure(simple != nullptr);
            return simple->fits(value, ids);
        }
        case Shape::Kind::list:
            return value.is_array() && std::ranges::all_of(value.get_array(), [&](const json::value& item) {
                       return is_of(shape.first, item, ids);
                   });
        case Shape::Kind::map:
            return value.is_object() && std::ranges::all_of(value.get_object(), [&](const auto& member) {
                       return (shape.first != "Id" || is_id_or_reference(member.key(), ids)) &&
                              is_of(shape.second, member.value(), ids);
                   });
    }
    return false;
}

bool is_notation_of_one(std::string_view type) {
    const Shape shape = shape_of(type);
    switch (shape.kind) {
        case Shape::Kind::simple: return find_simple(shape.first) != nullptr;
        case Shape::Kind::list: return is_notation_of_one(shape.first);
        case Shape::Kind::map:
            return (shape.first == "Id" || shape.first == "String") && is_notation(shape.second);
    }
    return false;
}

using IdFor = std::function<std::optional<std::string>(std::string_view)>;

bool replace_in_map(const Shape& shape, json::object& map, const IdFor& id_for) {
    if (shape.first != "Id") {
        return std::ranges::all_of(
            map, [&](auto& member) { return replace_ids(shape.second, member.value(), id_for); });
    }
    json::object replaced(map.storage());
    for (auto& member : map) {
        const auto id = id_for(member.key());
        if (!id || !replace_ids(shape.second, member.value(), id_for)) return false;
        replaced.insert_or_assign(*id, std::move(member.value()));
    }
    map = std::move(replaced);
    return true;
}

/// Reads so many digits at `at`, and moves it behind them; -1 where there are not as many.
int read_digits(std::string_view text, std::size_t& at, std::size_t count) {
    if (text.size() - at < count) return -1;
    int number = 0;
    for (std::size_t i = 0; i < count; ++i, ++at) {
        if (!is_digit(text[at])) return -1;
        number = number * 10 + (text[at] - '0');
    }
    return number;
}

bool read_char(std::string_view text, std::size_t& at, char c) {
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
}

/// RFC 3339 5.6 full-date and partial-time. Milliseconds since 1970 as if it were UTC.
std::optional<std::int64_t> read_local(std::string_view text, std::size_t& at) {
    using namespace std::chrono;
    const int y = read_digits(text, at, 4);
    if (y < 0 || !read_char(text, at, '-')) return std::nullopt;
    const int m = read_digits(text, at, 2);
    if (m < 0 || !read_char(text, at, '-')) return std::nullopt;
    const int d = read_digits(text, at, 2);
    if (d < 0 || !read_char(text, at, 'T')) return std::nullopt;
    const int hour = read_digits(text, at, 2);
    if (hour < 0 || hour > 23 || !read_char(text, at, ':')) return std::nullopt;
    const int minute = read_digits(text, at, 2);
    if (minute < 0 || minute > 59 || !read_char(text, at, ':')) return std::nullopt;
    const int second = read_digits(text, at, 2);
    if (second < 0 || second > 60) return std::nullopt;  // 60: a leap second, which counts as the next one
    int ms = 0;
    if (read_char(text, at, '.')) {
        // RFC 8620 1.4: a fraction must be omitted where it is zero.
        int scale = 100;
        bool zero = true;
        const std::size_t begin = at;
        for (; at < text.size() && is_digit(text[at]); ++at, scale /= 10) {
            ms += (text[at] - '0') * scale;
            zero = zero && text[at] == '0';
        }
        if (at == begin || zero) return std::nullopt;
    }
    const year_month_day day{year(y), month(static_cast<unsigned>(m)),
                             std::chrono::day(static_cast<unsigned>(d))};
    if (!day.ok()) return std::nullopt;
    const auto time = sys_days(day) + hours(hour) + minutes(minute) + seconds(second) + milliseconds(ms);
    return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

/// Minutes east; nothing where no offset stands at `at`.
std::optional<int> read_offset(std::string_view text, std::size_t& at) {
    if (read_char(text, at, 'Z')) return 0;
    if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
    const int sign = text[at++] == '+' ? 1 : -1;
    const int hour = read_digits(text, at, 2);
    if (hour < 0 || hour > 23 || !read_char(text, at, ':')) return std::nullopt;
    const int minute = read_digits(text, at, 2);
    if (minute < 0 || minute > 59) return std::nullopt;
    return sign * (hour * 60 + minute);
}

std::string local_text(std::int64_t ms) {
    using namespace std::chrono;
    // RFC 3339 has four digits for a year; a message may claim any.
    constexpr sys_time<milliseconds> first = sys_days(year(0) / 1 / 1);
    constexpr sys_time<milliseconds> last = sys_days(year(9999) / 12 / 31) + hours(23);
    const auto time = std::clamp(sys_time<milliseconds>(milliseconds(ms)), first, last);
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", int(date.year()),
                                   unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                                   clock.minutes().count(), clock.seconds().count());
    if (const auto fraction = clock.subseconds().count(); fraction != 0) {
        std::string digits = fmt::format(".{:03}", fraction);
        digits.erase(digits.find_last_not_of('0') + 1);
        text += digits;
    }
    return text;
}

}  // namespace

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= id_octets_max && std::ranges::all_of(text, [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '_';
    });
}

bool is_of(std::string_view type, const json::value& value, Ids ids) {
    for (;;) {
        const std::size_t bar = find_bar(type);
        if (is_of_one(type.substr(0, bar), value, ids)) return true;
        if (bar == std::string_view::npos) return false;
        type.remove_prefix(bar + 1);
    }
}

bool is_notation(std::string_view type) {
    for (;;) {
        const std::size_t bar = find_bar(type);
        if (!is_notation_of_one(type.substr(0, bar))) return false;
        if (bar == std::string_view::npos) return true;
        type.remove_prefix(bar + 1);
    }
}

bool replace_ids(std::string_view type, json::value& value, const IdFor& id_for) {
    for (std::size_t bar = 0; bar != std::string_view::npos; type.remove_prefix(bar + 1)) {
        bar = find_bar(type);
        const Shape shape = shape_of(type.substr(0, bar));
        if (shape.kind == Shape::Kind::list && value.is_array()) {
            return std::ranges::all_of(
                value.get_array(), [&](json::value& item) { return replace_ids(shape.first, item, id_for); });
        }
        if (shape.kind == Shape::Kind::map && value.is_object()) {
            return replace_in_map(shape, value.get_object(), id_for);
        }
        if (shape.kind == Shape::Kind::simple && shape.first == "Id" && value.is_string()) {
            const auto id = id_for(value.get_string());
            if (!id) return false;
            value = *id;
            return true;
        }
        if (bar == std::string_view::npos) break;
    }
    return true;
}

std::optional<std::int64_t> read_date(std::string_view text) {
    std::size_t at = 0;
    const auto local = read_local(text, at);
    if (!local) return std::nullopt;
    const auto offset = read_offset(text, at);
    if (!offset || at != text.size()) return std::nullopt;
    return *local - std::int64_t{*offset} * 60'000;
}

std::optional<std::int64_t> read_utc_date(std::string_view text) {
    if (!text.ends_with('Z')) return std::nullopt;
    return read_date(text);
}

std::string utc_date_text(std::int64_t ms) { return local_text(ms) + "Z"; }

std::string date_text(std::int64_t ms, int zone_minutes) {
    if (zone_minutes == 0) return utc_date_text(ms);
    const int size = std::abs(zone_minutes);
    return fmt::format("{}{}{:02}:{:02}", local_text(ms + std::int64_t{zone_minutes} * 60'000),
                       zone_minutes < 0 ? '-' : '+', size / 60, size % 60);
}

}  // namespace milpa::jmap
