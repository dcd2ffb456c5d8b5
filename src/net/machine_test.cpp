// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/machine.hpp"

#include <gtest/gtest.h>

#include "net/peer.hpp"

namespace milpa::net {
namespace {

TEST(Machine, TellsAddressesByWhichOthersReachIt) {
    for (const std::string& text : machine_addresses(100)) {
        const auto address = PeerAddress::parse(text);
        ASSERT_TRUE(address) << text;
        EXPECT_FALSE(address->is_loopback()) << text;
        EXPECT_FALSE(text.starts_with("fe80:") || text.starts_with("169.254.")) << text;
    }
    EXPECT_TRUE(machine_addresses(0).empty());
    EXPECT_LE(machine_addresses(1).size(), 1U);
}

}  // namespace
}  // namespace milpa::net
