// SPDX-License-Identifier: AGPL-3.0-or-later
// A vault that was just made, with what opens it. Used by members.cpp and credentials.cpp only.
#pragma once

#include "members/members.hpp"

namespace milpa::members {

struct Members::FreshVault {
    events::MemberVault vault;
    crypto::SecretText password;  // empty when it was given
    crypto::SecretText recovery_code;
};

}  // namespace milpa::members
