// SPDX-License-Identifier: AGPL-3.0-or-later
// Identities and sending, with an outbox that notes down what it is given.
#include "jmap/mail/email_submission.hpp"

#include <gtest/gtest.h>

#include "jmap/mail/mail.hpp"
#include "jmap/mail/submission_json.hpp"
#include "jmap/test_room.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {
namespace {

namespace account = mail::account;

class ScriptedOutbox final : public Outbox {
public:
    explicit ScriptedOutbox(Lent<Room> room) : room_(room) {}

    std::uint64_t octets_max() const override { return octets_most; }
    Task<Result<void>> cancel(std::string submission) override {
        if (std::erase(held, submission) == 0) co_return fail(ErrorKind::missing);
        co_return Result<void>();
    }
    std::vector<std::string> held;
    std::size_t recipients_max() const override { return 5; }
    Task<std::expected<void, OutboxRefusal>> send(OutgoingEnvelope envelope, Lent<MessageOctets> message,
                                                  std::uint64_t size) override {
        if (refuses) co_return std::unexpected(*refuses);
        const auto octets = co_await message->read(0, size);
        sent.push_back({std::move(envelope), octets ? std::string(as_text(*octets)) : ""});
        const events::SubmissionEvent told = note_of(sent.back().envelope);
        (void)co_await room_->account().append_annex(submissions_kind, to_bytes(told.SerializeAsString()));
        co_return std::expected<void, OutboxRefusal>();
    }

    struct Sent {
        OutgoingEnvelope envelope;
        std::string octets;
    };
    std::vector<Sent> sent;
    std::optional<OutboxRefusal> refuses;
    std::uint64_t octets_most = 10'000;

private:
    /// As the delivery writes it.
    static events::SubmissionEvent note_of(const OutgoingEnvelope& envelope) {
        events::SubmissionEvent event;
        events::SubmissionNote& note = *event.mutable_noted();
        note.set_id(envelope.submission);
        note.set_undo(envelope.hold_until ? events::SUBMISSION_PENDING : events::SUBMISSION_FINAL);
        for (const std::string& one : envelope.recipients) {
            events::RecipientOutcome& outcome = *note.add_outcomes();
            outcome.set_address(one);
            if (one.ends_with("@example.org") && !envelope.hold_until)
                outcome.set_delivered(events::RecipientOutcome::YES);
            outcome.set_reply("250 2.0.0 Ok");
        }
        return event;
    }

    const Lent<Room> room_;
};

struct SubmissionTest : ::testing::Test {
    testing::TestClient client{{mail_family(), submission_family()}};
    ScriptedOutbox outbox{&client.room};
    std::string identity;

    SubmissionTest() {
        auto factories = std::make_shared<account::AnnexFactories>();
        (*factories)[submissions_kind] = [] { return std::make_unique<Submissions>(); };
        client.room.held.annexes = factories;
        client.room.held.reopen();
        client.room.outbox_now = &outbox;
        client.room.addresses = {"ana@example.org", "press@example.org"};
        identity = identities().at(0).at("id").as_string();
    }
    json::array identities() {
        return client.call("Identity/get", "{'accountId':'$A','ids':null}").at("list").as_array();
    }
    std::string state(std::string_view type) {
        return std::string(
            client.call(std::string(type) + "/get", "{'accountId':'$A','ids':[]}").at("state").as_string());
    }
    void deliver(std::string_view header) {
        client.room.held.deliver(std::string(header) + "Subject: hello\r\nMessage-ID: <1@x>\r\n\r\nx\r\n");
    }
    json::object create(std::string_view more = "", std::string_view arguments = "") {
        return client.call("EmailSubmission/set", "{'accountId':'$A','create':{'k':{'identityId':'" +
                                                      identity + "','emailId':'e1'" + std::string(more) +
                                                      "}}" + std::string(arguments) + "}");
    }
    json::object why_not(std::string_view more = "") {
        const json::object answer = create(more);
        if (!answer.contains("notCreated") || !answer.at("notCreated").is_object()) {
            ADD_FAILURE() << json::serialize(answer);
            return {};
        }
        return answer.at("notCreated").at("k").as_object();
    }
};

TEST_F(SubmissionTest, EachAddressHasAnIdentity) {
    const json::array all = identities();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all.at(0).at("email"), "ana@example.org");
    EXPECT_EQ(all.at(1).at("email"), "press@example.org");
    EXPECT_EQ(all.at(0).at("mayDelete"), false);
    EXPECT_EQ(all.at(0).at("name"), "");
    EXPECT_TRUE(all.at(0).at("replyTo").is_null());
}

TEST_F(SubmissionTest, IdentitiesAreMadeChangedAndDestroyed) {
    const std::string before = state("Identity");
    json::object answer = client.call(
        "Identity/set",
        "{'accountId':'$A','update':{'" + identity +
            "':{'name':'Ana','textSignature':'-- ','replyTo':[{'name':null,'email':'a@b.example'}]}},"
            "'create':{'n':{'email':'PRESS@example.org','name':'Press office'},"
            "'no':{'email':'eve@example.org'},'none':{}}}");
    EXPECT_EQ(answer.at("notCreated").at("no").at("type"), "forbiddenFrom");
    EXPECT_EQ(answer.at("notCreated").at("none").at("type"), "invalidProperties");
    EXPECT_EQ(answer.at("created").at("n").at("email"), "press@example.org");
    const std::string made(answer.at("created").at("n").at("id").as_string());
    EXPECT_EQ(identities().size(), 3U);
    EXPECT_EQ(identities().at(0).at("name"), "Ana");
    EXPECT_EQ(json::serialize(identities().at(0).at("replyTo")), R"([{"name":null,"email":"a@b.example"}])");
    const json::object changes =
        client.call("Identity/changes", "{'accountId':'$A','sinceState':'" + before + "'}");
    EXPECT_EQ(json::serialize(changes.at("created")), "[\"" + made + "\"]");
    EXPECT_EQ(json::serialize(changes.at("updated")), "[\"" + identity + "\"]");
    answer = client.call("Identity/set",
                         "{'accountId':'$A','destroy':['" + identity + "','" + made + "','nothing']}");
    EXPECT_EQ(answer.at("notDestroyed").at(identity).at("type"), "forbidden");
    EXPECT_EQ(answer.at("notDestroyed").at("nothing").at("type"), "notFound");
    EXPECT_EQ(json::serialize(answer.at("destroyed")), "[\"" + made + "\"]");
    client.call("Identity/set",
                "{'accountId':'$A','update':{'" + identity + "':{'replyTo':null,'name':null}}}");
    EXPECT_TRUE(identities().at(0).at("replyTo").is_null());
    EXPECT_EQ(identities().at(0).at("name"), "");
    answer = client.call("Identity/set",
                         "{'accountId':'$A','update':{'" + identity + "':{'email':'press@example.org'}}}");
    EXPECT_EQ(answer.at("notUpdated").at(identity).at("type"), "invalidProperties");
    // With other addresses, what was told is not known any more.
    client.room.addresses.pop_back();
    EXPECT_EQ(identities().size(), 1U);
    EXPECT_EQ(client.error_of("Identity/changes", "{'accountId':'$A','sinceState':'" + before + "'}"),
              "cannotCalculateChanges");
}

TEST_F(SubmissionTest, AnAddressesOwnIdentityBearsTheMembersNameUntilAnotherIsSet) {
    const std::string nameless = state("Identity");
    client.room.name_now = "Ana Luz";
    EXPECT_NE(state("Identity"), nameless);
    const auto name = [&](std::size_t i) { return std::string(identities().at(i).at("name").as_string()); };
    const auto set = [&](std::string_view patch) {
        return client.call("Identity/set",
                           "{'accountId':'$A','update':{'" + identity + "':{" + std::string(patch) + "}}}");
    };
    EXPECT_EQ(name(0), "Ana Luz");
    EXPECT_EQ(name(1), "Ana Luz");
    // What else is set leaves the name with the directory.
    EXPECT_TRUE(set("'textSignature':'-- '").at("updated").is_object());
    set("'name':'Ana Luz'");
    client.room.name_now = "Ana Sol";
    EXPECT_EQ(name(0), "Ana Sol");
    // Another is theirs, and so is none.
    for (const char* own : {"Doctor Luz", ""}) {
        set("'name':'" + std::string(own) + "'");
        EXPECT_EQ(name(0), own);
        ASSERT_TRUE(client.room.run(client.room.account().snapshot()));
        client.room.held.reopen();
        EXPECT_EQ(name(0), own);
        set("'replyTo':null");
        EXPECT_EQ(name(0), own);
    }
    EXPECT_EQ(name(1), "Ana Sol");
    set("'name':null");
    EXPECT_EQ(name(0), "Ana Sol");
    // RFC 8621 6: those that members make have the name that they give them.
    const json::object made =
        client.call("Identity/set", "{'accountId':'$A','create':{'n':{'email':'press@example.org'}}}");
    const std::string id(made.at("created").at("n").at("id").as_string());
    EXPECT_EQ(name(2), "");
    client.call("Identity/set", "{'accountId':'$A','update':{'" + id + "':{'name':null}}}");
    EXPECT_EQ(name(2), "");
}

TEST_F(SubmissionTest, TheyAreKept) {
    client.call("Identity/set", "{'accountId':'$A','update':{'" + identity + "':{'name':'Ana'}}}");
    deliver("From: ana@example.org\r\nTo: bob@example.net\r\n");
    create();
    ASSERT_TRUE(client.room.run(client.room.account().snapshot()));
    client.room.held.reopen();
    EXPECT_EQ(identities().at(0).at("name"), "Ana");
    EXPECT_EQ(
        client.call("EmailSubmission/get", "{'accountId':'$A','ids':null}").at("list").as_array().size(), 1U);
}

TEST_F(SubmissionTest, SentWithAnEnvelopeOfTheFields) {
    deliver(
        "From: Ana <ANA@example.org>\r\nTo: bob@example.net, Ben <ben@example.org>\r\nCc: Bob "
        "<BOB@example.net>\r\n"
        "Bcc: hidden@example.net\r\n");
    const std::string before = state("EmailSubmission");
    const json::object answer = create();
    ASSERT_TRUE(answer.at("created").is_object()) << json::serialize(answer);
    const json::object& made = answer.at("created").at("k").as_object();
    ASSERT_EQ(outbox.sent.size(), 1U);
    EXPECT_EQ(outbox.sent[0].envelope.mail_from, "ANA@example.org");
    EXPECT_EQ(outbox.sent[0].envelope.recipients,
              (std::vector<std::string>{"bob@example.net", "ben@example.org", "hidden@example.net"}));
    EXPECT_EQ(outbox.sent[0].octets, client.room.held.octets(1));
    EXPECT_EQ(made.at("undoStatus"), "final");
    EXPECT_EQ(made.at("envelope").at("rcptTo").as_array().size(), 3U);
    const std::string id(made.at("id").as_string());
    const json::object got = client.call("EmailSubmission/get", "{'accountId':'$A','ids':['" + id + "']}");
    const json::object& submission = got.at("list").at(0).as_object();
    EXPECT_EQ(submission.at("emailId"), "e1");
    EXPECT_EQ(submission.at("identityId").as_string(), identity);
    EXPECT_EQ(submission.at("deliveryStatus").at("ben@example.org").at("delivered"), "yes");
    EXPECT_EQ(submission.at("deliveryStatus").at("bob@example.net").at("delivered"), "queued");
    const json::object changes =
        client.call("EmailSubmission/changes", "{'accountId':'$A','sinceState':'" + before + "'}");
    EXPECT_EQ(json::serialize(changes.at("created")), "[\"" + id + "\"]");
}

TEST_F(SubmissionTest, AnAddressThatTheIdentityIsNot) {
    deliver("From: eve@elsewhere.example\r\nTo: bob@example.net\r\n");
    create();
    ASSERT_EQ(outbox.sent.size(), 1U);
    EXPECT_EQ(outbox.sent[0].envelope.mail_from, "ana@example.org");
}

TEST_F(SubmissionTest, AnEnvelopeOfTheClient) {
    deliver("From: ana@example.org\r\nTo: bob@example.net\r\n");
    create(
        ",'envelope':{'mailFrom':{'email':'press@example.org','parameters':{'SIZE':'10'}},"
        "'rcptTo':[{'email':'carl@example.net','parameters':null}]}");
    ASSERT_EQ(outbox.sent.size(), 1U);
    EXPECT_EQ(outbox.sent[0].envelope.mail_from, "press@example.org");
    EXPECT_EQ(outbox.sent[0].envelope.recipients, (std::vector<std::string>{"carl@example.net"}));
}

TEST_F(SubmissionTest, TheLastDateThatIsToldIsTakenAndIsNearTheLimit) {
    deliver("From: ana@example.org\r\nTo: bob@example.net\r\n");
    const Context context(&client.room, &client.catalogue);
    const auto family = submission_family();
    const json::object told = family.capabilities.front().of_account(&context);
    const json::array& release = told.at("submissionExtensions").at("FUTURERELEASE").as_array();
    ASSERT_EQ(release.size(), 2U);
    EXPECT_EQ(release[0], "2592000");
    EXPECT_EQ(told.at("maxDelayedSend"), 2592000);
    const std::string last(release[1].as_string());
    ASSERT_TRUE(read_utc_date(last));
    const auto left = from_unix_ms(*read_utc_date(last)) - client.room.clock().wall();
    EXPECT_LE(left, hold_max);
    EXPECT_GT(left, hold_max - std::chrono::hours(25));
    create(",'envelope':{'mailFrom':{'email':'ana@example.org','parameters':{'HOLDUNTIL':'" + last +
           "'}},'rcptTo':[{'email':'bob@example.net'}]}");
    ASSERT_EQ(outbox.sent.size(), 1U);
    EXPECT_EQ(outbox.sent[0].envelope.hold_until, from_unix_ms(*read_utc_date(last)));
}

TEST_F(SubmissionTest, WhatLeavesLaterCanBeTakenBack) {
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

TEST_F(SubmissionTest, TheQueueTellsWhatBecameOfIt) {
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

TEST_F(SubmissionTest, WhatMayStillBeTakenBackIsNotForgotten) {
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

TEST_F(SubmissionTest, WhatIsNotSent) {
    deliver("From: a@b.example, c@d.example\r\nTo: bob@example.net\r\n");
    EXPECT_EQ(json::serialize(why_not().at("properties")), R"(["from"])");
    const auto envelope = [](std::string_view from, std::string_view to) {
        return ",'envelope':{'mailFrom':{'email':'" + std::string(from) + "'},'rcptTo':[" + std::string(to) +
               "]}";
    };
    const std::string bob = "{'email':'bob@example.net'}";
    // What is refused for what it says is written nowhere.
    const std::uint64_t before = client.room.account().state().seq();
    EXPECT_EQ(why_not(envelope("ana@example.org", "")).at("type"), "noRecipients");
    const json::object many =
        why_not(envelope("ana@example.org", bob + "," + bob + "," + bob + "," + bob + "," + bob + "," + bob));
    EXPECT_EQ(many.at("type"), "tooManyRecipients");
    EXPECT_EQ(many.at("maxRecipients"), 5);
    const json::object invalid = why_not(envelope("ana@example.org", bob + ",{'email':'bob'}"));
    EXPECT_EQ(invalid.at("type"), "invalidRecipients");
    EXPECT_EQ(json::serialize(invalid.at("invalidRecipients")), R"(["bob"])");
    EXPECT_EQ(why_not(envelope("eve@example.org", bob)).at("type"), "forbiddenMailFrom");
    EXPECT_EQ(why_not(envelope("", bob)).at("type"), "forbiddenMailFrom");
    EXPECT_EQ(why_not(",'envelope':{'mailFrom':{'email':'ana@example.org','parameters':{'NOTIFY':'NEVER'}},'"
                      "rcptTo':[]}")
                  .at("type"),
              "invalidProperties");
    EXPECT_EQ(why_not(",'undoStatus':'pending'").at("type"), "invalidProperties");
    EXPECT_EQ(why_not(",'sendAt':'2014-10-30T06:12:00Z'").at("type"), "invalidProperties");
    const std::string good = envelope("ana@example.org", bob);
    outbox.octets_most = 10;
    EXPECT_EQ(why_not(good).at("maxSize"), 10);
    EXPECT_EQ(client.room.account().state().seq(), before);
    outbox.octets_most = 10'000;
    constexpr std::pair<OutboxRefusal::Why, std::string_view> rows[] = {
        {OutboxRefusal::Why::mail_from, "forbiddenMailFrom"},  {OutboxRefusal::Why::from, "forbiddenFrom"},
        {OutboxRefusal::Why::recipients, "invalidRecipients"}, {OutboxRefusal::Why::limit, "forbiddenToSend"},
        {OutboxRefusal::Why::message, "invalidEmail"},         {OutboxRefusal::Why::trouble, "serverFail"},
    };
    for (const auto& [why, type] : rows) {
        outbox.refuses = OutboxRefusal{.why = why};
        EXPECT_EQ(std::string_view(why_not(good).at("type").as_string()), type);
    }
    client.room.outbox_now = nullptr;
    EXPECT_EQ(why_not(good).at("type"), "forbiddenToSend");
    identity = "nothing";
    EXPECT_EQ(json::serialize(why_not(good).at("properties")), R"(["identityId"])");
    EXPECT_TRUE(outbox.sent.empty());
}

TEST_F(SubmissionTest, WhatFollows) {
    deliver("From: ana@example.org\r\nTo: bob@example.net\r\n");
    const json::array answers = client.call(
        "[['EmailSubmission/set',{'accountId':'$A','create':{'k':{'identityId':'" + identity +
        "','emailId':'e1'},'bad':{'identityId':'" + identity +
        "','emailId':'e9'}},"
        "'onSuccessUpdateEmail':{'#k':{'keywords/$seen':true},'#bad':{'keywords/$flagged':true}}},'0']]");
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers.at(1).at(0), "Email/set");
    EXPECT_EQ(answers.at(1).at(2), "0");
    EXPECT_EQ(json::serialize(answers.at(1).at(1).at("updated")), R"({"e1":null})");
    EXPECT_EQ(client.room.account().state().flags_of(1).system, account::flag_seen);
    const json::array destroyed =
        client.call("[['EmailSubmission/set',{'accountId':'$A','create':{'k':{'identityId':'" + identity +
                    "','emailId':'e1'}},'onSuccessDestroyEmail':['#k']},'0']]");
    EXPECT_EQ(json::serialize(destroyed.at(1).at(1).at("destroyed")), R"(["e1"])");
}

TEST_F(SubmissionTest, QueriedAndDestroyed) {
    deliver("From: ana@example.org\r\nTo: bob@example.net\r\n");
    const std::string first(create().at("created").at("k").at("id").as_string());
    const std::string state(
        client.call("EmailSubmission/query", "{'accountId':'$A'}").at("queryState").as_string());
    const std::string second(create().at("created").at("k").at("id").as_string());
    const auto ids = [&](std::string_view filter) {
        return client.call("EmailSubmission/query", "{'accountId':'$A','filter':" + std::string(filter) + "}")
            .at("ids")
            .as_array()
            .size();
    };
    EXPECT_EQ(ids("{'emailIds':['e1'],'undoStatus':'final'}"), 2U);
    EXPECT_EQ(ids("{'emailIds':['e2']}"), 0U);
    EXPECT_EQ(ids("{'identityIds':['" + identity + "'],'after':'2000-01-01T00:00:00Z'}"), 2U);
    EXPECT_EQ(ids("{'before':'2000-01-01T00:00:00Z'}"), 0U);
    json::object answer =
        client.call("EmailSubmission/set", "{'accountId':'$A','destroy':['" + first + "'],'update':{'" +
                                               second + "':{'undoStatus':'canceled'}}}");
    EXPECT_EQ(json::serialize(answer.at("destroyed")), "[\"" + first + "\"]");
    EXPECT_EQ(answer.at("notUpdated").at(second).at("type"), "cannotUnsend");
    const json::object changes =
        client.call("EmailSubmission/queryChanges", "{'accountId':'$A','sinceQueryState':'" + state + "'}");
    EXPECT_EQ(json::serialize(changes.at("removed")), "[\"" + first + "\"]");
    EXPECT_EQ(changes.at("added").at(0).at("id").as_string(), second);
}

}  // namespace
}  // namespace milpa::jmap
