// SPDX-License-Identifier: AGPL-3.0-or-later
// What members send through the API, as it arrives and as it waits to leave.
#include "server/jmap_outbox.hpp"

#include "server/testing.hpp"

namespace milpa::server {
namespace {

class JmapOutboxTest : public testing::OpenServerTest {
protected:
    void SetUp() override {
        OpenServerTest::SetUp();
        ana = add("ana@example.org");
        ben = add("ben@example.org");
        outbox = server->mail().outbox_of(
            *net::run_now(server->logins().login("ana@example.org", crypto::SecretText(password))));
    }
    void TearDown() override {
        outbox.reset();
        OpenServerTest::TearDown();
    }

    std::expected<jmap::OutboxReceipt, jmap::OutboxRefusal> send(std::string from,
                                                                 std::vector<std::string> to,
                                                                 std::string_view message) {
        jmap::HeldOctets octets(message);
        return net::run_now(outbox->send({std::move(from), std::move(to)}, &octets, message.size()));
    }
    jmap::OutboxRefusal refusal(std::string from, std::vector<std::string> to, std::string_view message) {
        auto sent = send(std::move(from), std::move(to), message);
        EXPECT_FALSE(sent);
        return sent ? jmap::OutboxRefusal{} : sent.error();
    }

    std::unique_ptr<jmap::Outbox> outbox;
    MemberId ana, ben;
};

using Why = jmap::OutboxRefusal::Why;

constexpr std::string_view plain =
    "From: ana@example.org\nBcc: hidden@else.test\nSubject: maize\nX-Originating-IP: [192.0.2.1]\n\nbody";

TEST_F(JmapOutboxTest, OursHaveItAndTheRestIsQueued) {
    const auto receipt =
        send("ana@example.org", {"ben@example.org", "far@else.test", "hidden@else.test"}, plain);
    ASSERT_TRUE(receipt) << static_cast<int>(receipt.error().why);
    EXPECT_EQ(receipt->local, (std::vector<std::string>{"ben@example.org"}));
    EXPECT_EQ(receipt->queued, (std::vector<std::string>{"far@else.test", "hidden@else.test"}));
    EXPECT_EQ(messages_in(vault_of(ben)), 1U);
    const auto texts = queued();
    ASSERT_EQ(texts.size(), 1U);
    const std::string& text = texts[0];
    EXPECT_FALSE(text.contains("Bcc")) << text;
    EXPECT_FALSE(text.contains("192.0.2.1")) << text;
    EXPECT_TRUE(text.contains("\r\nMessage-ID: <")) << text;
    EXPECT_TRUE(text.contains("\r\nDate: ")) << text;
    EXPECT_TRUE(text.ends_with("\r\n\r\nbody\r\n")) << text;
    EXPECT_FALSE(text.contains("\n\n"));
    EXPECT_EQ(server->mail().recipients_of_late(ana), 3U);
}

TEST_F(JmapOutboxTest, NobodyWritesAsSomebodyElse) {
    const std::vector<std::string> to{"ben@example.org"};
    EXPECT_EQ(refusal("ben@example.org", to, plain).why, Why::mail_from);
    EXPECT_EQ(refusal("", to, plain).why, Why::mail_from);
    EXPECT_EQ(refusal("ana@example.org", to, "From: ben@example.org\r\n\r\nx").why, Why::from);
    EXPECT_EQ(refusal("ana@example.org", to, "From: ana@example.org\r\nSender: ben@example.org\r\n\r\nx").why,
              Why::from);
    EXPECT_EQ(
        refusal("ana@example.org", to, "From: ana@example.org\r\nResent-From: ben@example.org\r\n\r\nx").why,
        Why::from);
    EXPECT_EQ(messages_in(vault_of(ben)), 0U);
}

TEST_F(JmapOutboxTest, WhatIsNoMessageIsNotSent) {
    const std::vector<std::string> to{"ben@example.org"};
    EXPECT_EQ(refusal("ana@example.org", to, "Subject: x\r\n\r\nx").why, Why::message);
    EXPECT_EQ(refusal("ana@example.org", to, "no field at all\r\n\r\nx").why, Why::message);
    const auto several = refusal("ana@example.org", to, "From: ana@example.org, ben@example.org\r\n\r\nx");
    EXPECT_EQ(several.why, Why::message);
    EXPECT_EQ(several.properties, (std::vector<std::string>{"sender"}));
    EXPECT_EQ(messages_in(vault_of(ben)), 0U);
}

TEST_F(JmapOutboxTest, NobodyThereAndTooMany) {
    const auto nobody = refusal("ana@example.org", {"ben@example.org", "nobody@example.org"}, plain);
    EXPECT_EQ(nobody.why, Why::recipients);
    EXPECT_EQ(nobody.addresses, (std::vector<std::string>{"nobody@example.org"}));
    EXPECT_EQ(server->mail().recipients_of_late(ana), 0U) << "what is not sent does not count";
    std::vector<std::string> many(90, "ben@example.org");
    jmap::OutboxRefusal last{Why::trouble};
    for (int i = 0; i < 8; ++i) {
        const auto sent = send("ana@example.org", many, plain);
        if (!sent) last = sent.error();
    }
    EXPECT_EQ(last.why, Why::limit);
}

TEST(CrlfEnds, HoweverItIsCut) {
    constexpr std::string_view in = "a\nb\r\nc\rd\n\n\r\r\n";
    for (const std::size_t piece : {1, 2, 3, 100}) {
        CrlfEnds ends;
        std::string out;
        for (std::size_t at = 0; at < in.size(); at += piece) ends.feed(in.substr(at, piece), out);
        ends.finish(out);
        EXPECT_EQ(out, "a\r\nb\r\nc\r\nd\r\n\r\n\r\n\r\n");
    }
    CrlfEnds ends;
    std::string out;
    ends.feed("x", out);
    ends.finish(out);
    EXPECT_EQ(out, "x\r\n");
}

}  // namespace
}  // namespace milpa::server
