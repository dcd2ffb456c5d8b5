// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/search_words.hpp"

#include <gtest/gtest.h>

namespace milpa::pages {
namespace {

TEST(SearchWords, OpenForTheirAccountUntilTheServerStartsAgain) {
    SystemRandom random;
    const SearchWords words(&random);
    const std::string sealed = words.seal("a1", "quinoa");
    EXPECT_EQ(words.open("a1", sealed).value_or(""), "quinoa");
    EXPECT_FALSE(words.open("a2", sealed));
    EXPECT_FALSE(SearchWords(&random).open("a1", sealed));
    EXPECT_EQ(sealed.find("quinoa"), std::string::npos);
    EXPECT_NE(sealed, words.seal("a1", "quinoa")) << "and nobody sees that it was searched for again";
    EXPECT_EQ(sealed.size(), words.seal("a1", "q").size());
    EXPECT_EQ(sealed.find_first_of("+/="), std::string::npos);
}

TEST(SearchWords, WhatIsMadeUpOpensNot) {
    SystemRandom random;
    const SearchWords words(&random);
    std::string sealed = words.seal("a1", "quinoa");
    for (const char* made_up : {"", "q", "quinoa", "%00", "AQEB"}) EXPECT_FALSE(words.open("a1", made_up));
    sealed[40] = sealed[40] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(words.open("a1", sealed));
}

TEST(SearchWords, LongOnesAreCutBetweenCharacters) {
    SystemRandom random;
    const SearchWords words(&random);
    std::string text(search_words_octets_max - 1, 'a');
    const auto read = words.open("a1", words.seal("a1", text + "ñandú"));
    EXPECT_EQ(read.value_or(""), crypto::WipingString(text));
}

}  // namespace
}  // namespace milpa::pages
