// SPDX-License-Identifier: AGPL-3.0-or-later
// What anybody's program may see: settings for mail programs, policies. Pages for people are in src/pages.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "http/router.hpp"
#include "server/settings.hpp"

namespace milpa::server {

class Renewals;

/// What the outside knows of the collective anyway, from its DNS.
struct PublicPlaces {
    std::vector<std::string> domains{};  ///< as DNS writes them, the main one first
    Ports ports;
    /// Asked each time: mta_sts.enforce changes while connections are open.
    std::function<bool()> mta_sts_enforce;
};

/// The clock and the random numbers outlive the router; they are thread-safe.
void add_public_routes(Lent<http::Router> router, PublicPlaces places, Lent<const Clock> clock,
                       Lent<Random> random);
/// RFC 8555 8.3: what an authority looks for, in clear. The renewals outlive the router.
void add_challenge_route(Lent<http::Router> router, Lent<const Renewals> renewals);

}  // namespace milpa::server
