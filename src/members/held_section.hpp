// SPDX-License-Identifier: AGPL-3.0-or-later
// How held() says things: a section of lines, each by the table of fields. Used by held*.cpp only.
#pragma once

#include <string>
#include <string_view>

#include "members/held_facts.hpp"

namespace milpa::members {

class Section {
public:
    Section(Held& held, std::string title);
    /// "Opener.label": one of held_fields(), else aborts.
    void field(std::string_view name, std::string value);
    void line(std::string what, std::string value);

private:
    std::vector<HeldLine>& lines_;
};

/// To the millisecond, as it is stored; "never" for 0.
std::string when(std::int64_t ms);
std::string octets(std::uint64_t count);
std::string yes_or_no(bool is_so);
/// A member's id; "nobody" for whoever was at the machine.
std::string by_whom(std::string_view member);

void tell_record(Section& section, const events::Member& member);
void tell_vault(Section& section, const events::MemberVault& vault);
void tell_opener(Section& section, const events::Opener& opener);
void tell_alias(Section& section, const events::Alias& alias);
void tell_act(Section& section, const events::Act& act);

// held_sign_in.cpp
void tell_sign_in(Section& section, const events::Member& member);
void tell_session(Section& section, const events::Opener& opener);
void tell_totp(Section& section, const events::Totp& totp);
void tell_passkey(Section& section, const events::Passkey& passkey);
void tell_group(Section& section, const events::TrustedGroup& group);
void tell_trust(Section& section, const events::Member& member);
void tell_trusting(Held& held, const HeldFacts& facts);
/// Of the events that sign-in, duties and trusted groups have: what each says. False for any other.
bool tell_sign_in_event(Section& section, const events::CollectiveEvent& event);
/// Whether one of these is about the member, by their own doing or another's.
bool is_sign_in_event_about(const events::CollectiveEvent& event, const std::string& member);

// held_log.cpp
void tell_before(Held& held, const HeldFacts& facts);
void tell_log(Held& held, const HeldFacts& facts);
void tell_queue(Held& held, const HeldFacts& facts);

// held_pushes.cpp
void tell_pushes(Held& held, const HeldFacts& facts);

}  // namespace milpa::members
