// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/belongings/family.hpp"

#include <array>

namespace milpa::jmap {

namespace {

json::object of_server() { return {}; }

json::object data_of_account(Lent<const Context>) {
    return {{"maxObjects", client_data_max},
            {"maxSizeName", client_name_octets_max},
            {"maxSizeValue", client_value_octets_max},
            {"maxSizeTotal", client_data_octets_max}};
}

json::object keys_of_account(Lent<const Context>) {
    return {{"maxSecretKeys", secret_keys_max}, {"maxSizeSecretKey", secret_key_octets_max}};
}

constexpr Capability capabilities[] = {
    {client_data_capability,
     "Small values of the member's own programs, such as preferences: in their vault, for every program of "
     "theirs to read, also by an app password. What no other program may see does not belong here.",
     of_server, data_of_account},
    {openpgp_capability,
     "The member's own OpenPGP secret keys: in their vault, for the member's programs to use; the server "
     "never does. Protect them with a passphrase, too, where you can.",
     of_server, keys_of_account},
};

/// The parts as one table each; they are made once.
struct Tables {
    Tables() {
        for (const BelongingsPart& part : {client_data_part(), secret_key_part()}) {
            types.insert(types.end(), part.types.begin(), part.types.end());
            methods.insert(methods.end(), part.methods.begin(), part.methods.end());
        }
    }
    std::vector<Type> types;
    std::vector<Method> methods;
};

}  // namespace

Family belongings_family() {
    static const Tables tables;
    return {capabilities, tables.types, tables.methods};
}

std::string belonging_id(char letter, Random& random) {
    std::array<std::uint8_t, 8> octets;
    random.fill(octets);
    return letter + to_hex(octets);
}

std::string belongings_state(Lent<const Context> context) {
    return state_text(belongings_seq(context->account()));
}

Answer tell_changes(const Context& context, const ChangesCall& call, Result<ObjectChanges> changes) {
    if (!changes) return std::unexpected(cannot_calculate_changes());
    return changes_answer(context, call,
                          {.new_state = state_text(changes->seq),
                           .has_more = changes->has_more,
                           .created = std::move(changes->created),
                           .updated = std::move(changes->updated),
                           .destroyed = std::move(changes->destroyed)});
}

MethodError no_belongings() { return {"serverUnavailable", "The account has no place for this."}; }

}  // namespace milpa::jmap
