// SPDX-License-Identifier: AGPL-3.0-or-later
// What can be read in the queue's vault: for `held`, which must tell all of it.
#include "mail/queue/fold.hpp"

#include "mail/queue/running.hpp"
#include "mail/queue/testing.hpp"

namespace milpa::mail::queue {
namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST(QueueReadable, WhatHasLeftIsToldUntilTheSnapshot) {
    constexpr std::string_view letter =
        "Return-Path: <ana@milpa.test>\r\nFrom: <ana@milpa.test>\r\n\r\nhello\r\n";
    SystemRandom random;
    store::FaultEngine engine;
    TestClock clock;
    net::FakeResolver resolver;
    FakeReturns returns;
    const Names names{random.id<VaultId>(), crypto::Key::random(random), crypto::Key::random(random)};
    // Nobody listens at its port; of gone.test nothing is known, so mail there fails for good.
    resolver.add("far.test", net::RecordType::mx, "10 mx.far.test")
        .add("mx.far.test", net::RecordType::a, "127.0.0.1");
    Life life(engine, clock, resolver, returns, names);
    Settings settings;
    settings.host_name = settings.domain = "milpa.test";
    settings.port = 9;
    ASSERT_TRUE(life.start(settings));
    const auto member = random.id<MemberId>();
    const Mailbox ana{"ana", "milpa.test"};
    ASSERT_TRUE(life.send(ana, {{"bob", "gone.test"}}, letter, member));
    ASSERT_TRUE(eventually([&] { return returns.count() == 1 && life.summary().messages == 0; }));
    ASSERT_TRUE(life.send(ana, {{"cleo", "far.test"}}, letter, member));
    ASSERT_TRUE(eventually([&] { return life.summary().by_reason[Reason::connect] == 1; }));

    const auto read = net::run_now(life.queue.readable());
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->tries.size(), 2U);
    std::map<std::string, events::QueueStage> stages;
    for (const auto& item : read->items) {
        EXPECT_EQ(item.queued().member(), as_text(member.view()));
        ASSERT_EQ(item.outcomes_size(), 1);
        stages[item.queued().recipients(0).local()] = item.outcomes(0).stage();
    }
    const std::map<std::string, events::QueueStage> expected{{"bob", events::QUEUE_REPORTED},
                                                             {"cleo", events::QUEUE_WAITING}};
    EXPECT_EQ(stages, expected);

    // The queue makes a snapshot once what is finished has lain there for long enough.
    clock.advance(remains_max + 1s);
    life.queue.look();
    ASSERT_TRUE(eventually([&] {
        const auto later = net::run_now(life.queue.readable());
        return later && later->items.size() == 1 && later->items[0].queued().recipients(0).local() == "cleo";
    }));
    net::run_now(life.queue.stop());
    EXPECT_EQ(net::run_now(life.queue.readable()).error().kind, ErrorKind::closed);
}

}  // namespace
}  // namespace milpa::mail::queue
