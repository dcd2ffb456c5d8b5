// SPDX-License-Identifier: AGPL-3.0-or-later
// The methods of what a member's own programs keep in their vault (belongings.hpp), in the member's account.
#pragma once

#include "jmap/belongings/belongings.hpp"
#include "jmap/context.hpp"
#include "jmap/method.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr std::string_view client_data_capability = "urn:milpa:params:jmap:client-data";
inline constexpr std::string_view openpgp_capability = "urn:milpa:params:jmap:openpgp";

/// ClientData and OpenPgpSecretKey.
Family belongings_family();

struct BelongingsPart {
    std::span<const Type> types;
    std::span<const Method> methods;
};
// Each in the file that is named for it.
BelongingsPart client_data_part();
BelongingsPart secret_key_part();

/// A fresh id that begins with this letter.
std::string belonging_id(char letter, Random& random);
/// The state of both types.
std::string belongings_state(Lent<const Context> context);
/// The answer of a /changes; `changes` are those since a state of the type.
Answer tell_changes(const Context& context, const ChangesCall& call, Result<ObjectChanges> changes);
MethodError no_belongings();

}  // namespace milpa::jmap
