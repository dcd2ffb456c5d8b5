// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/padding.hpp"

#include <gtest/gtest.h>

#include <set>

#include "crypto/seal.hpp"

namespace milpa::crypto {
namespace {

Bytes padded(std::size_t text_bytes, std::size_t at_least = padded_bytes_min) {
    Bytes made(text_bytes, 0x80);  // a text of markers is the hardest to find the end of
    made.push_back(padding_marker);
    made.resize(padded_size(text_bytes, at_least));
    return made;
}

TEST(Padme, GivesTheLengthsOfThePaper) {
    struct Row {
        std::size_t bytes, expected;
    };
    const Row rows[] = {{0, 0},
                        {1, 1},
                        {8, 8},
                        {9, 10},
                        {15, 16},
                        {64, 64},
                        {65, 72},
                        {100, 104},
                        {1000, 1024},
                        {1025, 1088},
                        {1'000'000, 1'015'808},
                        {1'048'576, 1'048'576},
                        {1'048'577, 1'081'344}};
    for (const Row& row : rows) EXPECT_EQ(padme(row.bytes), row.expected) << row.bytes;
}

TEST(Padme, IsMonotoneStableAndCheap) {
    std::size_t last = 0;
    for (std::size_t bytes = 0; bytes < 300'000; ++bytes) {
        const std::size_t got = padme(bytes);
        ASSERT_GE(got, bytes);
        ASSERT_GE(got, last);
        ASSERT_EQ(padme(got), got);
        ASSERT_LE(static_cast<double>(got), static_cast<double>(bytes) * 1.12 + 1);
        last = got;
    }
}

TEST(Padme, LeavesFewLengths) {
    std::set<std::size_t> lengths;
    for (std::size_t bytes = 1; bytes < 1'000'000; ++bytes) lengths.insert(padme(bytes));
    EXPECT_LT(lengths.size(), 420u);
}

TEST(PaddedSize, MakesSmallValuesAlike) {
    for (std::size_t bytes = 0; bytes < padded_bytes_min; ++bytes) EXPECT_EQ(padded_size(bytes), 64u);
    EXPECT_EQ(padded_size(64), 72u);
    EXPECT_EQ(padded_size(3, 1000), 1024u);
    EXPECT_EQ(padded_size(3, 0), 4u);
    EXPECT_EQ(padded_size(chunk_text_bytes), 1024u * 1024);
}

TEST(UnpaddedSize, GivesTheExactLengthBack) {
    for (std::size_t bytes = 0; bytes < 3'000; ++bytes) {
        for (const std::size_t at_least : {std::size_t{0}, padded_bytes_min, std::size_t{700}}) {
            const auto got = unpadded_size(padded(bytes, at_least));
            ASSERT_TRUE(got) << bytes;
            ASSERT_EQ(*got, bytes);
        }
    }
}

TEST(UnpaddedSize, RefusesWhatIsNotPadded) {
    EXPECT_FALSE(unpadded_size({}));
    EXPECT_FALSE(unpadded_size(Bytes(64, 0)));  // no marker
    Bytes changed = padded(10);
    changed[40] = 1;  // not a zero
    EXPECT_FALSE(unpadded_size(changed));
    Bytes odd = padded(10);
    odd.resize(65);  // not a length of Padmé
    EXPECT_EQ(unpadded_size(odd).error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace milpa::crypto
