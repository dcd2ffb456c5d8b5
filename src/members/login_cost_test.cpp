// SPDX-License-Identifier: AGPL-3.0-or-later
// What a sign-in costs tells nobody who is a member.
#include <ctime>
#include <limits>

#include "members/members.hpp"
#include "members/testing.hpp"
#include "store/test_store.hpp"

namespace milpa::members {
namespace {

using namespace testing;
using net::run_now;

using LoginCostTest = Founded;

TEST_F(LoginCostTest, UnknownIsAsMuchAsWrong) {
    const std::string ana = "ana@example.org";
    life->add(ana, "first password");
    // Dear enough to be seen beside everything else.
    Logins dear(life->collective.get(), {1, 16 * 1024 * 1024});
    Members with_dear(life->collective.get(), &dear);
    // The process's own time: a busy machine does not count.
    const auto cost = [&](std::string address) {
        std::clock_t least = std::numeric_limits<std::clock_t>::max();
        for (int i = 0; i < 2; ++i) {
            const std::clock_t begin = std::clock();
            EXPECT_FALSE(run_now(dear.login(address, secret("a wrong password"))));
            least = std::min(least, std::clock() - begin);
        }
        return least;
    };
    // All passwords were set before it became dear.
    const auto cheap_one = cost(ana), nobody = cost("eva@example.org");
    EXPECT_GT(nobody * 3, cheap_one);
    EXPECT_GT(cheap_one * 3, nobody);
    NewMember ben;
    ben.addresses = {"ben@example.org"};
    ben.password = secret("a good password");
    ASSERT_TRUE(run_now(with_dear.add(std::move(ben))));
    const auto dear_one = cost("ben@example.org");
    ASSERT_GT(dear_one, cheap_one * 2);
    // Now nobody's cost is one or the other, and for each of them it stays.
    constexpr int nobodies = 20;
    int as_dear = 0;
    for (int i = 0; i < nobodies; ++i) {
        const std::string address = fmt::format("nobody{}@example.org", i);
        const bool is_dear = cost(address) > (cheap_one + dear_one) / 2;
        EXPECT_EQ(cost(address) > (cheap_one + dear_one) / 2, is_dear) << address;
        as_dear += is_dear ? 1 : 0;
    }
    EXPECT_GT(as_dear, 0);
    EXPECT_LT(as_dear, nobodies);
}

}  // namespace
}  // namespace milpa::members
