// SPDX-License-Identifier: AGPL-3.0-or-later
// The data folder of a collective: what lies where in it, and the founding of one.
//
//     milpa.conf         settings (settings.hpp), which the next start believes: the server cannot write it
//     store/             the engine: all that is stored, and the only place where the server writes files
//     run/control.sock   the socket of the command line (control/frames.hpp), in a folder of its own: whoever
//                        may remove an old socket may remove all that lies beside it
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/quorum.hpp"
#include "members/founding.hpp"
#include "store/sealing.hpp"

namespace milpa::server {

inline constexpr std::string_view store_folder = "store";

/// Founds a collective in a folder that has none, and returns its shares. For found, demo and drills.
Result<std::vector<crypto::Share>> found_folder(const std::string& folder, members::FoundingSettings settings,
                                                store::SealingMode sealing = store::SealingMode::sealed);
bool is_founded(const std::string& folder);
/// The folder of the socket, 0700, made if it is not there: before the sandbox, which lets none be made.
Result<void> make_control_folder(const std::string& folder);
/// The data folder, 0700, made if it is not there.
Result<void> make_folder(const std::string& folder);
/// Deletes the collective of a folder. Only for demos and drills.
void forget_store(const std::string& folder);

}  // namespace milpa::server
