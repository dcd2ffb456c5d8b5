// SPDX-License-Identifier: AGPL-3.0-or-later
// What a client is told of changes, against a client that applies them.
#include "mail/account/changes.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "mail/account/state.hpp"
#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using namespace testing;

constexpr std::size_t all = 1'000'000;

struct Log {
    State state;
    std::uint64_t seq = 0;

    Log() {
        apply(created("INBOX"));
        apply(created("a"));
        apply(created("b"));
    }
    Outcome apply(const events::MailEvent& event) { return state.apply(++seq, event); }
    Position now() const { return Position::at(seq); }
    RecordChanges records(Position since, std::size_t max = all) {
        return record_changes(state, since, max).value();
    }
    ThreadChanges threads(Position since, std::size_t max = all) {
        return thread_changes(state, *state.threads(), since, max).value();
    }
    MailboxChanges mailboxes(Position since, std::size_t max = all) {
        return mailbox_changes(state, *state.threads(), since, max).value();
    }
};
constexpr MailboxId a{2};
constexpr MailboxId b{3};
using Records = std::vector<Record>;
using Boxes = std::vector<MailboxId>;

TEST(Changes, TellWhatHappenedToMessages) {
    Log log;
    const Position start = log.now();
    log.apply(added(inbox_id));
    log.apply(added(inbox_id));
    EXPECT_EQ(log.records(start).created, (Records{1, 2}));
    EXPECT_EQ(log.records(start).position, log.now());
    const Position two = log.now();
    log.apply(flagged(inbox_id, {1}, events::Flagged::ADD, flag_seen));
    log.apply(moved(inbox_id, {2}, a));
    EXPECT_EQ(log.records(two).updated, (Records{1, 2})) << "a move is a change of mailboxes";
    EXPECT_TRUE(log.records(two).created.empty());
    EXPECT_EQ(log.records(start).created, (Records{1, 2}));
    log.apply(copied(inbox_id, {1}, b));
    log.apply(expunged(inbox_id, {1}));
    EXPECT_TRUE(log.records(two).destroyed.empty()) << "a copy is there";
    log.apply(expunged(b, {1}));
    EXPECT_EQ(log.records(two).destroyed, (Records{1}));
    EXPECT_EQ(log.records(two).updated, (Records{2}));
    EXPECT_TRUE(log.records(start).destroyed.empty()) << "came and went while nobody looked";
    EXPECT_TRUE(log.records(log.now()).position == log.now());
}

TEST(Changes, WhatIsMarkedDeletedIsGoneForJmap) {
    Log log;
    log.apply(added(inbox_id));
    const Position start = log.now();
    log.apply(flagged(inbox_id, {1}, events::Flagged::ADD, flag_deleted));
    EXPECT_EQ(log.records(start).destroyed, (Records{1}));
    EXPECT_FALSE(log.state.is_shown(1));
    EXPECT_TRUE(log.state.mailboxes_of(1).empty());
    const Position gone = log.now();
    log.apply(flagged(inbox_id, {1}, events::Flagged::REMOVE, flag_deleted));
    EXPECT_EQ(log.records(gone).created, (Records{1}));
    EXPECT_TRUE(log.records(start).destroyed.empty());
    log.apply(copied(inbox_id, {1}, a));
    log.apply(flagged(inbox_id, {1}, events::Flagged::ADD, flag_deleted | flag_seen));
    EXPECT_EQ(log.state.mailboxes_of(1), (Boxes{a}));
    EXPECT_EQ(log.state.flags_of(1), Flags{}) << "flags of the copy that is shown";
}

TEST(Changes, OldAndForeignStatesAreRefused) {
    Log log;
    EXPECT_EQ(record_changes(log.state, Position::at(log.seq + 1), 1).error().kind, ErrorKind::missing);
    const Position start = log.now();
    for (std::size_t i = 0; i <= record_tombstones_max; ++i) log.apply(added(inbox_id));
    const Position full = log.now();
    log.apply(expunged(inbox_id, UidSet::range(1, UINT32_MAX)));
    EXPECT_EQ(record_changes(log.state, full, all).error().kind, ErrorKind::missing);
    EXPECT_EQ(record_changes(log.state, start, all).error().kind, ErrorKind::missing);
    EXPECT_TRUE(record_changes(log.state, log.now(), all));
    EXPECT_EQ(log.state.record_tombstones().size(), record_tombstones_max);
}

TEST(Changes, PositionsAreTexts) {
    for (const Position& position : {Position::at(0), Position::at(17), Position{17, 5, 12}}) {
        EXPECT_EQ(parse_position(to_text(position)), position) << to_text(position);
    }
    EXPECT_EQ(to_text(Position{17, 5, 12}), "17-5-12");
    for (const char* bad : {"", "x", "1x", "-1", "1-2", "1-2-", "1-2-3-4", "01", "1-2-3", "5-4294967296-1",
                            "99999999999999999999", "5-4294967295-5", " 1"}) {
        EXPECT_EQ(parse_position(bad), std::nullopt) << bad;
    }
}

TEST(Changes, ThreadsChangeWithTheirMessages) {
    Log log;
    const auto mail = [](std::string id, std::string answers) {
        auto event = added(inbox_id);
        auto& envelope = *event.mutable_added()->mutable_message()->mutable_facts()->mutable_envelope();
        envelope.set_message_id(id);
        envelope.set_in_reply_to(answers);
        return event;
    };
    const Position start = log.now();
    log.apply(mail("<1@a>", ""));
    EXPECT_EQ(log.threads(start).created, (Records{1}));
    const Position one = log.now();
    log.apply(mail("<2@a>", "<1@a>"));
    EXPECT_EQ(log.threads(start).created, (Records{1}));
    EXPECT_EQ(log.threads(one).updated, (Records{1}));
    const Position two = log.now();
    log.apply(flagged(inbox_id, {1}, events::Flagged::ADD, flag_seen));
    EXPECT_TRUE(log.threads(two).updated.empty()) << "flags are not of the thread";
    EXPECT_EQ(log.mailboxes(two).updated, (Boxes{inbox_id}));
    log.apply(moved(inbox_id, {2}, a));
    const Position moved_on = log.now();
    log.apply(flagged(a, {1}, events::Flagged::ADD, flag_seen));
    EXPECT_EQ(log.mailboxes(moved_on).updated, (Boxes{inbox_id, a})) << "unread threads of both";
    EXPECT_TRUE(log.mailboxes(moved_on).only_counts);
    log.apply(expunged(inbox_id, {1}));
    EXPECT_EQ(log.threads(two).updated, (Records{1}));
    log.apply(expunged(a, {1}));
    EXPECT_EQ(log.threads(two).destroyed, (Records{1}));
    EXPECT_TRUE(log.threads(start).destroyed.empty());
}

TEST(Changes, MailboxesTellWhatChanged) {
    Log log;
    const Position start = log.now();
    const MailboxId c = log.apply(created("c")).mailbox;
    EXPECT_EQ(log.mailboxes(start).created, (Boxes{c}));
    log.apply(renamed(a, "c/a"));
    EXPECT_EQ(log.mailboxes(start).updated, (Boxes{a}));
    EXPECT_FALSE(log.mailboxes(start).only_counts);
    const Position later = log.now();
    log.apply(subscribed("b"));
    EXPECT_EQ(log.mailboxes(later).updated, (Boxes{b}));
    log.apply(renamed(c, "d"));
    EXPECT_EQ(log.mailboxes(later).updated, (Boxes{b, a, c})) << "what is below has another name, too";
    log.apply(deleted(b));
    log.apply(deleted(a));
    EXPECT_EQ(log.mailboxes(later).destroyed, (Boxes{b, a}));
    EXPECT_EQ(log.mailboxes(start).created, (Boxes{c}));
}

/// A client that asks now and then, in small pieces, and believes what it is told.
struct Client {
    Position position;
    std::set<Record> known;

    /// Until it is told that there is no more.
    void follow(Log& log, std::size_t max) {
        for (int calls = 0; calls < 10'000; ++calls) {
            if (!step(log, max)) return;
        }
        FAIL() << "no end";
    }
    bool step(Log& log, std::size_t max) {
        const auto changes = log.records(position, max);
        EXPECT_LE(changes.created.size() + changes.updated.size() + changes.destroyed.size(), max);
        for (const Record record : changes.created) known.insert(record);
        for (const Record record : changes.updated) EXPECT_TRUE(known.contains(record)) << record;
        for (const Record record : changes.destroyed) known.erase(record);
        position = parse_position(to_text(changes.position)).value();
        return changes.has_more;
    }
};

TEST(Changes, AClientThatAppliesThemHasWhatIsThere) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        std::mt19937 random(seed);
        Log log;
        std::vector<Client> clients(3, Client{log.now(), {}});
        for (int step = 0; step < 300; ++step) {
            const MailboxId from{1 + static_cast<std::uint32_t>(random() % 3)};
            const MailboxId to{1 + static_cast<std::uint32_t>(random() % 3)};
            const Uid first = 1 + static_cast<Uid>(random() % 40);
            const UidSet uids = UidSet::range(first, first + random() % 5);
            switch (random() % 7) {
                case 0:
                case 1:
                case 2: log.apply(added(from)); break;
                case 3: log.apply(moved(from, uids, to)); break;
                case 4: log.apply(copied(from, uids, to)); break;
                case 5:
                    log.apply(flagged(from, uids, static_cast<events::Flagged::How>(random() % 3),
                                      static_cast<std::uint32_t>(random() % 32)));
                    break;
                default: log.apply(expunged(from, uids));
            }
            for (Client& client : clients) {
                if (random() % 10 == 0) client.step(log, 1 + random() % 4);
            }
        }
        std::set<Record> there;
        for (const RecordInfo& info : log.state.records()) {
            if (info.shown == 1) there.insert(info.number);
        }
        for (Client& client : clients) {
            client.follow(log, 2);
            EXPECT_EQ(client.known, there) << "seed " << seed;
            EXPECT_EQ(client.position, log.now());
        }
    }
}

}  // namespace
}  // namespace milpa::mail::account
