// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/plan.hpp"

#include <algorithm>

#include "base/ensure.hpp"

namespace milpa::acme {

namespace {

constexpr int jitter_part = 20;
constexpr int late_part = 5;

/// 0 to 1, evenly.
double share_of(std::uint64_t chance) {
    constexpr unsigned bits = 53;  // as many as a double has
    return static_cast<double>(chance >> (64U - bits)) / static_cast<double>(std::uint64_t{1} << bits);
}

std::chrono::milliseconds scaled(std::chrono::milliseconds what, double by) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(what.count()) * by));
}

}  // namespace

WallTime renewal_time(const Lifetime& lifetime, std::uint64_t chance) {
    const auto whole = lifetime.until - lifetime.from;
    return lifetime.from + whole / 3 * 2 - scaled(whole / jitter_part, share_of(chance));
}

std::chrono::milliseconds retry_delay(unsigned failures, std::uint64_t chance) {
    ensure(failures > 0);
    std::chrono::milliseconds delay = retry_first;
    for (unsigned i = 1; i < failures && delay < retry_max; ++i) delay *= 2;
    delay = std::min(delay, retry_max);
    return delay * 3 / 4 + scaled(delay / 2, share_of(chance));
}

bool is_late(const Lifetime& lifetime, WallTime now) {
    return lifetime.until - now < (lifetime.until - lifetime.from) / late_part;
}

}  // namespace milpa::acme
