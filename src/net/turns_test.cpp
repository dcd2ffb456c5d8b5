// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/turns.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <string>

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

Task<> work(std::string name, Lent<ManualClock> clock, Lent<std::string> done, int parts) {
    Turns turns(clock, 2ms);
    for (int i = 0; i < parts; ++i) {
        *done += name;
        clock->advance(1ms);
        if (turns.is_over()) co_await turns.pass();
    }
}

TEST(TurnsTest, AlternateWhenTheirSlicesAreUsedUp) {
    boost::asio::io_context context;
    ManualClock clock;
    std::string done;
    boost::asio::co_spawn(context.get_executor(), work("a", &clock, &done, 6), boost::asio::detached);
    boost::asio::co_spawn(context.get_executor(), work("b", &clock, &done, 3), boost::asio::detached);
    context.run();
    EXPECT_EQ(done, "aabbaabaa");
}

TEST(TurnsTest, ASliceBeginsAgain) {
    ManualClock clock;
    Turns turns(&clock, 2ms);
    clock.advance(1ms);
    EXPECT_FALSE(turns.is_over());
    turns.begin();
    clock.advance(1ms);
    EXPECT_FALSE(turns.is_over());
    clock.advance(1ms);
    EXPECT_TRUE(turns.is_over());
}

}  // namespace
}  // namespace milpa::net
