// SPDX-License-Identifier: AGPL-3.0-or-later
// A WebSocket (RFC 6455), over HTTP/1.1 or a stream of HTTP/2 (RFC 8441): whole messages in and out. Pings,
// closing and fragments are its own business.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"

namespace milpa::http {

enum class MessageKind : std::uint8_t { text, binary };

struct SocketMessage {
    MessageKind kind = MessageKind::text;
    std::string octets;  ///< UTF-8 where it is text
};

/// Lives on its connection's thread. One read and one write at a time; they may run side by side.
class WebSocket {
public:
    virtual ~WebSocket() = default;
    /// The next message of at most `octets_max`. Fails with `closed` (the peer said goodbye, or the server
    /// stops), `limit` (closed with 1009), `syntax` (1002, 1007), `timeout` (no pong), `io`.
    virtual Task<Result<SocketMessage>> read(std::size_t octets_max) = 0;
    /// The bytes must stay until it returns. Fails with `closed`, `timeout` (a peer that does not read),
    /// `io`.
    virtual Task<Result<void>> write(MessageKind kind, std::string_view octets) = 0;
    /// Ends it in order (RFC 6455 7.1.2); a pending read fails with `closed`. May be called at any time on
    /// its thread; more than once does nothing.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
};

}  // namespace milpa::http
