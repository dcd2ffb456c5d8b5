// SPDX-License-Identifier: AGPL-3.0-or-later
// What /changes tells of the objects of an annex: of each when it came and changed last, by the vault's seq.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace milpa::jmap {

/// One object; `there`: it is not gone.
struct ObjectItem {
    std::string id;
    std::uint64_t created, changed;
    bool there;
};

/// What changed since a seq, in the order in which it changed.
struct ObjectChanges {
    std::vector<std::string> created, updated, destroyed;
    std::uint64_t seq = 0;  ///< all up to there is told
    bool has_more = false;
};

/// `now`: up to which all is told when nothing is cut; `floor`: what went before it is not among the items.
/// Fails with `missing` where `since` is too old, or of no time, and where one event alone changed more than
/// `max`.
Result<ObjectChanges> changes_of(std::vector<ObjectItem> items, std::uint64_t since, std::uint64_t now,
                                 std::uint64_t floor, std::size_t max);

}  // namespace milpa::jmap
