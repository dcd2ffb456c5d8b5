// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/receipts.hpp"

#include <gtest/gtest.h>

#include "members/testing.hpp"

namespace milpa::jmap {
namespace {

class ReceiptsTest : public ::testing::Test {
protected:
    members::testing::TestClock clock;
    SystemRandom random;
    Receipts receipts{&clock, &random};
};

TEST_F(ReceiptsTest, AreGoodUntilAWhileAfterTheUnlocking) {
    const auto first = receipts.give();
    clock.advance(std::chrono::hours(20));
    const auto last = receipts.give();
    EXPECT_TRUE(receipts.holds(first.view()) && receipts.holds(last.view()));
    receipts.unlocked();
    clock.advance(receipt_patience - std::chrono::seconds(1));
    // Nobody makes them last longer.
    receipts.unlocked();
    EXPECT_TRUE(receipts.holds(first.view()) && receipts.holds(last.view()));
    clock.advance(std::chrono::seconds(1));
    EXPECT_FALSE(receipts.holds(first.view()) || receipts.holds(last.view()));
    // The next lock begins anew.
    receipts.forget_all();
    EXPECT_TRUE(receipts.holds(receipts.give().view()));
    EXPECT_FALSE(receipts.holds(first.view()));
}

TEST_F(ReceiptsTest, AreFewAndNothingElseIsOne) {
    std::vector<crypto::SecretText> all;
    for (std::size_t i = 0; i <= receipts_max; ++i) all.push_back(receipts.give());
    EXPECT_FALSE(receipts.holds(all[0].view()));
    EXPECT_TRUE(receipts.holds(all[1].view()) && receipts.holds(all.back().view()));
    const std::string good(all.back().view());
    for (const std::string& other :
         {std::string(), good.substr(1), good + "A", std::string(43, 'A'), std::string("!")})
        EXPECT_FALSE(receipts.holds(other)) << other;
    receipts.forget_all();
    EXPECT_FALSE(receipts.holds(good));
}

}  // namespace
}  // namespace milpa::jmap
