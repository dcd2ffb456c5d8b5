// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mail/imap/grammar.hpp"

namespace milpa::mail::imap {
namespace {

using Form = FetchBody::Form;
using Seen = FetchBody::Seen;
using Text = Section::Text;

struct Row {
    std::string_view items;
    FetchItems read;
};

TEST(Fetch, ReadsItems) {
    auto body = [](Section section, std::optional<Partial> partial = {}, Form form = Form::body,
                   Seen seen = Seen::set) {
        return FetchItems{.bodies = {FetchBody{form, seen, std::move(section), partial}}};
    };
    const Row rows[] = {
        {"FAST", {.flags = true, .internal_date = true, .size = true}},
        {"all", {.flags = true, .internal_date = true, .size = true, .envelope = true}},
        {"FULL", {.flags = true, .internal_date = true, .size = true, .envelope = true, .body = true}},
        {"(UID)", {.uid = true}},
        {"(BODY BODYSTRUCTURE)", {.body = true, .body_structure = true}},
        {"BODY[]", body({})},
        {"body[]<0.1>", body({}, Partial{0, 1})},
        {"BODY.PEEK[1.2.header]", body({{1, 2}, Text::header, {}}, {}, Form::body, Seen::peek)},
        {"BODY[3]<7.9223372036854775807>", body({{3}, Text::whole, {}}, Partial{7, 0x7fffffffffffffff})},
        {"BODY[1.MIME]", body({{1}, Text::mime, {}})},
        {"BODY[TEXT]", body({{}, Text::text, {}})},
        {"BODY[HEADER.FIELDS (DATE \"From\")]<1.2>",
         body({{}, Text::header_fields, {"DATE", "From"}}, Partial{1, 2})},
        {"BODY[4.HEADER.FIELDS.NOT (x]y {3}\r\nabc)]", body({{4}, Text::header_fields_not, {"x]y", "abc"}})},
        {"BINARY[1.2]<0.4>", body({{1, 2}, Text::whole, {}}, Partial{0, 4}, Form::binary)},
        {"BINARY.PEEK[]", body({}, {}, Form::binary, Seen::peek)},
        {"BINARY.SIZE[1]", body({{1}, Text::whole, {}}, {}, Form::binary_size, Seen::peek)},
        {"RFC822", body({}, {}, Form::rfc822)},
        {"RFC822.HEADER", body({{}, Text::header, {}}, {}, Form::rfc822_header, Seen::peek)},
        {"RFC822.TEXT", body({{}, Text::text, {}}, {}, Form::rfc822_text)},
        {"(BODY[] BODY[] UID BODY[])", {.uid = true, .bodies = {FetchBody{}}}},
    };
    for (const Row& row : rows) {
        auto request = parse("a FETCH 2,4:* " + std::string(row.items), TextForm::rev1);
        ASSERT_TRUE(request) << row.items << ": " << request.error().text;
        EXPECT_EQ(std::get<request::Fetch>(request->arguments),
                  (request::Fetch{Numbering::sequence, {{{2, 2}, {4, 0}}}, row.read}))
            << row.items;
    }
    auto request = parse("a UID FETCH 7 FLAGS", TextForm::rev1);
    ASSERT_TRUE(request);
    EXPECT_EQ(std::get<request::Fetch>(request->arguments),
              (request::Fetch{Numbering::uid, {{{7, 7}}}, {.uid = true, .flags = true}}));
}

TEST(Fetch, RefusesWhatIsNoItem) {
    for (std::string_view bad : {
             "",
             "()",
             "(ALL)",
             "(FAST UID)",
             "ALL UID",
             "FOO",
             "UID FLAGS",
             "( UID)",
             "(UID )",
             "(UID",
             "BODY[",
             "BODY[}",
             "BODY[0]",
             "BODY[1.]",
             "BODY[.1]",
             "BODY[1..2]",
             "BODY[MIME]",
             "BODY[FOO]",
             "BODY[1.FOO]",
             "BODY[HEADER.FIELDS]",
             "BODY[HEADER.FIELDS ()]",
             "BODY[HEADER.FIELDS (a:b)]",
             "BODY[HEADER.FIELDS (\"\")]",
             "BODY[HEADER.FIELDS (\"a b\")]",
             "BODY[HEADER.FIELDS (a]",
             "BODY[]<0>",
             "BODY[]<0.0>",
             "BODY[]<1.2",
             "BODY[]<-1.2>",
             "BODY[]<.2>",
             "BODY.PEEK",
             "BINARY",
             "BINARY[TEXT]",
             "BINARY[1.MIME]",
             "BINARY.SIZE[1]<0.1>",
             "BINARY[HEADER]",
             "RFC822.PEEK",
             "RFC822[1]",
             "BODY[4294967296]",
             "BODYSTRUCTURE[1]",
             "BODY [1]",
             "ENVELOPE[1]",
         }) {
        EXPECT_FALSE(parse("a FETCH 1 " + std::string(bad), TextForm::rev1)) << bad;
    }
    std::string deep = "1";
    for (std::size_t i = 1; i < section_depth_max; ++i) deep += ".1";
    EXPECT_TRUE(parse("a FETCH 1 BODY[" + deep + "]", TextForm::rev1));
    EXPECT_FALSE(parse("a FETCH 1 BODY[" + deep + ".1]", TextForm::rev1));
}

TEST(Fetch, BoundsTheNamesOfAllSections) {
    const auto section = [](std::size_t part, std::size_t names) {
        std::string text = "BODY[" + std::to_string(part) + ".HEADER.FIELDS (x";
        for (std::size_t i = 1; i < names; ++i) text += " x" + std::to_string(i);
        return text + ")]";
    };
    const auto fetch = [](const std::string& items) {
        return parse("a FETCH 1 (" + items + ")", TextForm::rev1);
    };
    EXPECT_TRUE(fetch(section(1, fetch_field_names_max)));
    EXPECT_TRUE(fetch(section(1, fetch_field_names_max / 2) + " " + section(2, fetch_field_names_max / 2)));
    const auto refused = fetch(section(1, fetch_field_names_max) + " " + section(2, 1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Refusal::Kind::no);
    EXPECT_EQ(refused.error().code, "LIMIT");
}

}  // namespace
}  // namespace milpa::mail::imap
