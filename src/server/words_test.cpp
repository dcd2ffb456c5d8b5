// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/words.hpp"

#include <gtest/gtest.h>

namespace milpa::server {
namespace {

TEST(Words, TimesDurationsAndCounts) {
    EXPECT_EQ(time_words(from_unix_ms(1'700'000'000'123)), "2023-11-14 22:13:20 UTC");
    EXPECT_EQ(duration_words(std::chrono::seconds(1)), "1 second");
    EXPECT_EQ(duration_words(std::chrono::seconds(119)), "1 minute");
    EXPECT_EQ(duration_words(std::chrono::hours(49)), "2 days");
    EXPECT_EQ(count_words(0, "message"), "0 messages");
}

}  // namespace
}  // namespace milpa::server
