// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/public_page.hpp"

#include <unicode/ustring.h>

#include <algorithm>
#include <array>

namespace milpa::members {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_variant(std::string_view part) {
    constexpr std::size_t least = 5, most = 8, least_with_digit = 4;
    const bool long_enough =
        part.size() >= least || (part.size() == least_with_digit && is_digit(part.front()));
    return long_enough && part.size() <= most &&
           std::ranges::all_of(part, [](char c) { return is_lower(c) || is_digit(c); });
}
bool is_script(std::string_view part) {
    return part.size() == 4 && is_upper(part.front()) && std::ranges::all_of(part.substr(1), is_lower);
}
bool is_region(std::string_view part) {
    return (part.size() == 2 && std::ranges::all_of(part, is_upper)) ||
           (part.size() == 3 && std::ranges::all_of(part, is_digit));
}

std::string_view take_part(std::string_view& text) {
    const auto dash = text.find('-');
    const std::string_view part = text.substr(0, dash);
    text.remove_prefix(dash == std::string_view::npos ? text.size() : dash + 1);
    return part;
}

/// Nothing for what is not UTF-8.
std::optional<std::size_t> letters_of(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    std::int32_t units = 0;
    u_strFromUTF8(nullptr, 0, &units, text.data(), static_cast<std::int32_t>(text.size()), &status);
    if (status == U_INVALID_CHAR_FOUND) return std::nullopt;
    // Each octet but those that go on with a letter.
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

/// Of one language.
std::array<const std::string*, 5> texts_of(const events::PageText& text) {
    return {&text.about(), &text.services(), &text.joining(), &text.canary(), &text.transparency()};
}

const events::PageText* find_language(const events::PublicPage& page, std::string_view language) {
    const auto found = std::ranges::find(page.texts(), language, &events::PageText::language);
    return found == page.texts().end() ? nullptr : &*found;
}

/// When a text last changed that was `before`, at `then`, and is `now`.
std::int64_t changed(const std::string& before, std::int64_t then, const std::string& now,
                     std::int64_t now_ms) {
    if (now.empty()) return 0;
    return now == before ? then : now_ms;
}

/// In its order, and with the times.
events::PublicPage in_form(const events::PublicPage& wanted, const events::PublicPage& before,
                           std::int64_t now_ms) {
    static const events::PageText none;
    events::PublicPage page = wanted;
    auto& texts = *page.mutable_texts();
    const auto is_empty = [](const events::PageText& text) {
        return std::ranges::all_of(texts_of(text), [](const std::string* one) { return one->empty(); });
    };
    texts.erase(std::remove_if(texts.begin(), texts.end(), is_empty), texts.end());
    std::sort(texts.begin(), texts.end(), [](const events::PageText& a, const events::PageText& b) {
        return a.language() < b.language();
    });
    for (events::PageText& text : texts) {
        const events::PageText* known = find_language(before, text.language());
        const events::PageText& old = known == nullptr ? none : *known;
        text.set_canary_ms(changed(old.canary(), old.canary_ms(), text.canary(), now_ms));
        text.set_transparency_ms(
            changed(old.transparency(), old.transparency_ms(), text.transparency(), now_ms));
    }
    return page;
}

}  // namespace

bool is_language_tag(std::string_view text) {
    constexpr std::size_t least = 2, most = 3, octets_max = 35;
    if (text.empty() || text.size() > octets_max || text.back() == '-') return false;
    const std::string_view language = take_part(text);
    if (language.size() < least || language.size() > most || !std::ranges::all_of(language, is_lower))
        return false;
    std::string_view rest = text;
    if (is_script(take_part(rest))) text = rest;
    rest = text;
    if (is_region(take_part(rest))) text = rest;
    while (!text.empty()) {
        if (!is_variant(take_part(text))) return false;
    }
    return true;
}

bool is_page_text(std::string_view text) {
    if (text.size() > page_octets_max) return false;
    const auto is_control = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
    };
    if (std::ranges::any_of(text, is_control)) return false;
    const auto letters = letters_of(text);
    return letters && *letters <= page_letters_max;
}

bool is_page_contact(std::string_view text) {
    constexpr std::string_view schemes[] = {
        "https://", "http://", "mailto:", "tel:", "sip:", "sips:", "xmpp:", "matrix:"};
    if (text.size() > page_contact_octets_max || !letters_of(text)) return false;
    const auto is_out_of_place = [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '"' || c == '<' || c == '>';
    };
    if (std::ranges::any_of(text, is_out_of_place)) return false;
    const bool is_url = std::ranges::any_of(schemes, [&](std::string_view scheme) {
        return text.starts_with(scheme) && text.size() > scheme.size();
    });
    return is_url || Address::parse(text).has_value();
}

Result<void> check_public_page(const events::PublicPage& page) {
    if (!page.language().empty() && !is_language_tag(page.language()))
        return fail(ErrorKind::syntax, "a main language that is none");
    if (!page.contact().empty() && !is_page_contact(page.contact()))
        return fail(ErrorKind::syntax, "neither an address nor a URL");
    if (static_cast<std::size_t>(page.texts_size()) > page_languages_max)
        return fail(ErrorKind::limit, "too many languages");
    std::size_t octets = 0;
    std::string_view last;
    for (const events::PageText& text : page.texts()) {
        if (!is_language_tag(text.language())) return fail(ErrorKind::syntax, "a language that is none");
        if (text.language() <= last) return fail(ErrorKind::syntax, "languages out of order");
        last = text.language();
        for (const std::string* one : texts_of(text)) {
            if (!is_page_text(*one)) return fail(ErrorKind::syntax, "a text that is none, or too long");
            octets += one->size();
        }
    }
    return octets <= page_octets_max ? Result<void>() : fail(ErrorKind::limit, "too much text");
}

Result<Described> read_described(const Collective& collective) {
    Described read;
    CHECK(collective.look([&](const Directory& directory) {
        read.name = directory.name();
        read.page = directory.page();
    }));
    return read;
}

Task<Result<void>> describe(Lent<Collective> collective, Described described) {
    const std::int64_t now = to_unix_ms(collective->world().clock->wall());
    co_return co_await collective->change(
        [described, now](const Directory& directory) -> Result<events::CollectiveEvent> {
            events::CollectiveEvent event;
            event.mutable_described()->set_name(described.name);
            *event.mutable_described()->mutable_page() = in_form(described.page, directory.page(), now);
            return event;
        });
}

}  // namespace milpa::members
