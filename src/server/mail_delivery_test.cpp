// SPDX-License-Identifier: AGPL-3.0-or-later
// A message on its way in, while the directory changes under it; and what a stranger hears of it.
#include "server/mail_delivery.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "mail/queue/fold.hpp"
#include "mail/queue/queue.hpp"
#include "net/run_now.hpp"
#include "server/cli/local.hpp"
#include "server/mail.hpp"
#include "server/mail_smtp.hpp"

namespace milpa::server {
namespace {

namespace fs = std::filesystem;
namespace smtp = mail::smtp;

class DeliveryTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "milpa-delivery-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        shares = *cli::found_folder(
            folder, {.domain = "example.org", .name = "Test", .keyholders = 3, .threshold = 2});
        std::ofstream zone(fs::path(folder) / "zone");
        zone << "else.test. IN MX 10 mx.else.test.\nmx.else.test. IN A 127.0.0.1\n";
        zone.close();
        Settings settings;
        settings.listen = "127.0.0.1";
        settings.ports = {
            .smtp = 0, .submission = 0, .submissions = 0, .imap = 0, .imaps = 0, .http = 0, .https = 0};
        settings.outbound_zone = (fs::path(folder) / "zone").string();
        settings.outbound_port = 1;
        settings.argon2_memory = 8ULL * 1024 * 1024;
        ServerOptions options;
        options.folder = folder;
        options.settings = settings;
        server = *Server::start(std::move(options));
        for (const auto& share : pick())
            ASSERT_TRUE(net::run_now(server->collective().offer(crypto::to_text(share))));
        ASSERT_TRUE(net::run_now(server->after_unlock()));
        services = std::make_unique<SmtpServices>(server.get());
        ana = add("ana@example.org");
        ben = add("ben@example.org");
    }
    void TearDown() override {
        services.reset();
        server.reset();
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    std::vector<crypto::Share> pick() const {
        std::vector<crypto::Share> two;
        for (std::size_t i = 0; i < 2; ++i)
            two.push_back({shares[i].quorum, shares[i].number, shares[i].part.copy()});
        return two;
    }
    MemberId add(std::string address) {
        members::NewMember fresh;
        fresh.addresses.push_back(std::move(address));
        fresh.password.emplace("correct horse battery");
        return net::run_now(server->add_member(std::move(fresh)))->member;
    }
    void set_alias(const std::string& alias, std::vector<std::string> targets) {
        ASSERT_TRUE(net::run_now(server->collective().set_alias(alias, std::move(targets))));
    }
    void reset(const MemberId& member) {
        ASSERT_TRUE(net::run_now(
            server->reset_member(member, pick(), crypto::SecretText(std::string_view("a third long one")))));
    }
    VaultId vault_of(const MemberId& member) { return (*server->collective().read_member(member))->vault; }
    std::uint64_t messages_in(const VaultId& vault) {
        return server->collective().usage().of(vault)->messages;
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
    /// What waits to leave.
    std::vector<std::string> queued() {
        const auto readable = net::run_now(server->mail().queue().readable());
        EXPECT_TRUE(readable);
        std::vector<std::string> texts;
        for (const auto& item : readable->items) {
            const auto& object = item.queued().object();
            auto reader = server->store().read_object(
                {*ObjectId::from(object.id()), *crypto::Key::from(as_bytes(object.key())), object.size(),
                 *store::ReferenceId::from(object.reference())});
            const auto text = net::run_now(reader.read(0, object.size()));
            EXPECT_TRUE(text);
            texts.emplace_back(as_text(*text));
        }
        return texts;
    }

    std::string folder;
    std::vector<crypto::Share> shares;
    std::unique_ptr<Server> server;
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
