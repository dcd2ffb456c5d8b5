// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/bytes.hpp"

#include "base/ensure.hpp"

namespace milpa {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base32_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

int base32_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a';
    if (c >= '2' && c <= '7') return c - '2' + 26;
    return -1;
}

}  // namespace

void append_u32(Bytes& to, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_u64(Bytes& to, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t read_u32(ByteView from) {
    ensure(from.size() >= 4);
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | from[static_cast<std::size_t>(i)];
    return value;
}

std::uint64_t read_u64(ByteView from) {
    ensure(from.size() >= 8);
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | from[static_cast<std::size_t>(i)];
    return value;
}

std::string to_hex(ByteView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (std::uint8_t byte : bytes) {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 15];
    }
    return text;
}

Result<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return fail(ErrorKind::syntax, "hex of odd length");
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        int high = hex_value(text[i]);
        int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return fail(ErrorKind::syntax, "not a hex digit");
        bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return bytes;
}

std::string to_base64(ByteView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (std::uint8_t byte : bytes) {
        bits = bits << 8 | byte;
        count += 8;
        while (count >= 6) {
            count -= 6;
            text += base64_alphabet[bits >> count & 63];
        }
    }
    if (count > 0) text += base64_alphabet[bits << (6 - count) & 63];
    while (text.size() % 4 != 0) text += '=';
    return text;
}

namespace {

// Digits without their padding, four of which are three octets.
Result<Bytes> from_base64_digits(std::string_view digits, int (*value_of)(char)) {
    if (digits.size() % 4 == 1) return fail(ErrorKind::syntax, "a base64 digit too many");
    Bytes bytes;
    bytes.reserve(digits.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (char c : digits) {
        int value = value_of(c);
        if (value < 0) return fail(ErrorKind::syntax, "not a base64 digit");
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<std::uint8_t>(bits >> count));
        }
    }
    if ((bits & ((1U << count) - 1)) != 0) return fail(ErrorKind::syntax, "stray bits in base64");
    return bytes;
}

}  // namespace

Result<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return fail(ErrorKind::syntax, "base64 without its padding");
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
    return from_base64_digits(text.substr(0, text.size() - padding), base64_value);
}

std::string to_base64url(ByteView bytes) {
    std::string text = to_base64(bytes);
    while (!text.empty() && text.back() == '=') text.pop_back();
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

Result<Bytes> from_base64url(std::string_view text) {
    return from_base64_digits(text, [](char c) {
        if (c == '+' || c == '/') return -1;
        return base64_value(c == '-' ? '+' : c == '_' ? '/' : c);
    });
}

std::string to_base32(ByteView bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (std::uint8_t byte : bytes) {
        bits = bits << 8 | byte;
        count += 8;
        while (count >= 5) {
            count -= 5;
            text += base32_alphabet[bits >> count & 31];
        }
    }
    if (count > 0) text += base32_alphabet[bits << (5 - count) & 31];
    return text;
}

Result<Bytes> from_base32(std::string_view text) {
    Bytes bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (char c : text) {
        if (c == ' ' || c == '-') continue;
        int value = base32_value(c);
        if (value < 0) return fail(ErrorKind::syntax, "not a base32 digit");
        bits = bits << 5 | static_cast<std::uint32_t>(value);
        count += 5;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<std::uint8_t>(bits >> count));
        }
    }
    if ((bits & ((1U << count) - 1)) != 0) return fail(ErrorKind::syntax, "stray bits in base32");
    return bytes;
}

}  // namespace milpa
