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

constexpr std::uint64_t gib = 1024ULL * 1024 * 1024;

DiskSpace space(std::uint64_t used, std::uint64_t free) {
    return {.used_bytes = used * gib, .free_bytes = free * gib, .total_bytes = (used + free) * gib};
}

constexpr SteadyTime begin{};

TEST(PurgeWatch, IsDueWhileThereIsRoomStill) {
    PurgeWatch watch;
    EXPECT_FALSE(watch.is_due(begin, space(10, 50)));
    EXPECT_FALSE(watch.is_due(begin, space(19, 41)));
    EXPECT_TRUE(watch.is_due(begin, space(20, 40)));
    watch.purge_begins(begin);
    watch.purge_ends(begin);
    EXPECT_FALSE(watch.is_due(begin, space(20, 40)));
    EXPECT_TRUE(watch.is_due(begin, space(25, 35)));
}

TEST(PurgeWatch, WhatGrowsByALittleWaits) {
    PurgeWatch watch;
    EXPECT_FALSE(watch.is_due(begin, space(0, 4)));
    EXPECT_FALSE(watch.is_due(begin, {.used_bytes = gib - 1, .free_bytes = 3 * gib, .total_bytes = 4 * gib}));
    EXPECT_TRUE(watch.is_due(begin, space(1, 3)));
}

TEST(PurgeWatch, WhereTheRoomIsSmallLessIsEnough) {
    PurgeWatch watch;
    const auto grown = [](std::uint64_t mib) {
        return DiskSpace{.used_bytes = 4 * gib + (mib << 20U),
                         .free_bytes = 5 * gib + gib / 2 - (mib << 20U),
                         .total_bytes = 10 * gib};
    };
    EXPECT_FALSE(watch.is_due(begin, grown(0)));
    EXPECT_FALSE(watch.is_due(begin, grown(400)));
    EXPECT_TRUE(watch.is_due(begin, grown(500)));
    EXPECT_FALSE(watch.is_due(begin, grown(800)));  // no room any more
}

TEST(PurgeWatch, WhereThereIsNoRoomNothingIsDue) {
    PurgeWatch watch;
    EXPECT_FALSE(watch.is_due(begin, space(30, 30)));
    EXPECT_FALSE(watch.is_due(begin, space(40, 20)));
}

TEST(PurgeWatch, WhatShrankIsMeasuredFromThere) {
    PurgeWatch watch;
    EXPECT_FALSE(watch.is_due(begin, space(30, 70)));
    EXPECT_FALSE(watch.is_due(begin, space(10, 90)));
    EXPECT_TRUE(watch.is_due(begin, space(30, 70)));
}

TEST(PurgeWatch, RestsAfterAPurgeForAsLongAsItTakes) {
    PurgeWatch watch;
    EXPECT_FALSE(watch.is_due(begin, space(10, 90)));
    watch.purge_begins(begin);
    EXPECT_FALSE(watch.is_due(begin, space(40, 60)));  // what is written anew
    const SteadyTime end = begin + std::chrono::minutes(6);
    watch.purge_ends(end);
    EXPECT_FALSE(watch.is_due(end, space(10, 90)));
    EXPECT_FALSE(watch.is_due(end + std::chrono::minutes(59), space(40, 60)));
    EXPECT_TRUE(watch.is_due(end + std::chrono::minutes(60), space(40, 60)));
}

}  // namespace
}  // namespace milpa::store
