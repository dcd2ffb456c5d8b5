// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/phrase.hpp"

#include <unicode/datefmt.h>
#include <unicode/dtptngen.h>
#include <unicode/measfmt.h>
#include <unicode/measunit.h>
#include <unicode/msgfmt.h>
#include <unicode/numberformatter.h>
#include <unicode/numfmt.h>
#include <unicode/smpdtfmt.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <memory>

#include "base/ensure.hpp"

namespace milpa::pages {

namespace {

struct Known {
    std::string_view code;
    std::string_view name;
};
constexpr std::array<Known, 5> known = {
    {{"en", "English"}, {"es", "español"}, {"pt", "português"}, {"fr", "français"}, {"ar", "العربية"}}};

/// Ranges of Accept-Language that are looked at: browsers send a handful.
constexpr std::size_t ranges_max = 32;

/// With the digits of the portal: it writes 1, 2, 3 in every language.
icu::Locale locale_of(Language language) {
    return {(std::string(code_of(language)) + "@numbers=latn").c_str()};
}

std::string to_utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString from_utf8(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// RFC 9110 12.4.2: from 0 to 1000; 1000 where none is named.
int quality_of(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) return 1000;
    std::string_view text = parameters.substr(at + 2);
    if (text.empty() || (text[0] != '0' && text[0] != '1')) return 0;
    if (text[0] == '1') return 1000;
    int quality = 0, weight = 100;
    for (std::size_t i = 2; i < std::min<std::size_t>(text.size(), 5); ++i) {
        if (text[i] < '0' || text[i] > '9') break;
        quality += (text[i] - '0') * weight;
        weight /= 10;
    }
    return quality;
}

std::string by_skeleton(Language language, const char* skeleton, std::int64_t ms) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale locale = locale_of(language);
    const std::unique_ptr<icu::DateFormat> format(
        icu::DateFormat::createInstanceForSkeleton(icu::UnicodeString(skeleton), locale, status));
    if (U_FAILURE(status) || format == nullptr) return {};
    format->adoptTimeZone(icu::TimeZone::getGMT()->clone());
    icu::UnicodeString text;
    return to_utf8(format->format(static_cast<UDate>(ms), text));
}

constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

std::string_view code_of(Language language) { return known[static_cast<std::size_t>(language)].code; }
std::string_view own_name(Language language) { return known[static_cast<std::size_t>(language)].name; }
bool is_right_to_left(Language language) { return language == Language::ar; }

std::optional<Language> read_language(std::string_view code) {
    const std::string_view first = code.substr(0, code.find('-'));
    for (const Language language : languages) {
        const auto same = [](char a, char b) { return (a | 0x20) == b; };
        if (std::ranges::equal(first, code_of(language), same)) return language;
    }
    return std::nullopt;
}

std::optional<Language> accepted_language(std::string_view field) {
    std::optional<Language> best;
    int best_quality = 0;
    for (std::size_t count = 0; !field.empty() && count < ranges_max; ++count) {
        const std::size_t end = std::min(field.find(','), field.size());
        const std::string_view range = trim(field.substr(0, end));
        field.remove_prefix(std::min(end + 1, field.size()));
        const std::size_t semicolon = std::min(range.find(';'), range.size());
        const int quality = quality_of(range.substr(semicolon));
        const auto language = read_language(trim(range.substr(0, semicolon)));
        if (language && quality > best_quality) {
            best = language;
            best_quality = quality;
        }
    }
    return best;
}

std::string say(Language language, const Phrase& phrase) {
    const auto patterns = patterns_of(language);
    ensure(phrase.index < patterns.size());
    const std::string_view pattern = patterns[phrase.index];
    UErrorCode status = U_ZERO_ERROR;
    const icu::MessageFormat format(from_utf8(pattern), locale_of(language), status);
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (const Phrase::Argument& argument : phrase.arguments) {
        names.push_back(from_utf8(argument.name));
        if (const auto* const number = std::get_if<std::int64_t>(&argument.value)) {
            values.emplace_back(*number);
        } else {
            values.emplace_back(from_utf8(std::get<std::string>(argument.value)));
        }
    }
    icu::UnicodeString text;
    format.format(names.data(), values.data(), static_cast<int32_t>(names.size()), text, status);
    return U_FAILURE(status) ? std::string(pattern) : to_utf8(text);
}

std::string date_text(Language language, std::int64_t ms) { return by_skeleton(language, "yMMMMd", ms); }

std::string moment_text(Language language, std::int64_t ms) {
    return by_skeleton(language, "yMMMMdHm", ms) + " UTC";
}

std::string short_moment_text(Language language, std::int64_t ms, std::int64_t now_ms) {
    if (ms / day_ms == now_ms / day_ms) return by_skeleton(language, "Hm", ms);
    if (now_ms - ms < 300 * day_ms && ms < now_ms) return by_skeleton(language, "MMMd", ms);
    return by_skeleton(language, "yMMMd", ms);
}

std::string size_text(Language language, std::uint64_t octets) {
    constexpr std::uint64_t kilo = 1000;
    const bool small = octets < kilo, large = octets >= kilo * kilo;
    const double number = static_cast<double>(octets) / (small ? 1.0 : large ? 1e6 : 1e3);
    UErrorCode status = U_ZERO_ERROR;
    const auto unit = small   ? icu::MeasureUnit::getByte()
                      : large ? icu::MeasureUnit::getMegabyte()
                              : icu::MeasureUnit::getKilobyte();
    const auto text = icu::number::NumberFormatter::withLocale(locale_of(language))
                          .unit(unit)
                          .precision(icu::number::Precision::maxFraction(large ? 1 : 0))
                          .unitWidth(UNUM_UNIT_WIDTH_SHORT)
                          .formatDouble(number, status)
                          .toString(status);
    return U_FAILURE(status) ? std::to_string(octets) : to_utf8(text);
}

std::string number_text(Language language, std::int64_t number) {
    UErrorCode status = U_ZERO_ERROR;
    const auto text = icu::number::NumberFormatter::withLocale(locale_of(language))
                          .formatInt(number, status)
                          .toString(status);
    return U_FAILURE(status) ? std::to_string(number) : to_utf8(text);
}

}  // namespace milpa::pages
