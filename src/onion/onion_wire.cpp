// SPDX-License-Identifier: AGPL-3.0-or-later
#include "onion/onion_wire.hpp"

#include <array>

namespace milpa::onion {

net::PeerAddress visitor() {
    // fd00::/8 with a number of our own, drawn once.
    constexpr std::array<std::uint8_t, 16> address{0xfd, 0x6f, 0x6e, 0x69, 0x6f, 0x6e, 0, 0,
                                                   0,    0,    0,    0,    0,    0,    0, 1};
    return net::PeerAddress::from_bytes(std::span<const std::uint8_t, 16>(address));
}

std::optional<net::TlsInfo> OnionWire::tls() const {
    if (auto inner = wire_->tls()) return inner;
    net::TlsInfo info;
    info.version = "onion";
    info.cipher = "onion";
    return info;
}

}  // namespace milpa::onion
