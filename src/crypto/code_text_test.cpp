// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/code_text.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace milpa::crypto {
namespace {

TEST(CodeText, EncodesAndDecodes) {
    EXPECT_EQ(encode_code(from_hex("0000000000").value()).view(), "00000000");
    EXPECT_EQ(encode_code(from_hex("ffffffffff").value()).view(), "zzzzzzzz");
    EXPECT_EQ(encode_code(from_hex("0443214c74").value()).view(), "0h1j2k3m");
    SeededRandom random(1);
    for (int i = 0; i < 100; ++i) {
        Bytes octets(50), back(50);
        random.fill(octets);
        const SecretText letters = encode_code(octets);
        EXPECT_EQ(letters.view().size(), 80u);
        decode_code(letters.view(), back);
        EXPECT_EQ(back, octets);
    }
}

TEST(CodeText, NormalisesWhatPeopleType) {
    struct Row {
        std::string_view typed, expected;
    };
    const Row rows[] = {{"k3m9x-7tq2w", "k3m9x7tq2w"},
                        {" K3M9X 7TQ2W\r\n", "k3m9x7tq2w"},
                        {"oOiIlL01", "00111101"},
                        {"a\tb", "ab"},
                        {" milpa:k3m9x-7tq2w", "k3m9x7tq2w"},
                        {"MILPA:k3m9x", "k3m9x"},
                        {"", ""}};
    for (const Row& row : rows) {
        const auto got = normalise_code(row.typed);
        ASSERT_TRUE(got) << row.typed;
        EXPECT_EQ(got->view(), row.expected);
    }
    const std::string_view bad_texts[] = {"abu", "ab_c", "ä", "a.b", std::string_view("a\0b", 3)};
    for (const std::string_view bad : bad_texts) {
        EXPECT_FALSE(normalise_code(bad)) << bad;
    }
    EXPECT_TRUE(normalise_code(std::string(typed_code_bytes_max, 'a')));
    EXPECT_FALSE(normalise_code(std::string(typed_code_bytes_max + 1, 'a')));
}

TEST(CodeText, MakesGroups) {
    EXPECT_EQ(in_groups("abcdefgh", 4).view(), "abcd-efgh");
    EXPECT_EQ(in_groups("abcde", 4).view(), "abcd-e");
    EXPECT_EQ(in_groups("abc", 4).view(), "abc");
}

}  // namespace
}  // namespace milpa::crypto
