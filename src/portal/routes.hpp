// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once

#include "base/clock.hpp"
#include "http/router.hpp"

namespace milpa::portal {

/// /portal/ and all that it needs. No secret is in it: it is there while the server is locked, too.
/// `modified`: when the program was started.
void add_routes(Lent<http::Router> router, WallTime modified);

}  // namespace milpa::portal
