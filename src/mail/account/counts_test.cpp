// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/counts.hpp"

#include <gtest/gtest.h>

#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using namespace testing;

TEST(Counts, AreThoseOfRfc8621) {
    State state;
    std::uint64_t seq = 0;
    const auto apply = [&](const events::MailEvent& event) { return state.apply(++seq, event); };
    const auto mail = [&](MailboxId mailbox, std::uint32_t flags, const std::string& thread) {
        auto event = added(mailbox, 100, flags);
        event.mutable_added()->mutable_message()->mutable_facts()->set_references("<" + thread + "@x>");
        apply(event);
    };
    apply(created("INBOX"));
    const MailboxId trash = apply(created("Trash", SpecialUse::trash)).mailbox;
    const MailboxId other = apply(created("other")).mailbox;
    Counts counts;
    // The example of RFC 8621 2: one thread, an unread message in the trash, a read one in INBOX.
    mail(trash, 0, "t");
    mail(inbox_id, flag_seen, "t");
    EXPECT_EQ(counts.of(state).at(trash), (MailboxCounts{1, 1, 1, 1}));
    EXPECT_EQ(counts.of(state).at(inbox_id), (MailboxCounts{1, 0, 1, 0}));
    // An unread answer elsewhere makes the thread unread in INBOX; drafts and what is marked deleted do not.
    mail(other, 0, "t");
    mail(other, flag_draft, "u");
    mail(other, flag_deleted, "v");
    mail(inbox_id, flag_seen, "u");
    EXPECT_EQ(counts.of(state).at(inbox_id), (MailboxCounts{2, 0, 2, 1}));
    EXPECT_EQ(counts.of(state).at(other), (MailboxCounts{2, 1, 2, 1}));
    // A copy in the same mailbox is the same message; one that is read elsewhere is read.
    apply(copied(other, {1}, other));
    EXPECT_EQ(counts.of(state).at(other), (MailboxCounts{2, 1, 2, 1}));
    apply(copied(other, {1}, inbox_id));
    apply(flagged(inbox_id, {3}, events::Flagged::ADD, flag_seen));
    EXPECT_EQ(counts.of(state).at(other), (MailboxCounts{2, 0, 2, 0}));
    EXPECT_EQ(counts.of(state).at(trash), (MailboxCounts{1, 1, 1, 1}));
}

}  // namespace
}  // namespace milpa::mail::account
