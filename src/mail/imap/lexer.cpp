// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/lexer.hpp"

#include "mail/imap/characters.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

template <class Accept>
std::string_view Lexer::take_while(Accept accept) {
    std::size_t begin = position_;
    while (position_ < text_.size() && accept(text_[position_])) ++position_;
    return text_.substr(begin, position_ - begin);
}

bool Lexer::take(char c) {
    if (at_end() || text_[position_] != c) return false;
    ++position_;
    return true;
}

bool Lexer::take_word(std::string_view upper) {
    if (!same_ignoring_case(rest().substr(0, upper.size()), upper)) return false;
    std::size_t after = position_ + upper.size();
    if (after < text_.size() && (is_alpha(text_[after]) || is_digit(text_[after]))) return false;
    position_ = after;
    return true;
}

Result<void> Lexer::expect(char c) {
    if (take(c)) return {};
    switch (c) {
        case ' ': return fail(ErrorKind::syntax, "a space expected");
        case '(': return fail(ErrorKind::syntax, "an opening parenthesis expected");
        case ')': return fail(ErrorKind::syntax, "a closing parenthesis expected");
        default: return fail(ErrorKind::syntax, "another character expected");
    }
}

Result<void> Lexer::end() const {
    if (!at_end()) return fail(ErrorKind::syntax, "more follows than the command takes");
    return {};
}

Result<std::string_view> Lexer::tag() {
    std::string_view tag = take_while(is_tag_char);
    if (tag.empty() || tag.size() > tag_bytes_max) return fail(ErrorKind::syntax, "a tag expected");
    return tag;
}

Result<std::string_view> Lexer::atom() {
    std::string_view atom = take_while(is_atom_char);
    if (atom.empty()) return fail(ErrorKind::syntax, "an atom expected");
    return atom;
}

Result<std::string_view> Lexer::word() {
    auto word = take_while([](char c) { return is_alpha(c) || is_digit(c) || c == '.' || c == '-'; });
    if (word.empty()) return fail(ErrorKind::syntax, "a word expected");
    return word;
}

Result<std::string> Lexer::astring() {
    if (peek() == '"' || peek() == '{') return string();
    std::string_view text = take_while(is_astring_char);
    if (text.empty()) return fail(ErrorKind::syntax, "a string expected");
    return std::string(text);
}

Result<std::string> Lexer::string() {
    if (peek() == '"') return quoted();
    if (peek() == '{') return literal();
    return fail(ErrorKind::syntax, "a quoted string or a literal expected");
}

Result<std::optional<std::string>> Lexer::nstring() {
    if (take_word("NIL")) return std::optional<std::string>();
    TRY(std::string text, string());
    return std::optional<std::string>(std::move(text));
}

Result<std::string> Lexer::list_mailbox() {
    if (peek() == '"' || peek() == '{') return string();
    std::string_view text = take_while(is_list_char);
    if (text.empty()) return fail(ErrorKind::syntax, "a mailbox pattern expected");
    return std::string(text);
}

Result<std::string> Lexer::quoted() {
    CHECK(expect('"'));
    std::string text;
    while (!take('"')) {
        if (at_end()) return fail(ErrorKind::syntax, "a quoted string without its end");
        char c = text_[position_++];
        if (c == '\\') {
            c = peek();
            if (c != '"' && c != '\\') return fail(ErrorKind::syntax, "a backslash before what needs none");
            ++position_;
        } else if (c == '\0' || c == '\r' || c == '\n') {
            return fail(ErrorKind::syntax, "a line end or NUL in a quoted string");
        }
        text += c;
    }
    // UTF-8 in quoted strings is read in every session, since many clients send it in LOGIN before they could
    // enable anything; whether a mailbox name may have it, MailboxName decides.
    if (!is_utf8(text)) return fail(ErrorKind::syntax, "a quoted string that is not UTF-8");
    return text;
}

Result<std::uint64_t> Lexer::literal_announcement() {
    CHECK(expect('{'));
    TRY(std::uint64_t octets, number64());
    take('+');
    CHECK(expect('}'));
    CHECK(expect('\r'));
    CHECK(expect('\n'));
    return octets;
}

Result<std::string> Lexer::literal() {
    TRY(std::uint64_t octets, literal_announcement());
    if (octets > rest().size()) return fail(ErrorKind::syntax, "a literal that ends too early");
    std::string_view text = rest().substr(0, octets);
    position_ += text.size();
    // RFC 9051 9: CHAR8 is any octet but NUL.
    if (text.find('\0') != std::string_view::npos) return fail(ErrorKind::syntax, "NUL in a literal");
    return std::string(text);
}

Result<std::uint64_t> Lexer::number64() {
    std::string_view text = take_while(is_digit);
    if (text.empty()) return fail(ErrorKind::syntax, "a number expected");
    std::uint64_t value = 0;
    for (char c : text) {
        auto digit = static_cast<std::uint64_t>(c - '0');
        // RFC 9051 9: number64 has 63 bits.
        constexpr std::uint64_t largest = 0x7fff'ffff'ffff'ffff;
        if (value > (largest - digit) / 10) return fail(ErrorKind::syntax, "a number that is too large");
        value = value * 10 + digit;
    }
    return value;
}

Result<std::uint32_t> Lexer::number() {
    TRY(std::uint64_t value, number64());
    if (value > 0xffff'ffff) return fail(ErrorKind::syntax, "a number that is too large");
    return static_cast<std::uint32_t>(value);
}

Result<std::uint32_t> Lexer::nonzero_number() {
    if (peek() == '0') return fail(ErrorKind::syntax, "a number from 1 expected");
    return number();
}

Result<unsigned> Lexer::digits(std::size_t count) {
    unsigned value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!is_digit(peek())) return fail(ErrorKind::syntax, "a digit expected");
        value = value * 10 + static_cast<unsigned>(text_[position_++] - '0');
    }
    return value;
}

Result<std::uint32_t> Lexer::sequence_number() {
    if (take('*')) return 0U;
    return nonzero_number();
}

Result<SequenceSet> Lexer::sequence_set() {
    SequenceSet set;
    if (take('$')) {
        set.is_saved_result = true;
        return set;
    }
    do {
        if (set.ranges.size() == sequence_ranges_max) return refuse("LIMIT", "too many ranges in a set");
        TRY(std::uint32_t from, sequence_number());
        std::uint32_t to = from;
        if (take(':')) {
            TRY(to, sequence_number());
        }
        set.ranges.push_back({from, to});
    } while (take(','));
    return set;
}

Result<MailboxName> Lexer::mailbox() {
    TRY(std::string written, astring());
    auto name = MailboxName::from_wire(written, form_);
    if (!name) return refuse("CANNOT", "no mailbox can have that name");
    return *std::move(name);
}

Result<std::string> Lexer::keyword() {
    TRY(std::string_view name, atom());
    if (name.size() > keyword_bytes_max) return refuse("LIMIT", "a keyword that is too long");
    return std::string(name);
}

Result<void> Lexer::flag(FlagList& flags) {
    if (take('\\')) {
        TRY(std::string_view name, atom());
        constexpr std::pair<std::string_view, SystemFlags> names[] = {
            {"ANSWERED", SystemFlags::answered}, {"FLAGGED", SystemFlags::flagged},
            {"DELETED", SystemFlags::deleted},   {"SEEN", SystemFlags::seen},
            {"DRAFT", SystemFlags::draft},       {"RECENT", SystemFlags::none},
        };
        for (auto [known, bit] : names) {
            if (!same_ignoring_case(name, known)) continue;
            flags.system |= bit;
            return {};
        }
        return fail(ErrorKind::syntax, "no such system flag");
    }
    TRY(std::string name, keyword());
    for (const std::string& known : flags.keywords) {
        if (same_ignoring_case(known, name)) return {};
    }
    if (flags.keywords.size() == keywords_max) return refuse("LIMIT", "too many keywords");
    flags.keywords.push_back(std::move(name));
    return {};
}

Result<FlagList> Lexer::flag_list() {
    FlagList flags;
    CHECK(expect('('));
    if (take(')')) return flags;
    do {
        CHECK(flag(flags));
    } while (take(' '));
    CHECK(expect(')'));
    return flags;
}

Result<std::chrono::sys_days> Lexer::day_month_year(unsigned day) {
    CHECK(expect('-'));
    constexpr std::string_view months[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                           "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    unsigned month = 1;
    while (month <= 12 && !take_word(months[month - 1])) ++month;
    CHECK(expect('-'));
    TRY(unsigned year, digits(4));
    std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                     std::chrono::day(day)};
    if (!date.ok()) return fail(ErrorKind::syntax, "no such day");
    return std::chrono::sys_days(date);
}

Result<std::chrono::sys_days> Lexer::date() {
    bool is_quoted = take('"');
    TRY(unsigned day, digits(1));
    if (is_digit(peek())) {
        TRY(unsigned second, digits(1));
        day = day * 10 + second;
    }
    TRY(std::chrono::sys_days date, day_month_year(day));
    if (is_quoted) CHECK(expect('"'));
    return date;
}

Result<WallTime> Lexer::date_time() {
    CHECK(expect('"'));
    // RFC 9051 9, date-day-fixed: two places, the first may be a space.
    bool is_padded = take(' ');
    TRY(unsigned day, digits(is_padded ? 1 : 2));
    TRY(std::chrono::sys_days date, day_month_year(day));
    CHECK(space());
    TRY(unsigned hours, digits(2));
    CHECK(expect(':'));
    TRY(unsigned minutes, digits(2));
    CHECK(expect(':'));
    TRY(unsigned seconds, digits(2));
    CHECK(space());
    bool is_west = take('-');
    if (!is_west) CHECK(expect('+'));
    TRY(unsigned zone_hours, digits(2));
    TRY(unsigned zone_minutes, digits(2));
    CHECK(expect('"'));
    // 60 seconds: a leap second.
    if (hours > 23 || minutes > 59 || seconds > 60 || zone_hours > 23 || zone_minutes > 59) {
        return fail(ErrorKind::syntax, "no such time");
    }
    std::chrono::minutes zone(zone_hours * 60 + zone_minutes);
    WallTime local =
        date + std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds);
    return is_west ? local + zone : local - zone;
}

Error Lexer::refuse(std::string_view code, std::string_view detail) {
    refusal_code_ = code;
    return fail(ErrorKind::denied, std::string(detail));
}

}  // namespace milpa::mail::imap
