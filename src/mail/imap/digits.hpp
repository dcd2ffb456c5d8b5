// SPDX-License-Identifier: AGPL-3.0-or-later
// Decimal numbers onto a string, fast: replies consist of them.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>

namespace milpa::mail::imap {

inline void append_number(std::string& to, std::uint64_t number) {
    char digits[20];  // 2^64 - 1 has 20
    auto end = std::to_chars(digits, digits + sizeof digits, number);
    to.append(digits, end.ptr);
}

}  // namespace milpa::mail::imap
