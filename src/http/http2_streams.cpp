// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http2_streams.hpp"

#include <utility>

#include "base/ensure.hpp"

namespace milpa::http {

Task<Result<std::size_t>> Http2Body::read_some(std::span<char> into) {
    ensure(!into.empty());
    while (true) {
        if (const std::size_t count = session_->take_body(*stream_, into); count > 0) {
            (*flush_)();
            co_return count;
        }
        if (stream_->is_too_large()) co_return fail(ErrorKind::limit, "more than the route takes");
        if (stream_->has_ended()) co_return 0;
        if (!stream_->is_open() || stream_->is_cut())
            co_return fail(ErrorKind::closed, "the stream has gone");
        if (stream_->is_too_slow()) co_return fail(ErrorKind::timeout, "a body that comes too slowly");
        // RFC 9110 10.1.1: only where the body is wanted, and has not come already.
        if (std::exchange(stream_->expects_continue, false)) {
            session_->send_continue(*stream_);
            (*flush_)();
        }
        co_await stream_->incoming.wait();
    }
}

std::optional<Error> Http2ByteStream::obstacle() const {
    if (closed_) return fail(ErrorKind::closed, "closed by us");
    if (!stream_->is_open()) return fail(ErrorKind::io, "the stream has gone");
    return std::nullopt;
}

Task<Result<std::size_t>> Http2ByteStream::read_some(std::span<char> into) {
    ensure(!into.empty());
    while (true) {
        if (const std::size_t count = session_->take_body(*stream_, into); count > 0) {
            (*flush_)();
            co_return count;
        }
        if (auto error = obstacle()) co_return *std::move(error);
        if (stream_->has_ended() || stream_->is_cut()) co_return fail(ErrorKind::closed, "no more comes");
        co_await stream_->incoming.wait();
    }
}

Task<Result<net::Wake>> Http2ByteStream::wait_readable() {
    while (true) {
        if (std::exchange(nudged_, false)) co_return net::Wake::nudge;
        if (auto error = obstacle()) co_return *std::move(error);
        if (stream_->buffered() > 0) co_return net::Wake::bytes;
        if (stream_->has_ended() || stream_->is_cut()) co_return fail(ErrorKind::closed, "no more comes");
        co_await stream_->incoming.wait();
    }
}

Task<Result<void>> Http2ByteStream::write(std::string_view octets) {
    if (auto error = obstacle()) co_return *std::move(error);
    session_->offer(*stream_, octets, false);
    (*flush_)();
    while (!stream_->is_drained()) {
        co_await stream_->outgoing.wait();
        if (auto error = obstacle()) co_return *std::move(error);
    }
    if (auto error = obstacle()) co_return *std::move(error);
    co_return Result<void>();
}

void Http2ByteStream::nudge() {
    nudged_ = true;
    stream_->incoming.ring();
}

void Http2ByteStream::close() {
    closed_ = true;
    session_->reset(*stream_);
    (*flush_)();
    stream_->incoming.ring();
    stream_->outgoing.ring();
}

}  // namespace milpa::http
