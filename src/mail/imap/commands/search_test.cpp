// SPDX-License-Identifier: AGPL-3.0-or-later
// SEARCH in a session: keys, and every form of answer (RFC 9051 6.4.4, RFC 4731, RFC 5182).
#include <gtest/gtest.h>

#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

class ImapSearch : public ::testing::Test {
protected:
    void SetUp() override {
        peer.log_in();
        append("(\\Seen)", "02-Nov-2026 10:00:00 +0000", "Subject: red\r\nFrom: a@x.test\r\n\r\napples\r\n");
        append("(\\Seen \\Flagged $Work)", "03-Nov-2026 23:59:59 +0000",
               "Subject: green\r\nDate: Mon, 2 Nov 2026 23:30:00 -0500\r\n\r\npears\r\n");
        append("", "04-Nov-2026 10:00:00 +0000", "Subject: blue\r\nX-Odd: yes\r\n\r\nplums and apples\r\n");
        append("(\\Deleted)", "05-Nov-2026 10:00:00 +0000",
               "Subject: red too\r\n\r\n" + std::string(500, 'x'));
        peer.asks("s SELECT INBOX\n");
    }
    void append(const std::string& flags, const std::string& date, const std::string& text) {
        const std::string answer =
            peer.says("p APPEND INBOX " + flags + (flags.empty() ? "\"" : " \"") + date + "\" {" +
                      std::to_string(text.size()) + "+}\r\n" + text + "\r\n");
        ASSERT_TRUE(answer.starts_with("p OK")) << answer;
    }
    std::string finds(const std::string& keys) {
        const std::string answer = peer.asks("t SEARCH " + keys + "\n");
        const std::string begin = "* SEARCH", end = "\nt OK Done\n";
        if (!answer.starts_with(begin) || !answer.ends_with(end)) return answer;
        return answer.substr(begin.size(), answer.size() - begin.size() - end.size());
    }

    House house;
    Peer peer{&house};
};

TEST_F(ImapSearch, Keys) {
    struct Row {
        std::string_view keys, found;
    };
    const Row rows[] = {
        {"ALL", " 1 2 3 4"},
        {"SEEN", " 1 2"},
        {"UNSEEN", " 3 4"},
        {"DELETED", " 4"},
        {"UNDELETED FLAGGED", " 2"},
        {"UNANSWERED UNDRAFT", " 1 2 3 4"},
        {"KEYWORD $work", " 2"},
        {"UNKEYWORD $WORK", " 1 3 4"},
        {"KEYWORD $None", ""},
        {"UNKEYWORD $None", " 1 2 3 4"},
        {"RECENT", ""},
        {"NEW", ""},
        {"OLD", " 1 2 3 4"},
        {"ON 3-Nov-2026", " 2"},
        {"BEFORE 3-Nov-2026", " 1"},
        {"SINCE 4-Nov-2026", " 3 4"},
        {"SENTON 2-Nov-2026", " 2"},
        {"SENTBEFORE 3-Nov-2026", " 2"},
        {"SENTSINCE 3-Nov-2026", ""},
        {"LARGER 500", " 4"},
        {"SMALLER 500", " 1 2 3"},
        {"SUBJECT red", " 1 4"},
        {"FROM a@x", " 1"},
        {"TO a@x", ""},
        {"BODY apples", " 1 3"},
        {"TEXT green", " 2"},
        {"HEADER X-Odd \"\"", " 3"},
        {"HEADER X-Odd no", ""},
        {"NOT SUBJECT red", " 2 3"},
        {"OR SUBJECT blue OR SUBJECT green FLAGGED", " 2 3"},
        {"(SEEN SUBJECT red) NOT DELETED", " 1"},
        {"2:3", " 2 3"},
        {"2:* SEEN", " 2"},
        {"7:9", ""},
        {"UID 2:3,99", " 2 3"},
        {"UID 4:* NOT 4", ""},
        {"CHARSET UTF-8 SUBJECT red", " 1 4"},
    };
    for (const Row& row : rows) EXPECT_EQ(finds(std::string(row.keys)), row.found) << row.keys;
    EXPECT_EQ(finds("CHARSET KOI8-R SUBJECT red"),
              "t NO [BADCHARSET (US-ASCII UTF-8)] texts can be searched for in UTF-8 only\n");
    EXPECT_EQ(finds("FROB"), "t BAD no such search key\n");
}

TEST_F(ImapSearch, OfAnEmptyMailbox) {
    peer.asks("s SELECT Archive\n");
    for (const std::string_view keys : {"ALL", "1:*", "1:* NOT DELETED", "UID 1:*", "TEXT x"}) {
        EXPECT_EQ(finds(std::string(keys)), "") << keys;
    }
}

TEST_F(ImapSearch, Answers) {
    EXPECT_EQ(peer.asks("a SEARCH RETURN (MIN MAX COUNT ALL) NOT 3\n"),
              "* ESEARCH (TAG \"a\") MIN 1 MAX 4 ALL 1:2,4 COUNT 3\na OK Done\n");
    EXPECT_EQ(peer.asks("b UID SEARCH RETURN () SEEN\n"), "* ESEARCH (TAG \"b\") UID ALL 1:2\nb OK Done\n");
    EXPECT_EQ(peer.asks("c SEARCH RETURN (MIN COUNT ALL) DRAFT\n"),
              "* ESEARCH (TAG \"c\") COUNT 0\nc OK Done\n");
    EXPECT_EQ(peer.asks("d SEARCH RETURN (MIN) DRAFT\n"), "* ESEARCH (TAG \"d\")\nd OK Done\n");
    EXPECT_EQ(peer.asks("e UID SEARCH SEEN\n"), "* SEARCH 1 2\ne OK Done\n");
    peer.asks("f ENABLE IMAP4rev2\n");
    EXPECT_EQ(peer.asks("g SEARCH SEEN\n"), "* ESEARCH (TAG \"g\") ALL 1:2\ng OK Done\n");
    EXPECT_EQ(peer.asks("h UID SEARCH DRAFT\n"), "* ESEARCH (TAG \"h\") UID\nh OK Done\n");
}

// RFC 5182 2.1 and 2.4.
TEST_F(ImapSearch, Saves) {
    const auto saved = [&] {
        const std::string answer = peer.asks("t UID SEARCH $\n");
        return answer.substr(8, answer.find('\n') - 8);
    };
    EXPECT_EQ(saved(), "");
    EXPECT_EQ(peer.asks("a SEARCH RETURN (SAVE) NOT 3\n"), "a OK Done\n");
    EXPECT_EQ(saved(), " 1 2 4");
    EXPECT_EQ(peer.asks("b SEARCH RETURN (SAVE COUNT) SEEN\n"), "* ESEARCH (TAG \"b\") COUNT 2\nb OK Done\n");
    EXPECT_EQ(saved(), " 1 2");
    EXPECT_EQ(peer.asks("c SEARCH RETURN (SAVE MIN) ALL\n"), "* ESEARCH (TAG \"c\") MIN 1\nc OK Done\n");
    EXPECT_EQ(saved(), " 1");
    EXPECT_EQ(peer.asks("d SEARCH RETURN (SAVE MIN MAX) ALL\n"),
              "* ESEARCH (TAG \"d\") MIN 1 MAX 4\nd OK Done\n");
    EXPECT_EQ(saved(), " 1 4");
    EXPECT_EQ(peer.asks("e SEARCH RETURN (SAVE MIN ALL) ALL\n"),
              "* ESEARCH (TAG \"e\") MIN 1 ALL 1:4\ne OK Done\n");
    EXPECT_EQ(saved(), " 1 2 3 4");
    EXPECT_EQ(peer.asks("f SEARCH RETURN (SAVE) SEEN $\n"), "f OK Done\n");
    EXPECT_EQ(saved(), " 1 2");
    EXPECT_EQ(peer.asks("g SEARCH UNSEEN\n"), "* SEARCH 3 4\ng OK Done\n");
    EXPECT_EQ(saved(), " 1 2") << "only SAVE saves";
    EXPECT_EQ(peer.asks("h SEARCH RETURN (SAVE) FROB\n").substr(0, 5), "h BAD");
    EXPECT_EQ(saved(), " 1 2") << "a SEARCH that was none changes nothing";
    house.engine.fail_read(1);
    EXPECT_EQ(peer.asks("i SEARCH RETURN (SAVE) SENTSINCE 1-Nov-2026\n").substr(0, 4), "i NO");
    EXPECT_EQ(saved(), "") << "one that failed leaves nothing";
    peer.asks("j SEARCH RETURN (SAVE) ALL\nk SELECT INBOX\n");
    EXPECT_EQ(saved(), "") << "another selection begins with nothing";
}

}  // namespace
}  // namespace milpa::mail::imap
