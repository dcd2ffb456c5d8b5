// SPDX-License-Identifier: AGPL-3.0-or-later
// What members send through the API, as it arrives and as it waits to leave.
#include "server/jmap_outbox.hpp"

#include "jmap/mail/submission_json.hpp"
#include "jmap/mail/submissions.hpp"
#include "net/runtime.hpp"
#include "server/testing.hpp"

namespace milpa::server {
namespace {

constexpr std::string_view letter = "From: ana@example.org\r\nSubject: maize\r\n\r\nx\r\n";

/// What is known of a submission in an account that is opened anew, and whether it is told as lost.
Task<Result<std::pair<boost::json::object, bool>>> reread(Lent<Server> server, members::Login login,
                                                          std::string id) {
    CO_TRY(const mail::account::AccountHandle account, co_await server->open_account(std::move(login)));
    const jmap::Submissions& kept = *jmap::submissions_of(*account);
    const events::EmailSubmission* found = kept.find_submission(id);
    if (found == nullptr) co_return fail(ErrorKind::missing);
    const bool is_lost = !kept.lost().empty();
    co_return std::pair(jmap::submission_json(*found, account->state()), is_lost);
}

/// The account of who sends it is reset while it is read.
class ResettingOctets final : public jmap::MessageOctets {
public:
    ResettingOctets(Lent<Server> server, MemberId member, std::vector<crypto::Share> shares)
        : server_(server), member_(member), shares_(std::move(shares)) {}
    Task<Result<Bytes>> read(std::uint64_t from, std::uint64_t octets) override {
        if (auto shares = std::exchange(shares_, {}); !shares.empty()) {
            CO_CHECK(co_await server_->reset_member(
                member_, std::move(shares), crypto::SecretText(std::string_view("a third long one"))));
        }
        co_return co_await letter_.read(from, octets);
    }

private:
    const Lent<Server> server_;
    const MemberId member_;
    std::vector<crypto::Share> shares_;
    jmap::HeldOctets letter_{letter};
};

/// Sends a submission of that id as EmailSubmission/set does, on the home thread of the vault: what is known
/// of it when that is done.
Task<Result<boost::json::object>> submit(Lent<Server> server, members::Login login, std::string id,
                                         jmap::OutgoingEnvelope envelope, Lent<jmap::MessageOctets> octets,
                                         std::uint64_t size) {
    const auto outbox = server->mail().outbox_of(login);
    CO_TRY(const mail::account::AccountHandle account, co_await server->open_account(std::move(login)));
    events::SubmissionEvent event;
    event.mutable_submitted()->set_id(id);
    event.mutable_submitted()->set_untaken(true);
    for (const auto& one : envelope.recipients) event.mutable_submitted()->add_outcomes()->set_address(one);
    if (envelope.hold_until) event.mutable_submitted()->set_undo(events::SUBMISSION_PENDING);
    CO_CHECK(co_await account->append_annex(jmap::submissions_kind, to_bytes(event.SerializeAsString())));
    envelope.submission = id;
    const auto sent = co_await outbox->send(std::move(envelope), octets, size);
    if (!sent) co_return fail(ErrorKind::denied, "not sent");
    co_return jmap::submission_json(*jmap::submissions_of(*account)->find_submission(id), account->state());
}

class JmapOutboxTest : public testing::OpenServerTest {
protected:
    void SetUp() override {
        OpenServerTest::SetUp();
        ana = add("ana@example.org");
        ben = add("ben@example.org");
        outbox = server->mail().outbox_of(login());
    }
    void TearDown() override {
        outbox.reset();
        OpenServerTest::TearDown();
    }

    std::expected<std::string, jmap::OutboxRefusal> send(std::string from, std::vector<std::string> to,
                                                         std::string_view message) {
        jmap::HeldOctets octets(message);
        return net::run_now(outbox->send({std::move(from), std::move(to)}, &octets, message.size()));
    }
    /// What has become of it, by recipient, once it is sent.
    boost::json::object status_of(std::string id, std::vector<std::string> to) {
        jmap::HeldOctets octets(letter);
        const auto submission =
            net::run_now(net::call_on(server->home_of(vault_of(ana)),
                                      submit(server.get(), login(), std::move(id),
                                             {"ana@example.org", std::move(to)}, &octets, letter.size())));
        EXPECT_TRUE(submission);
        return submission ? submission->at("deliveryStatus").as_object() : boost::json::object();
    }
    members::Login login() {
        return *net::run_now(server->logins().login("ana@example.org", crypto::SecretText(password)));
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
    const auto sent =
        send("ana@example.org", {"ben@example.org", "far@else.test", "hidden@else.test"}, plain);
    ASSERT_TRUE(sent) << static_cast<int>(sent.error().why);
    EXPECT_EQ(messages_in(vault_of(ben)), 1U);
    const auto texts = queued();
    ASSERT_EQ(texts.size(), 1U);
    const std::string& text = texts[0];
    EXPECT_FALSE(text.contains("Bcc")) << text;
    EXPECT_FALSE(text.contains("192.0.2.1")) << text;
    EXPECT_TRUE(text.contains("\r\nMessage-ID: " + *sent + "\r\n")) << text;
    EXPECT_TRUE(sent->ends_with("@example.org>")) << text;
    EXPECT_TRUE(text.contains("\r\nDate: ")) << text;
    EXPECT_TRUE(text.ends_with("\r\n\r\nbody\r\n")) << text;
    EXPECT_FALSE(text.contains("\n\n"));
    EXPECT_EQ(server->mail().recipients_of_late(ana), 3U);
}

TEST_F(JmapOutboxTest, TheSubmissionIsToldWhatBecameOfItInTheSameCommit) {
    const auto status = status_of("o1", {"Ben@example.org", "ana@example.org", "far@else.test"});
    EXPECT_EQ(status.at("Ben@example.org").at("delivered"), "yes");
    EXPECT_EQ(status.at("ana@example.org").at("delivered"), "yes");
    EXPECT_EQ(status.at("far@else.test").at("delivered"), "queued");
    EXPECT_EQ(status.at("far@else.test").at("smtpReply"), "250 2.0.0 Taken for delivery elsewhere");
}

TEST_F(JmapOutboxTest, WhatTheQueueHoldsIsNotLostOverARestart) {
    jmap::HeldOctets octets(letter);
    jmap::OutgoingEnvelope envelope{.mail_from = "ana@example.org", .recipients = {"ben@example.org"}};
    envelope.hold_until = server->clock().wall() + std::chrono::hours(24);
    ASSERT_TRUE(net::run_now(
        net::call_on(server->home_of(vault_of(ana)),
                     submit(server.get(), login(), "o1", std::move(envelope), &octets, letter.size()))));
    outbox.reset();
    start();
    ASSERT_TRUE(net::run_now(server->after_unlock()));
    const auto kept =
        net::run_now(net::call_on(server->home_of(vault_of(ana)), reread(server.get(), login(), "o1")));
    ASSERT_TRUE(kept);
    EXPECT_FALSE(kept->second);
    EXPECT_EQ(kept->first.at("undoStatus"), "pending");
    EXPECT_EQ(kept->first.at("deliveryStatus").at("ben@example.org").at("delivered"), "queued");
}

TEST_F(JmapOutboxTest, NothingLeavesThatAnotherVaultWouldBeToldOf) {
    ResettingOctets octets(server.get(), ana, pick());
    const auto sent =
        net::run_now(outbox->send({"ana@example.org", {"ben@example.org"}}, &octets, letter.size()));
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().why, Why::trouble);
    EXPECT_EQ(messages_in(vault_of(ben)), 0U);
}

TEST_F(JmapOutboxTest, WhoIsFullBehindAnAliasIsNotSaidToHaveIt) {
    set_alias("both@example.org", {"ana@example.org", "ben@example.org"});
    ASSERT_TRUE(net::run_now(server->members().set_quota(ben, 1)));
    const auto status = status_of("o1", {"both@example.org", "ana@example.org"});
    EXPECT_EQ(messages_in(vault_of(ben)), 0U);
    EXPECT_EQ(status.at("both@example.org").at("delivered"), "no");
    EXPECT_EQ(status.at("both@example.org").at("smtpReply"), "552 5.2.2 Mailbox is full");
    EXPECT_EQ(status.at("ana@example.org").at("delivered"), "yes");
    EXPECT_EQ(messages_in(vault_of(ana)), 1U) << "once";
}

TEST_F(JmapOutboxTest, AnAliasIsToldByWhereItLeads) {
    set_alias("far@example.org", {"hidden@else.test"});
    set_alias("mixed@example.org", {"ben@example.org", "open@else.test"});
    set_alias("team@example.org", {"ana@example.org", "ben@example.org"});
    const auto status =
        status_of("o1", {"far@example.org", "mixed@example.org", "team@example.org", "open@else.test"});
    EXPECT_EQ(status.at("far@example.org").at("delivered"), "queued");
    EXPECT_EQ(status.at("team@example.org").at("delivered"), "yes");
    EXPECT_EQ(status.at("open@else.test").at("delivered"), "queued");
    EXPECT_EQ(status.at("mixed@example.org").at("delivered"), "unknown") << "the queue tells of the other";
    for (const auto& [address, one] : status)
        EXPECT_FALSE(std::string_view(one.at("smtpReply").as_string()).contains("hidden")) << address;
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
