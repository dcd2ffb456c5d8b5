// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/header_forms.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <span>

namespace milpa::jmap {
namespace {

std::string in_form(HeaderForm form, std::string_view raw) {
    return json::serialize(header_value(form, raw));
}

struct FormRow {
    HeaderForm form;
    std::string_view raw;
    std::string_view expected;  ///< as JSON
};

TEST(HeaderForms, Raw) {
    EXPECT_EQ(header_value(HeaderForm::raw, " a\r\n b").as_string(), " a\r\n b");
    EXPECT_EQ(header_value(HeaderForm::raw, std::string_view("a\0\xff z", 5)).as_string(), "a\xef\xbf\xbd z");
}

constexpr FormRow text_rows[] = {
    {HeaderForm::text, "  Hello\r\n world ", R"("Hello world")"},
    {HeaderForm::text, " =?UTF-8?Q?John_Sm=C3=AEth?=", R"("John Smîth")"},
    {HeaderForm::text, " =?iso-8859-1?q?p=F6?= =?iso-8859-1?q?stal?=", R"("pöstal")"},
    // A character cut between two words, as programs do though they must not.
    {HeaderForm::text, " =?utf-8?B?w6w=?= =?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", R"("ìé")"},
    // RFC 2047 5: not inside a word, not without white space, not with white space inside.
    {HeaderForm::text, " a=?utf-8?q?b?=", R"("a=?utf-8?q?b?=")"},
    {HeaderForm::text, " =?utf-8?q?a?==?utf-8?q?b?=", R"("=?utf-8?q?a?==?utf-8?q?b?=")"},
    {HeaderForm::text, " =?utf-8?q?a b?=", R"("=?utf-8?q?a b?=")"},
    {HeaderForm::text, " =?x-nobody-knows?q?a?=", R"("=?x-nobody-knows?q?a?=")"},
    {HeaderForm::text, " =?utf-8?q?a=00=07b?= c", R"("ab c")"},
    // NFC.
    {HeaderForm::text, " =?utf-8?q?e=CC=81?=", R"("é")"},
    {HeaderForm::text, " caf\xe9", R"("café")"},
};

constexpr std::string_view smythe =
    " \"  James Smythe\" <james@example.com>, Friends:\r\n"
    " jane@example.com, =?UTF-8?Q?John_Sm=C3=AEth?=\r\n <john@example.com>;";

constexpr FormRow address_rows[] = {
    {HeaderForm::addresses, smythe,
     R"([{"name":"James Smythe","email":"james@example.com"},{"name":null,"email":"jane@example.com"},)"
     R"({"name":"John Smîth","email":"john@example.com"}])"},
    {HeaderForm::grouped_addresses, smythe,
     R"([{"name":null,"addresses":[{"name":"James Smythe","email":"james@example.com"}]},)"
     R"({"name":"Friends","addresses":[{"name":null,"email":"jane@example.com"},)"
     R"({"name":"John Smîth","email":"john@example.com"}]}])"},
    {HeaderForm::grouped_addresses, " a@b.example, empty:;, c@d.example",
     R"([{"name":null,"addresses":[{"name":null,"email":"a@b.example"}]},{"name":"empty","addresses":[]},)"
     R"({"name":null,"addresses":[{"name":null,"email":"c@d.example"}]}])"},
    {HeaderForm::addresses, " joe@example.com (Joe Q)", R"([{"name":"Joe Q","email":"joe@example.com"}])"},
    // A draft that is not finished.
    {HeaderForm::addresses, " bob", R"([{"name":null,"email":"bob"}])"},
    {HeaderForm::addresses, "", R"([])"},
};

constexpr FormRow other_rows[] = {
    {HeaderForm::message_ids, " <a@b>\r\n (x) <c@d>", R"(["a@b","c@d"])"},
    {HeaderForm::message_ids, " nothing", "null"},
    {HeaderForm::date, " Fri, 21 Nov 1997 09:55:06 -0600", R"("1997-11-21T09:55:06-06:00")"},
    {HeaderForm::date, " yesterday", "null"},
    {HeaderForm::urls, " <mailto:partytime@lists.example.com>", R"(["mailto:partytime@lists.example.com"])"},
    {HeaderForm::urls, " (a \\) b) <http://\r\n a.example/>, <mailto:x@y>",
     R"(["http://a.example/","mailto:x@y"])"},
    {HeaderForm::urls, " NO (nobody posts)", "null"},
    {HeaderForm::urls, " <http://a.example", "null"},
};

TEST(HeaderForms, ParsedForms) {
    for (const auto& rows : {std::span<const FormRow>(text_rows), std::span<const FormRow>(address_rows),
                             std::span<const FormRow>(other_rows)}) {
        for (const FormRow& row : rows) {
            SCOPED_TRACE(row.raw);
            EXPECT_EQ(in_form(row.form, row.raw), row.expected);
        }
    }
}

TEST(HeaderForms, Properties) {
    const auto plain = parse_header_property("header:Subject");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->name, "Subject");
    EXPECT_EQ(plain->form, HeaderForm::raw);
    EXPECT_FALSE(plain->all);
    const auto all = parse_header_property("header:Resent-To:asAddresses:all");
    ASSERT_TRUE(all);
    EXPECT_EQ(all->form, HeaderForm::addresses);
    EXPECT_TRUE(all->all);
    EXPECT_TRUE(parse_header_property("header:X-Own:asDate"));
    EXPECT_TRUE(parse_header_property("header:List-Id:asText"));
    EXPECT_TRUE(parse_header_property("header:a:all"));
    for (const char* wrong :
         {"subject", "header:", "header::asText", "header:a b", "header:From:asDate", "header:To:asText",
          "header:a:all:asText", "header:a:asText:all:all", "header:a:asNothing", "header:a:", "header:a:al",
          "header:List-Post:asText", "header:Received:asText", "header:Subject:asAddresses",
          "header:Message-ID:asText", "header:date:asRaw:any"}) {
        EXPECT_FALSE(parse_header_property(wrong)) << wrong;
    }
}

TEST(HeaderForms, TheLastFieldCountsOrAll) {
    constexpr std::string_view header = "To: a@b.example\r\nX: 1\r\nTO: c@d.example\r\n\r\n";
    const auto value = [&](std::string_view property) {
        return json::serialize(header_property_value(*parse_header_property(property), header));
    };
    EXPECT_EQ(value("header:to"), R"(" c@d.example")");
    EXPECT_EQ(value("header:To:all"), R"([" a@b.example"," c@d.example"])");
    EXPECT_EQ(value("header:To:asAddresses:all"),
              R"([[{"name":null,"email":"a@b.example"}],[{"name":null,"email":"c@d.example"}]])");
    EXPECT_EQ(value("header:Cc"), "null");
    EXPECT_EQ(value("header:Cc:all"), "[]");
    EXPECT_EQ(json::serialize(all_headers(header)),
              R"([{"name":"To","value":" a@b.example"},{"name":"X","value":" 1"},)"
              R"({"name":"TO","value":" c@d.example"}])");
}

}  // namespace
}  // namespace milpa::jmap
