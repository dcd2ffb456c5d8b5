// SPDX-License-Identifier: AGPL-3.0-or-later
// The methods by which a collective is founded in a browser: all that a server has which is not founded yet,
// and nothing that one has which is.
#pragma once

#include "jmap/method.hpp"

namespace milpa::jmap {

inline constexpr std::string_view founding_urn = "urn:milpa:params:jmap:founding";

Family founding_family();

}  // namespace milpa::jmap
