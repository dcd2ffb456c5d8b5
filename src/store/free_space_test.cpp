// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/free_space.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "store/test_folder.hpp"

namespace milpa::store {
namespace {

TEST(FreeSpace, APurgeNeedsRoomForAllThatIsThere) {
    EXPECT_TRUE(check_purge_room(0, purge_spare_bytes));
    EXPECT_TRUE(check_purge_room(1'000, purge_spare_bytes + 1'000));
    EXPECT_EQ(check_purge_room(1'000, purge_spare_bytes + 999).error().kind, ErrorKind::limit);
    EXPECT_EQ(check_purge_room(0, 0).error().kind, ErrorKind::limit);
    EXPECT_EQ(check_purge_room(UINT64_MAX, UINT64_MAX).error().kind, ErrorKind::limit);
}

TEST(FreeSpace, OfAFolderEachFileCounts) {
    const TestFolder folder;
    EXPECT_EQ(check_purge_room(folder.path() / "nowhere").error().kind, ErrorKind::io);
    std::filesystem::create_directories(folder.path() / "below");
    const auto large = folder.path() / "below" / "large";
    std::ofstream(large).put('x');
    const auto space = read_disk_space(folder.path());
    ASSERT_TRUE(space);
    EXPECT_EQ(space->used_bytes, 1U);
    EXPECT_GT(space->total_bytes, 0U);
    EXPECT_LE(space->free_bytes, space->total_bytes);
    const auto free = std::filesystem::space(folder.path()).available;
    if (free < 2 * purge_spare_bytes) GTEST_SKIP() << "no room for this test itself";
    EXPECT_TRUE(check_purge_room(folder.path()));
    std::error_code error;  // a file with a hole: it has the length without the room
    std::filesystem::resize_file(large, free, error);
    if (error) GTEST_SKIP() << "a file system without holes";
    EXPECT_EQ(check_purge_room(folder.path()).error().kind, ErrorKind::limit);
}

}  // namespace
}  // namespace milpa::store
