// SPDX-License-Identifier: AGPL-3.0-or-later
// What members say: logins, in whose name they write, and what leaves the house of what their programs wrote.
#include <gtest/gtest.h>

#include <array>

#include "mail/smtp/dialogue.hpp"

namespace milpa::mail::smtp {
namespace {

/// As ana: \0ana\0secret
std::string member(const std::string& rest) { return "EHLO c.test\nAUTH PLAIN AGFuYQBzZWNyZXQ=\n" + rest; }

std::string member_sends(const std::string& message) {
    return member("MAIL FROM:<ana@milpa.test>\nRCPT TO:<z@other.test>\nDATA\n" + message + ".\nQUIT\n");
}

const std::vector<Dialogue>& dialogues() {
    static const std::vector<Dialogue> rows = [] {
        std::vector<Dialogue> all;
        const auto submission = [&](std::string name, std::string says, std::string replies,
                                    std::size_t stored = 0, void (*prepare)(ScriptedHouse&) = nullptr,
                                    Channel channel = Channel::tls) {
            all.push_back({std::move(name), std::move(says), std::move(replies), channel, Service::submission,
                           prepare, stored});
        };
        submission("AUTH in clear", "EHLO c.test\nMAIL FROM:<>\nAUTH PLAIN AGFuYQBzZWNyZXQ=\nQUIT\n",
                   "220 250 530:5.7.0 538:5.7.11 221", 0, nullptr, Channel::clear);
        submission("no AUTH", "EHLO c.test\nMAIL FROM:<ana@milpa.test>\nVRFY ana\nQUIT\n",
                   "220 250 530:5.7.0 530:5.7.0 221");
        submission("AUTH PLAIN, LOGIN, cancelled",
                   "EHLO c.test\nAUTH PLAIN\n*\nAUTH LOGIN\nYW5h\nc2VjcmV0\nAUTH PLAIN =\nQUIT\n",
                   "220 250 334 501:5.7.0 334 334 235:2.7.0 503:5.5.1 221");
        submission("AUTH LOGIN with a first response", "EHLO c.test\nAUTH LOGIN YW5h\nc2VjcmV0\nQUIT\n",
                   "220 250 334 235 221");
        submission(
            "AUTH that is not understood",
            "EHLO c.test\nAUTH FROB\nAUTH PLAIN !\nAUTH PLAIN YQ==\nAUTH PLAIN eABhbmEAc2VjcmV0\nQUIT\n",
            "220 250 504:5.5.4 501:5.5.2 501:5.5.4 501:5.5.4 221");
        submission("wrong passwords end it",
                   "EHLO c.test\nAUTH PLAIN AGFuYQB4\nAUTH PLAIN AGFuYQB4\nAUTH PLAIN AGFuYQB4\nNOOP\n",
                   "220 250 535:5.7.8 535:5.7.8 535:5.7.8");
        submission("too many tries", "EHLO c.test\nAUTH PLAIN AGFuYQB4\nQUIT\n", "220 250 454:4.7.0 221", 0,
                   [](ScriptedHouse& house) { house.login_fails = ErrorKind::limit; });
        submission("locked at login", "EHLO c.test\nAUTH PLAIN AGFuYQB4\nQUIT\n", "220 250 451:4.3.2 221", 0,
                   [](ScriptedHouse& house) { house.login_fails = ErrorKind::closed; });
        submission("a member sends",
                   member("MAIL FROM:<ana@milpa.test>\nRCPT TO:<beto@milpa.test>\nRCPT TO:<z@other.test>\n"
                          "DATA\nFrom: ana@milpa.test\n\nhi\n.\nQUIT\n"),
                   "220 250 235 250 250 250 354 250:2.6.0 221", 1);
        submission("another's sender", member("MAIL FROM:<beto@milpa.test>\nQUIT\n"),
                   "220 250 235 553:5.7.1 221");
        const std::string refused = "220 250 235 250 250 354 ";
        for (const auto& [name, header, reply] : std::vector<std::array<std::string, 3>>{
                 {"another's From", "From: beto@milpa.test\n", "550:5.7.1"},
                 {"another's Sender", "From: ana@milpa.test\nSender: beto@milpa.test\n", "550:5.7.1"},
                 {"two authors, one another's",
                  "From: ana@milpa.test, beto@milpa.test\nSender: ana@milpa.test\n", "550:5.7.1"},
                 {"resent by another", "Resent-From: beto@milpa.test\nFrom: ana@milpa.test\n", "550:5.7.1"},
                 {"resent for another",
                  "Resent-From: ana@milpa.test\nResent-Sender: beto@milpa.test\nFrom: ana@milpa.test\n",
                  "550:5.7.1"},
                 {"resent by another before",
                  "Resent-From: ana@milpa.test\nResent-From: beto@milpa.test\nFrom: ana@milpa.test\n",
                  "550:5.7.1"},
                 {"resent by who knows whom",
                  "From: ana@milpa.test\nResent-From: ana@milpa.test <b@x.test>\n", "554:5.6.0"},
                 {"resent by nobody", "From: ana@milpa.test\nResent-Sender:\n", "554:5.6.0"},
                 {"a hidden address", "From: \"ana@milpa.test\" <beto@milpa.test>\n", "550:5.7.1"},
                 {"two authors, and nobody sends it", "From: ana@milpa.test, taller@milpa.test\n",
                  "554:5.6.0"},
                 {"two senders", "From: ana@milpa.test\nSender: ana@milpa.test, taller@milpa.test\n",
                  "554:5.6.0"},
                 {"an empty Sender", "From: ana@milpa.test\nSender:\n", "554:5.6.0"},
                 {"a group", "From: us: ana@milpa.test;\n", "554:5.6.0"},
                 {"no address", "From: ana\n", "554:5.6.0"},
                 {"an empty From", "From:\n", "554:5.6.0"},
                 {"no From", "To: x\n", "554:5.6.0"},
                 {"two From", "From: ana@milpa.test\nFROM: ana@milpa.test\n", "554:5.6.0"},
                 {"two addresses that are none", "From: ana@milpa.test <beto@milpa.test>\n", "554:5.6.0"},
                 {"a hidden field", "From: ana@milpa.test\nFrom\xc2\xa0: beto@milpa.test\n", "554:5.6.0"}}) {
            submission(name, member_sends(header + "\nx\n"), refused + reply + " 221");
        }
        submission("two addresses of one's own, and who sends it",
                   member_sends("From: ana@milpa.test, taller@milpa.test\nSender: ana@milpa.test\n\nx\n"),
                   "220 250 235 250 250 354 250:2.6.0 221", 1);
        submission(
            "one's own, resent by oneself",
            member_sends("Resent-From: ana@milpa.test, taller@milpa.test\nResent-Sender: ana@milpa.test\n"
                         "From: ana@milpa.test\n\nx\n"),
            "220 250 235 250 250 354 250:2.6.0 221", 1);
        submission("a notice from nobody",
                   member("MAIL FROM:<>\nRCPT TO:<z@other.test>\nDATA\nFrom: ana@milpa.test\n\nx\n.\nQUIT\n"),
                   "220 250 235 250 250 354 250:2.6.0 221", 1);
        submission("the send limit",
                   member("MAIL FROM:<>\nRCPT TO:<1@o.test>\nRCPT TO:<2@o.test>\nRCPT TO:<3@o.test>\nRSET\n"
                          "MAIL FROM:<>\nRCPT TO:<1@o.test>\nRCPT TO:<2@o.test>\nRCPT TO:<3@o.test>\nQUIT\n"),
                   "220 250 235 250 250 250 250 250 250 250 250 450:4.7.1 221");
        return all;
    }();
    return rows;
}

TEST(SmtpSubmission, Dialogues) { expect_replies(dialogues()); }

TEST(SmtpSubmission, SurvivesEveryBrokenStep) { expect_kept_at_every_broken_step(dialogues()); }

Dialogue as_member() {
    Dialogue dialogue;
    dialogue.channel = Channel::tls;
    dialogue.service = Service::submission;
    return dialogue;
}

/// What is left of a message that ana sends; empty where it was refused.
std::string stored_of(const std::string& message) {
    ScriptedHouse house;
    (void)talk(house, as_member(), pieces(with_crlf(member_sends(message)), Cut::lines));
    return house.stored.size() == 1 ? house.stored.front().content : std::string();
}

TEST(SmtpSubmission, TellsNothingOfTheClient) {
    ScriptedHouse house;
    const std::string says = with_crlf(
        "EHLO laptop.home.test\nAUTH PLAIN AGFuYQBzZWNyZXQ=\nMAIL FROM:<ana@milpa.test>\nRCPT "
        "TO:<z@other.test>\nDATA\n"
        "Received: from laptop (localhost [127.0.0.1])\n\tby laptop.home.test; Tue, 14 Nov 2023 22:13:19\n"
        "From: Ana <taller@milpa.test>\nBcc: secret@x.test\nX-Originating-IP: [192.0.2.7]\n"
        "Message-ID: <ZVPx@laptop.home.test>\nUser-Agent: Mutt/2.2 (laptop)\nSubject: x\n\nbody\n.\n");
    (void)talk(house, as_member(), pieces(says, Cut::lines));
    ASSERT_EQ(house.stored.size(), 1U);
    const auto& message = house.stored.front();
    EXPECT_TRUE(message.submitted);
    EXPECT_EQ(message.envelope.member, ScriptedHouse::ana());
    EXPECT_EQ(message.envelope.origin.address + message.envelope.origin.hello, "");
    EXPECT_EQ(message.envelope.recipients.front().vault, std::nullopt);
    for (const auto* secret : {"192.0.2.7", "127.0.0.1", "laptop", "secret@x.test", "other.test"}) {
        EXPECT_FALSE(message.content.contains(secret)) << secret;
    }
    EXPECT_EQ(message.content,
              "Return-Path: <ana@milpa.test>\r\nReceived: by mx.milpa.test with ESMTPSA;\r\n"
              "\tTue, 14 Nov 2023 22:13:20 +0000\r\n"
              "From: Ana <taller@milpa.test>\r\nSubject: x\r\n"
              "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\nMessage-ID: <ZVPx@milpa.test>\r\n\r\nbody\r\n");
}

TEST(SmtpSubmission, MakesAnIdWhereThereIsNone) {
    const std::string without = stored_of("From: ana@milpa.test\n\nx\n");
    const std::string unreadable = stored_of("From: ana@milpa.test\nMessage-ID: laptop 17\n\nx\n");
    for (const std::string& content : {without, unreadable}) {
        const std::size_t at = content.find("Message-ID: <");
        ASSERT_NE(at, std::string::npos);
        EXPECT_EQ(content.substr(at + 13 + 32), "@milpa.test>\r\n\r\nx\r\n");
        EXPECT_FALSE(content.contains("laptop"));
    }
}

TEST(SmtpSubmission, SaysWhatIsMissing) {
    const std::pair<std::string, std::string> rows[] = {
        {"To: x\n", "554 5.6.0 The message has no From field\r\n"},
        {"From: ana@milpa.test\nFrom: ana@milpa.test\n", "554 5.6.0 The message has several From fields\r\n"},
        {"From: ana@milpa.test\nno field\n", "554 5.6.0 A line of the header is no field"},
        {"From: us: ana@milpa.test;\n", "554 5.6.0 From names a group"},
        {"From: ana\n", "554 5.6.0 From is not plain"},
        {"From: beto@milpa.test\n", "550 5.7.1 From is not an address of yours\r\n"},
        {"From: ana@milpa.test\nSender: beto@milpa.test\n",
         "550 5.7.1 Sender is not an address of yours\r\n"},
        {"From: ana@milpa.test, taller@milpa.test\n", "554 5.6.0 From names several people: Sender has to"},
        {"From: ana@milpa.test\nResent-From: beto@milpa.test\n",
         "550 5.7.1 Resent-From or Resent-Sender is not an"},
        {"From: ana@milpa.test\nResent-From: ana\n", "554 5.6.0 Resent-From or Resent-Sender is not plain"},
    };
    for (const auto& [header, reply] : rows) {
        ScriptedHouse house;
        const auto says = pieces(with_crlf(member_sends(header + "\nx\n")), Cut::lines);
        EXPECT_TRUE(talk(house, as_member(), says).written.contains("\r\n" + reply)) << header;
    }
}

TEST(SmtpSubmission, OffersLoginsInTlsOnly) {
    ScriptedHouse house;
    const std::string offered = written(house, {"EHLO c.test\n"}, as_member());
    EXPECT_TRUE(offered.contains("250-AUTH PLAIN LOGIN\r\n"));
    EXPECT_FALSE(offered.contains("STARTTLS"));
}

TEST(SmtpSubmission, SaysWhoCallsAtALogin) {
    ScriptedHouse house;
    (void)written(house, {"EHLO c.test\n", "AUTH PLAIN AGFuYQBzZWNyZXQ=\n", "QUIT\n"}, as_member());
    ASSERT_EQ(house.callers.size(), 1U);
    EXPECT_EQ(house.callers.front().peer, net::PeerAddress::parse("192.0.2.7").value());
}

TEST(SmtpSubmission, WhoDoesNotLogInIsNotWaitedForLong) {
    ScriptedHouse house;
    house.settings.service = Service::submission;
    const Services services = house.services();
    net::ScriptedWire wire;
    wire.is_secure();
    wire.falls_silent();
    wire.says("EHLO c.test\r\n");
    for (int i = 0; i < 90; ++i) {
        wire.says("NOOP\r\n").then([&] { house.clock.advance(std::chrono::seconds(50)); });
    }
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    EXPECT_TRUE(wire.written().ends_with("421 4.4.2 Waited too long\r\n"));
    EXPECT_LT(wire.steps(), 40U);
}

TEST(SmtpSendLimits, FillsEvenly) {
    SendLimits limits(2, std::chrono::hours(1));
    ManualClock clock;
    const MemberId ana = ScriptedHouse::ana();
    EXPECT_TRUE(limits.spend(ana, clock.steady()));
    EXPECT_TRUE(limits.spend(ana, clock.steady()));
    EXPECT_FALSE(limits.spend(ana, clock.steady()));
    EXPECT_TRUE(limits.spend(MemberId(), clock.steady()));
    clock.advance(std::chrono::minutes(31));
    EXPECT_TRUE(limits.spend(ana, clock.steady()));
    EXPECT_FALSE(limits.spend(ana, clock.steady()));
}

TEST(SmtpSendLimits, CountsSeveralWholeOrNotAndTakesThemBack) {
    SendLimits limits(10, std::chrono::hours(1));
    ManualClock clock;
    const MemberId ana = ScriptedHouse::ana();
    EXPECT_EQ(limits.recipients_max(), 10U);
    EXPECT_FALSE(limits.spend(ana, clock.steady(), 11)) << "more than there ever are";
    EXPECT_TRUE(limits.spend(ana, clock.steady(), 7));
    EXPECT_FALSE(limits.spend(ana, clock.steady(), 4));
    EXPECT_EQ(limits.spent(ana, clock.steady()), 7U) << "what is refused costs nothing";
    limits.give_back(ana, clock.steady(), 7);
    EXPECT_TRUE(limits.spend(ana, clock.steady(), 10));
    limits.give_back(ana, clock.steady(), 99);
    EXPECT_TRUE(limits.spend(ana, clock.steady(), 10));
    EXPECT_FALSE(limits.spend(ana, clock.steady())) << "never more than the limit";
    // Steps that are no whole part of one leave it whole.
    for (int i = 0; i < 3'600; ++i) {
        clock.advance(std::chrono::seconds(1));
        (void)limits.spent(ana, clock.steady());
        EXPECT_FALSE(limits.spend(ana, clock.steady(), 11));
    }
    EXPECT_TRUE(limits.spend(ana, clock.steady(), 10));
    limits.give_back(MemberId(), clock.steady(), 5);
    EXPECT_EQ(limits.spent(MemberId(), clock.steady()), 0U);
}

TEST(SmtpSendLimits, WhatWasSpentCountsAfterAChange) {
    SendLimits limits(4, std::chrono::hours(1));
    ManualClock clock;
    const MemberId ana = ScriptedHouse::ana();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(limits.spend(ana, clock.steady()));
    limits.change(5, clock.steady());
    EXPECT_EQ(limits.spent(ana, clock.steady()), 3U);
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(limits.spend(ana, clock.steady()));
    EXPECT_FALSE(limits.spend(ana, clock.steady()));
    limits.change(2, clock.steady());
    EXPECT_FALSE(limits.spend(ana, clock.steady()));
    // What is over the new limit is not to be waited for longer than a whole bucket is.
    clock.advance(std::chrono::hours(1));
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(limits.spend(ana, clock.steady()));
    EXPECT_FALSE(limits.spend(ana, clock.steady()));
    // Who has written to nobody has all of it.
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(limits.spend(MemberId(), clock.steady()));
    EXPECT_FALSE(limits.spend(MemberId(), clock.steady()));
}

}  // namespace
}  // namespace milpa::mail::smtp
