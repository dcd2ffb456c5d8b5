// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/opener_root.hpp"

#include "members/login.hpp"

namespace milpa::members {

std::optional<OpenerId> root_of(const MemberRecord& member, const OpenerId& id) {
    const events::Opener* opener = find_opener(member, id);
    if (opener == nullptr) return std::nullopt;
    if (opener->kind() != events::OPENER_SESSION) return id;
    if (const auto began = OpenerId::from(opener->made_by());
        began && find_opener(member, *began) != nullptr) {
        return *began;
    }
    for (const events::Opener& one : member.data.vault().openers()) {
        if (one.kind() != events::OPENER_PASSWORD) continue;
        const auto password = OpenerId::from(one.id());
        return password ? std::optional(*password) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace milpa::members
