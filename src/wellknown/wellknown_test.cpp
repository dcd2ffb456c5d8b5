// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "wellknown/mail_programs.hpp"
#include "wellknown/policies.hpp"

namespace milpa::wellknown {
namespace {

const MailHouse house{
    .host = "mail.a.test", .imaps = 993, .imap = 143, .submissions = 465, .submission = 587, .https = 443};

std::string outlook(std::string_view address) {
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
        "<Autodiscover "
        "xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\">"
        "<Request><EMailAddress>{}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/"
        "exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request>"
        "</Autodiscover>",
        address);
}

const struct {
    std::string xml;
    std::string_view address;
} requests[] = {
    {outlook("ana@a.test"), "ana@a.test"},
    {outlook("  ana@a.test\r\n"), "ana@a.test"},
    {"<x:EMailAddress a=\"b\">ana@a.test</x:EMailAddress>", "ana@a.test"},
    {"<EMailAddress>ana@a.test", "ana@a.test"},
    {outlook(""), ""},
    {outlook("ana"), ""},
    {outlook("@a.test"), ""},
    {outlook("ana@"), ""},
    {outlook("ana@b@a.test"), ""},
    {outlook("ana b@a.test"), ""},
    {outlook("ana&amp;b@a.test"), ""},
    {outlook("&x;@a.test"), ""},
    {outlook("<b>ana@a.test</b>"), ""},
    {"<!DOCTYPE x [<!ENTITY x \"y\">]>" + outlook("ana@a.test"), ""},
    {outlook("<![CDATA[ana@a.test]]>"), ""},
    {"<!-- <EMailAddress>eve@a.test</EMailAddress> -->" + outlook("ana@a.test"), ""},
    {outlook(std::string(400, 'x') + "@a.test"), ""},
    {std::string(autodiscover_octets_max, ' ') + outlook("ana@a.test"), ""},
    {"<EMailAddress/>", ""},
    {"<EMailAddress", ""},
    {"<", ""},
    {"", ""},
};

TEST(WellknownTest, ReadsAnAddressAndNothingElseOfXml) {
    for (const auto& row : requests)
        EXPECT_EQ(read_autodiscover(row.xml).value_or(""), row.address) << row.xml;
}

TEST(WellknownTest, TellsOutlook) {
    const std::string xml = autodiscover(house, "ana@a.test");
    EXPECT_TRUE(
        xml.contains("<Type>IMAP</Type>\n        <Server>mail.a.test</Server>\n        <Port>993</Port>\n"
                     "        <LoginName>ana@a.test</LoginName>"));
    EXPECT_TRUE(
        xml.contains("<Type>SMTP</Type>\n        <Server>mail.a.test</Server>\n        <Port>465</Port>"));
    const std::string starttls = autodiscover({.host = "h", .imap = 143, .submission = 587}, "ana@a.test");
    EXPECT_TRUE(starttls.contains("<Port>143</Port>"));
    EXPECT_TRUE(starttls.contains("<Encryption>TLS</Encryption>"));
    EXPECT_FALSE(autodiscover({.host = "h"}, "ana@a.test").contains("<Protocol>"));
}

TEST(WellknownTest, TellsThunderbird) {
    const std::string xml = autoconfig(house, "a.test");
    EXPECT_TRUE(xml.contains("<emailProvider id=\"a.test\">"));
    for (const std::string_view port : {"993", "143", "465", "587"})
        EXPECT_TRUE(xml.contains(fmt::format("<port>{}</port>", port)));
    EXPECT_LT(xml.find("<socketType>SSL"), xml.find("<socketType>STARTTLS"));
    EXPECT_FALSE(autoconfig({.host = "h", .imaps = 993}, "a.test").contains("outgoingServer"));
}

TEST(WellknownTest, TellsThunderbirdOfContacts) {
    const std::string_view book =
        "  </emailProvider>\n"
        "  <addressBook type=\"carddav\">\n"
        "    <username>%EMAILADDRESS%</username>\n"
        "    <authentication>http-basic</authentication>\n"
        "    <serverURL>https://mail.a.test/dav/</serverURL>\n"
        "  </addressBook>\n</clientConfig>\n";
    EXPECT_TRUE(autoconfig(house, "a.test").ends_with(book));
    EXPECT_TRUE(autoconfig({.host = "h", .https = 8443}, "a.test")
                    .contains("<serverURL>https://h:8443/dav/</serverURL>"));
    EXPECT_FALSE(autoconfig({.host = "h"}, "a.test").contains("addressBook"));
}

TEST(WellknownTest, MakesAProfileForOneAddress) {
    SeededRandom random(1);
    const std::string xml = apple_profile(house, "ana+x@a.test", random);
    EXPECT_TRUE(xml.contains("<key>EmailAddress</key><string>ana+x@a.test</string>"));
    EXPECT_TRUE(xml.contains("<key>IncomingMailServerPortNumber</key><integer>993</integer>"));
    EXPECT_TRUE(xml.contains("<key>OutgoingMailServerPortNumber</key><integer>465</integer>"));
    EXPECT_FALSE(xml.contains("Password</key><string>"));
    EXPECT_TRUE(xml.contains("<key>CardDAVHostName</key><string>mail.a.test</string>"));
    EXPECT_TRUE(xml.contains("<key>CardDAVPort</key><integer>443</integer>"));
    EXPECT_TRUE(xml.contains("<key>CardDAVPrincipalURL</key><string>/dav/</string>"));
    EXPECT_TRUE(xml.contains("<key>CardDAVUsername</key><string>ana+x@a.test</string>"));
    EXPECT_FALSE(apple_profile({.host = "h"}, "ana@a.test", random).contains("carddav"));
    EXPECT_NE(xml, apple_profile(house, "ana+x@a.test", random));
    EXPECT_EQ(escape_xml("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&apos;");
}

TEST(WellknownTest, WritesPolicies) {
    EXPECT_EQ(mta_sts_policy(MtaStsMode::testing, {"mail.a.test", "a.test"}),
              "version: STSv1\r\nmode: testing\r\nmx: mail.a.test\r\nmx: a.test\r\nmax_age: 604800\r\n");
    EXPECT_TRUE(mta_sts_policy(MtaStsMode::enforce, {"a"}).contains("mode: enforce\r\n"));
    EXPECT_EQ(security_text("a.test", WallTime(std::chrono::seconds(1'700'000'000))),
              "Contact: mailto:postmaster@a.test\nExpires: 2024-02-12T00:00:00Z\n"
              "Canonical: https://a.test/.well-known/security.txt\n");
}

}  // namespace
}  // namespace milpa::wellknown
