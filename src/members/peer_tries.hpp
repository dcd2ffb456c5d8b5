// SPDX-License-Identifier: AGPL-3.0-or-later
// How many wrong passwords may come from one place. A password costs an Argon2id; guesses.hpp slows down who
// guesses at one address, and this stops who guesses at many.
//
// A place is a peer (an IPv4 address, an IPv6 /64) and, with more room, the network that it belongs to (/24,
// /48). Places are keyed hashes; the key lives in memory and changes hourly, which pardons all. Nothing is on
// disk. Only wrong secrets count, and app passwords never ask here: so a stranger in the same network does
// not keep a member's mail programs out.
#pragma once

#include <cstddef>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "net/limits.hpp"
#include "net/peer.hpp"

namespace milpa::members {

/// Wrong secrets that a place has free, and how many come back each hour. A phone with an old password tries
/// every few minutes, and must not use up what the others behind the same router have.
inline constexpr double peer_tries_free = 30, peer_tries_per_hour = 60;
inline constexpr double network_tries_free = 120, network_tries_per_hour = 240;
/// Wrong secrets after which a network is not clean any more, and how many are forgotten each hour. One slip
/// is nobody's flood.
inline constexpr double clean_tries_free = 2, clean_tries_per_hour = 2;
static_assert(network_tries_free > peer_tries_free && network_tries_per_hour > peer_tries_per_hour);

/// Thread-safe if clock and random are. Outlives its tries.
class PeerTries {
public:
    PeerTries(Lent<const Clock> clock, Lent<Random> random);

    /// Counts as wrong while it is under way: many at once gain nothing. Unless it was wrong, it is given
    /// back when it goes.
    class Try {
    public:
        Try(Try&& other) noexcept;
        Try& operator=(Try&&) = delete;
        ~Try();
        void was_wrong() { wrong_ = true; }
        /// From the network came fewer than clean_tries_free of late, wrong ones and those under way.
        bool is_clean() const { return clean_; }

    private:
        friend class PeerTries;
        Try(PeerTries* tries, net::PeerHash peer, net::PeerHash network, bool clean)
            : tries_(tries), peer_(peer), network_(network), clean_(clean) {}
        PeerTries* tries_;
        net::PeerHash peer_;
        net::PeerHash network_;
        bool clean_;
        bool wrong_ = false;
    };
    /// Fails with `limit` where too many were wrong of late.
    Result<Try> begin(const net::PeerAddress& from);

private:
    net::PeerHasher hasher_;
    net::TokenBuckets peers_;
    net::TokenBuckets networks_;
    net::TokenBuckets clean_networks_;
};

}  // namespace milpa::members
