// SPDX-License-Identifier: AGPL-3.0-or-later
// The collective's own types: what it says of itself, members, domains, aliases, keyholders, acts that wait
// for approval, starts, mail that waits, what is held, invitations; a member's own credentials, sessions and
// trusted group. Every administrative act is one of these methods, with its duty.
#pragma once

#include "jmap/method.hpp"

namespace milpa::jmap {

struct OwnPart {
    std::span<const Type> types;
    std::span<const Method> methods;
};
// Each in the file that is named for it.
OwnPart member_part();
OwnPart public_page_part();
OwnPart names_part();
OwnPart keyholders_part();
OwnPart approval_part();
OwnPart openpgp_part();
OwnPart server_part();
OwnPart invitation_part();
OwnPart credentials_part();
OwnPart trust_part();

/// All of them.
Family own_family();

}  // namespace milpa::jmap
