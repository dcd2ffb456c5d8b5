// SPDX-License-Identifier: AGPL-3.0-or-later
// What has come over the wire and is not used yet, and the body that is read through it.
#pragma once

#include "base/clock.hpp"
#include "http/http1_request.hpp"
#include "net/wire.hpp"

namespace milpa::http {

/// The first buffer of a request; it grows. Most headers fit, and so does it into the allocator's quick bins.
constexpr std::size_t input_octets = 1024;

/// A bounded buffer that exists only while there is something in it. Borrows the wire.
class Http1Input {
public:
    explicit Http1Input(Lent<net::Wire> wire) : wire_(wire) {}
    ~Http1Input() { wipe(); }
    Http1Input(const Http1Input&) = delete;
    Http1Input& operator=(const Http1Input&) = delete;

    std::string_view octets() const { return {buffer_.get() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }
    void take(std::size_t count);
    /// Reads some more behind what is there. Fails as the wire, and with `limit` where `octets_max` are there
    /// already.
    Task<Result<void>> fill(std::size_t octets_max);
    /// Straight from the wire: only while empty().
    Task<Result<std::size_t>> read_some(std::span<char> into);
    void release_if_empty();
    std::string take_all();
    net::Wire& wire() { return *wire_; }

private:
    void make_room(std::size_t octets_max);
    /// What came may be a password: nothing of it stays in memory that is given back.
    void wipe();

    const Lent<net::Wire> wire_;
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

/// How slow a body may be: the client has body_patience, and earns time by what it sends.
constexpr std::chrono::milliseconds body_patience = std::chrono::seconds(30);
/// Octets a second: a telephone at the edge of its cell does that.
constexpr std::size_t body_rate_min = 512;
/// Of a body that nobody wanted: less than this is read away, so that the connection can go on.
constexpr std::size_t unread_octets_max = 64 * 1024;

class Http1Body final : public Body {
public:
    /// `octets_max`: what the route takes. All that is lent outlives it.
    Http1Body(Lent<Http1Input> input, Lent<const Clock> clock, const Http1Head& head,
              std::uint64_t octets_max);

    std::optional<std::uint64_t> length() const override;
    Task<Result<std::size_t>> read_some(std::span<char> into) override;

    /// All of it was read, so that what follows is the next request.
    bool done() const { return done_; }
    /// Reads away what was left, if that is little and certain to come: whether the next request can follow.
    Task<bool> finish();

private:
    Task<Result<std::size_t>> read_plain(std::span<char> into);
    Task<Result<std::size_t>> read_chunked(std::span<char> into);
    Task<Result<void>> ask_for_it();
    Task<Result<void>> fill();
    Result<void> count(std::size_t octets);
    void start_waiting();
    void stop_waiting(std::size_t octets);

    const Lent<Http1Input> input_;
    const Lent<const Clock> clock_;
    const std::uint64_t octets_max_;
    std::uint64_t left_;  // of one that is not chunked
    std::uint64_t seen_ = 0;
    std::optional<Chunks> chunks_;
    std::chrono::milliseconds patience_ = body_patience;
    SteadyTime waiting_since_;
    bool asks_ = false;  // the client waits to be asked (Expect: 100-continue)
    bool done_ = false;
    std::optional<Error> broken_;
};

}  // namespace milpa::http
