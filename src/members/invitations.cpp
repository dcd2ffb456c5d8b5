// SPDX-License-Identifier: AGPL-3.0-or-later
// Invitations. Their token has the form of a session's: a number that finds it, and 256 random bits of which
// the directory keeps a hash.
#include "crypto/kdf.hpp"
#include "members/chosen_name.hpp"
#include "members/members.hpp"
#include "members/session_token.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

/// 256 random bits stand behind it, so it can only be compared.
Bytes check_of(const InvitationId& id, const crypto::Key& secret) {
    constexpr std::string_view purpose = "milpa invitation";
    Bytes place(purpose.begin(), purpose.end());
    append(place, id.view());
    return crypto::keyed_hash(secret, place);
}

InvitationInfo info_of(const events::Invitation& invitation, const InvitationId& id) {
    return {.id = id,
            .domain = invitation.domain(),
            .label = invitation.label(),
            .created = from_unix_ms(invitation.created_ms()),
            .expires = from_unix_ms(invitation.expires_ms()),
            .uses = invitation.uses(),
            .quota_bytes = invitation.quota_bytes()};
}

}  // namespace

Task<Result<Invited>> Members::invite(NewInvitation wanted) {
    if (wanted.lifetime < invitation_lifetime_min || wanted.lifetime > invitation_lifetime_max)
        co_return fail(ErrorKind::syntax, "an invitation holds for five minutes at least, 90 days at most");
    const auto& world = collective_->world();
    if (wanted.domain.empty()) {
        CO_TRY(const auto domains, collective_->domains());
        wanted.domain = domains.front();
    }
    events::Invitation made;
    CO_TRY(*made.mutable_domain(), normalise_domain(wanted.domain));
    const auto id = world.random->id<InvitationId>();
    const auto secret = crypto::Key::random(*world.random);
    const WallTime now = world.clock->wall();
    made.set_id(text_of(id));
    made.set_check(std::string(as_text(check_of(id, secret))));
    made.set_label(wanted.label);
    made.set_created_ms(to_unix_ms(now));
    made.set_expires_ms(to_unix_ms(now + wanted.lifetime));
    made.set_uses(wanted.uses);
    made.set_quota_bytes(wanted.quota_bytes);
    CO_CHECK(co_await collective_->change([&](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        *event.mutable_invitation_made() = made;
        return event;
    }));
    CO_TRY(const auto number, OpenerId::from(id.view()));
    co_return Invited{info_of(made, id), to_text(SessionToken{number, secret.copy()})};
}

Task<Result<void>> Members::revoke_invitation(InvitationId id) {
    co_return co_await collective_->change([=](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.set_invitation_revoked(text_of(id));
        return event;
    });
}

Result<std::vector<InvitationInfo>> Members::invitations() const {
    const WallTime now = collective_->world().clock->wall();
    std::vector<InvitationInfo> all;
    CHECK(collective_->look([&](const Directory& directory) {
        for (const auto& one : directory.invitations()) {
            const auto id = InvitationId::from(one.id());
            if (id && from_unix_ms(one.expires_ms()) > now) all.push_back(info_of(one, *id));
        }
    }));
    return all;
}

Result<InvitationInfo> Members::invitation_of(std::string_view token) const {
    const Error refused = fail(ErrorKind::denied, "no such invitation");
    // The same where it is no token at all: nobody learns more by other letters.
    const auto read = read_session_token(token);
    const auto id = read ? InvitationId::from(read->opener.view()) : Result<InvitationId>(refused);
    if (!id) return refused;
    const Bytes shown = check_of(*id, read->secret);
    const WallTime now = collective_->world().clock->wall();
    std::optional<InvitationInfo> found;
    CHECK(collective_->look([&](const Directory& directory) {
        const auto* one = directory.find_invitation(*id);
        if (one == nullptr || from_unix_ms(one->expires_ms()) <= now) return;
        if (crypto::equal(shown, as_bytes(one->check()))) found = info_of(*one, *id);
    }));
    if (!found) return refused;
    return *found;
}

Task<Result<Credentials>> Members::join(std::string token, NewMember member,
                                        std::optional<net::PeerAddress> from) {
    const auto invitation = invitation_of(token);
    crypto::wipe(token);
    if (!invitation) co_return invitation.error();
    if (member.addresses.size() != 1) co_return fail(ErrorKind::syntax, "one address is chosen");
    if (!member.password) co_return fail(ErrorKind::syntax, "a password is chosen");
    CO_CHECK(check_fresh_password(*member.password));
    CO_TRY(const Address address, Address::parse(member.addresses.front()));
    if (address.domain() != invitation->domain)
        co_return fail(ErrorKind::missing, "the invitation is of another domain");
    if (is_role_name(address.local()))
        co_return fail(ErrorKind::denied, "this address is given by administrators alone");
    CO_CHECK(check_chosen_name(address.local()));
    member.quota_bytes = invitation->quota_bytes;
    member.invitation = invitation->id;
    CO_TRY(auto place, logins_->begin_try(from));
    co_return co_await take_in(std::move(member), &place);
}

}  // namespace milpa::members
