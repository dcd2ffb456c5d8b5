// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/websocket_frames.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/bytes.hpp"
#include "http/test_socket_client.hpp"

namespace milpa::http {
namespace {

std::string octets(std::string_view hex) { return std::string(as_text(from_hex(hex).value())); }

struct Seen {
    std::string frames;  // "1:Hello." a frame: opcode, payload, '.' where it is final
    bool broken = false;
    bool operator==(const Seen&) const = default;
};

/// What a reader makes of octets that come in pieces of that size.
Seen read_all(std::string_view all, std::size_t piece_octets) {
    FrameReader reader;
    Seen seen;
    for (std::size_t at = 0; at < all.size(); at += piece_octets) {
        reader.feed(all.substr(at, piece_octets));
        while (true) {
            const auto piece = reader.next();
            if (!piece) {
                EXPECT_EQ(piece.error().kind, ErrorKind::syntax);
                seen.broken = true;
                return seen;
            }
            if (!*piece) break;
            if ((*piece)->begins) seen.frames += std::to_string(static_cast<int>((*piece)->opcode)) + ":";
            seen.frames += (*piece)->octets;
            if ((*piece)->ends) seen.frames += (*piece)->final ? "." : "+";
        }
    }
    EXPECT_TRUE(reader.is_between_frames());
    return seen;
}

TEST(WebSocketFramesTest, AreReadAsTheRfcSays) {
    struct Row {
        std::string_view hex;
        std::string_view frames;
    };
    const Row rows[] = {
        // RFC 6455 5.7, those that a client may send.
        {"818537fa213d7f9f4d5158", "1:Hello."},
        {"898537fa213d7f9f4d5158", "9:Hello."},
        {"8a8537fa213d7f9f4d5158", "10:Hello."},
        {"818000000000", "1:."},
        {"01830000000048656c80820000000"
         "06c6f",
         "1:Hel+0:lo."},
        {"888200000000"
         "03e8",
         "8:\x03\xe8."},
        {"8a8000000000"
         "898000000000",
         "10:.9:."},
    };
    for (const Row& row : rows) {
        const std::string all = octets(row.hex);
        for (std::size_t piece = 1; piece <= all.size(); ++piece) {
            EXPECT_EQ(read_all(all, piece), (Seen{std::string(row.frames)})) << row.hex << " by " << piece;
        }
    }
}

TEST(WebSocketFramesTest, OfEveryLengthFormArriveWhole) {
    for (const std::size_t size : {125U, 126U, 127U, 4096U, 65'535U, 65'536U, 100'000U}) {
        const std::string payload(size, 'x');
        const std::string frame = client_frame(Opcode::binary, true, payload);
        for (const std::size_t piece : {frame.size(), std::size_t{4097}, std::size_t{1000}}) {
            EXPECT_EQ(read_all(frame + frame, piece).frames, "2:" + payload + ".2:" + payload + ".");
        }
    }
}

TEST(WebSocketFramesTest, ThatBreakARuleAreRefused) {
    constexpr std::string_view rows[] = {
        "810548656c6c6f",                // no mask
        "c18537fa213d7f9f4d5158",        // RSV1, RSV2, RSV3
        "a18537fa213d7f9f4d5158",        //
        "918537fa213d7f9f4d5158",        //
        "838000000000",                  // reserved opcodes: data, control
        "878000000000",                  //
        "8b8000000000",                  //
        "8f8000000000",                  //
        "09800000000000",                // a fragmented ping, pong, close
        "0a8000000000",                  //
        "088000000000",                  //
        "89fe007e00000000",              // a ping of 126 octets
        "88fe007e00000000",              // a close of 126 octets
        "81fe007d00000000",              // 125 in two octets
        "81ff000000000000ffff00000000",  // 65,535 in eight
        "81ff800000000000000000000000",  // 2^63
    };
    for (const std::string_view row : rows) {
        // Enough behind it for a frame that waits for its payload.
        const std::string all = octets(row) + std::string(200, '\0');
        for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, all.size()}) {
            EXPECT_TRUE(read_all(all, piece).broken) << row << " by " << piece;
        }
    }
}

TEST(WebSocketFramesTest, AreWrittenAsTheRfcSays) {
    const auto frame = [](Opcode opcode, bool final, std::string_view payload) {
        std::string to;
        append_frame(to, opcode, final, payload);
        return to_hex(as_bytes(to).first(std::min<std::size_t>(to.size(), 12)));
    };
    EXPECT_EQ(frame(Opcode::text, true, "Hello"), "810548656c6c6f");
    EXPECT_EQ(frame(Opcode::text, false, "Hel"), "010348656c");
    EXPECT_EQ(frame(Opcode::continuation, true, "lo"), "80026c6f");
    EXPECT_EQ(frame(Opcode::pong, true, "Hello"), "8a0548656c6c6f");
    EXPECT_EQ(frame(Opcode::binary, true, std::string(256, 'a')),
              "827e0100"
              "6161616161616161");
    EXPECT_EQ(frame(Opcode::binary, true, std::string(65'536, 'a')),
              "827f0000000000010000"
              "6161");
}

}  // namespace
}  // namespace milpa::http
