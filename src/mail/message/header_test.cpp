// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace milpa::mail::message {
namespace {

using testing::ElementsAre;

constexpr std::string_view header =
    "From ana Fri Nov 21 09:55:06\r\n"
    "Subject: one\r\n two\r\n"
    "To : b@x\r\n"
    "X-Empty:\r\n"
    "subject: three\n"
    "\r\n"
    "Body: no field\r\n";

TEST(Header, FieldsAreGivenWithTheirOctets) {
    Fields fields(header);
    std::vector<std::string> names;
    std::size_t end = 0;
    while (const auto field = fields.next()) {
        names.emplace_back(field->name);
        EXPECT_EQ(field->begin, end);
        end = field->end;
    }
    EXPECT_THAT(names, ElementsAre("", "Subject", "To", "X-Empty", "subject"));
    EXPECT_EQ(header.substr(fields.position(), 2), "\r\n");
}

TEST(Header, AFieldIsFoundAndUnfolded) {
    EXPECT_EQ(find_field(header, "SUBJECT"), "one two");
    EXPECT_EQ(find_field(header, "to"), "b@x");
    EXPECT_EQ(find_field(header, "x-empty"), "");
    EXPECT_EQ(find_field(header, "Body"), std::nullopt);
    EXPECT_EQ(unfold(" a\r\n\tb\r\n c \r\n"), "a\tb c");
    EXPECT_EQ(unfold(std::string_view("a\0b", 3)), "ab");
}

TEST(Header, SelectedFieldsKeepTheirOctets) {
    const std::vector<std::string> names = {"SUBJECT", "None"};
    EXPECT_EQ(select_fields(header, names, false), "Subject: one\r\n two\r\nsubject: three\n\r\n");
    EXPECT_EQ(select_fields(header, names, true),
              "From ana Fri Nov 21 09:55:06\r\nTo : b@x\r\nX-Empty:\r\n\r\n");
    EXPECT_EQ(select_fields("Subject: x", names, false), "Subject: x");
    EXPECT_EQ(select_fields("A: x\r\n\r\n", names, false), "\r\n");
}

TEST(Header, MessageIdsAreTakenOutOfAnything) {
    EXPECT_THAT(message_ids("<a@b> <c @ d>\r\n,<e> (not@bracketed) x"),
                ElementsAre("<a@b>", "<c@d>", "<e>", "<(not@bracketed)>"));
    EXPECT_THAT(message_ids("<a@b<c@d>"), ElementsAre("<a@b>", "<c@d>"));
    EXPECT_THAT(message_ids("<>  <"), ElementsAre());
}

}  // namespace
}  // namespace milpa::mail::message
