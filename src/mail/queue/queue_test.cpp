// SPDX-License-Identifier: AGPL-3.0-or-later
// The queue against servers on loopback, with a clock that is moved by hand.
#include "mail/queue/queue.hpp"

#include "base/log.hpp"
#include "mail/message/extract.hpp"
#include "mail/queue/codec.hpp"
#include "mail/queue/queue_testing.hpp"
#include "mail/queue/running.hpp"
#include "store/rows.hpp"

namespace milpa::mail::queue {
namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST_F(QueueTest, DeliversOnceAndForgets) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}, {"eve", "A.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return there.count() == 1; }));
    const auto message = there.received().front();
    EXPECT_EQ(message.content, letter_sent);
    EXPECT_TRUE(message.mail.starts_with("MAIL FROM:<ana@milpa.test>")) << message.mail;
    EXPECT_EQ(message.recipients.size(), 2U);
    EXPECT_TRUE(is_empty());
    EXPECT_EQ(objects(), 0U);  // the reference went with the end
    EXPECT_EQ(returns.count(), 0U);
}

/// Whoever was given it before it stopped, and comes there after.
Task<std::vector<ErrorKind>> ask_what_has_stopped(std::shared_ptr<Running> running) {
    co_await running->stop();
    std::vector<ErrorKind> refusals;
    const auto summary = running->summary();
    if (!summary) refusals.push_back(summary.error().kind);
    const auto readable = co_await running->readable();
    if (!readable) refusals.push_back(readable.error().kind);
    const auto retried = running->retry_all();
    if (!retried) refusals.push_back(retried.error().kind);
    const auto canceled = co_await running->cancel(MemberId{{1}}, "o1");
    if (!canceled) refusals.push_back(canceled.error().kind);
    co_return refusals;
}

TEST_F(QueueTest, WhoAsksWhatHasJustStoppedIsToldSo) {
    const auto home_of = [this](const VaultId& id) { return life->runtime.home_of(id); };
    World world{.store = &life->store,
                .home_of = home_of,
                .resolver = &resolver,
                .returns = &returns,
                .clock = &clock,
                .random = &life->random};
    const Executor home = home_of(names.vault);
    auto running = net::run_now(
        net::call_on(home, Running::open(std::move(world), settings(), life->address(), life->keys())));
    ASSERT_TRUE(running) << running.error().detail;
    EXPECT_EQ(net::run_now(net::call_on(home, ask_what_has_stopped(std::move(*running)))),
              std::vector<ErrorKind>(4, ErrorKind::closed));
}

TEST_F(QueueTest, LeavesNothingOfFinishedMailInTheLog) {
    sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, letter));
    ASSERT_TRUE(is_empty());
    const auto events = [&] {
        std::size_t count = 0;
        const auto counted = engine.scan(store::Space::rows, store::rows::events(names.vault, 1, 1'000'000),
                                         store::Direction::forward, [&](ByteView, ByteView) {
                                             ++count;
                                             return store::Visit::more;
                                         });
        EXPECT_TRUE(counted);
        return count;
    };
    EXPECT_GT(events(), 0U);
    later(20min);
    EXPECT_TRUE(eventually([&] { return events() == 0; }));
    revive();
    start();
    EXPECT_EQ(life->summary().messages, 0U);
}

TEST_F(QueueTest, TriesAgainAfterATemporaryFailure) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(life->send(ana, {{"first", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return life->summary().by_reason[Reason::deferred] == 1; }));
    const auto next = life->summary().next;
    ASSERT_TRUE(next);
    EXPECT_GE(*next, 240s);  // five minutes, a fifth more or less
    EXPECT_LE(*next, 361s);
    later(200s);
    EXPECT_EQ(there.count(), 0U);
    later(200s);
    EXPECT_TRUE(eventually([&] { return there.count() == 1; }));
    EXPECT_TRUE(is_empty());
}

TEST_F(QueueTest, RetryAllDoesNotWait) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(life->send(ana, {{"first", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return life->summary().by_reason[Reason::deferred] == 1; }));
    ASSERT_TRUE(net::run_now(life->queue.retry_all()));
    EXPECT_TRUE(eventually([&] { return there.count() == 1; }));
}

TEST_F(QueueTest, MixedRecipientsEachGetTheirOwn) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    const auto member = random.id<MemberId>();
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}, {"perm", "a.test"}, {"temp", "a.test"}}, letter, member));
    ASSERT_TRUE(eventually([&] { return returns.count() == 1 && there.count() == 1; }));
    ASSERT_TRUE(eventually([&] { return life->summary().recipients == 1; }));
    EXPECT_EQ(life->queue.count_of(member).value(), 1U);
    EXPECT_EQ(there.received().front().recipients, std::vector<std::string>{"<bob@a.test>"});
    const Report bounce = returns.reports().front();
    EXPECT_EQ(bounce.to, ana);
    EXPECT_EQ(bounce.member, member);
    EXPECT_TRUE(bounce.message.contains(
        "Final-Recipient: rfc822; perm@a.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"));
    EXPECT_TRUE(bounce.message.contains("Remote-MTA: dns; mx.a.test\r\n"));
    EXPECT_TRUE(bounce.message.contains("Diagnostic-Code: smtp; 550 5.1.1 nobody of that name\r\n"));
    EXPECT_TRUE(bounce.message.contains("Subject: maize\r\n"));
    EXPECT_FALSE(bounce.message.contains("Dear all"));
    EXPECT_FALSE(bounce.message.contains("temp@"));
    EXPECT_FALSE(bounce.message.contains("Return-Path"));
}

TEST_F(QueueTest, NeverBouncesABounce) {
    sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(life->send(std::nullopt, {{"perm", "a.test"}}, letter));
    EXPECT_TRUE(is_empty());
    EXPECT_EQ(returns.count(), 0U);
    EXPECT_EQ(objects(), 0U);
}

TEST_F(QueueTest, WhoGotTheWholeMessageIsNotSentItAtOnceAgain) {
    auto& there = sink("127.0.0.1", {.closes_after_content = true});
    auto& other = sink("127.0.0.2");
    resolver.add("a.test", net::RecordType::mx, "10 one.a.test")
        .add("a.test", net::RecordType::mx, "20 two.a.test")
        .add("one.a.test", net::RecordType::a, "127.0.0.1")
        .add("two.a.test", net::RecordType::a, "127.0.0.2");
    start();
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, letter));
    EXPECT_TRUE(eventually([&] { return life->summary().by_reason[Reason::lost] == 1; }));
    EXPECT_EQ(there.count(), 1U);
    EXPECT_EQ(other.count(), 0U);
}

TEST_F(QueueTest, TellsOfADelayOnceAndGivesUpInTheEnd) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(life->send(ana, {{"temp", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return life->summary().by_reason[Reason::deferred] == 1; }));
    for (auto passed = 0min; passed < 119h; passed += 30min) {
        later(30min);
        // Each step's attempt, if one is due, is over before the next.
        ASSERT_TRUE(eventually([&] {
            const auto now = life->summary();
            return now.under_way == 0 && now.next && *now.next > 0s;
        }));
        if (passed == 3h) EXPECT_EQ(returns.count(), 0U);
    }
    ASSERT_TRUE(eventually([&] { return returns.count() == 1; }));
    const std::string notice = returns.reports().front().message;
    EXPECT_TRUE(notice.contains("Action: delayed\r\nStatus: 4.2.0\r\n"));
    EXPECT_TRUE(notice.contains("Will-Retry-Until: "));
    // Six pauses that grow to four hours, then one each four hours, a fifth more or less.
    EXPECT_GE(there.connections(), 28U);
    EXPECT_LE(there.connections(), 46U);
    later(2h);
    ASSERT_TRUE(eventually([&] { return returns.count() == 2; }));
    EXPECT_TRUE(returns.reports().back().message.contains("Action: failed\r\nStatus: 4.2.0\r\n"));
    EXPECT_TRUE(is_empty());
    EXPECT_EQ(objects(), 0U);
}

TEST_F(QueueTest, AChangedPaceHoldsForWhatWaitsAlready) {
    sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(life->send(ana, {{"temp", "a.test"}}, letter));
    const auto is_at_rest = [&] {
        const auto now = life->summary();
        return now.under_way == 0 && now.by_reason.contains(Reason::deferred) && now.next && *now.next > 0s;
    };
    ASSERT_TRUE(eventually(is_at_rest));
    // Of four hours two have passed: with the pace of the start nobody would be told.
    later(2h);
    ASSERT_TRUE(eventually(is_at_rest));
    EXPECT_EQ(returns.count(), 0U);
    life->queue.change([] { return Pace{.retry_max = 600s, .delay_notice = 3600s}; });
    ASSERT_TRUE(eventually([&] { return returns.count() == 1; }));
    EXPECT_TRUE(returns.reports().front().message.contains("Action: delayed\r\n"));
    // Nor would it come back already.
    life->queue.change([] { return Pace{.retry_max = 600s, .give_up = 3h}; });
    later(2h);
    ASSERT_TRUE(eventually([&] { return returns.count() == 2; }));
    EXPECT_TRUE(returns.reports().back().message.contains("Action: failed\r\nStatus: 4.2.0\r\n"));
    EXPECT_TRUE(is_empty());
}

TEST_F(QueueTest, NothingLeavesBeforeThereMayBeConnections) {
    sink();
    point("a.test", "127.0.0.1");
    auto none = settings();
    none.pace.at_once = 0;
    ASSERT_TRUE(life->start(std::move(none)));
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return life->summary().recipients == 1; }));
    life->queue.change([] { return Pace{}; });
    EXPECT_TRUE(is_empty());
}

TEST_F(QueueTest, AReportThatCannotBeStoredIsSentLater) {
    sink();
    point("a.test", "127.0.0.1");
    start();
    returns.fails(ErrorKind::limit);
    ASSERT_TRUE(life->send(ana, {{"perm", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return life->summary().unreported == 1; }));
    returns.fails(std::nullopt);
    later(6min);
    EXPECT_TRUE(eventually([&] { return returns.count() == 1; }));
    EXPECT_TRUE(is_empty());
    // One that never has its turn does not stay for ever.
    returns.fails(ErrorKind::limit);
    ASSERT_TRUE(life->send(ana, {{"perm", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return life->summary().unreported == 1; }));
    later(std::chrono::days(9));
    later(std::chrono::days(2));
    EXPECT_TRUE(is_empty());
    // Nobody there takes it: it is dropped, and the message ends.
    returns.fails(ErrorKind::missing);
    ASSERT_TRUE(life->send(ana, {{"perm", "a.test"}}, letter));
    EXPECT_TRUE(is_empty());
}

TEST_F(QueueTest, AnUnreportedFailureSurvivesARestart) {
    sink();
    point("a.test", "127.0.0.1");
    start();
    returns.fails(ErrorKind::closed);
    ASSERT_TRUE(life->send(ana, {{"perm", "a.test"}, {"temp", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return life->summary().unreported == 1; }));
    revive();
    returns.fails(std::nullopt);
    start();
    EXPECT_TRUE(eventually([&] { return returns.count() == 1; }));
    EXPECT_FALSE(returns.reports().front().message.contains("temp@"));
    EXPECT_TRUE(eventually([&] { return life->summary().unreported == 0; }));
    EXPECT_EQ(life->summary().recipients, 1U);
}

TEST_F(QueueTest, LockWhileDeliveringIsQuickAndForgetsNothingOfTheMail) {
    auto& slow = sink("127.0.0.1", {.silent_after_mail = true});
    auto& good = sink("127.0.0.2");
    point("a.test", "127.0.0.1");
    point("b.test", "127.0.0.2");
    auto patient = settings();
    patient.timeouts = {};
    ASSERT_TRUE(life->start(patient));
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}, {"bob", "b.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return slow.connections() == 1 && good.count() == 1; }));
    ASSERT_TRUE(eventually([&] { return life->summary().recipients == 1; }));
    const auto began = std::chrono::steady_clock::now();
    life->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 60s);  // a reply is waited for minutes
    EXPECT_FALSE(life->store.vaults().is_open(names.vault));
    EXPECT_FALSE(life->queue.is_running());
    EXPECT_EQ(net::run_now(life->queue.summary()).error().kind, ErrorKind::closed);
    EXPECT_EQ(life->send(ana, {{"bob", "a.test"}}, letter).error().kind, ErrorKind::closed);
    // Broken off by us: not an attempt.
    ASSERT_TRUE(life->start(patient));
    EXPECT_EQ(life->summary().by_reason[Reason::none], 1U);
    EXPECT_TRUE(eventually([&] { return slow.connections() == 2; }));
    EXPECT_EQ(good.count(), 1U);
}

TEST_F(QueueTest, EventsOfOthersMeanNothing) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    // Whoever has the disk can seal to the queue's public half, and not make us send mail.
    events::QueueEvent event;
    Item item{.id = random.id<MessageId>(),
              .object = {random.id<ObjectId>(), crypto::Key::random(random), 10}};
    item.recipients.emplace_back().address = {"bob", "a.test"};
    *event.mutable_queued() = to_event(item);
    store::Batch batch;
    const Tagger other(crypto::Key::random(random));
    ASSERT_TRUE(life->store.appender().append(life->address(), other.write(event), batch));
    ASSERT_TRUE(life->store.committer().commit_blocking(std::move(batch)));
    start();
    EXPECT_EQ(life->summary().messages, 0U);
    EXPECT_EQ(there.connections(), 0U);
}

TEST_F(QueueTest, RefusesWhatItCannotCarry) {
    EXPECT_EQ(life->send(ana, {{"bob", "a.test"}}, letter).error().kind, ErrorKind::closed);
    start();
    EXPECT_EQ(life->send(ana, {}, letter).error().kind, ErrorKind::syntax);
    EXPECT_EQ(life->send(ana, {{std::string(65, 'a'), "a.test"}}, letter).error().kind, ErrorKind::syntax);
    EXPECT_EQ(
        life->send(ana, std::vector<Mailbox>(recipients_max + 1, {"bob", "a.test"}), letter).error().kind,
        ErrorKind::limit);
    EXPECT_EQ(life->start(settings()).error().kind, ErrorKind::conflict);
    auto bound = settings();
    bound.bind_address = "nowhere";
    life->stop();
    EXPECT_EQ(life->start(bound).error().kind, ErrorKind::syntax);
    EXPECT_EQ(objects(), 0U);
}

// The machine is off from the n-th write on, for every n, and comes back: what was acknowledged is delivered,
// and twice at most where the 250 could not be written down.
TEST_F(QueueTest, SurvivesPowerLossAtEveryWrite) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    bool reached_end = false;
    for (std::size_t n = 1; n < 12 && !reached_end; ++n) {
        SCOPED_TRACE(n);
        const std::size_t before = there.count();
        const std::size_t reports_before = returns.count();
        const auto failures = log::counters()["queue.write_failed"];
        start();
        engine.power_off_at_write(n);
        const bool acknowledged =
            life->send(ana, {{"bob", "a.test"}, {"perm", "a.test"}}, letter).has_value();
        // Either all is written, or the queue has met the dead disk.
        const auto ended = [&] { return life->summary().messages == 0; };
        const auto met = [&] { return log::counters()["queue.write_failed"] > failures; };
        if (acknowledged) EXPECT_TRUE(eventually([&] { return ended() || met(); }));
        reached_end = acknowledged && ended();
        life.reset();
        engine.crash();
        revive();
        start();
        EXPECT_TRUE(is_empty());
        const std::size_t delivered = there.count() - before;
        if (acknowledged) EXPECT_GE(delivered, 1U);
        EXPECT_LE(delivered, 2U);
        if (acknowledged) EXPECT_GE(returns.count(), reports_before + 1);
        EXPECT_EQ(objects(), 0U);
        revive();
    }
    EXPECT_TRUE(reached_end);
}

}  // namespace
}  // namespace milpa::mail::queue
