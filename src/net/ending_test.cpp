// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/ending.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

namespace milpa::net {
namespace {

TEST(Ending, CallsWhoeverHearsOnTheirOwnThreadAndOnce) {
    boost::asio::io_context first;
    boost::asio::io_context second;
    Ending ending;
    int calls_first = 0;
    int calls_second = 0;
    const auto one = ending.hear(first.get_executor(), [&] { ++calls_first; });
    const auto two = ending.hear(second.get_executor(), [&] { ++calls_second; });
    first.run();
    EXPECT_FALSE(ending.is_over());
    EXPECT_EQ(calls_first, 0);
    ending.end();
    ending.end();
    EXPECT_TRUE(ending.is_over());
    EXPECT_EQ(calls_first, 0);
    first.restart();
    first.run();
    EXPECT_EQ(calls_first, 1);
    EXPECT_EQ(calls_second, 0);
    second.run();
    EXPECT_EQ(calls_second, 1);
}

TEST(Ending, WhoComesTooLateIsCalledToo) {
    boost::asio::io_context context;
    Ending ending;
    ending.end();
    int calls = 0;
    const auto late = ending.hear(context.get_executor(), [&] { ++calls; });
    EXPECT_EQ(calls, 0);
    context.run();
    EXPECT_EQ(calls, 1);
}

TEST(Ending, WhoHasGoneIsNotCalledThoughTheCallWasOnItsWay) {
    boost::asio::io_context context;
    Ending ending;
    int calls = 0;
    auto before = ending.hear(context.get_executor(), [&] { ++calls; });
    auto meanwhile = ending.hear(context.get_executor(), [&] { ++calls; });
    before.reset();
    ending.end();
    meanwhile.reset();
    context.run();
    EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace milpa::net
