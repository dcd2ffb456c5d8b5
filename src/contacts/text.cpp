// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/text.hpp"

#include <unicode/utf8.h>

#include <algorithm>

namespace milpa::contacts {

namespace {

char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper_letter(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower_letter);
    return out;
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), upper_letter);
    return out;
}

bool equal_fold(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, {}, lower_letter, lower_letter);
}

bool starts_with_fold(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && equal_fold(text.substr(0, prefix.size()), prefix);
}

bool is_vcard_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
}

bool is_utf8(std::string_view text) {
    const auto length = static_cast<std::int32_t>(text.size());
    std::int32_t at = 0;
    while (at < length) {
        UChar32 code = 0;
        U8_NEXT(text.data(), at, length, code);
        if (code < 0) {
            return false;
        }
    }
    return true;
}

bool is_base64(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
               c == '/' || c == '=';
    });
}

}  // namespace milpa::contacts
