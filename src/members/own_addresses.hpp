// SPDX-License-Identifier: AGPL-3.0-or-later
// Which addresses a member writes as.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "members/collective.hpp"

namespace milpa::members {

/// Their own, the first one first, and aliases that lead to them alone: one that is shared is nobody's to
/// write as. Fails with `missing` (no such member), `closed` (locked).
Result<std::vector<std::string>> own_addresses(const Collective& collective, const MemberId& member);

}  // namespace milpa::members
