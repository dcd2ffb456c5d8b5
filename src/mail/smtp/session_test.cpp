// SPDX-License-Identifier: AGPL-3.0-or-later
// What other servers say. What members say: submission_test.cpp.
#include "mail/smtp/session.hpp"

#include <gtest/gtest.h>

#include "mail/smtp/command.hpp"
#include "mail/smtp/dialogue.hpp"

namespace milpa::mail::smtp {
namespace {

using namespace std::string_literals;

const std::vector<Dialogue>& dialogues() {
    static const std::vector<Dialogue> rows = [] {
        const std::string start = "EHLO c.test\nMAIL FROM:<x@c.test>\nRCPT TO:<ana@milpa.test>\n";
        return std::vector<Dialogue>{
            {.name = "a message",
             .says = start + "DATA\nSubject: x\n\nbody\n.\nQUIT\n",
             .replies = "220 250 250:2.1.0 250:2.1.5 354 250:2.6.0 221:2.0.0",
             .stored = 1},
            {.name = "two messages",
             .says = start + "DATA\na\n.\nMAIL FROM:<>\nRCPT TO:<beto@milpa.test>\nDATA\nb\n.\nQUIT\n",
             .replies = "220 250 250 250 354 250 250 250 354 250 221",
             .stored = 2},
            {.name = "HELO", .says = "HELO c.test\nQUIT\n", .replies = "220 250 221"},
            {.name = "no EHLO",
             .says = "MAIL FROM:<>\nRSET\nNOOP\nQUIT\n",
             .replies = "220 503:5.5.1 250 250 221"},
            {.name = "bad sequences",
             .says = "EHLO c.test\nRCPT TO:<a@b.test>\nDATA\nMAIL FROM:<>\nMAIL FROM:<>\nDATA\nQUIT\n",
             .replies = "220 250 503:5.5.1 503:5.5.1 250 503:5.5.1 554:5.5.1 221"},
            {.name = "RSET and EHLO end a transaction",
             .says = start + "RSET\nDATA\nMAIL FROM:<>\nRCPT TO:<ana@milpa.test>\nEHLO c.test\nDATA\nQUIT\n",
             .replies = "220 250 250 250 250 503 250 250 250 503 221"},
            {.name = "recipients",
             .says = "EHLO c.test\nMAIL FROM:<>\nRCPT TO:<x@milpa.test>\nRCPT TO:<gone@milpa.test>\n"
                     "RCPT TO:<full@milpa.test>\nRCPT TO:<a@other.test>\nRCPT TO:<postmaster>\nRCPT "
                     "TO:<bad>\nQUIT\n",
             .replies = "220 250 250 550:5.1.1 550:5.2.1 452:4.2.2 550:5.7.1 250:2.1.5 501:5.1.3 221"},
            {.name = "too many recipients, and one twice",
             .says = start +
                     "RCPT TO:<ana@milpa.test>\nRCPT TO:<beto@milpa.test>\nRCPT TO:<carla@milpa.test>\n"
                     "RCPT TO:<dora@milpa.test>\nQUIT\n",
             .replies = "220 250 250 250 250 250 250 452:4.5.3 221"},
            {.name = "syntax",
             .says = "EHLO\nFROB\nMAIL FROM:<x\nEHLO c.test\nMAIL FROM:<x\nMAIL FROM:<> X=y\nVRFY a\nEXPN "
                     "a\nHELP\n"
                     "AUTH PLAIN\nSTARTTLS\nQUIT\n",
             .replies =
                 "220 501:5.5.4 500:5.5.1 501:5.1.7 250 501:5.1.7 555:5.5.4 252:2.1.5 502:5.5.1 214:2.0.0 "
                 "502:5.5.1 502:5.5.1 221"},
            {.name = "SIZE",
             .says = "EHLO c.test\nMAIL FROM:<> SIZE=200001\nMAIL FROM:<> SIZE=200000\nQUIT\n",
             .replies = "220 250 552:5.3.4 250 221"},
            {.name = "UTF-8 without SMTPUTF8",
             .says = "EHLO c.test\nMAIL FROM:<\xc3\xb1@c.test>\nMAIL FROM:<>\nRCPT "
                     "TO:<\xc3\xb1@milpa.test>\nQUIT\n",
             .replies = "220 250 553:5.6.7 250 553:5.6.7 221"},
            {.name = "locked",
             .says = "EHLO c.test\nMAIL FROM:<>\nQUIT\n",
             .replies = "220 250 451:4.3.2 221",
             .prepare = [](ScriptedHouse& house) { house.is_locked = true; }},
            {.name = "dots",
             .says = start + "DATA\n..a\n...\n.\nQUIT\n",
             .replies = "220 250 250 250 354 250 221",
             .stored = 1},
            {.name = "bare LF in DATA",
             .says = start + "DATA\na\x01"s + "b\n.\nQUIT\n",
             .replies = "220 250 250 250 354 554:5.6.11 221"},
            {.name = "too big",
             .says = start + "DATA\n" + std::string(200'001, 'x') + "\n.\nNOOP\nQUIT\n",
             .replies = "220 250 250 250 354 552:5.3.4 250 221"},
            {.name = "far too big: not worth waiting for",
             .says = start + "DATA\n" + std::string(500'000, 'x') + "\n.\nNOOP\n",
             .replies = "220 250 250 250 354 552:5.3.4"},
            {.name = "a loop",
             .says = start + "DATA\n" +
                     [] {
                         std::string hops;
                         for (std::size_t i = 0; i <= hops_max; ++i) hops += "Received: by x\n";
                         return hops;
                     }() +
                     "\n.\nQUIT\n",
             .replies = "220 250 250 250 354 554:5.4.6 221"},
            {.name = "disk full at commit",
             .says = start + "DATA\na\n.\nQUIT\n",
             .replies = "220 250 250 250 354 452:4.3.1 221",
             .prepare = [](ScriptedHouse& house) { house.commit_fails = ErrorKind::limit; }},
            {.name = "a write fails",
             .says = start + "DATA\na\n\nb\n.\nQUIT\n",
             .replies = "220 250 250 250 354 451:4.3.0 221",
             .prepare = [](ScriptedHouse& house) { house.write_fails = ErrorKind::io; }},
            {.name = "no message can be begun",
             .says = start + "DATA\nBDAT 1 LAST\nxQUIT\n",
             .replies = "220 250 250 250 452:4.3.1 503:5.5.1 221",
             .prepare = [](ScriptedHouse& house) { house.begin_fails = ErrorKind::limit; }},
            {.name = "lookups fail",
             .says = "EHLO c.test\nMAIL FROM:<>\nRCPT TO:<ana@milpa.test>\nQUIT\n",
             .replies = "220 250 250 451:4.3.0 221",
             .prepare = [](ScriptedHouse& house) { house.find_fails = ErrorKind::io; }},
            {.name = "refused by DMARC",
             .says = start + "DATA\na\n.\nQUIT\n",
             .replies = "220 250 250 250 354 550:5.7.26 221",
             .prepare = [](ScriptedHouse& house) { house.acceptance = Acceptance::unauthenticated; }},
            {.name = "full at commit",
             .says = start + "DATA\na\n.\nQUIT\n",
             .replies = "220 250 250 250 354 452:4.2.2 221",
             .prepare = [](ScriptedHouse& house) { house.acceptance = Acceptance::over_quota; }},
            {.name = "nobody is left at commit",
             .says = start + "DATA\na\n.\nQUIT\n",
             .replies = "220 250 250 250 354 550:5.1.1 221",
             .prepare = [](ScriptedHouse& house) { house.acceptance = Acceptance::nobody; }},
            {.name = "BDAT",
             .says = start + "BDAT 6\nabcd\nBDAT 6 LAST\nefgh\nQUIT\n",
             .replies = "220 250 250 250 250:2.0.0 250:2.6.0 221",
             .stored = 1},
            {.name = "BDAT with an empty last",
             .says = start + "BDAT 6\nabcd\nBDAT 0 LAST\nQUIT\n",
             .replies = "220 250 250 250 250 250:2.6.0 221",
             .stored = 1},
            {.name = "BDAT holds commands",
             .says = start + "BDAT 13 LAST\nQUIT\n.\nXX\nNOOP\nQUIT\n",
             .replies = "220 250 250 250 250:2.6.0 250 221",
             .stored = 1},
            {.name = "no DATA, RCPT, MAIL after BDAT",
             .says =
                 start + "BDAT 0\nDATA\nRCPT TO:<beto@milpa.test>\nMAIL FROM:<>\nRSET\nMAIL FROM:<>\nQUIT\n",
             .replies = "220 250 250 250 250 503:5.5.1 503:5.5.1 503:5.5.1 250 250 221"},
            {.name = "BDAT at a wrong place swallows its octets",
             .says = "EHLO c.test\nBDAT 6\nQUIT\nMAIL FROM:<>\nBDAT 6 LAST\nQUIT\nQUIT\n",
             .replies = "220 250 503:5.5.1 250 554:5.5.1 221"},
            {.name = "BDAT that cannot be counted",
             .says = start + "BDAT x\nQUIT\n",
             .replies = "220 250 250 250 501:5.5.4"},
            {.name = "a failed chunk wrecks the transaction",
             .says = start + "BDAT 4\na\x01"s + "bcBDAT 3\nabcDATA\nBDAT 1 LAST\naRSET\nMAIL FROM:<>\nQUIT\n",
             .replies = "220 250 250 250 554:5.6.11 503:5.5.1 503:5.5.1 503:5.5.1 250 250 221"},
            {.name = "a CR at the end of chunks",
             .says = start + "BDAT 2 LAST\na\x02QUIT\n"s,
             .replies = "220 250 250 250 554:5.6.11 221"},
            {.name = "chunks that are too big",
             .says = start + "BDAT 200001 LAST\n" + std::string(200'001, 'x') + "QUIT\n",
             .replies = "220 250 250 250 552:5.3.4 221"},
            {.name = "a chunk beyond all",
             .says = "EHLO c.test\nBDAT 99999999999999999999\nQUIT\n",
             .replies = "220 250 503:5.5.1"},
            {.name = "unknown commands",
             .says = "A\nB\nC\nD\nE\nF\nQUIT\n",
             .replies = "220 500 500 500 500 500 421:4.7.0"},
            {.name = "a bare LF in a command",
             .says = "EHLO c.test\nNO\x01OP\nQUIT\n"s,
             .replies = "220 250 500:5.5.2"},
            {.name = "a bare CR in a command",
             .says = "EHLO c.test\nNO\x02OP\nQUIT\n"s,
             .replies = "220 250 500:5.5.2"},
            {.name = "a long line",
             .says = "NOOP " + std::string(5000, 'x') + "\nNOOP\nQUIT\n",
             .replies = "220 500:5.5.6 250 221"},
            {.name = "the peer goes away", .says = start, .replies = "220 250 250 250 421:4.3.2"},
            {.name = "the peer goes away within DATA",
             .says = start + "DATA\na\n",
             .replies = "220 250 250 250 354 421:4.3.2"},
        };
    }();
    return rows;
}

TEST(SmtpSession, Dialogues) { expect_replies(dialogues()); }

TEST(SmtpSession, SurvivesEveryBrokenStep) { expect_kept_at_every_broken_step(dialogues()); }

TEST(SmtpSession, OffersWhatItDoes) {
    ScriptedHouse house;
    house.settings.starttls = false;
    EXPECT_EQ(written(house, {"EHLO c.test\n", "QUIT\n"}),
              "220 mx.milpa.test ESMTP\r\n"
              "250-mx.milpa.test\r\n250-PIPELINING\r\n250-SIZE 200000\r\n250-ENHANCEDSTATUSCODES\r\n"
              "250-8BITMIME\r\n250-SMTPUTF8\r\n250 CHUNKING\r\n221 2.0.0 Goodbye\r\n");
}

TEST(SmtpSession, AnswersAGroupInOneWrite) {
    ScriptedHouse house;
    net::ScriptedWire wire;
    wire.falls_silent();
    wire.says("EHLO c.test\r\n");
    wire.says("MAIL FROM:<>\r\nRCPT TO:<ana@milpa.test>\r\nRCPT TO:<x@milpa.test>\r\nDATA\r\n");
    wire.says("a\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<ana@milpa.test>\r\nDATA\r\n");
    wire.says("b\r\n.\r\nQUIT\r\n");
    const Services services = house.services();
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    EXPECT_EQ(summary(wire.written(), ""), "220 250 250 250 550 354 250 250 250 354 250 221");
    ASSERT_EQ(house.stored.size(), 2U);
    EXPECT_TRUE(house.stored[1].content.ends_with("\r\nb\r\n"));
    // wait, greeting, then (wait, read, write) for each of the four, and the end.
    EXPECT_LE(wire.steps(), 2U + 4 * 3 + 2);
}

TEST(SmtpSession, RefusesWhatWasSlippedIn) {
    const std::pair<std::vector<std::string>, std::string> rows[] = {
        {{"EHLO c.test\r\nMAIL FROM:<>\r\n"}, "220 554:5.5.0"},
        {{"EHLO c.test\r\n", "STARTTLS\r\nMAIL FROM:<evil@x.test>\r\n"}, "220 250 554:5.5.0"},
        {{"EHLO c.test\r\n", "MAIL FROM:<>\r\nRCPT TO:<ana@milpa.test>\r\nDATA\r\nhidden\r\n.\r\n"},
         "220 250 250 250 554:5.5.0"},
    };
    for (const auto& [says, replies] : rows) {
        ScriptedHouse house;
        const Talked outcome = talk(house, {}, says);
        EXPECT_EQ(summary(outcome.written, replies), replies);
        EXPECT_TRUE(house.stored.empty());
    }
}

TEST(SmtpSession, RefusesEarlyTalkers) {
    ScriptedHouse house;
    net::ScriptedWire wire;
    wire.says("EHLO c.test\r\n");
    const Services services = house.services();
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    EXPECT_EQ(summary(wire.written(), "554:5.5.0"), "554:5.5.0");
}

TEST(SmtpSession, EndsWhenItIsTold) {
    const std::string hello = "EHLO c.test\r\n";
    const std::string begin = "MAIL FROM:<>\r\nRCPT TO:<ana@milpa.test>\r\nDATA\r\n";
    const struct {
        std::vector<std::string> before;
        std::vector<std::string> after;
        std::string replies;
        std::size_t stored;
    } rows[] = {
        {{}, {hello}, "421:4.3.2", 0},
        {{hello}, {"NOOP\r\n"}, "220 250 421:4.3.2", 0},
        // What is half there is not taken, nor what follows it.
        {{hello, begin, "a\r\n"}, {"b\r\n", "c\r\n.\r\n"}, "220 250 250 250 354 421:4.3.2", 0},
        // What was whole is answered first.
        {{hello, begin, "a\r\n.\r\n"}, {hello}, "220 250 250 250 354 250 421:4.3.2", 1},
    };
    for (const auto& row : rows) {
        ScriptedHouse house;
        const Services services = house.services();
        net::ScriptedWire wire;
        const auto ending = std::make_shared<net::Ending>();
        if (!row.before.empty()) wire.falls_silent();
        for (const std::string& say : row.before) wire.says(say);
        wire.then([&] {
            ending->end();
            wire.nudge();
        });
        for (const std::string& say : row.after) wire.says(say);
        net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services, ending));
        EXPECT_EQ(summary(wire.written(), row.replies), row.replies);
        EXPECT_EQ(house.stored.size(), row.stored);
        EXPECT_TRUE(wire.is_closed());
    }
}

TEST(SmtpSession, ForgetsWhatWasSaidInClear) {
    ScriptedHouse house;
    house.settings.starttls = true;
    const auto tls = net::TlsContext::client(net::TlsContext::Trust::nobody);
    ASSERT_TRUE(tls);
    const Services services = house.services();
    net::ScriptedWire wire;
    wire.falls_silent();
    for (const auto* line : {"EHLO c.test\r\n", "STARTTLS\r\n", "MAIL FROM:<>\r\n", "EHLO c.test\r\n",
                             "STARTTLS\r\n", "QUIT\r\n"}) {
        wire.says(line);
    }
    net::run_now(serve_on(&wire, "192.0.2.7", tls->get(), &house.settings, &services));
    const std::string replies = "220 250 220:2.0.0 503:5.5.1 250 503:5.5.1 221";
    EXPECT_EQ(summary(wire.written(), replies), replies);
    EXPECT_TRUE(wire.written().substr(0, wire.written().find("220 2.0.0")).contains("STARTTLS"));
}

TEST(SmtpSession, PutsTraceInFront) {
    ScriptedHouse house;
    (void)written(house, {"EHLO c(x).test\n", "MAIL FROM:<x@c.test>\n", "RCPT TO:<ana@milpa.test>\n",
                          "DATA\n", "Return-Path: <forged@x.test>\nSubject: x\n\nbody\n.\n"});
    ASSERT_EQ(house.stored.size(), 1U);
    const auto& message = house.stored.front();
    EXPECT_EQ(message.content,
              "Return-Path: <x@c.test>\r\n"
              "Received: from unknown ([192.0.2.7])\r\n\tby mx.milpa.test with ESMTP\r\n"
              "\tfor <ana@milpa.test>;\r\n\tTue, 14 Nov 2023 22:13:20 +0000\r\n"
              "Subject: x\r\n\r\nbody\r\n");
    EXPECT_EQ(message.envelope.return_path_octets, std::string_view("Return-Path: <x@c.test>\r\n").size());
    EXPECT_EQ(message.envelope.origin.address, "192.0.2.7");
    EXPECT_EQ(message.envelope.recipients.front().vault, ScriptedHouse::vault('a'));
}

TEST(SmtpSession, NamesPostmasterWithoutADomain) {
    ScriptedHouse house;
    (void)written(house,
                  {"EHLO c.test\n", "MAIL FROM:<>\n", "RCPT TO:<Postmaster>\n", "DATA\n", "\nhelp\n.\n"});
    ASSERT_EQ(house.stored.size(), 1U);
    EXPECT_TRUE(house.stored.front().content.contains("\tfor <Postmaster>;\r\n"));
    EXPECT_TRUE(house.stored.front().content.starts_with("Return-Path: <>\r\n"));
}

TEST(SmtpSession, EveryMessageEndsWithCrlf) {
    ScriptedHouse house;
    (void)written(house, {"EHLO c.test\n", "MAIL FROM:<>\n", "RCPT TO:<ana@milpa.test>\n", "BDAT 5\nX: y\xff",
                          "BDAT 3 LAST\nabc"});
    ASSERT_EQ(house.stored.size(), 1U);
    EXPECT_TRUE(
        house.stored.front().content.ends_with("X: y\xff"
                                               "abc\r\n"));
}

TEST(SmtpSession, ErrorsAndIdlenessAreCounted) {
    ScriptedHouse house;
    std::vector<std::string> says{"EHLO c.test\n", "MAIL FROM:<>\n"};
    for (unsigned i = 0; i <= errors_max; ++i) says.push_back("RCPT TO:<nobody@milpa.test>\n");
    EXPECT_TRUE(written(house, says).ends_with("421 4.7.0 Too many errors\r\n"));
    EXPECT_TRUE(written(house, std::vector<std::string>(idle_commands_max + 1, "NOOP\n"))
                    .ends_with("421 4.7.0 Too many commands without mail\r\n"));
    house.settings.transactions_max = 1;
    EXPECT_TRUE(written(house, {"EHLO c.test\n", "MAIL FROM:<>\n", "RSET\n", "MAIL FROM:<>\n", "NOOP\n"})
                    .ends_with("421 4.7.0 Too many messages in one connection\r\n"));
}

TEST(SmtpSession, ContentHasATimeInAll) {
    ScriptedHouse house;
    net::ScriptedWire wire;
    wire.falls_silent();
    for (const auto* line :
         {"EHLO c.test\r\n", "MAIL FROM:<>\r\n", "RCPT TO:<ana@milpa.test>\r\n", "DATA\r\n"}) {
        wire.says(line);
    }
    for (int i = 0; i < 100; ++i) {
        wire.says("x").then([&] { house.clock.advance(std::chrono::minutes(2)); });
    }
    const Services services = house.services();
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    EXPECT_TRUE(wire.written().ends_with("421 4.4.2 Waited too long\r\n"));
    EXPECT_LT(wire.steps(), 60U);
}

TEST(SmtpSession, AConnectionThatBringsNoMailEnds) {
    ScriptedHouse house;
    net::ScriptedWire wire;
    wire.falls_silent();
    wire.says("EHLO c.test\r\n");
    for (int i = 0; i < 90; ++i) {
        wire.says("NOOP\r\n").then([&] { house.clock.advance(std::chrono::minutes(4)); });
    }
    const Services services = house.services();
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    EXPECT_TRUE(wire.written().ends_with("421 4.4.2 Waited too long\r\n"));
    EXPECT_LT(wire.steps(), 90U);
}

TEST(SmtpSession, AMessageGivesAConnectionNewTime) {
    ScriptedHouse house;
    net::ScriptedWire wire;
    wire.falls_silent();
    wire.says("EHLO c.test\r\n");
    constexpr std::size_t messages = 10;
    for (std::size_t i = 0; i < messages; ++i) {
        wire.says("MAIL FROM:<>\r\n").then([&] { house.clock.advance(std::chrono::minutes(40)); });
        wire.says("RCPT TO:<ana@milpa.test>\r\n").then([&] {
            house.clock.advance(std::chrono::minutes(40));
        });
        wire.says("DATA\r\n");
        wire.says("x\r\n.\r\n");
    }
    wire.says("QUIT\r\n");
    const Services services = house.services();
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    EXPECT_TRUE(wire.written().ends_with("221 2.0.0 Goodbye\r\n"));
    EXPECT_EQ(house.stored.size(), messages);
}

TEST(SmtpSession, RecipientsWithoutEndEndIt) {
    // Refused by 452, or named once more: neither is an error, and neither goes on for ever.
    for (const auto* recipient : {"RCPT TO:<dora@milpa.test>\n", "RCPT TO:<ana@milpa.test>\n"}) {
        ScriptedHouse house;
        std::string says =
            "MAIL FROM:<>\nRCPT TO:<ana@milpa.test>\nRCPT TO:<beto@milpa.test>\n"
            "RCPT TO:<carla@milpa.test>\n";
        for (int i = 0; i < 10'000; ++i) says += recipient;
        const std::string answers = written(house, {"EHLO c.test\n", says});
        EXPECT_TRUE(answers.ends_with("421 4.7.0 Too many commands without mail\r\n"));
        EXPECT_LT(std::ranges::count(answers, '\n'), commands_max + 100);
        EXPECT_TRUE(house.stored.empty());
    }
}

TEST(SmtpSession, NothingSmugglesAnEndOrACommand) {
    // What some server takes for the end of a message (or of a line), in DATA and in BDAT, then a message
    // that would be another's.
    const std::string hidden =
        "MAIL FROM:<evil@x.test>\r\nRCPT TO:<beto@milpa.test>\r\nDATA\r\nevil\r\n.\r\n";
    for (const auto* end : {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\r\r\n.\r\r\n",
                            "\n\n.\r\n", "\r\n\r.\r\n", "\r\n.\r\r\n"}) {
        for (const Cut cut : {Cut::lines, Cut::octets}) {
            ScriptedHouse house;
            const std::string content = std::string("Subject: x\r\n\r\nbody") + end + hidden;
            const std::string start = "EHLO c.test\r\nMAIL FROM:<x@c.test>\r\nRCPT TO:<ana@milpa.test>\r\n";
            const auto by_data = talk(house, {}, pieces(start + "DATA\r\n" + content + "QUIT\r\n", cut));
            EXPECT_EQ(summary(by_data.written, ""), "220 250 250 250 354 554 221");
            const auto by_bdat = talk(
                house, {},
                pieces(start + fmt::format("BDAT {} LAST\r\n", content.size()) + content + "QUIT\r\n", cut));
            EXPECT_EQ(summary(by_bdat.written, ""), "220 250 250 250 554 221");
            EXPECT_TRUE(house.stored.empty());
        }
    }
}

TEST(SmtpSession, TableMatchesRequests) {
    const std::pair<std::string_view, Request> rows[] = {
        {"EHLO", Hello{}}, {"MAIL", MailFrom{}},     {"RCPT", RcptTo{}}, {"DATA", Data{}},   {"BDAT", Bdat{}},
        {"RSET", Reset{}}, {"NOOP", Noop{}},         {"VRFY", Verify{}}, {"EXPN", Expand{}}, {"HELP", Help{}},
        {"QUIT", Quit{}},  {"STARTTLS", StartTls{}}, {"AUTH", Auth{}},
    };
    for (const auto& [verb, request] : rows) EXPECT_EQ(command_for(request).verb, verb);
    EXPECT_EQ(std::size(rows), commands().size());
}

}  // namespace
}  // namespace milpa::mail::smtp
