// SPDX-License-Identifier: AGPL-3.0-or-later
// How held() tells how members sign in, what their duties are, and whom they trust.
#include <algorithm>

#include "members/held_section.hpp"

namespace milpa::members {

namespace {

std::string_view words_of(events::SignInMeans means) {
    switch (means) {
        case events::SIGN_IN_PASSWORD: return "the password";
        case events::SIGN_IN_PASSWORD_AND_CODE: return "the password and a code";
        case events::SIGN_IN_PASSWORD_AND_PASSKEY: return "the password and a passkey";
        case events::SIGN_IN_PASSWORD_AND_RECOVERY_CODE: return "the password and the recovery code";
        case events::SIGN_IN_APP_PASSWORD: return "an app password";
        case events::SIGN_IN_PASSKEY: return "a passkey";
        default: return "something unknown";
    }
}

std::string_view words_of(events::Duty duty) {
    switch (duty) {
        case events::DUTY_ADMINISTRATOR: return "administrator";
        case events::DUTY_MODERATOR: return "moderator";
        default: return "something unknown";
    }
}

std::string_view words_of(events::FreezeStep step) {
    switch (step) {
        case events::FREEZE_FROZEN: return "frozen";
        case events::FREEZE_THAW_WANTED: return "one of the group wanted it thawed";
        case events::FREEZE_THAW_WITHDRAWN: return "one of the group no longer wanted it thawed";
        case events::FREEZE_THAWED: return "thawed by the group";
        case events::FREEZE_THAWED_BY_KEYHOLDERS: return "thawed by keyholders";
        default: return "something unknown";
    }
}

std::string hex(const std::string& id) { return to_hex(as_bytes(id)); }

}  // namespace

void tell_session(Section& section, const events::Opener& opener) {
    section.field("Opener.expires_ms", when(opener.expires_ms()));
    section.field("Opener.means", std::string(words_of(opener.means())));
    section.field("Opener.made_by", hex(opener.made_by()));
}

void tell_totp(Section& section, const events::Totp& totp) {
    section.field("Totp.since_ms", when(totp.since_ms()));
    section.field("Totp.secret", std::to_string(totp.secret().size()));
    section.field("Totp.last_step", std::to_string(totp.last_step()));
}

void tell_passkey(Section& section, const events::Passkey& passkey) {
    section.field("Passkey.label", passkey.label().empty() ? "none" : passkey.label());
    section.field("Passkey.created_ms", when(passkey.created_ms()));
    section.field("Passkey.id", hex(passkey.id()));
    section.field("Passkey.public_key", hex(passkey.public_key()));
    section.field("Passkey.counter", std::to_string(passkey.counter()));
    for (const auto& transport : passkey.transports()) section.field("Passkey.transports", transport);
    section.field("Passkey.opener", passkey.opener().empty() ? "none" : hex(passkey.opener()));
    section.field("Passkey.backed_up", yes_or_no(passkey.backed_up()));
    section.field("Passkey.second_factor", yes_or_no(passkey.second_factor()));
}

void tell_sign_in(Section& section, const events::Member& member) {
    section.field("Member.totp", yes_or_no(member.has_totp()));
    if (member.has_totp()) tell_totp(section, member.totp());
    section.field("Member.passkeys", std::to_string(member.passkeys_size()));
    for (const auto& passkey : member.passkeys()) tell_passkey(section, passkey);
    for (const int duty : member.duties())
        section.field("Member.duties", std::string(words_of(static_cast<events::Duty>(duty))));
}

void tell_group(Section& section, const events::TrustedGroup& group) {
    for (const auto& one : group.members()) section.field("TrustedGroup.members", hex(one));
    section.field("TrustedGroup.threshold", std::to_string(group.threshold()));
}

void tell_trust(Section& section, const events::Member& member) {
    section.field("Member.trusted", yes_or_no(member.has_trusted()));
    if (member.has_trusted()) tell_group(section, member.trusted());
    section.field("Member.freeze", yes_or_no(member.has_freeze()));
    if (member.has_freeze()) {
        section.field("Freeze.by", hex(member.freeze().by()));
        section.field("Freeze.at_ms", when(member.freeze().at_ms()));
        for (const auto& one : member.freeze().thaws()) section.field("Freeze.thaws", hex(one));
    }
    section.field("Member.overruled", std::to_string(member.overruled_size()));
    for (const auto& one : member.overruled()) {
        section.field("Overruled.member", hex(one.member()));
        section.field("Overruled.until_ms", when(one.until_ms()));
    }
    section.field("Member.freeze_records", std::to_string(member.freeze_records_size()));
    for (const auto& one : member.freeze_records()) {
        section.field("FreezeRecord.step", std::string(words_of(one.step())));
        section.field("FreezeRecord.at_ms", when(one.at_ms()));
        section.field("FreezeRecord.by", one.by().empty() ? "keyholders" : hex(one.by()));
        section.field("FreezeRecord.vault", one.vault().empty() ? "a former one" : hex(one.vault()));
    }
}

void tell_trusting(Held& held, const HeldFacts& facts) {
    for (const auto& member : facts.trusting) {
        Section section(held, "They are in the trusted group of another member");
        section.line("Member", hex(member.id()));
        for (const auto& address : member.addresses()) section.line("Address of that member", address);
        tell_trust(section, member);
    }
}

bool is_sign_in_event_about(const events::CollectiveEvent& event, const std::string& member) {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kTotpChanged: return event.totp_changed().member() == member;
        case Event::kPasskeyAdded: return event.passkey_added().member() == member;
        case Event::kPasskeyOpens: return event.passkey_opens().member() == member;
        case Event::kPasskeyRemoved: return event.passkey_removed().member() == member;
        case Event::kMemberDuties: return event.member_duties().member() == member;
        case Event::kTrustedGroupSet: {
            const auto& set = event.trusted_group_set();
            return set.member() == member || std::ranges::count(set.group().members(), member) > 0;
        }
        case Event::kMemberFrozen:
            return event.member_frozen().member() == member || event.member_frozen().by() == member;
        case Event::kThawWanted:
            return event.thaw_wanted().member() == member || event.thaw_wanted().by() == member;
        case Event::kMemberThawed: return event.member_thawed().member() == member;
        default: return false;
    }
}

bool tell_sign_in_event(Section& section, const events::CollectiveEvent& event) {
    using Event = events::CollectiveEvent;
    switch (event.kind_case()) {
        case Event::kTotpChanged:
            section.field("Member.totp", yes_or_no(event.totp_changed().has_totp()));
            if (event.totp_changed().has_totp()) tell_totp(section, event.totp_changed().totp());
            return true;
        case Event::kPasskeyAdded:
            tell_passkey(section, event.passkey_added().passkey());
            if (event.passkey_added().has_opener()) tell_opener(section, event.passkey_added().opener());
            return true;
        case Event::kPasskeyOpens:
            section.field("Passkey.id", hex(event.passkey_opens().id()));
            section.field("Passkey.counter", std::to_string(event.passkey_opens().counter()));
            tell_opener(section, event.passkey_opens().opener());
            return true;
        case Event::kPasskeyRemoved:
            section.field("Passkey.id", hex(event.passkey_removed().id()));
            return true;
        case Event::kMemberDuties:
            for (const int duty : event.member_duties().duties())
                section.field("Member.duties", std::string(words_of(static_cast<events::Duty>(duty))));
            return true;
        case Event::kTrustedGroupSet:
            section.line("Trusted group of member", hex(event.trusted_group_set().member()));
            tell_group(section, event.trusted_group_set().group());
            return true;
        case Event::kMemberFrozen:
            section.line("Frozen: member", hex(event.member_frozen().member()));
            section.field("Freeze.by", hex(event.member_frozen().by()));
            return true;
        case Event::kThawWanted:
            section.line("Frozen: member", hex(event.thaw_wanted().member()));
            section.line(event.thaw_wanted().wanted() ? "Wants it thawed" : "No longer wants it thawed",
                         hex(event.thaw_wanted().by()));
            return true;
        case Event::kMemberThawed: tell_act(section, event.member_thawed().act()); return true;
        default: return false;
    }
}

}  // namespace milpa::members
