// SPDX-License-Identifier: AGPL-3.0-or-later
// The character classes of RFC 9051 9.
#pragma once

namespace milpa::mail::imap {

/// ATOM-CHAR: any CHAR except atom-specials; 8-bit is no CHAR.
constexpr bool is_atom_char(char c) {
    if (c <= 0x20 || c >= 0x7f) return false;  // also 8-bit, where char is signed
    switch (c) {
        case '(':
        case ')':
        case '{':
        case '%':
        case '*':
        case '"':
        case '\\':
        case ']': return false;
        default: return true;
    }
}
static_assert(!is_atom_char('\x80') && !is_atom_char('\xff'));

constexpr bool is_astring_char(char c) { return is_atom_char(c) || c == ']'; }
constexpr bool is_list_char(char c) { return is_astring_char(c) || c == '%' || c == '*'; }
constexpr bool is_tag_char(char c) { return is_astring_char(c) && c != '+'; }

}  // namespace milpa::mail::imap
