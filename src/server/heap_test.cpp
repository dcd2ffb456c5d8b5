// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/heap.hpp"

#include <gtest/gtest.h>

namespace milpa::server {
namespace {

constexpr std::size_t mib = 1024UL * 1024;

TEST(HeapTideTest, FallsOnceForWhatWasFreed) {
    HeapTide tide;
    EXPECT_FALSE(tide.has_fallen(30 * mib));
    EXPECT_FALSE(tide.has_fallen(180 * mib));
    EXPECT_FALSE(tide.has_fallen(170 * mib));
    EXPECT_TRUE(tide.has_fallen(180 * mib - heap_trim_min));
    // Given back already.
    EXPECT_FALSE(tide.has_fallen(180 * mib - heap_trim_min));
    EXPECT_FALSE(tide.has_fallen(180 * mib - heap_trim_min - mib));
    EXPECT_TRUE(tide.has_fallen(40 * mib));
}

TEST(HeapTideTest, RisesBetween) {
    HeapTide tide;
    EXPECT_FALSE(tide.has_fallen(100 * mib));
    EXPECT_TRUE(tide.has_fallen(50 * mib));
    EXPECT_FALSE(tide.has_fallen(60 * mib));
    EXPECT_FALSE(tide.has_fallen(50 * mib));
    EXPECT_TRUE(tide.has_fallen(60 * mib - heap_trim_min));
}

}  // namespace
}  // namespace milpa::server
