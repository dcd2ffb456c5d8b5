// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/mailbox_match.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace milpa::mail::imap {
namespace {

struct Row {
    std::string_view pattern, name;
    bool matches;
};
constexpr Row rows[] = {
    {"*", "INBOX", true},
    {"*", "a/b/c", true},
    {"%", "a", true},
    {"%", "a/b", false},
    {"%/%", "a/b", true},
    {"%/%", "a", false},
    {"a/%", "a/b", true},
    {"a/%", "a/b/c", false},
    {"a/*", "a/b/c", true},
    {"a/*", "a", false},
    {"a*", "a", true},
    {"*b", "a/b", true},
    {"*b", "a/bc", false},
    {"%b%", "abc", true},
    {"%b%", "a/b", false},
    {"*%", "a/b", true},
    {"%*", "a/b", true},
    {"%%%", "a", true},
    {"*/c%e/*", "a/b/cde/f", true},
    {"*/c%e/*", "a/b/cd/e/f", false},
    {"*a%b*c", "xa/ab/c", true},
    {"", "a", false},
    {"inbox", "INBOX", true},
    {"InB%", "INBOX", true},
    {"inbox/%", "INBOX/a", true},
    {"inbox/A", "INBOX/a", false},
    {"Sent", "sent", false},
    {"inboxes", "INBOXES", false},
    {"Entw\xc3\xbcrfe", "Entw\xc3\xbcrfe", true},
    {"Entw%rfe", "Entw\xc3\xbcrfe", true},
};

TEST(MailboxPattern, MatchesAsListDoes) {
    for (const Row& row : rows) {
        EXPECT_EQ(MailboxPattern(row.pattern).matches(row.name), row.matches)
            << row.pattern << " " << row.name;
    }
}

TEST(MailboxPattern, FindsWildcardsAcrossManyWords) {
    std::string name;
    for (int i = 0; i < 200; ++i) name += "ab";
    EXPECT_TRUE(MailboxPattern(name).matches(std::string_view(name)));
    EXPECT_TRUE(MailboxPattern(name).is_plain());
    EXPECT_TRUE(MailboxPattern(name + "*").matches(std::string_view(name)));
    EXPECT_FALSE(MailboxPattern(name + "*x").matches(std::string_view(name)));
    std::string wild;
    for (int i = 0; i < 200; ++i) wild += "a%";
    EXPECT_TRUE(MailboxPattern(wild).matches(std::string_view(name)));
    EXPECT_FALSE(MailboxPattern(wild + "a").matches(std::string_view(name)));
}

TEST(MailboxPattern, HostileWildcardsCostNoMoreThanOthers) {
    std::string pattern, name(mailbox_name_bytes_max, 'a');
    while (pattern.size() + 2 < mailbox_name_bytes_max) pattern += "a*";
    pattern += 'b';
    MailboxPattern compiled(pattern);
    auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(compiled.matches(std::string_view(name)));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST(MailboxName, KeepsItsInvariants) {
    EXPECT_TRUE(MailboxName::from_utf8("iNbOx").value().is_inbox());
    EXPECT_EQ(MailboxName::from_utf8("inbox/a").value().utf8(), "INBOX/a");
    EXPECT_EQ(MailboxName::from_utf8("inboxes").value().utf8(), "inboxes");
    EXPECT_EQ(MailboxName::from_utf8("u\xcc\x88").value().utf8(), "\xc3\xbc");  // normal form C
    EXPECT_EQ(MailboxName::from_wire("Entw&APw-rfe", TextForm::rev1).value().utf8(), "Entw\xc3\xbcrfe");
    EXPECT_EQ(MailboxName::from_wire("A&B", TextForm::utf8).value().to_wire(TextForm::rev1), "A&-B");
    for (std::string_view bad :
         {"", "/", "/a", "a/", "a//b", "a\x01", "\xff", "a\xc2\x85", "a\xe2\x80\xa8"}) {
        EXPECT_FALSE(MailboxName::from_utf8(bad)) << bad;
    }
    EXPECT_FALSE(MailboxName::from_wire("Entw\xc3\xbcrfe", TextForm::rev1));
    EXPECT_FALSE(MailboxName::from_wire("A&B", TextForm::rev1));
    EXPECT_EQ(MailboxName::from_utf8(std::string(1001, 'a')).error().kind, ErrorKind::limit);
    std::string deep = "a";
    for (std::size_t i = 1; i < mailbox_levels_max; ++i) deep += "/a";
    EXPECT_TRUE(MailboxName::from_utf8(deep));
    EXPECT_EQ(MailboxName::from_utf8(deep + "/a").error().kind, ErrorKind::limit);
}

TEST(MailboxName, KnowsWhatLiesBelow) {
    auto name = [](std::string_view text) { return MailboxName::from_utf8(text).value(); };
    EXPECT_TRUE(name("a/b/c").is_below(name("a/b")));
    EXPECT_FALSE(name("a/b").is_below(name("a/b")));
    EXPECT_FALSE(name("ab").is_below(name("a")));
}

}  // namespace
}  // namespace milpa::mail::imap
