// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of a subject that stays the same through a conversation. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace milpa::mail::message {

/// Of the decoded subject only so much is looked at; a prefix is shorter than that.
inline constexpr std::size_t base_subject_octets_max = 1000;

/// RFC 8621 3 (and RFC 5256 2.1): without the prefixes and marks that programs put there ("Re:", "Fwd:",
/// "AW[2]:", "[list]", "(fwd)", in the languages that mail programs speak), case-folded, without white space.
/// A subject of prefixes alone is empty. `raw`: the field as it stands, encoded words and all.
std::string base_subject(std::string_view raw);

}  // namespace milpa::mail::message
