// SPDX-License-Identifier: AGPL-3.0-or-later
// What the files of the directory's rules share. Used by directory_*.cpp only.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "members/directory.hpp"

namespace milpa::members {

Result<void> check_opener(const events::Opener& opener);
/// All that one vault has. Fails with `limit`, `conflict`, `syntax`.
Result<void> check_openers_of(const google::protobuf::RepeatedPtrField<events::Opener>& openers);

template <class All, class Rule>
void remove_where(All& all, Rule rule) {
    all.erase(std::remove_if(all.begin(), all.end(), rule), all.end());
}

}  // namespace milpa::members
