// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/pusher.hpp"

#include <gtest/gtest.h>

#include "contacts/state.hpp"
#include "jmap/uploads.hpp"
#include "members/testing.hpp"
#include "net/run_now.hpp"
#include "store/fault_engine.hpp"

namespace milpa::server {
namespace {

using members::testing::Life;
using members::testing::pick;
using members::testing::TestClock;
using net::run_now;

/// A push service that notes what comes, and answers as it is told.
class PusherTest : public ::testing::Test {
protected:
    PusherTest() : life(engine, clock) {
        const auto shares = life.found();
        EXPECT_TRUE(shares && life.start() && life.unlock(pick(*shares, {0, 1})));
        member = life.add("ana@example.org").member;
        pusher = std::make_unique<Pusher>(
            PusherWorld{.collective = life.collective.get(),
                        .clock = &clock,
                        .random = &life.random,
                        .home = life.runtime.executor(0),
                        .fetch = [this](http::ClientRequest request) { return answer(std::move(request)); }});
        pusher->start(crypto::P256Key::generate(), "mailto:postmaster@example.org");
    }
    Task<Result<http::ClientResponse>> answer(http::ClientRequest request) {
        const std::scoped_lock guard(mutex);
        requests.push_back(std::move(request));
        changed.notify_all();
        co_return http::ClientResponse{.status = status};
    }
    bool wait_for(const std::function<bool()>& holds) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(60), holds);
    }
    /// Asked for by the member's password, so it goes when that does.
    events::PushSubscription subscribe(bool verified, std::vector<std::string> types = {}) {
        events::PushSubscription one;
        const auto id = life.random.id<members::SubscriptionId>();
        one.set_id(std::string(as_text(id.view())));
        one.set_member(std::string(as_text(member.view())));
        const auto record = life.collective->read_member(member).value();
        one.set_made_by(record->data.vault().openers(0).id());
        one.set_device(id.hex());
        one.set_url("https://push.example/token");
        one.set_p256dh(std::string(as_text(browser.public_point())));
        one.set_auth(std::string(16, 'a'));
        one.set_expires_ms(to_unix_ms(clock.wall() + std::chrono::hours(1)));
        one.set_verification("code");
        one.set_verified(verified);
        for (auto& type : types) one.add_types(std::move(type));
        EXPECT_TRUE(run_now(life.collective->push_subscriptions().put(one)));
        return one;
    }
    std::size_t subscriptions() { return life.collective->push_subscriptions().of(member)->size(); }
    std::size_t sent() {
        const std::scoped_lock guard(mutex);
        return requests.size();
    }

    std::mutex mutex;  // guards what follows
    std::condition_variable changed;
    unsigned status = 201;
    std::vector<http::ClientRequest> requests;
    const crypto::P256Key browser = crypto::P256Key::generate();
    store::FaultEngine engine;
    TestClock clock;
    // Its tasks end with the runtime in `life`, which goes first.
    std::unique_ptr<Pusher> pusher;
    Life life;
    MemberId member;
};

TEST_F(PusherTest, ANewSubscriptionIsAskedForItsCodeAndTellsNothingElse) {
    const auto one = subscribe(false);
    pusher->notify(member, changed_by_delivery(7));
    pusher->verify(one);
    ASSERT_TRUE(wait_for([this] { return !requests.empty(); }));
    const auto& request = requests.front();
    EXPECT_EQ(request.method, http::Method::post);
    EXPECT_EQ(request.url, "https://push.example/token");
    EXPECT_EQ(request.fields.find("content-encoding"), "aes128gcm");
    EXPECT_TRUE(request.fields.find("authorization")->starts_with("vapid t="));
    EXPECT_EQ(request.body.size(), webpush::body_bytes);
    for (const std::string_view secret : {"code", "ana", "example.org", "Email", "s7"})
        EXPECT_EQ(request.body.find(secret), std::string::npos) << secret;
    EXPECT_EQ(sent(), 1U);
}

TEST_F(PusherTest, NewsGoToThoseWhoAreVerifiedAndWantThem) {
    subscribe(true);
    subscribe(false);
    subscribe(true, {"Mailbox"});
    subscribe(true, {"ContactCard"});
    pusher->notify(member, changed_by_delivery(7));
    ASSERT_TRUE(wait_for([this] { return requests.size() == 2; }));
    pusher->notify(MemberId{{9}}, changed_by_delivery(7));
    EXPECT_EQ(sent(), 2U);
}

TEST_F(PusherTest, WhatTheMemberChangesIsToldByItsTypes) {
    EXPECT_EQ(changed_by_owner(7, std::nullopt), (ChangedTypes{{"Email", 7}, {"Mailbox", 7}, {"Thread", 7}}));
    EXPECT_EQ(changed_by_owner(7, contacts::annex_kind),
              (ChangedTypes{{"AddressBook", 7}, {"ContactCard", 7}}));
    EXPECT_TRUE(changed_by_owner(7, jmap::uploads_kind).empty());
    subscribe(true, {"ContactCard"});
    for (int i = 0; i < 50; ++i) pusher->notify(member, changed_by_owner(7, std::nullopt));
    pusher->notify(member, changed_by_owner(7, jmap::uploads_kind));
    EXPECT_EQ(sent(), 0U) << "what nobody wants begins no pause";
    pusher->notify(member, changed_by_owner(8, contacts::annex_kind));
    ASSERT_TRUE(wait_for([this] { return requests.size() == 1; }));
}

TEST_F(PusherTest, ASubscriptionThatItsServiceForgotGoes) {
    subscribe(true);
    status = 410;
    pusher->notify(member, changed_by_delivery(7));
    ASSERT_TRUE(wait_for([this] { return !requests.empty(); }));
    for (int i = 0; i < 6'000 && subscriptions() > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(subscriptions(), 0U);
}

TEST_F(PusherTest, OneWhoseCredentialWasTakenBackGoesUntold) {
    auto one = subscribe(true);
    one.set_made_by(std::string(16, 'x'));
    ASSERT_TRUE(run_now(life.collective->push_subscriptions().put(one)));
    pusher->notify(member, changed_by_delivery(7));
    for (int i = 0; i < 6'000 && subscriptions() > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(subscriptions(), 0U);
    EXPECT_EQ(sent(), 0U);
}

TEST_F(PusherTest, LockedItTellsNobody) {
    subscribe(true);
    pusher->stop();
    EXPECT_EQ(pusher->public_key(), "");
    pusher->notify(member, changed_by_delivery(7));
    EXPECT_EQ(sent(), 0U);
}

TEST_F(PusherTest, WhatComesInThePauseIsToldOnce) {
    subscribe(true);
    for (int i = 0; i < 50; ++i) pusher->notify(member, changed_by_delivery(7));
    ASSERT_TRUE(wait_for([this] { return !requests.empty(); }));
    // The pause is far longer than what these take.
    for (int i = 0; i < 50; ++i) pusher->notify(member, changed_by_delivery(7));
    EXPECT_LE(sent(), 2U);
}

}  // namespace
}  // namespace milpa::server
