// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/authors.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::smtp {
namespace {

std::string summary(std::string_view value) {
    const auto read = read_authors(value);
    if (const auto* fault = std::get_if<AuthorFault>(&read)) {
        switch (*fault) {
            case AuthorFault::none: return "none";
            case AuthorFault::group: return "group";
            case AuthorFault::syntax: return "syntax";
            case AuthorFault::many: return "many";
        }
    }
    std::string text;
    for (const auto& author : std::get<std::vector<message::Mailbox>>(read)) {
        text += (text.empty() ? "" : " ") + message::to_text(author);
    }
    return text;
}

TEST(SmtpAuthors, AreReadInOneWayOrNotAtAll) {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {" ana@milpa.test\r\n", "ana@milpa.test"},
        {" Ana <ana@milpa.test>\r\n", "ana@milpa.test"},
        {" Ana M. de la Milpa\r\n <ana@milpa.test>\r\n", "ana@milpa.test"},
        {"\"Milpa, Ana\" <ana@milpa.test>", "ana@milpa.test"},
        {"\"beto@milpa.test\" <ana@milpa.test>", "ana@milpa.test"},
        {"=?utf-8?Q?Ana_Mar=C3=ADa?= <ana@milpa.test>", "ana@milpa.test"},
        {"Ana Mar\xc3\xad"
         "a <ana@milpa.test>",
         "ana@milpa.test"},
        {"<ana@milpa.test>", "ana@milpa.test"},
        {"ana@milpa.test (Ana)", "ana@milpa.test"},
        {"(x) Ana (y) <ana@milpa.test> (z)", "ana@milpa.test"},
        {"\"a b\"@milpa.test", "\"a b\"@milpa.test"},
        {"<\"a>b\"@milpa.test>", "\"a>b\"@milpa.test"},
        {"a@x.test, B <b@y.test>", "a@x.test b@y.test"},
        {"", "none"},
        {" \r\n", "none"},
        {"(nobody)", "none"},
        {"us: ana@milpa.test;", "group"},
        {"us:;", "group"},
        {"ana", "syntax"},
        {"Ana Milpa", "syntax"},
        {"ana@milpa.test,", "syntax"},
        {",ana@milpa.test", "syntax"},
        {"ana@milpa.test beto@milpa.test", "syntax"},
        {"ana@milpa.test <beto@milpa.test>", "syntax"},
        {"<ana@milpa.test> <beto@milpa.test>", "syntax"},
        {"<ana@milpa.test", "syntax"},
        {"ana@milpa.test>", "syntax"},
        {"Ana <>", "syntax"},
        {"ana @milpa.test", "syntax"},
        {"ana@ milpa.test", "syntax"},
        {"<ana(x)@milpa.test>", "syntax"},
        {"<@relay.test:ana@milpa.test>", "syntax"},
        {"\"Ana <ana@milpa.test>", "syntax"},
        {"ana@milpa.test (<beto@milpa.test>)", "syntax"},
        {"ana@milpa.test (a (b))", "syntax"},
        {"ana@milpa.test (open", "syntax"},
        {"ana@milpa.test; beto@milpa.test", "syntax"},
        {"ana@milpa..test", "syntax"},
        {"=?\?=?ana=@milpa.test,b=?\?=?@x.test", "syntax"},
        {"=?a?b<x?=@milpa.test>", "syntax"},
        {"<=?a?b@milpa.test>,x?=@x.test", "syntax"},
        {"Ana \xff <ana@milpa.test>", "syntax"},
        {std::string_view("Ana \0 <ana@milpa.test>", 22), "syntax"},
    };
    for (const auto& [value, expected] : rows) EXPECT_EQ(summary(value), expected) << value;
    std::string many = "a@x.test";
    for (std::size_t i = 1; i < authors_max; ++i) many += ",a@x.test";
    EXPECT_TRUE(summary(many).starts_with("a@x.test"));
    EXPECT_EQ(summary(many + ",a@x.test"), "many");
}

}  // namespace
}  // namespace milpa::mail::smtp
