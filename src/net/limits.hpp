// SPDX-License-Identifier: AGPL-3.0-or-later
// Token buckets by peer, in fixed memory. Any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "net/peer.hpp"

namespace milpa::net {

struct BucketOptions {
    double burst = 10;                ///< tokens of a full bucket, at least 1
    double per_second = 1;            ///< tokens that come back
    std::size_t peers_max = 1 << 14;  ///< peers remembered at once; 16 bytes each
};

/// A peer that is not remembered has a full bucket. Where there are more peers than room, the one whose
/// bucket is fullest (the least guilty) is forgotten first, so that a flood of addresses does not pardon a
/// busy one. Peers change their hash each hour (PeerHasher) and are pardoned then.
class TokenBuckets {
public:
    TokenBuckets(BucketOptions options, Lent<const Clock> clock);
    /// Takes tokens if there are so many; otherwise takes none and says no.
    bool take(PeerHash peer, double tokens = 1);
    /// Gives back what was taken for nothing; a bucket never gets fuller than full.
    void give_back(PeerHash peer, double tokens = 1);
    /// The tokens that the peer has now.
    double left(PeerHash peer) const;

private:
    static constexpr std::size_t ways = 8;  // slots in which one peer may be
    struct Slot {
        std::uint64_t peer = 0;
        float tokens = 0;
        std::uint32_t at_ms = 0;  // since start_; 0 in an unused slot
    };
    double filled(const Slot& slot, std::uint32_t now) const;
    std::span<Slot> row_of(PeerHash peer);
    std::uint32_t now_ms() const;

    BucketOptions options_;
    Lent<const Clock> clock_;
    SteadyTime start_;
    mutable std::mutex mutex_;  // guards slots_
    std::vector<Slot> slots_;
};

}  // namespace milpa::net
