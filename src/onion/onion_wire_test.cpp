// SPDX-License-Identifier: AGPL-3.0-or-later
#include "onion/onion_wire.hpp"

#include <gtest/gtest.h>

#include "net/run_now.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::onion {
namespace {

TEST(OnionWire, CountsAsSecureAndPassesOctetsOn) {
    auto inner = std::make_unique<net::ScriptedWire>();
    net::ScriptedWire& script = *inner;
    script.says("hello");
    EXPECT_FALSE(script.is_tls());
    OnionWire wire(std::move(inner));
    EXPECT_TRUE(wire.is_tls());
    std::array<char, 16> buffer{};
    EXPECT_EQ(net::run_now(wire.read_some(buffer)).value(), 5U);
    ASSERT_TRUE(net::run_now(wire.write("answer")));
    EXPECT_EQ(script.written(), "answer");
    // RFC 9266: there is nothing to bind to.
    EXPECT_FALSE(wire.channel_binding());
}

TEST(OnionWire, AVisitorIsNotAtTheMachine) {
    EXPECT_FALSE(visitor().is_loopback());
    EXPECT_EQ(visitor(), visitor());
}

}  // namespace
}  // namespace milpa::onion
