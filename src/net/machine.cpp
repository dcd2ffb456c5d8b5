// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/machine.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

namespace milpa::net {

namespace {

using Interfaces = std::unique_ptr<ifaddrs, decltype([](ifaddrs* list) { ::freeifaddrs(list); })>;

/// RFC 3927.
constexpr std::uint32_t link_local_v4 = 0xa9fe0000, link_local_v4_mask = 0xffff0000;

std::string text_of(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, address, text.data(), text.size()) == nullptr ? std::string() : text.data();
}

}  // namespace

std::vector<std::string> machine_addresses(std::size_t most) {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return {};
    const Interfaces interfaces(list);
    std::vector<std::string> first;
    std::vector<std::string> then;
    for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0 ||
            (one->ifa_flags & IFF_LOOPBACK) != 0)
            continue;
        if (one->ifa_addr->sa_family == AF_INET) {
            const auto* const v4 = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
            if ((ntohl(v4->sin_addr.s_addr) & link_local_v4_mask) != link_local_v4)
                first.push_back(text_of(AF_INET, &v4->sin_addr));
        } else if (one->ifa_addr->sa_family == AF_INET6) {
            const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(one->ifa_addr);
            if (!IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr)) then.push_back(text_of(AF_INET6, &v6->sin6_addr));
        }
    }
    std::ranges::move(then, std::back_inserter(first));
    std::erase(first, "");
    if (first.size() > most) first.resize(most);
    return first;
}

}  // namespace milpa::net
