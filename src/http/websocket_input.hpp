// SPDX-License-Identifier: AGPL-3.0-or-later
// What a client says in a WebSocket: frames to messages, and every rule that it may break. Pure.
//
// What always holds
// - Memory does not pass the size that the reader allows for a message, whatever a header announces: it grows
//   with the octets that came.
// - What a client can send for nothing (pings, pongs, fragments with next to nothing in them) is rationed.
// - Nothing is said any more after a close frame or a broken rule.
#pragma once

#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "http/allowance.hpp"
#include "http/utf8.hpp"
#include "http/websocket.hpp"
#include "http/websocket_frames.hpp"

namespace milpa::http {

/// Pings and pongs of a client: browsers send none of themselves, libraries one every some seconds.
constexpr Rate control_frames_rate{.burst = 100, .per_second = 10};
/// A fragment with fewer octets costs more than it brings: so many a message, and no more.
constexpr std::size_t small_fragment_octets = 256;
constexpr std::size_t small_fragments_max = 1024;

struct Ping {
    std::string payload;
};
struct Pong {};
struct Goodbye {
    std::uint16_t code = close_code::none_received;
};
/// The rule that was broken, as the close code that tells it, and as the error of the reader.
struct Violation {
    std::uint16_t code;
    Error error;
};
struct Nothing {};
using SocketEvent = std::variant<Nothing, SocketMessage, Ping, Pong, Goodbye, Violation>;

class SocketInput {
public:
    explicit SocketInput(Lent<const Clock> clock)
        : clock_(clock), control_frames_(control_frames_rate, clock->steady()) {}

    /// The octets must stay until next() has returned Nothing.
    void feed(std::string_view octets) { frames_.feed(octets); }
    /// Nothing: it wants more octets. Not to be called again after Goodbye or Violation.
    SocketEvent next(std::size_t octets_max);
    bool is_within_message() const { return open_ || !frames_.is_between_frames(); }

private:
    SocketEvent take_data(const FramePiece& piece, std::size_t octets_max);
    SocketEvent take_control(const FramePiece& piece);
    static SocketEvent read_goodbye(std::string_view payload);

    const Lent<const Clock> clock_;
    FrameReader frames_;
    Allowance control_frames_;
    SocketMessage message_;
    Utf8Check utf8_;
    std::string control_;
    std::size_t small_fragments_ = 0;
    bool open_ = false;  // a message has begun
};

/// Whether a peer may send that code (RFC 6455 7.4, and what IANA registered since).
bool is_close_code(std::uint16_t code);

}  // namespace milpa::http
