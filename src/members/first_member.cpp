// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/first_member.hpp"

#include "members/address.hpp"
#include "members/members.hpp"

namespace milpa::members {

namespace {

std::string text_of(const auto& id) { return std::string(as_text(id.view())); }

events::CollectiveEvent event_at(WallTime now) {
    events::CollectiveEvent event;
    event.set_at_ms(to_unix_ms(now));
    return event;
}

}  // namespace

Result<crypto::SecretText> add_first_member(FoundingSettings& settings, FirstMember first, WallTime now,
                                            Random& random) {
    TRY(const std::string domain, normalise_domain(settings.domain));
    TRY(const Address address, Address::parse(first.address));
    if (address.domain() != domain) return fail(ErrorKind::missing, "not a domain of ours");
    if (std::ranges::find(duty_addresses, address.local()) != std::end(duty_addresses))
        return fail(ErrorKind::conflict, "this address is an alias of whoever looks after the collective");

    const auto vault = random.id<VaultId>();
    const auto keys = crypto::KeyPair::generate(random);
    auto added = event_at(now);
    events::Member& member = *added.mutable_member_added();
    member.set_id(text_of(random.id<MemberId>()));
    member.add_addresses(address.text());
    member.set_name(first.name);
    member.set_added_ms(to_unix_ms(now));
    member.mutable_vault()->set_id(text_of(vault));
    member.mutable_vault()->set_public_key(std::string(as_text(keys.public_half.view())));
    member.mutable_vault()->set_created_ms(to_unix_ms(now));
    TRY(*member.mutable_vault()->add_openers(),
        password_opener(vault, keys, first.password, first.cost, now, random));
    crypto::SecretText recovery_code = crypto::generate_recovery_code(random);
    TRY(*member.mutable_vault()->add_openers(),
        code_opener(vault, keys, recovery_code, events::OPENER_RECOVERY_CODE, {}, now, random));

    auto duties = event_at(now);
    duties.mutable_member_duties()->set_member(member.id());
    duties.mutable_member_duties()->add_duties(events::DUTY_ADMINISTRATOR);
    std::vector<events::CollectiveEvent> further{std::move(added), std::move(duties)};
    for (const std::string_view local : duty_addresses) {
        TRY(const Address duty, Address::from(local, domain));
        auto alias = event_at(now);
        alias.mutable_alias_set()->set_address(duty.text());
        alias.mutable_alias_set()->add_targets()->set_member(further.front().member_added().id());
        alias.mutable_alias_set()->set_created_ms(to_unix_ms(now));
        further.push_back(std::move(alias));
    }
    std::ranges::move(further, std::back_inserter(settings.further));
    for (Bytes& event : first.first_events)
        settings.first_events.emplace_back(store::VaultAddress{vault, keys.public_half}, std::move(event));
    return recovery_code;
}

}  // namespace milpa::members
