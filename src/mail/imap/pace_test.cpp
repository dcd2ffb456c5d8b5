// SPDX-License-Identifier: AGPL-3.0-or-later
// What takes long lets the other sessions of its thread go on. The clock goes on with each look, so a slice
// of time is used up after so many looks, however fast the machine is.
#include <gtest/gtest.h>

#include "mail/imap/limits.hpp"
#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

class ImapPace : public ::testing::Test {
protected:
    void SetUp() override {
        house.deliver("Subject: m\r\nDate: Mon, 2 Nov 2026 23:30:00 -0500\r\n\r\nbody\r\n");
        ana.log_in();
        ana.asks("s SELECT INBOX\n");
        // 1, 2, 4, ... 2048
        for (int i = 0; i < 11; ++i) ana.asks("c COPY 1:* INBOX\n");
        ana.asks("s SELECT INBOX\n");
        beto.log_in();
        house.clock_of_sessions.step = store::slice_max / 3;
    }
    /// Ana's command is there first; whether Beto's NOOP was answered before it was done.
    bool others_go_on(std::string_view command) {
        ana.sends(with_crlf("a " + std::string(command) + "\n"));
        beto.sends("b NOOP\r\n");
        bool overtaken = false;
        std::string said, answer;
        house.run_until([&] {
            said += ana.heard();
            answer += beto.heard();
            const bool is_done = said.contains("a OK");
            overtaken |= !is_done && answer.contains("b OK");
            return is_done && answer.contains("b OK");
        });
        return overtaken;
    }

    House house;
    Peer ana{&house};
    Peer beto{&house};
};

TEST_F(ImapPace, LongCommandsTakeTurns) {
    static_assert(2048 > 3 * looks_a_turn);
    for (int i = 0; i < 200; ++i) ana.asks("m CREATE folder" + std::to_string(i) + "\n");
    for (const std::string_view command :
         {"SEARCH NOT DRAFT", "SEARCH OR SEEN NOT FLAGGED", "SEARCH LARGER 1 SMALLER 9999", "SEARCH ALL",
          "FETCH 1:* (FLAGS UID)", "FETCH 1:* ENVELOPE", "STORE 1:* FLAGS (\\Seen)", "LIST \"\" *f*1*",
          "LSUB \"\" %", "LIST \"\" * RETURN (STATUS (MESSAGES))"}) {
        EXPECT_TRUE(others_go_on(command)) << command;
    }
}

TEST_F(ImapPace, ManyCommandsInOnePieceTakeTurns) {
    std::string many;
    for (int i = 0; i < 100; ++i) many += "n NOOP\n";
    EXPECT_TRUE(others_go_on("NOOP2\n" + many + "a NOOP"));
}

TEST_F(ImapPace, LongCommandsEndWhenToldTo) {
    for (const std::string_view command : {"SEARCH NOT DRAFT", "FETCH 1:* FLAGS", "LIST \"\" *"}) {
        Peer peer(&house);
        peer.log_in();
        peer.asks("s SELECT INBOX\n");
        peer.sends(with_crlf("a " + std::string(command) + "\n"));
        beto.sends("b NOOP\r\n");
        std::string said, answer;
        bool is_told = false;
        house.run_until([&] {
            said += peer.heard();
            answer += beto.heard();
            // Beto's turn came in the middle of it.
            if (answer.contains("b OK") && !std::exchange(is_told, true)) house.ends.back()();
            return peer.has_ended();
        });
        EXPECT_TRUE(said.ends_with("* BYE [UNAVAILABLE] The connection ends\r\n")) << command;
        EXPECT_FALSE(said.contains("a OK")) << command;
    }
    EXPECT_EQ(house.rooms, 2U);
}

// Replies are not gathered without end, whatever is asked for in one piece.
TEST_F(ImapPace, RepliesGoOutInPieces) {
    house.clock_of_sessions.step = std::chrono::microseconds(0);
    ana.stops_reading();
    std::string many;
    for (int i = 0; i < 2'000; ++i) many += "t STATUS INBOX (MESSAGES UIDNEXT UNSEEN)\r\n";
    ana.says(many);
    EXPECT_EQ(ana.deadline(), transfer_timeout) << "it waits for the first piece to go out";
    ana.waits_too_long();
    EXPECT_TRUE(ana.has_ended());
}

}  // namespace
}  // namespace milpa::mail::imap
