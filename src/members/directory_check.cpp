// SPDX-License-Identifier: AGPL-3.0-or-later
// Which events the directory takes. Everything is looked at before anything is changed.
#include <unicode/ustring.h>

#include "base/ensure.hpp"
#include "members/directory_rules.hpp"
#include "members/public_page.hpp"

namespace milpa::members {

namespace {

/// A private key and its chain in PEM; a chain of ten certificates has less than half.
constexpr std::size_t certificate_bytes_max = 64 * 1024;

Result<Address> check_form(std::string_view text) {
    TRY(Address address, Address::parse(text));
    if (address.text() != text) return fail(ErrorKind::syntax, "an address that is not in its form");
    return address;
}

Result<void> check_domain_form(std::string_view domain) {
    TRY(const std::string normal, normalise_domain(domain));
    if (normal != domain) return fail(ErrorKind::syntax, "a domain that is not in its form");
    return {};
}

}  // namespace

namespace {

// What is not UTF-8 protobuf would write, and not read again.
Result<void> check_letters(std::string_view text, std::string_view but_for) {
    const auto is_control = [&](char c) {
        return (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) && !but_for.contains(c);
    };
    if (std::ranges::any_of(text, is_control)) return fail(ErrorKind::syntax, "a control character");
    UErrorCode status = U_ZERO_ERROR;
    std::int32_t units = 0;
    u_strFromUTF8(nullptr, 0, &units, text.data(), static_cast<std::int32_t>(text.size()), &status);
    if (status == U_INVALID_CHAR_FOUND) return fail(ErrorKind::syntax, "not UTF-8");
    return {};
}

}  // namespace

Result<void> check_line(std::string_view text) {
    if (text.size() > label_bytes_max) return fail(ErrorKind::syntax, "a name or label too long");
    return check_letters(text, "");
}

Result<void> check_explanation(std::string_view text) {
    CHECK(check_letters(text, "\n"));
    // All octets of a letter but its first are 10xxxxxx.
    const auto letters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
    if (static_cast<std::size_t>(letters) > explanation_letters_max)
        return fail(ErrorKind::limit,
                    fmt::format("an explanation has {} letters at most", explanation_letters_max));
    return {};
}

Result<void> Directory::check_start_explained(const events::StartExplained& event) const {
    CHECK(check_explanation(event.explanation()));
    if (!event.by().empty()) CHECK(read(event.by()));
    if (event.number() < starts_forgotten_ || event.number() - starts_forgotten_ >= starts_.size())
        return fail(ErrorKind::missing, "no such start");
    return {};
}

Result<void> check_opener(const events::Opener& opener) {
    if (opener.id().size() != MemberId::size) return fail(ErrorKind::syntax, "an opener's id");
    if (opener.kind() < events::OPENER_PASSWORD || opener.kind() > events::OPENER_PASSKEY) {
        return fail(ErrorKind::syntax, "an opener's kind");
    }
    if ((opener.kind() == events::OPENER_SESSION) != (opener.expires_ms() > 0)) {
        return fail(ErrorKind::syntax, "sessions expire, and nothing else does");
    }
    if (opener.wrapped_key().empty()) return fail(ErrorKind::syntax, "an opener that opens nothing");
    return check_line(opener.label());
}

Result<MemberPointer> Directory::read(std::string_view bytes) const {
    const auto id = MemberId::from(bytes);
    if (!id) return fail(ErrorKind::syntax, "a member's id");
    auto member = find(*id);
    if (!member) return fail(ErrorKind::missing, "no such member");
    return member;
}

Result<MemberPointer> Directory::read_thawed(std::string_view id) const {
    TRY(auto member, read(id));
    if (member->frozen()) return fail(ErrorKind::conflict, "the account is frozen");
    return member;
}

Result<void> Directory::check_vault(const events::MemberVault& vault) const {
    const auto id = VaultId::from(vault.id());
    if (!id) return fail(ErrorKind::syntax, "a vault's id");
    if (by_vault_.contains(*id)) return fail(ErrorKind::conflict, "a vault that somebody has");
    if (vault.public_key().size() != crypto::PublicKey::size) return fail(ErrorKind::syntax, "a public key");
    return check_openers_of(vault.openers());
}

// The addresses of `member`, who may have some of them already.
Result<void> Directory::check_addresses(const events::Member& member) const {
    const auto count = static_cast<std::size_t>(member.addresses_size());
    if (count == 0) return fail(ErrorKind::syntax, "a member without an address");
    if (count > member_addresses_max) return fail(ErrorKind::limit, "too many addresses");
    std::set<std::string_view> seen;
    for (const auto& text : member.addresses()) {
        TRY(const Address address, check_form(text));
        if (address.base() != address) return fail(ErrorKind::syntax, "an address with a subaddress");
        if (!is_local(address.domain())) return fail(ErrorKind::missing, "not a domain of ours");
        if (!seen.insert(text).second) return fail(ErrorKind::conflict, "an address twice");
        if (aliases_.contains(text)) return fail(ErrorKind::conflict, "an alias has this address");
        const auto owner = by_address_.find(text);
        if (owner != by_address_.end() && owner->second->data.id() != member.id()) {
            return fail(ErrorKind::conflict, "a member has this address");
        }
    }
    return {};
}

Result<void> Directory::check_newcomer(const events::Member& member) const {
    const auto id = MemberId::from(member.id());
    if (!id) return fail(ErrorKind::syntax, "a member's id");
    if (members_.contains(*id)) return fail(ErrorKind::conflict, "this member is here already");
    CHECK(check_line(member.name()));
    return check_addresses(member);
}

Result<void> Directory::check_member(const events::Member& member) const {
    CHECK(check_newcomer(member));
    CHECK(check_vault(member.vault()));
    if (static_cast<std::size_t>(member.former_vaults_size()) > former_vaults_max) {
        return fail(ErrorKind::limit, "too many former vaults");
    }
    CHECK(check_sessions(member.vault()));
    CHECK(check_passkeys(member));
    std::set<std::string_view> ids{member.vault().id()};
    for (const auto& former : member.former_vaults()) {
        CHECK(check_vault(former));
        if (!ids.insert(former.id()).second) return fail(ErrorKind::conflict, "a vault twice");
    }
    return {};
}

Result<void> Directory::check_alias(const events::Alias& alias) const {
    TRY(const Address address, check_form(alias.address()));
    if (!is_local(address.domain())) return fail(ErrorKind::missing, "not a domain of ours");
    if (address.base() != address) return fail(ErrorKind::syntax, "an alias with a subaddress");
    if (by_address_.contains(alias.address())) {
        return fail(ErrorKind::conflict, "a member has this address");
    }
    if (alias.targets().empty()) return fail(ErrorKind::syntax, "an alias that leads nowhere");
    if (static_cast<std::size_t>(alias.targets_size()) > alias_targets_max) {
        return fail(ErrorKind::limit, "too many targets");
    }
    for (const auto& target : alias.targets()) {
        switch (target.target_case()) {
            case events::AliasTarget::kMember: CHECK(read(target.member())); break;
            case events::AliasTarget::kAddress: CHECK(check_form(target.address())); break;
            default: return fail(ErrorKind::syntax, "an empty target");
        }
    }
    return {};
}

Result<void> Directory::check_domain_unused(std::string_view domain) const {
    const auto is = [&](const events::Domain& one) { return one.name() == domain; };
    if (std::ranges::none_of(domains_, is)) return fail(ErrorKind::missing, "no such domain");
    if (domains_.size() == 1) return fail(ErrorKind::conflict, "the last domain");
    const auto uses = [&](std::string_view address) {
        return address.substr(address.find('@') + 1) == domain;
    };
    for (const auto& [address, member] : by_address_) {
        if (uses(address)) return fail(ErrorKind::conflict, "a member has an address of this domain");
    }
    for (const auto& [address, alias] : aliases_) {
        if (uses(address)) return fail(ErrorKind::conflict, "an alias has an address of this domain");
    }
    return {};
}

Result<void> Directory::check_reset(const events::MemberReset& reset) const {
    TRY(const auto member, read(reset.member()));
    if (static_cast<std::size_t>(member->data.former_vaults_size()) >= former_vaults_max) {
        return fail(ErrorKind::limit, "too many former vaults");
    }
    if (reset.vault().frozen()) return fail(ErrorKind::syntax, "a new vault that is frozen");
    return check_vault(reset.vault());
}

Result<void> Directory::check(const events::CollectiveEvent& event) const {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kFounded:
            if (!domains_.empty()) return fail(ErrorKind::conflict, "founded already");
            CHECK(check_line(event.founded().name()));
            return check_domain_form(event.founded().domain().name());
        case Event::kDescribed:
            CHECK(check_line(event.described().name()));
            return check_public_page(event.described().page());
        case Event::kStarted:
        case Event::kUnlocked:
        case Event::kLocked:
        case Event::kKeyholdersChanged: return {};
        case Event::kStartExplained: return check_start_explained(event.start_explained());
        case Event::kDomainAdded:
            CHECK(check_domain_form(event.domain_added().name()));
            if (is_local(event.domain_added().name())) return fail(ErrorKind::conflict, "the domain is here");
            return {};
        case Event::kDomainRemoved: return check_domain_unused(event.domain_removed());
        case Event::kMemberAdded: return check_member(event.member_added());
        case Event::kMemberSuspension: CHECK(read(event.member_suspension().member())); return {};
        case Event::kMemberRemoved: CHECK(read(event.member_removed().member())); return {};
        case Event::kMemberAddresses: {
            TRY(const auto member, read(event.member_addresses().member()));
            events::Member changed;
            changed.set_id(member->data.id());
            *changed.mutable_addresses() = event.member_addresses().addresses();
            return check_addresses(changed);
        }
        case Event::kMemberName:
            CHECK(read(event.member_name().member()));
            return check_line(event.member_name().name());
        case Event::kMemberQuota: CHECK(read(event.member_quota().member())); return {};
        case Event::kOpenersChanged: return check_openers(event.openers_changed());
        case Event::kMemberReset: return check_reset(event.member_reset());
        case Event::kFormerVaultClosed: {
            TRY(const auto member, read(event.former_vault_closed().member()));
            const auto is = [&](const auto& vault) {
                return vault.id() == event.former_vault_closed().vault() && !vault.frozen();
            };
            if (std::ranges::any_of(member->data.former_vaults(), is)) return {};
            return fail(ErrorKind::missing, "no such former vault");
        }
        case Event::kInvitationMade:
        case Event::kInvitationRevoked:
        case Event::kMemberJoined: return check_invitations(event);
        case Event::kAliasSet: return check_alias(event.alias_set());
        case Event::kAliasRemoved:
            if (find_alias(event.alias_removed()) != nullptr) return {};
            return fail(ErrorKind::missing, "no such alias");
        case Event::kCertificateStored: {
            const auto& certificate = event.certificate_stored();
            CHECK(check_line(certificate.name()));
            if (certificate.chain().size() + certificate.private_key().size() > certificate_bytes_max) {
                return fail(ErrorKind::limit, "a certificate too long");
            }
            return {};
        }
        case Event::kCertificateRemoved:
            if (find_certificate(event.certificate_removed()) != nullptr) return {};
            return fail(ErrorKind::missing, "no such certificate");
        default: return check_sign_in(event);
    }
}

}  // namespace milpa::members
