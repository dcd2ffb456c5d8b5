// SPDX-License-Identifier: AGPL-3.0-or-later
// Commands that the running server carries out: asks for the secrets, sends the call over the socket in the
// data folder, prints the answer. Exit status: 0 done, 1 refused or failed, 2 not understood.
#pragma once

#include "base/result.hpp"
#include "server/cli/arguments.hpp"

namespace milpa::server::cli {

int run_remote(const Arguments& arguments);

/// Prints a failure for people or as JSON; returns 1.
int print_failure(const Arguments& arguments, const Error& error);

}  // namespace milpa::server::cli
