// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything that the API has: the one place where it is put together.
#pragma once

#include <vector>

#include "jmap/method.hpp"

namespace milpa::server::api {

std::vector<jmap::Family> all_families();

}  // namespace milpa::server::api
