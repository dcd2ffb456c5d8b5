// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/html.hpp"

#include <unicode/utf8.h>

#include "base/bytes.hpp"
#include "http/target.hpp"

namespace milpa::pages {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

bool is_control(UChar32 c) {
    return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) || (c >= 0xfdd0 && c <= 0xfdef) ||
           (c & 0xfffe) == 0xfffe;
}

bool equal_without_case(std::string_view a, std::string_view lower) {
    return std::ranges::equal(
        a, lower, [](char x, char y) { return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y; });
}

}  // namespace

Url Url::own(std::string_view path, Parameters parameters) {
    crypto::WipingString text;
    for (std::string_view rest = path; !rest.empty();) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        text += http::encode_segment(rest.substr(0, end));
        if (end < rest.size()) text += '/';
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    char before = '?';
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        text += before;
        text += name;
        text += '=';
        text += http::encode_segment(value);
        before = '&';
    }
    return Url(std::move(text));
}

Url Url::place(std::string_view id) { return Url("#" + crypto::WipingString(id)); }

std::optional<Url> Url::outward(std::string_view text) {
    if (text.size() > outward_octets_max) return std::nullopt;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view scheme = text.substr(0, colon);
    const std::string_view rest = text.substr(colon + 1);
    // Browsers take tabs, line ends and backslashes in ways of their own: what has them is no URL.
    const bool plain = std::ranges::none_of(
        text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\x7f' || c == '\\'; });
    if (!plain) return std::nullopt;
    const bool web = (equal_without_case(scheme, "http") || equal_without_case(scheme, "https")) &&
                     rest.starts_with("//") && rest.size() > 2 && rest[2] != '/';
    const bool mail = equal_without_case(scheme, "mailto") && rest.contains('@');
    if (!web && !mail) return std::nullopt;
    return Url(crypto::WipingString(text));
}

Url Url::picture(std::string_view svg) {
    std::string encoded = to_base64(as_bytes(svg));
    crypto::WipingString text = "data:image/svg+xml;base64,";
    text += encoded;
    crypto::wipe(encoded);
    return Url(std::move(text));
}

Markup::Markup(std::string_view text) { escape(text); }

void Markup::escape(std::string_view text) {
    const auto* const octets = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), INT32_MAX));
    octets_.reserve(octets_.size() + text.size());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t begin = at;
        UChar32 c = 0;
        U8_NEXT(octets, at, size, c);
        if (c == '\r') {
            if (at >= size || text[static_cast<std::size_t>(at)] != '\n') octets_ += '\n';
            continue;
        }
        if (c < 0 || is_control(c)) {
            octets_ += replacement;
            continue;
        }
        switch (c) {
            case '&': octets_ += "&amp;"; break;
            case '<': octets_ += "&lt;"; break;
            case '>': octets_ += "&gt;"; break;
            case '"': octets_ += "&quot;"; break;
            case '\'': octets_ += "&#39;"; break;
            default:
                octets_ += text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
        }
    }
}

void Markup::open(Tag tag, const Attributes& attributes) {
    octets_ += '<';
    octets_ += tag.name;
    for (const Attribute& attribute : attributes) {
        if (attribute.name_.empty()) continue;
        octets_ += ' ';
        octets_ += attribute.name_;
        if (attribute.is_flag_) continue;
        octets_ += "=\"";
        escape(attribute.value_);
        octets_ += '"';
    }
    octets_ += '>';
    // HTML 13.1.2.5: a line end right behind these is not of the text; one that is none is put in its place.
    if (detail::is_one_of(tag.name, {"pre", "textarea"})) octets_ += '\n';
}

void Markup::close(Tag tag) {
    if (tag.is_void()) return;
    octets_ += "</";
    octets_ += tag.name;
    octets_ += '>';
}

Markup Markup::document(std::string_view language, std::string_view direction, const Markup& head,
                        const Markup& body) {
    Markup made;
    made.octets_ = "<!doctype html>\n<html lang=\"";
    made.escape(language);
    made.octets_ += "\" dir=\"";
    made.escape(direction);
    made.octets_ += "\">\n<head>\n<meta charset=\"utf-8\">\n";
    made += head;
    made.octets_ += "\n</head>\n<body>\n";
    made += body;
    made.octets_ += "\n</body>\n</html>\n";
    return made;
}

}  // namespace milpa::pages
