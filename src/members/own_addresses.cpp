// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/own_addresses.hpp"

namespace milpa::members {

Result<std::vector<std::string>> own_addresses(const Collective& collective, const MemberId& member) {
    TRY(const MemberPointer record, collective.read_member(member));
    std::vector<std::string> addresses(record->data.addresses().begin(), record->data.addresses().end());
    TRY(const std::vector<events::Alias> aliases, collective.aliases());
    for (const events::Alias& alias : aliases) {
        const auto address = Address::parse(alias.address());
        if (!address) continue;
        const auto route = collective.route(*address);
        if (route && route->outside.empty() && route->members.size() == 1 &&
            route->members.front()->id == member) {
            addresses.push_back(alias.address());
        }
    }
    return addresses;
}

}  // namespace milpa::members
