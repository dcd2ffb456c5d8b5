// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/own.hpp"

#include "jmap/own/list.hpp"

namespace milpa::jmap {

namespace {

json::object nothing_of_server() { return {}; }

/// RFC 8620 2: what the member may do with it.
json::object of_account(Lent<const Context> context) {
    const Room& room = context->room();
    const bool all = room.is_local() || (room.duties() & administrator) != 0;
    return {{"isAdministrator", all}};
}

constexpr Capability capabilities[] = {
    {collective_urn, "The collective: members, domains, keyholders, what is held.", nothing_of_server,
     of_account},
};

/// The parts as one table each; they are made once.
struct Tables {
    Tables() {
        for (const OwnPart& part :
             {public_page_part(), member_part(), invitation_part(), names_part(), keyholders_part(),
              approval_part(), credentials_part(), trust_part(), openpgp_part(), server_part()}) {
            types.insert(types.end(), part.types.begin(), part.types.end());
            methods.insert(methods.end(), part.methods.begin(), part.methods.end());
        }
    }
    std::vector<Type> types;
    std::vector<Method> methods;
};

}  // namespace

Family own_family() {
    static const Tables tables;
    return {capabilities, tables.types, tables.methods};
}

}  // namespace milpa::jmap
