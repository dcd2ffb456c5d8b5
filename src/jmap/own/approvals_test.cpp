// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/approvals.hpp"

#include <gtest/gtest.h>

#include "members/testing.hpp"

namespace milpa::jmap {
namespace {

using members::testing::kind_of;
using members::testing::pick;
using net::run_now;

class Approving : public members::testing::Founded {
protected:
    void SetUp() override {
        Founded::SetUp();
        approvals = std::make_unique<Approvals>(life->collective.get(), &clock, &life->random);
    }

    ApprovalId ask(ActWanted act) {
        const auto id = approvals->ask({.act = act, .member = {}, .keyholders = 3, .threshold = 2}, {});
        EXPECT_TRUE(id) << id.error().detail;
        return *id;
    }
    Result<Approvals::Offered> offer(const ApprovalId& id, const crypto::Share& share) {
        return approvals->offer(id, crypto::to_text(share));
    }
    /// By the first two of them.
    Approvals::Act begin(const ApprovalId& id, const std::vector<crypto::Share>& by) {
        EXPECT_TRUE(offer(id, by[0]));
        auto offered = offer(id, by[1]);
        EXPECT_TRUE(offered && offered->act);
        return std::move(*offered->act);
    }
    std::vector<ApprovalId> ids() {
        std::vector<ApprovalId> all;
        for (const auto& info : approvals->list({})) all.push_back(info.id);
        return all;
    }
    std::vector<crypto::Share> draw() {
        const ApprovalId id = ask(ActWanted::change_keyholders);
        Approvals::Act act = begin(id, shares);
        auto fresh = run_now(life->collective->draw_keyholders(std::move(act.shares), 3, 2));
        EXPECT_TRUE(fresh);
        act.settle(ApprovalResult{});
        EXPECT_TRUE(approvals->collect(id, {}));
        return std::move(*fresh);
    }
    void confirm(const ApprovalId& id, const std::vector<crypto::Share>& by) {
        Approvals::Act act = begin(id, by);
        ASSERT_TRUE(run_now(life->collective->confirm_keyholders(std::move(act.shares))));
        act.settle(ApprovalResult{});
    }

    std::unique_ptr<Approvals> approvals;
};

TEST_F(Approving, AnActUnderWayTakesNoMoreSharesAndStays) {
    const ApprovalId id = ask(ActWanted::reset_member);
    Approvals::Act act = begin(id, shares);
    EXPECT_EQ(act.shares.size(), 2U);
    // A second full set, before the first has come to its end.
    EXPECT_EQ(kind_of(offer(id, shares[1])), ErrorKind::conflict);
    EXPECT_EQ(kind_of(offer(id, shares[2])), ErrorKind::conflict);
    EXPECT_EQ(kind_of(approvals->dismiss(id)), ErrorKind::conflict);
    const auto list = approvals->list({});
    ASSERT_EQ(list.size(), 1U);
    EXPECT_TRUE(list[0].under_way);
    EXPECT_FALSE(list[0].done);
    clock.advance(approval_patience);
    approvals->forget_late();
    act.settle(ApprovalResult{.shares = {}, .password = crypto::SecretText("new"), .recovery_code = {}});
    EXPECT_EQ(kind_of(offer(id, shares[0])), ErrorKind::missing);
    const auto result = approvals->collect(id, {});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->password->view(), "new");
    EXPECT_TRUE(ids().empty());
}

TEST_F(Approving, AnActThatNobodyBroughtToAnEndTakesSharesAnew) {
    const ApprovalId id = ask(ActWanted::reset_member);
    begin(id, shares);
    EXPECT_FALSE(approvals->list({}).at(0).under_way);
    Approvals::Act again = begin(id, shares);
    again.settle(fail(ErrorKind::io, "a disk"));
    EXPECT_EQ(kind_of(approvals->collect(id, {})), ErrorKind::missing);
    begin(id, shares).settle(ApprovalResult{});
    EXPECT_TRUE(approvals->collect(id, {}));
}

TEST_F(Approving, WhatWaitedForTheFormerKeyholdersIsGone) {
    const ApprovalId done = ask(ActWanted::reset_member);
    begin(done, shares).settle(ApprovalResult{});
    ask(ActWanted::reset_member);
    ask(ActWanted::change_keyholders);
    const ApprovalId running = ask(ActWanted::thaw_member);
    const auto fresh = draw();
    const ApprovalId other = ask(ActWanted::confirm_keyholders);
    EXPECT_TRUE(offer(other, fresh[2]));
    const ApprovalId confirmed = ask(ActWanted::confirm_keyholders);
    {
        const Approvals::Act act = begin(running, shares);
        confirm(confirmed, fresh);
        // What is done waits for who asked; what is under way for its end.
        std::vector<ApprovalId> left = {done, running, confirmed};
        std::ranges::sort(left);
        EXPECT_EQ(ids(), left);
    }
    // It could not be done: the former shares open nothing any more.
    EXPECT_EQ(kind_of(approvals->dismiss(running)), ErrorKind::missing);
    // Those who are in force now approve what is asked for from now on.
    begin(ask(ActWanted::reset_member), fresh);
}

TEST_F(Approving, AConfirmationIsOfTheSharesThatWereDrawnLast) {
    draw();
    const ApprovalId late = ask(ActWanted::confirm_keyholders);
    const ApprovalId waiting = ask(ActWanted::reset_member);
    const auto fresh = draw();
    EXPECT_EQ(kind_of(offer(late, fresh[0])), ErrorKind::missing);
    EXPECT_EQ(ids(), std::vector{waiting});
    confirm(ask(ActWanted::confirm_keyholders), fresh);
}

}  // namespace
}  // namespace milpa::jmap
