// SPDX-License-Identifier: AGPL-3.0-or-later
// What every client uses (RFC 8620 2, 4).
#pragma once

#include "jmap/method.hpp"

namespace milpa::jmap::core {

inline constexpr std::string_view capability = "urn:ietf:params:jmap:core";
/// RFC 8887. What it says of itself is in session.cpp: it depends on how the client came here.
inline constexpr std::string_view socket_capability = "urn:ietf:params:jmap:websocket";

/// Core/echo, and the limits in the session object.
Family family();

}  // namespace milpa::jmap::core
