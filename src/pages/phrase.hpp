// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the pages, in the languages that there are. Each message of portal/words/*/{plain,public}.ftl
// is a function of the generated "words.hpp" with its variables as parameters:
//
//     say(Language::es, word::plain_mail_title())
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace milpa::pages {

enum class Language : std::uint8_t { en, es, pt, fr, ar };
inline constexpr Language languages[] = {Language::en, Language::es, Language::pt, Language::fr,
                                         Language::ar};

/// "es"; what `lang` says in HTML.
std::string_view code_of(Language language);
/// Its own name: "español".
std::string_view own_name(Language language);
bool is_right_to_left(Language language);
/// Of "es" or "es-MX", in any case.
std::optional<Language> read_language(std::string_view code);
/// The one that RFC 9110 12.5.4 wants of these; nothing where it names none.
std::optional<Language> accepted_language(std::string_view field);

/// A message with what fills it, of no language yet.
struct Phrase {
    using Value = std::variant<std::int64_t, std::string>;
    struct Argument {
        Argument(std::string_view its_name, std::int64_t number) : name(its_name), value(number) {}
        Argument(std::string_view its_name, std::string_view text)
            : name(its_name), value(std::string(text)) {}
        std::string_view name;  // a literal
        Value value;
    };
    std::uint16_t index;
    std::vector<Argument> arguments;
};

/// The text, for people. Never fails: where ICU cannot, it is the pattern as it stands.
std::string say(Language language, const Phrase& phrase);

/// A moment as a date of the language ("3 de mayo de 2026"), or with the time; UTC.
std::string date_text(Language language, std::int64_t ms);
std::string moment_text(Language language, std::int64_t ms);
/// As short as a list wants it: the time of today, the day of this year, else the date.
std::string short_moment_text(Language language, std::int64_t ms, std::int64_t now_ms);
/// "2.3 MB".
std::string size_text(Language language, std::uint64_t octets);
std::string number_text(Language language, std::int64_t number);

/// Patterns of ICU's MessageFormat, by Phrase::index: generated.
std::span<const std::string_view> patterns_of(Language language);

}  // namespace milpa::pages
