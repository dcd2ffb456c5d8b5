// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/utf8.hpp"

namespace milpa::http {

namespace {

/// RFC 3629 4: what a first octet asks of those behind it.
struct Lead {
    std::uint8_t first;
    std::uint8_t last;
    std::uint8_t missing;
    std::uint8_t least;
    std::uint8_t most;
};
constexpr std::uint8_t tail_least = 0x80;
constexpr std::uint8_t tail_most = 0xBF;
constexpr Lead leads[] = {
    {0x00, 0x7F, 0, 0, 0},
    {0xC2, 0xDF, 1, tail_least, tail_most},
    {0xE0, 0xE0, 2, 0xA0, tail_most},
    {0xE1, 0xEC, 2, tail_least, tail_most},
    {0xED, 0xED, 2, tail_least, 0x9F},  // no surrogates
    {0xEE, 0xEF, 2, tail_least, tail_most},
    {0xF0, 0xF0, 3, 0x90, tail_most},
    {0xF1, 0xF3, 3, tail_least, tail_most},
    {0xF4, 0xF4, 3, tail_least, 0x8F},  // up to U+10FFFF
};

}  // namespace

bool Utf8Check::add(std::string_view octets) {
    for (const char c : octets) {
        if (!valid_) return false;
        const auto octet = static_cast<std::uint8_t>(c);
        if (missing_ > 0) {
            valid_ = octet >= least_ && octet <= most_;
            --missing_;
            least_ = tail_least;
            most_ = tail_most;
            continue;
        }
        if (octet < leads[0].last + 1) continue;
        valid_ = false;
        for (const Lead& lead : leads) {
            if (octet < lead.first || octet > lead.last) continue;
            valid_ = true;
            missing_ = lead.missing;
            least_ = lead.least;
            most_ = lead.most;
        }
    }
    return valid_;
}

}  // namespace milpa::http
