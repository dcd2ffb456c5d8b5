// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/words.hpp"

#include <gtest/gtest.h>

namespace milpa::server::cli {
namespace {

TEST(Words, TimesDurationsAndCounts) {
    EXPECT_EQ(time_words(from_unix_ms(1'700'000'000'123)), "2023-11-14 22:13:20 UTC");
    EXPECT_EQ(duration_words(std::chrono::seconds(1)), "1 second");
    EXPECT_EQ(duration_words(std::chrono::seconds(119)), "1 minute");
    EXPECT_EQ(duration_words(std::chrono::hours(49)), "2 days");
    EXPECT_EQ(count_words(0, "message"), "0 messages");
}

TEST(Words, AFailureIsSaidSoThatItsReaderKnowsWhatToDo) {
    EXPECT_NE(plain_words(fail(ErrorKind::closed, "locked")).find("milpa unlock"), std::string::npos);
    EXPECT_EQ(plain_words(fail(ErrorKind::conflict, "a member has this address")),
              "a member has this address");
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::corrupt); ++kind)
        EXPECT_FALSE(plain_words(fail(static_cast<ErrorKind>(kind))).empty()) << kind;
}

}  // namespace
}  // namespace milpa::server::cli
