// SPDX-License-Identifier: AGPL-3.0-or-later
// What the store takes of its disk, and whether there is room for a purge: it writes all that is stored anew
// before the old files go.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.hpp"

namespace milpa::store {

/// Beside what is written anew: mail that comes meanwhile must find room, too.
inline constexpr std::uint64_t purge_spare_bytes = 64ULL * 1024 * 1024;

struct DiskSpace {
    std::uint64_t used_bytes = 0;   ///< files of the folder
    std::uint64_t free_bytes = 0;   ///< of its file system, for whoever is not root
    std::uint64_t total_bytes = 0;  ///< of its file system
};
/// Blocks. Fails with `io`.
Result<DiskSpace> read_disk_space(const std::filesystem::path& folder);

/// Fails with `limit` when a folder of that many octets cannot be written anew in what is free.
Result<void> check_purge_room(std::uint64_t folder_bytes, std::uint64_t free_bytes);

/// The same of a folder and its file system, as they are now. Blocks. Fails with `io`, too.
Result<void> check_purge_room(const std::filesystem::path& folder);

}  // namespace milpa::store
