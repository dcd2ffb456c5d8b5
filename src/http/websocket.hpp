// SPDX-License-Identifier: AGPL-3.0-or-later
// A WebSocket (RFC 6455), over HTTP/1.1 or a stream of HTTP/2 (RFC 8441): whole messages in and out. Pings,
// closing and fragments are its own business.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"
#include "http/message.hpp"

namespace milpa::http {

/// RFC 6455 7.4.1, as far as a server says them.
namespace close_code {
constexpr std::uint16_t normal = 1000;
constexpr std::uint16_t going_away = 1001;
constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t none_received = 1005;  ///< never sent
constexpr std::uint16_t not_utf8 = 1007;
constexpr std::uint16_t policy = 1008;
constexpr std::uint16_t too_big = 1009;
}  // namespace close_code

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

/// Whether a request asks for a WebSocket. One that came over HTTP/2 as an extended CONNECT (RFC 8441) looks
/// as it would over HTTP/1.1: GET, with "upgrade: websocket".
bool asks_for_websocket(const Request& request);

/// The answer to a request that asks for one: 101 (200 over HTTP/2), and the conversation is `upgrade`'s; or
/// what is wrong with it: 400, 426 (RFC 6455 4.2.2), and 403 for a page of another origin (10.2), since
/// browsers let any page connect anywhere, cookies and all. `protocols` are the subprotocols that are spoken,
/// the best first; where there are any, a client must offer one of them. No extension is agreed on: with
/// permessage-deflate some octets become gigabytes, each socket would keep windows of 64 KiB, and what an
/// attacker says beside a secret would show the secret by its length.
Response websocket_response(const Request& request, std::span<const std::string_view> protocols,
                            Response::Upgrade upgrade);

}  // namespace milpa::http
