// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that the API has: the one place where it is put together.
#pragma once

#include <vector>

#include "jmap/method.hpp"

namespace milpa::server::api {

std::vector<jmap::Family> all_families();
/// Of a server that is not founded yet.
std::vector<jmap::Family> founding_families();
/// Both: what the reference has.
std::vector<jmap::Family> written_families();

}  // namespace milpa::server::api
