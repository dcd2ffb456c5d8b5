// SPDX-License-Identifier: AGPL-3.0-or-later
// Commands that this process carries out itself. Exit status as of run_remote().
#pragma once

#include "server/cli/arguments.hpp"

namespace milpa::server::cli {

int run_found(const Arguments& arguments);
int run_serve(const Arguments& arguments);
int run_demo(const Arguments& arguments);
int run_settings(const Arguments& arguments);
int run_reference(const Arguments& arguments);

}  // namespace milpa::server::cli
