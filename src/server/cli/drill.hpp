// SPDX-License-Identifier: AGPL-3.0-or-later
// `milpa drill ...`: the promises of the design, tried out on throwaway collectives.
#pragma once

#include "server/cli/arguments.hpp"

namespace milpa::server::cli {

/// Exit status 0 only when nothing was found and the control run found what it had to.
int run_drill_seize(const Arguments& arguments);
/// Words of the standard input are looked for in all that is in a folder when they end, and in all that was
/// in it at any time since the beginning. Exit status 0 only when none was found.
int run_drill_search(const Arguments& arguments);

}  // namespace milpa::server::cli
