// SPDX-License-Identifier: AGPL-3.0-or-later
// Identities and sending, with an outbox that notes down what it is given.
#include "jmap/mail/submission_testing.hpp"

namespace milpa::jmap {
namespace {

using testing::SubmissionTest;

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
    EXPECT_EQ(client.room.account().state().flags_of(1).system, mail::account::flag_seen);
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
