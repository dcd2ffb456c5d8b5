// SPDX-License-Identifier: AGPL-3.0-or-later
// What stands behind an opener of a member's account, for what is to hold only as long as that does.
#pragma once

#include <optional>

#include "members/directory.hpp"

namespace milpa::members {

/// What stands behind an opener: of a session what it was begun with, of any other itself. A session that was
/// kept when the password changed counts as begun with the new one, whose owner kept it. Nothing where the
/// opener was taken back.
std::optional<OpenerId> root_of(const MemberRecord& member, const OpenerId& opener);

}  // namespace milpa::members
