// SPDX-License-Identifier: AGPL-3.0-or-later
// FETCH in a session: what is asked for, what becomes \Seen, and what happens where a message cannot be
// given.
#include <gtest/gtest.h>

#include "mail/imap/commands/fetch_body.hpp"
#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

constexpr std::string_view plain = "Subject: one\r\nFrom: <a@x.test>\r\n\r\nbody\r\n";
constexpr std::string_view parts =
    "Subject: two\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n"
    "--b\r\nContent-Transfer-Encoding: x-frob\r\n\r\nsecret\r\n--b--\r\n";

class ImapFetch : public ::testing::Test {
protected:
    void SetUp() override {
        house.deliver(std::string(plain));
        house.deliver(std::string(parts));
        peer.log_in();
        peer.asks("s SELECT INBOX\n");
    }
    /// What lies on the disk of a message is lost.
    void lose_object(std::size_t number) {
        std::size_t at = 0;
        for (const auto& row : house.engine.visible().dump(store::Space::objects)) {
            if (row.key[0] != 'o' || at++ != number) continue;
            store::WriteSet lost;
            lost.erase(store::Space::objects, row.key);
            ASSERT_TRUE(house.engine.visible().commit(lost));
        }
    }

    House house;
    Peer peer{&house};
};

TEST_F(ImapFetch, GivesWhatIsAsked) {
    EXPECT_EQ(peer.asks("a FETCH 1 (UID FLAGS RFC822.SIZE)\n"),
              "* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 40)\na OK Done\n");
    EXPECT_EQ(peer.asks("b UID FETCH 2 RFC822.SIZE\n"), "* 2 FETCH (UID 2 RFC822.SIZE 168)\nb OK Done\n");
    EXPECT_EQ(peer.asks("c FETCH 1 (BODY.PEEK[TEXT]<1.2> BODY.PEEK[TEXT]<9.9> RFC822.HEADER)\n"),
              "* 1 FETCH (BODY[TEXT]<1> {2}\nod BODY[TEXT]<9> {0}\n RFC822.HEADER {34}\n"
              "Subject: one\nFrom: <a@x.test>\n\n)\nc OK Done\n");
    EXPECT_EQ(peer.asks("d FETCH 1 BODY.PEEK[HEADER.FIELDS (subject)]\n"),
              "* 1 FETCH (BODY[HEADER.FIELDS (subject)] {16}\nSubject: one\n\n)\nd OK Done\n");
    EXPECT_EQ(peer.asks("e FETCH 1:2 FLAGS\n"), "* 1 FETCH (FLAGS ())\n* 2 FETCH (FLAGS ())\ne OK Done\n");
}

TEST_F(ImapFetch, NumbersThatNothingHas) {
    EXPECT_EQ(peer.asks("a FETCH 3 UID\n"), "a BAD That cannot be meant\n");
    EXPECT_EQ(peer.asks("b FETCH 1:3 UID\n"), "b BAD That cannot be meant\n");
    EXPECT_EQ(peer.asks("c FETCH * UID\n"), "* 2 FETCH (UID 2)\nc OK Done\n");
    EXPECT_EQ(peer.asks("d UID FETCH 3 UID\n"), "d OK Done\n");
    EXPECT_EQ(peer.asks("e FETCH $ UID\n"), "e OK Done\n");
    peer.asks("f SELECT Archive\n");
    // RFC 9051 9, seq-number: "This includes "*" if the selected mailbox is empty."
    for (const std::string_view set : {"*", "1", "1:*", "*:*"}) {
        EXPECT_EQ(peer.asks("g FETCH " + std::string(set) + " UID\n"), "g BAD That cannot be meant\n") << set;
        EXPECT_EQ(peer.asks("h UID FETCH " + std::string(set) + " UID\n"), "h OK Done\n") << set;
    }
    EXPECT_EQ(peer.asks("i STORE * FLAGS ()\n"), "i BAD That cannot be meant\n");
    EXPECT_EQ(peer.asks("j COPY 1:* INBOX\n"), "j BAD That cannot be meant\n");
    EXPECT_EQ(peer.asks("k FETCH $ UID\n"), "k OK Done\n");
}

TEST_F(ImapFetch, ReadingMakesSeen) {
    Peer other(&house);
    other.log_in();
    other.asks("a SELECT INBOX\nb IDLE\n");
    EXPECT_EQ(peer.asks("a FETCH 1 BODY[TEXT]\n"),
              "* 1 FETCH (FLAGS (\\Seen) BODY[TEXT] {6}\nbody\n)\na OK Done\n");
    EXPECT_EQ(without_cr(other.hears()), "* 1 FETCH (FLAGS (\\Seen))\n");
    EXPECT_EQ(peer.asks("b FETCH 1 BODY[TEXT]\n"), "* 1 FETCH (BODY[TEXT] {6}\nbody\n)\nb OK Done\n");
    EXPECT_EQ(peer.asks("c FETCH 2 (BODY.PEEK[1] BINARY.SIZE[1])\n"),
              "* 2 FETCH (BODY[1] {8}\nSGVsbG8= BINARY.SIZE[1] 5)\nc OK Done\n");
    EXPECT_EQ(peer.asks("d FETCH 2 BINARY[1]\n"),
              "* 2 FETCH (FLAGS (\\Seen) BINARY[1] {5}\nHello)\nd OK Done\n");
    EXPECT_EQ(peer.asks("e FETCH 2 BINARY.PEEK[1]<1.3>\n"), "* 2 FETCH (BINARY[1]<1> {3}\nell)\ne OK Done\n");
}

TEST_F(ImapFetch, AFullDiskStopsNobodyFromReading) {
    house.engine.set_full(true);
    EXPECT_EQ(peer.asks("a FETCH 1 BODY[TEXT]\n"), "* 1 FETCH (BODY[TEXT] {6}\nbody\n)\na OK Done\n");
    house.engine.set_full(false);
    EXPECT_EQ(peer.asks("b FETCH 1 FLAGS\n"), "* 1 FETCH (FLAGS ())\nb OK Done\n");
}

// RFC 9051 6.4.5: NO [UNKNOWN-CTE]; the others are given all the same.
TEST_F(ImapFetch, EncodingsThatNobodyKnows) {
    const std::string answer = "a NO [UNKNOWN-CTE] There is a part of which the encoding is not known\n";
    EXPECT_EQ(peer.asks("a FETCH 2 BINARY.SIZE[2]\n"), answer);
    EXPECT_EQ(peer.asks("a FETCH 2 (FLAGS BINARY.PEEK[2])\n"), answer);
    EXPECT_EQ(peer.asks("a FETCH 2 BINARY[2]\n"), "* 2 FETCH (FLAGS (\\Seen))\n" + answer);
    house.deliver(std::string(plain));
    peer.asks("b NOOP\n");
    EXPECT_EQ(peer.asks("a FETCH 1:3 BINARY.PEEK[2]\n"),
              "* 1 FETCH (BINARY[2] NIL)\n* 3 FETCH (BINARY[2] NIL)\n" + answer);
    EXPECT_EQ(peer.asks("c FETCH 2 BODY.PEEK[2]\n"), "* 2 FETCH (BODY[2] {6}\nsecret)\nc OK Done\n");
    peer.asks("d STORE 2 -FLAGS.SILENT (\\Seen)\ne ENABLE IMAP4rev2\n");
    EXPECT_EQ(peer.asks("a FETCH 2 BINARY[2]\n"), "* 2 FETCH (UID 2 FLAGS (\\Seen))\n" + answer);
}

TEST_F(ImapFetch, PartsThatAreNotThere) {
    EXPECT_EQ(peer.asks("a FETCH 1:2 (BODY.PEEK[7] BINARY.PEEK[7] BINARY.SIZE[7] BODY.PEEK[1.HEADER])\n"),
              "* 1 FETCH (BODY[7] NIL BINARY[7] NIL BINARY.SIZE[7] 0 BODY[1.HEADER] NIL)\n"
              "* 2 FETCH (BODY[7] NIL BINARY[7] NIL BINARY.SIZE[7] 0 BODY[1.HEADER] NIL)\na OK Done\n");
    EXPECT_EQ(peer.asks("b FETCH 2 (BINARY.PEEK[] BINARY.SIZE[])\n"),
              "* 2 FETCH (BINARY[] NIL BINARY.SIZE[] 0)\nb OK Done\n");
}

// A message that is lost keeps no other from being read, and no reply is half a reply.
TEST_F(ImapFetch, GivesTheOthersWhereOneIsLost) {
    house.deliver(std::string(plain));
    peer.asks("n NOOP\n");
    for (std::size_t i = 0; i < 3; ++i) lose_object(0);
    const std::string answer = peer.asks("a FETCH 1:3 (UID BODY.PEEK[TEXT])\n");
    EXPECT_EQ(answer, "a NO [NONEXISTENT] There is no such mailbox or message\n");
    EXPECT_EQ(peer.asks("b FETCH 1:3 UID\n"),
              "* 1 FETCH (UID 1)\n* 2 FETCH (UID 2)\n* 3 FETCH (UID 3)\nb OK Done\n");
    house.deliver(std::string(plain));
    peer.asks("n NOOP\n");
    EXPECT_EQ(peer.asks("c FETCH 3:4 (BODY.PEEK[TEXT])\n"),
              "* 4 FETCH (BODY[TEXT] {6}\nbody\n)\nc NO [NONEXISTENT] There is no such mailbox or message\n");
    EXPECT_EQ(peer.asks("d FETCH 3:4 (BODY[TEXT])\n"),
              "* 3 FETCH (FLAGS (\\Seen))\n* 4 FETCH (FLAGS (\\Seen) BODY[TEXT] {6}\nbody\n)\n"
              "d NO [NONEXISTENT] There is no such mailbox or message\n");
}

// Where a part of a literal has gone out, nothing can follow that would be understood.
TEST_F(ImapFetch, EndsWhereALiteralCannotBeCompleted) {
    house.octets_max = 10'000'000;
    house.deliver("Subject: large\r\n\r\n" + std::string(1'000'000, 'x'));
    peer.asks("n NOOP\n");
    // Its last chunk.
    std::optional<Bytes> last;
    for (const auto& row : house.engine.visible().dump(store::Space::objects)) {
        if (row.key[0] == 'o' && row.key.back() == 15) last = row.key;
    }
    ASSERT_TRUE(last.has_value());
    store::WriteSet lost;
    lost.erase(store::Space::objects, *last);
    ASSERT_TRUE(house.engine.visible().commit(lost));
    const std::string answer = peer.asks("a FETCH 3 BODY.PEEK[]\n");
    EXPECT_TRUE(answer.starts_with("* 3 FETCH (BODY[] {1000018}\nSubject: large\n\nxxx"));
    EXPECT_LT(answer.size(), 1'000'000U);
    EXPECT_TRUE(answer.ends_with("xxx")) << "no answer and no goodbye that would count as the message's";
    EXPECT_TRUE(peer.has_ended());
    EXPECT_EQ(house.rooms, 0U);
}

TEST_F(ImapFetch, MessagesThatGoMeanwhile) {
    Peer other(&house);
    other.log_in();
    other.asks("a SELECT INBOX\nb STORE 1 +FLAGS.SILENT (\\Deleted)\nc EXPUNGE\n");
    EXPECT_EQ(peer.asks("a FETCH 1:2 (UID BODY.PEEK[1])\n"),
              "* 2 FETCH (UID 2 BODY[1] {8}\nSGVsbG8=)\na OK [EXPUNGEISSUED] Done\n");
}

}  // namespace
}  // namespace milpa::mail::imap
