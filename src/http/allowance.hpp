// SPDX-License-Identifier: AGPL-3.0-or-later
// A token bucket of one connection: how often its peer may do what costs us more than it.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace milpa::http {

struct Rate {
    double burst;       ///< at once
    double per_second;  ///< that come back
};

class Allowance {
public:
    Allowance(Rate rate, SteadyTime now) : rate_(rate), left_(rate.burst), at_(now) {}

    /// False when there are not so many left: then none is taken.
    bool take(SteadyTime now, double count = 1) {
        const double seconds = std::chrono::duration<double>(now - at_).count();
        left_ = std::min(rate_.burst, left_ + seconds * rate_.per_second);
        at_ = now;
        if (left_ < count) return false;
        left_ -= count;
        return true;
    }
    /// What the peer has earned, beyond what time brings; never above the burst.
    void give(double count) { left_ = std::min(rate_.burst, left_ + count); }

private:
    Rate rate_;
    double left_;
    SteadyTime at_;
};

}  // namespace milpa::http
