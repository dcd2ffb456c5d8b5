// SPDX-License-Identifier: AGPL-3.0-or-later
// Frames of WebSockets (RFC 6455 5.2) to octets and back. Pure; libwslay does the reading.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct wslay_frame_context;

namespace milpa::http {

/// RFC 6455 11.8. Others are refused before anybody sees them.
enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };
inline bool is_control(Opcode opcode) { return opcode >= Opcode::close; }

/// RFC 6455 5.5.
constexpr std::size_t control_octets_max = 125;

/// A part of a frame, as far as it has come, unmasked.
struct FramePiece {
    Opcode opcode = Opcode::continuation;
    bool final = false;  ///< the frame is the last of its message
    bool begins = false;
    bool ends = false;
    std::uint64_t frame_octets = 0;  ///< of the whole frame's payload, as its header says
    std::string_view octets;         ///< valid until the next call
};

/// What a client sends. Holds a buffer only while a frame is on its way (wslay's, of 4 KiB): a socket on
/// which nothing happens costs nothing.
class FrameReader {
public:
    FrameReader();
    ~FrameReader();
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    /// The octets must stay until next() has returned nothing.
    void feed(std::string_view octets);
    /// Nothing: it wants more. Fails with `syntax` for what RFC 6455 forbids: reserved bits (we agree on no
    /// extension) or opcodes, no mask, control frames that are long or fragmented, lengths that are not in
    /// their shortest form. Must not be called again then.
    Result<std::optional<FramePiece>> next();
    bool is_between_frames() const { return context_ == nullptr; }

private:
    struct Free {
        void operator()(wslay_frame_context* context) const;
    };
    static long give(std::uint8_t* buffer, std::size_t size, int flags, void* self);

    std::unique_ptr<wslay_frame_context, Free> context_;
    std::string_view input_;
    std::uint64_t held_ = 0;        // octets given to wslay that no piece has come of yet
    std::uint64_t frame_left_ = 0;  // of the frame's payload
    bool in_frame_ = false;
};

/// A frame of the server's: without a mask (RFC 6455 5.1), and so ready to be sent. At most
/// control_octets_max octets where the opcode is a control frame's.
void append_frame(std::string& to, Opcode opcode, bool final, std::string_view payload);

}  // namespace milpa::http
