// SPDX-License-Identifier: AGPL-3.0-or-later
// A connection of the web, from its first octet to its last: HTTP/1.1 or, where TLS agreed on "h2", HTTP/2.
#pragma once

#include <atomic>
#include <memory>

#include "base/clock.hpp"
#include "http/router.hpp"
#include "net/wire.hpp"

namespace milpa::http {

/// What connections stand on; all of it outlives them.
struct Service {
    Lent<const Router> router;
    Lent<const Clock> clock;
    /// Raised when the server reloads, locks or stops: a connection ends after the answers that are under way
    /// (RFC 9113 6.8 GOAWAY, Connection: close), and Sources that wait are stopped. Whoever raises it nudges
    /// each wire.
    Lent<const std::atomic<std::uint64_t>> generation;
};

/// Serves until it ends; the wire has done its handshake where it has one. Never fails.
Task<> serve(std::unique_ptr<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service);

/// The two that it chooses between.
Task<> serve_http1(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service);
Task<> serve_http2(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service);

}  // namespace milpa::http
