// SPDX-License-Identifier: AGPL-3.0-or-later
// Held mail whose time has come, after what may have happened to its sender meanwhile.
#include <gtest/gtest.h>

#include <thread>

#include "jmap/mail/submissions.hpp"
#include "mail/queue/queue.hpp"
#include "mail/queue/state.hpp"
#include "members/opener_root.hpp"
#include "server/jmap_outbox.hpp"
#include "server/mail_release.hpp"
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
        kim = add("kim@example.org");
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
    /// The message that was held last, as it is handed on when its time has come.
    mail::queue::QueuedMail held() {
        const auto readable = net::run_now(server->mail().queue().readable());
        const auto& items = readable->items;
        EXPECT_FALSE(items.empty());
        auto item = mail::queue::to_item(items.back().queued());
        EXPECT_TRUE(item);
        mail::queue::QueuedMail mail{.object = std::move(item->object)};
        mail.return_path_octets = item->return_path_octets;
        mail.sender = item->sender;
        for (auto& one : item->recipients) mail.recipients.push_back(one.address);
        mail.member = item->member;
        mail.submission = item->submission;
        mail.asked = item->asked;
        mail.queued_ms = item->queued_ms;
        return mail;
    }
    /// What the queue asks for then.
    std::optional<ErrorKind> release() { return release(held()); }
    std::optional<ErrorKind> release_asked_for(std::int64_t unix_ms) {
        auto mail = held();
        mail.queued_ms = unix_ms;
        return release(std::move(mail));
    }
    std::optional<ErrorKind> release(mail::queue::QueuedMail mail) {
        const auto done = net::run_now(server->mail().returns().release(std::move(mail), store::Batch()));
        return done ? std::nullopt : std::optional(done.error().kind);
    }
    std::uint64_t waiting() { return net::run_now(server->mail().queue().summary())->messages; }
    /// So many are left, a whole day before their time.
    bool waits(std::uint64_t messages) {
        for (int i = 0; i < 30'000 && waiting() > messages; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return waiting() == messages;
    }
    /// What the queue does once a minute.
    bool waits_a_minute_later(std::uint64_t messages) {
        server->mail().queue().look_at_held();
        return waits(messages);
    }
    std::uint64_t delivered() { return messages_in(vault_of(ben)); }
    template <class T>
    void must(Task<Result<T>> task) {
        const auto done = net::run_now(std::move(task));
        ASSERT_TRUE(done) << done.error().detail;
    }
    /// Ana's account, by her group.
    void freeze() { must(server->members().freeze(login("ben@example.org"), ana)); }
    void thaw() {
        must(server->members().want_thaw(login("ben@example.org"), ana, members::ThawWish::wanted));
        must(server->members().want_thaw(login("eva@example.org"), ana, members::ThawWish::wanted));
    }

    MemberId ana, ben, eva, kim;
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
    EXPECT_EQ(release_asked_for(1), ErrorKind::conflict) << "asked for long ago";
    EXPECT_EQ(delivered(), 0U);
    EXPECT_EQ(release(), std::nullopt) << "counted within the hour, when it was asked for";
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(MailReleaseTest, WhatLeavesCountsAmongTheRecipientsOfItsHour) {
    allow_recipients_in_an_hour(10);
    ASSERT_TRUE(hold(login()));
    const std::size_t before = server->mail().recipients_of_late(ana);
    ASSERT_TRUE(net::run_now(server->members().set_quota(ben, 1)));
    EXPECT_EQ(release_asked_for(1), ErrorKind::limit) << "nobody has room for it";
    EXPECT_EQ(server->mail().recipients_of_late(ana), before) << "what does not leave costs nothing";
    ASSERT_TRUE(net::run_now(server->members().set_quota(ben, 1'000'000)));
    EXPECT_EQ(release_asked_for(1), std::nullopt);
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

TEST_F(MailReleaseTest, WhatWasAskedForBeforeAFreezeIsDroppedAndStaysSoAfterTheThaw) {
    must(server->members().set_trusted_group(login(), {ben, eva, kim}, 2));
    ASSERT_TRUE(hold(login()));
    auto mail = held(), same_mail = held();
    freeze();
    EXPECT_EQ(release(std::move(mail)), ErrorKind::denied);
    EXPECT_TRUE(waits_a_minute_later(0));
    thaw();
    EXPECT_EQ(release(std::move(same_mail)), ErrorKind::denied)
        << "its owner could come back no sooner than it would leave";
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, StepsAboutAFormerVaultEndNothingThatTheNewOneHolds) {
    must(server->members().set_trusted_group(login(), {ben, eva, kim}, 2));
    freeze();
    const std::string_view fresh = "a third long one";
    must(server->reset_member(ana, pick(), crypto::SecretText(fresh)));
    ASSERT_TRUE(hold(login("ana@example.org", crypto::SecretText(fresh))));
    auto mail = held();
    thaw();
    EXPECT_TRUE(waits_a_minute_later(1));
    EXPECT_EQ(release(std::move(mail)), std::nullopt);
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(MailReleaseTest, WhatIsOnItsWayWhenTheAccountIsFrozenDoesNotLeave) {
    must(server->members().set_trusted_group(login(), {ben, eva, kim}, 2));
    ASSERT_TRUE(hold(login()));
    // All of it is read and sealed anew, which takes its time.
    auto leaving = net::run_now(Release::prepare(server.get(), held(), store::Batch()));
    ASSERT_TRUE(leaving);
    freeze();
    const auto done = net::run_now((*leaving)->commit());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::denied);
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, WhatComesInWhileTheAccountIsFrozenIsDropped) {
    must(server->members().set_trusted_group(login(), {ben, eva, kim}, 2));
    const members::Login before = login();
    ASSERT_TRUE(hold(before));
    auto mail = held();
    freeze();
    ASSERT_TRUE(hold(before)) << "its call had begun";
    EXPECT_TRUE(waits_a_minute_later(0));
    mail.queued_ms = to_unix_ms(server->clock().wall());
    thaw();
    EXPECT_EQ(release(std::move(mail)), ErrorKind::denied) << "asked for between the freeze and the thaw";
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, WhatIsAskedForAfterTheThawLeaves) {
    must(server->members().set_trusted_group(login(), {ben, eva, kim}, 2));
    freeze();
    thaw();
    ASSERT_TRUE(hold(login()));
    EXPECT_EQ(release(), std::nullopt);
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(MailReleaseTest, WhatWasAskedForBeforeAResetIsDropped) {
    ASSERT_TRUE(hold(login()));
    auto mail = held();
    must(server->reset_member(ana, pick(), crypto::SecretText("a third long one")));
    EXPECT_EQ(release(std::move(mail)), ErrorKind::denied);
    EXPECT_TRUE(waits(0));
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, WhatWasAskedForByAnotherPasswordIsDropped) {
    ASSERT_TRUE(hold(login()));
    auto mail = held();
    must(server->members().change_password(login(), crypto::SecretText("a second long one")));
    EXPECT_EQ(release(std::move(mail)), ErrorKind::denied);
    EXPECT_TRUE(waits_a_minute_later(0));
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, WhatAnAppPasswordAskedForGoesWithIt) {
    const auto made = net::run_now(server->members().add_app_password(login(), "telephone"));
    const auto other = net::run_now(server->members().add_app_password(login(), "tablet"));
    ASSERT_TRUE(made && other);
    ASSERT_TRUE(hold(login("ana@example.org", made->secret.copy())));
    auto mail = held();
    must(server->members().remove_app_password(login(), other->id));
    ASSERT_TRUE(hold(login()));
    must(server->members().remove_app_password(login(), made->id));
    EXPECT_EQ(release(std::move(mail)), ErrorKind::denied);
    EXPECT_TRUE(waits_a_minute_later(1));
    EXPECT_EQ(delivered(), 0U);
    EXPECT_EQ(release(), std::nullopt) << "what the password asked for is there still";
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(MailReleaseTest, WhatIsHeldOfWhoIsRemovedEndsAtOnce) {
    ASSERT_TRUE(hold(login()));
    must(server->remove_member(ana));
    EXPECT_TRUE(waits(0));
    EXPECT_EQ(delivered(), 0U);
}

TEST_F(MailReleaseTest, WhoIsSuspendedAndRestoredLosesNothing) {
    ASSERT_TRUE(hold(login()));
    must(server->members().suspend(ana));
    EXPECT_EQ(release(), ErrorKind::denied) << "its time has come meanwhile";
    must(server->members().restore(ana));
    EXPECT_EQ(waiting(), 1U);
    EXPECT_EQ(release(), std::nullopt);
    EXPECT_EQ(delivered(), 1U);
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

TEST_F(MailReleaseTest, AHeaderAsLongAsItMayBeLeavesWithWhatWeAdd) {
    const std::string from = "From: ana@example.org\r\n\r\n";
    const std::size_t room = mail::smtp::header_octets_max - from.size();
    std::string text;
    while (text.size() < room) {
        // The last one takes the rest, so that none is too short to be a field.
        const std::size_t left = room - text.size();
        text += "X: " + std::string((left < 950 ? left : 900) - 5, 'x') + "\r\n";
    }
    ASSERT_TRUE(hold(login(), "ana@example.org", text + from + "x\r\n"));
    EXPECT_EQ(release(), std::nullopt);
    EXPECT_EQ(delivered(), 1U);
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

TEST(HeldMail, LeavesRoomForWhatIsSentAtOnce) {
    jmap::Submissions kept;
    std::uint64_t seq = 0;
    const auto submit = [&](const std::string& id, events::SubmissionUndo undo) {
        events::SubmissionEvent event;
        event.mutable_submitted()->set_id(id);
        event.mutable_submitted()->set_undo(undo);
        return !kept.apply(++seq, as_bytes(event.SerializeAsString())).error;
    };
    for (std::size_t i = 0; i < mail::queue::held_messages_max; ++i)
        ASSERT_TRUE(submit("held" + std::to_string(i), events::SUBMISSION_PENDING));
    for (std::size_t i = 0; i < jmap::submissions_max + 1; ++i)
        ASSERT_TRUE(submit("sent" + std::to_string(i), events::SUBMISSION_FINAL)) << i;
    EXPECT_NE(kept.find_submission("held0"), nullptr);
    EXPECT_EQ(kept.find_submission("sent0"), nullptr) << "the oldest that can be forgotten goes";
}

}  // namespace
}  // namespace milpa::server
