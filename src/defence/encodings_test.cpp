// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/encodings.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/bytes.hpp"

namespace milpa::defence {
namespace {

bool has(const std::vector<Pattern>& patterns, Encoding encoding, std::string_view bytes) {
    return std::ranges::any_of(patterns,
                               [&](const Pattern& p) { return p.encoding == encoding && p.bytes == bytes; });
}

TEST(Encodings, OfAWordBeyondAscii) {
    const auto patterns = patterns_of("bcdfghjétvwxzb");
    EXPECT_EQ(patterns.front().encoding, Encoding::raw);
    using namespace std::string_view_literals;
    const std::pair<Encoding, std::string_view> table[] = {
        {Encoding::raw, "bcdfghj\xC3\xA9tvwxzb"},
        {Encoding::latin1, "bcdfghj\xE9tvwxzb"},
        {Encoding::unaccented, "bcdfghjetvwxzb"},
        {Encoding::unaccented, "bcdfghje\xCC\x81tvwxzb"},
        {Encoding::utf16, "b\0c\0d\0f\0g\0h\0j\0\xE9\0t\0v\0w\0x\0z\0b\0"sv},
        {Encoding::utf16, "\0b\0c\0d\0f\0g\0h\0j\0\xE9\0t\0v\0w\0x\0z\0b"sv},
        {Encoding::quoted_printable, "bcdfghj=C3=A9tvwxzb"},
        {Encoding::quoted_printable, "bcdfghj=E9tvwxzb"},
        {Encoding::quoted_printable, "=62=63=64=66=67=68=6A=C3=A9=74=76=77=78=7A=62"},
        {Encoding::percent, "bcdfghj%C3%A9tvwxzb"},
        {Encoding::percent, "%62%63%64%66%67%68%6A%C3%A9%74%76%77%78%7A%62"},
        {Encoding::modified_utf7, "bcdfghj&AOk-tvwxzb"},
        {Encoding::hexadecimal,
         "62636466"
         "67686ac3"
         "a9747677"
         "787a62"},
    };
    for (const auto& [encoding, bytes] : table)
        EXPECT_TRUE(has(patterns, encoding, bytes)) << to_text(encoding) << bytes;
}

TEST(Encodings, Base64IsFoundAtAnyAlignment) {
    for (const std::string secret : {"bcdfghjktvwxzb", "127.100.200.250", "bcdfghjétvwxzb"}) {
        const auto patterns = patterns_of(secret);
        for (std::size_t before = 0; before < 9; ++before) {
            const std::string text = std::string("?!ABCDEFG").substr(0, before) + secret + "~ and more";
            const std::string encoded = to_base64(as_bytes(text));
            EXPECT_TRUE(std::ranges::any_of(patterns, [&](const Pattern& p) {
                return p.encoding == Encoding::base64 && encoded.find(p.bytes) != encoded.npos;
            })) << before;
        }
    }
}

TEST(Encodings, NoPatternIsShortOrTwiceThere) {
    const auto patterns = patterns_of("bcdfghjétvwxzb");
    std::set<std::string> bytes;
    for (const auto& pattern : patterns) {
        EXPECT_GE(pattern.bytes.size(), pattern_bytes_min);
        EXPECT_TRUE(bytes.insert(pattern.bytes).second);
    }
    EXPECT_GT(patterns.size(), 15u);
}

}  // namespace
}  // namespace milpa::defence
