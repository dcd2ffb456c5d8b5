// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/connection.hpp"

namespace milpa::http {

Task<> serve(std::unique_ptr<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service) {
    const auto tls = wire->tls();
    // RFC 9113 3.3: HTTP/2 where TLS agreed on it, and nowhere else; nobody is upgraded to it in clear.
    if (tls && tls->protocol == "h2") {
        co_await serve_http2(wire.get(), peer, service);
    } else {
        co_await serve_http1(wire.get(), peer, service);
    }
}

}  // namespace milpa::http
