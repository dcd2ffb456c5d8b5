// SPDX-License-Identifier: AGPL-3.0-or-later
// The web, bound: ports, certificate and routes. Locked, every request is answered with 503 and a page that
// says so, and nothing else is known; in TLS with a certificate that was made for this start alone. Unlocked,
// routes are made anew from the directory; who is connected then is asked to come again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/listener.hpp"
#include "net/tls.hpp"

namespace milpa::server {

class Server;

/// For who is not there yet by any name: of a locked server, and of one that is not founded yet.
Result<net::Certificate> locked_certificate();

class Web {
public:
    /// Listens at once, locked.
    static Result<std::unique_ptr<Web>> start(Lent<Server> server, Lent<net::ConnectionLimits> limits,
                                              Lent<net::PeerHasher> hasher);
    ~Web();

    /// New connections get these certificates (the first also where no name is asked for), and the routes of
    /// the collective as it is now; those that are there end after the answers that are under way. Fails with
    /// `closed` when the server was locked meanwhile; then it stays locked.
    Result<void> use_certificates(const std::vector<net::Certificate>& certificates);
    /// The same without new routes: connections that are there go on.
    Result<void> show_certificates(const std::vector<net::Certificate>& certificates);
    /// TlsContext::publish_challenge(), until it is withdrawn or the server is locked. Any thread.
    Result<void> publish_challenge(const std::string& name, const net::Certificate& certificate);
    void withdraw_challenge(const std::string& name);
    /// A connection that came through the onion service: it counts as TLS.
    Task<> serve_visitor(net::Accepted accepted);
    /// From the next use_certificates() on: the onion service that is ours as well.
    void use_onion(std::string host);
    /// Forgets the certificate's key and all routes. At once; any thread.
    void locked();

    struct Parts;

private:
    explicit Web(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace milpa::server
