// SPDX-License-Identifier: AGPL-3.0-or-later
// STORE, EXPUNGE, COPY, MOVE in a session.
#include <gtest/gtest.h>

#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

class ImapStore : public ::testing::Test {
protected:
    void SetUp() override {
        for (int i = 0; i < 4; ++i) house.deliver("Subject: m\r\n\r\nbody\r\n");
        peer.log_in();
        peer.asks("s SELECT INBOX\n");
    }
    /// With "V" in place of the UIDVALIDITY of what was copied to.
    std::string asks(std::string_view lines) {
        std::string answer = peer.asks(lines);
        const std::string code = "[COPYUID ";
        const auto at = answer.find(code);
        if (at == std::string::npos) return answer;
        const auto begin = at + code.size();
        return answer.replace(begin, answer.find(' ', begin) - begin, "V");
    }

    House house;
    Peer peer{&house};
};

TEST_F(ImapStore, ChangesFlags) {
    struct Row {
        std::string_view says, hears;
    };
    const Row rows[] = {
        {"STORE 1 FLAGS (\\Seen \\Draft)", "* 1 FETCH (FLAGS (\\Seen \\Draft))\nt OK Done\n"},
        {"STORE 1 +FLAGS \\Flagged", "* 1 FETCH (FLAGS (\\Flagged \\Seen \\Draft))\nt OK Done\n"},
        {"STORE 1 -FLAGS (\\Seen)", "* 1 FETCH (FLAGS (\\Flagged \\Draft))\nt OK Done\n"},
        {"STORE 1 FLAGS ()", "* 1 FETCH (FLAGS ())\nt OK Done\n"},
        {"STORE 1 +FLAGS.SILENT (\\Seen)", "t OK Done\n"},
        {"STORE 1 -FLAGS.SILENT (\\Seen)", "t OK Done\n"},
        {"STORE 1 FLAGS.SILENT (\\Answered)", "t OK Done\n"},
        {"STORE 1:2 +FLAGS (\\Answered)",
         "* 1 FETCH (FLAGS (\\Answered))\n* 2 FETCH (FLAGS (\\Answered))\nt OK Done\n"},
        {"UID STORE 3 +FLAGS (\\Deleted)", "* 3 FETCH (UID 3 FLAGS (\\Deleted))\nt OK Done\n"},
        {"UID STORE 9 +FLAGS (\\Deleted)", "t OK Done\n"},
        {"STORE 9 +FLAGS (\\Deleted)", "t BAD That cannot be meant\n"},
        {"STORE 1 +FLAGS (\\Recent)", "* 1 FETCH (FLAGS (\\Answered))\nt OK Done\n"},
        {"STORE 1 +FLAGS (\\Frob)", "t BAD no such system flag\n"},
        {"STORE 1 FROB ()", "t BAD FLAGS expected\n"},
    };
    for (const Row& row : rows) EXPECT_EQ(asks("t " + std::string(row.says) + "\n"), row.hears) << row.says;
}

TEST_F(ImapStore, Expunges) {
    asks("a STORE 2:4 +FLAGS.SILENT (\\Deleted)\n");
    EXPECT_EQ(asks("b UID EXPUNGE 1:3\n"), "* 3 EXPUNGE\n* 2 EXPUNGE\nb OK Done\n");
    EXPECT_EQ(asks("c UID EXPUNGE 1\n"), "c OK Done\n") << "it is not \\Deleted";
    const std::size_t settled = house.settled;
    EXPECT_EQ(asks("d EXPUNGE\n"), "* 2 EXPUNGE\nd OK Done\n");
    EXPECT_EQ(house.settled, settled + 1);
    EXPECT_EQ(asks("e EXPUNGE\n"), "e OK Done\n");
    EXPECT_EQ(asks("f FETCH 1:* UID\n"), "* 1 FETCH (UID 1)\nf OK Done\n");
    EXPECT_TRUE(house.is_whole());
}

TEST_F(ImapStore, NothingIsWrittenWhereNothingIsDeleted) {
    const auto seq = [&] {
        std::uint64_t last = 0;
        house.look([&](account::Account& account) { last = account.state().seq(); });
        return last;
    };
    const std::uint64_t before = seq();
    asks("a EXPUNGE\nb UID EXPUNGE 1:*\nc CLOSE\n");
    EXPECT_EQ(seq(), before);
}

TEST_F(ImapStore, Copies) {
    EXPECT_EQ(asks("a COPY 2:3 Archive\n"), "a OK [COPYUID V 2:3 1:2] Done\n");
    EXPECT_EQ(asks("b UID COPY 4,1 Archive\n"), "b OK [COPYUID V 1,4 3:4] Done\n");
    EXPECT_EQ(asks("c UID COPY 77 Archive\n"), "c OK Done\n");
    EXPECT_EQ(asks("d COPY 1 none\n"), "d NO [TRYCREATE] There is no such mailbox\n");
    EXPECT_EQ(asks("e COPY 1 INBOX\n"), "* 5 EXISTS\n* 0 RECENT\ne OK [COPYUID V 1 5] Done\n");
    house.quota.messages_max = 9;
    EXPECT_EQ(asks("f COPY 1 Archive\n"), "f NO [OVERQUOTA] There is no room left\n");
    house.quota = {.octets_max = 5};
    EXPECT_EQ(asks("g UID COPY 1 Archive\n"), "g NO [OVERQUOTA] There is no room left\n");
    EXPECT_EQ(asks("h STATUS Archive (MESSAGES)\n"), "* STATUS Archive (MESSAGES 4)\nh OK Done\n");
}

// RFC 6851 4.3: where they went is said before they are gone.
TEST_F(ImapStore, Moves) {
    EXPECT_EQ(asks("a MOVE 2:3 Archive\n"),
              "* OK [COPYUID V 2:3 1:2] Moved\n* 3 EXPUNGE\n* 2 EXPUNGE\na OK Done\n");
    EXPECT_EQ(asks("b UID MOVE 4 Archive\n"), "* OK [COPYUID V 4 3] Moved\n* 2 EXPUNGE\nb OK Done\n");
    EXPECT_EQ(asks("c UID MOVE 4 Archive\n"), "c OK Done\n");
    EXPECT_EQ(asks("d MOVE 1 none\n"), "d NO [TRYCREATE] There is no such mailbox\n");
    EXPECT_EQ(asks("e MOVE 1 INBOX\n"),
              "* OK [COPYUID V 1 5] Moved\n* 1 EXPUNGE\n* 1 EXISTS\n* 0 RECENT\ne OK Done\n");
    EXPECT_TRUE(house.is_whole());
}

TEST_F(ImapStore, ADiskThatFailsChangesNothing) {
    house.engine.set_full(true);
    const std::string refused = "NO [UNAVAILABLE] The disk failed; nothing was changed\n";
    for (const std::string_view command :
         {"STORE 1 +FLAGS (\\Deleted)", "COPY 1 Archive", "MOVE 1 Archive", "CREATE new", "DELETE Archive",
          "RENAME Archive other", "SUBSCRIBE new", "UNSUBSCRIBE Archive"}) {
        EXPECT_EQ(asks("t " + std::string(command) + "\n"), "t " + refused) << command;
    }
    house.engine.set_full(false);
    EXPECT_EQ(asks("u FETCH 1:* FLAGS\n"),
              "* 1 FETCH (FLAGS ())\n* 2 FETCH (FLAGS ())\n* 3 FETCH (FLAGS ())\n"
              "* 4 FETCH (FLAGS ())\nu OK Done\n");
    asks("v STORE 1 +FLAGS.SILENT (\\Deleted)\n");
    house.engine.set_full(true);
    EXPECT_EQ(asks("w EXPUNGE\n"), "w " + refused);
    EXPECT_EQ(asks("x CLOSE\n"), "x " + refused);
    EXPECT_EQ(asks("x FETCH 1 UID\n"), "* 1 FETCH (UID 1)\nx OK Done\n") << "it is selected still";
    house.engine.set_full(false);
    EXPECT_EQ(asks("y STATUS INBOX (MESSAGES DELETED)\n"),
              "* STATUS INBOX (MESSAGES 4 DELETED 1)\ny OK Done\n");
    EXPECT_TRUE(house.is_whole());
}

TEST_F(ImapStore, TheResultOfASearchNamesMessages) {
    EXPECT_EQ(asks("a SEARCH RETURN (SAVE) 2:3\n"), "a OK Done\n");
    EXPECT_EQ(asks("b UID STORE $ +FLAGS (\\Seen)\n"),
              "* 2 FETCH (UID 2 FLAGS (\\Seen))\n* 3 FETCH (UID 3 FLAGS (\\Seen))\nb OK Done\n");
    EXPECT_EQ(asks("c MOVE $ Archive\n"),
              "* OK [COPYUID V 2:3 1:2] Moved\n* 3 EXPUNGE\n* 2 EXPUNGE\nc OK Done\n");
    EXPECT_EQ(asks("d FETCH $ UID\n"), "d OK Done\n") << "what is gone is gone from there, too";
}

}  // namespace
}  // namespace milpa::mail::imap
