// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/text.hpp"

#include "base/ensure.hpp"

namespace milpa::mail::imap {

std::string upper_case(std::string_view text) {
    std::string upper(text);
    for (char& c : upper) c = to_upper(c);
    return upper;
}

bool is_ascii(std::string_view text) {
    for (char c : text) {
        if (static_cast<unsigned char>(c) > 0x7f) return false;
    }
    return true;
}

std::size_t take_code_point(std::string_view& text, char32_t& code_point) {
    if (text.empty()) return 0;
    auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) {
        code_point = first;
        text.remove_prefix(1);
        return 1;
    }
    std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    char32_t value = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0) != 0x80) return 0;
        value = value << 6 | (next & 0x3f);
    }
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return 0;
    code_point = value;
    text.remove_prefix(length);
    return length;
}

bool is_utf8(std::string_view text) {
    char32_t ignored = 0;
    while (!text.empty()) {
        if (take_code_point(text, ignored) == 0) return false;
    }
    return true;
}

void append_utf8(std::string& to, char32_t code_point) {
    ensure(code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff));
    auto tail = [&](unsigned shift) { to += static_cast<char>(0x80 | (code_point >> shift & 0x3f)); };
    if (code_point < 0x80) {
        to += static_cast<char>(code_point);
    } else if (code_point < 0x800) {
        to += static_cast<char>(0xc0 | code_point >> 6);
        tail(0);
    } else if (code_point < 0x10000) {
        to += static_cast<char>(0xe0 | code_point >> 12);
        tail(6);
        tail(0);
    } else {
        to += static_cast<char>(0xf0 | code_point >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

}  // namespace milpa::mail::imap
