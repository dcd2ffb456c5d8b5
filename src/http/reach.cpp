// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/reach.hpp"

#include <algorithm>
#include <array>

namespace milpa::http {

namespace {

struct Network4 {
    std::array<std::uint8_t, 4> base;
    unsigned bits;
};
// https://www.iana.org/assignments/iana-ipv4-special-registry, and what is not one machine.
constexpr Network4 special_v4[] = {
    {{0, 0, 0, 0}, 8},        // this network
    {{10, 0, 0, 0}, 8},       // private
    {{100, 64, 0, 0}, 10},    // shared by a provider's customers
    {{127, 0, 0, 0}, 8},      // loopback
    {{169, 254, 0, 0}, 16},   // link-local, and clouds' metadata
    {{172, 16, 0, 0}, 12},    // private
    {{192, 0, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2, 0}, 24},     // documentation
    {{192, 88, 99, 0}, 24},   // 6to4 relays, given up
    {{192, 168, 0, 0}, 16},   // private
    {{198, 18, 0, 0}, 15},    // benchmarks
    {{198, 51, 100, 0}, 24},  // documentation
    {{203, 0, 113, 0}, 24},   // documentation
    {{224, 0, 0, 0}, 4},      // multicast
    {{240, 0, 0, 0}, 4},      // reserved, broadcast
};

struct Network6 {
    std::array<std::uint8_t, 6> base;  // the rest is 0
    unsigned bits;
};
// Of 2000::/3, the only part that is given out.
constexpr Network6 special_v6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: an IPv4 address in disguise
    {{0x3f, 0xff}, 20},              // documentation (RFC 9637)
};
constexpr std::array<std::uint8_t, 12> nat64 = {0x00, 0x64, 0xff, 0x9b};  // RFC 6052 2.1: 64:ff9b::/96

bool is_in(ByteView address, ByteView base, unsigned bits) {
    for (std::size_t i = 0; bits > 0; ++i) {
        const unsigned here = std::min(bits, 8U);
        const auto mask = static_cast<std::uint8_t>(0xffU << (8 - here));
        if ((address[i] & mask) != (base[i] & mask)) return false;
        bits -= here;
    }
    return true;
}

constexpr std::uint16_t https_port = 443;
/// Names that are of one machine, one house, or nobody's.
constexpr std::string_view inner_domains[] = {"localhost", "local",   "internal",   "lan",
                                              "home.arpa", "invalid", "onion",      "alt",
                                              "intranet",  "private", "localdomain"};

}  // namespace

bool is_global(const net::PeerAddress& address) {
    const ByteView bytes = address.bytes();
    if (address.is_v4()) {
        return std::ranges::none_of(
            special_v4, [&](const Network4& network) { return is_in(bytes, network.base, network.bits); });
    }
    if (std::ranges::equal(bytes.first(nat64.size()), nat64)) {
        return is_global(net::PeerAddress::from_bytes(bytes.last<4>()));
    }
    if ((bytes[0] & 0xe0U) != 0x20U) return false;
    return std::ranges::none_of(
        special_v6, [&](const Network6& network) { return is_in(bytes, network.base, network.bits); });
}

bool is_public_place(const Url& url) {
    if (!url.secure || url.port != https_port) return false;
    if (const auto address = net::PeerAddress::parse(url.host)) return is_global(*address);
    std::string_view name = url.host;
    if (name.ends_with('.')) name.remove_suffix(1);
    if (!name.contains('.')) return false;
    // Only digits at its end: an address in one of its old forms (127.1, 0x7f.1), or nothing at all.
    const std::string_view last = name.substr(name.rfind('.') + 1);
    if (last.empty() || (last.front() >= '0' && last.front() <= '9')) return false;
    return std::ranges::none_of(inner_domains, [&](std::string_view inner) {
        return name == inner || (name.ends_with(inner) && name[name.size() - inner.size() - 1] == '.');
    });
}

}  // namespace milpa::http
