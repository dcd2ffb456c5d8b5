// SPDX-License-Identifier: AGPL-3.0-or-later
// The life of one WebSocket over a stream of octets, from the answer that opened it to its end. The only file
// of WebSockets that waits for anything.
//
//     open ──Close comes, or close()──> closing ──the other Close, or close_wait──> over
//       └──a rule broken, silence, a peer that does not read, the stream's end─────> over
//
// One timer a socket, the beat. At each: a peer that said nothing since the last one is pinged; one that said
// nothing since it was pinged is gone; a write that has not ended since the last one ends the socket, and so
// does a message that comes slower than message_rate_min. So everything that waits has a deadline of at most
// two beats. Pings are sent, and answered, while somebody reads: who does not read could not hear a pong.
#pragma once

#include <chrono>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "http/byte_stream.hpp"
#include "http/message.hpp"
#include "http/websocket.hpp"

namespace milpa::http {

struct WebSocketOptions {
    /// Below the minute after which home routers forget a connection.
    std::chrono::milliseconds beat = std::chrono::seconds(25);
    /// For the peer's half of the closing handshake.
    std::chrono::milliseconds close_wait = std::chrono::seconds(3);
};

/// Octets a second, at least, of a message that has begun, measured from beat to beat.
constexpr std::size_t message_rate_min = 128;
/// A message goes out in frames of at most so many octets: a pong can pass between two.
constexpr std::size_t fragment_octets = 64 * 1024;
/// What is still listened to after we said goodbye.
constexpr std::size_t farewell_octets_max = 1024 * 1024;

/// Hands a WebSocket to `upgrade` and, when that has returned, closes it in order. The WebSocket must be gone
/// by then. Leaves the stream to the caller, to be shut down. Never fails.
Task<> run_websocket(Lent<ByteStream> stream, Lent<const Clock> clock, Response::Upgrade upgrade,
                     WebSocketOptions options = {});

}  // namespace milpa::http
