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

    Submissions kept;
    std::uint64_t seq = 0;
};

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
