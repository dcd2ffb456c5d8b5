// SPDX-License-Identifier: AGPL-3.0-or-later
// Commands that this process carries out itself. Exit status as of run_remote().
#pragma once

#include <memory>

#include "server/cli/arguments.hpp"
#include "server/server.hpp"

namespace milpa::server::cli {

int run_found(const Arguments& arguments);
int run_serve(const Arguments& arguments);
int run_demo(const Arguments& arguments);
int run_settings(const Arguments& arguments);
int run_reference(const Arguments& arguments);

/// Founds a collective in a folder that has none, and returns its shares. For found, demo and drills.
Result<std::vector<crypto::Share>> found_folder(const std::string& folder, members::FoundingSettings settings,
                                                store::SealingMode sealing = store::SealingMode::sealed);
bool is_founded(const std::string& folder);
/// The data folder, 0700, made if it is not there.
Result<void> make_folder(const std::string& folder);
/// Deletes the collective of a folder. Only for demos and drills.
void forget_store(const std::string& folder);
/// Hardens the process, enters the sandbox and starts the server. First in main, while there is one thread.
Result<std::unique_ptr<Server>> start_server(const std::string& folder, Settings settings,
                                             store::SealingMode sealing);

}  // namespace milpa::server::cli
