// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/match.hpp"

#include <gtest/gtest.h>

namespace milpa::contacts {
namespace {

TEST(Match, ReadsWordsAndPhrases) {
    using Needles = std::vector<std::string>;
    EXPECT_EQ(read_needles("  Ana  RUIZ "), (Needles{"ana", "ruiz"}));
    EXPECT_EQ(read_needles("\"Ana Ruiz\" x"), (Needles{"ana ruiz", "x"}));
    EXPECT_EQ(read_needles("'a \\' b'"), (Needles{"a ' b"}));
    EXPECT_EQ(read_needles("O'Neill \"x"), (Needles{"o'neill", "\"x"}));
    EXPECT_EQ(read_needles("\"\""), Needles{});
    EXPECT_EQ(read_needles("Stra\xC3\x9F"
                           "e"),
              (Needles{"strasse"}));
}

TEST(Match, FindsAllOrNothing) {
    const std::string text = fold_text(
        "Ana\nRuiz Garc\xC3\xAD"
        "a");
    EXPECT_TRUE(has_all(text, read_needles("garc\xC3\x8D"
                                           "a ANA")));
    EXPECT_FALSE(has_all(text, read_needles("ana pepe")));
    EXPECT_FALSE(has_all(text, read_needles("\"ana ruiz\"")));
    EXPECT_TRUE(has_all(text, read_needles("")));
}

}  // namespace
}  // namespace milpa::contacts
