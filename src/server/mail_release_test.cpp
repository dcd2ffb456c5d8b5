// SPDX-License-Identifier: AGPL-3.0-or-later
// Held mail whose time has come, after what may have happened to its sender meanwhile.
#include <gtest/gtest.h>

#include "mail/queue/queue.hpp"
#include "members/opener_root.hpp"
#include "server/jmap_outbox.hpp"
#include "server/mail_returns.hpp"
#include "server/testing.hpp"

namespace milpa::server {
namespace {

class MailReleaseTest : public testing::OpenServerTest {
protected:
    static constexpr std::string_view letter = "From: ana@example.org\r\nSubject: later\r\n\r\nx\r\n";

    void SetUp() override {
        OpenServerTest::SetUp();
        ana = add("ana@example.org");
        ben = add("ben@example.org");
        eva = add("eva@example.org");
    }
    members::Login login(std::string address, crypto::SecretText secret) {
        auto in = net::run_now(server->logins().login(std::move(address), std::move(secret)));
        EXPECT_TRUE(in);
        return std::move(*in);
    }
    members::Login login(std::string address = "ana@example.org") {
        return login(std::move(address), crypto::SecretText(password));
    }
    /// Ana's, for Ben, far off.
    bool hold(const members::Login& by, std::string from = "ana@example.org",
              std::string_view text = letter) {
        const auto outbox = server->mail().outbox_of(by);
        jmap::HeldOctets octets(text);
        jmap::OutgoingEnvelope envelope{.mail_from = std::move(from), .recipients = {"ben@example.org"}};
        envelope.hold_until = server->clock().wall() + std::chrono::hours(24);
        envelope.submission = "o1";
        return net::run_now(outbox->send(std::move(envelope), &octets, text.size())).has_value();
    }
    /// The server begins anew; so few that what comes back of them while a test runs does not count.
    void allow_recipients_in_an_hour(std::uint32_t recipients) {
        settings.member_recipients_per_hour = recipients;
        start();
        ASSERT_TRUE(net::run_now(server->after_unlock()));
    }
    /// What the queue asks for when the time has come, of the one message that it holds. `asked_for`: when,
    /// where it is not as it was.
    std::optional<ErrorKind> release(std::optional<std::int64_t> asked_for = {}) {
        const auto readable = net::run_now(server->mail().queue().readable());
        const auto& items = readable->items;
        if (items.size() != 1) return ErrorKind::conflict;
        auto item = mail::queue::to_item(items.front().queued());
        EXPECT_TRUE(item);
        mail::queue::QueuedMail mail{.object = std::move(item->object)};
        mail.return_path_octets = item->return_path_octets;
        mail.sender = item->sender;
        for (auto& one : item->recipients) mail.recipients.push_back(one.address);
        mail.member = item->member;
        mail.submission = item->submission;
        mail.asked = item->asked;
        mail.queued_ms = asked_for.value_or(item->queued_ms);
        const auto done = net::run_now(server->mail().returns().release(std::move(mail), store::Batch()));
        return done ? std::nullopt : std::optional(done.error().kind);
    }
    std::uint64_t delivered() { return messages_in(vault_of(ben)); }
    template <class T>
    void must(Task<Result<T>> task) {
        const auto done = net::run_now(std::move(task));
        ASSERT_TRUE(done) << done.error().detail;
    }

    MemberId ana, ben, eva;
};

TEST_F(MailReleaseTest, ItLeavesWhereNothingHasChanged) {
    ASSERT_TRUE(hold(login()));
    EXPECT_EQ(release(), std::nullopt);
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(MailReleaseTest, WhoHasWrittenToManyOfLateSendsItLater) {
    allow_recipients_in_an_hour(10);
    ASSERT_TRUE(hold(login()));
    const auto outbox = server->mail().outbox_of(login());
    const auto write_now = [&](std::size_t recipients) {
        jmap::HeldOctets octets(letter);
        const std::vector<std::string> to(recipients, "eva@example.org");
        return net::run_now(outbox->send({"ana@example.org", to}, &octets, letter.size())).has_value();
    };
    ASSERT_EQ(server->mail().recipients_of_late(ana), 1U) << "it counted when it was asked for";
    ASSERT_TRUE(write_now(9));
    EXPECT_EQ(release(1), ErrorKind::conflict) << "asked for long ago";
    EXPECT_EQ(delivered(), 0U);
    EXPECT_EQ(release(), std::nullopt) << "counted within the hour, when it was asked for";
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(MailReleaseTest, WhatLeavesCountsAmongTheRecipientsOfItsHour) {
    allow_recipients_in_an_hour(10);
    ASSERT_TRUE(hold(login()));
    const std::size_t before = server->mail().recipients_of_late(ana);
    ASSERT_TRUE(net::run_now(server->members().set_quota(ben, 1)));
    EXPECT_EQ(release(1), ErrorKind::limit) << "nobody has room for it";
    EXPECT_EQ(server->mail().recipients_of_late(ana), before) << "what does not leave costs nothing";
    ASSERT_TRUE(net::run_now(server->members().set_quota(ben, 1'000'000)));
    EXPECT_EQ(release(1), std::nullopt);
    EXPECT_EQ(server->mail().recipients_of_late(ana), before + 1);
}

TEST_F(MailReleaseTest, WhatIsHeldIsOneMessageForAsManyAsThatTakes) {
    settings.recipients_max = 10'000;
    allow_recipients_in_an_hour(10'000);
    const auto outbox = server->mail().outbox_of(login());
    ASSERT_EQ(outbox->recipients_max(), mail::queue::recipients_max);
    const auto hold_for = [&](std::size_t recipients) {
        jmap::HeldOctets octets(letter);
        jmap::OutgoingEnvelope envelope{.mail_from = "ana@example.org", .recipients = {}};
        for (std::size_t i = 0; i < recipients; ++i)
            envelope.recipients.push_back("a" + std::to_string(i) + "@else.test");
        envelope.hold_until = server->clock().wall() + std::chrono::hours(24);
        envelope.submission = "o1";
        return net::run_now(outbox->send(std::move(envelope), &octets, letter.size())).has_value();
    };
    ASSERT_TRUE(hold_for(outbox->recipients_max()));
    EXPECT_EQ(queued().size(), 1U) << "it is taken back whole, or not at all";
    ASSERT_TRUE(net::run_now(outbox->cancel("o1")));
    EXPECT_EQ(net::run_now(server->mail().queue().summary())->messages, 0U);
}

TEST_F(MailReleaseTest, OfWhoIsFrozenItWaitsForTheThaw) {
    must(server->members().set_trusted_group(login(), {ben, eva}, 2));
    ASSERT_TRUE(hold(login()));
    must(server->members().freeze(login("ben@example.org"), ana));
    EXPECT_EQ(release(), ErrorKind::conflict);
    EXPECT_EQ(delivered(), 0U);
    must(server->members().want_thaw(login("ben@example.org"), ana, members::ThawWish::wanted));
    must(server->members().want_thaw(login("eva@example.org"), ana, members::ThawWish::wanted));
    EXPECT_EQ(release(), std::nullopt);
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(MailReleaseTest, WhatWasAskedForBeforeAResetIsDropped) {
    ASSERT_TRUE(hold(login()));
    must(server->reset_member(ana, pick(), crypto::SecretText("a third long one")));
    EXPECT_EQ(release(), ErrorKind::denied);
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, WhatWasAskedForByAnotherPasswordIsDropped) {
    ASSERT_TRUE(hold(login()));
    must(server->members().change_password(login(), crypto::SecretText("a second long one")));
    EXPECT_EQ(release(), ErrorKind::denied);
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, WhatAnAppPasswordAskedForGoesWithIt) {
    const auto made = net::run_now(server->members().add_app_password(login(), "telephone"));
    ASSERT_TRUE(made);
    ASSERT_TRUE(hold(login("ana@example.org", made->secret.copy())));
    must(server->members().remove_app_password(login(), made->id));
    EXPECT_EQ(release(), ErrorKind::denied);
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, WhoIsNotTheSenderAnyMoreSendsNothing) {
    must(server->members().set_addresses(ana, {"ana@example.org", "press@example.org"}));
    ASSERT_TRUE(hold(login(), "press@example.org"));
    EXPECT_EQ(release(), std::nullopt);
    must(server->members().set_addresses(ana, {"ana@example.org"}));
    must(server->members().set_addresses(eva, {"eva@example.org", "press@example.org"}));
    EXPECT_EQ(release(), ErrorKind::denied) << "the envelope";
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(MailReleaseTest, NorWhoIsNotTheAuthorAnyMore) {
    must(server->members().set_addresses(ana, {"ana@example.org", "press@example.org"}));
    ASSERT_TRUE(hold(login(), "ana@example.org", "From: press@example.org\r\n\r\nx\r\n"));
    must(server->members().set_addresses(ana, {"ana@example.org"}));
    EXPECT_EQ(release(), ErrorKind::denied);
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, ASessionThatWasKeptCountsAsBegunWithTheNewPassword) {
    const auto record = *server->collective().read_member(ana);
    const members::OpenerId root = *members::OpenerId::from(record->data.vault().openers(0).id());
    EXPECT_EQ(members::root_of(*record, root), root);
    EXPECT_EQ(members::root_of(*record, members::OpenerId{}), std::nullopt);
    members::MemberRecord kept = *record;
    events::Opener& session = *kept.data.mutable_vault()->add_openers();
    session.set_id(std::string(16, 's'));
    session.set_kind(events::OPENER_SESSION);
    const members::OpenerId id = *members::OpenerId::from(session.id());
    session.set_made_by(std::string(16, 'x'));
    std::optional<members::OpenerId> password_id;
    for (const auto& one : kept.data.vault().openers()) {
        if (one.kind() == events::OPENER_PASSWORD) password_id = *members::OpenerId::from(one.id());
    }
    ASSERT_TRUE(password_id);
    EXPECT_EQ(members::root_of(kept, id), password_id);
}

}  // namespace
}  // namespace milpa::server
