// SPDX-License-Identifier: AGPL-3.0-or-later
// What held() is made from; apart, so that a test can fill in every field.
#pragma once

#include <optional>
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
    std::vector<events::Alias> aliases;    ///< that lead to the member
    std::vector<events::Act> acts;         ///< about the member
    std::string openpgp_key;               ///< at the last snapshot; empty: none
    std::vector<events::Member> trusting;  ///< in whose trusted groups the member is
    std::vector<events::PushSubscription> pushes;
    std::vector<events::Start> starts;
    Usage usage;
    std::vector<HeldRows> rows;  ///< of the present vault, then of each former one
    /// What the last snapshot has of them, where it is not what they have now.
    std::optional<events::Member> member_before;
    std::vector<events::Alias> aliases_before;
    std::vector<events::CollectiveEvent> log;  ///< since then, about them
    std::vector<events::QueueItem> queued;     ///< theirs, or that name them
    HeldElsewhere elsewhere;
};

/// What of the disk is about a member: for HeldFacts.
void take_what_is_about(const Collective::OnDisk& disk, HeldFacts& facts);

Held held_of(const HeldFacts& facts);

}  // namespace milpa::members
