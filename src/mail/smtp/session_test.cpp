// SPDX-License-Identifier: AGPL-3.0-or-later
// Scripted dialogues, line by line, octet by octet, and with every read and write failed in turn.
#include "mail/smtp/session.hpp"

#include <gtest/gtest.h>

#include "mail/smtp/command.hpp"
#include "mail/smtp/connection.hpp"
#include "mail/smtp/scripted_house.hpp"
#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::mail::smtp {
namespace {

using namespace std::string_literals;

enum class Cut { lines, octets };

struct Dialogue {
    std::string name;
    std::string says;     ///< lines end with \n, which stands for CRLF
    std::string replies;  ///< "220 250 354 250:2.6.0": codes, with the status where it matters
    Channel channel = Channel::clear;
    Service service = Service::exchange;
    void (*prepare)(ScriptedHouse&) = nullptr;
    std::size_t stored = 0;
};

std::string with_crlf(std::string_view text) {
    std::string out;
    for (char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
    return out;
}

std::vector<std::string> pieces(const std::string& text, Cut cut) {
    std::vector<std::string> out;
    std::string piece;
    for (char c : text) {
        piece += c;
        if (cut == Cut::octets || c == '\n') out.push_back(std::exchange(piece, {}));
    }
    if (!piece.empty()) out.push_back(piece);
    return out;
}

/// "220 250:2.0.0 ...": the last line of each reply; the status only where `like` has one.
std::string summary(const std::string& written, const std::string& like) {
    std::vector<std::string> wanted{""};
    for (char c : like) {
        if (c == ' ') {
            wanted.emplace_back();
        } else {
            wanted.back().push_back(c);
        }
    }
    std::string out;
    std::size_t number = 0;
    for (std::size_t at = 0; at < written.size();) {
        const std::size_t end = written.find("\r\n", at);
        EXPECT_NE(end, std::string::npos) << "a line that does not end";
        if (end == std::string::npos) break;
        const std::string line = written.substr(at, end - at);
        at = end + 2;
        if (line[3] == '-') continue;
        if (!out.empty()) out += ' ';
        out += line.substr(0, 3);
        const bool with_status = number < wanted.size() && wanted[number].contains(':');
        if (with_status) out += ":" + line.substr(4, line.find(' ', 4) - 4);
        ++number;
    }
    return out;
}

struct Outcome {
    std::string written;
    std::size_t steps = 0;
};

Outcome talk(ScriptedHouse& house, const Dialogue& dialogue, const std::vector<std::string>& says,
             std::optional<std::pair<std::size_t, ErrorKind>> broken = std::nullopt) {
    house.settings.service = dialogue.service;
    if (dialogue.prepare != nullptr) dialogue.prepare(house);
    const Services services = house.services();
    net::ScriptedWire wire;
    wire.falls_silent();  // nobody speaks before the greeting
    for (const std::string& say : says) wire.says(say);
    if (dialogue.channel == Channel::tls) wire.is_secure();
    if (broken) wire.fails_at(broken->first, broken->second);
    net::run_now(serve_on(&wire, "192.0.2.7", nullptr, &house.settings, &services));
    EXPECT_TRUE(wire.is_closed());
    EXPECT_EQ(house.open_messages, 0U);
    return {wire.written(), wire.steps()};
}

const std::vector<Dialogue>& dialogues() {
    static const std::vector<Dialogue> rows = [] {
        const std::string start = "EHLO c.test\nMAIL FROM:<x@c.test>\nRCPT TO:<ana@milpa.test>\n";
        const auto member = [](std::string rest) {
            // \0ana\0secret
            return "EHLO c.test\nAUTH PLAIN AGFuYQBzZWNyZXQ=\n" + rest;
        };
        std::vector<Dialogue> all = {
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
        for (const auto& [name, header] : std::vector<std::pair<std::string, std::string>>{
                 {"another's From", "From: beto@milpa.test\n"},
                 {"another's Sender", "From: ana@milpa.test\nSender: beto@milpa.test\n"},
                 {"two authors, one another's", "From: ana@milpa.test, beto@milpa.test\n"},
                 {"a group", "From: us: ana@milpa.test;\n"},
                 {"no address", "From: ana\n"},
                 {"an empty From", "From:\n"},
                 {"a hidden address", "From: \"ana@milpa.test\" <beto@milpa.test>\n"}}) {
            submission(name,
                       member("MAIL FROM:<ana@milpa.test>\nRCPT TO:<z@other.test>\nDATA\n" + header +
                              "\nx\n.\nQUIT\n"),
                       "220 250 235 250 250 354 550:5.7.1 221");
        }
        submission("no From", member("MAIL FROM:<>\nRCPT TO:<z@other.test>\nDATA\nTo: x\n\nx\n.\nQUIT\n"),
                   "220 250 235 250 250 354 554:5.6.0 221");
        submission("the send limit",
                   member("MAIL FROM:<>\nRCPT TO:<1@o.test>\nRCPT TO:<2@o.test>\nRCPT TO:<3@o.test>\nRSET\n"
                          "MAIL FROM:<>\nRCPT TO:<1@o.test>\nRCPT TO:<2@o.test>\nRCPT TO:<3@o.test>\nQUIT\n"),
                   "220 250 235 250 250 250 250 250 250 250 250 450:4.7.1 221");
        return all;
    }();
    return rows;
}

/// \x01 stands for a bare LF, \x02 for a bare CR.
std::string octets_of(const Dialogue& dialogue) {
    std::string says = with_crlf(dialogue.says);
    std::ranges::replace(says, '\x01', '\n');
    std::ranges::replace(says, '\x02', '\r');
    return says;
}

TEST(SmtpSession, Dialogues) {
    for (const Dialogue& dialogue : dialogues()) {
        for (const Cut cut : {Cut::lines, Cut::octets}) {
            // Octet by octet, the largest would take long and show nothing new.
            if (cut == Cut::octets && dialogue.says.size() > 10'000) continue;
            ScriptedHouse house;
            const Outcome outcome = talk(house, dialogue, pieces(octets_of(dialogue), cut));
            EXPECT_EQ(summary(outcome.written, dialogue.replies), dialogue.replies) << dialogue.name << "\n"
                                                                                    << outcome.written;
            EXPECT_EQ(house.stored.size(), dialogue.stored) << dialogue.name;
        }
    }
}

TEST(SmtpSession, SurvivesEveryBrokenStep) {
    for (const Dialogue& dialogue : dialogues()) {
        if (dialogue.says.size() > 10'000) continue;
        const auto says = pieces(octets_of(dialogue), Cut::lines);
        ScriptedHouse whole;
        const std::size_t steps = talk(whole, dialogue, says).steps;
        for (const ErrorKind kind : {ErrorKind::io, ErrorKind::closed, ErrorKind::timeout}) {
            for (std::size_t step = 0; step < steps; ++step) {
                ScriptedHouse house;
                const Outcome outcome = talk(house, dialogue, says, {{step, kind}});
                // Acknowledged is kept: as many 250 2.6.0 at most as there are messages.
                std::size_t acknowledged = 0;
                for (std::size_t at = 0; (at = outcome.written.find("250 2.6.0", at)) != std::string::npos;
                     ++at) {
                    ++acknowledged;
                }
                EXPECT_LE(acknowledged, house.stored.size()) << dialogue.name << " step " << step;
                EXPECT_LE(house.stored.size(), whole.stored.size()) << dialogue.name << " step " << step;
            }
        }
    }
}

std::string written(ScriptedHouse& house, std::vector<std::string> says) {
    for (std::string& say : says) say = with_crlf(say);
    return talk(house, {}, says).written;
}

TEST(SmtpSession, OffersWhatItDoes) {
    ScriptedHouse house;
    house.settings.starttls = false;
    EXPECT_EQ(written(house, {"EHLO c.test\n", "QUIT\n"}),
              "220 mx.milpa.test ESMTP\r\n"
              "250-mx.milpa.test\r\n250-PIPELINING\r\n250-SIZE 200000\r\n250-ENHANCEDSTATUSCODES\r\n"
              "250-8BITMIME\r\n250-SMTPUTF8\r\n250 CHUNKING\r\n221 2.0.0 Goodbye\r\n");
    Dialogue member;
    member.channel = Channel::tls;
    member.service = Service::submission;
    const std::string offered = talk(house, member, {"EHLO c.test\r\n"}).written;
    EXPECT_TRUE(offered.contains("250-AUTH PLAIN LOGIN\r\n"));
    EXPECT_FALSE(offered.contains("STARTTLS"));
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
        const Outcome outcome = talk(house, {}, says);
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

TEST(SmtpSession, SubmissionTellsNothingOfTheClient) {
    ScriptedHouse house;
    Dialogue member;
    member.channel = Channel::tls;
    member.service = Service::submission;
    const std::string says = with_crlf(
        "EHLO laptop.home.test\nAUTH PLAIN AGFuYQBzZWNyZXQ=\nMAIL FROM:<ana@milpa.test>\nRCPT "
        "TO:<z@other.test>\nDATA\n"
        "From: Ana <taller@milpa.test>\nBcc: secret@x.test\nSubject: x\n\nbody\n.\n");
    (void)talk(house, member, pieces(says, Cut::lines));
    ASSERT_EQ(house.stored.size(), 1U);
    const auto& message = house.stored.front();
    EXPECT_TRUE(message.submitted);
    EXPECT_EQ(message.envelope.member, ScriptedHouse::ana());
    EXPECT_EQ(message.envelope.origin.address + message.envelope.origin.hello, "");
    EXPECT_EQ(message.envelope.recipients.front().vault, std::nullopt);
    for (const auto* secret : {"192.0.2.7", "laptop", "secret@x.test", "other.test"}) {
        EXPECT_FALSE(message.content.contains(secret)) << secret;
    }
    EXPECT_TRUE(message.content.starts_with(
        "Return-Path: <ana@milpa.test>\r\nReceived: by mx.milpa.test with ESMTPSA;\r\n\t"));
    EXPECT_TRUE(message.content.contains("\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n"));
    EXPECT_TRUE(message.content.contains("@milpa.test>\r\n\r\nbody\r\n"));
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

TEST(SmtpSession, TableMatchesRequests) {
    const std::pair<std::string_view, Request> rows[] = {
        {"EHLO", Hello{}}, {"MAIL", MailFrom{}},     {"RCPT", RcptTo{}}, {"DATA", Data{}},   {"BDAT", Bdat{}},
        {"RSET", Reset{}}, {"NOOP", Noop{}},         {"VRFY", Verify{}}, {"EXPN", Expand{}}, {"HELP", Help{}},
        {"QUIT", Quit{}},  {"STARTTLS", StartTls{}}, {"AUTH", Auth{}},
    };
    for (const auto& [verb, request] : rows) EXPECT_EQ(command_for(request).verb, verb);
    EXPECT_EQ(std::size(rows), commands().size());
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

}  // namespace
}  // namespace milpa::mail::smtp
