// SPDX-License-Identifier: AGPL-3.0-or-later
// The data folder of a collective: what lies where in it, and the founding of one.
//
//     milpa.conf         settings (settings.hpp), which the next start believes: the server cannot write it
//     store/             the engine: all that is stored, and the only place where the server writes files
//     founding/          while it is founded in a browser: what becomes store/ when every share is given out
//     run/control.sock   the socket of the command line (control/frames.hpp), in a folder of its own: whoever
//                        may remove an old socket may remove all that lies beside it
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/quorum.hpp"
#include "members/founding.hpp"
#include "net/runtime.hpp"
#include "store/sealing.hpp"

namespace milpa::server {

inline constexpr std::string_view store_folder = "store";
inline constexpr std::string_view founding_folder = "founding";

/// Founds a collective in a folder that has none, and returns its shares. For found, demo and drills.
Result<std::vector<crypto::Share>> found_folder(const std::string& folder, members::FoundingSettings settings,
                                                store::SealingMode sealing = store::SealingMode::sealed);
/// The same in a folder of the engine that is not there yet, which is closed when it returns: with threads of
/// the caller's. Blocks. Where it fails, nothing is left.
Result<std::vector<crypto::Share>> found_store(const std::filesystem::path& place,
                                               members::FoundingSettings settings, Lent<net::Runtime> runtime,
                                               store::SealingMode sealing = store::SealingMode::sealed);
/// Fails with `conflict` where a folder cannot become a collective's: it is founded, or not empty. A
/// collective gets a folder of its own: what else lies in it would be shut away with it, or seized with it.
Result<void> check_unused(const std::string& folder);

/// Held by who founds in a folder, which is there: two at once would take each other's away.
class FolderLock {
public:
    /// Fails with `conflict` where another program founds there, `io`.
    static Result<FolderLock> take(const std::string& folder);
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FolderLock& operator=(FolderLock&&) = delete;

private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

bool is_founded(const std::string& folder);
/// The folder of the socket, 0700, made if it is not there: before the sandbox, which lets none be made.
Result<void> make_control_folder(const std::string& folder);
/// The data folder, 0700, made if it is not there.
Result<void> make_folder(const std::string& folder);
/// Deletes the collective of a folder. Only for demos and drills.
void forget_store(const std::string& folder);

}  // namespace milpa::server
