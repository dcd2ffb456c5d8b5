// SPDX-License-Identifier: AGPL-3.0-or-later
// What SignIns keeps in memory. Used by its own files only.
#pragma once

#include "crypto/totp.hpp"
#include "members/sign_in.hpp"

namespace milpa::members {

struct SignIns::Waiting {
    Login login;
    NewSession wanted;
    SteadyTime until;
    std::size_t wrong = 0;
};

struct SignIns::Enrolment {
    crypto::SecretText secret;  // totp_secret_bytes octets
    SteadyTime until;
};

struct SignIns::Used {
    std::uint64_t totp_step = 0;
    std::optional<events::PasskeyUse> passkey{};
};

/// Null where the member has none with this id.
const events::Passkey* find_passkey(const events::Member& member, ByteView credential);

}  // namespace milpa::members
