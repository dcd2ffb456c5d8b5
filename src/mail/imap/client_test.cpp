// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/client.hpp"

#include <gtest/gtest.h>

#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::mail::imap {
namespace {

/// What a command comes to where the server says that after its greeting; `written` gets what the client
/// said.
Result<Answer> told(std::string reply, std::string words, std::string* written = nullptr) {
    auto wire = std::make_unique<net::ScriptedWire>();
    net::ScriptedWire* const script = wire.get();
    script->says("* OK hello\r\n").says(std::move(reply));
    Client client(std::move(wire));
    const auto greeting = net::run_now(client.open());
    EXPECT_TRUE(greeting && greeting->text == "OK hello");
    auto answer = net::run_now(client.command(std::move(words)));
    if (written != nullptr) *written = script->written();
    return answer;
}

TEST(ImapClient, ReadsAnswersWithTheirLiterals) {
    std::string written;
    const auto answer =
        told("* 1 FETCH (BODY[1] {5}\r\nc1 OK BODY[2] {0}\r\n FLAGS ())\r\n* 2 EXISTS\r\nc1 OK [X] done\r\n",
             "FETCH 1 (BODY[1] BODY[2])", &written);
    ASSERT_TRUE(answer);
    EXPECT_EQ(written, "c1 FETCH 1 (BODY[1] BODY[2])\r\n");
    EXPECT_EQ(answer->completion, TaggedStatus::ok);
    EXPECT_EQ(answer->text, "[X] done");
    ASSERT_EQ(answer->untagged.size(), 2u);
    EXPECT_EQ(answer->untagged[0].text, "1 FETCH (BODY[1] {5} BODY[2] {0} FLAGS ())");
    EXPECT_EQ(answer->untagged[0].literals, (std::vector<std::string>{"c1 OK", ""}));
    EXPECT_EQ(answer->untagged[1].text, "2 EXISTS");
}

TEST(ImapClient, TellsRefusalsFromFailures) {
    EXPECT_EQ(told("c1 NO no\r\n", "X")->completion, TaggedStatus::no);
    EXPECT_EQ(told("c1 BAD no\r\n", "X")->completion, TaggedStatus::bad);
    const std::pair<std::string, ErrorKind> table[] = {
        {"c2 OK of another\r\n", ErrorKind::syntax},
        {"c1 MAYBE\r\n", ErrorKind::syntax},
        {"* 1 FETCH {99999999999}\r\n", ErrorKind::limit},
        {"* 1 FETCH {99999999999999999999999}\r\n", ErrorKind::limit},
        {"* BYE\r\n", ErrorKind::closed},
        {"* 1 FETCH {9}\r\nabc", ErrorKind::closed},
    };
    for (const auto& [reply, kind] : table) {
        const auto answer = told(reply, "X");
        ASSERT_FALSE(answer) << reply;
        EXPECT_EQ(answer.error().kind, kind) << reply;
    }
    EXPECT_EQ(told("* OK {x}\r\nc1 OK {}\r\n", "X")->text, "{}");
}

TEST(ImapClient, ALockedServerIsClosed) {
    auto wire = std::make_unique<net::ScriptedWire>();
    wire->says("* BYE locked\r\n");
    Client client(std::move(wire));
    EXPECT_EQ(net::run_now(client.open()).error().kind, ErrorKind::closed);
}

TEST(ImapClient, WritesWhatNoQuotesCanHold) {
    EXPECT_EQ(literal("a\"\r\nb"), "{5+}\r\na\"\r\nb");
    EXPECT_EQ(mailbox_argument("Été \"x\\"), "\"&AMk-t&AOk- \\\"x\\\\\"");
    auto wire = std::make_unique<net::ScriptedWire>();
    net::ScriptedWire* const script = wire.get();
    script->says("c1 OK in\r\n").says("c2 OK stored\r\n");
    Client client(std::move(wire));
    ASSERT_TRUE(net::run_now(client.login("a\"b", "p w")));
    ASSERT_TRUE(net::run_now(client.append("Drafts", "(\\Draft)", "x: y\r\n\r\n")));
    EXPECT_EQ(script->written(),
              "c1 LOGIN {3+}\r\na\"b {3+}\r\np w\r\nc2 APPEND \"Drafts\" (\\Draft) {8+}\r\nx: y\r\n\r\n\r\n");
}

}  // namespace
}  // namespace milpa::mail::imap
