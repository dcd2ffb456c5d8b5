// SPDX-License-Identifier: AGPL-3.0-or-later
// Who founds a collective in a browser is its first member, and looks after it: administrator, with the mail
// of postmaster@ and abuse@. All of it is written in the founding's own commit, so that no keyholder has to
// come for it, and no start or unlocking is recorded that nobody made.
#pragma once

#include <string>
#include <vector>

#include "crypto/password.hpp"
#include "members/founding.hpp"

namespace milpa::members {

struct FirstMember {
    std::string address;                ///< in any form; of the founding's domain
    std::string name;                   ///< for people; may be empty
    crypto::SecretText password;        ///< of their choice
    crypto::Argon2Cost cost{};          ///< of a guess at it
    std::vector<Bytes> first_events{};  ///< of their vault: mail::account::initial_events()
};

/// Puts the member into what found() writes; returns their recovery code, the only copy. Runs Argon2id on the
/// caller's thread. Fails with `syntax` (domain, address, name, password), `missing` (the address is of
/// another domain), `limit`; also where the address is one of duty_addresses: `conflict`.
Result<crypto::SecretText> add_first_member(FoundingSettings& settings, FirstMember first, WallTime now,
                                            Random& random);

}  // namespace milpa::members
