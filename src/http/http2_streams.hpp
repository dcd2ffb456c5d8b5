// SPDX-License-Identifier: AGPL-3.0-or-later
// The two sides of a stream of HTTP/2, as handlers and WebSockets see them. They wait for the stream's
// signals and say to the connection when there is something to send.
#pragma once

#include <functional>

#include "http/byte_stream.hpp"
#include "http/http2_session.hpp"

namespace milpa::http {

/// Told whenever there may be something to send.
using Http2Flush = std::move_only_function<void()>;

class Http2Body final : public Body {
public:
    /// All that is lent outlives it.
    Http2Body(Lent<Http2Session> session, Lent<Http2Stream> stream, Lent<Http2Flush> flush)
        : session_(session), stream_(stream), flush_(flush) {}
    std::optional<std::uint64_t> length() const override { return stream_->length; }
    Task<Result<std::size_t>> read_some(std::span<char> into) override;

private:
    const Lent<Http2Session> session_;
    const Lent<Http2Stream> stream_;
    const Lent<Http2Flush> flush_;
};

/// Octets in both directions (RFC 8441 5), once the answer was given. Has no deadlines of its own: the
/// WebSocket has.
class Http2ByteStream final : public ByteStream {
public:
    Http2ByteStream(Lent<Http2Session> session, Lent<Http2Stream> stream, Lent<Http2Flush> flush)
        : session_(session), stream_(stream), flush_(flush) {}
    Task<Result<std::size_t>> read_some(std::span<char> into) override;
    Task<Result<net::Wake>> wait_readable() override;
    Task<Result<void>> write(std::string_view octets) override;
    void set_deadline(std::chrono::milliseconds /*from_now*/) override {}
    void nudge() override;
    void close() override;

private:
    std::optional<Error> obstacle() const;

    const Lent<Http2Session> session_;
    const Lent<Http2Stream> stream_;
    const Lent<Http2Flush> flush_;
    bool nudged_ = false;
    bool closed_ = false;
};

}  // namespace milpa::http
