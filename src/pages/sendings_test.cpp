// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/sendings.hpp"

#include <gtest/gtest.h>

namespace milpa::pages {
namespace {

TEST(Sendings, OfOneFormThereIsOne) {
    SystemRandom random;
    Sendings all(&random);
    const std::string mark = all.mark();
    {
        auto begun = all.begin("a1", mark, 7);
        ASSERT_TRUE(begun.first);
        // Pressed again, while it is under way; another's form is another.
        EXPECT_FALSE(all.begin("a1", mark, 7).first);
        EXPECT_EQ(all.begin("a1", mark, 7).led, "");
        EXPECT_TRUE(all.begin("a2", mark, 7).first);
        EXPECT_TRUE(all.begin("a1", all.mark(), 7).first);
    }
    // It was not sent.
    all.begin("a1", mark, 7).first->sent("/there");
    EXPECT_FALSE(all.begin("a1", mark, 7).first);
    EXPECT_EQ(all.begin("a1", mark, 7).led, "/there");
    // Something else by the same form, to which somebody went back.
    EXPECT_TRUE(all.begin("a1", mark, 8).first);
    all.forget("a2");
    EXPECT_FALSE(all.begin("a1", mark, 7).first);
    all.forget("a1");
    EXPECT_TRUE(all.begin("a1", mark, 7).first);
}

TEST(Sendings, FormsWithoutAMarkAreSentAsTheyCome) {
    SystemRandom random;
    Sendings all(&random);
    for (const char* mark : {"", "short", "longer than any mark of ours is"}) {
        all.begin("a1", mark, 7).first->sent("/there");
        EXPECT_TRUE(all.begin("a1", mark, 7).first);
    }
}

TEST(Sendings, TheNewestOfAnAccountAreRemembered) {
    SystemRandom random;
    Sendings all(&random);
    const std::string other = all.mark(), first = all.mark(), second = all.mark();
    for (const auto& [account, mark] : {std::pair("b", other), {"a", first}, {"a", second}})
        all.begin(account, mark, 7).first->sent("/x");
    for (std::size_t i = 1; i < sendings_of_account_max; ++i) all.begin("a", all.mark(), 7).first->sent("/x");
    EXPECT_FALSE(all.begin("a", second, 7).first);
    EXPECT_FALSE(all.begin("b", other, 7).first);
    EXPECT_TRUE(all.begin("a", first, 7).first);
}

}  // namespace
}  // namespace milpa::pages
