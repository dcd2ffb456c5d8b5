// SPDX-License-Identifier: AGPL-3.0-or-later
// What the store takes of its disk, and whether there is room for a purge: it writes all that is stored anew
// before the old files go.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
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

/// Says when a purge may not wait for its time: what is brought in and deleted again lies in the files until
/// one, and takes the room that it needs. Thread-safe: who asks for a purge does so from anywhere.
class PurgeWatch {
public:
    /// To be asked often. True where the folder has grown, since the first time or since a purge, by a
    /// quarter of the room that there was for a purge then; by purge_growth_bytes at least, or by a third of
    /// a room that is small. Never while a purge is under way or there is no room for one any more, nor
    /// before purge_rest times the last one's duration has passed: mail that stays grows the folder, too.
    bool is_due(SteadyTime now, const DiskSpace& space);
    void purge_begins(SteadyTime now);
    /// It was made, or it failed.
    void purge_ends(SteadyTime now);

private:
    std::mutex mutex_;
    std::optional<DiskSpace> begin_;
    std::optional<SteadyTime> purging_since_;
    SteadyTime rests_until_ = SteadyTime::min();
};
inline constexpr std::uint64_t purge_growth_bytes = 1024ULL * 1024 * 1024;
inline constexpr int purge_rest = 10;

}  // namespace milpa::store
