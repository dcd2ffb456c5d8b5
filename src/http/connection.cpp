// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/connection.hpp"

#include <boost/asio/this_coro.hpp>

namespace milpa::http {

Connection::Connection(std::unique_ptr<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service,
                       std::uint64_t generation)
    : wire_(std::move(wire)),
      peer_(peer),
      service_(service),
      http1_{.generation = generation, .may_rest = true} {}

Task<bool> Connection::serve() {
    if (!http2_ && http1_.served == 0) {
        const auto tls = wire_->tls();
        // RFC 9113 3.3: HTTP/2 where TLS agreed on it, and nowhere else; nobody is upgraded to it in clear.
        if (tls && tls->protocol == "h2") {
            http2_ = make_http2(wire_.get(), peer_, service_, http1_.generation, true,
                                co_await boost::asio::this_coro::executor);
        }
    }
    if (http2_) co_return co_await http2_->run();
    co_return co_await serve_http1(wire_.get(), peer_, service_, &http1_);
}

}  // namespace milpa::http
