// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests: what a client of WebSockets says and hears.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ensure.hpp"
#include "http/websocket_frames.hpp"

namespace milpa::http {

constexpr std::string_view test_mask = "\x37\xfa\x21\x3d";

/// A frame with a mask.
inline std::string client_frame(Opcode opcode, bool final, std::string_view payload) {
    std::string plain;
    // A header in the server's form; then the mask's bit, its key, and the payload under it.
    if (is_control(opcode)) {
        append_frame(plain, opcode, true, payload);
        if (!final) plain[0] = static_cast<char>(plain[0] & 0x7F);
    } else {
        append_frame(plain, opcode, final, payload);
    }
    const std::size_t header = plain.size() - payload.size();
    plain[1] = static_cast<char>(plain[1] | 0x80);
    for (std::size_t i = 0; i < payload.size(); ++i) plain[header + i] ^= test_mask[i % 4];
    plain.insert(header, test_mask);
    return plain;
}

struct ServerFrame {
    Opcode opcode;
    bool final;
    std::string payload;
    bool operator==(const ServerFrame&) const = default;
};

/// All whole frames of what a server sent; takes them away.
inline std::vector<ServerFrame> take_server_frames(std::string& sent) {
    std::vector<ServerFrame> frames;
    while (sent.size() >= 2) {
        const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(sent[at]); };
        std::size_t header = 2;
        std::uint64_t size = octet(1);
        ensure(size < 128);  // a server never masks
        const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (sent.size() < header + more) break;
        if (more != 0) size = 0;
        for (std::size_t i = 0; i < more; ++i) size = size << 8 | octet(header++);
        if (sent.size() < header + size) break;
        frames.push_back(
            {static_cast<Opcode>(octet(0) & 0xF), (octet(0) & 0x80) != 0, sent.substr(header, size)});
        sent.erase(0, header + size);
    }
    return frames;
}

}  // namespace milpa::http
