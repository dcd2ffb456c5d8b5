// SPDX-License-Identifier: AGPL-3.0-or-later
// When a certificate is renewed, when again after a failure, and when it is time for people to look. Pure:
// `chance` is a random number, which the caller draws.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace milpa::acme {

struct Lifetime {
    WallTime from;
    WallTime until;
    bool operator==(const Lifetime&) const = default;
};

/// After a first failure; doubled with each. Authorities allow about five failures an hour for a name.
constexpr std::chrono::milliseconds retry_first = std::chrono::minutes(15);
constexpr std::chrono::milliseconds retry_max = std::chrono::hours(12);
/// A server without any certificate of its own raises the alarm when it has tried for so long.
constexpr std::chrono::hours first_patience{24};

/// When two thirds of its life are over, or a little earlier (up to a twentieth): so that not all servers of
/// the world come in the same minute.
WallTime renewal_time(const Lifetime& lifetime, std::uint64_t chance);
/// What to wait after the n-th failure in a row (from 1), a quarter more or less.
std::chrono::milliseconds retry_delay(unsigned failures, std::uint64_t chance);
/// Less than a fifth of its life is left.
bool is_late(const Lifetime& lifetime, WallTime now);

}  // namespace milpa::acme
