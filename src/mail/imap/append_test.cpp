// SPDX-License-Identifier: AGPL-3.0-or-later
// APPEND: what is stored and what is answered, also where it goes wrong half way.
#include "mail/imap/commands/append.hpp"

#include <gtest/gtest.h>

#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

using namespace std::string_literals;

class ImapAppend : public ::testing::Test {
protected:
    void SetUp() override { peer.log_in(); }
    /// "a OK [APPENDUID 1 2] Done" without the UIDVALIDITY.
    static std::string without_validity(std::string answer) {
        const std::string code = "UID ";
        const auto at = answer.find(code);
        if (at == std::string::npos) return answer;
        const auto begin = at + code.size();
        return answer.erase(begin, answer.find(' ', begin) + 1 - begin);
    }
    std::string asks(std::string_view lines) { return without_validity(peer.asks(lines)); }
    std::size_t messages() {
        std::size_t count = 0;
        house.look([&](account::Account& account) { count = account.state().usage().messages; });
        return count;
    }

    House house;
    Peer peer{&house};
};

TEST_F(ImapAppend, StoresWithFlagsAndDate) {
    EXPECT_EQ(asks("a APPEND INBOX (\\Seen $Mine) \"01-Feb-2020 03:04:05 +0130\" {14}\n"), "+ Go on\n");
    EXPECT_EQ(asks("Subject: x\n\n\n"), "a OK [APPENDUID 1] Done\n");
    EXPECT_EQ(asks("b APPEND INBOX {14+}\nSubject: y\n\n1\n"), "b BAD APPEND takes one message\n");
    EXPECT_EQ(asks("c APPEND INBOX {14+}\nSubject: y\n\n\n"), "c OK [APPENDUID 2] Done\n");
    EXPECT_EQ(asks("d APPEND {5}\n"), "+ Go on\n");
    EXPECT_EQ(asks("INBOX {1+}\nx\n"), "d OK [APPENDUID 3] Done\n");
    peer.asks("e SELECT INBOX\n");
    EXPECT_EQ(peer.asks("f FETCH 1 (FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\n"),
              "* 1 FETCH (FLAGS (\\Seen $Mine) INTERNALDATE \"01-Feb-2020 01:34:05 +0000\" RFC822.SIZE 14 "
              "BODY[] {14}\nSubject: x\n\n)\nf OK Done\n");
    EXPECT_TRUE(house.is_whole());
    EXPECT_EQ(house.objects(), 3U);
}

TEST_F(ImapAppend, ToTheSelectedMailboxIsTold) {
    peer.asks("a SELECT INBOX\n");
    Peer other(&house);
    other.log_in();
    other.asks("a EXAMINE INBOX\nb IDLE\n");
    EXPECT_EQ(asks("b APPEND INBOX {1+}\nx\n"), "* 1 EXISTS\n* 0 RECENT\nb OK [APPENDUID 1] Done\n");
    EXPECT_EQ(without_cr(other.hears()), "* 1 EXISTS\n* 0 RECENT\n");
    EXPECT_EQ(
        asks("c APPEND Archive ($New) {1+}\nx\n"),
        "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $New)\n"
        "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $New \\*)] Flags that stay\n"
        "c OK [APPENDUID 1] Done\n");
}

TEST_F(ImapAppend, RefusesBeforeTheOctetsCome) {
    struct Row {
        std::string_view arguments, refusal;
    };
    const Row rows[] = {
        {"none ", "NO [TRYCREATE] There is no such mailbox"},
        {"INBOX (\\Frob) ", "BAD no such system flag"},
        {"INBOX \"32-Feb-2020 03:04:05 +0000\" ", "BAD no such day"},
        {"INBOX UTF8 ", "BAD an opening parenthesis expected"},
    };
    for (const Row& row : rows) {
        const std::string refused = "t " + std::string(row.refusal) + "\n";
        const std::string line = "t APPEND " + std::string(row.arguments);
        EXPECT_EQ(asks(line + "{5}\n"), refused) << row.arguments;
        EXPECT_EQ(asks(line + "{5+}\nab\ncd\nu NOOP\n"), refused + "u OK Done\n") << "they are passed over";
    }
    EXPECT_EQ(asks("t APPEND INBOX {0}\n"), "t NO [CANNOT] A message is not empty\n");
    EXPECT_EQ(asks("t APPEND INBOX {100001}\n"), "t NO [TOOBIG] The message is too large\n");
    EXPECT_EQ(asks("t APPEND INBOX {100001+}\n" + std::string(100'001, 'x') + "\nu NOOP\n"),
              "t NO [TOOBIG] The message is too large\nu OK Done\n");
    house.quota.octets_max = 4;
    EXPECT_EQ(asks("t APPEND INBOX {5}\n"), "t NO [OVERQUOTA] There is no room left\n");
    house.quota = {};
    EXPECT_EQ(asks("t APPEND INBOX {70000000+}\n"),
              "t NO [TOOBIG] The message is too large\n* BYE The message is far too large\n");
    EXPECT_TRUE(peer.has_ended());
    EXPECT_EQ(messages(), 0U);
    Peer stranger(&house);
    EXPECT_EQ(stranger.asks("a APPEND INBOX {5+}\nabcde\nb NOOP\n"), "a BAD Not in this state\nb OK Done\n");
}

// RFC 6855 4.
TEST_F(ImapAppend, Utf8OnlyWhereEnabled) {
    EXPECT_EQ(asks("a APPEND INBOX UTF8 (~{5+}\nabcde)\nb NOOP\n"),
              "a NO [CANNOT] UTF8=ACCEPT is not enabled\nb OK Done\n");
    EXPECT_EQ(asks("c APPEND INBOX UTF8 (~{5}\n"), "c NO [CANNOT] UTF8=ACCEPT is not enabled\n");
    EXPECT_EQ(messages(), 0U);
    peer.asks("d ENABLE UTF8=ACCEPT\n");
    EXPECT_EQ(asks("e APPEND INBOX UTF8 (~{5+}\nabcde)\n"), "e OK [APPENDUID 1] Done\n");
    EXPECT_EQ(asks("f APPEND INBOX UTF8 (~{5+}\nabcde\n"), "f BAD APPEND takes one message\n");
    EXPECT_EQ(messages(), 1U);
}

TEST_F(ImapAppend, NulComesBackAsItWasSent) {
    EXPECT_EQ(asks("a APPEND INBOX {7+}\n\nab\0cd\n"s), "a OK [APPENDUID 1] Done\n");
    EXPECT_EQ(asks("c APPEND INBOX ~{7+}\n\nab\0cd\n"s), "c OK [APPENDUID 2] Done\n");
    peer.asks("d SELECT INBOX\n");
    EXPECT_EQ(peer.asks("e FETCH 1:2 (BODY.PEEK[] BINARY.PEEK[1] BINARY.SIZE[1])\n"),
              "* 1 FETCH (BODY[] {7}\n\nab\0cd BINARY[1] ~{5}\nab\0cd BINARY.SIZE[1] 5)\n"
              "* 2 FETCH (BODY[] {7}\n\nab\0cd BINARY[1] ~{5}\nab\0cd BINARY.SIZE[1] 5)\ne OK Done\n"s);
    EXPECT_TRUE(house.is_whole());
}

// The client sends it all before it hears anything: the answer bears its tag, and what follows is understood.
TEST_F(ImapAppend, GoesWrongHalfWay) {
    const std::string text = "Subject: x\n\n" + std::string(99'000, 'y');
    const std::string line =
        "a APPEND INBOX {" + std::to_string(text.size() + 2) + "+}\n" + text + "\nb NOOP\n";
    house.engine.set_full(true);
    EXPECT_EQ(asks(line), "a NO [UNAVAILABLE] The disk failed; nothing was changed\nb OK Done\n");
    house.engine.set_full(false);
    EXPECT_EQ(messages(), 0U);
    EXPECT_TRUE(house.is_whole());
    EXPECT_EQ(house.objects(), 0U);
    // The mailbox goes meanwhile.
    Peer other(&house);
    other.log_in();
    EXPECT_EQ(asks("c APPEND Archive {5}\n"), "+ Go on\n");
    other.asks("a DELETE Archive\n");
    EXPECT_EQ(asks("abcde\n"), "c NO [TRYCREATE] There is no such mailbox\n");
    // The room is taken meanwhile.
    house.quota.octets_max = 6;
    EXPECT_EQ(asks("d APPEND INBOX {5}\n"), "+ Go on\n");
    house.deliver("xy");
    EXPECT_EQ(asks("abcde\n"), "d NO [OVERQUOTA] There is no room left\n");
    house.quota = {};
    EXPECT_EQ(asks("e APPEND INBOX {5+}\nabcde\n"), "e OK [APPENDUID 2] Done\n");
    // The client goes.
    peer.asks("f APPEND INBOX {90000+}\n" + std::string(80'000, 'x'));
    peer.hangs_up();
    peer.hears();
    EXPECT_EQ(messages(), 2U);
    EXPECT_TRUE(house.is_whole());
    EXPECT_EQ(house.objects(), 2U);
}

// RFC 3502 is not offered: the first message is not kept either.
TEST_F(ImapAppend, TakesOneMessage) {
    EXPECT_EQ(asks("a APPEND INBOX {2+}\nab {2+}\ncd\nb NOOP\n"),
              "a BAD APPEND takes one message\nb OK Done\n");
    EXPECT_EQ(asks("c APPEND INBOX {2+}\nab" + std::string(300, ' ') + "\nd NOOP\n"),
              "c BAD APPEND takes one message\nd OK Done\n");
    EXPECT_EQ(messages(), 0U);
}

TEST_F(ImapAppend, KeywordsRunOut) {
    std::string answer;
    for (int i = 0; i < 1010 && !answer.contains("NO"); i += 60) {
        std::string keywords;
        for (int k = 0; k < 60; ++k) keywords += (k == 0 ? "k" : " k") + std::to_string(i + k);
        answer = asks("a APPEND INBOX (" + keywords + ") {1+}\nx\n");
    }
    EXPECT_EQ(answer, "a NO [LIMIT] That would be too much\n") << "there is room, but not for keywords";
}

}  // namespace
}  // namespace milpa::mail::imap
