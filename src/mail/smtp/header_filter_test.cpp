// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/header_filter.hpp"

#include <gtest/gtest.h>

#include "mail/smtp/message_id.hpp"

namespace milpa::mail::smtp {
namespace {

struct Filtered {
    std::string kept;
    std::string body;
    std::optional<HeaderFault> fault;
    std::string from;
    std::optional<std::string> sender;
    bool operator==(const Filtered&) const = default;
};

Filtered filter(Service service, std::string_view message, std::size_t step) {
    HeaderFilter header(service,
                        {.date = "Date: D\r\n", .message_id = "Message-ID: <M>\r\n", .domain = "milpa.test"});
    Filtered result;
    for (std::size_t at = 0; at < message.size(); at += step) {
        std::string_view piece = message.substr(at, step);
        if (!header.is_done()) piece.remove_prefix(header.take(piece, result.kept));
        result.body += piece;
    }
    header.finish(result.kept);
    result.fault = header.fault();
    result.from = header.from();
    result.sender = header.sender();
    if (service == Service::submission && !result.fault) {
        EXPECT_TRUE(result.kept.contains("Message-ID: " + header.message_id() + "\r\n")) << result.kept;
    } else if (service == Service::exchange) {
        EXPECT_EQ(header.message_id(), "");
    }
    return result;
}

struct Row {
    std::string message;
    std::string kept;
    std::string body;
    std::optional<HeaderFault> fault = std::nullopt;
};

void check(Service service, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        for (std::size_t step = 1; step <= row.message.size() + 1; ++step) {
            const Filtered filtered = filter(service, row.message, step);
            EXPECT_EQ(filtered.fault, row.fault) << row.message;
            if (row.fault) continue;
            EXPECT_EQ(filtered.kept, row.kept) << row.message << " by " << step;
            EXPECT_EQ(filtered.body, row.body) << row.message << " by " << step;
        }
    }
}

TEST(SmtpHeaderFilter, ExchangeKeepsAllButReturnPath) {
    check(Service::exchange, {
                                 {"", "", ""},
                                 {"\r\nbody\r\n", "\r\n", "body\r\n"},
                                 {"Subject: a\r\n", "Subject: a\r\n", ""},
                                 {"Bcc: a\r\nX: y\r\n\r\nBcc: b\r\n", "Bcc: a\r\nX: y\r\n\r\n", "Bcc: b\r\n"},
                                 {"Return-Path: <a>\r\n b\r\nX: y\r\n\r\n", "X: y\r\n\r\n", ""},
                                 {"X: y\r\nreturn-path : <a>\r\n\r\nz", "X: y\r\n\r\n", "z"},
                                 {"no field\r\nX: y\r\n\r\nz", "no field\r\nX: y\r\n\r\n", "z"},
                                 {" folded\r\nX: y\r\n\r\nz", " folded\r\nX: y\r\n\r\n", "z"},
                             });
}

TEST(SmtpHeaderFilter, SubmissionCompletesAndStrips) {
    const std::string added = "Date: D\r\nMessage-ID: <M>\r\n";
    check(Service::submission,
          {
              {"From: a\r\n\r\nbody", "From: a\r\n" + added + "\r\n", "body"},
              {"From: a\r\n", "From: a\r\n" + added, ""},
              {"From: a\r\nDATE: x\r\nmessage-id: y\r\n\r\n", "From: a\r\nDATE: x\r\nMessage-ID: <M>\r\n\r\n",
               ""},
              {"Bcc: a@b\r\n\tc@d\r\nFrom: a\r\nBCC : x\r\nResent-Bcc: y\r\n\r\nBcc: z",
               "From: a\r\n" + added + "\r\n", "Bcc: z"},
              {"From: a\r\nBccx: b\r\n\r\n", "From: a\r\nBccx: b\r\n" + added + "\r\n", ""},
              {"From: a\r\nSender: b\r\n\r\n", "From: a\r\nSender: b\r\n" + added + "\r\n", ""},
              {"To: a\r\n\r\n", "", "", HeaderFault::no_from},
              {"\r\n", "", "", HeaderFault::no_from},
              {"From: a\r\nFrom: b\r\n\r\n", "", "", HeaderFault::several_from},
              {"From: a\r\nSender: a\r\nSender: b\r\n\r\n", "", "", HeaderFault::several_senders},
              {"From a b c 10:00\r\nFrom: a\r\n\r\n", "", "", HeaderFault::no_field},
              {"From: a\r\nno field\r\nBcc: b\r\n\r\n", "", "", HeaderFault::no_field},
              {" folded\r\nFrom: a\r\n\r\n", "", "", HeaderFault::no_field},
          });
}

TEST(SmtpHeaderFilter, SubmissionForgetsTheClient) {
    const std::string from = "From: a@other.test\r\n", date = "Date: D\r\n", own = "Message-ID: <M>\r\n";
    const auto with_id = [&](const std::string& id) {
        return from + date + "Message-ID: " + id + "\r\n\r\n";
    };
    const std::string long_id = "<" + std::string(client_id_octets_max, 'x') + "@milpa.test>";
    check(
        Service::submission,
        {
            {"Received: from laptop\r\n\tby laptop; x\r\n" + from +
                 "x-originating-client: laptop\r\n"
                 "X-Sender-IP: 192.0.2.1\r\nUSER-AGENT: x\r\nX-Mailer: y\r\nX-Originating: kept\r\n\r\n",
             from + "X-Originating: kept\r\n" + date + own + "\r\n", ""},
            // What a filter or a mail server on the machine adds.
            {"DKIM-Signature: v=1; d=laptop;\r\n\tb=x\r\nAuthentication-Results: laptop; spf=none\r\n"
             "ARC-Seal: i=1; d=laptop\r\nARC-Authentication-Results: i=1; laptop\r\n"
             "arc-message-signature: i=1\r\nReceived-SPF: none (laptop)\r\nX-Spam-Checker-Version: laptop\r\n"
             "X-Spam-Status: No\r\nX-Virus-Scanned: by laptop\r\n" +
                 from + "Delivered-To: ana@laptop\r\nX-Original-To: ana@laptop\r\nX-Spammer: kept\r\n\r\n",
             from + "X-Spammer: kept\r\n" + date + own + "\r\n", ""},
            {"Mime-Version : 1.0 (Mac OS X Mail 16.0\r\n \\(3826.1\\))\r\n" + from +
                 "MIME-Version: 1.0 (laptop)\r\n\r\nMIME-Version: 1.0 (body)",
             "MIME-Version: 1.0\r\n" + from + date + own + "\r\n", "MIME-Version: 1.0 (body)"},
            {from + "MIME-Version: 1.0 (laptop)\r\n", from + "MIME-Version: 1.0\r\n" + date + own, ""},
            // The machine's name goes, what makes the id unique stays; wherever the field stands.
            {from + "Message-ID: <x@laptop.local>\r\n\r\n", with_id("<x@milpa.test>"), ""},
            {"message-id:\r\n <x@laptop.local>\r\n" + from + "\r\n", with_id("<x@milpa.test>"), ""},
            {from + "Message-ID: <x@[192.0.2.1]>\r\n\r\n", with_id("<x@milpa.test>"), ""},
            {from + "Message-ID: <x@mail.milpa.test>\r\n\r\n", with_id("<x@milpa.test>"), ""},
            // The domains of the envelope and of From are no machine's.
            {from + "Message-ID: <x@Milpa.test>\r\n\r\n", with_id("<x@Milpa.test>"), ""},
            {"Message-ID: <x@other.test>\r\n" + from + "\r\n", with_id("<x@other.test>"), ""},
            // What is no id, or several, is replaced.
            {from + "Message-ID: laptop\r\n\r\n", from + date + own + "\r\n", ""},
            {from + "Message-ID: <x@y@laptop>\r\n\r\n", from + date + own + "\r\n", ""},
            {from + "Message-ID: <x@laptop> (laptop)\r\n\r\n", from + date + own + "\r\n", ""},
            {from + "Message-ID: " + long_id + "\r\n\r\n", from + date + own + "\r\n", ""},
            {from + "Message-ID: <1@a>\r\nMessage-ID: <2@laptop>\r\n\r\n", with_id("<1@milpa.test>"), ""},
            // A resending keeps its order; others' ids stay as they are.
            {"Resent-Message-ID: <r@laptop>\r\nResent-To: b\r\n" + from + "\r\n",
             "Resent-Message-ID: <r@milpa.test>\r\nResent-To: b\r\n" + from + date + own + "\r\n", ""},
            {"Resent-Message-ID: laptop\r\n" + from + "\r\n", from + date + own + "\r\n", ""},
            {from + "Resent-Message-ID: <r@laptop>\r\n",
             from + "Resent-Message-ID: <r@milpa.test>\r\n" + date + own, ""},
            {from + "In-Reply-To: <x@their.laptop>\r\nReferences: <x@their.laptop>\r\n\r\n",
             from + "In-Reply-To: <x@their.laptop>\r\nReferences: <x@their.laptop>\r\n" + date + own + "\r\n",
             ""},
        });
    // Dropped, they are counted still: a loop through a member's machine ends.
    std::string loop = from;
    for (std::size_t i = 0; i <= hops_max; ++i) loop += "Received: by x\r\n";
    EXPECT_EQ(filter(Service::submission, loop + "\r\n", 100).fault, HeaderFault::hops);
}

TEST(SmtpHeaderFilter, KeepsAuthors) {
    const std::string message =
        "From: Ana\r\n <ana@milpa.test>\r\nsender: x@y\r\nTo: z\r\n\r\nFrom: body\r\n";
    for (std::size_t step = 1; step < message.size(); ++step) {
        const Filtered filtered = filter(Service::submission, message, step);
        EXPECT_EQ(filtered.from, " Ana\r\n <ana@milpa.test>\r\n");
        EXPECT_EQ(filtered.sender, " x@y\r\n");
    }
}

TEST(SmtpHeaderFilter, KeepsWhoResends) {
    std::string message = "Resent-From: Ana\r\n <a@x.test>\r\nresent-sender : b@y.test\r\nFrom: c\r\n";
    for (std::size_t step = 1; step < message.size(); ++step) {
        HeaderFilter header(Service::submission);
        std::string kept;
        for (std::size_t at = 0; at < message.size(); at += step) {
            (void)header.take(std::string_view(message).substr(at, step), kept);
        }
        header.finish(kept);
        EXPECT_EQ(header.resent(), (std::vector<std::string>{" Ana\r\n <a@x.test>\r\n", " b@y.test\r\n"}));
        EXPECT_EQ(kept, message);
        EXPECT_FALSE(header.fault());
    }
    for (std::size_t i = 2; i < resent_authors_max; ++i) message += "Resent-From: a\r\n";
    EXPECT_EQ(filter(Service::submission, message + "\r\n", 100).fault, std::nullopt);
    EXPECT_EQ(filter(Service::submission, message + "Resent-Sender: a\r\n\r\n", 100).fault,
              HeaderFault::size);
}

TEST(SmtpHeaderFilter, CountsHops) {
    std::string message;
    for (std::size_t i = 0; i < hops_max; ++i) message += "Received: by x\r\n";
    EXPECT_EQ(filter(Service::exchange, message + "\r\n", 1000).fault, std::nullopt);
    EXPECT_EQ(filter(Service::exchange, message + "\r\nReceived: in the body\r\n", 1000).fault, std::nullopt);
    EXPECT_EQ(filter(Service::exchange, message + "RECEIVED: by x\r\n\r\n", 1000).fault, HeaderFault::hops);
}

TEST(SmtpHeaderFilter, BoundsTheHeader) {
    const std::string line = "X-Long: " + std::string(990, 'x') + "\r\n";
    std::string message;
    while (message.size() + line.size() < header_octets_max) message += line;
    EXPECT_EQ(filter(Service::exchange, message + "\r\n" + std::string(1 << 20, 'b'), 4096).fault,
              std::nullopt);
    EXPECT_EQ(filter(Service::exchange, message + line + line, 4096).fault, HeaderFault::size);
    // One that was taken before says who wrote it, whatever was added to it since.
    HeaderFilter again(Service::submission, {}, 2 * header_octets_max);
    std::string kept;
    (void)again.take(message + line + "From: a@x.test\r\n\r\n", kept);
    EXPECT_FALSE(again.fault());
    EXPECT_EQ(again.from(), " a@x.test\r\n");
    // One endless name, one endless field.
    EXPECT_EQ(filter(Service::exchange, std::string(header_octets_max + 1, 'n'), 4096).fault,
              HeaderFault::size);
    // From is kept in memory, so it has a limit of its own.
    EXPECT_EQ(filter(Service::submission, "From: " + std::string(author_octets_max + 1, 'x'), 4096).fault,
              HeaderFault::size);
    const std::string half(author_octets_max / 2, 'x');
    EXPECT_EQ(filter(Service::submission, "From: " + half + "\r\nResent-From: " + half, 4096).fault,
              HeaderFault::size);
}

}  // namespace
}  // namespace milpa::mail::smtp
