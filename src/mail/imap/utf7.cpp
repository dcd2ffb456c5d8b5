// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/utf7.hpp"

#include <cstdint>

#include "base/ensure.hpp"
#include "mail/imap/text.hpp"

namespace milpa::mail::imap {

namespace {

// RFC 3501 5.1.3: base64 with "," in the place of "/", without padding.
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

constexpr bool stands_for_itself(char32_t c) { return c >= 0x20 && c <= 0x7e; }

int digit_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == ',') return 63;
    return -1;
}

/// Collects UTF-16 units and writes them as base64 digits.
class Shift {
public:
    explicit Shift(std::string& to) : to_(to) {}

    void code_point(char32_t c) {
        if (c < 0x10000) return unit(c);
        unit(0xd800 + ((c - 0x10000) >> 10));
        unit(0xdc00 + ((c - 0x10000) & 0x3ff));
    }
    void end() {
        if (count_ > 0) to_ += alphabet[bits_ << (6 - count_) & 63];
        to_ += '-';
    }

private:
    void unit(std::uint32_t value) {
        bits_ = bits_ << 16 | value;
        count_ += 16;
        while (count_ >= 6) {
            count_ -= 6;
            to_ += alphabet[bits_ >> count_ & 63];
        }
    }

    std::string& to_;
    std::uint32_t bits_ = 0;
    unsigned count_ = 0;
};

/// One shifted run, without its "&" and "-", appended as UTF-8.
Result<void> decode_run(std::string_view digits, std::string& to) {
    std::uint32_t bits = 0;
    unsigned count = 0;
    char32_t high = 0;
    for (char digit : digits) {
        int value = digit_value(digit);
        if (value < 0) return fail(ErrorKind::syntax, "not a digit of modified base64");
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 16) continue;
        count -= 16;
        char32_t unit = bits >> count & 0xffff;
        bool is_low = unit >= 0xdc00 && unit <= 0xdfff;
        if ((high != 0) != is_low) return fail(ErrorKind::syntax, "a lone surrogate");
        if (high != 0) {
            append_utf8(to, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
            high = 0;
        } else if (unit >= 0xd800 && unit <= 0xdbff) {
            high = unit;
        } else if (stands_for_itself(unit)) {
            return fail(ErrorKind::syntax, "shifted what stands for itself");
        } else {
            append_utf8(to, unit);
        }
    }
    if (high != 0) return fail(ErrorKind::syntax, "a lone surrogate");
    if (count >= 6 || (bits & ((1U << count) - 1)) != 0) {
        return fail(ErrorKind::syntax, "stray bits in modified base64");
    }
    return {};
}

}  // namespace

std::string to_modified_utf7(std::string_view utf8) {
    std::string encoded;
    encoded.reserve(utf8.size());
    char32_t c = 0;
    while (!utf8.empty()) {
        std::string_view before = utf8;
        ensure(take_code_point(utf8, c) != 0);
        if (c == '&') {
            encoded += "&-";
        } else if (stands_for_itself(c)) {
            encoded += static_cast<char>(c);
        } else {
            encoded += '&';
            Shift shift(encoded);
            utf8 = before;
            for (std::string_view ahead = utf8; take_code_point(ahead, c) != 0 && !stands_for_itself(c);) {
                shift.code_point(c);
                utf8 = ahead;
            }
            shift.end();
        }
    }
    return encoded;
}

Result<std::string> from_modified_utf7(std::string_view encoded) {
    std::string utf8;
    utf8.reserve(encoded.size());
    bool after_run = false;
    while (!encoded.empty()) {
        char c = encoded.front();
        if (!stands_for_itself(static_cast<unsigned char>(c))) {
            return fail(ErrorKind::syntax, "not printable ASCII in modified UTF-7");
        }
        if (c != '&') {
            utf8 += c;
            encoded.remove_prefix(1);
            after_run = false;
            continue;
        }
        std::size_t end = encoded.find('-');
        if (end == std::string_view::npos) return fail(ErrorKind::syntax, "a shift without its end");
        if (end == 1) {
            utf8 += '&';
            after_run = false;
        } else {
            // RFC 3501 5.1.3: "&U,BTFw-&ZeVnLIqe-" contains a superfluous shift.
            if (after_run) return fail(ErrorKind::syntax, "a superfluous shift");
            CHECK(decode_run(encoded.substr(1, end - 1), utf8));
            after_run = true;
        }
        encoded.remove_prefix(end + 1);
    }
    return utf8;
}

}  // namespace milpa::mail::imap
