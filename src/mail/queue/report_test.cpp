// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/report.hpp"

#include <gtest/gtest.h>

#include "mail/message/extract.hpp"
#include "mail/message/header.hpp"
#include "mail/queue/report_check.hpp"

namespace milpa::mail::queue {
namespace {

constexpr std::string_view original =
    "Received: from a by b\r\nFrom: Ana <ana@milpa.test>\r\nTo: bob@a.test\r\nSubject: maize\r\n"
    "Message-ID: <1@milpa.test>\r\n\r\nThe secret body\r\n";

ReportFacts facts_of(std::string_view header) {
    ReportFacts facts;
    facts.host_name = "mail.milpa.test";
    facts.domain = "milpa.test";
    facts.token = "0123456789abcdef0123456789abcdef";
    facts.to = {"ana", "milpa.test"};
    facts.now = facts.attempted = from_unix_ms(1'700'000'100'000);
    facts.queued = from_unix_ms(1'700'000'000'000);
    facts.header = header;
    facts.subjects = {{{"bob", "a.test"},
                       {.verdict = smtp::Verdict::permanent,
                        .reason = Reason::refused,
                        .code = 550,
                        .status = {5, 1, 1},
                        .text = "No such user",
                        .host = "mx.a.test"}}};
    return facts;
}

TEST(Report, IsReadByTheExtractorAsAReport) {
    const std::string report = build_report(facts_of(original));
    EXPECT_EQ(check_report(report), "");
    const auto known = message::extract(report);
    EXPECT_EQ(known.envelope().subject(), "Your message could not be delivered");
    ASSERT_EQ(known.envelope().to().size(), 1);
    EXPECT_EQ(known.envelope().to(0).local(), "ana");
    EXPECT_EQ(known.envelope().in_reply_to(), "<1@milpa.test>");
    const auto& top = known.structure();
    EXPECT_EQ(top.subtype(), "report");
    ASSERT_EQ(top.parts().size(), 3);
    EXPECT_EQ(top.parts(0).type() + "/" + top.parts(0).subtype(), "text/plain");
    EXPECT_EQ(top.parts(1).subtype(), "delivery-status");
    EXPECT_EQ(top.parts(2).type() + "/" + top.parts(2).subtype(), "text/rfc822-headers");
    const auto body = [&](int part) {
        return report.substr(top.parts(part).body_begin(),
                             top.parts(part).body_end() - top.parts(part).body_begin());
    };
    EXPECT_TRUE(body(0).contains(
        "<bob@a.test>\r\n     The server mx.a.test answered:\r\n     550 5.1.1 No such user"));
    EXPECT_EQ(body(1),
              "Reporting-MTA: dns; mail.milpa.test\r\nArrival-Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n\r\n"
              "Final-Recipient: rfc822; bob@a.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
              "Remote-MTA: dns; mx.a.test\r\nDiagnostic-Code: smtp; 550 5.1.1 No such user\r\n"
              "Last-Attempt-Date: Tue, 14 Nov 2023 22:15:00 +0000\r\n");
    EXPECT_EQ(body(2), original.substr(0, original.find("\r\n\r\n") + 2));
}

TEST(Report, WithoutAHeaderThereIsNoPartForIt) {
    const std::string report = build_report(facts_of({}));
    EXPECT_EQ(check_report(report), "");
    EXPECT_EQ(message::extract(report).structure().parts().size(), 2);
    EXPECT_FALSE(report.contains("attached"));
}

TEST(Report, InternationalAddresses) {
    auto facts = facts_of("Subject: Gr\xC3\xBC\xC3\x9F\x65\r\n\r\n");
    facts.subjects[0].address = {"j\xC3\xBCrgen", "a.test"};
    std::string report = build_report(facts);
    EXPECT_EQ(check_report(report), "");
    const auto known = message::extract(report);
    EXPECT_EQ(known.structure().parts(1).subtype(), "global-delivery-status");
    EXPECT_EQ(known.structure().parts(1).encoding(), "base64");
    EXPECT_EQ(known.structure().parts(2).type() + "/" + known.structure().parts(2).subtype(),
              "message/global-headers");
    EXPECT_TRUE(std::ranges::all_of(report, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    facts.to = {"\xC3\xA1na", "milpa.test"};
    report = build_report(facts);
    EXPECT_TRUE(report.contains("To: <\xC3\xA1na@milpa.test>\r\n"));
}

TEST(Report, ADelayPromisesNothingItDoesNotKnow) {
    auto facts = facts_of(original);
    facts.kind = ReportKind::delayed;
    facts.give_up = from_unix_ms(1'700'432'000'000);
    facts.subjects[0].finding = {
        .reason = Reason::connect, .status = {4, 4, 1}, .text = "The host does not answer", .host = {}};
    const std::string report = build_report(facts);
    EXPECT_EQ(check_report(report), "");
    EXPECT_TRUE(report.contains("Action: delayed\r\nStatus: 4.4.1\r\n"));
    EXPECT_TRUE(report.contains("Will-Retry-Until: Sun, 19 Nov 2023 22:13:20 +0000\r\n"));
    EXPECT_TRUE(report.contains("Diagnostic-Code: x-milpa; The host does not answer\r\n"));
    EXPECT_FALSE(report.contains("Remote-MTA"));
    EXPECT_TRUE(report.contains("Subject: Your message is delayed\r\n"));
}

TEST(Report, NothingHostileBeginsALine) {
    auto facts = facts_of("Subject: a\rEvil: 1\r\nX: b\nY: c\r\nMessage-ID: <a@b>\r\n\r\n");
    const std::string evil = "x\r\nEvil: yes\r\n\r\n--=_" + facts.token + "\r\n";
    facts.to = {evil, evil};
    facts.subjects[0].address = {evil, evil};
    facts.subjects[0].finding.text = evil;
    facts.subjects[0].finding.host = evil;
    const std::string report = build_report(facts);
    EXPECT_EQ(check_report(report), "");
    EXPECT_FALSE(report.contains("\nEvil"));
}

TEST(Report, HeadersAreBoundedAndClean) {
    std::string header = "Subject: short\r\nX-Long: " + std::string(5'000, 'x') +
                         "\r\nnot a field\r\nX-Odd: a\x01\x7f\xff\r\n";
    for (int i = 0; i < 2'000; ++i) header += "X-Many: " + std::string(100, 'y') + "\r\n";
    const std::string kept = header_to_return(header + "\r\nbody");
    EXPECT_TRUE(kept.starts_with("Subject: short\r\nX-Odd: a??"));
    EXPECT_LE(kept.size(), header_returned_max);
    EXPECT_GT(kept.size(), header_returned_max - 200);
    EXPECT_FALSE(kept.contains("X-Long"));
    EXPECT_TRUE(kept.ends_with("\r\n"));
    EXPECT_EQ(header_to_return(""), "");
    EXPECT_EQ(header_to_return("\r\nbody: x"), "");
    EXPECT_EQ(header_to_return("A: b\n c\n\nbody"), "A: b\r\n c\r\n");
}

}  // namespace
}  // namespace milpa::mail::queue
