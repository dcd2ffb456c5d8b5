// SPDX-License-Identifier: AGPL-3.0-or-later
// What an administrator does. Credentials are in credentials.cpp.
#include "members/members.hpp"

#include "base/ensure.hpp"
#include "members/chosen_name.hpp"
#include "members/fresh_vault.hpp"
#include "members/openpgp.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

}  // namespace

Task<Result<Members::FreshVault>> Members::make_vault(std::optional<crypto::SecretText> password) {
    const auto& world = collective_->world();
    FreshVault fresh;
    const auto id = world.random->id<VaultId>();
    const auto keys = std::make_shared<const crypto::KeyPair>(crypto::KeyPair::generate(*world.random));
    fresh.vault.set_id(text_of(id));
    fresh.vault.set_public_key(std::string(as_text(keys->public_half.view())));
    fresh.vault.set_created_ms(to_unix_ms(world.clock->wall()));
    if (!password) {
        fresh.password = crypto::generate_app_password(*world.random);
        password = fresh.password.copy();
    }
    CO_TRY(*fresh.vault.add_openers(), co_await logins_->wrap_password(id, keys, std::move(*password)));
    fresh.recovery_code = crypto::generate_recovery_code(*world.random);
    CO_TRY(*fresh.vault.add_openers(),
           logins_->wrap_code(id, *keys, fresh.recovery_code, events::OPENER_RECOVERY_CODE, {}));
    co_return fresh;
}

// In the batch that makes the vault known: after a crash it is there with them, or not at all.
Result<void> Members::begin_vault(const events::MemberVault& vault, const std::vector<Bytes>& first_events,
                                  store::Batch& into) const {
    TRY(const auto id, VaultId::from(vault.id()));
    TRY(const auto to, crypto::PublicKey::from(as_bytes(vault.public_key())));
    for (const Bytes& event : first_events) {
        CHECK(collective_->world().store->appender().append({id, to}, event, into));
    }
    return {};
}

Result<std::vector<std::string>> Members::normalise_all(const std::vector<std::string>& addresses) const {
    std::vector<std::string> normal;
    for (const auto& address : addresses) {
        TRY(const Address parsed, Address::parse(address));
        normal.push_back(parsed.text());
    }
    return normal;
}

Task<Result<Credentials>> Members::add(NewMember wanted) {
    std::optional<PeerTries::Try> nobody;
    co_return co_await take_in(std::move(wanted), &nobody);
}

Task<Result<Credentials>> Members::take_in(NewMember wanted, Lent<std::optional<PeerTries::Try>> place) {
    const auto& world = collective_->world();
    CO_TRY(const auto addresses, normalise_all(wanted.addresses));
    events::Member member;
    const auto id = world.random->id<MemberId>();
    member.set_id(text_of(id));
    member.set_name(wanted.name);
    member.set_added_ms(to_unix_ms(world.clock->wall()));
    member.set_quota_bytes(wanted.quota_bytes);
    for (const auto& address : addresses) member.add_addresses(address);
    // All that can be refused, before the password is hashed; and again when the member is made.
    Result<void> may_come;
    const auto check = [&](const Directory& directory) -> Result<void> {
        CHECK(directory.check_newcomer(member));
        if (!wanted.invitation) return {};
        for (const std::string& text : addresses) {
            TRY(const Address address, Address::parse(text));
            CHECK(check_chosen(directory, address));
        }
        return {};
    };
    const auto was_wrong = [&] {
        if (*place) (*place)->was_wrong();
    };
    CO_CHECK(collective_->look([&](const Directory& directory) { may_come = check(directory); }));
    if (!may_come) {
        // Who tries which addresses others have does so as often as one may mistype a password.
        const ErrorKind kind = may_come.error().kind;
        if (kind == ErrorKind::conflict || kind == ErrorKind::denied) was_wrong();
        co_return may_come.error();
    }
    CO_TRY(auto fresh, co_await make_vault(std::move(wanted.password)));
    *member.mutable_vault() = std::move(fresh.vault);
    const auto make = [&](const Directory& directory) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        if (wanted.invitation) {
            CHECK(check(directory));
            *event.mutable_member_joined()->mutable_member() = member;
            event.mutable_member_joined()->set_invitation(text_of(*wanted.invitation));
        } else {
            *event.mutable_member_added() = member;
        }
        return event;
    };
    const auto extra = [&](store::Batch& batch) {
        return begin_vault(member.vault(), wanted.first_events, batch);
    };
    if (const auto made = co_await collective_->change(make, extra); !made) {
        was_wrong();  // whatever it was: who has us hash for nothing does not do so without an end
        co_return made.error();
    }
    // Whoever comes by invitation is not yet known: with postmaster@ one gets certificates of the domain.
    if (!wanted.invitation) CO_CHECK(co_await take_duties(addresses.front()));
    co_return Credentials{id, std::move(fresh.password), std::move(fresh.recovery_code)};
}

Task<Result<void>> Members::take_duties(std::string address) {
    CO_TRY(const auto domains, collective_->domains());
    for (const auto duty : duty_addresses) {
        CO_TRY(const Address duty_address, Address::from(duty, domains.front()));
        const auto route = collective_->route(duty_address);
        if (route || route.error().kind != ErrorKind::missing) continue;
        CO_CHECK(co_await collective_->set_alias(duty_address.text(), {address}));
    }
    co_return Result<void>();
}

Task<Result<void>> Members::suspend(MemberId member) { return suspension(member, true); }

Task<Result<void>> Members::restore(MemberId member) { return suspension(member, false); }

Task<Result<void>> Members::suspension(MemberId member, bool suspended) {
    CO_TRY(const auto now, collective_->read_member(member));
    if (now->suspended() != suspended) {
        CO_CHECK(co_await collective_->change([=](const Directory&) -> Result<events::CollectiveEvent> {
            events::CollectiveEvent event;
            event.mutable_member_suspension()->set_member(text_of(member));
            event.mutable_member_suspension()->set_suspended(suspended);
            return event;
        }));
    }
    // Behind the change: who logs in now is refused, and who was in has nothing any more.
    if (suspended) revoke(now->vault);
    co_return Result<void>();
}

Result<void> Members::erase_vault(const VaultId& vault, store::Batch& into) const {
    CHECK(collective_->world().store->vaults().erase(vault, into));
    return collective_->usage().erase(vault, into);
}

Task<Result<void>> Members::remove(MemberId id) {
    CO_TRY(const auto now, collective_->read_member(id));
    std::vector<VaultId> open{now->vault};
    for (const auto& former : now->data.former_vaults()) {
        CO_TRY(open.emplace_back(), VaultId::from(former.id()));
    }
    // Events that are on their way have keys: once these are gone, nothing comes after the erasing.
    for (const VaultId& vault : open) {
        revoke(vault);
        if (!co_await collective_->world().store->vaults().wait_until_wiped(vault)) {
            co_return fail(ErrorKind::conflict, "a vault of this member is in use still; try again");
        }
    }
    // Both run on the directory's thread, one after the other: `vaults` are those that the event is about.
    std::vector<VaultId> vaults;
    const auto make = [&](const Directory& directory) -> Result<events::CollectiveEvent> {
        const auto member = directory.find(id);
        if (!member) return fail(ErrorKind::missing, "no such member");
        vaults = {member->vault};
        for (const auto& former : member->data.former_vaults()) {
            TRY(vaults.emplace_back(), VaultId::from(former.id()));
        }
        events::CollectiveEvent event;
        event.mutable_member_removed()->set_member(text_of(id));
        std::uint64_t ballast = 0;
        for (const auto& vault : vaults) {
            TRY(const Usage used, collective_->usage().of(vault));
            ballast += used.bytes;
        }
        event.mutable_member_removed()->set_ballast_bytes(ballast);
        return event;
    };
    const auto extra = [&](store::Batch& batch) -> Result<void> {
        for (const auto& vault : vaults) CHECK(erase_vault(vault, batch));
        return {};
    };
    CO_CHECK(co_await set_openpgp_key(collective_, id, {}));
    CO_CHECK(co_await collective_->change(make, extra));
    // Name, addresses and openers leave the log now, not at the next snapshot. If that fails, the next does
    // it.
    (void)co_await collective_->snapshot();
    co_return Result<void>();
}

Task<Result<void>> Members::set_addresses(MemberId member, std::vector<std::string> addresses) {
    CO_TRY(const auto normal, normalise_all(addresses));
    co_return co_await collective_->change([&](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.mutable_member_addresses()->set_member(text_of(member));
        for (const auto& address : normal) event.mutable_member_addresses()->add_addresses(address);
        return event;
    });
}

Task<Result<void>> Members::set_name(MemberId member, std::string name) {
    co_return co_await collective_->change([&](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.mutable_member_name()->set_member(text_of(member));
        event.mutable_member_name()->set_name(name);
        return event;
    });
}

Task<Result<void>> Members::set_quota(MemberId member, std::uint64_t quota_bytes) {
    co_return co_await collective_->change([=](const Directory&) -> Result<events::CollectiveEvent> {
        events::CollectiveEvent event;
        event.mutable_member_quota()->set_member(text_of(member));
        event.mutable_member_quota()->set_quota_bytes(quota_bytes);
        return event;
    });
}

}  // namespace milpa::members
