// SPDX-License-Identifier: AGPL-3.0-or-later
// What is selected, and what is said of it: SELECT, EXAMINE, CLOSE, UNSELECT, STATUS; CREATE, DELETE, RENAME.
#include <gtest/gtest.h>

#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

constexpr std::string_view system_flags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

std::string flags_of(std::string_view keywords = "") {
    const std::string all = std::string(system_flags) + std::string(keywords);
    return "* FLAGS (" + all + ")\n* OK [PERMANENTFLAGS (" + all + " \\*)] Flags that stay\n";
}
std::string read_only_flags() {
    return "* FLAGS (" + std::string(system_flags) + ")\n* OK [PERMANENTFLAGS ()] No flags stay\n";
}

class ImapSelect : public ::testing::Test {
protected:
    void SetUp() override {
        peer.log_in();
        const std::string validity = "UIDVALIDITY ";
        const std::string status = peer.asks("v STATUS INBOX (UIDVALIDITY)\n");
        const auto at = status.find(validity) + validity.size();
        validity_ = status.substr(at, status.find(')') - at);
    }
    std::string uids(std::string_view next) const {
        return "* OK [UIDVALIDITY " + validity_ + "] UIDs are valid\n* OK [UIDNEXT " + std::string(next) +
               "] The next UID\n";
    }
    void deliver(int count) {
        for (int i = 0; i < count; ++i) house.deliver("Subject: m\r\n\r\nbody\r\n");
    }

    House house;
    Peer peer{&house};
    std::string validity_;
};

TEST_F(ImapSelect, TellsWhatThereIs) {
    EXPECT_EQ(peer.asks("a SELECT inbox\n"),
              flags_of() + "* 0 EXISTS\n* 0 RECENT\n" + uids("1") + "a OK [READ-WRITE] Selected\n");
    deliver(3);
    peer.asks("b STORE 1 +FLAGS (\\Seen $Work)\n");
    EXPECT_EQ(peer.asks("c SELECT INBOX\n"),
              "* OK [CLOSED] The mailbox before is closed\n" + flags_of() + "* 3 EXISTS\n* 0 RECENT\n" +
                  "* OK [UNSEEN 1] The first unseen message\n" + uids("4") + "c OK [READ-WRITE] Selected\n")
        << "nothing had been told of the three: there was no message 1 yet";
    EXPECT_EQ(peer.asks("d STORE 1 +FLAGS (\\Seen $Work)\n"),
              flags_of(" $Work") + "* 1 FETCH (FLAGS (\\Seen $Work))\nd OK Done\n");
    EXPECT_EQ(peer.asks("e SELECT INBOX\n"),
              "* OK [CLOSED] The mailbox before is closed\n" + flags_of(" $Work") +
                  "* 3 EXISTS\n* 0 RECENT\n* OK [UNSEEN 2] The first unseen message\n" + uids("4") +
                  "e OK [READ-WRITE] Selected\n");
}

// The account frees keywords that no message has: their numbers are left without a name, and may get another.
TEST_F(ImapSelect, SkipsKeywordsThatAreGone) {
    deliver(1);
    peer.asks("a SELECT INBOX\nb STORE 1 +FLAGS ($One $Two)\nc STORE 1 -FLAGS ($One)\n");
    const auto name_first = [&](const std::string& name) {
        house.look([&](account::Account& account) {
            const auto& names = account.state().keywords().names();
            ASSERT_EQ(names.size(), 2U);
            const_cast<std::string&>(names[0]) = name;
        });
    };
    name_first("");
    EXPECT_EQ(peer.asks("d NOOP\n"), "d OK Done\n");
    EXPECT_TRUE(peer.asks("e SELECT INBOX\n").contains(flags_of(" $Two") + "* 1 EXISTS\n"));
    name_first("$Three");
    EXPECT_EQ(peer.asks("f NOOP\n"), flags_of(" $Three $Two") + "f OK Done\n");
}

TEST_F(ImapSelect, TellsRev2ItsWay) {
    deliver(1);
    peer.asks("a ENABLE IMAP4rev2\n");
    EXPECT_EQ(peer.asks("b SELECT INBOX\n"), flags_of() + "* 1 EXISTS\n" + uids("2") +
                                                 "* LIST () \"/\" INBOX\nb OK [READ-WRITE] Selected\n");
}

TEST_F(ImapSelect, FailingLeavesNothingSelected) {
    peer.asks("a SELECT INBOX\n");
    EXPECT_EQ(peer.asks("b SELECT none\n"),
              "* OK [CLOSED] The mailbox before is closed\n"
              "b NO [NONEXISTENT] There is no such mailbox\n");
    EXPECT_EQ(peer.asks("c CHECK\n"), "c BAD Not in this state\n");
    EXPECT_EQ(peer.asks("d SELECT \"a\\tb\"\n"), "d BAD a backslash before what needs none\n");
    // A level that is there for those below it alone.
    peer.asks("e CREATE top/sub\nf DELETE top\n");
    EXPECT_EQ(peer.asks("g SELECT top\n"), "g NO [NONEXISTENT] There is no such mailbox\n");
}

TEST_F(ImapSelect, ExaminesWithoutChanging) {
    deliver(1);
    EXPECT_EQ(peer.asks("a EXAMINE INBOX\n"),
              read_only_flags() + "* 1 EXISTS\n* 0 RECENT\n* OK [UNSEEN 1] The first unseen message\n" +
                  uids("2") + "a OK [READ-ONLY] Selected\n");
    for (const std::string_view command : {"STORE 1 +FLAGS (\\Deleted)", "UID STORE 1 FLAGS ()", "EXPUNGE",
                                           "UID EXPUNGE 1", "MOVE 1 Trash", "UID MOVE 1 Trash"}) {
        EXPECT_EQ(peer.asks("b " + std::string(command) + "\n"),
                  "b NO [CANNOT] The mailbox is open for reading only\n");
    }
    EXPECT_EQ(peer.asks("c FETCH 1 BODY[TEXT]\n"), "* 1 FETCH (BODY[TEXT] {6}\nbody\n)\nc OK Done\n");
    EXPECT_EQ(peer.asks("d FETCH 1 FLAGS\n"), "* 1 FETCH (FLAGS ())\nd OK Done\n");
    EXPECT_TRUE(peer.asks("e COPY 1 Archive\n").starts_with("e OK [COPYUID "));
    // CLOSE of what was examined expunges nothing.
    Peer other(&house);
    other.log_in();
    other.asks("a SELECT INBOX\nb STORE 1 +FLAGS.SILENT (\\Deleted)\n");
    EXPECT_EQ(peer.asks("f CLOSE\n"), "f OK Done\n");
    EXPECT_EQ(other.asks("c NOOP\n"), "c OK Done\n");
}

TEST_F(ImapSelect, ClosesAndUnselects) {
    deliver(3);
    peer.asks("a SELECT INBOX\nb STORE 2 +FLAGS.SILENT (\\Deleted)\n");
    EXPECT_EQ(peer.asks("c UNSELECT\n"), "c OK Done\n");
    EXPECT_EQ(peer.asks("d STATUS INBOX (MESSAGES DELETED)\n"),
              "* STATUS INBOX (MESSAGES 3 DELETED 1)\nd OK Done\n");
    const std::size_t settled = house.settled;
    EXPECT_EQ(peer.asks("e SELECT INBOX\nf CLOSE\n").ends_with("Selected\nf OK Done\n"), true)
        << "no EXPUNGE is told";
    EXPECT_EQ(house.settled, settled + 1);
    EXPECT_EQ(peer.asks("g FETCH 1 UID\n"), "g BAD Not in this state\n");
    EXPECT_EQ(peer.asks("h STATUS INBOX (MESSAGES DELETED)\n"),
              "* STATUS INBOX (MESSAGES 2 DELETED 0)\nh OK Done\n");
}

TEST_F(ImapSelect, GivesStatus) {
    deliver(2);
    peer.asks("a SELECT INBOX\nb STORE 1 FLAGS (\\Seen \\Deleted)\n");
    EXPECT_EQ(peer.asks("c STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE)\n"),
              "* STATUS INBOX (MESSAGES 2 RECENT 0 UIDNEXT 3 UIDVALIDITY " + validity_ +
                  " UNSEEN 1 DELETED 1 SIZE 40)\nc OK Done\n");
    EXPECT_EQ(peer.asks("d STATUS none (MESSAGES)\n"), "d NO [NONEXISTENT] There is no such mailbox\n");
    EXPECT_EQ(peer.asks("e STATUS INBOX (HIGHESTMODSEQ)\n"), "e BAD no such item of STATUS\n");
}

TEST_F(ImapSelect, MakesAndRemovesMailboxes) {
    struct Row {
        std::string_view says, hears;
    };
    const Row rows[] = {
        {"CREATE a/b/", "OK Done"},
        {"CREATE a/b", "NO [ALREADYEXISTS] It exists already, or is in use"},
        {"CREATE inbox", "NO [ALREADYEXISTS] It exists already, or is in use"},
        {"CREATE a//b", "NO [CANNOT] no mailbox can have that name"},
        {"CREATE mine (USE (\\Drafts))", "NO [USEATTR] Another mailbox is for that use"},
        {"CREATE Drafts (USE (\\Drafts))", "NO [ALREADYEXISTS] It exists already, or is in use"},
        {"CREATE mine (USE (\\All))", "NO [USEATTR] A mailbox cannot be made for that use"},
        {"CREATE mine (USE (\\Sent \\Junk))", "NO [USEATTR] A mailbox cannot be made for that use"},
        {"DELETE Drafts", "OK Done"},
        {"CREATE mine (USE (\\Drafts))", "OK Done"},
        {"DELETE a", "OK Done"},
        {"DELETE a", "NO [HASCHILDREN] Only mailboxes below it are left of this one"},
        {"DELETE none", "NO [NONEXISTENT] There is no such mailbox"},
        {"DELETE INBOX", "NO [CANNOT] That is not allowed"},
        {"RENAME none other", "NO [NONEXISTENT] There is no such mailbox"},
        {"RENAME mine Sent", "NO [ALREADYEXISTS] It exists already, or is in use"},
        {"RENAME mine mine/below", "NO [CANNOT] That is not allowed"},
        {"RENAME mine yours/deep", "OK Done"},
        {"DELETE a/b", "OK Done"},
        {"DELETE a", "OK Done"},
        {"SUBSCRIBE none", "OK Done"},
        {"UNSUBSCRIBE none", "OK Done"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(peer.asks("t " + std::string(row.says) + "\n"), "t " + std::string(row.hears) + "\n")
            << row.says;
    }
    EXPECT_EQ(peer.asks("u LIST \"\" (INBOX yours* a* mine)\n"),
              "* LIST (\\HasNoChildren) \"/\" INBOX\n* LIST (\\HasChildren) \"/\" yours\n"
              "* LIST (\\HasNoChildren \\Drafts) \"/\" yours/deep\nu OK Done\n");
}

// A refused DELETE leaves the mailbox selected; one that is done leaves an empty one.
TEST_F(ImapSelect, DeletingWhatIsSelected) {
    deliver(2);
    peer.asks("a SELECT INBOX\n");
    EXPECT_EQ(peer.asks("b DELETE INBOX\n"), "b NO [CANNOT] That is not allowed\n");
    EXPECT_EQ(peer.asks("c FETCH 2 UID\n"), "* 2 FETCH (UID 2)\nc OK Done\n");
    peer.asks("d COPY 1:2 Archive\ne SELECT Archive\n");
    Peer other(&house);
    other.log_in();
    other.asks("a SELECT Archive\n");
    EXPECT_EQ(peer.asks("f DELETE Archive\n"), "* 2 EXPUNGE\n* 1 EXPUNGE\nf OK Done\n");
    EXPECT_EQ(other.asks("b NOOP\n"), "* 2 EXPUNGE\n* 1 EXPUNGE\nb OK Done\n");
    for (Peer* one : {&peer, &other}) {
        EXPECT_EQ(one->asks("g UID FETCH 1:* FLAGS\n"), "g OK Done\n");
        EXPECT_EQ(one->asks("h UID STORE 1 FLAGS ()\n"), "h OK Done\n");
        EXPECT_EQ(one->asks("i SEARCH ALL\n"), "* SEARCH\ni OK Done\n");
        EXPECT_EQ(one->asks("j EXPUNGE\n"), "j OK Done\n");
        EXPECT_EQ(one->asks("k UID COPY 1 INBOX\n"), "k OK Done\n");
        EXPECT_EQ(one->asks("l CLOSE\n"), "l OK Done\n");
    }
    EXPECT_TRUE(house.is_whole());
}

// RFC 9051 6.3.6: its messages move, it stays.
TEST_F(ImapSelect, RenamingInbox) {
    deliver(2);
    peer.asks("a SELECT INBOX\n");
    EXPECT_EQ(peer.asks("b RENAME INBOX old\n"), "* 2 EXPUNGE\n* 1 EXPUNGE\nb OK Done\n");
    EXPECT_EQ(peer.asks("c STATUS old (MESSAGES)\n"), "* STATUS old (MESSAGES 2)\nc OK Done\n");
}

TEST_F(ImapSelect, NamesInBothForms) {
    EXPECT_EQ(peer.asks("a CREATE Reuni&APM-n\n"), "a OK Done\n");
    EXPECT_EQ(peer.asks("b STATUS Reuni&APM-n (MESSAGES)\n"),
              "* STATUS Reuni&APM-n (MESSAGES 0)\nb OK Done\n");
    peer.asks("c ENABLE UTF8=ACCEPT\n");
    EXPECT_EQ(peer.asks("d STATUS \"Reuni\u00f3n\" (MESSAGES)\n"),
              "* STATUS \"Reuni\u00f3n\" (MESSAGES 0)\nd OK Done\n");
}

}  // namespace
}  // namespace milpa::mail::imap
