// SPDX-License-Identifier: AGPL-3.0-or-later
// What becomes of a submission once it is made: taken back, told of by the queue, lost, forgotten.
#include "jmap/mail/submission_testing.hpp"

namespace milpa::jmap {
namespace {

class SubmissionFateTest : public testing::SubmissionTest {};

TEST_F(SubmissionFateTest, WhatLeavesLaterCanBeTakenBack) {
    deliver("From: ana@example.org\r\nTo: bob@example.net\r\n");
    const auto with = [](std::string_view parameters) {
        return ",'envelope':{'mailFrom':{'email':'ana@example.org','parameters':{" + std::string(parameters) +
               "}},'rcptTo':[{'email':'bob@example.net'}]}";
    };
    for (const char* wrong : {"'HOLDFOR':'soon'", "'HOLDFOR':'-1'", "'HOLDFOR':null", "'HOLDFOR':'2592001'",
                              "'HOLDUNTIL':'tomorrow'", "'HOLDUNTIL':'9999-01-01T00:00:00Z'",
                              "'HOLDFOR':'9','HOLDUNTIL':'2000-01-01T00:00:00Z'"})
        EXPECT_EQ(json::serialize(why_not(with(wrong)).at("properties")), R"(["envelope"])") << wrong;
    EXPECT_TRUE(outbox.sent.empty());
    create(with("'HOLDUNTIL':'2000-01-01T00:00:00Z'"));
    ASSERT_EQ(outbox.sent.size(), 1U);
    EXPECT_FALSE(outbox.sent[0].envelope.hold_until) << "it is past: at once";

    const json::object made = create(with("'holdfor':'86400'")).at("created").at("k").as_object();
    const std::string id(made.at("id").as_string());
    ASSERT_EQ(outbox.sent.size(), 2U);
    ASSERT_TRUE(outbox.sent[1].envelope.hold_until);
    EXPECT_EQ(outbox.sent[1].envelope.submission, id);
    EXPECT_EQ(made.at("sendAt").as_string(), utc_date_text(to_unix_ms(*outbox.sent[1].envelope.hold_until)));
    EXPECT_EQ(made.at("undoStatus"), "pending");
    const auto found = [&](std::string_view status) {
        const std::string filter = "'filter':{'undoStatus':'" + std::string(status) + "'}";
        return client.call("EmailSubmission/query", "{'accountId':'$A'," + filter + "}").at("ids").as_array();
    };
    EXPECT_EQ(found("pending").size(), 1U);
    const std::string before = state("EmailSubmission");
    const auto cancel = [&](std::string_view to) {
        return client.call("EmailSubmission/set", "{'accountId':'$A','update':{'" + id + "':{'undoStatus':'" +
                                                      std::string(to) + "'}}}");
    };
    const auto destroy = [&] {
        return client.call("EmailSubmission/set", "{'accountId':'$A','destroy':['" + id + "']}");
    };
    EXPECT_EQ(destroy().at("notDestroyed").at(id).at("type"), "forbidden") << "it would leave unseen";
    EXPECT_EQ(found("pending").size(), 1U);
    EXPECT_EQ(cancel("final").at("notUpdated").at(id).at("type"), "invalidProperties");
    EXPECT_EQ(cancel("canceled").at("notUpdated").at(id).at("type"), "cannotUnsend") << "it has just left";
    outbox.held = {id};
    const json::object canceled = cancel("canceled").at("updated").at(id).as_object();
    ASSERT_TRUE(canceled.contains("deliveryStatus"));
    EXPECT_TRUE(canceled.at("deliveryStatus").is_null()) << "nothing is to become of it";
    EXPECT_EQ(found("pending").size(), 0U);
    EXPECT_EQ(found("canceled").size(), 1U);
    EXPECT_EQ(cancel("pending").at("notUpdated").at(id).at("type"), "invalidProperties");
    const json::object changes =
        client.call("EmailSubmission/changes", "{'accountId':'$A','sinceState':'" + before + "'}");
    EXPECT_EQ(json::serialize(changes.at("updated")), "[\"" + id + "\"]");
    const json::object moved =
        client.call("EmailSubmission/queryChanges", "{'accountId':'$A','sinceQueryState':'" + before +
                                                        "','filter':{'undoStatus':'pending'}}");
    EXPECT_EQ(json::serialize(moved.at("removed")), "[\"" + id + "\"]");
    EXPECT_EQ(json::serialize(destroy().at("destroyed")), "[\"" + id + "\"]");
}

TEST_F(SubmissionFateTest, TheQueueTellsWhatBecameOfIt) {
    deliver("From: ana@example.org\r\nTo: bob@example.net, eva@example.net\r\n");
    const std::string id(create().at("created").at("k").at("id").as_string());
    Submissions& kept = *submissions_of(client.room.account());
    std::uint64_t seq = client.room.account().state().seq();
    const auto note = [&](std::string_view address, events::RecipientOutcome::Delivered as) {
        events::SubmissionEvent event;
        event.mutable_noted()->set_id(id);
        auto& outcome = *event.mutable_noted()->add_outcomes();
        outcome.set_address(std::string(address));
        outcome.set_delivered(as);
        outcome.set_reply(std::string(2 * reply_octets_max, 'x'));
        return kept.note(++seq, as_bytes(event.SerializeAsString()));
    };
    const auto delivered = [&](std::string_view address) {
        return submission_json(*kept.find_submission(id), client.room.account().state())
            .at("deliveryStatus")
            .at(address)
            .at("delivered");
    };
    EXPECT_FALSE(note("Bob@EXAMPLE.net", events::RecipientOutcome::NO).error);
    EXPECT_EQ(delivered("bob@example.net"), "no");
    EXPECT_EQ(delivered("eva@example.net"), "queued");
    EXPECT_FALSE(note("bob@example.net", events::RecipientOutcome::QUEUED).error);
    EXPECT_EQ(delivered("bob@example.net"), "no") << "what is known for good stays";
    for (const auto late : {events::RecipientOutcome::YES, events::RecipientOutcome::UNKNOWN}) {
        EXPECT_FALSE(note("bob@example.net", late).error);
        EXPECT_EQ(delivered("bob@example.net"), "no") << "whatever comes late: " << late;
    }
    EXPECT_FALSE(note("eva@example.net", events::RecipientOutcome::UNKNOWN).error);
    EXPECT_EQ(delivered("eva@example.net"), "unknown");
    EXPECT_FALSE(note("eva@example.net", events::RecipientOutcome::NO).error);
    EXPECT_EQ(delivered("eva@example.net"), "no") << "another behind the same address";
    EXPECT_FALSE(note("stranger@example.net", events::RecipientOutcome::YES).error);
    EXPECT_EQ(kept.find_submission(id)->outcomes_size(), 2);
    EXPECT_EQ(kept.find_submission(id)->outcomes(0).reply().size(), reply_octets_max);
    const auto changes = kept.submission_changes(seq - 1, seq, 10);
    EXPECT_EQ(changes->updated, (std::vector<std::string>{id}));
    // Whatever else somebody seals for it is the owner's to say.
    events::SubmissionEvent forged;
    forged.set_submission_gone(id);
    EXPECT_EQ(kept.note(++seq, as_bytes(forged.SerializeAsString())).error->kind, ErrorKind::denied);
    EXPECT_NE(kept.find_submission(id), nullptr);
    const Bytes saved = kept.save();
    Submissions again;
    ASSERT_TRUE(again.load(saved));
    EXPECT_EQ(again.save(), saved);
    EXPECT_EQ(again.octets(), kept.octets());
}

TEST_F(SubmissionFateTest, WhatWasLostBeforeItWasTakenIsCanceledAndDeliveredToNobody) {
    deliver("From: ana@example.org\r\nTo: bob@example.net\r\n");
    // As it is after a crash between the event and the commit of the delivery.
    const auto remember = [&](const std::string& id, events::SubmissionUndo undo) {
        events::SubmissionEvent event;
        auto& one = *event.mutable_submitted();
        one.set_id(id);
        one.set_undo(undo);
        one.set_untaken(true);
        one.add_outcomes()->set_address("bob@example.net");
        const auto done = client.room.run(
            client.room.account().append_annex(submissions_kind, to_bytes(event.SerializeAsString())));
        EXPECT_TRUE(done);
    };
    remember("held", events::SUBMISSION_PENDING);
    remember("now", events::SUBMISSION_FINAL);
    client.room.held.crash();
    const json::object changes =
        client.call("EmailSubmission/changes", "{'accountId':'$A','sinceState':'" +
                                                   state_text(client.room.account().state().seq()) + "'}");
    EXPECT_EQ(json::serialize(changes.at("updated")), R"(["held","now"])") << "who has seen it is told";
    const auto read = [&](std::string_view id) {
        return client.call("EmailSubmission/get", "{'accountId':'$A','ids':['" + std::string(id) + "']}")
            .at("list")
            .at(0)
            .as_object();
    };
    for (const char* id : {"held", "now"}) {
        const json::object one = read(id);
        EXPECT_EQ(one.at("undoStatus"), "canceled") << id;
        const json::value& bob = one.at("deliveryStatus").at("bob@example.net");
        EXPECT_EQ(bob.at("delivered"), "no") << id;
        EXPECT_TRUE(std::string_view(bob.at("smtpReply").as_string()).starts_with("550 5.3.0 ")) << id;
    }
    EXPECT_TRUE(outbox.sent.empty()) << "nothing is sent by itself";
    const std::uint64_t seq = client.room.account().state().seq();
    read("held");
    EXPECT_EQ(client.room.account().state().seq(), seq) << "it is said once";
    // It is no longer pending, so it can go.
    const json::object gone =
        client.call("EmailSubmission/set", "{'accountId':'$A','destroy':['held','now']}");
    EXPECT_EQ(gone.at("destroyed").as_array().size(), 2U) << json::serialize(gone);
}

TEST_F(SubmissionFateTest, WhatIsBeingSentIsNotLostAndWhatWasTakenNeverIs) {
    deliver("From: ana@example.org\r\nTo: bob@example.net\r\n");
    std::size_t lost = 1;
    bool untaken = false;
    outbox.while_sending = [&](const std::string& id) {
        const Submissions& kept = *submissions_of(client.room.account());
        lost = kept.lost().size();
        untaken = kept.find_submission(id)->untaken();
    };
    constexpr std::string_view held =
        ",'envelope':{'mailFrom':{'email':'ana@example.org','parameters':{'HOLDFOR':'86400'}},"
        "'rcptTo':[{'email':'bob@example.net'}]}";
    for (const std::string_view more : {std::string_view(), held}) {
        create(more);
        EXPECT_EQ(lost, 0U);
        EXPECT_TRUE(untaken);
    }
    client.room.held.crash();
    const json::array all =
        client.call("EmailSubmission/get", "{'accountId':'$A','ids':null}").at("list").as_array();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].at("undoStatus"), "final");
    EXPECT_EQ(all[1].at("undoStatus"), "pending");
    for (const json::value& one : all)
        EXPECT_EQ(one.at("deliveryStatus").at("bob@example.net").at("delivered"), "queued");
    // One that cannot be sent, and is not forgotten either, is not there as pending for ever.
    outbox.refuses = OutboxRefusal{OutboxRefusal::Why::trouble};
    create(held);
    EXPECT_EQ(submissions_of(client.room.account())->lost().size(), 0U);
}

TEST_F(SubmissionFateTest, WhatMayStillBeTakenBackIsNotForgotten) {
    Submissions kept;
    std::uint64_t seq = 0;
    const auto add = [&](std::string id, events::SubmissionUndo undo) {
        events::SubmissionEvent event;
        event.mutable_submitted()->set_id(std::move(id));
        event.mutable_submitted()->set_undo(undo);
        return kept.apply(++seq, as_bytes(event.SerializeAsString()));
    };
    EXPECT_FALSE(add("waits", events::SUBMISSION_PENDING).error);
    for (std::size_t i = 0; i < submissions_max; ++i)
        EXPECT_FALSE(add("o" + std::to_string(i), events::SUBMISSION_FINAL).error);
    EXPECT_NE(kept.find_submission("waits"), nullptr);
    EXPECT_EQ(kept.find_submission("o0"), nullptr);
    EXPECT_NE(kept.find_submission("o1"), nullptr);
    for (std::size_t i = 1; i < submissions_max; ++i)
        EXPECT_FALSE(add("w" + std::to_string(i), events::SUBMISSION_PENDING).error);
    EXPECT_EQ(add("more", events::SUBMISSION_PENDING).error->kind, ErrorKind::limit);
}

}  // namespace
}  // namespace milpa::jmap
