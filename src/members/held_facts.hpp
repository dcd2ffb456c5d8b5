// SPDX-License-Identifier: AGPL-3.0-or-later
// What held() is made from; apart, so that a test can fill in every field.
#pragma once

#include <vector>

#include "members/held.hpp"

namespace milpa::members {

/// Sealed rows of one vault: all that the disk shows of it.
struct HeldRows {
    std::uint64_t events = 0;
    std::uint64_t event_bytes = 0;
    std::uint64_t pages = 0;
    std::uint64_t page_bytes = 0;
};

struct HeldFacts {
    events::Member member;
    std::vector<events::Alias> aliases;  ///< that lead to the member
    std::vector<events::Act> acts;       ///< about the member
    std::vector<events::Start> starts;
    Usage usage;
    std::vector<HeldRows> rows;  ///< of the present vault, then of each former one
    HeldElsewhere elsewhere;
};

Held held_of(const HeldFacts& facts);

}  // namespace milpa::members
