// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/date.hpp"

#include <fmt/format.h>

#include "base/ensure.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::message {

namespace {

constexpr std::string_view month_names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                            "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view day_names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// RFC 5322 4.3: the zones with names; single letters and unknown names count as -0000.
struct NamedZone {
    std::string_view name;
    int minutes;
};
constexpr NamedZone named_zones[] = {
    {"edt", -240}, {"est", -300}, {"cdt", -300}, {"cst", -360}, {"mdt", -360}, {"mst", -420}, {"pdt", -420},
    {"pst", -480}, {"cet", 60},   {"cest", 120}, {"bst", 60},   {"eet", 120},  {"jst", 540}};

/// A date header longer than that is no date.
constexpr std::size_t date_octets_max = 200;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Takes the pieces of a date in whatever order they come.
class DateReader {
public:
    explicit DateReader(std::string_view text) : text_(text) {}
    std::optional<MessageDate> read();

private:
    struct Number {
        int value = 0;
        std::size_t digits = 0;
    };
    Number number();
    void word();
    void number_or_time();
    void time(int hour);
    void zone(int sign);
    void skip_comment();
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    std::string_view text_;
    std::size_t at_ = 0;
    int day_ = 0, month_ = 0, year_ = -1;
    int hour_ = 0, minute_ = 0, second_ = 0;
    bool has_time_ = false;
    int zone_ = 0;
    bool has_zone_ = false;
};

DateReader::Number DateReader::number() {
    Number made;
    for (; is_digit(peek()); ++at_, ++made.digits) {
        if (made.digits < 5) made.value = made.value * 10 + (text_[at_] - '0');
    }
    return made;
}

void DateReader::skip_comment() {
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
        if (text_[at_] == '\\') {
            ++at_;
        } else if (text_[at_] == '(') {
            ++depth;
        } else if (text_[at_] == ')' && --depth == 0) {
            ++at_;
            return;
        }
    }
}

void DateReader::word() {
    const std::size_t begin = at_;
    while (is_letter(peek())) ++at_;
    const std::string name = lower_case(text_.substr(begin, at_ - begin));
    if (has_time_ && (name == "am" || name == "pm")) {
        if (hour_ <= 12) hour_ = hour_ % 12 + (name == "pm" ? 12 : 0);
        return;
    }
    if (has_time_ && !has_zone_) {
        for (const NamedZone& named : named_zones) {
            if (named.name == name) {
                zone_ = named.minutes;
                has_zone_ = true;
            }
        }
    }
    if (month_ != 0 || name.size() < 3) return;
    for (int i = 0; i < 12; ++i) {
        if (name.starts_with(month_names[i])) month_ = i + 1;
    }
}

void DateReader::time(int hour) {
    int parts[3] = {hour, 0, 0};
    for (int i = 1;
         i < 3 && (peek() == ':' || peek() == '.') && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
         ++i) {
        ++at_;
        parts[i] = number().value;
    }
    if (peek() == '.') {  // fractions of a second
        ++at_;
        number();
    }
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return;
    hour_ = parts[0];
    minute_ = parts[1];
    second_ = std::min(parts[2], 59);
    has_time_ = true;
}

void DateReader::zone(int sign) {
    const Number first = number();
    int hours = first.value, minutes = 0;
    if (first.digits == 4) {
        hours = first.value / 100;
        minutes = first.value % 100;
    } else if (first.digits <= 2 && peek() == ':') {
        ++at_;
        minutes = number().value;
    } else if (first.digits > 2) {
        return;
    }
    if (hours > 23 || minutes > 59) return;
    zone_ = sign * (hours * 60 + minutes);
    has_zone_ = true;
}

void DateReader::number_or_time() {
    const Number found = number();
    if (!has_time_ && found.digits <= 2 && peek() == ':') return time(found.value);
    if (found.digits > 4) return;
    if (found.digits >= 3 || (day_ != 0 && month_ != 0)) {
        if (year_ >= 0) return;
        year_ = found.value;
        // RFC 5322 4.3.
        if (found.digits == 3) year_ += 1900;
        if (found.digits <= 2) year_ += found.value < 50 ? 2000 : 1900;
    } else if (year_ >= 0 && month_ == 0 && day_ == 0) {
        month_ = found.value;  // 2006-01-02
    } else if (day_ == 0) {
        day_ = found.value;
    }
}

std::optional<MessageDate> DateReader::read() {
    while (at_ < text_.size()) {
        const char c = text_[at_];
        if (is_digit(c)) {
            number_or_time();
        } else if (is_letter(c)) {
            word();
        } else if (c == '(') {
            skip_comment();
        } else {
            ++at_;
            if ((c == '+' || c == '-') && has_time_ && !has_zone_ && is_digit(peek()))
                zone(c == '-' ? -1 : 1);
        }
    }
    if (year_ < 1900 || year_ > 9999 || month_ < 1 || month_ > 12) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year_), std::chrono::month(unsigned(month_)),
                                           std::chrono::day(unsigned(day_))};
    if (!date.ok()) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t minutes = days * 1440 + hour_ * 60 + minute_ - zone_;
    return MessageDate{.unix_ms = (minutes * 60 + second_) * 1000, .zone_minutes = zone_};
}

}  // namespace

std::optional<MessageDate> parse_date(std::string_view value) {
    if (value.size() > date_octets_max) return std::nullopt;
    return DateReader(value).read();
}

std::string format_date(WallTime when, int zone_minutes) {
    ensure(zone_minutes > -1440 && zone_minutes < 1440);
    const auto local = when + std::chrono::minutes(zone_minutes);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(local - day));
    const int year = int(date.year());
    ensure(year >= 1900 && year <= 9999);
    std::string month(month_names[unsigned(date.month()) - 1]);
    month[0] = static_cast<char>(month[0] - 32);
    const int zone = std::abs(zone_minutes);
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} {}{:02}{:02}",
                       day_names[std::chrono::weekday(day).c_encoding()], unsigned(date.day()), month, year,
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
}

}  // namespace milpa::mail::message
