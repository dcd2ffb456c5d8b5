// SPDX-License-Identifier: AGPL-3.0-or-later
// A message on its way in, while the directory changes under it; and what a stranger hears of it.
#include "server/mail_delivery.hpp"

#include "server/mail_smtp.hpp"
#include "server/testing.hpp"

namespace milpa::server {
namespace {

namespace smtp = mail::smtp;

class DeliveryTest : public testing::OpenServerTest {
protected:
    void SetUp() override {
        OpenServerTest::SetUp();
        services = std::make_unique<SmtpServices>(server.get());
        ana = add("ana@example.org");
        ben = add("ben@example.org");
    }
    void TearDown() override {
        services.reset();
        OpenServerTest::TearDown();
    }

    void reset(const MemberId& member) {
        ASSERT_TRUE(net::run_now(
            server->reset_member(member, pick(), crypto::SecretText(std::string_view("a third long one")))));
    }
    /// Up to the end of DATA, from outside.
    std::unique_ptr<smtp::Message> bring(const std::vector<std::string>& to) {
        smtp::Envelope envelope;
        envelope.sender = *mail::message::parse_mailbox("stranger@else.test");
        for (const auto& one : to)
            envelope.recipients.push_back({*mail::message::parse_mailbox(one), VaultId{}});
        auto message = net::run_now(services->begin(std::move(envelope)));
        EXPECT_TRUE(message);
        EXPECT_TRUE(
            net::run_now((*message)->write(as_bytes("From: <x@y>\r\nSubject: maize\r\n\r\nbody\r\n"))));
        return std::move(*message);
    }
    static Result<smtp::Acceptance> end(std::unique_ptr<smtp::Message> message) {
        return net::run_now(message->commit());
    }
    std::unique_ptr<SmtpServices> services;
    MemberId ana, ben;
};

TEST_F(DeliveryTest, WhoIsRemovedDuringDataIsRefused) {
    auto message = bring({"ana@example.org"});
    ASSERT_TRUE(net::run_now(server->remove_member(ana)));
    EXPECT_EQ(end(std::move(message)), smtp::Acceptance::nobody);
    EXPECT_TRUE(queued().empty());
}

TEST_F(DeliveryTest, WhoIsSuspendedDuringDataIsRefused) {
    auto message = bring({"ana@example.org"});
    ASSERT_TRUE(net::run_now(server->members().suspend(ana)));
    EXPECT_EQ(end(std::move(message)), smtp::Acceptance::nobody);
    EXPECT_EQ(messages_in(vault_of(ana)), 0U);
}

TEST_F(DeliveryTest, WhoIsResetDuringDataGetsItInTheNewVault) {
    const VaultId before = vault_of(ana);
    auto message = bring({"ana@example.org"});
    reset(ana);
    ASSERT_NE(vault_of(ana), before);
    EXPECT_EQ(end(std::move(message)), smtp::Acceptance::stored);
    EXPECT_EQ(messages_in(vault_of(ana)), 1U);
    EXPECT_EQ(messages_in(before), 0U);
}

TEST_F(DeliveryTest, OthersGetItAndTheSenderHearsWhoDidNot) {
    set_alias("both@example.org", {"ana@example.org", "ben@example.org"});
    auto direct = bring({"ana@example.org", "ben@example.org"});
    auto alias = bring({"both@example.org"});
    ASSERT_TRUE(net::run_now(server->remove_member(ana)));
    EXPECT_EQ(end(std::move(alias)), smtp::Acceptance::stored);
    EXPECT_TRUE(queued().empty()) << "the alias leads to somebody still";
    EXPECT_EQ(end(std::move(direct)), smtp::Acceptance::stored);
    EXPECT_EQ(messages_in(vault_of(ben)), 2U);
    const auto reports = queued();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_TRUE(reports[0].contains("Final-Recipient: rfc822; ana@example.org\r\n")) << reports[0];
    EXPECT_TRUE(reports[0].contains("Status: 5.1.1\r\n")) << reports[0];
    EXPECT_FALSE(reports[0].contains("ben@")) << reports[0];
}

TEST_F(DeliveryTest, StrangersGetFewReportsWithNothingOfTheMessage) {
    set_alias("both@example.org", {"ana@example.org", "ben@example.org"});
    ASSERT_TRUE(net::run_now(server->members().set_quota(ana, 1)));
    std::size_t stored = 0, later = 0;
    for (int i = 0; i < 30; ++i) {
        const auto accepted = end(bring({"both@example.org"}));
        ASSERT_TRUE(accepted);
        stored += *accepted == smtp::Acceptance::stored ? 1 : 0;
        later += *accepted == smtp::Acceptance::over_quota ? 1 : 0;
    }
    EXPECT_EQ(stored + later, 30U);
    const auto reports = queued();
    EXPECT_GE(reports.size(), 10U);
    EXPECT_LE(reports.size(), 20U);
    EXPECT_EQ(reports.size(), stored) << "what is taken without a copy for all has its report";
    EXPECT_EQ(messages_in(vault_of(ben)), stored);
    for (const auto& report : reports) {
        EXPECT_TRUE(report.contains("Status: 5.2.2\r\n")) << report;
        EXPECT_FALSE(report.contains("maize")) << report;
    }
}

TEST_F(DeliveryTest, AnAliasThatLeadsOutsideKeepsWhatWasWrittenTo) {
    set_alias("far@example.org", {"hidden@else.test"});
    ASSERT_EQ(end(bring({"far@example.org"})), smtp::Acceptance::stored);
    const auto readable = net::run_now(server->mail().queue().readable());
    ASSERT_TRUE(readable);
    ASSERT_EQ(readable->items.size(), 1U);
    const auto& item = readable->items[0].queued();
    EXPECT_EQ(item.recipients(0).local(), "hidden");
    ASSERT_EQ(item.written_to_size(), 1);
    EXPECT_EQ(item.written_to(0).local(), "far");
}

}  // namespace
}  // namespace milpa::server
