// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/directory.hpp"

#include <google/protobuf/repeated_field.h>

#include "base/ensure.hpp"
#include "members/public_page.hpp"

namespace milpa::members {

namespace {

MemberId id_of(std::string_view bytes) {
    auto id = MemberId::from(bytes);
    ensure(id.has_value());  // check() has seen it
    return *id;
}

bool contains(const auto& all, const auto& one) { return std::ranges::find(all, one) != all.end(); }

VaultId vault_of(const events::MemberVault& vault) {
    auto id = VaultId::from(vault.id());
    ensure(id.has_value());
    return *id;
}

OpenerId session_of(const events::Opener& opener) {
    auto id = OpenerId::from(opener.id());
    ensure(id.has_value());
    return *id;
}

}  // namespace

// ---- lookups

bool Directory::is_local(std::string_view domain) const {
    const auto is = [&](std::string_view name) {
        return std::ranges::any_of(domains_, [&](const events::Domain& d) { return d.name() == name; });
    };
    if (is(domain)) return true;  // in its form already: what an Address has
    const auto normal = normalise_domain(domain);
    return normal && is(*normal);
}

MemberPointer Directory::find(const MemberId& id) const {
    const auto found = members_.find(id);
    return found == members_.end() ? nullptr : found->second;
}

MemberPointer Directory::find(const Address& address) const {
    const auto exact = by_address_.find(address.text());
    if (exact != by_address_.end()) return exact->second;
    if (aliases_.contains(address.text())) return nullptr;
    if (address.local().find(subaddress_separator) == std::string_view::npos) return nullptr;
    const auto base = by_address_.find(address.base().text());
    return base == by_address_.end() ? nullptr : base->second;
}

MemberPointer Directory::find_vault(const VaultId& vault) const {
    const auto found = by_vault_.find(vault);
    return found == by_vault_.end() ? nullptr : find(found->second);
}

MemberPointer Directory::find_session(const OpenerId& session) const {
    const auto found = by_session_.find(session);
    return found == by_session_.end() ? nullptr : find(found->second);
}

MemberPointer Directory::find_passkey(ByteView credential) const {
    const auto found = by_passkey_.find(as_text(credential));
    return found == by_passkey_.end() ? nullptr : find(found->second);
}

const events::Alias* Directory::find_alias(std::string_view address) const {
    const auto found = aliases_.find(address);
    return found == aliases_.end() ? nullptr : &found->second;
}

const events::Certificate* Directory::find_certificate(std::string_view name) const {
    const auto found = certificates_.find(name);
    return found == certificates_.end() ? nullptr : &found->second;
}

struct Directory::Expansion {
    Route route;
    std::set<std::string, std::less<>> seen;
};

Result<void> Directory::expand(Expansion& into, std::string_view address, std::size_t depth) const {
    if (!into.seen.emplace(address).second) return {};  // a circle, or two ways to one address
    if (depth > alias_depth_max || into.seen.size() > alias_targets_max) {
        return fail(ErrorKind::limit, "aliases without an end");
    }
    const auto add_member = [&](MemberPointer member) {
        if (member && !contains(into.route.members, member)) {
            into.route.members.push_back(std::move(member));
        }
    };
    const auto* alias = find_alias(address);
    if (alias == nullptr) {
        TRY(const Address parsed, Address::parse(address));
        if (!is_local(parsed.domain())) {
            into.route.outside.emplace_back(address);
            return {};
        }
        if (auto member = find(parsed)) {
            add_member(std::move(member));
        } else if (const Address base = parsed.base(); base != parsed) {
            CHECK(expand(into, base.text(), depth + 1));
        }
        return {};
    }
    for (const auto& target : alias->targets()) {
        if (target.target_case() == events::AliasTarget::kMember) {
            add_member(find(id_of(target.member())));
        } else {
            CHECK(expand(into, target.address(), depth + 1));
        }
    }
    return {};
}

Result<Route> Directory::route(const Address& address) const {
    if (auto member = find(address)) return Route{{std::move(member)}, {}};
    if (!is_local(address.domain())) return fail(ErrorKind::missing, "not a domain of ours");
    Expansion expansion;
    CHECK(expand(expansion, address.text(), 0));
    if (expansion.route.members.empty() && expansion.route.outside.empty()) {
        return fail(ErrorKind::missing, "nobody has this address");
    }
    return std::move(expansion.route);
}

std::vector<MemberPointer> Directory::members() const {
    std::vector<MemberPointer> all;
    all.reserve(order_.size());
    for (const auto& id : order_) all.push_back(members_.at(id));
    return all;
}

std::vector<events::Alias> Directory::aliases() const {
    std::vector<events::Alias> all;
    for (const auto& [address, alias] : aliases_) all.push_back(alias);
    std::ranges::sort(all, {}, [](const events::Alias& alias) { return alias.address(); });
    return all;
}

std::vector<events::Alias> Directory::aliases_of(const MemberId& id) const {
    const auto member = find(id);
    std::vector<events::Alias> theirs = aliases();
    std::erase_if(theirs, [&](const events::Alias& alias) {
        const auto address = Address::parse(alias.address());
        ensure(address.has_value());
        const auto leads_to = route(*address);
        return !leads_to || !contains(leads_to->members, member);
    });
    return theirs;
}

std::vector<events::Certificate> Directory::certificates() const {
    std::vector<events::Certificate> all;
    for (const auto& [name, certificate] : certificates_) all.push_back(certificate);
    std::ranges::sort(all, {}, [](const events::Certificate& one) { return one.name(); });
    return all;
}

// ---- changes

void Directory::take_out_of_indexes(const MemberRecord& member) {
    for (const auto& address : member.data.addresses()) by_address_.erase(address);
    by_vault_.erase(member.vault);
    for (const auto& former : member.data.former_vaults()) by_vault_.erase(vault_of(former));
    for (const auto& opener : member.data.vault().openers()) {
        if (opener.kind() == events::OPENER_SESSION) by_session_.erase(session_of(opener));
    }
    for (const auto& passkey : member.data.passkeys()) by_passkey_.erase(passkey.id());
}

void Directory::put(events::Member member) {
    const MemberId id = id_of(member.id());
    if (const auto old = find(id)) {
        take_out_of_indexes(*old);
    } else {
        order_.push_back(id);
    }
    const VaultId vault = vault_of(member.vault());
    by_vault_.emplace(vault, id);
    for (const auto& former : member.former_vaults()) by_vault_.emplace(vault_of(former), id);
    const auto key = crypto::PublicKey::from(as_bytes(member.vault().public_key()));
    ensure(key.has_value());
    const auto record = std::make_shared<const MemberRecord>(id, vault, *key, std::move(member));
    for (const auto& address : record->data.addresses()) by_address_.emplace(address, record);
    for (const auto& opener : record->data.vault().openers()) {
        if (opener.kind() == events::OPENER_SESSION) by_session_.emplace(session_of(opener), id);
    }
    for (const auto& passkey : record->data.passkeys()) by_passkey_.emplace(passkey.id(), id);
    members_[id] = record;
}

void Directory::drop(const MemberId& id) {
    const auto member = find(id);
    ensure(member != nullptr);
    take_out_of_indexes(*member);
    members_.erase(id);
    std::erase(order_, id);
    take_out_of_groups(id);
    for (auto alias = aliases_.begin(); alias != aliases_.end();) {
        auto& targets = *alias->second.mutable_targets();
        const auto leads_there = [&](const events::AliasTarget& target) {
            return target.member() == as_text(id.view());
        };
        targets.erase(std::remove_if(targets.begin(), targets.end(), leads_there), targets.end());
        alias = targets.empty() ? aliases_.erase(alias) : std::next(alias);
    }
}

void Directory::change(std::string_view id, const std::function<void(events::Member&)>& how) {
    const auto old = find(id_of(id));
    ensure(old != nullptr);
    events::Member changed = old->data;
    how(changed);
    put(std::move(changed));
}

void Directory::add_start(events::Start start) {
    starts_.push_back(std::move(start));
    if (starts_.size() > starts_max) {
        starts_.erase(starts_.begin());
        ++starts_forgotten_;
    }
}

void Directory::apply_start_explained(const events::StartExplained& event, std::int64_t at_ms) {
    events::Start& start = starts_.at(event.number() - starts_forgotten_);
    start.clear_explanation();
    start.clear_explained_by();
    start.clear_explained_ms();
    if (event.explanation().empty()) return;
    start.set_explanation(event.explanation());
    start.set_explained_by(event.by());
    start.set_explained_ms(at_ms);
}

void Directory::add_act(const events::Act& act) {
    acts_.push_back(act);
    if (acts_.size() > acts_max) acts_.erase(acts_.begin() + 1);
}

Result<void> Directory::apply(const events::CollectiveEvent& event) {
    CHECK(check(event));
    apply_checked(event);
    return {};
}

void Directory::apply_checked(const events::CollectiveEvent& event) {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kFounded:
            name_ = event.founded().name();
            domains_.push_back(event.founded().domain());
            add_act(event.founded().act());
            return;
        case Event::kDescribed:
            name_ = event.described().name();
            page_ = event.described().page();
            return;
        case Event::kStarted: return add_start(event.started());
        case Event::kUnlocked:
            add_act(event.unlocked());
            if (!starts_.empty()) starts_.back().add_sessions()->set_unlocked_ms(event.at_ms());
            return;
        case Event::kLocked:
            if (!starts_.empty() && starts_.back().sessions_size() > 0) {
                auto& last = *starts_.back().mutable_sessions(starts_.back().sessions_size() - 1);
                if (last.locked_ms() == 0) last.set_locked_ms(event.at_ms());
            }
            return;
        case Event::kStartExplained: return apply_start_explained(event.start_explained(), event.at_ms());
        case Event::kKeyholdersChanged: return add_act(event.keyholders_changed());
        case Event::kDomainAdded: domains_.push_back(event.domain_added()); return;
        case Event::kDomainRemoved:
            std::erase_if(domains_,
                          [&](const auto& domain) { return domain.name() == event.domain_removed(); });
            std::erase_if(invitations_,
                          [&](const auto& one) { return one.second.domain() == event.domain_removed(); });
            return;
        case Event::kInvitationMade:
            invitations_[event.invitation_made().id()] = event.invitation_made();
            return;
        case Event::kInvitationRevoked: invitations_.erase(event.invitation_revoked()); return;
        case Event::kAliasSet: aliases_[event.alias_set().address()] = event.alias_set(); return;
        case Event::kAliasRemoved: aliases_.erase(event.alias_removed()); return;
        case Event::kCertificateStored:
            certificates_[event.certificate_stored().name()] = event.certificate_stored();
            return;
        case Event::kCertificateRemoved: certificates_.erase(event.certificate_removed()); return;
        default: return apply_to_member(event);
    }
}

void Directory::apply_to_member(const events::CollectiveEvent& event) {
    using Event = events::CollectiveEvent;
    using events::Member;
    switch (event.kind_case()) {
        case Event::kMemberAdded: return put(event.member_added());
        case Event::kMemberJoined: return apply_joined(event.member_joined());
        case Event::kMemberSuspension:
            return change(event.member_suspension().member(), [&](Member& member) {
                const bool suspended = event.member_suspension().suspended();
                member.set_suspended(suspended);
                member.set_suspended_ms(suspended ? event.at_ms() : 0);
            });
        case Event::kMemberRemoved:
            drop(id_of(event.member_removed().member()));
            ballast_bytes_ += event.member_removed().ballast_bytes();
            return;
        case Event::kMemberAddresses:
            return change(event.member_addresses().member(), [&](Member& member) {
                *member.mutable_addresses() = event.member_addresses().addresses();
            });
        case Event::kMemberName:
            return change(event.member_name().member(),
                          [&](Member& member) { member.set_name(event.member_name().name()); });
        case Event::kMemberQuota:
            return change(event.member_quota().member(), [&](Member& member) {
                member.set_quota_bytes(event.member_quota().quota_bytes());
            });
        case Event::kOpenersChanged: return apply_openers(event.openers_changed());
        case Event::kMemberReset: return apply_reset(event.member_reset(), event.at_ms());
        case Event::kFormerVaultClosed:
            return change(event.former_vault_closed().member(), [&](Member& member) {
                auto& former = *member.mutable_former_vaults();
                const auto is = [&](const auto& vault) {
                    return vault.id() == event.former_vault_closed().vault();
                };
                former.erase(std::remove_if(former.begin(), former.end(), is), former.end());
            });
        default: return apply_to_sign_in(event);
    }
}

// ---- snapshots

events::CollectiveState Directory::snapshot() const {
    events::CollectiveState state;
    state.set_name(name_);
    if (page_.ByteSizeLong() > 0) *state.mutable_page() = page_;
    for (const auto& domain : domains_) *state.add_domains() = domain;
    for (const auto& member : members()) *state.add_members() = member->data;
    for (const auto& alias : aliases()) *state.add_aliases() = alias;
    for (const auto& start : starts_) *state.add_starts() = start;
    state.set_starts_forgotten(starts_forgotten_);
    for (const auto& act : acts_) *state.add_acts() = act;
    for (const auto& certificate : certificates()) *state.add_certificates() = certificate;
    for (const auto& invitation : invitations()) *state.add_invitations() = invitation;
    state.set_ballast_bytes(ballast_bytes_);
    state.set_foreign_events(foreign_events_);
    return state;
}

Result<Directory> Directory::from(const events::CollectiveState& state) {
    Directory directory;
    directory.name_ = state.name();
    if (!check_public_page(state.page())) return fail(ErrorKind::corrupt, "the page in the snapshot");
    directory.page_ = state.page();
    directory.domains_.assign(state.domains().begin(), state.domains().end());
    for (const auto& member : state.members()) {
        if (!directory.check_member(member)) return fail(ErrorKind::corrupt, "a member in the snapshot");
        directory.put(member);
    }
    for (const auto& alias : state.aliases()) {
        if (!directory.check_alias(alias)) return fail(ErrorKind::corrupt, "an alias in the snapshot");
        directory.aliases_[alias.address()] = alias;
    }
    directory.starts_.assign(state.starts().begin(), state.starts().end());
    directory.starts_forgotten_ = state.starts_forgotten();
    directory.acts_.assign(state.acts().begin(), state.acts().end());
    for (const auto& certificate : state.certificates()) {
        directory.certificates_[certificate.name()] = certificate;
    }
    for (const auto& invitation : state.invitations()) {
        if (!directory.check_invitation(invitation)) {
            return fail(ErrorKind::corrupt, "an invitation in the snapshot");
        }
        directory.invitations_[invitation.id()] = invitation;
    }
    directory.ballast_bytes_ = state.ballast_bytes();
    directory.foreign_events_ = state.foreign_events();
    return directory;
}

}  // namespace milpa::members
