// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/pusher.hpp"

#include <gtest/gtest.h>

#include "contacts/state.hpp"
#include "http/date.hpp"
#include "jmap/belongings/belongings.hpp"
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
                        .fetch = [this](http::ClientRequest request) { return fetch(std::move(request)); }});
        pusher->start(crypto::P256Key::generate(), "mailto:postmaster@example.org");
    }
    Task<Result<http::ClientResponse>> answer(http::ClientRequest request) {
        const std::scoped_lock guard(mutex);
        const bool slow = request.url.starts_with("https://slow.");
        requests.push_back(std::move(request));
        changed.notify_all();
        co_return slow ? slow_answer : usual_answer;
    }
    Task<Result<http::ClientResponse>> fetch(http::ClientRequest request) {
        const bool slow = request.url.starts_with("https://slow.");
        Result<http::ClientResponse> said = co_await answer(std::move(request));
        while (slow && hanging && co_await net::sleep_for(std::chrono::milliseconds(5))) {
        }
        co_return said;
    }
    bool wait_for(const std::function<bool()>& holds) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds(60), holds);
    }
    /// Asked for by the member's password, so it goes when that does.
    events::PushSubscription subscribe(bool verified, std::vector<std::string> types = {}) {
        return subscribe_at("https://push.example/token", member, verified, std::move(types));
    }
    events::PushSubscription subscribe_at(std::string url, MemberId of, bool verified = true,
                                          std::vector<std::string> types = {}) {
        events::PushSubscription one;
        const auto id = life.random.id<members::SubscriptionId>();
        one.set_id(std::string(as_text(id.view())));
        one.set_member(std::string(as_text(of.view())));
        const auto record = life.collective->read_member(of).value();
        one.set_made_by(record->data.vault().openers(0).id());
        one.set_device(id.hex());
        one.set_url(std::move(url));
        one.set_p256dh(std::string(as_text(browser.public_point())));
        one.set_auth(std::string(16, 'a'));
        one.set_expires_ms(to_unix_ms(clock.wall() + members::subscription_lifetime_max));
        one.set_verification("code");
        one.set_verified(verified);
        for (auto& type : types) one.add_types(std::move(type));
        EXPECT_TRUE(run_now(life.collective->push_subscriptions().put(one)));
        return one;
    }
    MemberId add_with_slow_subscriptions(std::string address, std::size_t count) {
        const MemberId other = life.add(std::move(address)).member;
        for (std::size_t i = 0; i < count; ++i) subscribe_at("https://slow.example/x", other);
        return other;
    }
    /// Whatever had begun has ended.
    bool at_rest() {
        for (int i = 0; i < 6'000 && pusher->under_way() > 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return pusher->under_way() == 0;
    }
    /// One piece of news, with all that is done about it at once.
    bool push_once() {
        pusher->notify(member, changed_by_delivery(7));
        const bool rests = at_rest();
        // Behind its pause.
        clock.advance(push_pause);
        return rests;
    }
    static http::ClientResponse response(unsigned status, std::string_view retry_after = "") {
        http::ClientResponse made{.status = status};
        if (!retry_after.empty()) made.fields.add("retry-after", std::string(retry_after));
        return made;
    }
    std::size_t subscriptions() { return life.collective->push_subscriptions().of(member)->size(); }
    std::size_t sent() {
        const std::scoped_lock guard(mutex);
        return requests.size();
    }

    std::mutex mutex;  // guards what follows
    std::condition_variable changed;
    Result<http::ClientResponse> usual_answer = response(201);
    Result<http::ClientResponse> slow_answer = response(201);
    std::atomic<bool> hanging{false};  // those of https://slow.
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
    for (const std::string_view secret : {"code", "example.org", "Email"})  // shorter ones come by chance
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
    EXPECT_EQ(changed_by_owner(7, jmap::belongings_kind),
              (ChangedTypes{{"ClientData", 7}, {"OpenPgpSecretKey", 7}}));
    subscribe(true, {"ContactCard"});
    for (int i = 0; i < 50; ++i) pusher->notify(member, changed_by_owner(7, std::nullopt));
    pusher->notify(member, changed_by_owner(7, jmap::uploads_kind));
    EXPECT_EQ(sent(), 0U) << "what nobody wants begins no pause";
    pusher->notify(member, changed_by_owner(8, contacts::annex_kind));
    ASSERT_TRUE(wait_for([this] { return requests.size() == 1; }));
}

TEST_F(PusherTest, ASubscriptionThatItsServiceForgotGoes) {
    subscribe(true);
    usual_answer = response(410);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(sent(), 1U);
    EXPECT_EQ(subscriptions(), 0U);
    subscribe(true);
    usual_answer = response(404);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(subscriptions(), 0U);
}

TEST_F(PusherTest, NothingElseThatAServiceSaysOrDoesEndsOne) {
    const Result<http::ClientResponse> answers[] = {
        response(301),
        response(400),
        response(401),
        response(403),
        response(413),
        response(429),
        response(429, "7200"),
        response(500),
        response(503, "nonsense"),
        Result<http::ClientResponse>(fail(ErrorKind::missing, "no such name")),
        Result<http::ClientResponse>(fail(ErrorKind::denied, "its certificate")),
        Result<http::ClientResponse>(fail(ErrorKind::syntax, "no TLS")),
        Result<http::ClientResponse>(fail(ErrorKind::timeout)),
        Result<http::ClientResponse>(fail(ErrorKind::closed)),
        Result<http::ClientResponse>(fail(ErrorKind::corrupt)),
    };
    for (const auto& one : answers) {
        subscribe(true);
        usual_answer = one;
        const std::size_t before = sent();
        ASSERT_TRUE(push_once());
        EXPECT_EQ(sent(), before + 1) << (one ? one->status : 0);
        EXPECT_EQ(subscriptions(), 1U) << (one ? one->status : 0);
        const auto all = life.collective->push_subscriptions().of(member);
        ASSERT_TRUE(run_now(life.collective->push_subscriptions().remove(
            member, *members::SubscriptionId::from(all->at(0).id()))));
    }
}

TEST_F(PusherTest, OneThatHasFailedForDaysGoes) {
    subscribe(true);
    usual_answer = response(403);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(pusher->failing(), 1U);
    // It takes one again, and all is forgotten.
    usual_answer = response(201);
    clock.advance(push_failing_max);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(pusher->failing(), 0U);
    usual_answer = response(403);
    ASSERT_TRUE(push_once());
    clock.advance(push_failing_max / 2);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(subscriptions(), 1U);
    clock.advance(push_failing_max / 2);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(subscriptions(), 0U);
    EXPECT_EQ(pusher->failing(), 0U);
}

TEST_F(PusherTest, OneThatIsRemovedDoesNotFailAnyMore) {
    const auto first = subscribe(true);
    subscribe_at("https://push.example/other", member);
    usual_answer = response(403);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(pusher->failing(), 2U);
    ASSERT_TRUE(run_now(
        life.collective->push_subscriptions().remove(member, *members::SubscriptionId::from(first.id()))));
    EXPECT_EQ(pusher->failing(), 1U);
    ASSERT_TRUE(run_now(
        life.collective->push_subscriptions().remove_where(member, [](const auto&) { return true; })));
    EXPECT_EQ(pusher->failing(), 0U);
}

TEST_F(PusherTest, ItIsAskedAgainWhenItSaidAndNotForEver) {
    subscribe(true);
    usual_answer = response(503, "120");
    pusher->notify(member, changed_by_delivery(7));
    ASSERT_TRUE(at_rest());
    for (std::size_t tries = 1; tries < push_tries_max; ++tries) {
        clock.advance(std::chrono::seconds(119));
        pusher->notify(member, changed_by_delivery(8));
        EXPECT_EQ(pusher->under_way(), 0U) << "news do not shorten its patience";
        clock.advance(std::chrono::seconds(1));
        ASSERT_TRUE(wait_for([&] { return requests.size() == tries + 1; }));
        ASSERT_TRUE(at_rest());
        EXPECT_EQ(pusher->failing(), tries + 1 == push_tries_max ? 1U : 0U);
    }
    // Given up, and noted.
    EXPECT_EQ(sent(), push_tries_max);
    // The next news are told like any.
    usual_answer = response(201);
    clock.advance(push_pause);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(sent(), push_tries_max + 1);
    EXPECT_EQ(pusher->failing(), 0U);
}

TEST_F(PusherTest, APlaceThatNobodyHasVerifiedIsAskedOnce) {
    usual_answer = response(503, "60");
    pusher->verify(subscribe(false));
    ASSERT_TRUE(at_rest());
    clock.advance(std::chrono::hours(1));
    // Another one's push goes out after all that was due would have.
    const MemberId other = add_with_slow_subscriptions("ben@example.org", 1);
    pusher->notify(other, changed_by_delivery(7));
    ASSERT_TRUE(at_rest());
    EXPECT_EQ(sent(), 2U);
    EXPECT_EQ(subscriptions(), 1U);
}

TEST_F(PusherTest, WhoeverAsksForPatienceHoldsUpNobody) {
    slow_answer = response(429, "3600");
    std::size_t asked = 0;
    for (const char* address : {"ben@example.org", "eva@example.org", "kim@example.org"}) {
        const MemberId other = add_with_slow_subscriptions(address, members::subscriptions_of_member_max);
        pusher->notify(other, changed_by_delivery(7));
        asked += members::subscriptions_of_member_max;
    }
    ASSERT_GT(asked, pushes_at_once);
    ASSERT_TRUE(wait_for([&] { return requests.size() == asked; })) << sent();
    ASSERT_TRUE(at_rest()) << "what sleeps is not under way";
    subscribe(true);
    pusher->notify(member, changed_by_delivery(7));
    ASSERT_TRUE(wait_for([&] { return requests.back().url == "https://push.example/token"; }));
}

TEST_F(PusherTest, AMemberHasAShareOfWhatIsUnderWay) {
    hanging = true;
    const MemberId other =
        add_with_slow_subscriptions("ben@example.org", members::subscriptions_of_member_max);
    subscribe(true);
    pusher->notify(other, changed_by_delivery(7));
    EXPECT_EQ(pusher->under_way(), pushes_of_member_at_once);
    pusher->notify(member, changed_by_delivery(7));
    EXPECT_TRUE(wait_for([&] { return requests.size() == pushes_of_member_at_once + 1; }));
    hanging = false;
    EXPECT_TRUE(wait_for([&] { return requests.size() == members::subscriptions_of_member_max + 1; }));
    EXPECT_TRUE(at_rest());
}

TEST_F(PusherTest, ALockForgetsWhatSleeps) {
    subscribe(true);
    usual_answer = response(503, "60");
    pusher->notify(member, changed_by_delivery(7));
    ASSERT_TRUE(at_rest());
    EXPECT_EQ(sent(), 1U);
    pusher->stop();
    pusher->start(crypto::P256Key::generate(), "mailto:postmaster@example.org");
    clock.advance(std::chrono::hours(1));
    // Another one's push goes out after all that was due would have.
    const MemberId other = add_with_slow_subscriptions("ben@example.org", 1);
    pusher->notify(other, changed_by_delivery(7));
    ASSERT_TRUE(wait_for([&] { return requests.size() >= 2; }));
    ASSERT_TRUE(at_rest());
    EXPECT_EQ(sent(), 2U);
    EXPECT_TRUE(requests.back().url.starts_with("https://slow."));
    const auto signed_by = [&](std::size_t at) {
        const std::string value(*requests.at(at).fields.find("authorization"));
        return value.substr(value.find(", k="));
    };
    EXPECT_NE(signed_by(0), signed_by(1));
    EXPECT_EQ(signed_by(1), ", k=" + pusher->public_key());
}

TEST_F(PusherTest, ALockDuringAPushIsNotUndoneByItsEnd) {
    hanging = true;
    slow_answer = response(503, "60");
    const MemberId other = add_with_slow_subscriptions("ben@example.org", 1);
    pusher->notify(other, changed_by_delivery(7));
    ASSERT_TRUE(wait_for([&] { return !requests.empty(); }));
    pusher->stop();
    pusher->start(crypto::P256Key::generate(), "mailto:postmaster@example.org");
    EXPECT_EQ(pusher->under_way(), 1U) << "its place is its own until it ends";
    hanging = false;
    ASSERT_TRUE(at_rest());
    clock.advance(std::chrono::hours(1));
    ASSERT_TRUE(push_once());
    EXPECT_EQ(sent(), 1U);
}

TEST_F(PusherTest, WhoIsFrozenOrSuspendedIsNotToldAndIsToldAgainLater) {
    subscribe(true);
    const auto told = [this] {
        const std::size_t before = sent();
        EXPECT_TRUE(push_once());
        return sent() > before;
    };
    EXPECT_TRUE(told());
    ASSERT_TRUE(run_now(life.members->suspend(member)));
    EXPECT_FALSE(told());
    ASSERT_TRUE(run_now(life.members->restore(member)));
    EXPECT_TRUE(told());
    std::vector<MemberId> group;
    for (const char* name : {"ben@example.org", "eva@example.org"}) group.push_back(life.add(name).member);
    auto own = life.login("ana@example.org", "correct horse", members::Accept::also_recovery);
    ASSERT_TRUE(own);
    ASSERT_TRUE(run_now(life.members->set_trusted_group(std::move(*own), group, 1)));
    const auto friend_of = [this] { return *life.login("ben@example.org", "correct horse"); };
    ASSERT_TRUE(run_now(life.members->freeze(friend_of(), member)));
    EXPECT_FALSE(told());
    EXPECT_EQ(subscriptions(), 1U);
    ASSERT_TRUE(run_now(life.members->want_thaw(friend_of(), member, members::ThawWish::wanted)));
    EXPECT_TRUE(told());
}

TEST_F(PusherTest, VerificationsAreCounted) {
    for (std::size_t i = 0; i < verifications_max; ++i) EXPECT_TRUE(pusher->take_verification(member)) << i;
    EXPECT_FALSE(pusher->take_verification(member));
    EXPECT_TRUE(pusher->take_verification(MemberId{{9}}));
    clock.advance(verifications_within);
    EXPECT_TRUE(pusher->take_verification(member));
}

TEST_F(PusherTest, ItGoesNowhereElse) {
    EXPECT_TRUE(pusher->may_go_to(*http::Url::parse("https://push.example/x")));
    EXPECT_FALSE(pusher->may_go_to(*http::Url::parse("https://push.example:8443/x")));
    // One that was taken when that was allowed.
    subscribe_at("https://push.example:8443/x", member);
    ASSERT_TRUE(push_once());
    EXPECT_EQ(sent(), 0U);
    EXPECT_EQ(pusher->failing(), 1U);
}

TEST(PushPatience, IsWhatWasAskedForWithinBounds) {
    using std::chrono::seconds;
    const WallTime now = *http::read_date("Sun, 06 Nov 1994 08:49:37 GMT");
    const std::pair<std::string_view, seconds> rows[] = {
        {"", push_retry},
        {"120", seconds(120)},
        {"0", push_pause},
        {"3", push_pause},
        {"1800", seconds(1800)},
        {"1801", push_retry_max},
        {"99999999999999999999", push_retry_max},
        {"-5", push_retry},
        {"5 minutes", push_retry},
        {"Sun, 06 Nov 1994 08:52:37 GMT", seconds(180)},
        {"Sun, 06 Nov 1994 08:00:00 GMT", push_pause},
        {"Sun, 06 Nov 2094 08:00:00 GMT", push_retry_max},
        {"Sunday", push_retry},
    };
    for (const auto& [value, expected] : rows) {
        http::Fields fields;
        if (!value.empty()) fields.add("retry-after", std::string(value));
        EXPECT_EQ(push_patience(fields, now), expected) << value;
    }
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
