// SPDX-License-Identifier: AGPL-3.0-or-later
// RFC 9749 5: the key by which push services know us, over a lock, and when there is another.
#include "server/pusher.hpp"
#include "server/testing.hpp"

namespace milpa::server {
namespace {

using net::run_now;

class PushKeyTest : public testing::OpenServerTest {
protected:
    std::size_t subscriptions(const MemberId& member) {
        return server->collective().push_subscriptions().of(member)->size();
    }
    void subscribe(const MemberId& member) {
        events::PushSubscription one;
        one.set_id(std::string(as_text(server->random().id<members::SubscriptionId>().view())));
        one.set_member(std::string(as_text(member.view())));
        one.set_device("phone");
        one.set_expires_ms(to_unix_ms(server->clock().wall() + std::chrono::hours(1)));
        ASSERT_TRUE(run_now(server->collective().push_subscriptions().put(std::move(one))));
    }
    void lock_and_unlock() {
        run_now(server->lock());
        EXPECT_EQ(server->pusher().public_key(), "");
        for (const auto& share : pick())
            ASSERT_TRUE(run_now(server->collective().offer(crypto::to_text(share))));
        ASSERT_TRUE(run_now(server->after_unlock()));
    }
};

TEST_F(PushKeyTest, ItStaysOverALockAndSubscriptionsGoWithIt) {
    const MemberId member = add("ana@example.org");
    const std::string key = server->pusher().public_key();
    EXPECT_EQ(from_base64url(key)->size(), crypto::p256_point_bytes);
    subscribe(member);
    lock_and_unlock();
    EXPECT_EQ(server->pusher().public_key(), key);
    EXPECT_EQ(subscriptions(member), 1U);
    ASSERT_TRUE(run_now(server->collective().remove_certificate("push")));
    lock_and_unlock();
    EXPECT_NE(server->pusher().public_key(), key);
    EXPECT_EQ(subscriptions(member), 0U);
}

}  // namespace
}  // namespace milpa::server
