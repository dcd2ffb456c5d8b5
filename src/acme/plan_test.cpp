// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/plan.hpp"

#include <gtest/gtest.h>

namespace milpa::acme {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t most = ~std::uint64_t{0};

TEST(AcmePlanTest, RenewsAtTwoThirdsOrALittleEarlier) {
    for (const std::chrono::milliseconds life : {24h * 90, 24h * 6}) {
        const Lifetime lifetime{.from = WallTime(0ms), .until = WallTime(life)};
        EXPECT_EQ(renewal_time(lifetime, 0), WallTime(life * 2 / 3));
        EXPECT_GT(renewal_time(lifetime, most), WallTime(life * 2 / 3 - life / 20 - 1h));
        EXPECT_LT(renewal_time(lifetime, most), WallTime(life * 2 / 3 - life / 20 + 1h));
        EXPECT_FALSE(is_late(lifetime, WallTime(life * 4 / 5)));
        EXPECT_TRUE(is_late(lifetime, WallTime(life * 4 / 5 + 1ms)));
        EXPECT_TRUE(is_late(lifetime, WallTime(life * 2)));
    }
}

TEST(AcmePlanTest, WaitsLongerEachTime) {
    EXPECT_EQ(retry_delay(1, 0), retry_first * 3 / 4);
    EXPECT_GE(retry_delay(1, most), retry_first * 5 / 4 - 1ms);
    EXPECT_EQ(retry_delay(2, 0), retry_first * 3 / 2);
    EXPECT_EQ(retry_delay(3, 0), retry_first * 3);
    EXPECT_EQ(retry_delay(1'000'000, 0), retry_max * 3 / 4);
    EXPECT_LE(retry_delay(1'000'000, most), retry_max * 5 / 4);
}

}  // namespace
}  // namespace milpa::acme
