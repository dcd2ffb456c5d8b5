// SPDX-License-Identifier: AGPL-3.0-or-later
// Message ids that a client made: many end with the name of its machine. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace milpa::mail::smtp {

/// A longer one is none: RFC 5322 2.1.1, a line has 998 octets.
inline constexpr std::size_t client_id_octets_max = 998;

/// "<left@right>" of the value of a Message-ID field. Its left side stays, for it makes the id unique; its
/// right side becomes `domain` unless it is one of `own` already (in any case). Nothing: it is no id that can
/// be read in one way only.
std::optional<std::string> without_machine(std::string_view value, std::string_view domain,
                                           std::span<const std::string> own);

}  // namespace milpa::mail::smtp
