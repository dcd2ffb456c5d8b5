// SPDX-License-Identifier: AGPL-3.0-or-later
// Dialogues with each read and each write failed in turn, and with each commit: no session stays, no octet is
// stored that belongs to nothing, and what was acknowledged is there.
#include <gtest/gtest.h>

#include "mail/imap/test_house.hpp"

namespace milpa::mail::imap {
namespace {

struct Dialogue {
    std::string_view name;
    std::vector<std::string> says;  ///< each is one read
    Channel channel = Channel::tls;
};

const std::vector<Dialogue>& dialogues() {
    static const std::vector<Dialogue> all = {
        {"a login that waits", {"a LOGIN {3}\n", "ana {6}\n", "secret\n", "b LOGOUT\n"}},
        {"SASL", {"a AUTHENTICATE PLAIN\n", "AGFuYQBzZWNyZXQ=\n", "b NOOP\n", "c LOGOUT\n"}},
        {"TLS", {"a CAPABILITY\n", "b STARTTLS\n", "c LOGIN ana secret\n", "d LOGOUT\n"}, Channel::clear},
        {"reading",
         {"a LOGIN ana secret\n", "b SELECT INBOX\n", "c FETCH 1:2 (FLAGS ENVELOPE BODY[])\n",
          "d SEARCH TEXT apples\n", "e STORE 1 +FLAGS (\\Flagged $Work)\n", "f LIST \"\" *\n", "g LOGOUT\n"}},
        {"appending",
         {"a LOGIN ana secret\n", "b SELECT INBOX\n", "c APPEND INBOX {12}\n", "Subject: ", "z\n\n", "\n",
          "d APPEND Archive {4+}\nabcd\n", "e NOOP\n", "f LOGOUT\n"}},
        {"changing",
         {"a LOGIN ana secret\n", "b SELECT INBOX\n", "c COPY 1:2 Archive\n", "d MOVE 1 Trash\n",
          "e STORE 1 +FLAGS.SILENT (\\Deleted)\n", "f EXPUNGE\n", "g CREATE x/y\n", "h RENAME x z\n",
          "i DELETE z/y\n", "j CLOSE\n", "k LOGOUT\n"}},
        {"idling", {"a LOGIN ana secret\n", "b SELECT INBOX\n", "c IDLE\n", "DONE\n", "d LOGOUT\n"}},
    };
    return all;
}

struct Outcome {
    std::string heard;
    std::size_t steps = 0;
};

Outcome talk(House& house, const Dialogue& dialogue,
             std::optional<std::pair<std::size_t, ErrorKind>> broken = std::nullopt) {
    house.deliver("Subject: one\r\n\r\napples\r\n");
    house.deliver("Subject: two\r\n\r\npears\r\n");
    Peer peer(&house, dialogue.channel);
    if (broken) peer.fails_at(broken->first, broken->second);
    Outcome outcome;
    for (const std::string& say : dialogue.says) {
        if (!peer.has_ended()) outcome.heard += peer.asks(say);
    }
    // A session that was not told to end, and was not broken, is hung up on.
    peer.hangs_up();
    outcome.heard += without_cr(peer.hears());
    EXPECT_TRUE(peer.has_ended()) << dialogue.name;
    outcome.steps = peer.steps();
    return outcome;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST(ImapBroken, EveryStepOfTheWire) {
    for (const Dialogue& dialogue : dialogues()) {
        House whole;
        const Outcome unbroken = talk(whole, dialogue);
        EXPECT_TRUE(unbroken.heard.ends_with("OK Done\n")) << dialogue.name << "\n" << unbroken.heard;
        for (const ErrorKind kind : {ErrorKind::io, ErrorKind::timeout}) {
            for (std::size_t step = 1; step < unbroken.steps; ++step) {
                House house(store::SealingMode::plaintext_for_drill);
                const Outcome outcome = talk(house, dialogue, {{step, kind}});
                EXPECT_EQ(house.rooms, 0U);
                EXPECT_TRUE(house.is_whole()) << dialogue.name << " step " << step;
                EXPECT_GE(house.objects(), 2 + count(outcome.heard, "[APPENDUID")) << dialogue.name << step;
            }
        }
    }
}

// Whatever the disk does: the session goes on, says NO, and nothing is half done.
TEST(ImapBroken, EveryWriteToTheDisk) {
    for (const Dialogue& dialogue : dialogues()) {
        House whole;
        const std::size_t before = [&] {
            House other;
            other.deliver("Subject: one\r\n\r\napples\r\n");
            other.deliver("Subject: two\r\n\r\npears\r\n");
            return other.engine.writes();
        }();
        const Outcome unbroken = talk(whole, dialogue);
        for (std::size_t write = before + 1; write <= whole.engine.writes(); ++write) {
            House house;
            house.engine.fail_write(write - house.engine.writes());
            const Outcome outcome = talk(house, dialogue);
            EXPECT_TRUE(house.is_whole()) << dialogue.name << " write " << write;
            EXPECT_EQ(house.objects(), 2 + count(outcome.heard, "[APPENDUID")) << outcome.heard;
            // As many commands as before were answered, each with its tag.
            EXPECT_TRUE(outcome.heard.ends_with("OK Done\n")) << outcome.heard;
            EXPECT_EQ(count(outcome.heard, " OK Done\n") + count(outcome.heard, "] Done\n") +
                          count(outcome.heard, " NO ") + count(outcome.heard, "Selected\n"),
                      count(unbroken.heard, " OK Done\n") + count(unbroken.heard, "] Done\n") +
                          count(unbroken.heard, " NO ") + count(unbroken.heard, "Selected\n"))
                << outcome.heard;
        }
    }
}

}  // namespace
}  // namespace milpa::mail::imap
