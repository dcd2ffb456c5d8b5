// SPDX-License-Identifier: AGPL-3.0-or-later
// What is set for the queue.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "mail/smtp/client.hpp"
#include "net/peer.hpp"

namespace milpa::mail::queue {

/// What may change while the queue runs.
struct Pace {
    std::chrono::seconds retry_first{300};
    std::chrono::seconds retry_max{4 * 3600};
    std::chrono::seconds delay_notice{4 * 3600};
    std::chrono::seconds give_up{5 * 24 * 3600};
    std::size_t at_once = 50;  ///< connections
    bool operator==(const Pace&) const = default;
};

struct Settings {
    std::string host_name;  ///< for EHLO and Reporting-MTA; an MX of this name is ourselves
    std::string domain;     ///< reports come from postmaster@ here
    /// Other names and addresses of ours, as an MX may name them: never connected to.
    std::vector<std::string> own_names;
    std::vector<net::PeerAddress> own_addresses;
    std::uint16_t port = 25;
    std::string bind_address;  ///< where connections come from; empty: any. Of one family: only that is used
    Pace pace;                 ///< at first
    std::size_t per_domain = 4;  ///< connections to one domain
    std::chrono::milliseconds connect_timeout{30'000};
    smtp::ClientTimeouts timeouts;
};

}  // namespace milpa::mail::queue
