// SPDX-License-Identifier: AGPL-3.0-or-later
// The directory's events about how members sign in, and about their duties: what it takes, and what they do.
#include <set>

#include "base/ensure.hpp"
#include "members/directory_rules.hpp"
#include "webauthn/webauthn.hpp"

namespace milpa::members {

namespace {

/// RFC 4226 4 R6 recommends 160 bits.
constexpr std::size_t totp_secret_bytes = 20;

bool is_session(const events::Opener& opener) { return opener.kind() == events::OPENER_SESSION; }

const events::Passkey* find_passkey_of(const events::Member& member, std::string_view id) {
    for (const auto& passkey : member.passkeys()) {
        if (passkey.id() == id) return &passkey;
    }
    return nullptr;
}

Result<void> check_passkey(const events::Passkey& passkey) {
    if (passkey.id().empty() || passkey.id().size() > webauthn::credential_id_bytes_max) {
        return fail(ErrorKind::syntax, "a passkey's id");
    }
    if (passkey.public_key().empty() || passkey.public_key().size() > webauthn::public_key_bytes_max) {
        return fail(ErrorKind::syntax, "a passkey's public key");
    }
    if (static_cast<std::size_t>(passkey.transports_size()) > webauthn::transports_max) {
        return fail(ErrorKind::limit, "too many transports");
    }
    for (const auto& transport : passkey.transports()) CHECK(check_line(transport));
    return check_line(passkey.label());
}

// Level 3, 6.1.1: a counter that counts goes up.
Result<void> check_counter(const events::Passkey& passkey, std::uint32_t counter) {
    if ((passkey.counter() != 0 || counter != 0) && counter <= passkey.counter()) {
        return fail(ErrorKind::denied, "a passkey's counter that did not go up");
    }
    return {};
}

Result<void> check_use(const events::Member& member, const events::PasskeyUse& use) {
    const auto* passkey = find_passkey_of(member, use.id());
    if (passkey == nullptr) return fail(ErrorKind::missing, "no such passkey");
    return check_counter(*passkey, use.counter());
}

}  // namespace

Result<void> check_openers_of(const google::protobuf::RepeatedPtrField<events::Opener>& openers) {
    std::set<std::string_view> ids;
    std::size_t sessions = 0, by_app = 0;
    for (const auto& opener : openers) {
        CHECK(check_opener(opener));
        if (!ids.insert(opener.id()).second) return fail(ErrorKind::conflict, "two openers with one id");
        if (!is_session(opener)) continue;
        ++sessions;
        if (opener.means() == events::SIGN_IN_APP_PASSWORD) ++by_app;
    }
    if (sessions - by_app > sessions_max || by_app > openers_max * app_sessions_max)
        return fail(ErrorKind::limit, "too many sessions");
    if (ids.size() - sessions > openers_max) return fail(ErrorKind::limit, "too many openers");
    // Nothing could ever open the vault again.
    if (ids.size() == sessions) return fail(ErrorKind::conflict, "the last opener");
    return {};
}

Result<void> Directory::check_openers(const events::OpenersChanged& change) const {
    TRY(const auto member, read_thawed(change.member()));
    auto openers = member->data.vault().openers();
    for (const auto& removed : change.removed()) {
        const int before = openers.size();
        remove_where(openers, [&](const events::Opener& one) { return one.id() == removed; });
        if (openers.size() == before) return fail(ErrorKind::missing, "no such opener");
    }
    openers.MergeFrom(change.added());
    CHECK(check_openers_of(openers));
    for (const auto& added : change.added()) {
        if (is_session(added) && by_session_.contains(*OpenerId::from(added.id()))) {
            return fail(ErrorKind::conflict, "a session that is here already");
        }
    }
    if (change.totp_step() != 0) {
        if (!member->data.has_totp()) return fail(ErrorKind::missing, "no codes are asked for");
        // RFC 6238 5.2: a code is good for one use.
        if (change.totp_step() <= member->data.totp().last_step()) {
            return fail(ErrorKind::denied, "a code that was taken already");
        }
    }
    if (change.has_passkey_used()) return check_use(member->data, change.passkey_used());
    return {};
}

// Of a member who is new here, and a snapshot's.
Result<void> Directory::check_sessions(const events::MemberVault& vault) const {
    for (const auto& opener : vault.openers()) {
        if (is_session(opener) && by_session_.contains(*OpenerId::from(opener.id()))) {
            return fail(ErrorKind::conflict, "a session that is here already");
        }
    }
    return {};
}

Result<void> Directory::check_passkeys(const events::Member& member) const {
    if (static_cast<std::size_t>(member.passkeys_size()) > passkeys_max) {
        return fail(ErrorKind::limit, "too many passkeys");
    }
    std::set<std::string_view> ids;
    for (const auto& passkey : member.passkeys()) {
        CHECK(check_passkey(passkey));
        if (by_passkey_.contains(passkey.id()) || !ids.insert(passkey.id()).second) {
            return fail(ErrorKind::conflict, "a passkey that is here already");
        }
    }
    return {};
}

Result<void> Directory::check_totp(const events::TotpChanged& change) const {
    TRY(const auto member, read_thawed(change.member()));
    if (!change.has_totp()) {
        return member->data.has_totp() ? Result<void>() : fail(ErrorKind::missing, "no codes are asked for");
    }
    if (change.totp().secret().size() != totp_secret_bytes)
        return fail(ErrorKind::syntax, "a secret of codes");
    return {};
}

Result<void> Directory::check_passkey_added(const events::PasskeyAdded& event) const {
    TRY(const auto member, read_thawed(event.member()));
    CHECK(check_passkey(event.passkey()));
    if (by_passkey_.contains(event.passkey().id())) {
        return fail(ErrorKind::conflict, "a passkey that is here already");
    }
    if (static_cast<std::size_t>(member->data.passkeys_size()) >= passkeys_max) {
        return fail(ErrorKind::limit, "too many passkeys");
    }
    if (event.passkey().opener() != event.opener().id()) return fail(ErrorKind::syntax, "a passkey's opener");
    if (!event.has_opener()) return {};
    if (event.opener().kind() != events::OPENER_PASSKEY) return fail(ErrorKind::syntax, "a passkey's opener");
    auto openers = member->data.vault().openers();
    *openers.Add() = event.opener();
    return check_openers_of(openers);
}

Result<void> Directory::check_passkey_opens(const events::PasskeyOpens& event) const {
    TRY(const auto member, read_thawed(event.member()));
    const auto* passkey = find_passkey_of(member->data, event.id());
    if (passkey == nullptr) return fail(ErrorKind::missing, "no such passkey");
    if (!passkey->opener().empty()) return fail(ErrorKind::conflict, "it opens already");
    CHECK(check_counter(*passkey, event.counter()));
    if (event.opener().kind() != events::OPENER_PASSKEY) return fail(ErrorKind::syntax, "a passkey's opener");
    auto openers = member->data.vault().openers();
    *openers.Add() = event.opener();
    return check_openers_of(openers);
}

Result<void> Directory::check_duties(const events::MemberDuties& event) const {
    CHECK(read(event.member()));
    std::set<int> seen;
    for (const int duty : event.duties()) {
        if (duty < events::DUTY_ADMINISTRATOR || duty > events::DUTY_MODERATOR) {
            return fail(ErrorKind::syntax, "an unknown duty");
        }
        if (!seen.insert(duty).second) return fail(ErrorKind::conflict, "a duty twice");
    }
    return {};
}

Result<void> Directory::check_sign_in(const events::CollectiveEvent& event) const {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kSessionsExpiredMs:
            if (event.sessions_expired_ms() > 0) return {};
            return fail(ErrorKind::syntax, "no time");
        case Event::kTotpChanged: return check_totp(event.totp_changed());
        case Event::kPasskeyAdded: return check_passkey_added(event.passkey_added());
        case Event::kPasskeyOpens: return check_passkey_opens(event.passkey_opens());
        case Event::kPasskeyRemoved: {
            TRY(const auto member, read_thawed(event.passkey_removed().member()));
            if (find_passkey_of(member->data, event.passkey_removed().id()) != nullptr) return {};
            return fail(ErrorKind::missing, "no such passkey");
        }
        case Event::kMemberDuties: return check_duties(event.member_duties());
        case Event::kTrustedGroupSet: return check_trusted(event.trusted_group_set());
        case Event::kMemberFrozen: return check_frozen(event.member_frozen());
        case Event::kThawWanted: return check_thaw_wanted(event.thaw_wanted());
        case Event::kMemberThawed: return check_thawed(event.member_thawed());
        case Event::KIND_NOT_SET: return fail(ErrorKind::syntax, "an event without content");
        default: return fail(ErrorKind::syntax, "an event of a later program");
    }
}

// ---- what they do

void Directory::apply_openers(const events::OpenersChanged& event) {
    change(event.member(), [&](events::Member& member) {
        auto& openers = *member.mutable_vault()->mutable_openers();
        remove_where(openers, [&](const events::Opener& opener) {
            return std::ranges::find(event.removed(), opener.id()) != event.removed().end();
        });
        openers.MergeFrom(event.added());
        if (event.totp_step() != 0) member.mutable_totp()->set_last_step(event.totp_step());
        for (auto& passkey : *member.mutable_passkeys()) {
            if (!event.has_passkey_used() || passkey.id() != event.passkey_used().id()) continue;
            passkey.set_counter(event.passkey_used().counter());
            passkey.set_backed_up(event.passkey_used().backed_up());
        }
    });
}

void Directory::apply_reset(const events::MemberReset& reset, std::int64_t at_ms) {
    change(reset.member(), [&](events::Member& member) {
        auto& former = *member.add_former_vaults();
        former = member.vault();
        former.set_closed_ms(at_ms);
        remove_where(*former.mutable_openers(), is_session);
        *member.mutable_vault() = reset.vault();
        // Keyholders reset where everything was lost, the second factor too.
        member.clear_totp();
        member.clear_passkeys();
    });
    add_act(reset.act());
}

void Directory::apply_to_passkeys(const events::CollectiveEvent& event) {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kPasskeyAdded:
            return change(event.passkey_added().member(), [&](events::Member& member) {
                *member.add_passkeys() = event.passkey_added().passkey();
                if (!event.passkey_added().has_opener()) return;
                *member.mutable_vault()->add_openers() = event.passkey_added().opener();
            });
        case Event::kPasskeyOpens:
            return change(event.passkey_opens().member(), [&](events::Member& member) {
                *member.mutable_vault()->add_openers() = event.passkey_opens().opener();
                for (auto& passkey : *member.mutable_passkeys()) {
                    if (passkey.id() != event.passkey_opens().id()) continue;
                    passkey.set_opener(event.passkey_opens().opener().id());
                    passkey.set_counter(event.passkey_opens().counter());
                }
            });
        default:
            return change(event.passkey_removed().member(), [&](events::Member& member) {
                const auto* passkey = find_passkey_of(member, event.passkey_removed().id());
                const std::string opener = passkey->opener();
                remove_where(*member.mutable_passkeys(), [&](const events::Passkey& one) {
                    return one.id() == event.passkey_removed().id();
                });
                if (opener.empty()) return;
                remove_where(*member.mutable_vault()->mutable_openers(), [&](const events::Opener& one) {
                    return one.id() == opener || one.made_by() == opener;
                });
            });
    }
}

void Directory::expire_sessions(std::int64_t until_ms) {
    const auto is_over = [&](const events::Opener& opener) {
        return is_session(opener) && opener.expires_ms() <= until_ms;
    };
    for (const auto& id : order_) {
        if (std::ranges::none_of(members_.at(id)->data.vault().openers(), is_over)) continue;
        change(as_text(id.view()), [&](events::Member& member) {
            remove_where(*member.mutable_vault()->mutable_openers(), is_over);
        });
    }
}

void Directory::apply_to_sign_in(const events::CollectiveEvent& event) {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kSessionsExpiredMs:
            expire_invitations(event.sessions_expired_ms());
            return expire_sessions(event.sessions_expired_ms());
        case Event::kTotpChanged:
            return change(event.totp_changed().member(), [&](events::Member& member) {
                member.clear_totp();
                if (event.totp_changed().has_totp()) *member.mutable_totp() = event.totp_changed().totp();
            });
        case Event::kPasskeyAdded:
        case Event::kPasskeyOpens:
        case Event::kPasskeyRemoved: return apply_to_passkeys(event);
        case Event::kMemberDuties:
            return change(event.member_duties().member(), [&](events::Member& member) {
                *member.mutable_duties() = event.member_duties().duties();
            });
        default: return apply_freeze(event);
    }
}

}  // namespace milpa::members
