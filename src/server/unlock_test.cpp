// SPDX-License-Identifier: AGPL-3.0-or-later
// An unlocking of which a part fails.
#include "mail/queue/queue.hpp"
#include "server/testing.hpp"

namespace milpa::server {
namespace {

class UnlockTest : public testing::OpenServerTest {};

TEST_F(UnlockTest, WhereTheQueueFailsTheKeysAreHereAndItIsTriedAgain) {
    // No file of settings says this; it lets the queue fail, whenever it is started.
    settings.outbound_bind = "nonsense";
    start();
    for (int i = 0; i < 2; ++i) {
        const auto done = net::run_now(server->after_unlock());
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().kind, ErrorKind::syntax);
        EXPECT_TRUE(server->collective().unlocked());
        EXPECT_FALSE(server->mail().queue().is_running());
        // What does not need the queue works.
        EXPECT_EQ(*server->collective().domains(), std::vector<std::string>{"example.org"});
    }
}

}  // namespace
}  // namespace milpa::server
