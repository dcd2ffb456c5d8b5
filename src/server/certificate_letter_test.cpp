// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/certificate_letter.hpp"

#include <gtest/gtest.h>

#include "mail/message/extract.hpp"
#include "server/testing.hpp"

namespace milpa::server {
namespace {

constexpr WallTime now = WallTime(std::chrono::hours(500'000));

RenewalReport report(std::string trouble) {
    return {.domain = "b.test",
            .names = {"b.test"},
            .last = acme::Report{.label = "b.test",
                                 .names = {"b.test"},
                                 .lifetime = acme::Lifetime{.from = now - std::chrono::hours(2000),
                                                            .until = now + std::chrono::hours(100)},
                                 .next_try = now + std::chrono::hours(1),
                                 .failures = 4,
                                 .last_trouble = std::move(trouble),
                                 .alarm = true}};
}

TEST(CertificateLetter, SaysWhatIsWrongAndUntilWhenThereIsTime) {
    const std::string letter = certificate_letter(
        {.domain = "a.test", .to = "ada@a.test", .token = "00ff", .now = now}, report("no such name"));
    EXPECT_NE(letter.find("\r\nTo: <ada@a.test>\r\n"), std::string::npos);
    EXPECT_NE(letter.find("The certificate of b.test is not renewed"), std::string::npos);
    EXPECT_NE(letter.find("good until 2027-01-19"), std::string::npos) << letter;
    EXPECT_NE(letter.find("\r\n  no such name\r\n"), std::string::npos);
    EXPECT_EQ(mail::message::extract(letter).preview().substr(0, 34), "This is the mail server of a.test.");
}

TEST(CertificateLetter, NobodyElsesWordsBeginALine) {
    const std::string letter =
        certificate_letter({.domain = "a.test", .to = "ada@a.test", .token = "00ff", .now = now},
                           report("x\r\n.\r\nSubject: y"));
    EXPECT_EQ(letter.find("\nSubject: y"), std::string::npos);
    EXPECT_EQ(letter.find("\n."), std::string::npos);
}

TEST(CertificateLetter, OnlyTroubleThatNeedsPeopleIsOne) {
    RenewalReport one = report("x");
    EXPECT_TRUE(one.needs_people());
    one.last->alarm = false;
    EXPECT_FALSE(one.needs_people());
    one.last->lifetime.reset();
    EXPECT_TRUE(one.needs_people());
    one.last->failures = 0;
    EXPECT_FALSE(one.needs_people());
    EXPECT_FALSE(RenewalReport().needs_people());
}

/// On the home thread of the vault.
Task<Result<std::uint64_t>> messages_of(Lent<Server> server, members::Login login) {
    CO_TRY(const mail::account::AccountHandle account, co_await server->open_account(std::move(login)));
    co_return account->state().usage().messages;
}

using CertificateLetterServer = testing::OpenServerTest;

TEST_F(CertificateLetterServer, WhoeverCannotBeToldDeprivesNobodyElse) {
    const auto pointer = [&](const MemberId& id) { return *server->collective().read_member(id); };
    const auto ana = pointer(add("ana@example.org")), berta = pointer(add("berta@example.org"));
    const auto chico = pointer(add("chico@example.org"));
    ASSERT_TRUE(net::run_now(server->remove_member(berta->id)));
    const auto told =
        net::run_now(tell(server.get(), {berta, ana, berta, chico}, "example.org", report("x")));
    ASSERT_FALSE(told.has_value());
    EXPECT_EQ(told.error().kind, ErrorKind::missing);
    for (const auto& member : {ana, chico}) {
        auto login = net::run_now(server->logins().login(member->address(), crypto::SecretText(password)));
        ASSERT_TRUE(login.has_value());
        const auto letters = net::run_now(
            net::call_on(server->home_of(member->vault), messages_of(server.get(), std::move(*login))));
        ASSERT_TRUE(letters.has_value());
        EXPECT_EQ(*letters, 1U) << member->address();
    }
}

}  // namespace
}  // namespace milpa::server
