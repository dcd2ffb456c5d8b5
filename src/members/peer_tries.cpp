// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/peer_tries.hpp"

#include <algorithm>
#include <utility>

namespace milpa::members {

namespace {

constexpr double seconds_an_hour = 3600;

/// What is usually one organization's: an IPv4 /24, an IPv6 /48.
net::PeerAddress network_of(const net::PeerAddress& peer) {
    if (peer.is_v4()) {
        std::array<std::uint8_t, 4> v4{};
        std::ranges::copy(peer.bytes().first(3), v4.begin());
        return net::PeerAddress::from_bytes(v4);
    }
    std::array<std::uint8_t, 16> v6{};
    std::ranges::copy(peer.bytes().first(6), v6.begin());
    return net::PeerAddress::from_bytes(v6);
}

}  // namespace

PeerTries::PeerTries(Lent<const Clock> clock, Lent<Random> random)
    : hasher_(clock, random),
      peers_({.burst = peer_tries_free, .per_second = peer_tries_per_hour / seconds_an_hour}, clock),
      networks_({.burst = network_tries_free, .per_second = network_tries_per_hour / seconds_an_hour}, clock),
      clean_networks_({.burst = clean_tries_free, .per_second = clean_tries_per_hour / seconds_an_hour},
                      clock) {}

PeerTries::Try::Try(Try&& other) noexcept
    : tries_(std::exchange(other.tries_, nullptr)),
      peer_(other.peer_),
      network_(other.network_),
      clean_(other.clean_),
      wrong_(other.wrong_) {}

PeerTries::Try::~Try() {
    if (tries_ == nullptr || wrong_) return;
    tries_->peers_.give_back(peer_);
    tries_->networks_.give_back(network_);
    if (clean_) tries_->clean_networks_.give_back(network_);
}

Result<PeerTries::Try> PeerTries::begin(const net::PeerAddress& from) {
    const net::PeerHash peer = hasher_.hash(from);
    const net::PeerHash network = hasher_.hash(network_of(from));
    if (!peers_.take(peer)) return fail(ErrorKind::limit, "too many wrong secrets from one peer");
    if (!networks_.take(network)) {
        peers_.give_back(peer);
        return fail(ErrorKind::limit, "too many wrong secrets from one network");
    }
    return Try(this, peer, network, clean_networks_.take(network));
}

}  // namespace milpa::members
