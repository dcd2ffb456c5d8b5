// SPDX-License-Identifier: AGPL-3.0-or-later
// LIST in all its forms, and LSUB: RFC 9051 6.3.9, RFC 3501 6.3.9, RFC 5258, 5819, 6154.
#include <gtest/gtest.h>

#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

class ImapList : public ::testing::Test {
protected:
    void SetUp() override {
        peer.log_in();
        // The hierarchy and the subscriptions of RFC 5258 5, example 9.
        for (const std::string_view name :
             {"foo2/bar1", "foo2/bar2", "baz2/bar2", "baz2/bar22", "baz2/bar222", "eps2/mamba"}) {
            peer.asks("c CREATE " + std::string(name) + "\n");
        }
        for (const std::string_view name : {"foo2/bar1", "foo2/bar2", "baz2/bar2", "baz2/bar22",
                                            "baz2/bar222", "eps2", "eps2/mamba", "qux2/bar2"}) {
            peer.asks("s SUBSCRIBE " + std::string(name) + "\n");
        }
    }
    /// The answers without their common parts: `foo2 (\HasChildren)`, one a line.
    std::string asks(const std::string& command) {
        const std::string answer = peer.asks("t " + command + "\n");
        const std::string ok = "t OK Done\n";
        EXPECT_TRUE(answer.ends_with(ok)) << command << "\n" << answer;
        std::string lines;
        for (std::size_t at = 0; at + ok.size() < answer.size();) {
            const std::size_t end = answer.find('\n', at);
            std::string line = answer.substr(at, end - at);
            for (const std::string_view common : {"* LIST ", "* LSUB ", " \"/\""}) {
                if (const auto found = line.find(common); found != std::string::npos)
                    line.erase(found, common.size());
            }
            lines += line + "\n";
            at = end + 1;
        }
        return lines;
    }

    House house;
    Peer peer{&house};
};

TEST_F(ImapList, ByPattern) {
    EXPECT_EQ(
        asks("LIST \"\" %"),
        "(\\HasNoChildren \\Archive) Archive\n(\\HasNoChildren \\Drafts) Drafts\n(\\HasNoChildren) INBOX\n"
        "(\\HasNoChildren \\Junk) Junk\n(\\HasNoChildren \\Sent) Sent\n(\\HasNoChildren \\Trash) Trash\n"
        "(\\HasChildren) baz2\n(\\HasChildren) eps2\n(\\HasChildren) foo2\n");
    EXPECT_EQ(asks("LIST \"\" foo*"),
              "(\\HasChildren) foo2\n(\\HasNoChildren) foo2/bar1\n(\\HasNoChildren) foo2/bar2\n");
    EXPECT_EQ(asks("LIST foo2/ %"), "(\\HasNoChildren) foo2/bar1\n(\\HasNoChildren) foo2/bar2\n");
    EXPECT_EQ(asks("LIST \"\" inbox"), "(\\HasNoChildren) INBOX\n");
    EXPECT_EQ(asks("LIST \"\" \"\""), "(\\Noselect) \"\"\n");
    EXPECT_EQ(asks("LIST \"\" (eps2 foo2/%1 none)"), "(\\HasChildren) eps2\n(\\HasNoChildren) foo2/bar1\n");
    EXPECT_EQ(asks("LIST \"\" *none*"), "");
    peer.asks("d DELETE foo2\n");
    EXPECT_EQ(asks("LIST \"\" foo2"), "(\\Noselect \\HasChildren) foo2\n");
}

TEST_F(ImapList, SelectsAndReturns) {
    EXPECT_EQ(asks("LIST (SUBSCRIBED) \"\" *2"),
              "(\\HasNoChildren \\Subscribed) baz2/bar2\n(\\HasNoChildren \\Subscribed) baz2/bar22\n"
              "(\\HasNoChildren \\Subscribed) baz2/bar222\n(\\HasChildren \\Subscribed) eps2\n"
              "(\\HasNoChildren \\Subscribed) foo2/bar2\n(\\NonExistent \\Subscribed) qux2/bar2\n");
    EXPECT_EQ(asks("LIST (SUBSCRIBED) \"\" foo2"), "");
    EXPECT_EQ(asks("LIST () \"\" (eps2 foo2) RETURN (SUBSCRIBED CHILDREN)"),
              "(\\HasChildren \\Subscribed) eps2\n(\\HasChildren) foo2\n");
    EXPECT_EQ(asks("LIST (REMOTE) \"\" eps2"), "(\\HasChildren) eps2\n");
    EXPECT_EQ(peer.asks("a LIST (RECURSIVEMATCH) \"\" *\n"),
              "a BAD RECURSIVEMATCH without what it modifies\n");
}

// RFC 5258 5, example 9: what is redundant is not told.
TEST_F(ImapList, MatchesRecursively) {
    EXPECT_EQ(asks("LIST (RECURSIVEMATCH SUBSCRIBED) \"\" *2"),
              "(\\HasNoChildren \\Subscribed) baz2/bar2\n(\\HasNoChildren \\Subscribed) baz2/bar22\n"
              "(\\HasNoChildren \\Subscribed) baz2/bar222\n"
              "(\\HasChildren \\Subscribed) eps2 (CHILDINFO (\"SUBSCRIBED\"))\n"
              "(\\HasChildren) foo2 (CHILDINFO (\"SUBSCRIBED\"))\n"
              "(\\HasNoChildren \\Subscribed) foo2/bar2\n(\\NonExistent \\Subscribed) qux2/bar2\n");
    EXPECT_EQ(asks("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %2"),
              "(\\HasChildren) baz2 (CHILDINFO (\"SUBSCRIBED\"))\n"
              "(\\HasChildren \\Subscribed) eps2 (CHILDINFO (\"SUBSCRIBED\"))\n"
              "(\\HasChildren) foo2 (CHILDINFO (\"SUBSCRIBED\"))\n"
              "(\\NonExistent) qux2 (CHILDINFO (\"SUBSCRIBED\"))\n");
}

TEST_F(ImapList, SpecialUses) {
    EXPECT_EQ(
        asks("LIST (SPECIAL-USE) \"\" *"),
        "(\\HasNoChildren \\Archive) Archive\n(\\HasNoChildren \\Drafts) Drafts\n"
        "(\\HasNoChildren \\Junk) Junk\n(\\HasNoChildren \\Sent) Sent\n(\\HasNoChildren \\Trash) Trash\n");
    peer.asks("u UNSUBSCRIBE Junk\n");
    EXPECT_EQ(asks("LIST (SUBSCRIBED SPECIAL-USE) \"\" (*t* J* e*)"),
              "(\\HasNoChildren \\Subscribed \\Drafts) Drafts\n(\\HasNoChildren \\Subscribed \\Sent) Sent\n")
        << "both, not either";
    EXPECT_EQ(asks("LIST \"\" Sent RETURN (SPECIAL-USE)"), "(\\HasNoChildren \\Sent) Sent\n");
}

TEST_F(ImapList, WithStatus) {
    house.deliver("Subject: x\r\n\r\n");
    peer.asks("d DELETE foo2\n");
    EXPECT_EQ(asks("LIST \"\" (INBOX foo2 eps2) RETURN (STATUS (MESSAGES UNSEEN))"),
              "(\\HasNoChildren) INBOX\n* STATUS INBOX (MESSAGES 1 UNSEEN 1)\n"
              "(\\HasChildren) eps2\n* STATUS eps2 (MESSAGES 0 UNSEEN 0)\n(\\Noselect \\HasChildren) foo2\n");
    EXPECT_EQ(asks("LIST (SUBSCRIBED) \"\" qux2/* RETURN (STATUS (MESSAGES))"),
              "(\\NonExistent \\Subscribed) qux2/bar2\n");
}

// RFC 3501 6.3.9: levels above stand for what "%" hides, and for nothing else.
TEST_F(ImapList, LsubOfOlderClients) {
    EXPECT_EQ(asks("LSUB \"\" %2"), "(\\Noselect) baz2\n() eps2\n(\\Noselect) foo2\n(\\Noselect) qux2\n");
    EXPECT_EQ(asks("LSUB \"\" *2"),
              "() baz2/bar2\n() baz2/bar22\n() baz2/bar222\n() eps2\n"
              "(\\Noselect) foo2\n() foo2/bar2\n() qux2/bar2\n")
        << "foo2/bar1 is what foo2 stands for";
    EXPECT_EQ(asks("LSUB \"\" foo*"), "() foo2/bar1\n() foo2/bar2\n");
    EXPECT_EQ(asks("LSUB \"\" \"\""), "(\\Noselect) \"\"\n");
    EXPECT_EQ(asks("LSUB foo2/ %1"), "() foo2/bar1\n");
}

TEST_F(ImapList, NamesThatNobodyCanHave) {
    EXPECT_EQ(peer.asks("a LIST \"\" \"&AGEA-\"\n").substr(0, 4), "a NO");
    std::string many = "a LIST \"\" (x";
    for (int i = 0; i < 32; ++i) many += " x";
    EXPECT_EQ(peer.asks(many + ")\n"), "a NO [LIMIT] too many patterns\n");
}

}  // namespace
}  // namespace milpa::mail::imap
