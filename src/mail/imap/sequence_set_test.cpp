// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/sequence_set.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::imap {
namespace {

constexpr std::uint32_t last = 0xffffffff;

struct Row {
    SequenceSet set;
    std::uint32_t largest;
    std::vector<NumberRange> numbers;
};

TEST(SequenceSet, ResolvesAsTheRfcSays) {
    const Row rows[] = {
        {{{{2, 2}, {4, 7}, {9, 9}, {12, 0}}}, 15, {{2, 2}, {4, 7}, {9, 9}, {12, 15}}},
        {{{{0, 4}, {5, 7}}}, 10, {{4, 10}}},
        {{{{4, 2}}}, 10, {{2, 4}}},
        {{{{3291, 0}}}, 100, {{100, 3291}}},  // RFC 9051 9: includes the last message, even if below
        {{{{0, 0}}}, 7, {{7, 7}}},
        {{{{0, 0}}}, 0, {}},
        {{{{1, 0}}}, 0, {{1, 1}}},
        {{{{1, 1}, {2, 2}, {3, 3}}}, 9, {{1, 3}}},
        {{{{5, 9}, {1, 20}, {7, 8}}}, 9, {{1, 20}}},
        {{{{last, last}, {1, last - 1}}}, 9, {{1, last}}},
    };
    for (const Row& row : rows) EXPECT_EQ(row.set.resolve(row.largest), row.numbers) << row.numbers.size();
    EXPECT_EQ((SequenceSet{{{2, 0}, {9, 4}}}.largest_written()), 9U);
}

TEST(SequenceSet, FindsNumbers) {
    const std::vector<NumberRange> ranges = {{2, 4}, {9, 9}, {12, last}};
    for (std::uint32_t in : {2U, 3U, 4U, 9U, 12U, last}) EXPECT_TRUE(contains(ranges, in)) << in;
    for (std::uint32_t out : {0U, 1U, 5U, 8U, 10U, 11U}) EXPECT_FALSE(contains(ranges, out)) << out;
    EXPECT_FALSE(contains({}, 1));
}

TEST(SequenceSet, WritesRuns) {
    auto written = [](std::vector<std::uint32_t> numbers) {
        std::string text;
        append_numbers(text, numbers);
        return text;
    };
    EXPECT_EQ(written({1, 2, 3, 5}), "1:3,5");
    EXPECT_EQ(written({3, 2}), "3,2");
    EXPECT_EQ(written({1, 2, 4, 5}), "1:2,4:5");
    EXPECT_EQ(written({last, 1}), "4294967295,1");
    std::string text;
    const std::vector<NumberRange> ranges = {{1, 3}, {5, 5}};
    append_ranges(text, ranges);
    EXPECT_EQ(text, "1:3,5");
}

}  // namespace
}  // namespace milpa::mail::imap
