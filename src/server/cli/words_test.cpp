// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/words.hpp"

#include <gtest/gtest.h>

namespace milpa::server::cli {
namespace {

TEST(PlainWords, AFailureIsSaidSoThatItsReaderKnowsWhatToDo) {
    EXPECT_NE(plain_words(fail(ErrorKind::closed, "locked")).find("milpa unlock"), std::string::npos);
    EXPECT_EQ(plain_words(fail(ErrorKind::conflict, "a member has this address")),
              "a member has this address");
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::corrupt); ++kind)
        EXPECT_FALSE(plain_words(fail(static_cast<ErrorKind>(kind))).empty()) << kind;
}

}  // namespace
}  // namespace milpa::server::cli
