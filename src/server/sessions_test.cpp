// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/sessions.hpp"

#include <gtest/gtest.h>

namespace milpa::server {
namespace {

MemberId member(std::uint8_t number) {
    MemberId id;
    id.bytes[0] = number;
    return id;
}

TEST(Sessions, EndsThoseOfOneMemberOnTheirThread) {
    Sessions sessions;
    boost::asio::io_context home;
    int ended = 0;
    auto first = sessions.enter(member(1), home.get_executor(), [&] { ended += 1; });
    auto second = sessions.enter(member(2), home.get_executor(), [&] { ended += 10; });
    EXPECT_EQ(sessions.count(), 2U);
    EXPECT_EQ(sessions.count_of(member(2)), 1U);
    sessions.end_of(member(1));
    EXPECT_EQ(ended, 0);  // never on the caller's thread
    home.run();
    EXPECT_EQ(ended, 1);
    sessions.end_all();
    home.restart();
    home.run();
    EXPECT_EQ(ended, 11);  // once each
}

TEST(Sessions, AnEndThatComesTooLateIsNotCalled) {
    Sessions sessions;
    boost::asio::io_context home;
    auto ticket = sessions.enter(member(1), home.get_executor(), [] { FAIL(); });
    sessions.end_all();
    ticket.reset();
    home.run();
    EXPECT_EQ(sessions.count(), 0U);
}

}  // namespace
}  // namespace milpa::server
