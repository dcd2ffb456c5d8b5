// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/html.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <optional>

namespace milpa::mail::message {

namespace {

/// Longer names of tags and entities are none that matter here.
constexpr std::size_t name_octets_max = 16;

constexpr std::string_view skipped_elements[] = {"script", "style", "title"};

/// These do not end a word; every other tag does.
constexpr std::string_view inline_elements[] = {"a",      "abbr",   "b",   "big",  "code", "del",   "em",
                                                "font",   "i",      "ins", "mark", "s",    "small", "span",
                                                "strike", "strong", "sub", "sup",  "tt",   "u",     "wbr"};

struct Entity {
    std::string_view name;
    char32_t code_point;
};
/// HTML 4 for ISO 8859-1 from U+00A0 on, in order, and what else mail uses.
constexpr std::string_view latin_entities[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",
    "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",
    "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12",
    "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil",
    "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde",
    "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",
    "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",
    "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",
    "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
    "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
static_assert(std::size(latin_entities) == 0x100 - 0xa0);
constexpr Entity other_entities[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
    {"euro", 0x20ac},   {"hellip", 0x2026}, {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018},
    {"rsquo", 0x2019},  {"sbquo", 0x201a},  {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"bdquo", 0x201e},
    {"bull", 0x2022},   {"trade", 0x2122},  {"OElig", 0x152},  {"oelig", 0x153},  {"Scaron", 0x160},
    {"scaron", 0x161},  {"Zcaron", 0x17d},  {"zcaron", 0x17e}, {"Yuml", 0x178},   {"lsaquo", 0x2039},
    {"rsaquo", 0x203a}, {"dagger", 0x2020}, {"ensp", 0x2002},  {"emsp", 0x2003},  {"thinsp", 0x2009},
    {"zwnj", 0x200c},   {"zwj", 0x200d},    {"larr", 0x2190},  {"rarr", 0x2192},  {"minus", 0x2212}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], std::string_view name) {
    return std::ranges::find(names, name) != std::end(names);
}

void append_code_point(char32_t code_point, std::string& out) {
    char octets[4];
    std::int32_t size = 0;
    UBool failed = code_point == 0;
    if (!failed) U8_APPEND(octets, size, 4, static_cast<UChar32>(code_point), failed);
    if (failed) {
        out += "\xef\xbf\xbd";
    } else {
        out.append(octets, static_cast<std::size_t>(size));
    }
}

std::optional<char32_t> numeric_entity(std::string_view name) {
    const bool hex = name.size() > 1 && lower(name[1]) == 'x';
    name.remove_prefix(hex ? 2 : 1);
    if (name.empty()) return std::nullopt;
    char32_t value = 0;
    for (char c : name) {
        const char low = lower(c);
        const int digit = is_digit(c) ? c - '0' : hex && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
        if (digit < 0) return std::nullopt;
        value = std::min<char32_t>(value * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
    }
    return value;
}

/// By name. A letter may have one at every octet, so none is looked for in a list.
constexpr auto entities = [] {
    std::array<Entity, std::size(latin_entities) + std::size(other_entities)> all{};
    for (std::size_t i = 0; i < std::size(latin_entities); ++i)
        all[i] = {latin_entities[i], static_cast<char32_t>(0xa0 + i)};
    std::ranges::copy(other_entities, all.begin() + std::size(latin_entities));
    std::ranges::sort(all, {}, &Entity::name);
    return all;
}();

std::optional<char32_t> entity(std::string_view name) {
    if (name.empty()) return std::nullopt;
    if (name.starts_with('#')) return numeric_entity(name);
    const auto* const found = std::ranges::lower_bound(entities, name, {}, &Entity::name);
    if (found == entities.end() || found->name != name) return std::nullopt;
    return found->code_point;
}

}  // namespace

void HtmlText::feed(std::string_view html, std::string& out) {
    std::size_t at = 0;
    while (at < html.size()) {
        switch (state_) {
            case State::text: at = take_text(html, at, out); break;
            case State::entity: at = take_entity(html, at, out); break;
            case State::open: at = take_open(html, at, out); break;
            case State::name: at = take_name(html, at, out); break;
            case State::tag:
            case State::quoted: at = take_tag(html, at, out); break;
            case State::declaration: at = take_declaration(html, at); break;
            case State::comment: at = take_comment(html, at); break;
            case State::raw:
            case State::raw_open: at = take_raw(html, at); break;
        }
    }
}

std::size_t HtmlText::take_text(std::string_view html, std::size_t at, std::string& out) {
    const std::size_t begin = at;
    while (at < html.size() && html[at] != '<' && html[at] != '&') ++at;
    out += html.substr(begin, at - begin);
    if (at == html.size()) return at;
    state_ = html[at] == '<' ? State::open : State::entity;
    name_.clear();
    closing_ = false;
    return at + 1;
}

std::size_t HtmlText::take_entity(std::string_view html, std::size_t at, std::string& out) {
    const char c = html[at];
    const bool fits = is_letter(c) || is_digit(c) || (c == '#' && name_.empty());
    if (fits && name_.size() < name_octets_max) {
        name_ += c;
        return at + 1;
    }
    end_entity(c == ';', out);
    return c == ';' ? at + 1 : at;
}

void HtmlText::end_entity(bool closed, std::string& out) {
    state_ = State::text;
    if (const auto code_point = entity(name_)) {
        append_code_point(*code_point, out);
    } else {
        out += '&' + name_ + (closed ? ";" : "");
    }
}

std::size_t HtmlText::take_open(std::string_view html, std::size_t at, std::string& out) {
    const char c = html[at];
    if (c == '/' && !closing_) {
        closing_ = true;
        return at + 1;
    }
    if (is_letter(c)) {
        state_ = State::name;
    } else if (c == '!' || c == '?' || closing_) {
        state_ = State::declaration;
        dashes_ = c == '!' ? 0 : -1;
    } else {
        out += '<';
        state_ = State::text;
    }
    return at;
}

std::size_t HtmlText::take_name(std::string_view html, std::size_t at, std::string& out) {
    for (; at < html.size(); ++at) {
        const char c = html[at];
        if (is_space(c) || c == '/' || c == '>') {
            state_ = State::tag;
            after_equals_ = false;
            return take_tag(html, at, out);
        }
        if (name_.size() < name_octets_max) name_ += lower(c);
    }
    return at;
}

std::size_t HtmlText::take_tag(std::string_view html, std::size_t at, std::string& out) {
    for (; at < html.size(); ++at) {
        const char c = html[at];
        if (state_ == State::quoted) {
            if (c == quote_) state_ = State::tag;
        } else if (c == '>') {
            end_tag(out);
            return at + 1;
        } else if ((c == '"' || c == '\'') && after_equals_) {
            state_ = State::quoted;
            quote_ = c;
            after_equals_ = false;
        } else if (!is_space(c)) {
            after_equals_ = c == '=';
        }
    }
    return at;
}

void HtmlText::end_tag(std::string& out) {
    state_ = State::text;
    if (is_one_of(inline_elements, name_)) return;
    out += '\n';
    if (!closing_ && is_one_of(skipped_elements, name_)) {
        raw_name_ = name_;
        state_ = State::raw;
    }
}

/// "<!" up to ">", unless "--" comes first; `dashes_` is -1 once it cannot be a comment.
std::size_t HtmlText::take_declaration(std::string_view html, std::size_t at) {
    for (; at < html.size(); ++at) {
        const char c = html[at];
        if (c == '>') {
            state_ = State::text;
            return at + 1;
        }
        if (dashes_ < 0 || (c == '!' && dashes_ == 0)) continue;
        dashes_ = c == '-' ? dashes_ + 1 : -1;
        if (dashes_ == 2) {
            state_ = State::comment;  // "<!-->" is a whole one, so these dashes count
            return at + 1;
        }
    }
    return at;
}

std::size_t HtmlText::take_comment(std::string_view html, std::size_t at) {
    for (; at < html.size(); ++at) {
        const char c = html[at];
        if (c == '>' && dashes_ >= 2) {
            state_ = State::text;
            return at + 1;
        }
        dashes_ = c == '-' ? std::min(dashes_ + 1, 2) : 0;
    }
    return at;
}

std::size_t HtmlText::take_raw(std::string_view html, std::size_t at) {
    while (at < html.size()) {
        if (state_ == State::raw) {
            at = std::min(html.find('<', at), html.size());
            if (at == html.size()) return at;
            state_ = State::raw_open;
            name_.clear();
            ++at;
            continue;
        }
        const char c = html[at];
        if (name_.size() == raw_name_.size() + 1) {
            const bool ends =
                std::string_view(name_).substr(1) == raw_name_ && name_[0] == '/' && !is_letter(c);
            state_ = ends ? State::tag : State::raw;
            if (!ends) continue;
            closing_ = true;
            after_equals_ = false;
            name_ = raw_name_;
            return at;
        }
        if (c == '<') {
            name_.clear();
        } else {
            name_ += lower(c);
        }
        ++at;
    }
    return at;
}

void HtmlText::finish(std::string& out) {
    if (state_ == State::entity) end_entity(false, out);
    if (state_ == State::open) out += closing_ ? "</" : "<";
    *this = HtmlText();
}

}  // namespace milpa::mail::message
