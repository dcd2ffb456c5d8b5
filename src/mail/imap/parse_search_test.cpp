// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mail/imap/grammar.hpp"

namespace milpa::mail::imap {
namespace {

using Kind = SearchKey::Kind;

/// A tree as text: what the rows below compare.
std::string shown(const SearchKey& key) {
    constexpr std::string_view names[] = {
        "all",       "and",    "or", "not",   "seq",        "uid",    "set",       "clear",  "keyword",
        "unkeyword", "before", "on", "since", "sentbefore", "senton", "sentsince", "larger", "smaller",
        "subject",   "from",   "to", "cc",    "bcc",        "body",   "text",      "header",
    };
    std::string text(names[static_cast<std::size_t>(key.kind)]);
    if (key.flags != SystemFlags::none) text += " f" + std::to_string(static_cast<unsigned>(key.flags));
    if (key.number != 0) text += " n" + std::to_string(key.number);
    if (key.date != std::chrono::sys_days{})
        text += " d" + std::to_string(key.date.time_since_epoch().count());
    if (!key.field.empty()) text += " " + key.field;
    if (!key.text.empty()) text += " " + key.text;
    for (auto range : key.set.ranges)
        text += " " + std::to_string(range.from) + "-" + std::to_string(range.to);
    if (key.set.is_saved_result) text += " $";
    for (const SearchKey& child : key.children) text += " (" + shown(child) + ")";
    return text;
}

struct Row {
    std::string_view program, tree;
};

TEST(Search, ReadsKeys) {
    const Row rows[] = {
        {"ALL", "all"},
        {"answered", "set f1"},
        {"UNSEEN", "clear f8"},
        {"NEW", "and (set f32) (clear f8)"},
        {"OLD", "clear f32"},
        {"RECENT", "set f32"},
        {"KEYWORD $Junk", "keyword $Junk"},
        {"UNKEYWORD a", "unkeyword a"},
        {"BEFORE 2-Jan-1970", "before d1"},
        {"ON \"12-Feb-1970\"", "on d42"},
        {"SINCE 02-jan-1970", "since d1"},
        {"SENTBEFORE 2-Jan-1970 SENTON 2-Jan-1970 SENTSINCE 2-Jan-1970",
         "and (sentbefore d1) (senton d1) (sentsince d1)"},
        {"LARGER 9223372036854775807", "larger n9223372036854775807"},
        {"SMALLER 4096", "smaller n4096"},
        {"SUBJECT \"a b\" FROM x TO y CC z BCC q BODY r TEXT s",
         "and (subject a b) (from x) (to y) (cc z) (bcc q) (body r) (text s)"},
        {"HEADER Message-ID {3}\r\n<a>", "header Message-ID <a>"},
        {"HEADER X \"\"", "header X"},
        {"UID 1:*,3", "uid 1-0 3-3"},
        {"2,4:7", "seq 2-2 4-7"},
        {"*", "seq 0-0"},
        {"$", "seq $"},
        {"UID $", "uid $"},
        {"NOT SEEN", "not (set f8)"},
        {"NOT (SEEN DRAFT)", "not (and (set f8) (set f16))"},
        {"OR SEEN DRAFT", "or (set f8) (set f16)"},
        {"OR SEEN OR DRAFT OR DELETED ALL", "or (set f8) (set f16) (set f4) (all)"},
        {"OR OR SEEN DRAFT DELETED", "or (set f8) (set f16) (set f4)"},
        {"OR (SEEN DRAFT) NOT ALL", "or (and (set f8) (set f16)) (not (all))"},
        {"(((SEEN)))", "set f8"},
        {"(SEEN (DRAFT DELETED)) ALL", "and (set f8) (set f16) (set f4) (all)"},
        {"OR SEEN DRAFT ALL", "and (or (set f8) (set f16)) (all)"},
        {"CHARSET us-ascii TEXT x", "text x"},
        {"CHARSET \"utf-8\" TEXT \"\xc3\xbc\"", "text \xc3\xbc"},
    };
    for (const Row& row : rows) {
        auto request = parse("a SEARCH " + std::string(row.program), TextForm::rev1);
        ASSERT_TRUE(request) << row.program << ": " << request.error().text;
        EXPECT_EQ(shown(std::get<request::Search>(request->arguments).key), row.tree) << row.program;
    }
}

TEST(Search, ReadsWhatIsToBeReturned) {
    auto returns = [](std::string_view program) {
        auto request = parse("a UID SEARCH " + std::string(program), TextForm::utf8);
        EXPECT_TRUE(request) << program;
        EXPECT_EQ(std::get<request::Search>(request->arguments).numbering, Numbering::uid);
        return std::get<request::Search>(request->arguments).returns;
    };
    EXPECT_EQ(returns("ALL"), std::nullopt);
    EXPECT_EQ(returns("RETURN () ALL"), (SearchReturn{.all = true}));
    EXPECT_EQ(returns("return (save) ALL"), (SearchReturn{.save = true}));
    EXPECT_EQ(returns("RETURN (MIN MAX COUNT ALL SAVE) CHARSET UTF-8 ALL"),
              (SearchReturn{.min = true, .max = true, .all = true, .count = true, .save = true}));
}

TEST(Search, RefusesWhatIsNoKey) {
    for (std::string_view bad : {
             "",
             "FOO",
             "ALL ",
             "ALL  ALL",
             "()",
             "(ALL",
             "ALL)",
             "NOT",
             "OR ALL",
             "OR ALL ",
             "KEYWORD \\Seen",
             "KEYWORD",
             "BEFORE 30-Feb-2000",
             "BEFORE 1-Foo-2000",
             "BEFORE \"1-Feb-2000",
             "BEFORE 1-Feb-20",
             "BEFORE 0-Feb-2000",
             "ON 111-Feb-2000",
             "LARGER",
             "LARGER x",
             "LARGER -1",
             "LARGER 9223372036854775808",
             "SUBJECT",
             "SUBJECT (a)",
             "HEADER a",
             "UID",
             "UID x",
             "0",
             "1:",
             "RETURN ALL",
             "RETURN (FOO) ALL",
             "RETURN (MIN)",
             "RETURN (MIN ) ALL",
             "CHARSET UTF-8",
             "TEXT {1}\r\n\xff",
             "TEXT \"\xff\"",
             "ALL CHARSET UTF-8 ALL",
             "SEEN-",
             "SEENX",
         }) {
        EXPECT_FALSE(parse("a SEARCH " + std::string(bad), TextForm::rev1)) << bad;
    }
}

TEST(Search, LongChainsOfOrAreOneLevel) {
    std::string chain;
    for (int i = 0; i < 500; ++i) chain += "OR HEADER Message-ID <" + std::to_string(i) + "> ";
    auto request = parse("a SEARCH " + chain + "ALL", TextForm::rev1);
    ASSERT_TRUE(request) << request.error().text;
    EXPECT_EQ(std::get<request::Search>(request->arguments).key.children.size(), 501U);
}

}  // namespace
}  // namespace milpa::mail::imap
