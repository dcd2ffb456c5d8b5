// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of an address before the @, where whoever gets it chooses it: by an invitation. Nobody can be
// known by what an administrator has not looked at, so it says nothing that is not so: no name of a role,
// none that is taken for somebody else's. What an administrator gives is theirs to judge. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "members/directory.hpp"

namespace milpa::members {

/// Whether others take who writes from it, or reads it, for somebody who looks after the domain (RFC 2142;
/// the names by which authorities ask before they sign a certificate; those of programs). Also of what looks
/// like one ("\u0430dmin" with a Cyrillic letter), or is written with other marks ("no.reply").
bool is_role_name(std::string_view local);

/// What texts have in common that look alike: the skeleton of UTS 39 4, without regard to case, width and
/// form. For comparing alone.
std::string look_of(std::string_view text);

/// `local`: in its form (normalise_local()). Letters of one script, or of those that are written together,
/// all of them in use for names (UTS 39 5.2: highly restrictive); none that are not seen. Fails with
/// `syntax`.
Result<void> check_chosen_name(std::string_view local);

/// Whether it is a member's to have, and neither a member nor an alias has it. `syntax`, `conflict`.
Result<void> check_free(const Directory& directory, const Address& address);
/// The same of what somebody has chosen; `conflict` also where an address of this domain looks like it. About
/// a microsecond for each address of the collective.
Result<void> check_chosen(const Directory& directory, const Address& address);

}  // namespace milpa::members
