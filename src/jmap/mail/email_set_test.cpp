// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_set.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <ctime>

#include "jmap/dispatch.hpp"
#include "jmap/mail/email_create.hpp"
#include "jmap/mail/mail_test_client.hpp"
#include "mail/message/extract.hpp"

namespace milpa::jmap {
namespace {

namespace account = mail::account;

struct EmailSetTest : ::testing::Test {
    testing::MailClient client;
    std::string drafts =
        "m" + std::to_string(static_cast<std::uint32_t>(client.mailbox(account::SpecialUse::drafts)));
    std::string trash =
        "m" + std::to_string(static_cast<std::uint32_t>(client.mailbox(account::SpecialUse::trash)));

    json::object created(std::string_view email) {
        const json::object answer =
            client.set("'create':{'k':{'mailboxIds':{'" + drafts + "':true}," + std::string(email) + "}}");
        if (!answer.contains("created") || !answer.at("created").is_object()) {
            ADD_FAILURE() << json::serialize(answer);
            return {};
        }
        return answer.at("created").at("k").as_object();
    }
    /// All of the message.
    std::string octets(const json::object& made) {
        const auto record =
            static_cast<account::Record>(std::stoul(std::string(made.at("id").as_string()).substr(1)));
        return client.room.held.octets(record);
    }
};

TEST_F(EmailSetTest, ADraft) {
    const json::object made = created(
        "'keywords':{'$draft':true,'$SEEN':true,'Mine':true},'from':[{'name':'Ana','email':'ana@example.org'}"
        "],"
        "'to':[{'email':'bob@example.net'}],'subject':'Grüße','receivedAt':'2014-10-30T06:12:00Z',"
        "'textBody':[{'partId':'t'}],'bodyValues':{'t':{'value':'Hallo'}}");
    EXPECT_EQ(made.size(), 4U);
    const std::string message = octets(made);
    EXPECT_EQ(made.at("size"), message.size());
    EXPECT_NE(message.find("\r\nMessage-ID: <"), std::string::npos);
    EXPECT_NE(message.find("@example.org>\r\nMIME-Version: 1.0"), std::string::npos) << message;
    EXPECT_NE(message.find("Date: "), std::string::npos);
    const json::object email = client.email(
        std::string(made.at("id").as_string()),
        "['mailboxIds','keywords','subject','receivedAt','from','bodyValues','threadId','blobId']");
    EXPECT_EQ(json::serialize(email.at("keywords")), R"({"$draft":true,"$seen":true,"mine":true})");
    EXPECT_EQ(email.at("subject"), "Grüße");
    EXPECT_EQ(email.at("receivedAt"), "2014-10-30T06:12:00Z");
    EXPECT_EQ(email.at("threadId"), made.at("threadId"));
    EXPECT_EQ(email.at("blobId"), made.at("blobId"));
    EXPECT_TRUE(email.at("mailboxIds").as_object().contains(drafts));
    EXPECT_GT(client.room.settled, 0);
}

TEST_F(EmailSetTest, AttachmentsAreBlobs) {
    client.deliver(
        "Subject: with a picture\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n"
        "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n");
    const json::object made = created(
        "'textBody':[{'partId':'t'}],'bodyValues':{'t':{'value':'see'}},"
        "'attachments':[{'blobId':'b1-2','type':'image/png','name':'p.png'},{'blobId':'b1','type':'message/"
        "rfc822'}]");
    const json::object email =
        client.email(std::string(made.at("id").as_string()), "['attachments','hasAttachment']");
    EXPECT_EQ(email.at("hasAttachment"), true);
    const json::array& attachments = email.at("attachments").as_array();
    EXPECT_EQ(attachments.at(0).at("size"), 8);
    EXPECT_EQ(attachments.at(0).at("name"), "p.png");
    EXPECT_EQ(attachments.at(1).at("type"), "message/rfc822");
    EXPECT_EQ(attachments.at(1).at("size"), client.room.held.octets(1).size());
    // What is attached can be looked into.
    const std::string blob(attachments.at(1).at("blobId").as_string());
    const json::object parsed =
        client.call("Email/parse", "{'accountId':'$A','blobIds':['" + blob + "','b99','" +
                                       std::string(attachments.at(0).at("blobId").as_string()) +
                                       "'],'properties':['subject','id','textBody']}");
    EXPECT_EQ(parsed.at("parsed").at(blob).at("subject"), "with a picture");
    EXPECT_TRUE(parsed.at("parsed").at(blob).at("id").is_null());
    const std::string inner(parsed.at("parsed").at(blob).at("textBody").at(1).at("blobId").as_string());
    EXPECT_EQ(inner, blob + "-2");
    EXPECT_EQ(json::serialize(parsed.at("notFound")), R"(["b99"])");
    EXPECT_EQ(parsed.at("notParsable").as_array().size(), 1U);
}

/// Of this thread alone: what else the machine does is no part of it.
std::chrono::nanoseconds time_taken() {
    timespec taken{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &taken);
    return std::chrono::seconds(taken.tv_sec) + std::chrono::nanoseconds(taken.tv_nsec);
}

/// Somebody else on the thread of an account; how long they had to wait at most.
struct Neighbour {
    void wait(Executor here) {
        const auto now = time_taken();
        longest = std::max(longest, now - last);
        last = now;
        if (!is_over) boost::asio::post(here, [this, here] { wait(here); });
    }
    std::chrono::nanoseconds last = time_taken(), longest{0};
    bool is_over = false;
};

TEST_F(EmailSetTest, WhoLooksIntoALargeMessageLetsOthersGoOn) {
    std::string message = "Content-Type: text/html\r\n\r\n";
    while (message.size() < 8'000'000) message += "<p>some words</p>\r\n";
    const auto before = time_taken();
    (void)mail::message::extract(message);
    const auto at_a_stretch = time_taken() - before;
    client.room.held.deliver(message);
    auto request =
        read_request(client.quoted("{'using':['urn:ietf:params:jmap:mail'],'methodCalls':[['Email/parse',"
                                   "{'accountId':'$A','blobIds':['b1'],'fetchHTMLBodyValues':true},'0']]}"),
                     client.catalogue, client.room.limits());
    ASSERT_TRUE(request);
    Neighbour neighbour;
    Context context(&client.room, &client.catalogue);
    const auto ask = [](Lent<Neighbour> other, Lent<Context> of, Request what) -> Task<json::object> {
        other->wait(co_await boost::asio::this_coro::executor);
        json::object answer = co_await run_request(of, std::move(what), "state");
        other->is_over = true;
        co_return answer;
    };
    const json::object answer = client.room.run(ask(&neighbour, &context, std::move(*request)));
    EXPECT_EQ(answer.at("methodResponses").at(0).at(0), "Email/parse") << json::serialize(answer);
    EXPECT_LT(neighbour.longest, at_a_stretch / 4);
}

TEST_F(EmailSetTest, WhatCannotBeMade) {
    const auto why = [&](std::string_view email) {
        return client.refusal(client.set("'create':{'k':{" + std::string(email) + "}}"));
    };
    EXPECT_EQ(json::serialize(why("'subject':'x'")),
              R"({"type":"invalidProperties","description":"An email is in one mailbox at least.",)"
              R"("properties":["mailboxIds"]})");
    const std::string in = "'mailboxIds':{'" + drafts + "':true},";
    EXPECT_EQ(why("'mailboxIds':{'m99':true}").at("type"), "invalidProperties");
    EXPECT_EQ(why("'mailboxIds':{}").at("type"), "invalidProperties");
    EXPECT_EQ(why(in + "'keywords':{'a b':true}").at("type"), "invalidProperties");
    EXPECT_EQ(why(in + "'keywords':{'a':false}").at("type"), "invalidProperties");
    EXPECT_EQ(why(in + "'size':1").at("type"), "invalidProperties");
    EXPECT_EQ(why(in + "'nothing':1").at("type"), "invalidProperties");
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += (i > 0 ? "," : "") + std::string("'k") + std::to_string(i) + "':true";
    EXPECT_EQ(why(in + "'keywords':{" + many + "}").at("type"), "tooManyKeywords");
    const json::object blobs = why(in + "'attachments':[{'blobId':'b7'},{'blobId':'x'}]");
    EXPECT_EQ(blobs.at("type"), "blobNotFound");
    EXPECT_EQ(json::serialize(blobs.at("notFound")), R"(["b7","x"])");
    client.room.quota_now.octets_max = 10;
    EXPECT_EQ(why(in + "'subject':'x'").at("type"), "overQuota");
    EXPECT_EQ(client.room.account().state().usage().messages, 0U);
}

TEST_F(EmailSetTest, KeywordsAndMailboxesChange) {
    client.deliver("Subject: one\n\nx\n");
    client.deliver("Subject: two\n\nx\n");
    const std::string state = client.state();
    json::object answer =
        client.set("'update':{'e1':{'keywords/$seen':true,'keywords/Todo':true,'mailboxIds/" + trash +
                   "':true},'e2':{'keywords':{'$flagged':true},'mailboxIds':{'" + drafts + "':true}}}");
    EXPECT_EQ(json::serialize(answer.at("updated")), R"({"e1":null,"e2":null})");
    EXPECT_EQ(answer.at("oldState").as_string(), state);
    // All of it is one event.
    EXPECT_EQ(*read_state(answer.at("newState").as_string()), *read_state(state) + 1);
    json::object email = client.email("e1", "['keywords','mailboxIds']");
    EXPECT_EQ(json::serialize(email.at("keywords")), R"({"$seen":true,"todo":true})");
    EXPECT_EQ(email.at("mailboxIds").as_object().size(), 2U);
    email = client.email("e2", "['keywords','mailboxIds']");
    EXPECT_EQ(json::serialize(email.at("keywords")), R"({"$flagged":true})");
    EXPECT_EQ(json::serialize(email.at("mailboxIds")), "{\"" + drafts + "\":true}");
    client.set("'update':{'e1':{'keywords/$seen':null,'mailboxIds/m1':null}}");
    email = client.email("e1", "['keywords','mailboxIds']");
    EXPECT_EQ(json::serialize(email.at("keywords")), R"({"todo":true})");
    EXPECT_EQ(json::serialize(email.at("mailboxIds")), "{\"" + trash + "\":true}");
    client.set("'update':{'e1':{'keywords':null}}");
    EXPECT_EQ(json::serialize(client.email("e1", "['keywords']").at("keywords")), "{}");
}

TEST_F(EmailSetTest, WhatCannotChange) {
    client.deliver("Subject: one\n\nx\n");
    const auto why = [&](std::string_view patch) {
        return client.refusal_type(client.set("'update':{'e1':" + std::string(patch) + "}"));
    };
    EXPECT_EQ(why("{'subject':'other'}"), "invalidProperties");
    EXPECT_EQ(why("{'size':1}"), "invalidProperties");
    EXPECT_EQ(why("{'header:X-Own':' 1'}"), "invalidProperties");
    EXPECT_EQ(why("{'mailboxIds':{}}"), "invalidProperties");
    EXPECT_EQ(why("{'mailboxIds/m1':null}"), "invalidProperties");
    EXPECT_EQ(why("{'mailboxIds/m99':true}"), "invalidProperties");
    EXPECT_EQ(why("{'keywords/a b':true}"), "invalidProperties");
    EXPECT_EQ(why("{'keywords/$seen/x':true}"), "invalidPatch");
    EXPECT_EQ(why("{'nothing':1}"), "invalidProperties");
    EXPECT_EQ(why("{'id':'e1','blobId':'b1'}"), "");
    EXPECT_EQ(client.refusal_type(client.set("'update':{'e9':{'keywords/$seen':true}}")), "notFound");
    EXPECT_EQ(client.refusal_type(client.set("'destroy':['e9']")), "notFound");
    EXPECT_EQ(client.error_of("Email/set", "{'accountId':'$A','ifInState':'s0'}"), "stateMismatch");
}

TEST_F(EmailSetTest, Destroyed) {
    client.deliver("Subject: one\n\nx\n");
    client.deliver("Subject: two\n\nx\n");
    client.set("'update':{'e1':{'mailboxIds/" + trash + "':true}}");
    const json::object answer = client.set("'destroy':['e1','e2'],'update':{'e2':{'keywords/$seen':true}}");
    EXPECT_EQ(json::serialize(answer.at("destroyed")), R"(["e1","e2"])");
    EXPECT_EQ(client.refusal_type(answer), "willDestroy");
    EXPECT_EQ(client.room.account().state().usage().messages, 0U);
}

TEST_F(EmailSetTest, CreationIdsOfMailboxes) {
    const json::array answers = client.call(
        "[['Mailbox/set',{'accountId':'$A','create':{'box':{'name':'New'}}},'0'],"
        "['Email/set',{'accountId':'$A','create':{'k':{'mailboxIds':{'#box':true},'subject':'s'}}},'1'],"
        "['Email/set',{'accountId':'$A','update':{'#k':{'keywords/$seen':true,'mailboxIds/m1':true}}},'2']]");
    const std::string box(answers.at(0).at(1).at("created").at("box").at("id").as_string());
    const std::string id(answers.at(1).at(1).at("created").at("k").at("id").as_string());
    const json::object email = client.email(id, "['mailboxIds','keywords']");
    EXPECT_TRUE(email.at("mailboxIds").as_object().contains(box));
    EXPECT_EQ(email.at("mailboxIds").as_object().size(), 2U);
    EXPECT_EQ(json::serialize(email.at("keywords")), R"({"$seen":true})");
}

TEST_F(EmailSetTest, Imported) {
    client.deliver(
        "Received: from a by b; Thu, 30 Oct 2014 06:12:00 +0000\nReceived: from x by a; "
        "Wed, 29 Oct 2014 06:12:00 +0000\nSubject: one\n\nx\n");
    const json::object answer = client.call(
        "Email/import", "{'accountId':'$A','emails':{'a':{'blobId':'b1','mailboxIds':{'" + drafts +
                            "':true},'keywords':{'$seen':true}},'b':{'blobId':'b9','mailboxIds':{'m1':true}},"
                            "'c':{'mailboxIds':{'m1':true}},'d':{'blobId':'b1-1','mailboxIds':{'m1':true}},"
                            "'e':{'blobId':'b1'}}}");
    const std::string id(answer.at("created").at("a").at("id").as_string());
    const json::object email = client.email(id, "['receivedAt','subject','keywords','size']");
    EXPECT_EQ(email.at("receivedAt"), "2014-10-30T06:12:00Z");
    EXPECT_EQ(email.at("subject"), "one");
    EXPECT_EQ(email.at("size"), client.room.held.octets(1).size());
    EXPECT_EQ(answer.at("notCreated").at("b").at("type"), "invalidProperties");
    EXPECT_EQ(answer.at("notCreated").at("c").at("type"), "invalidProperties");
    EXPECT_EQ(answer.at("notCreated").at("d").at("type"), "invalidEmail");
    EXPECT_EQ(answer.at("notCreated").at("e").at("type"), "invalidProperties");
}

TEST_F(EmailSetTest, CopiesNeedAnotherAccount) {
    EXPECT_EQ(client.error_of("Email/copy", "{'accountId':'$A','fromAccountId':'$A','create':{}}"),
              "invalidArguments");
    EXPECT_EQ(client.error_of("Email/copy", "{'accountId':'$A','fromAccountId':'other','create':{}}"),
              "fromAccountNotFound");
}

}  // namespace
}  // namespace milpa::jmap
