// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/view.hpp"

#include <gtest/gtest.h>

#include <random>

#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using namespace testing;
using Expunges = View::Expunges;

class ViewTest : public ::testing::Test {
protected:
    State state_;
    std::uint64_t seq_ = 0;
    int woken_ = 0;

    void SetUp() override {
        apply(created("INBOX"));
        for (int i = 0; i < 5; ++i) apply(added(inbox_id));
    }
    void apply(const events::MailEvent& event) { state_.apply(++seq_, event); }
    std::function<void()> wake() {
        return [this] { ++woken_; };
    }
};

TEST_F(ViewTest, TellsEachChangeOnceAndWakesOnce) {
    View view(state_, inbox_id, wake());
    EXPECT_EQ(view.exists(), 5U);
    EXPECT_FALSE(view.has_changes());
    apply(added(inbox_id));
    apply(added(inbox_id));
    apply(flagged(inbox_id, {2, 6}, events::Flagged::ADD, flag_seen));
    apply(expunged(inbox_id, {1, 4}));
    EXPECT_EQ(woken_, 1);
    EXPECT_EQ(view.exists(), 5U) << "nothing moves before it is told";
    EXPECT_EQ(view.uid_of(5), 5U);
    const Changes changes = view.take(Expunges::told);
    EXPECT_EQ(changes.expunged, (UidSet{1, 4}));
    EXPECT_EQ(changes.expunged_sequence, (std::vector<std::uint32_t>{4, 1}));
    EXPECT_EQ(changes.exists, 5U);
    EXPECT_EQ(changes.flagged, (UidSet{2})) << "6 is new: the client asks for its flags";
    EXPECT_FALSE(view.has_changes());
    EXPECT_TRUE(view.take(Expunges::told).empty());
    EXPECT_EQ(view.uid_of(1), 2U);
    apply(added(inbox_id));
    EXPECT_EQ(woken_, 2);
}

TEST_F(ViewTest, HeldExpungesStillCount) {
    View view(state_, inbox_id, wake());
    apply(expunged(inbox_id, {2}));
    apply(added(inbox_id));
    const Changes held = view.take(Expunges::held);
    EXPECT_TRUE(held.expunged.empty());
    EXPECT_EQ(held.exists, 6U);
    EXPECT_EQ(view.uid_of(2), 2U);
    EXPECT_EQ(view.sequence_of(3), 3U);
    EXPECT_TRUE(view.has_expunged());
    EXPECT_EQ(view.take(Expunges::told).expunged_sequence, std::vector<std::uint32_t>{2});
    EXPECT_EQ(view.sequence_of(3), 2U);
    EXPECT_EQ(view.sequence_of(2), 0U);
}

TEST_F(ViewTest, AMessageThatCameAndWentWasNeverThere) {
    View view(state_, inbox_id, wake());
    apply(added(inbox_id));
    apply(expunged(inbox_id, {6}));
    const Changes changes = view.take(Expunges::told);
    EXPECT_TRUE(changes.expunged.empty());
    EXPECT_FALSE(changes.exists);
    apply(added(inbox_id));
    EXPECT_EQ(view.take(Expunges::told).exists, 6U);
    EXPECT_EQ(view.uid_of(6), 7U);
}

TEST_F(ViewTest, ForgetsFlagsThatTheSessionTold) {
    View view(state_, inbox_id, wake());
    apply(flagged(inbox_id, {1, 2, 3}, events::Flagged::ADD, flag_seen));
    view.forget_flagged({1, 2});
    EXPECT_EQ(view.take(Expunges::told).flagged, (UidSet{3}));
}

TEST_F(ViewTest, EndsWithItsMailbox) {
    apply(created("a"));
    const MailboxId a = state_.find("a")->id;
    apply(added(a));
    View view(state_, a, wake());
    View other(state_, inbox_id, wake());
    apply(deleted(a));
    EXPECT_EQ(woken_, 1);
    EXPECT_EQ(view.mailbox(), nullptr);
    EXPECT_EQ(view.exists(), 1U);
    EXPECT_EQ(view.uids_of({1}), (UidSet{1}));
    EXPECT_TRUE(view.has_changes());
    EXPECT_EQ(view.take(Expunges::told).expunged, (UidSet{1}));
    EXPECT_FALSE(view.has_changes());
    EXPECT_EQ(view.exists(), 0U);
    EXPECT_FALSE(other.has_changes());
}

TEST_F(ViewTest, MemoryForFlagsIsBounded) {
    for (int i = 0; i < 20'000; ++i) apply(added(inbox_id));
    View view(state_, inbox_id, wake());
    for (Uid uid = 2; uid < 20'000; uid += 2)
        apply(flagged(inbox_id, {uid}, events::Flagged::ADD, flag_seen));
    const UidSet told = view.take(Expunges::told).flagged;
    EXPECT_LE(told.ranges().size(), View::flagged_ranges_max);
    for (Uid uid = 2; uid < 20'000; uid += 2) ASSERT_TRUE(told.contains(uid));
}

TEST_F(ViewTest, FollowsRandomEventsAsAClientDoes) {
    for (unsigned seed = 0; seed < 40; ++seed) {
        std::mt19937 random(seed);
        View view(state_, inbox_id, nullptr);
        std::vector<Uid> client;  // by sequence number
        for (const Entry& entry : state_.find(inbox_id)->entries) client.push_back(entry.uid);
        for (int step = 0; step < 150; ++step) {
            const Uid next = state_.find(inbox_id)->uid_next;
            const Uid first = 1 + static_cast<Uid>(random() % next);
            switch (random() % 4) {
                case 0:
                case 1: apply(added(inbox_id)); break;
                case 2: apply(expunged(inbox_id, UidSet::range(first, first + 1))); break;
                default: apply(flagged(inbox_id, {first}, events::Flagged::REPLACE, random() % 32));
            }
            ASSERT_EQ(view.exists(), client.size());
            UidSet all;
            for (std::uint32_t n = 1; n <= client.size(); ++n) {
                ASSERT_EQ(view.uid_of(n), client[n - 1]);
                ASSERT_EQ(view.sequence_of(client[n - 1]), n);
                all.add(client[n - 1]);
            }
            ASSERT_EQ(view.uids_of(UidSet::range(1, 9999)), all);
            if (client.size() >= 3) {
                ASSERT_EQ(view.uids_of({2, 3}), (UidSet{client[1], client[2]}));
            }
            if (random() % 5 != 0) continue;
            const Changes changes = view.take(random() % 2 == 0 ? Expunges::told : Expunges::held);
            for (const std::uint32_t n : changes.expunged_sequence) {
                ASSERT_TRUE(changes.expunged.contains(client.at(n - 1)));
                client.erase(client.begin() + n - 1);
            }
            if (changes.exists) {
                for (const Entry& entry : state_.find(inbox_id)->entries) {
                    if (client.empty() || entry.uid > client.back()) client.push_back(entry.uid);
                }
                ASSERT_EQ(client.size(), *changes.exists);
            }
        }
    }
}

}  // namespace
}  // namespace milpa::mail::account
