// SPDX-License-Identifier: AGPL-3.0-or-later
// The directory's events about invitations.
//
//     InvitationMade ──> open ──MemberJoined, one for each place──> gone
//                          └──InvitationRevoked, its time is over, its domain goes──> gone
#include <algorithm>

#include "crypto/kdf.hpp"
#include "members/directory_rules.hpp"

namespace milpa::members {

const events::Invitation* Directory::find_invitation(const InvitationId& id) const {
    const auto found = invitations_.find(as_text(id.view()));
    return found == invitations_.end() ? nullptr : &found->second;
}

std::vector<events::Invitation> Directory::invitations() const {
    std::vector<events::Invitation> all;
    for (const auto& [id, invitation] : invitations_) all.push_back(invitation);
    std::ranges::sort(all, {}, [](const events::Invitation& one) {
        return std::pair(one.expires_ms(), std::string_view(one.id()));
    });
    return all;
}

Result<void> Directory::check_invitation(const events::Invitation& invitation) const {
    if (invitation.id().size() != InvitationId::size) return fail(ErrorKind::syntax, "an invitation's id");
    if (invitation.check().size() != crypto::hash_bytes) return fail(ErrorKind::syntax, "a check");
    if (invitations_.contains(invitation.id())) return fail(ErrorKind::conflict, "an invitation twice");
    if (invitations_.size() >= invitations_max) return fail(ErrorKind::limit, "too many invitations");
    const auto is_its = [&](const events::Domain& one) { return one.name() == invitation.domain(); };
    if (std::ranges::none_of(domains_, is_its)) return fail(ErrorKind::missing, "not a domain of ours");
    if (invitation.uses() == 0) return fail(ErrorKind::syntax, "an invitation for nobody");
    if (invitation.uses() > invitation_uses_max) return fail(ErrorKind::limit, "an invitation for too many");
    if (invitation.expires_ms() <= 0) return fail(ErrorKind::syntax, "an invitation without an end");
    return check_line(invitation.label());
}

Result<void> Directory::check_joined(const events::MemberJoined& event, std::int64_t at_ms) const {
    const auto found = invitations_.find(event.invitation());
    if (found == invitations_.end() || found->second.expires_ms() <= at_ms) {
        return fail(ErrorKind::denied, "no such invitation");
    }
    const auto is_of_its_domain = [&](const std::string& address) {
        return std::string_view(address).substr(address.find('@') + 1) == found->second.domain();
    };
    if (!std::ranges::all_of(event.member().addresses(), is_of_its_domain)) {
        return fail(ErrorKind::missing, "the invitation is of another domain");
    }
    return check_member(event.member());
}

Result<void> Directory::check_invitations(const events::CollectiveEvent& event) const {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kInvitationMade: return check_invitation(event.invitation_made());
        case Event::kInvitationRevoked:
            if (invitations_.contains(event.invitation_revoked())) return {};
            return fail(ErrorKind::missing, "no such invitation");
        default: return check_joined(event.member_joined(), event.at_ms());
    }
}

void Directory::apply_joined(const events::MemberJoined& event) {
    put(event.member());
    const auto found = invitations_.find(event.invitation());
    if (found->second.uses() > 1) {
        found->second.set_uses(found->second.uses() - 1);
    } else {
        invitations_.erase(found);
    }
}

void Directory::expire_invitations(std::int64_t until_ms) {
    std::erase_if(invitations_, [&](const auto& one) { return one.second.expires_ms() <= until_ms; });
}

}  // namespace milpa::members
