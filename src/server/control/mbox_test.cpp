// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control/mbox.hpp"

#include <gtest/gtest.h>

namespace milpa::server::control {
namespace {

/// The result must not depend on where the pieces are cut.
template <class Change>
std::string pass(std::string_view text) {
    std::string whole;
    {
        Change change;
        whole = change.take(text);
        whole += change.finish();
    }
    for (std::size_t step = 1; step <= 7; ++step) {
        Change change;
        std::string pieces;
        for (std::size_t i = 0; i < text.size(); i += step) pieces += change.take(text.substr(i, step));
        pieces += change.finish();
        EXPECT_EQ(pieces, whole) << step;
    }
    return whole;
}

TEST(Mbox, QuotesEveryLineThatCouldBeginAMessage) {
    EXPECT_EQ(
        pass<MboxQuoting>("Subject: x\r\n\r\nFrom here\r\n>From there\r\n>>From\r\nFromage\r\nnot From \r\n"),
        "Subject: x\n\n>From here\n>>From there\n>>From\nFromage\nnot From \n\n");
}

TEST(Mbox, EndsWithAnEmptyLineAlsoWhereTheMessageHasNoLineEnd) {
    EXPECT_EQ(pass<MboxQuoting>("a"), "a\n\n");
    EXPECT_EQ(pass<MboxQuoting>("From "), ">From \n\n");
    EXPECT_EQ(pass<MboxQuoting>(""), "\n");
    EXPECT_EQ(pass<MboxQuoting>("a\r"), "a\r\n\n");
}

TEST(Mbox, OnlyWholeLineEndsChange) {
    EXPECT_EQ(pass<Unchanged>("a\r\nb\nc\rd\r\r\n\r"), "a\nb\nc\rd\r\n\r");
}

TEST(Mbox, LinesAndNames) {
    EXPECT_EQ(mbox_line(from_unix_ms(1'700'000'000'000)), "From MAILER-DAEMON Tue Nov 14 22:13:20 2023\n");
    EXPECT_EQ(mbox_status({.system = 1 | 2 | 16, .keywords = {}}), "Status: RO\nX-Status: AT\n");
    EXPECT_EQ(mbox_status({.system = 0, .keywords = {"$Work", "b"}}),
              "Status: O\nX-Keywords: $Work b\nX-Mozilla-Keys: $Work b\n");
    EXPECT_EQ(maildir_flags(1 | 2 | 4 | 8 | 16), "DFRST");
    EXPECT_EQ(maildir_folder("INBOX"), "");
    EXPECT_EQ(maildir_folder("Sent/2026"), ".Sent.2026/");
    EXPECT_EQ(file_name_of("a.b/..%\n"), "a%2Eb.%2E%2E%25%0A");
    std::string longest;
    while (longest.size() < 1000) longest += "\u00e9";
    const std::string name = file_name_of(longest);
    EXPECT_LE(name.size(), 245U);
    EXPECT_TRUE(longest.starts_with(name.substr(0, name.find('~'))));
    EXPECT_NE(name, file_name_of(longest + "x"));
}

TEST(Mbox, KeywordsOfAFolderHaveLetters) {
    MaildirKeywords keywords;
    EXPECT_EQ(keywords.file(), "");
    EXPECT_EQ(keywords.letters({"Work", "$Forwarded"}), "ab");
    EXPECT_EQ(keywords.letters({"later", "$Forwarded", "Work"}), "abc");
    EXPECT_EQ(keywords.file(), "0 Work\n1 $Forwarded\n2 later\n");
    for (int i = 0; i < 30; ++i) keywords.letters({"k" + std::to_string(i)});
    EXPECT_EQ(keywords.letters({"k22", "k23"}), "z");
}

}  // namespace
}  // namespace milpa::server::control
