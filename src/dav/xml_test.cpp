// SPDX-License-Identifier: AGPL-3.0-or-later
#include "dav/xml.hpp"

#include <gtest/gtest.h>

#include "dav/target.hpp"

namespace milpa::dav {
namespace {

TEST(Xml, ResolvesNames) {
    const auto root =
        read_xml("<a xmlns='DAV:' xmlns:c='urn:c' x='1' c:y='2'>t<c:b>&lt;&#x41;<![CDATA[<]]></c:b>u</a>");
    ASSERT_TRUE(root.has_value());
    EXPECT_TRUE(root->is("DAV:", "a"));
    EXPECT_EQ(root->text, "tu");
    EXPECT_EQ(root->attribute("x"), "1");
    EXPECT_EQ(root->attribute("y", "none"), "none");
    ASSERT_NE(root->find("urn:c", "b"), nullptr);
    EXPECT_EQ(root->find("urn:c", "b")->text, "<A<");
}

TEST(Xml, RefusesBombsAndWhatIsNone) {
    const std::string_view rows[] = {
        "",
        "text",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z '&x;&x;&x;'>]><a>&z;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<a>&none;</a>",
        "<a>\xFF</a>",
        "<q:a/>",
    };
    for (const std::string_view row : rows) {
        const auto root = read_xml(row);
        ASSERT_FALSE(root.has_value()) << row;
        EXPECT_EQ(root.error().kind, ErrorKind::syntax) << row;
    }
}

TEST(Xml, HasLimits) {
    std::string deep;
    std::string wide = "<a>";
    std::string many = "<a";
    for (std::size_t i = 0; i <= xml_depth_max; ++i) deep += "<a>";
    for (std::size_t i = 0; i <= xml_elements_max; ++i) wide += "<b/>";
    for (std::size_t i = 0; i <= xml_attributes_max; ++i) many += " a" + std::to_string(i) + "=''";
    for (const std::string& text : {deep, wide + "</a>", many + "/>", std::string(xml_octets_max + 1, ' ')}) {
        const auto root = read_xml(text);
        ASSERT_FALSE(root.has_value());
        EXPECT_EQ(root.error().kind, ErrorKind::limit);
    }
}

TEST(Xml, WritesWhatItReads) {
    const std::string text = "a<b>&\"c\r\n\t";
    const std::string out =
        "<D:x" + std::string(root_spaces()) + ">" + tagged("urn:other", "y", escape_xml(text)) + "</D:x>";
    const auto root = read_xml(out);
    ASSERT_TRUE(root.has_value()) << out;
    EXPECT_EQ(root->find("urn:other", "y")->text, text);
    EXPECT_EQ(escape_xml(std::string("a\0b\x01", 4)), "ab");
    EXPECT_EQ(escape_xml("a\xEF\xBF\xBE\xEF\xBF\xBFz"), "az");
    EXPECT_EQ(empty_tag({"http://www.w3.org/XML/1998/namespace", "lang"}), "<xml:lang/>");
}

TEST(Target, ReadsAndWritesPaths) {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"/dav", "/dav/"},
        {"/dav/", "/dav/"},
        {"/dav/a1", "/dav/a1/"},
        {"/dav/a1/contacts/", "/dav/a1/contacts/"},
        {"/dav/a1/contacts/my%20book", "/dav/a1/contacts/my%20book/"},
        {"https://x.example:8443/dav/a1/contacts/b/%C3%A9;.vcf", "/dav/a1/contacts/b/%C3%A9%3B.vcf"},
    };
    for (const auto& [href, canonical] : rows) {
        const auto target = read_href(href);
        ASSERT_TRUE(target.has_value()) << href;
        EXPECT_EQ(href_of(*target), canonical);
        EXPECT_EQ(read_href(href_of(*target)), target);
    }
    for (const std::string_view bad :
         {"", "/", "/other", "/dav//x", "/dav/a1/calendars", "/dav/a/contacts/b/c/d", "/dav/%2e%2e",
          "/dav/a%2Fb", "/dav/%zz", "https://x"}) {
        EXPECT_FALSE(read_href(bad).has_value()) << bad;
    }
}

}  // namespace
}  // namespace milpa::dav
