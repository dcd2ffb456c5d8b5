// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/descriptors.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace milpa::net {
namespace {

TEST(Descriptors, TheSoftLimitBecomesTheHardOne) {
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit low{.rlim_cur = 200, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
    const std::size_t had = raise_descriptor_limit();
    rlimit after{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(had, after.rlim_cur);
    EXPECT_EQ(had, std::min<rlim_t>(before.rlim_max, 1'048'576));
}

TEST(Descriptors, SomeAreNeverForConnections) {
    const std::size_t rows[][2] = {{0, 0}, {1, 1}, {2, 1}, {256, 128}, {1024, 512}, {20'000, 19'488}};
    for (const auto& [descriptors, connections] : rows)
        EXPECT_EQ(connections_within(descriptors), connections) << descriptors;
}

}  // namespace
}  // namespace milpa::net
