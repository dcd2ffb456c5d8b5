// SPDX-License-Identifier: AGPL-3.0-or-later
// ASCII case and strict UTF-8: the two text notions that IMAP's grammar needs. No locale is consulted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace milpa::mail::imap {

constexpr char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Equal when ASCII letters are compared without their case; other bytes must be the same.
constexpr bool same_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (to_upper(a[i]) != to_upper(b[i])) return false;
    }
    return true;
}

std::string upper_case(std::string_view text);

/// No byte above 0x7f.
bool is_ascii(std::string_view text);

/// Takes one code point off the front of `text` and returns how many octets it had; 0 (nothing taken) at the
/// end and where the octets are not UTF-8 of RFC 3629: overlong forms, surrogates and what lies beyond
/// U+10FFFF are refused.
std::size_t take_code_point(std::string_view& text, char32_t& code_point);

bool is_utf8(std::string_view text);

/// Requires a code point of Unicode that is no surrogate.
void append_utf8(std::string& to, char32_t code_point);

}  // namespace milpa::mail::imap
