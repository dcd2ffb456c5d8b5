// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail that is held until its time, with a clock that is moved by hand.
#include "mail/queue/queue.hpp"
#include "mail/queue/running.hpp"
#include "mail/queue/testing.hpp"

namespace milpa::mail::queue {
namespace {

using namespace std::chrono_literals;
using namespace testing;

const Mailbox ana{"ana", "milpa.test"};
const MemberId member{{1}};

Task<Result<store::Committed>> take_back_first(Lent<Life> life, store::Batch end) {
    const auto canceled = co_await life->queue.cancel(member, "o1");
    EXPECT_EQ(canceled ? std::nullopt : std::optional(canceled.error().kind), ErrorKind::missing);
    co_return co_await life->store.committer().commit(std::move(end));
}

class HoldTest : public QueueFixture {
protected:
    void start() {
        Settings settings;
        settings.host_name = "mail.milpa.test";
        settings.domain = "milpa.test";
        settings.port = sinks.empty() ? std::uint16_t{9} : sinks.front()->port();
        ASSERT_TRUE(life->start(settings));
        returns.commit = [this](store::Batch batch) {
            return life->store.committer().commit(std::move(batch));
        };
    }
    Result<void> hold(std::string submission, std::chrono::hours for_so_long) {
        store::Batch batch;
        auto writer = life->store.write_object();
        CHECK(net::run_now(writer.write(as_bytes(std::string_view("Subject: later\r\n\r\nx\r\n")))));
        TRY(auto object, writer.finish(batch));
        QueuedMail mail{.object = std::move(object)};
        mail.sender = ana;
        mail.recipients = {{"bob", "a.test"}, {"eve", "milpa.test"}};
        mail.member = member;
        if (for_so_long > 0h) mail.hold_until_ms = to_unix_ms(clock.wall() + for_so_long);
        mail.submission = std::move(submission);
        mail.asked = asked;
        CHECK(life->queue.enqueue(std::move(mail), batch));
        CHECK(life->store.committer().commit_blocking(std::move(batch)));
        return {};
    }
    std::optional<smtp::Asked> asked;
    /// One message is held, for an hour.
    void start_with_one() {
        start();
        ASSERT_TRUE(hold("o1", 1h));
        ASSERT_TRUE(holds(1));
    }
    bool holds(std::size_t messages) {
        return eventually([&] { return life->summary().messages == messages; });
    }
    /// Whatever pause is begun meanwhile.
    bool is_empty_later() {
        return eventually([&] {
            later(1h);
            return life->summary().messages == 0;
        });
    }
    ErrorKind why_not(std::string submission, MemberId of = member) {
        const auto done = net::run_now(life->queue.cancel(of, std::move(submission)));
        EXPECT_FALSE(done);
        return done.error().kind;
    }
};

TEST_F(HoldTest, LeavesAtItsTimeAndNotBeforeWhateverHappens) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(hold("o1", 24h));
    ASSERT_TRUE(holds(1));
    ASSERT_TRUE(net::run_now(life->queue.retry_all()));
    later(23h);
    const Summary waiting = life->summary();
    EXPECT_EQ(waiting.messages, 1U);
    // Whom it is held for is no trouble that an operator could mend.
    EXPECT_EQ(waiting.held, 2U);
    EXPECT_EQ(waiting.recipients, 2U);
    EXPECT_TRUE(waiting.by_reason.empty());
    EXPECT_EQ(waiting.oldest.count(), 0);
    revive();
    start();
    EXPECT_EQ(life->summary().messages, 1U);
    EXPECT_EQ(returns.released() + there.count() + returns.count(), 0U);
    later(1h);
    ASSERT_TRUE(eventually([&] { return returns.released() == 1; }));
    ASSERT_TRUE(is_empty());
    EXPECT_EQ(objects(), 0U) << "its reference went with the end";
    EXPECT_EQ(why_not("o1"), ErrorKind::missing);
    revive();
    start();
    later(48h);
    EXPECT_EQ(returns.released(), 1U) << "once";
}

TEST_F(HoldTest, CanBeTakenBackByItsMemberUntilThen) {
    start();
    ASSERT_TRUE(hold("o1", 24h));
    ASSERT_TRUE(hold("o2", 24h));
    ASSERT_TRUE(holds(2));
    EXPECT_EQ(why_not("o3"), ErrorKind::missing);
    EXPECT_EQ(why_not(""), ErrorKind::missing);
    EXPECT_EQ(why_not("o1", MemberId{{2}}), ErrorKind::missing);
    ASSERT_TRUE(net::run_now(life->queue.cancel(member, "o1")));
    EXPECT_EQ(why_not("o1"), ErrorKind::missing);
    ASSERT_TRUE(holds(1));
    EXPECT_EQ(objects(), 1U);
    ASSERT_EQ(returns.notes().size(), 1U);
    EXPECT_EQ(returns.notes().front().what, Note::What::canceled);
    EXPECT_EQ(returns.notes().front().submission, "o1");
    revive();
    start();
    later(25h);
    ASSERT_TRUE(is_empty());
    EXPECT_EQ(returns.released(), 1U);
    // A page of a snapshot goes with the next.
    EXPECT_TRUE(eventually([&] {
        later(1h);
        return objects() == 0;
    }));
}

TEST_F(HoldTest, WhatCannotLeaveNowLeavesLaterOrIsReported) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    returns.fails(ErrorKind::io);
    later(1h);
    later(1h);
    EXPECT_EQ(life->summary().messages, 1U);
    returns.fails({});
    ASSERT_TRUE(is_empty_later());
    EXPECT_EQ(returns.released(), 1U);
    ASSERT_TRUE(hold("o2", 1h));
    ASSERT_TRUE(holds(1));
    returns.fails(ErrorKind::missing);
    later(2h);
    ASSERT_TRUE(eventually([&] { return !returns.notes().empty(); }));
    EXPECT_EQ(returns.notes().back().what, Note::What::tried);
    EXPECT_EQ(returns.notes().back().recipients.size(), 2U);
    EXPECT_EQ(returns.notes().back().recipients.front().stage, Stage::failed);
    ASSERT_TRUE(is_empty());
}

TEST_F(HoldTest, WhatHasBegunToLeaveIsNotTakenBack) {
    start();
    returns.commit = [this](store::Batch end) { return take_back_first(life.get(), std::move(end)); };
    ASSERT_TRUE(hold("o1", 1h));
    ASSERT_TRUE(holds(1));
    later(1h);
    ASSERT_TRUE(is_empty());
    EXPECT_EQ(returns.released(), 1U);
    EXPECT_TRUE(returns.notes().empty());
    EXPECT_EQ(objects(), 0U);
}

TEST_F(HoldTest, WhatCouldNotBeTakenBackLeaves) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    // Its time comes while it is being taken back, which the disk does not take.
    clock.advance(1h);
    engine.set_full(true);
    returns.on_note = [this] { life->queue.look(); };
    EXPECT_EQ(why_not("o1"), ErrorKind::io);
    EXPECT_EQ(life->summary().messages, 1U);
    returns.on_note = nullptr;
    engine.set_full(false);
    // Whether or not it was tried on the full disk.
    ASSERT_TRUE(is_empty_later());
    EXPECT_EQ(objects(), 0U);
}

TEST_F(HoldTest, WhatIsBeingReportedAsFailedIsNotTakenBack) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    returns.fails(ErrorKind::denied);
    engine.set_full(true);
    later(1h);
    ASSERT_TRUE(eventually([&] { return !returns.notes().empty(); }));
    engine.set_full(false);
    EXPECT_EQ(why_not("o1"), ErrorKind::missing);
    ASSERT_TRUE(is_empty());
    EXPECT_EQ(returns.notes().back().recipients.front().stage, Stage::failed);
    EXPECT_EQ(objects(), 0U);
}

TEST_F(HoldTest, WhatFindsNoRoomIsReportedInTheEnd) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    returns.fails(ErrorKind::limit);
    later(24h);
    later(24h);
    EXPECT_EQ(life->summary().messages, 1U);
    EXPECT_TRUE(returns.notes().empty());
    later(6 * 24h);
    ASSERT_TRUE(eventually([&] { return !returns.notes().empty(); }));
    EXPECT_EQ(returns.notes().back().recipients.front().stage, Stage::failed);
    EXPECT_EQ(returns.notes().back().recipients.front().last.status, (smtp::Status{5, 2, 2}));
    returns.fails({});
    ASSERT_TRUE(is_empty_later());
    EXPECT_EQ(returns.count(), 1U);
    EXPECT_EQ(returns.released(), 0U);
    EXPECT_EQ(objects(), 0U);
}

TEST_F(HoldTest, WhatTheServerCannotHandOnIsReportedAsThat) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    returns.fails(ErrorKind::io);
    later(8 * 24h);
    ASSERT_TRUE(eventually([&] { return !returns.notes().empty(); }));
    EXPECT_EQ(returns.notes().back().recipients.front().last.status, (smtp::Status{5, 3, 0}));
    returns.fails({});
    ASSERT_TRUE(is_empty_later());
    EXPECT_EQ(returns.count(), 1U);
    EXPECT_EQ(returns.released(), 0U);
}

TEST_F(HoldTest, WhoMayNotSendNowSendsLaterHoweverLongThatLasts) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    returns.fails(ErrorKind::conflict);
    for (int day = 0; day < 30; ++day) later(24h);
    EXPECT_EQ(life->summary().messages, 1U);
    EXPECT_TRUE(returns.notes().empty());
    returns.fails({});
    ASSERT_TRUE(is_empty_later());
    EXPECT_EQ(returns.released(), 1U);
    EXPECT_EQ(returns.count(), 0U);
}

TEST_F(HoldTest, WhoMayNotSendItAnyMoreHearsOfIt) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    returns.fails(ErrorKind::denied);
    later(1h);
    ASSERT_TRUE(eventually([&] { return !returns.notes().empty(); }));
    EXPECT_EQ(returns.notes().back().recipients.front().stage, Stage::failed);
    EXPECT_EQ(returns.notes().back().recipients.front().last.status, (smtp::Status{5, 7, 1}));
    returns.fails({});
    ASSERT_TRUE(is_empty_later());
    EXPECT_EQ(returns.released(), 0U);
}

TEST_F(HoldTest, WhatCanNeverLeaveAnyMoreEndsAtOnceAndIsReported) {
    start();
    ASSERT_TRUE(hold("o1", 24h));
    ASSERT_TRUE(hold("o2", 24h));
    ASSERT_TRUE(holds(2));
    returns.checks([](const Item& item) {
        return item.submission == "o1" ? Result<void>(fail(ErrorKind::denied)) : Result<void>();
    });
    life->queue.look_at_held();
    ASSERT_TRUE(holds(1));
    ASSERT_EQ(returns.notes().size(), 1U);
    EXPECT_EQ(returns.notes().back().submission, "o1");
    EXPECT_EQ(returns.notes().back().recipients.front().stage, Stage::failed);
    EXPECT_EQ(returns.notes().back().recipients.front().last.status, (smtp::Status{5, 7, 1}));
    EXPECT_EQ(returns.count(), 1U);
    EXPECT_EQ(objects(), 1U);
    EXPECT_EQ(returns.released(), 0U);
    later(24h);
    ASSERT_TRUE(is_empty());
    EXPECT_EQ(returns.released(), 1U) << "the other, at its time";
}

TEST_F(HoldTest, WhatCanLeaveAgainWaitsForItsTime) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    std::atomic<int> asked_so_often = 0;
    returns.checks([&](const Item&) {
        return ++asked_so_often == 1 ? Result<void>(fail(ErrorKind::missing)) : Result<void>();
    });
    life->queue.look_at_held();
    ASSERT_TRUE(eventually([&] { return asked_so_often == 2; }));
    EXPECT_EQ(life->summary().messages, 1U);
    returns.checks([](const Item&) { return Result<void>(fail(ErrorKind::closed)); });
    life->queue.look_at_held();
    EXPECT_EQ(life->summary().messages, 1U) << "not known now";
    EXPECT_EQ(returns.released(), 0U);
    later(1h);
    ASSERT_TRUE(is_empty());
    EXPECT_EQ(returns.released(), 1U);
    EXPECT_TRUE(returns.notes().empty());
}

TEST_F(HoldTest, WhatCannotLeaveIsSeenAtTheStartAndWithinAMinute) {
    ASSERT_NO_FATAL_FAILURE(start_with_one());
    revive();
    returns.checks([](const Item&) { return Result<void>(fail(ErrorKind::missing)); });
    start();
    ASSERT_TRUE(is_empty());
    returns.checks({});
    ASSERT_TRUE(hold("o2", 1h));
    ASSERT_TRUE(holds(1));
    returns.checks([](const Item&) { return Result<void>(fail(ErrorKind::missing)); });
    later(1min);
    ASSERT_TRUE(is_empty());
    EXPECT_EQ(returns.notes().size(), 2U);
    EXPECT_EQ(returns.released(), 0U);
}

TEST_F(HoldTest, AMemberHasSoMuchHeldAndNoMore) {
    start();
    const auto add_many = [&](std::size_t messages, std::uint64_t octets, MemberId of) -> Result<void> {
        store::Batch batch;
        auto writer = life->store.write_object();
        CHECK(net::run_now(writer.write(as_bytes(std::string_view("Subject: later\r\n\r\nx\r\n")))));
        TRY(const auto object, writer.finish(batch));
        for (std::size_t i = 0; i < messages; ++i) {
            QueuedMail mail{.object = object.copy()};
            if (octets != 0) mail.object.size = octets;
            mail.recipients = {{"bob", "a.test"}};
            mail.member = of;
            mail.hold_until_ms = to_unix_ms(clock.wall() + 24h);
            CHECK(life->queue.enqueue(std::move(mail), batch));
        }
        CHECK(life->store.committer().commit_blocking(std::move(batch)));
        return {};
    };
    ASSERT_TRUE(add_many(held_messages_max, 0, member));
    ASSERT_TRUE(holds(held_messages_max));
    const auto more = add_many(1, 0, member);
    EXPECT_EQ(more ? std::nullopt : std::optional(more.error().kind), ErrorKind::limit);
    const MemberId other{{2}};
    ASSERT_TRUE(add_many(1, held_octets_max - 10, other)) << "it is hers alone";
    ASSERT_TRUE(holds(held_messages_max + 1));
    const auto large = add_many(1, 100, other);
    EXPECT_EQ(large ? std::nullopt : std::optional(large.error().kind), ErrorKind::limit);
    later(25h);
    ASSERT_TRUE(is_empty());
    ASSERT_TRUE(add_many(1, 0, member)) << "what has left makes room";
}

Task<Result<store::Committed>> wait_for_others(Lent<Life> life, Lent<std::size_t> released,
                                               Lent<const Sink> there, store::Batch end) {
    // Far beyond one round, nothing goes on before the other's mail has left.
    if (++*released > 3 * releases_per_round) {
        for (int i = 0; i < 4'000 && there->count() == 0; ++i) {
            if (!co_await net::sleep_for(std::chrono::milliseconds(5))) break;
        }
        EXPECT_EQ(there->count(), 1U);
    }
    co_return co_await life->store.committer().commit(std::move(end));
}

TEST_F(HoldTest, WhoHasManyLeaveAtOnceKeepsNobodyWaiting) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    std::size_t released = 0;
    returns.commit = [&](store::Batch end) {
        return wait_for_others(life.get(), &released, &there, std::move(end));
    };
    for (std::size_t i = 0; i < 4 * releases_per_round; ++i) ASSERT_TRUE(hold("o" + std::to_string(i), 1h));
    ASSERT_TRUE(holds(4 * releases_per_round));
    clock.advance(1h);
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, "Subject: now\r\n\r\nx\r\n"));
    ASSERT_TRUE(is_empty());
    EXPECT_EQ(returns.released(), 4 * releases_per_round);
}

TEST_F(HoldTest, WhatAskedForItAndWhenIsKept) {
    start();
    const std::int64_t then = to_unix_ms(clock.wall());
    asked = smtp::Asked{.vault = VaultId{{2}}, .by = {{3}}};
    ASSERT_TRUE(hold("o1", 1h));
    ASSERT_TRUE(holds(1));
    revive();
    start();
    later(2h);
    ASSERT_TRUE(is_empty());
    ASSERT_EQ(returns.released_mail().size(), 1U);
    EXPECT_EQ(returns.released_mail().front().asked, asked);
    EXPECT_EQ(returns.released_mail().front().queued_ms, then);
}

TEST_F(HoldTest, WhateverWriteThePowerFailsAtItLeavesOnce) {
    for (std::size_t n = 1; n <= 3; ++n) {
        start();
        const std::size_t before = returns.released();
        ASSERT_TRUE(hold("o1", 1h));
        ASSERT_TRUE(holds(1));
        engine.power_off_at_write(n);
        later(1h);
        ASSERT_TRUE(eventually([&] { return returns.released() > before; }));
        life.reset();
        engine.crash();
        const std::size_t then = returns.released();
        // The object tells whether its end was written.
        const bool is_there = objects() > 0;
        revive();
        start();
        ASSERT_TRUE(is_empty());
        EXPECT_EQ(returns.released(), then + (is_there ? 1 : 0)) << n;
        EXPECT_EQ(objects(), 0U) << n;
        revive();
    }
}

TEST_F(HoldTest, WhatIsSentAtOnceIsToldOfToo) {
    sink();
    point("a.test", "127.0.0.1");
    start();
    ASSERT_TRUE(hold("o1", 0h));
    ASSERT_TRUE(eventually([&] { return !returns.notes().empty(); }));
    const Note note = returns.notes().front();
    EXPECT_EQ(note.submission, "o1");
    EXPECT_EQ(note.member, member);
    ASSERT_FALSE(note.recipients.empty());
}

}  // namespace
}  // namespace milpa::mail::queue
