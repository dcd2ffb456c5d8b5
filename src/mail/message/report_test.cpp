// SPDX-License-Identifier: AGPL-3.0-or-later
// What reports say that they are about.
#include "mail/message/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "mail/message/extract.hpp"

namespace milpa::mail::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string report(std::string_view type, std::string_view parts, std::string_view fields = "") {
    return std::string(fields) + "Content-Type: multipart/report; report-type=" + std::string(type) +
           "; boundary=b\r\n\r\n--b\r\n\r\nIn words.\r\n" + std::string(parts) + "--b--\r\n";
}
std::string part(std::string_view header, std::string_view body) {
    return "--b\r\n" + std::string(header) + "\r\n" + std::string(body) + "\r\n";
}
const std::string status = part(
    "Content-Type: message/delivery-status\r\n",
    "Reporting-MTA: dns; mx.example.net\r\nOriginal-Envelope-Id: e\r\n\r\n"
    "Original-Recipient: rfc822; bob@example.net\r\nFinal-Recipient: RFC822;\r\n  robert@example.net \r\n"
    "Action: failed\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient: rfc822; eva@example.net\r\nAction: "
    "delayed\r\n");
const std::string header = part(
    "Content-Type: text/rfc822-headers\r\n",
    "Received: by x\r\nFrom: ana@example.org\r\nmessage-id:\r\n <1@example.org>\r\n\r\nMessage-ID: <no@x>");

/// Whole, and octet by octet: the same.
events::MessageFacts facts_of(const std::string& message) {
    events::MessageFacts whole = extract(message);
    Extractor extractor;
    for (const char c : message) extractor.feed(std::string_view(&c, 1));
    EXPECT_EQ(extractor.finish().SerializeAsString(), whole.SerializeAsString());
    return whole;
}

TEST(Report, OfADeliveryItSaysTheMessageAndItsRecipients) {
    const auto facts = facts_of(report("delivery-status", status + header));
    ASSERT_TRUE(facts.has_report());
    EXPECT_EQ(facts.report().kind(), events::Report::DELIVERY);
    EXPECT_THAT(facts.report().message_ids(), ElementsAre("<1@example.org>"));
    EXPECT_THAT(facts.report().recipients(),
                ElementsAre("bob@example.net", "robert@example.net", "eva@example.net"));
    EXPECT_FALSE(facts.report().displayed());
}

TEST(Report, TheWholeMessageMayComeBackAndNotOnlyItsHeader) {
    const std::string whole =
        part("Content-Type: message/rfc822\r\n",
             "Message-ID: <1@example.org>\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
             "--c\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <deeper@x>\r\n\r\n\r\n--c--");
    EXPECT_THAT(facts_of(report("delivery-status", status + whole)).report().message_ids(),
                ElementsAre("<1@example.org>"));
    // Nothing comes back: it stands in the thread of what it is about.
    EXPECT_THAT(facts_of(report("delivery-status", status, "References: <0@x> <1@example.org>\r\n"))
                    .report()
                    .message_ids(),
                ElementsAre("<1@example.org>"));
}

TEST(Report, OfANotificationItSaysWhetherTheMessageWasShown) {
    const auto notification = [](std::string_view disposition) {
        return facts_of(report("Disposition-Notification",
                               part("Content-Type: message/disposition-notification\r\n",
                                    "Final-Recipient: rfc822;bob@example.net\r\nOriginal-Message-ID: "
                                    "<1@example.org>\r\nDisposition: " +
                                        std::string(disposition))))
            .report();
    };
    const auto read = notification("manual-action/MDN-sent-manually; Displayed");
    EXPECT_EQ(read.kind(), events::Report::DISPOSITION);
    EXPECT_THAT(read.message_ids(), ElementsAre("<1@example.org>"));
    EXPECT_THAT(read.recipients(), ElementsAre("bob@example.net"));
    EXPECT_TRUE(read.displayed());
    EXPECT_TRUE(notification("automatic-action/MDN-sent-automatically; displayed/error,x").displayed());
    for (const char* other : {"manual-action/MDN-sent-manually; deleted", "displayed",
                              "x/displayed; processed", "manual-action/MDN-sent-manually; undisplayed", ""})
        EXPECT_FALSE(notification(other).displayed()) << other;
}

TEST(Report, PartsMayBeEncodedAndInternational) {
    const std::string text = "Final-Recipient: utf-8; b\xc3\xb6\x62@example.net\r\n";
    const std::string encoded =
        part("Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: base64\r\n",
             to_base64(as_bytes(text)));
    const std::string back =
        part("Content-Type: message/global-headers\r\nContent-Transfer-Encoding: quoted-printable\r\n",
             "Message-ID: <1=40example=\r\n.org>");
    const auto facts = facts_of(report("delivery-status", encoded + back));
    EXPECT_THAT(facts.report().recipients(), ElementsAre("b\xc3\xb6\x62@example.net"));
    EXPECT_THAT(facts.report().message_ids(), ElementsAre("<1@example.org>"));
}

TEST(Report, WhatIsNoneIsNone) {
    EXPECT_FALSE(facts_of(report("delivery-status", header)).has_report()) << "without a status";
    EXPECT_FALSE(facts_of(report("feedback-report", status + header)).has_report());
    EXPECT_FALSE(facts_of(report("disposition-notification", status + header)).has_report());
    EXPECT_FALSE(facts_of("Content-Type: multipart/mixed; report-type=delivery-status; boundary=b\r\n\r\n" +
                          status + "--b--\r\n")
                     .has_report());
    // A report that somebody attaches is not a report.
    EXPECT_FALSE(facts_of("Content-Type: message/rfc822\r\n\r\n" + report("delivery-status", status + header))
                     .has_report());
    EXPECT_FALSE(facts_of("Subject: x\r\n\r\n" + status).has_report());
}

TEST(Report, ItIsBounded) {
    std::string many;
    for (int i = 0; i < 10'000; ++i)
        many += "Final-Recipient: rfc822; r" + std::to_string(i) + "@example.net\r\n";
    const auto facts =
        facts_of(report("delivery-status", part("Content-Type: message/delivery-status\r\n", many)));
    EXPECT_THAT(facts.report().recipients(), SizeIs(report_recipients_max));
    const std::string long_one(report_field_octets_max, 'x');
    const auto cut = facts_of(report(
        "delivery-status",
        part("Content-Type: message/delivery-status\r\n", "Final-Recipient: rfc822; " + long_one + "@x\r\n") +
            part("Content-Type: text/rfc822-headers\r\n", "Message-ID: <" + long_one + "@x>\r\n")));
    EXPECT_THAT(cut.report().recipients(), IsEmpty());
    EXPECT_LT(cut.report().ByteSizeLong(), 2 * report_field_octets_max);
}

}  // namespace
}  // namespace milpa::mail::message
