// SPDX-License-Identifier: AGPL-3.0-or-later
// The written reference of the API (docs/API.md), from the table that the checks read, too.
#pragma once

#include <string>

#include "jmap/method.hpp"

namespace milpa::jmap {

/// Markdown. The same for the same catalogue.
std::string manual_of(const Catalogue& catalogue);

}  // namespace milpa::jmap
