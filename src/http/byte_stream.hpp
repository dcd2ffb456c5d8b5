// SPDX-License-Identifier: AGPL-3.0-or-later
// What a WebSocket runs over: the wire of an HTTP/1.1 connection after its 101, or one stream of an HTTP/2
// connection (RFC 8441 5).
#pragma once

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/wire.hpp"

namespace milpa::http {

/// Octets in both directions, with the promises of net::Wire: one thread; one read and one write at a time,
/// which may run side by side; the end fails with `closed`.
class ByteStream {
public:
    ByteStream() = default;
    virtual ~ByteStream() = default;
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;

    virtual Task<Result<std::size_t>> read_some(std::span<char> into) = 0;
    virtual Task<Result<net::Wake>> wait_readable() = 0;
    virtual Task<Result<void>> write(std::string_view octets) = 0;
    /// Of both directions. A stream that has no deadline of its own leaves it to its user.
    virtual void set_deadline(std::chrono::milliseconds from_now) = 0;
    virtual void nudge() = 0;
    /// At once: what waits fails with `closed`.
    virtual void close() = 0;
};

/// A wire, and what had been read from it already when the conversation changed its language.
class WireStream final : public ByteStream {
public:
    explicit WireStream(Lent<net::Wire> wire, std::string read_before = {})
        : wire_(wire), read_before_(std::move(read_before)) {}

    Task<Result<std::size_t>> read_some(std::span<char> into) override {
        if (read_before_.empty()) co_return co_await wire_->read_some(into);
        const std::size_t count = std::min(into.size(), read_before_.size());
        std::ranges::copy(std::string_view(read_before_).substr(0, count), into.begin());
        read_before_.erase(0, count);
        if (read_before_.empty()) read_before_.shrink_to_fit();
        co_return count;
    }
    Task<Result<net::Wake>> wait_readable() override {
        if (!read_before_.empty()) co_return net::Wake::bytes;
        co_return co_await wire_->wait_readable();
    }
    Task<Result<void>> write(std::string_view octets) override { return wire_->write(octets); }
    void set_deadline(std::chrono::milliseconds from_now) override { wire_->set_deadline(from_now); }
    void nudge() override { wire_->nudge(); }
    void close() override { wire_->close(); }

private:
    const Lent<net::Wire> wire_;
    std::string read_before_;
};

}  // namespace milpa::http
