// SPDX-License-Identifier: AGPL-3.0-or-later
// What a browser is told of an answer besides the answer: who may load, frame, read or keep it, and what it
// may do. One table for all routes, so that no handler forgets it.
#pragma once

#include "http/router.hpp"

namespace milpa::http {

/// How long browsers keep to TLS once they have seen it (RFC 6797 6.1.1), in seconds: two years. Not for
/// subdomains: a collective may run other things there.
constexpr std::string_view transport_security = "max-age=63072000";

/// Adds the fields of the policy, where the handler has not set them itself.
void apply_policy(Policy policy, bool secure, Lent<Fields> fields);

/// A refusal of the connection's own (400, 408, 413, 431, 501 ...), with the fields of Policy::api.
Response refusal(unsigned status, bool secure);

}  // namespace milpa::http
