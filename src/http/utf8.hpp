// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether octets are UTF-8 (RFC 3629), told as soon as they cannot become it any more.
#pragma once

#include <cstdint>
#include <string_view>

namespace milpa::http {

class Utf8Check {
public:
    /// False as soon as what came so far is no beginning of UTF-8: overlong forms, surrogates, values above
    /// U+10FFFF and stray octets. Stays false.
    bool add(std::string_view octets);
    /// Nothing is cut off in the middle of a character.
    bool is_whole() const { return valid_ && missing_ == 0; }

private:
    std::uint8_t missing_ = 0;  // octets that the character still lacks
    std::uint8_t least_ = 0;    // bounds of the next octet (RFC 3629 4)
    std::uint8_t most_ = 0;
    bool valid_ = true;
};

}  // namespace milpa::http
