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

/// What an HTTP/1.1 connection is between two of its coroutines.
struct Http1State {
    std::uint64_t generation;  ///< of the service, at its start
    std::size_t served = 0;    ///< requests
    bool may_rest = false;
    bool rests = false;
};

/// An HTTP/2 connection, which may outlast its coroutines.
class Http2Connection {
public:
    Http2Connection() = default;
    virtual ~Http2Connection() = default;
    Http2Connection(const Http2Connection&) = delete;
    Http2Connection& operator=(const Http2Connection&) = delete;
    /// True where it rests (never where it may not), false where it has ended.
    virtual Task<bool> run() = 0;
};

/// A connection whose wire has done its handshake, where it has one. All on the wire's thread.
class Connection {
public:
    /// `generation` is the service's at the time when it was chosen, perhaps before a handshake: where it has
    /// been raised since, there is nothing to serve.
    Connection(std::unique_ptr<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service,
               std::uint64_t generation);

    net::Wire& wire() { return *wire_; }
    /// Serves until the connection ends: false. Or true: it has been idle for some seconds, and there is
    /// nothing to do until wire().call_when_readable() calls; then this goes on where it was. Never fails.
    Task<bool> serve();

private:
    const std::unique_ptr<net::Wire> wire_;
    const net::PeerAddress peer_;
    const Lent<const Service> service_;
    Http1State http1_;
    std::unique_ptr<Http2Connection> http2_;
};

/// The two that it chooses between. The first goes on where `state` is.
Task<bool> serve_http1(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service,
                       Lent<Http1State> state);
std::unique_ptr<Http2Connection> make_http2(Lent<net::Wire> wire, net::PeerAddress peer,
                                            Lent<const Service> service, std::uint64_t generation,
                                            bool may_rest, Executor home);

/// The whole of a connection, without rests.
Task<> serve_http1(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service);
Task<> serve_http2(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service);

}  // namespace milpa::http
