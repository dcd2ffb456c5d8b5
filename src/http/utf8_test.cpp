// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/utf8.hpp"

#include <gtest/gtest.h>

namespace milpa::http {
namespace {

TEST(Utf8CheckTest, KnowsEveryCodePoint) {
    for (std::uint32_t point = 0; point <= 0x110FFF; ++point) {
        std::string octets;
        const auto tail = [&](int shift) { octets += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
        if (point < 0x80) {
            octets += static_cast<char>(point);
        } else if (point < 0x800) {
            octets += static_cast<char>(0xC0 | point >> 6);
        } else if (point < 0x10000) {
            octets += static_cast<char>(0xE0 | point >> 12);
            tail(6);
        } else {
            octets += static_cast<char>(0xF0 | point >> 18);
            tail(12);
            tail(6);
        }
        if (point >= 0x80) tail(0);
        const bool allowed = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
        Utf8Check check;
        ASSERT_EQ(check.add(octets) && check.is_whole(), allowed) << std::hex << point;
        if (octets.size() == 1 || !allowed) continue;
        Utf8Check cut;
        ASSERT_TRUE(cut.add(std::string_view(octets).substr(0, octets.size() - 1)));
        ASSERT_FALSE(cut.is_whole());
    }
}

TEST(Utf8CheckTest, RefusesWhatIsNone) {
    for (const std::string_view bad :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
          "\xf0\x8f\xbf\xbf", "\xf5", "\xff", "\xc2z", "\xe1\x80z"}) {
        Utf8Check check;
        EXPECT_FALSE(check.add(bad)) << testing::PrintToString(bad);
        EXPECT_FALSE(check.add("a"));
        EXPECT_FALSE(check.is_whole());
    }
}

}  // namespace
}  // namespace milpa::http
