// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/push_subscriptions.hpp"

#include <gtest/gtest.h>

#include "members/testing.hpp"
#include "net/run_now.hpp"
#include "store/fault_engine.hpp"

namespace milpa::members {
namespace {

using net::run_now;
using testing::Life;
using testing::pick;
using testing::TestClock;

class PushSubscriptionsTest : public ::testing::Test {
protected:
    PushSubscriptionsTest() : life(std::make_unique<Life>(engine, clock)) {
        auto made = life->found();
        EXPECT_TRUE(made);
        shares = std::move(*made);
        EXPECT_TRUE(life->start());
        EXPECT_TRUE(life->unlock(pick(shares, {0, 1})));
    }

    PushSubscriptions& all() { return life->collective->push_subscriptions(); }
    events::PushSubscription make(std::string device, std::chrono::hours lifetime = std::chrono::hours(24)) {
        events::PushSubscription one;
        const auto id = life->random.id<SubscriptionId>();
        one.set_id(std::string(as_text(id.view())));
        one.set_member(std::string(as_text(member.view())));
        one.set_device(std::move(device));
        one.set_expires_ms(to_unix_ms(clock.wall() + lifetime));
        return one;
    }
    std::vector<std::string> devices() {
        std::vector<std::string> names;
        for (const auto& one : *all().of(member)) names.push_back(one.device());
        return names;
    }

    store::FaultEngine engine;
    TestClock clock;
    std::vector<crypto::Share> shares;
    std::unique_ptr<Life> life;
    const MemberId member{{1}};
};

TEST_F(PushSubscriptionsTest, OneADeviceAndWhatIsOverIsGone) {
    ASSERT_TRUE(run_now(all().put(make("phone", std::chrono::hours(2)))));
    ASSERT_TRUE(run_now(all().put(make("desk", std::chrono::hours(3)))));
    EXPECT_EQ(devices(), (std::vector<std::string>{"phone", "desk"}));
    ASSERT_TRUE(run_now(all().put(make("phone", std::chrono::hours(4)))));
    EXPECT_EQ(devices(), (std::vector<std::string>{"desk", "phone"}));
    clock.advance(std::chrono::hours(3));
    EXPECT_EQ(devices(), (std::vector<std::string>{"phone"}));
    EXPECT_EQ(all().stored(member)->size(), 2U) << "held tells of it until it is off the disk";
    ASSERT_TRUE(run_now(all().sweep()));
    EXPECT_EQ(all().stored(member)->size(), 1U);
    EXPECT_EQ(devices(), (std::vector<std::string>{"phone"}));
}

TEST_F(PushSubscriptionsTest, TheOldestMakesRoom) {
    for (std::size_t i = 0; i <= subscriptions_of_member_max; ++i)
        ASSERT_TRUE(run_now(all().put(make(std::to_string(i), std::chrono::hours(10 + i)))));
    EXPECT_EQ(devices().size(), subscriptions_of_member_max);
    EXPECT_EQ(devices().front(), "1");
}

TEST_F(PushSubscriptionsTest, WhoeverHasSomeMakesRoomThemselves) {
    const auto asked_by = [&](char who, const std::string& device, std::size_t hours) {
        auto one = make(device, std::chrono::hours(hours));
        one.set_made_by(std::string(16, who));
        one.set_root(std::string(16, who));
        return one;
    };
    for (std::size_t i = 0; i < subscriptions_of_member_max; ++i)
        ASSERT_TRUE(run_now(all().put(asked_by('o', "own " + std::to_string(i), 10 + i))));
    // A telephone without any takes one place, and all that follow are in place of its own.
    for (std::size_t i = 0; i < 2 * subscriptions_of_member_max; ++i)
        ASSERT_TRUE(run_now(all().put(asked_by('t', "phone " + std::to_string(i), 100 + i))));
    const auto left = devices();
    EXPECT_EQ(left.size(), subscriptions_of_member_max);
    EXPECT_EQ(std::ranges::count_if(left, [](const auto& one) { return one.starts_with("own"); }),
              subscriptions_of_member_max - 1);
    // Nor does a name for a device take the place of somebody else's.
    ASSERT_TRUE(run_now(all().put(asked_by('t', "own 5", 200))));
    EXPECT_EQ(std::ranges::count(devices(), "own 5"), 2);
}

TEST_F(PushSubscriptionsTest, ARestartKeepsThemAndALockHidesThem) {
    const auto one = make("phone");
    ASSERT_TRUE(run_now(all().put(one)));
    run_now(life->collective->lock());
    EXPECT_EQ(all().of(member).error().kind, ErrorKind::closed);
    EXPECT_EQ(all().stored(member).error().kind, ErrorKind::closed);
    EXPECT_EQ(run_now(all().put(one)).error().kind, ErrorKind::closed);
    ASSERT_TRUE(life->unlock(pick(shares, {1, 2})));
    EXPECT_EQ(devices(), (std::vector<std::string>{"phone"}));
    const auto id = *SubscriptionId::from(one.id());
    EXPECT_EQ(all().find(MemberId{{2}}, id).error().kind, ErrorKind::missing);
    EXPECT_TRUE(all().find(member, id));
    ASSERT_TRUE(run_now(all().remove(member, id)));
    EXPECT_EQ(run_now(all().remove(member, id)).error().kind, ErrorKind::missing);
    run_now(life->collective->lock());
    ASSERT_TRUE(life->unlock(pick(shares, {1, 2})));
    EXPECT_TRUE(devices().empty());
}

TEST_F(PushSubscriptionsTest, WhatWasNotWrittenIsNotThere) {
    engine.fail_write(1);
    EXPECT_EQ(run_now(all().put(make("phone"))).error().kind, ErrorKind::io);
    EXPECT_TRUE(devices().empty());
}

TEST_F(PushSubscriptionsTest, WhatCouldNotBeChangedIsAsItWas) {
    auto one = make("phone");
    ASSERT_TRUE(run_now(all().put(one)));
    const auto id = *SubscriptionId::from(one.id());
    one.set_verified(true);
    engine.fail_write(1);
    EXPECT_EQ(run_now(all().put(one)).error().kind, ErrorKind::io);
    ASSERT_TRUE(all().find(member, id)) << "it lives on";
    EXPECT_FALSE(all().find(member, id)->verified());
    // So does the one of the same device that another was to take the place of,
    engine.fail_write(1);
    EXPECT_FALSE(run_now(all().put(make("phone"))));
    EXPECT_EQ(devices(), std::vector<std::string>{"phone"});
    EXPECT_TRUE(all().find(member, id));
    // and what was not removed.
    engine.fail_write(1);
    EXPECT_FALSE(run_now(all().remove(member, id)));
    EXPECT_TRUE(all().find(member, id));
    ASSERT_TRUE(run_now(all().remove(member, id)));
}

}  // namespace
}  // namespace milpa::members
