// SPDX-License-Identifier: AGPL-3.0-or-later
// The annex alone: what /changes tells of it page by page, and notes from outside.
#include "jmap/mail/submissions.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace milpa::jmap {
namespace {

using Ids = std::vector<std::string>;

class SubmissionsTest : public testing::Test {
protected:
    void apply(const events::SubmissionEvent& event) {
        ASSERT_FALSE(kept.apply(++seq, as_bytes(event.SerializeAsString())).error);
    }
    void submit(const std::string& id, bool pending = false) {
        events::SubmissionEvent event;
        event.mutable_submitted()->set_id(id);
        event.mutable_submitted()->add_outcomes()->set_address("bob@example.net");
        if (pending) event.mutable_submitted()->set_undo(events::SUBMISSION_PENDING);
        apply(event);
    }
    static events::SubmissionEvent note_of(const std::string& id, const std::string& reply) {
        events::SubmissionEvent event;
        event.mutable_noted()->set_id(id);
        events::RecipientOutcome& outcome = *event.mutable_noted()->add_outcomes();
        outcome.set_address("bob@example.net");
        outcome.set_reply(reply);
        return event;
    }

    /// One that was sent, with the Message-ID <1@x>, to these.
    void send(const std::string& id, const std::vector<std::string>& recipients,
              events::SubmissionUndo undo = events::SUBMISSION_FINAL) {
        events::SubmissionEvent event;
        events::EmailSubmission& submission = *event.mutable_submitted();
        submission.set_id(id);
        submission.set_message_id("<1@x>");
        submission.set_undo(undo);
        for (const std::string& one : recipients) submission.add_outcomes()->set_address(one);
        apply(event);
    }
    static events::Report report(events::Report::Kind kind, const std::string& recipient) {
        events::Report made;
        made.set_kind(kind);
        made.add_message_ids("<1@x>");
        made.add_recipients(recipient);
        made.set_displayed(kind == events::Report::DISPOSITION);
        return made;
    }
    std::vector<std::uint32_t> mdns(const std::string& id) {
        const auto& records = kept.find_submission(id)->mdns();
        return {records.begin(), records.end()};
    }
    std::vector<std::uint32_t> dsns(const std::string& id) {
        const auto& records = kept.find_submission(id)->dsns();
        return {records.begin(), records.end()};
    }
    bool displayed(const std::string& id, int recipient = 0) {
        return kept.find_submission(id)->outcomes(recipient).displayed();
    }
    void check_saved() {
        Submissions again;
        ASSERT_TRUE(again.load(kept.save()));
        EXPECT_EQ(again.save(), kept.save());
        EXPECT_EQ(again.octets(), kept.octets());
    }

    Submissions kept;
    std::uint64_t seq = 0;
};

using Records = std::vector<std::uint32_t>;
using Fate = Submissions::Fate;

TEST_F(SubmissionsTest, AReportBelongsToWhatWentToWhomItNames) {
    send("bob", {"Bob@example.net"});
    send("both", {"eva@example.net", "bob@example.net"});
    send("eva", {"eva@example.net"});
    EXPECT_TRUE(kept.on_report(++seq, 10, report(events::Report::DISPOSITION, "bob@EXAMPLE.net")));
    EXPECT_EQ(mdns("bob"), Records{10});
    EXPECT_EQ(mdns("both"), Records{10});
    EXPECT_EQ(mdns("eva"), Records{});
    EXPECT_TRUE(displayed("bob"));
    EXPECT_FALSE(displayed("both", 0));
    EXPECT_TRUE(displayed("both", 1));
    EXPECT_EQ(kept.submission_changes(seq - 1, seq, 10)->updated, (Ids{"bob", "both"}));
    EXPECT_TRUE(kept.on_report(++seq, 11, report(events::Report::DELIVERY, "bob@example.net")));
    EXPECT_EQ(dsns("bob"), Records{11});
    check_saved();
}

TEST_F(SubmissionsTest, AStrangersReportIsShownAndNotBelieved) {
    send("first", {"bob@example.net"});
    send("last", {"bob@example.net"});
    EXPECT_TRUE(kept.on_report(++seq, 10, report(events::Report::DISPOSITION, "stranger@example.com")));
    EXPECT_EQ(mdns("first"), Records{});
    EXPECT_EQ(mdns("last"), Records{10});
    EXPECT_FALSE(displayed("last"));
    EXPECT_EQ(kept.find_submission("last")->outcomes(0).delivered(), events::RecipientOutcome::QUEUED);
    events::Report other = report(events::Report::DISPOSITION, "bob@example.net");
    other.set_message_ids(0, "<2@x>");
    const Bytes before = kept.save();
    EXPECT_FALSE(kept.on_report(++seq, 11, other));
    other.clear_message_ids();
    EXPECT_FALSE(kept.on_report(++seq, 12, other));
    EXPECT_EQ(kept.save(), before);
}

TEST_F(SubmissionsTest, OnlyTheOwnerSaysWhichMessageItWas) {
    send("a", {"bob@example.net"});
    events::SubmissionEvent event = note_of("a", "250 2.0.0 Ok");
    event.mutable_noted()->set_message_id("<2@x>");
    EXPECT_EQ(kept.note(++seq, as_bytes(event.SerializeAsString())).error->kind, ErrorKind::denied);
    EXPECT_EQ(kept.find_submission("a")->message_id(), "<1@x>");
    apply(event);
    EXPECT_EQ(kept.find_submission("a")->message_id(), "<2@x>");
}

TEST_F(SubmissionsTest, WhatHasNotLeftNobodyHasRead) {
    send("waits", {"bob@example.net"}, events::SUBMISSION_PENDING);
    send("canceled", {"bob@example.net"}, events::SUBMISSION_CANCELED);
    EXPECT_FALSE(kept.on_report(++seq, 10, report(events::Report::DISPOSITION, "bob@example.net")));
    submit("of no Message-ID");
    events::Report empty = report(events::Report::DISPOSITION, "bob@example.net");
    empty.set_message_ids(0, "");
    EXPECT_FALSE(kept.on_report(++seq, 11, empty));
}

TEST_F(SubmissionsTest, ReportsThatAreHiddenOrGoneChangeWhatTheyBelongTo) {
    send("a", {"bob@example.net"});
    kept.on_report(++seq, 10, report(events::Report::DISPOSITION, "bob@example.net"));
    kept.on_report(++seq, 11, report(events::Report::DISPOSITION, "bob@example.net"));
    EXPECT_FALSE(kept.on_fate(++seq, 9, Fate::gone)) << "any other message";
    for (const Fate fate : {Fate::hidden, Fate::shown}) {
        EXPECT_TRUE(kept.on_fate(++seq, 10, fate));
        EXPECT_EQ(mdns("a"), (Records{10, 11}));
        EXPECT_EQ(kept.submission_changes(seq - 1, seq, 10)->updated, Ids{"a"});
    }
    EXPECT_TRUE(kept.on_fate(++seq, 10, Fate::gone));
    EXPECT_EQ(mdns("a"), Records{11});
    EXPECT_TRUE(displayed("a")) << "it was, whatever became of who said so";
    EXPECT_FALSE(kept.on_fate(++seq, 10, Fate::gone));
    check_saved();
    // A copy by way of the disk knows them, too; of what is gone nothing is known.
    Submissions again;
    ASSERT_TRUE(again.load(kept.save()));
    EXPECT_TRUE(again.on_fate(seq + 1, 11, Fate::gone));
    events::SubmissionEvent gone;
    gone.set_submission_gone("a");
    apply(gone);
    EXPECT_FALSE(kept.on_fate(++seq, 11, Fate::gone));
}

TEST_F(SubmissionsTest, WhatAReportCostsIsBounded) {
    for (std::size_t i = 0; i < submissions_of_message_max + 5; ++i)
        send(std::to_string(i), {"bob@example.net"});
    for (std::uint32_t i = 0; i < reports_of_submission_max + 5; ++i)
        EXPECT_TRUE(kept.on_report(++seq, 100 + i, report(events::Report::DELIVERY, "bob@example.net")));
    EXPECT_EQ(dsns("0"), Records{}) << "the oldest of very many";
    EXPECT_EQ(dsns(std::to_string(submissions_of_message_max)).size(),
              static_cast<std::size_t>(reports_of_submission_max));
    check_saved();
}

TEST_F(SubmissionsTest, NothingIsToldAsChangedThatNoPageToldAsCreated) {
    submit("a");
    submit("b");
    apply(note_of("a", "250 2.0.0 Ok"));
    const auto first = kept.submission_changes(0, seq, 1);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->created, Ids{"a"});
    EXPECT_TRUE(first->has_more);
    const auto second = kept.submission_changes(first->seq, seq, 1);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->created, Ids{"b"});
    EXPECT_TRUE(second->updated.empty());
    EXPECT_TRUE(second->has_more);
    const auto third = kept.submission_changes(second->seq, seq, 1);
    ASSERT_TRUE(third);
    EXPECT_EQ(third->updated, Ids{"a"});
    EXPECT_FALSE(third->has_more);
    EXPECT_EQ(third->seq, seq);
}

TEST_F(SubmissionsTest, TheCommitThatTakesItHasTheLastWord) {
    events::SubmissionEvent made;
    made.mutable_submitted()->set_id("a");
    made.mutable_submitted()->set_untaken(true);
    made.mutable_submitted()->set_undo(events::SUBMISSION_PENDING);
    made.mutable_submitted()->add_outcomes()->set_address("bob@example.net");
    apply(made);
    EXPECT_EQ(kept.lost(), Ids{"a"});
    kept.begin_sending("a");
    EXPECT_EQ(kept.lost(), Ids{});
    kept.end_sending("a");
    events::SubmissionEvent lost = note_of("a", "550 5.3.0 lost");
    lost.mutable_noted()->set_lost(true);
    lost.mutable_noted()->set_undo(events::SUBMISSION_CANCELED);
    lost.mutable_noted()->mutable_outcomes(0)->set_delivered(events::RecipientOutcome::NO);
    EXPECT_EQ(kept.note(++seq, as_bytes(lost.SerializeAsString())).error->kind, ErrorKind::denied)
        << "it is the owner's to say";
    apply(lost);
    EXPECT_EQ(kept.lost(), Ids{});
    EXPECT_EQ(kept.find_submission("a")->undo(), events::SUBMISSION_CANCELED);
    // It was under way still, where the account was closed over it and opened again.
    events::SubmissionEvent taken = note_of("a", "250 2.0.0 It waits");
    taken.mutable_noted()->set_undo(events::SUBMISSION_PENDING);
    EXPECT_FALSE(kept.note(++seq, as_bytes(taken.SerializeAsString())).error);
    EXPECT_EQ(kept.find_submission("a")->undo(), events::SUBMISSION_PENDING);
    EXPECT_EQ(kept.find_submission("a")->outcomes(0).delivered(), events::RecipientOutcome::QUEUED);
    EXPECT_EQ(kept.apply(++seq, as_bytes(lost.SerializeAsString())).error->kind, ErrorKind::conflict);
    EXPECT_EQ(kept.find_submission("a")->undo(), events::SUBMISSION_PENDING);
}

TEST_F(SubmissionsTest, APageIsNeverLongerThanAskedForAndTearsNoEvent) {
    for (std::size_t i = 0; i < submissions_max; ++i) submit(std::to_string(i));
    const std::uint64_t full = seq;
    submit("one more");  // and the oldest is gone, in one event
    submit("another");
    // One event of two changes fits into no page of one.
    const auto too_narrow = kept.submission_changes(full, seq, 1);
    ASSERT_FALSE(too_narrow);
    EXPECT_EQ(too_narrow.error().kind, ErrorKind::missing);
    const auto page = kept.submission_changes(full, seq, 3);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->created, Ids{"one more"});
    EXPECT_EQ(page->destroyed, Ids{"0"});
    const auto rest = kept.submission_changes(page->seq, seq, 3);
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->created, Ids{"another"});
    EXPECT_EQ(rest->destroyed, Ids{"1"});
}

TEST_F(SubmissionsTest, ANoteCutInTheMiddleOfALetterLeavesAStateThatLoads) {
    submit("a");
    const std::string odd = "x" + [] {
        std::string all;
        while (all.size() < 2 * reply_octets_max) all += "\u00e9";
        return all;
    }();
    ASSERT_FALSE(kept.note(++seq, as_bytes(note_of("a", odd).SerializeAsString())).error);
    EXPECT_EQ(kept.find_submission("a")->outcomes(0).reply(), "x" + std::string(reply_octets_max - 1, '?'));
    Submissions again;
    ASSERT_TRUE(again.load(kept.save()));
    EXPECT_EQ(again.save(), kept.save());
}

}  // namespace
}  // namespace milpa::jmap
