// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/mdn.hpp"

#include <gtest/gtest.h>

#include "jmap/mail/mail.hpp"
#include "jmap/mail/outbox.hpp"
#include "jmap/mail/submissions.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

namespace account = mail::account;

class NotedOutbox final : public Outbox {
public:
    std::uint64_t octets_max() const override { return 100'000; }
    Task<Result<void>> cancel(std::string) override { co_return fail(ErrorKind::missing); }
    std::size_t recipients_max() const override { return 5; }
    Task<std::expected<std::string, OutboxRefusal>> send(OutgoingEnvelope envelope,
                                                         Lent<MessageOctets> message,
                                                         std::uint64_t size) override {
        const auto octets = co_await message->read(0, size);
        last = std::move(envelope);
        sent.push_back(octets ? std::string(as_text(*octets)) : "");
        co_return std::string();
    }
    OutgoingEnvelope last;
    std::vector<std::string> sent;
};

struct MdnTest : ::testing::Test {
    testing::TestClient client{{mail_family(), submission_family(), mdn_family()}};
    NotedOutbox outbox;
    std::string identity;

    MdnTest() {
        auto factories = std::make_shared<account::AnnexFactories>();
        (*factories)[submissions_kind] = [] { return std::make_unique<Submissions>(); };
        client.room.held.annexes = factories;
        client.room.held.reopen();
        client.room.outbox_now = &outbox;
        identity = client.call("Identity/get", "{'accountId':'$A','ids':null}")
                       .at("list")
                       .at(0)
                       .at("id")
                       .as_string();
        deliver("Disposition-Notification-To: Joe <joe@example.net>\r\nMessage-ID: <1@x>\r\n");
        deliver("Message-ID: <2@x>\r\n");
    }
    void deliver(std::string_view header) {
        client.room.held.deliver(std::string(header) + "Subject: World domination\r\n\r\nplans\r\n");
    }
    json::array send(std::string_view mdn, std::string_view update = "'#k':{'keywords/$mdnsent':true}") {
        return client.call("[['MDN/send',{'accountId':'$A','identityId':'" + identity + "','send':{'k':{" +
                           std::string(mdn) + "}},'onSuccessUpdateEmail':{" + std::string(update) +
                           "}},'0']]");
    }
    std::string why_not(std::string_view mdn, std::string_view update = "'#k':{'keywords/$mdnsent':true}") {
        const json::array answers = send(mdn, update);
        const json::value& refused = answers.at(0).at(1).at("notSent");
        return refused.is_null() ? "" : std::string(refused.at("k").at("type").as_string());
    }
};

constexpr std::string_view disposition =
    "'disposition':{'actionMode':'manual-action','sendingMode':'mdn-sent-manually','type':'displayed'}";

TEST_F(MdnTest, SentAndParsedAgain) {
    const json::array answers = send(
        "'forEmailId':'e1','textBody':'It was shown.','reportingUA':'here; Milpa',"
        "'includeOriginalMessage':true,'extensionFields':{'X-Own':'1'}," +
        std::string(disposition));
    const json::object& made = answers.at(0).at(1).at("sent").at("k").as_object();
    EXPECT_EQ(made.at("finalRecipient"), "rfc822; ana@example.org");
    EXPECT_EQ(made.at("originalMessageId"), "<1@x>");
    EXPECT_EQ(answers.at(1).at(0), "Email/set");
    EXPECT_EQ(client.room.account().state().flags_of(1).keywords, (std::vector<std::string>{"$mdnsent"}));
    EXPECT_EQ(outbox.last.mail_from, "");
    EXPECT_TRUE(outbox.last.is_notification);
    EXPECT_EQ(outbox.last.recipients, (std::vector<std::string>{"joe@example.net"}));
    ASSERT_EQ(outbox.sent.size(), 1U);
    client.room.held.deliver(outbox.sent[0]);
    const json::object parsed = client.call("MDN/parse", "{'accountId':'$A','blobIds':['b3','b2','b99']}");
    const json::object& mdn = parsed.at("parsed").at("b3").as_object();
    EXPECT_EQ(mdn.at("forEmailId"), "e1");
    EXPECT_EQ(mdn.at("subject"), "Read: World domination");
    EXPECT_EQ(mdn.at("textBody"), "It was shown.");
    EXPECT_EQ(mdn.at("includeOriginalMessage"), true);
    EXPECT_EQ(mdn.at("reportingUA"), "here; Milpa");
    EXPECT_EQ(mdn.at("finalRecipient"), "rfc822; ana@example.org");
    EXPECT_EQ(json::serialize(mdn.at("disposition")),
              R"({"actionMode":"manual-action","sendingMode":"mdn-sent-manually","type":"displayed"})");
    EXPECT_EQ(json::serialize(mdn.at("extensionFields")), R"({"X-Own":"1"})");
    EXPECT_EQ(json::serialize(parsed.at("notParsable")), R"(["b2"])");
    EXPECT_EQ(json::serialize(parsed.at("notFound")), R"(["b99"])");
    EXPECT_EQ(why_not("'forEmailId':'e1'," + std::string(disposition)), "mdnAlreadySent");
}

TEST_F(MdnTest, WhatIsNotSent) {
    const std::string good = "'forEmailId':'e1'," + std::string(disposition);
    EXPECT_EQ(why_not("'forEmailId':'e2'," + std::string(disposition)), "notFound");
    EXPECT_EQ(why_not("'forEmailId':'e9'," + std::string(disposition)), "notFound");
    EXPECT_EQ(why_not("'forEmailId':'e1'"), "invalidProperties");
    EXPECT_EQ(why_not("'forEmailId':'e1','disposition':{'actionMode':'x','sendingMode':'mdn-sent-manually',"
                      "'type':'displayed'}"),
              "invalidProperties");
    EXPECT_EQ(why_not(good, ""), "invalidProperties");
    EXPECT_EQ(why_not(good, "'#k':{'keywords/$seen':true}"), "invalidProperties");
    EXPECT_EQ(why_not(good + ",'finalRecipient':'rfc822; eve@example.org'"), "forbiddenFrom");
    EXPECT_EQ(why_not(good + ",'originalMessageId':'<x>'"), "invalidProperties");
    EXPECT_EQ(why_not(good + ",'reportingUA':'a\\r\\nBcc: x'"), "invalidProperties");
    EXPECT_EQ(client.error_of("MDN/send", "{'accountId':'$A','identityId':'nobody','send':{}}"),
              "invalidArguments");
    EXPECT_TRUE(outbox.sent.empty());
    EXPECT_EQ(why_not(good, "'e1':{'keywords/$mdnsent':true}"), "");
}

TEST_F(MdnTest, OneNotificationOfAnEmailInARequestToo) {
    const std::string good = "{'forEmailId':'e1'," + std::string(disposition) + "}";
    // What is refused has sent nothing: the next may.
    const json::array answers =
        client.call("[['MDN/send',{'accountId':'$A','identityId':'" + identity +
                    "','send':{'a':{'forEmailId':'e1'},'b':" + good + ",'c':" + good +
                    "},'onSuccessUpdateEmail':{'e1':{'keywords/$mdnsent':true}}},'0']]");
    const json::object& result = answers.at(0).at(1).as_object();
    EXPECT_EQ(result.at("sent").as_object().size(), 1U);
    EXPECT_TRUE(result.at("sent").as_object().contains("b"));
    EXPECT_EQ(result.at("notSent").at("a").at("type"), "invalidProperties");
    EXPECT_EQ(result.at("notSent").at("c").at("type"), "mdnAlreadySent");
    EXPECT_EQ(outbox.sent.size(), 1U);
    EXPECT_EQ(client.room.account().state().flags_of(1).keywords, (std::vector<std::string>{"$mdnsent"}));
}

TEST(MdnReport, ReadWhateverTheCase) {
    const auto report = parse_mdn_report(
        "Reporting-UA: joes-pc; Foomail\r\nFinal-Recipient: rfc822;Joe@x\r\nORIGINAL-message-id: <1@x>\r\n"
        "Disposition: Manual-Action/MDN-sent-manually;\r\n Displayed/error\r\nError: one\r\nError: two\r\n");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->action_mode, "manual-action");
    EXPECT_EQ(report->sending_mode, "mdn-sent-manually");
    EXPECT_EQ(report->type, "displayed");
    EXPECT_EQ(report->errors, (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(report->original_message_id, "<1@x>");
    EXPECT_FALSE(parse_mdn_report("Final-Recipient: rfc822;Joe@x\r\nDisposition: nothing\r\n"));
    EXPECT_FALSE(parse_mdn_report("Disposition: a/b; c\r\n"));
}

TEST_F(MdnTest, OneCallSendsAsManyAsOneMayCreate) {
    client.room.limits_now.objects_in_set_max = 1;
    EXPECT_EQ(client.error_of("MDN/send",
                              "{'accountId':'$A','identityId':'" + identity + "','send':{'k':{},'l':{}}}"),
              "requestTooLarge");
    EXPECT_TRUE(outbox.sent.empty());
    EXPECT_EQ(client.call("MDN/send", "{'accountId':'$A','identityId':'" + identity + "','send':{'k':{}}}")
                  .at("notSent")
                  .as_object()
                  .size(),
              1U);
}

}  // namespace
}  // namespace milpa::jmap
