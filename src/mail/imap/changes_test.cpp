// SPDX-License-Identifier: AGPL-3.0-or-later
// Two sessions on one mailbox: what each hears of the other, and when. RFC 9051 5.5, 7.4.1, 7.5.1, 7.5.2.
#include <gtest/gtest.h>

#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

class ImapChanges : public ::testing::Test {
protected:
    void SetUp() override {
        for (int i = 0; i < 5; ++i) deliver();
        for (Peer* peer : {&ana, &phone}) {
            peer->log_in();
            peer->asks("s SELECT INBOX\n");
        }
    }
    void deliver() { house.deliver("Subject: m\r\n\r\nbody\r\n"); }

    House house;
    Peer ana{&house};
    Peer phone{&house};
};

TEST_F(ImapChanges, ComeWithTheNextReply) {
    deliver();
    EXPECT_EQ(ana.heard(), "") << "nothing while no command is in progress";
    EXPECT_EQ(ana.asks("a NOOP\n"), "* 6 EXISTS\n* 0 RECENT\na OK Done\n");
    EXPECT_EQ(ana.asks("b STORE 2 +FLAGS (\\Flagged)\n"), "* 2 FETCH (FLAGS (\\Flagged))\nb OK Done\n");
    EXPECT_EQ(phone.asks("a CHECK\n"), "* 6 EXISTS\n* 0 RECENT\n* 2 FETCH (FLAGS (\\Flagged))\na OK Done\n");
    EXPECT_EQ(phone.asks("b NOOP\n"), "b OK Done\n") << "each once";
    ana.asks("c STORE 1,3 +FLAGS.SILENT (\\Deleted)\n");
    EXPECT_EQ(ana.asks("d EXPUNGE\n"), "* 3 EXPUNGE\n* 1 EXPUNGE\nd OK Done\n");
    EXPECT_EQ(phone.asks("c NOOP\n"), "* 3 EXPUNGE\n* 1 EXPUNGE\nc OK Done\n");
    EXPECT_EQ(phone.asks("d FETCH 1:* UID\n"),
              "* 1 FETCH (UID 2)\n* 2 FETCH (UID 4)\n* 3 FETCH (UID 5)\n"
              "* 4 FETCH (UID 6)\nd OK Done\n");
}

// Numbers do not move while commands use them.
TEST_F(ImapChanges, NoExpungeDuringFetchStoreSearch) {
    ana.asks("a STORE 2 +FLAGS.SILENT (\\Deleted)\nb EXPUNGE\n");
    deliver();
    EXPECT_EQ(phone.asks("a FETCH 1:* UID\n"),
              "* 1 FETCH (UID 1)\n* 3 FETCH (UID 3)\n* 4 FETCH (UID 4)\n* 5 FETCH (UID 5)\n* 6 EXISTS\n"
              "* 0 RECENT\na OK [EXPUNGEISSUED] Done\n");
    EXPECT_EQ(phone.asks("b FETCH 2 FLAGS\n"), "b OK [EXPUNGEISSUED] Done\n");
    EXPECT_EQ(phone.asks("c STORE 2:3 +FLAGS (\\Seen)\n"),
              "* 3 FETCH (FLAGS (\\Seen))\nc OK [EXPUNGEISSUED] Done\n");
    EXPECT_EQ(phone.asks("d SEARCH SEEN\n"), "* SEARCH 3\nd OK [EXPUNGEISSUED] Done\n");
    EXPECT_EQ(phone.asks("e SEARCH RETURN (MAX) ALL\n"),
              "* ESEARCH (TAG \"e\") MAX 6\ne OK [EXPUNGEISSUED] Done\n");
    EXPECT_EQ(phone.asks("f COPY 2 Archive\n"), "* 2 EXPUNGE\nf OK Done\n");
    EXPECT_EQ(phone.asks("g FETCH 2 UID\n"), "* 2 FETCH (UID 3)\ng OK Done\n");
}

TEST_F(ImapChanges, ExpungeDuringUidCommands) {
    const std::string_view commands[] = {"UID FETCH 1:* UID", "UID STORE 3 +FLAGS.SILENT (\\Seen)",
                                         "UID SEARCH SEEN"};
    for (const std::string_view command : commands) {
        ana.asks("a STORE 1 +FLAGS.SILENT (\\Deleted)\nb EXPUNGE\n");
        const std::string answer = phone.asks("a " + std::string(command) + "\n");
        EXPECT_TRUE(answer.ends_with("* 1 EXPUNGE\na OK Done\n")) << answer;
    }
}

TEST_F(ImapChanges, IdleHearsAtOnce) {
    EXPECT_EQ(phone.asks("a IDLE\n"), "+ Waiting\n");
    deliver();
    EXPECT_EQ(without_cr(phone.hears()), "* 6 EXISTS\n* 0 RECENT\n");
    ana.asks("a NOOP\nb STORE 6 +FLAGS (\\Flagged)\n");
    EXPECT_EQ(without_cr(phone.hears()), "* 6 FETCH (FLAGS (\\Flagged))\n");
    ana.asks("c STORE 6 +FLAGS.SILENT (\\Deleted)\n");
    EXPECT_EQ(without_cr(phone.hears()), "* 6 FETCH (FLAGS (\\Flagged \\Deleted))\n");
    ana.asks("d EXPUNGE\n");
    EXPECT_EQ(without_cr(phone.hears()), "* 6 EXPUNGE\n");
    ana.asks("e MOVE 1 Trash\n");
    EXPECT_EQ(without_cr(phone.hears()), "* 1 EXPUNGE\n");
    EXPECT_EQ(phone.asks("done\nb NOOP\n"), "a OK Done\nb OK Done\n");
    EXPECT_EQ(phone.asks("c IDLE\nDONE\n"), "+ Waiting\nc OK Done\n");
    EXPECT_EQ(phone.asks("d IDLE\nd NOOP\n"), "+ Waiting\nd BAD IDLE ends with DONE\n");
}

TEST_F(ImapChanges, IdleWithoutAMailbox) {
    phone.asks("a UNSELECT\n");
    EXPECT_EQ(phone.asks("b IDLE\n"), "+ Waiting\n");
    deliver();
    EXPECT_EQ(phone.hears(), "");
    EXPECT_EQ(phone.asks("DONE\n"), "b OK Done\n");
}

// RFC 9051 7.5.2: unsolicited FETCH replies bear the UID.
TEST_F(ImapChanges, Rev2HearsUids) {
    phone.asks("e ENABLE IMAP4rev2\n");
    EXPECT_EQ(ana.asks("a UID STORE 2 +FLAGS (\\Seen)\n"), "* 2 FETCH (UID 2 FLAGS (\\Seen))\na OK Done\n");
    EXPECT_EQ(phone.asks("a NOOP\n"), "* 2 FETCH (UID 2 FLAGS (\\Seen))\na OK Done\n");
    EXPECT_EQ(phone.asks("b STORE 2 -FLAGS (\\Seen)\n"), "* 2 FETCH (UID 2 FLAGS ())\nb OK Done\n");
    deliver();
    EXPECT_EQ(phone.asks("c NOOP\n"), "* 6 EXISTS\nc OK Done\n") << "RECENT is gone";
    EXPECT_EQ(ana.asks("b NOOP\n"), "* 6 EXISTS\n* 0 RECENT\n* 2 FETCH (FLAGS ())\nb OK Done\n");
}

// RFC 9051 6.4.6: .SILENT hides what the client did, not what others did to the same message.
TEST_F(ImapChanges, SilentHidesNothingOfOthers) {
    EXPECT_EQ(phone.asks("a STORE 1:2 +FLAGS.SILENT (\\Seen)\n"), "a OK Done\n");
    EXPECT_EQ(ana.asks("a NOOP\n"), "* 1 FETCH (FLAGS (\\Seen))\n* 2 FETCH (FLAGS (\\Seen))\na OK Done\n");
    ana.asks("b STORE 1 +FLAGS.SILENT (\\Answered)\n");
    EXPECT_EQ(phone.asks("b STORE 1:2 +FLAGS.SILENT (\\Flagged)\n"),
              "* 1 FETCH (FLAGS (\\Answered \\Flagged \\Seen))\nb OK Done\n");
    // Told with the answer, and not twice.
    ana.asks("c STORE 1 -FLAGS.SILENT (\\Answered)\n");
    EXPECT_EQ(phone.asks("c STORE 1 +FLAGS (\\Flagged)\n"),
              "* 1 FETCH (FLAGS (\\Flagged \\Seen))\nc OK Done\n");
    EXPECT_EQ(phone.asks("d NOOP\n"), "d OK Done\n");
}

// RFC 9051 7.3.5: a keyword is introduced before a message is said to have it.
TEST_F(ImapChanges, NewKeywordsAreIntroduced) {
    const std::string flags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft $Work";
    const std::string known =
        "* FLAGS (" + flags + ")\n* OK [PERMANENTFLAGS (" + flags + " \\*)] Flags that stay\n";
    Peer reader(&house);
    reader.log_in();
    reader.asks("s EXAMINE INBOX\n");
    phone.asks("a IDLE\n");
    EXPECT_EQ(ana.asks("a STORE 1 +FLAGS ($Work)\n"), known + "* 1 FETCH (FLAGS ($Work))\na OK Done\n");
    EXPECT_EQ(without_cr(phone.hears()), known + "* 1 FETCH (FLAGS ($Work))\n");
    EXPECT_EQ(ana.asks("b STORE 2 +FLAGS ($work)\n"), "* 2 FETCH (FLAGS ($Work))\nb OK Done\n");
    EXPECT_EQ(without_cr(phone.hears()), "* 2 FETCH (FLAGS ($Work))\n");
    EXPECT_EQ(reader.asks("a UID FETCH 2 FLAGS\n"),
              "* FLAGS (" + flags +
                  ")\n* OK [PERMANENTFLAGS ()] No flags stay\n"
                  "* 2 FETCH (UID 2 FLAGS ($Work))\n"
                  "* 1 FETCH (UID 1 FLAGS ($Work))\n* 2 FETCH (UID 2 FLAGS ($Work))\na OK Done\n");
    phone.asks("DONE\n");
}

TEST_F(ImapChanges, UidCommandsKnowOnlyWhatWasTold) {
    deliver();
    EXPECT_EQ(ana.asks("a UID FETCH 5:* UID\n"), "* 5 FETCH (UID 5)\n* 6 EXISTS\n* 0 RECENT\na OK Done\n");
    EXPECT_EQ(ana.asks("b UID FETCH 100:* UID\n"), "* 6 FETCH (UID 6)\nb OK Done\n")
        << "* is the last one, in either order";
    EXPECT_EQ(ana.asks("c UID FETCH 100 UID\n"), "c OK Done\n");
    deliver();
    EXPECT_EQ(ana.asks("d SEARCH ALL\n"), "* SEARCH 1 2 3 4 5 6\n* 7 EXISTS\n* 0 RECENT\nd OK Done\n");
}

TEST_F(ImapChanges, ManyChangesGoOutInPieces) {
    ana.asks("a UNSELECT\nb SELECT Archive\n");
    phone.asks("a SELECT Archive\n");
    house.clock_of_sessions.step = std::chrono::microseconds(50);
    Peer third(&house);
    third.log_in();
    third.asks("a SELECT INBOX\nb COPY 1:5 Archive\nc SELECT Archive\n");
    for (int i = 0; i < 8; ++i) third.asks("d COPY 1:* Archive\n");
    ana.asks("c NOOP\n");
    phone.asks("b NOOP\n");
    EXPECT_TRUE(third.asks("e STORE 1:* FLAGS ($SomeLongKeywordOfWhichThereIsALotToTell)\n")
                    .ends_with("e OK Done\n"));
    const std::string told = phone.asks("c NOOP\n");
    EXPECT_GT(told.size(), 64'000U);
    EXPECT_EQ(std::ranges::count(told, '\n'), 2 + 1280 + 1);
    third.asks("f STORE 1:* FLAGS.SILENT (\\Deleted)\ng EXPUNGE\n");
    const std::string gone = ana.asks("d NOOP\n");
    EXPECT_EQ(std::ranges::count(gone, '\n'), 1280 + 1)
        << "no FETCH of what is gone, nor the keyword that went with it; all EXPUNGEs";
}

}  // namespace
}  // namespace milpa::mail::imap
