// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/threads.hpp"

#include <gtest/gtest.h>

#include "mail/account/state.hpp"
#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using namespace testing;

struct Mail {
    std::string id;
    std::string answers = {};
    std::string references = {};
    std::string subject = "Plenum";
};

/// A state in which mail arrives; records are numbered from 1.
struct Inbox {
    State state;
    std::uint64_t seq = 0;
    Record next = 1;

    Inbox() { state.apply(++seq, created("INBOX")); }
    Record add(const Mail& mail) {
        auto event = added(inbox_id);
        auto& facts = *event.mutable_added()->mutable_message()->mutable_facts();
        if (!mail.id.empty()) facts.mutable_envelope()->set_message_id(mail.id);
        if (!mail.answers.empty()) facts.mutable_envelope()->set_in_reply_to(mail.answers);
        facts.mutable_envelope()->set_subject(mail.subject);
        facts.set_references(mail.references);
        return state.apply(++seq, event).record;
    }
    Record thread(const Mail& mail) { return state.find_record(add(mail))->thread; }
    void expunge(Record record) { state.apply(++seq, expunged(inbox_id, {state.places(record)[0].uid})); }
};

TEST(Threads, AnswersJoinWhatTheyAnswer) {
    Inbox inbox;
    EXPECT_EQ(inbox.thread({.id = "<1@a>"}), 1U) << "named after its first message";
    EXPECT_EQ(inbox.thread({.id = "<2@a>", .answers = "<1@a>", .subject = "Re: Plenum"}), 1U);
    EXPECT_EQ(inbox.thread({.id = "<3@a>", .references = "<0@a> <2@a>", .subject = "AW: [list] plenum"}), 1U);
    EXPECT_EQ(inbox.thread({.id = "<4@a>", .answers = "<other@a>"}), 4U);
    EXPECT_EQ(inbox.thread({.id = ""}), 5U) << "nothing connects what has no ids";
    EXPECT_EQ(inbox.thread({.id = ""}), 6U);
    EXPECT_EQ(inbox.state.threads()->records(1), (std::vector<Record>{1, 2, 3}));
    EXPECT_TRUE(inbox.state.threads()->records(2).empty());
}

TEST(Threads, AnotherSubjectIsAnotherThread) {
    Inbox inbox;
    EXPECT_EQ(inbox.thread({.id = "<1@a>"}), 1U);
    const Mail other{.id = "<2@a>", .answers = "<1@a>", .subject = "The roof leaks"};
    EXPECT_EQ(inbox.thread(other), 2U);
    EXPECT_EQ(inbox.thread({.id = "<3@a>",
                            .answers = "<2@a>",
                            .references = "<1@a> <2@a>",
                            .subject = "Re: The roof leaks"}),
              2U);
    EXPECT_EQ(inbox.thread({.id = "<4@a>", .answers = "<1@a>"}), 1U);
}

TEST(Threads, WhatComesLateJoins) {
    Inbox inbox;
    EXPECT_EQ(inbox.thread({.id = "<3@a>", .references = "<1@a> <2@a>"}), 1U);
    EXPECT_EQ(inbox.thread({.id = "<1@a>"}), 1U) << "it was referred to";
    EXPECT_EQ(inbox.thread({.id = "<2@a>", .answers = "<1@a>"}), 1U);
    // Two that nothing connects, until a third does: they stay (RFC 8621 3: a threadId never changes).
    EXPECT_EQ(inbox.thread({.id = "<5@a>"}), 4U);
    EXPECT_EQ(inbox.thread({.id = "<6@a>", .answers = "<5@a>", .references = "<1@a>"}), 4U)
        << "what it answers counts first";
    EXPECT_EQ(inbox.thread({.id = "<7@a>", .references = "<1@a> <5@a>"}), 4U) << "the last reference, too";
}

TEST(Threads, AreForgottenWithTheirLastMessage) {
    Inbox inbox;
    inbox.add({.id = "<1@a>"});
    inbox.add({.id = "<2@a>", .answers = "<1@a>"});
    inbox.expunge(1);
    EXPECT_EQ(inbox.thread({.id = "<3@a>", .answers = "<1@a>"}), 1U) << "the thread goes on";
    EXPECT_FALSE(inbox.state.threads()->keys().empty());
    inbox.expunge(2);
    inbox.expunge(3);
    EXPECT_TRUE(inbox.state.threads()->keys().empty()) << "nothing is remembered of what is gone";
    EXPECT_EQ(inbox.thread({.id = "<4@a>", .answers = "<1@a>"}), 4U);
    for (int i = 0; i < 300; ++i) inbox.expunge(inbox.add({.id = "<" + std::to_string(i) + "@b>"}));
    EXPECT_EQ(inbox.state.threads()->keys().size(), 2U);
}

TEST(Threads, AFullOneGoesOnInAnother) {
    Inbox inbox;
    for (std::size_t i = 0; i < thread_records_max; ++i) {
        ASSERT_EQ(inbox.thread({.id = "<x" + std::to_string(i) + "@a>", .references = "<1@a>"}), 1U);
    }
    const Record next = inbox.thread({.id = "<y@a>", .references = "<1@a>"});
    EXPECT_EQ(next, thread_records_max + 1);
    EXPECT_EQ(inbox.thread({.id = "<z@a>", .references = "<1@a>"}), next);
}

TEST(Threads, IdsOfOneMessageHaveALimit) {
    std::string many;
    for (int i = 0; i < 100; ++i) many += "<r" + std::to_string(i) + "@a> ";
    events::MessageFacts facts;
    facts.set_references(many);
    facts.mutable_envelope()->set_in_reply_to("<a@a> <b@a> <c@a> <d@a> <e@a>");
    facts.mutable_envelope()->set_message_id("<own@a>");
    EXPECT_EQ(thread_keys(facts).size(), thread_ids_of_message_max);
    facts.mutable_envelope()->set_in_reply_to("Your message of Friday, <r1@a>, and <r1@a>");
    facts.set_references("<r1@a>");
    EXPECT_EQ(thread_keys(facts).size(), 2U) << "each once";
}

TEST(Threads, PagesRoundTrip) {
    std::vector<Threads::Key> keys{{1, 1, 77}, {1, 1, 78}, {5, 1, 0}, {900, 900, UINT64_MAX}};
    std::vector<Threads::Key> back;
    ASSERT_TRUE(decode_thread_keys(encode_thread_keys(keys), back));
    EXPECT_EQ(back, keys);
    EXPECT_FALSE(decode_thread_keys(encode_thread_keys(keys), back)) << "pages must ascend";
    Bytes cut = encode_thread_keys(keys);
    cut.pop_back();
    back.clear();
    EXPECT_FALSE(decode_thread_keys(cut, back));
    keys[2].thread = 6;
    back.clear();
    EXPECT_FALSE(decode_thread_keys(encode_thread_keys(keys), back)) << "a thread begins with its first";
}

}  // namespace
}  // namespace milpa::mail::account
