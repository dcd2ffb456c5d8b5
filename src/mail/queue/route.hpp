// SPDX-License-Identifier: AGPL-3.0-or-later
// From a domain to the hosts that take its mail (RFC 5321 5.1).
#pragma once

#include <expected>
#include <memory>
#include <vector>

#include "base/random.hpp"
#include "mail/queue/entry.hpp"
#include "net/dns.hpp"

namespace milpa::mail::queue {

/// Hosts of a domain that are looked at; beyond, they are left out.
inline constexpr std::size_t hosts_max = 20;
/// Addresses of one host.
inline constexpr std::size_t addresses_max = 6;

struct Host {
    std::uint16_t preference = 0;
    std::string name;                           ///< lower case, or the literal
    std::optional<net::PeerAddress> literal{};  ///< of an address literal
    bool implicit = false;                      ///< no MX: the domain itself
    bool operator==(const Host&) const = default;
};

/// Who we are, as far as routes go.
struct Own {
    std::vector<std::string> names;  ///< lower case
    std::vector<net::PeerAddress> addresses;
    std::optional<bool> only_v4{};  ///< set: the family that connections come from
};

/// In the order in which they are to be tried: by preference, by chance among equals; without ourselves and
/// those that are no better than we are. `domain` is of route_domain(). What stands in the way otherwise is
/// for all its recipients.
Task<std::expected<std::vector<Host>, Finding>> find_hosts(std::string domain, Lent<net::Resolver> resolver,
                                                           Lent<Random> random,
                                                           std::shared_ptr<const Own> own);

/// The addresses of a host, IPv6 first. `ourselves`: one of them is ours.
struct Addresses {
    std::vector<net::PeerAddress> addresses;
    bool ourselves = false;
};
Task<std::expected<Addresses, Finding>> find_addresses(Host host, Lent<net::Resolver> resolver,
                                                       std::shared_ptr<const Own> own);

/// RFC 3463 5.4.6: the way leads back to us.
Finding loop_finding();

}  // namespace milpa::mail::queue
