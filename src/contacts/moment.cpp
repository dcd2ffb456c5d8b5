// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/moment.hpp"

#include <fmt/format.h>

#include <chrono>

namespace milpa::contacts {

namespace {

class Digits {
public:
    explicit Digits(std::string_view rest) : rest_(rest) {}

    bool take(std::string_view mark) {
        if (!rest_.starts_with(mark)) {
            return false;
        }
        rest_.remove_prefix(mark.size());
        return true;
    }
    std::optional<int> number(std::size_t digits) {
        if (rest_.size() < digits) {
            return std::nullopt;
        }
        int value = 0;
        for (const char c : rest_.substr(0, digits)) {
            if (c < '0' || c > '9') {
                return std::nullopt;
            }
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(digits);
        return value;
    }
    bool ended() const { return rest_.empty(); }
    bool at_time() const { return rest_.starts_with('T') || rest_.starts_with('t'); }
    void skip_fraction() {
        if (take(".") || take(",")) {
            while (number(1)) {
            }
        }
    }

private:
    std::string_view rest_;
};

bool read_date(Digits& from, Moment& to) {
    if (from.take("---")) {
        to.day = from.number(2);
        return to.day.has_value();
    }
    if (from.take("--")) {
        to.month = from.number(2);
        if (to.month && !from.ended() && !from.at_time()) {
            from.take("-");
            to.day = from.number(2);
            return to.day.has_value();
        }
        return to.month.has_value();
    }
    to.year = from.number(4);
    if (!to.year) {
        return false;
    }
    if (from.ended() || from.at_time()) {
        return true;
    }
    from.take("-");
    to.month = from.number(2);
    if (!to.month || from.ended() || from.at_time()) {
        return to.month.has_value();
    }
    from.take("-");
    to.day = from.number(2);
    return to.day.has_value();
}

bool read_zone(Digits& from, Moment::Time& to) {
    if (from.ended()) {
        return true;
    }
    if (from.take("Z") || from.take("z")) {
        to.zone_minutes = 0;
        return from.ended();
    }
    const bool west = from.take("-");
    if (!west && !from.take("+")) {
        return false;
    }
    const auto hours = from.number(2);
    if (!hours || *hours > 14) {
        return false;
    }
    from.take(":");
    const auto minutes = from.ended() ? std::optional<int>(0) : from.number(2);
    if (!minutes || *minutes > 59) {
        return false;
    }
    to.zone_minutes = (west ? -1 : 1) * (*hours * 60 + *minutes);
    return from.ended();
}

bool read_time(Digits& from, Moment::Time& to) {
    const auto hour = from.number(2);
    from.take(":");
    const auto minute = from.number(2);
    if (!hour || !minute || *hour > 23 || *minute > 59) {
        return false;
    }
    to.hour = *hour;
    to.minute = *minute;
    from.take(":");
    if (const auto second = from.number(2)) {
        if (*second > 60) {
            return false;
        }
        to.second = *second;
        from.skip_fraction();
    }
    return read_zone(from, to);
}

bool is_possible(const Moment& moment) {
    if (moment.month && (*moment.month < 1 || *moment.month > 12)) {
        return false;
    }
    if (!moment.day) {
        return true;
    }
    // Without a year every February has 29 days, without a month every month 31.
    const std::chrono::year_month_day day{std::chrono::year{moment.year.value_or(2000)},
                                          std::chrono::month(static_cast<unsigned>(moment.month.value_or(1))),
                                          std::chrono::day(static_cast<unsigned>(*moment.day))};
    return day.ok();
}

}  // namespace

std::optional<Moment> read_moment(std::string_view text) {
    Digits from(text);
    Moment moment;
    if (!read_date(from, moment)) {
        return std::nullopt;
    }
    if (from.take("T") || from.take("t")) {
        moment.time = Moment::Time{};
        if (!read_time(from, *moment.time)) {
            return std::nullopt;
        }
    }
    if (!from.ended() || !is_possible(moment)) {
        return std::nullopt;
    }
    return moment;
}

std::optional<std::int64_t> to_ms(const Moment& moment) {
    if (!moment.year || !moment.month || !moment.day) {
        return std::nullopt;
    }
    using namespace std::chrono;
    const sys_days day = year_month_day{year{*moment.year}, month(static_cast<unsigned>(*moment.month)),
                                        std::chrono::day(static_cast<unsigned>(*moment.day))};
    const Moment::Time time = moment.time.value_or(Moment::Time{});
    const seconds whole = day.time_since_epoch() + hours(time.hour) + seconds(time.second) +
                          minutes(time.minute - time.zone_minutes.value_or(0));
    return duration_cast<milliseconds>(whole).count();
}

namespace {

struct Clock {
    int year;
    unsigned month, day;
    long hour, minute, second;
};

Clock clock_of(std::int64_t ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> when{milliseconds(ms)};
    const sys_days day = floor<days>(when);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(when - day)};
    return {static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            static_cast<long>(time.hours().count()),
            static_cast<long>(time.minutes().count()),
            static_cast<long>(time.seconds().count())};
}

}  // namespace

std::string utc_text(std::int64_t ms) {
    const Clock at = clock_of(ms);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", at.year, at.month, at.day, at.hour, at.minute,
                       at.second);
}

std::string basic_utc_text(std::int64_t ms) {
    const Clock at = clock_of(ms);
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", at.year, at.month, at.day, at.hour, at.minute,
                       at.second);
}

}  // namespace milpa::contacts
