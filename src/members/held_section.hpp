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

void tell_record(Section& section, const events::Member& member);
void tell_vault(Section& section, const events::MemberVault& vault);
void tell_opener(Section& section, const events::Opener& opener);
void tell_alias(Section& section, const events::Alias& alias);
void tell_act(Section& section, const events::Act& act);

// held_log.cpp
void tell_before(Held& held, const HeldFacts& facts);
void tell_log(Held& held, const HeldFacts& facts);
void tell_queue(Held& held, const HeldFacts& facts);

}  // namespace milpa::members
