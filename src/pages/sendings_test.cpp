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
        auto begun = all.begin("a1", mark);
        ASSERT_TRUE(begun.first);
        // Pressed again, while it is under way; another's form is another.
        EXPECT_FALSE(all.begin("a1", mark).first);
        EXPECT_EQ(all.begin("a1", mark).led, "");
        EXPECT_TRUE(all.begin("a2", mark).first);
        EXPECT_TRUE(all.begin("a1", all.mark()).first);
    }
    // It was not sent.
    all.begin("a1", mark).first->sent("/there");
    EXPECT_FALSE(all.begin("a1", mark).first);
    EXPECT_EQ(all.begin("a1", mark).led, "/there");
    all.forget("a2");
    EXPECT_FALSE(all.begin("a1", mark).first);
    all.forget("a1");
    EXPECT_TRUE(all.begin("a1", mark).first);
}

TEST(Sendings, FormsWithoutAMarkAreSentAsTheyCome) {
    SystemRandom random;
    Sendings all(&random);
    for (const char* mark : {"", "short", "longer than any mark of ours is"}) {
        all.begin("a1", mark).first->sent("/there");
        EXPECT_TRUE(all.begin("a1", mark).first);
    }
}

TEST(Sendings, TheNewestOfAnAccountAreRemembered) {
    SystemRandom random;
    Sendings all(&random);
    const std::string other = all.mark(), first = all.mark(), second = all.mark();
    for (const auto& [account, mark] : {std::pair("b", other), {"a", first}, {"a", second}})
        all.begin(account, mark).first->sent("/x");
    for (std::size_t i = 1; i < sendings_of_account_max; ++i) all.begin("a", all.mark()).first->sent("/x");
    EXPECT_FALSE(all.begin("a", second).first);
    EXPECT_FALSE(all.begin("b", other).first);
    EXPECT_TRUE(all.begin("a", first).first);
}

}  // namespace
}  // namespace milpa::pages
