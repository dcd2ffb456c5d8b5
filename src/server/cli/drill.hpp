// SPDX-License-Identifier: AGPL-3.0-or-later
// `milpa drill ...`: the promises of the design, tried out on throwaway collectives.
#pragma once

#include "server/cli/arguments.hpp"

namespace milpa::server::cli {

/// Exit status 0 only when nothing was found and the control run found what it had to.
int run_drill_seize(const Arguments& arguments);

}  // namespace milpa::server::cli
