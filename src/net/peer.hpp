// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is at the other end: an address that is never logged or stored by defence, and the hash that is used
// instead.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

struct sockaddr;

namespace milpa::net {

/// An IPv4 or IPv6 address (IPv4 in IPv6 counts as IPv4). It has no formatter and log:: takes no text; only
/// SPF and the trace line sealed into a message may ask for its text.
class PeerAddress {
public:
    /// "192.0.2.1" or "2001:db8::1"; no names, no ports, no brackets. Fails with `syntax`.
    static Result<PeerAddress> parse(std::string_view text);
    static PeerAddress from_bytes(std::span<const std::uint8_t, 4> v4);
    static PeerAddress from_bytes(std::span<const std::uint8_t, 16> v6);
    /// Of an accepted socket. Anything but IP gives the loopback address (a Unix socket is this machine).
    static PeerAddress from_socket(const sockaddr* address);

    bool is_v4() const { return v4_; }
    bool is_loopback() const;
    /// 4 or 16 bytes, network order. Valid while this object is.
    ByteView bytes() const { return ByteView(bytes_).first(v4_ ? 4 : 16); }
    /// For SPF macros (RFC 7208 7.4), PTR names and the trace of a message that is going to be sealed. Never
    /// elsewhere.
    std::string text_for_sealing() const;
    bool operator==(const PeerAddress&) const = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
    bool v4_ = true;
};

/// A keyed hash of a peer's address (IPv6: of its /64, which is one customer). Means nothing without the key,
/// and the key is gone within the hour.
struct PeerHash {
    std::uint64_t value = 0;
    auto operator<=>(const PeerHash&) const = default;
};

/// Makes peer hashes with a key that exists in memory only and is replaced every hour. Any thread.
class PeerHasher {
public:
    static constexpr std::chrono::hours key_lifetime{1};
    PeerHasher(Lent<const Clock> clock, Lent<Random> random);
    ~PeerHasher();
    PeerHash hash(const PeerAddress& address);

private:
    Lent<const Clock> clock_;
    Lent<Random> random_;
    std::mutex mutex_;  // guards what follows
    std::array<std::uint8_t, 32> key_{};
    SteadyTime made_;
};

}  // namespace milpa::net

template <>
struct std::hash<milpa::net::PeerHash> {
    // Already a keyed hash.
    std::size_t operator()(const milpa::net::PeerHash& peer) const noexcept { return peer.value; }
};
