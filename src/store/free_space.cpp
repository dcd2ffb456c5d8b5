// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/free_space.hpp"

#include <algorithm>

namespace milpa::store {

namespace fs = std::filesystem;

Result<void> check_purge_room(std::uint64_t folder_bytes, std::uint64_t free_bytes) {
    if (free_bytes >= purge_spare_bytes && free_bytes - purge_spare_bytes >= folder_bytes) return {};
    return fail(ErrorKind::limit, "a purge needs as much free space on the disk as the data folder takes");
}

Result<DiskSpace> read_disk_space(const fs::path& folder) {
    std::error_code error;
    DiskSpace space;
    fs::recursive_directory_iterator file(folder, error);
    for (const fs::recursive_directory_iterator end; !error && file != end; file.increment(error)) {
        std::error_code gone;  // files come and go while the store works
        const std::uint64_t size = file->is_regular_file(gone) ? file->file_size(gone) : 0;
        if (!gone) space.used_bytes += size;
    }
    if (error) return fail(ErrorKind::io, "the data folder cannot be listed");
    const fs::space_info all = fs::space(folder, error);
    if (error) return fail(ErrorKind::io, "the free space of the disk cannot be read");
    space.free_bytes = all.available;
    space.total_bytes = all.capacity;
    return space;
}

Result<void> check_purge_room(const fs::path& folder) {
    TRY(const DiskSpace space, read_disk_space(folder));
    return check_purge_room(space.used_bytes, space.free_bytes);
}

bool PurgeWatch::is_due(SteadyTime now, const DiskSpace& space) {
    const std::scoped_lock lock(mutex_);
    if (purging_since_) return false;
    // What a purge has written anew may be gone only now.
    if (!begin_ || space.used_bytes < begin_->used_bytes) begin_ = space;
    const std::uint64_t taken = begin_->used_bytes + purge_spare_bytes;
    const std::uint64_t room = begin_->free_bytes > taken ? begin_->free_bytes - taken : 0;
    const std::uint64_t growth_max = std::max(std::min(purge_growth_bytes, room / 3), room / 4);
    return now >= rests_until_ && space.used_bytes - begin_->used_bytes >= growth_max &&
           check_purge_room(space.used_bytes, space.free_bytes);
}

void PurgeWatch::purge_begins(SteadyTime now) {
    const std::scoped_lock lock(mutex_);
    purging_since_ = now;
}

void PurgeWatch::purge_ends(SteadyTime now) {
    const std::scoped_lock lock(mutex_);
    if (purging_since_) rests_until_ = now + (now - *purging_since_) * purge_rest;
    purging_since_.reset();
    begin_.reset();
}

}  // namespace milpa::store
