// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member may keep, and what they keep (RFC 9425): octets and number of their messages.
#pragma once

#include "jmap/method.hpp"

namespace milpa::jmap::quota {

inline constexpr std::string_view capability = "urn:ietf:params:jmap:quota";

Family family();

}  // namespace milpa::jmap::quota
