// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/limits.hpp"

#include <algorithm>
#include <bit>

#include "base/ensure.hpp"

namespace milpa::net {

TokenBuckets::TokenBuckets(BucketOptions options, Lent<const Clock> clock)
    : options_(options), clock_(clock), start_(clock->steady()) {
    ensure(options.burst >= 1 && options.per_second > 0);
    slots_.resize(std::bit_ceil(std::max(options.peers_max, ways)));
}

std::uint32_t TokenBuckets::now_ms() const {
    // Wraps after 49 days; differences stay right, save for a slot that nobody touched in all that time,
    // which is then merely less full than it should be. 0 marks an unused slot, hence the odd number.
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(clock_->steady() - start_);
    return static_cast<std::uint32_t>(passed.count()) | 1U;
}

double TokenBuckets::filled(const Slot& slot, std::uint32_t now) const {
    if (slot.at_ms == 0) return options_.burst;
    const double seconds = static_cast<double>(now - slot.at_ms) / 1000.0;
    return std::min(options_.burst, static_cast<double>(slot.tokens) + seconds * options_.per_second);
}

std::span<TokenBuckets::Slot> TokenBuckets::row_of(PeerHash peer) {
    return {slots_.data() + (peer.value & (slots_.size() - 1) & ~(ways - 1)), ways};
}

void TokenBuckets::give_back(PeerHash peer, double tokens) {
    const std::lock_guard lock(mutex_);
    const std::uint32_t now = now_ms();
    const auto row = row_of(peer);
    const auto slot =
        std::ranges::find_if(row, [&](const Slot& s) { return s.at_ms != 0 && s.peer == peer.value; });
    if (slot == row.end()) return;  // forgotten: its bucket is full
    slot->tokens = static_cast<float>(std::min(options_.burst, filled(*slot, now) + tokens));
    slot->at_ms = now;
}

bool TokenBuckets::take(PeerHash peer, double tokens) {
    const std::lock_guard lock(mutex_);
    const std::uint32_t now = now_ms();  // within the lock: it must not run backwards for a slot
    const auto row = row_of(peer);
    auto slot =
        std::ranges::find_if(row, [&](const Slot& s) { return s.at_ms != 0 && s.peer == peer.value; });
    if (slot == row.end()) {
        slot = std::ranges::max_element(row, {}, [&](const Slot& s) { return filled(s, now); });
        *slot = Slot{.peer = peer.value, .tokens = static_cast<float>(options_.burst), .at_ms = now};
    }
    const double has = filled(*slot, now);
    const bool granted = has >= tokens;
    slot->tokens = static_cast<float>(granted ? has - tokens : has);
    slot->at_ms = now;
    return granted;
}

double TokenBuckets::left(PeerHash peer) const {
    const std::lock_guard lock(mutex_);
    const std::uint32_t now = now_ms();  // within the lock: it must not run backwards for a slot
    const std::span row(slots_.data() + (peer.value & (slots_.size() - 1) & ~(ways - 1)), ways);
    const auto slot =
        std::ranges::find_if(row, [&](const Slot& s) { return s.at_ms != 0 && s.peer == peer.value; });
    return slot == row.end() ? options_.burst : filled(*slot, now);
}

}  // namespace milpa::net
