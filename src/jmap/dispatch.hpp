// SPDX-License-Identifier: AGPL-3.0-or-later
// Carries a request out (RFC 8620 3.4 to 3.7): its calls one after another, and what follows them by itself.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "jmap/context.hpp"
#include "jmap/request.hpp"

namespace milpa::jmap {

/// Octets of a response, about. All of it is in memory until the client has it; what is larger is a blob to
/// be downloaded. A call whose answer would not fit is answered with requestTooLarge, unless it changed
/// something.
inline constexpr std::size_t response_octets_max = 32'000'000;

/// The Response object. Never fails: a call that does has its error in there. On the home thread of the
/// room's vault; the context is that of this request alone.
Task<json::object> run_request(Lent<Context> context, Request request, std::string session_state);

/// ["error", {"type": ...}, id]: the middle.
json::object to_object(const MethodError& error);

}  // namespace milpa::jmap
