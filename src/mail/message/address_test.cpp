// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/address.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::message {
namespace {

/// "name|route|local|domain" an address; "-" for what is absent.
std::string show(std::string_view value) {
    AddressList found;
    parse_address_list(value, found);
    std::string out;
    for (const events::Address& a : found) {
        if (!out.empty()) out += " ; ";
        out += (a.has_name() ? a.name() : "-") + "|" + (a.has_route() ? a.route() : "-") + "|" +
               (a.has_local() ? a.local() : "-") + "|" + (a.has_domain() ? a.domain() : "-");
    }
    return out;
}

struct Row {
    std::string_view value, shown;
};
constexpr Row rows[] = {
    {"", ""},
    {" \r\n ", ""},
    {"(nobody)", ""},
    {",,;", ""},
    {"ana@example.org", "-|-|ana|example.org"},
    {"Ana <ana@example.org>", "Ana|-|ana|example.org"},
    {"Ana  B.\r\n Cruz <ana@example.org>", "Ana B. Cruz|-|ana|example.org"},
    {"\"Cruz, Ana \\\"A\\\"\" <ana@example.org>", "Cruz, Ana \"A\"|-|ana|example.org"},
    {"<ana@example.org>", "-|-|ana|example.org"},
    {"a@x, b@y", "-|-|a|x ; -|-|b|y"},
    {"ana@example.org (Ana Cruz)", "Ana Cruz|-|ana|example.org"},
    {"ana(c)@(d)example.org", "d|-|ana|example.org"},
    {"\"ana cruz\"@example.org", "-|-|ana cruz|example.org"},
    {"<@one,@two:ana@example.org>", "-|@one,@two|ana|example.org"},
    {"ana@[192.0.2.1]", "-|-|ana|[192.0.2.1]"},
    // RFC 5322 A.1.3, A.5.
    {"A Group:Ed Jones <joe@where.test>,joe@where.test;",
     "-|-|A Group|- ; Ed Jones|-|joe|where.test ; -|-|joe|where.test ; -|-|-|-"},
    {"Undisclosed recipients:;", "-|-|Undisclosed recipients|- ; -|-|-|-"},
    {"Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "Pete|-|pete|silly.test"},
    {"Joe Q. Public <john . q . public @ example . com>", "Joe Q. Public|-|john.q.public|example.com"},
    // RFC 6532.
    {"Pelé <pelé@exámple.org>", "Pelé|-|pelé|exámple.org"},
    {"=?utf-8?Q?Cruz,_Ana?= <ana@x>", "=?utf-8?Q?Cruz,_Ana?=|-|ana|x"},
    // Broken ones.
    {"nobody", "-|-|nobody|"},
    {"Ana Cruz ana@x", "Ana Cruz|-|ana|x"},
    {"ana@home <ana@x>", "ana@home|-|ana|x"},
    {"a@b@c", "-|-|a@b|c"},
    {"Ana <ana@x, Bo <bo@y>", "Ana|-|ana|x ; Bo|-|bo|y"},
    {"<<ana@x>>", "-|-|ana|x"},
    {"Ana <>", "Ana|-||"},
    {"a@x; b@y", "-|-|a|x ; -|-|b|y"},
    {"group: a@x", "-|-|group|- ; -|-|a|x ; -|-|-|-"},
    {"\"never closed <a@x>, b@y", "-|-|never closed <a@x>, b@y|"},
    {"a@", "-|-|a|"},
    {"@x", "-|-||x"},
};

TEST(AddressList, IsReadAsPeopleMeantIt) {
    for (const Row& row : rows) EXPECT_EQ(show(row.value), row.shown) << row.value;
}

TEST(AddressList, HasALimit) {
    std::string many;
    for (std::size_t i = 0; i < addresses_max + 10; ++i) many += "a@x,";
    AddressList found;
    parse_address_list(many, found);
    EXPECT_EQ(found.size(), static_cast<int>(addresses_max));
}

TEST(AddressList, IsShownToPeople) {
    AddressList found;
    parse_address_list("=?utf-8?Q?An=C3=A1?= <ana@x>, group: b@y;", found);
    EXPECT_EQ(to_display_text(found), "Aná <ana@x>, group, b@y");
}

struct MailboxRow {
    std::string_view text, local, domain;
};
constexpr MailboxRow mailbox_rows[] = {
    {"ana@example.org", "ana", "example.org"},
    {"a.b+c=d@x", "a.b+c=d", "x"},
    {"\"a b\"@x", "a b", "x"},
    {"\"a\\\"b\\\\\"@x", "a\"b\\", "x"},
    {"\"\"@x", "", "x"},
    {"pelé@exámple.org", "pelé", "exámple.org"},
    {"a@[192.0.2.1]", "a", "[192.0.2.1]"},
    {"a@[IPv6:2001:db8::1]", "a", "[IPv6:2001:db8::1]"},
};

TEST(Mailbox, IsReadAndWritten) {
    for (const MailboxRow& row : mailbox_rows) {
        const auto mailbox = parse_mailbox(row.text);
        ASSERT_TRUE(mailbox) << row.text;
        EXPECT_EQ(mailbox->local, row.local);
        EXPECT_EQ(mailbox->domain, row.domain);
        EXPECT_EQ(to_text(*mailbox), row.text);
    }
    EXPECT_TRUE(needs_utf8({"pelé", "x"}));
    EXPECT_FALSE(needs_utf8({"pele", "x"}));
}

TEST(Mailbox, OthersAreRefused) {
    for (std::string_view bad : {"",
                                 "@",
                                 "a",
                                 "a@",
                                 "@x",
                                 "a b@x",
                                 " a@x",
                                 "a@x ",
                                 "<a@x>",
                                 ".a@x",
                                 "a.@x",
                                 "a..b@x",
                                 "a@x.",
                                 "a@.x",
                                 "a@-x",
                                 "a@x-",
                                 "a@x_y",
                                 "a@b@c",
                                 "\"a@x",
                                 "\"a\"b@x",
                                 "\"a\nb\"@x",
                                 "a@[1.2.3]",
                                 "a@[IPv6:g::]",
                                 "a@[x]",
                                 "a@[192.0.2.1",
                                 "a(b)@x",
                                 "a@x,b@y",
                                 "\xff@x",
                                 "a@\xc3",
                                 "a\r\n@x",
                                 "a@x\r\n"}) {
        EXPECT_FALSE(parse_mailbox(bad)) << bad;
    }
    EXPECT_FALSE(parse_mailbox(std::string_view("a\0@x", 4)));
    EXPECT_EQ(parse_mailbox(std::string(local_octets_max + 1, 'a') + "@x").error().kind, ErrorKind::limit);
    EXPECT_TRUE(parse_mailbox(std::string(local_octets_max, 'a') + "@x"));
    EXPECT_FALSE(parse_mailbox("a@" + std::string(64, 'x')));
}

}  // namespace
}  // namespace milpa::mail::message
