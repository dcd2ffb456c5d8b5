// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/websocket_input.hpp"

#include <gtest/gtest.h>

#include "http/test_socket_client.hpp"

namespace milpa::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t octets_max = 1000;

std::string to_text(const SocketEvent& event) {
    if (const auto* const message = std::get_if<SocketMessage>(&event)) {
        return (message->kind == MessageKind::text ? "text " : "binary ") + message->octets;
    }
    if (const auto* const ping = std::get_if<Ping>(&event)) return "ping " + ping->payload;
    if (std::holds_alternative<Pong>(event)) return "pong";
    if (const auto* const goodbye = std::get_if<Goodbye>(&event))
        return "close " + std::to_string(goodbye->code);
    if (const auto* const violation = std::get_if<Violation>(&event)) {
        return "broken " + std::to_string(violation->code);
    }
    return "nothing";
}

/// All that a peer said, one event a line, up to the end.
std::string heard(std::string_view octets, std::size_t piece, Lent<const Clock> clock) {
    SocketInput input(clock);
    std::string all;
    for (std::size_t at = 0; at < octets.size(); at += piece) {
        input.feed(octets.substr(at, piece));
        while (true) {
            const SocketEvent event = input.next(octets_max);
            if (std::holds_alternative<Nothing>(event)) break;
            all += to_text(event) + "\n";
            if (std::holds_alternative<Goodbye>(event) || std::holds_alternative<Violation>(event))
                return all;
        }
    }
    return all;
}

std::string text(std::string_view payload, bool final = true) {
    return client_frame(Opcode::text, final, payload);
}
std::string more(std::string_view payload, bool final) {
    return client_frame(Opcode::continuation, final, payload);
}
std::string control(Opcode opcode, std::string_view payload) { return client_frame(opcode, true, payload); }

TEST(SocketInputTest, MakesMessagesOfFrames) {
    using namespace std::string_literals;
    struct Row {
        std::string said;
        std::string heard;
    };
    // In the order of Autobahn's test suite: frames, pings, reserved, opcodes, fragments, UTF-8, closing,
    // limits.
    const Row rows[] = {
        {text(""), "text \n"},
        {text("Hello"), "text Hello\n"},
        {client_frame(Opcode::binary, true, "\xff\x00"s), "binary \xff\x00\n"s},
        {control(Opcode::ping, ""), "ping \n"},
        {control(Opcode::ping, "\xff\x00\xfe"s), "ping \xff\x00\xfe\n"s},
        {control(Opcode::pong, "nobody asked"), "pong\n"},
        {control(Opcode::ping, std::string(125, 'x')), "ping " + std::string(125, 'x') + "\n"},
        {text("frag", false) + more("ment", true), "text fragment\n"},
        {text("frag", false) + control(Opcode::ping, "now") + more("ment", true),
         "ping now\ntext fragment\n"},
        {text("", false) + more("", false) + more("", true), "text \n"},
        {more("ment", true), "broken 1002\n"},
        {more("ment", false), "broken 1002\n"},
        {text("frag", false) + text("other", true), "broken 1002\n"},
        {text("a", false) + more("b", true) + more("c", false), "text ab\nbroken 1002\n"},
        {text("\xce\xba\xe1\xbd\xb9"), "text \xce\xba\xe1\xbd\xb9\n"},
        {text("\xce", false) + more("\xba", true), "text \xce\xba\n"},
        {text("\xce\xba\xe1\xbd"), "broken 1007\n"},
        {text("\xed\xa0\x80"), "broken 1007\n"},
        {text("\xc0\xaf"), "broken 1007\n"},
        {text("\xf4\x90\x80\x80"), "broken 1007\n"},
        // At once, not only at the end of the message (6.4).
        {text("\xf4\x90", false), "broken 1007\n"},
        {control(Opcode::close, ""), "close 1005\n"},
        {control(Opcode::close, "\x03\xe8"), "close 1000\n"},
        {control(Opcode::close, "\x03\xe8goodbye"), "close 1000\n"},
        {control(Opcode::close, "\x03"), "broken 1002\n"},
        {control(Opcode::close, "\x03\xe8\xce"), "broken 1007\n"},
        {text("a", false) + control(Opcode::close, "\x03\xe9"), "close 1001\n"},
        {control(Opcode::close, "\x03\xe8") + text("after"), "close 1000\n"},
        {text(std::string(octets_max, 'x')), "text " + std::string(octets_max, 'x') + "\n"},
        {text(std::string(octets_max + 1, 'x')), "broken 1009\n"},
        {text(std::string(600, 'x'), false) + more(std::string(401, 'x'), true), "broken 1009\n"},
    };
    const ManualClock clock;
    for (const Row& row : rows) {
        EXPECT_EQ(heard(row.said, row.said.size(), &clock), row.heard);
        EXPECT_EQ(heard(row.said, 1, &clock), row.heard);
    }
}

TEST(SocketInputTest, RefusesAMessageThatIsTooLargeBeforeItComes) {
    const ManualClock clock;
    SocketInput input(&clock);
    // A header that promises 2^62 octets.
    const std::string said("\x82\xff\x40\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00x", 15);
    input.feed(said);
    EXPECT_EQ(to_text(input.next(octets_max)), "broken 1009");
}

TEST(SocketInputTest, KnowsTheCodesThatAPeerMaySend) {
    for (const std::uint16_t code :
         {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
        EXPECT_TRUE(is_close_code(code)) << code;
    for (const std::uint16_t code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        EXPECT_FALSE(is_close_code(code)) << code;
}

TEST(SocketInputTest, RationsPings) {
    ManualClock clock;
    SocketInput input(&clock);
    std::string flood;
    for (int i = 0; i < 101; ++i) flood += control(i % 2 == 0 ? Opcode::ping : Opcode::pong, "");
    input.feed(flood);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(to_text(input.next(octets_max)), i % 2 == 0 ? "ping " : "pong");
    }
    EXPECT_EQ(to_text(input.next(octets_max)), "broken 1008");

    // At a rate that a patient peer keeps to, there is no end to it.
    SocketInput patient(&clock);
    const std::string one = control(Opcode::ping, "");
    for (int i = 0; i < 500; ++i) {
        patient.feed(one);
        EXPECT_EQ(to_text(patient.next(octets_max)), "ping ");
        EXPECT_EQ(to_text(patient.next(octets_max)), "nothing");
        clock.advance(100ms);
    }
}

TEST(SocketInputTest, RationsSmallFragments) {
    const ManualClock clock;
    std::string flood = text("", false);
    for (std::size_t i = 0; i < small_fragments_max; ++i) flood += more("", false);
    EXPECT_EQ(heard(flood, flood.size(), &clock), "broken 1008\n");

    // Each message has its own.
    std::string messages;
    std::string expected;
    for (int i = 0; i < 3; ++i) {
        messages += text("", false);
        for (std::size_t n = 1; n < small_fragments_max; ++n) messages += more("", false);
        messages += more("", true);
        expected += "text \n";
    }
    EXPECT_EQ(heard(messages, messages.size(), &clock), expected);
}

}  // namespace
}  // namespace milpa::http
