// SPDX-License-Identifier: AGPL-3.0-or-later
// The thin shell: the real way to an authority, and real time.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <set>

#include "acme/services.hpp"

namespace milpa::acme {

/// By HTTPS. Outlives its fetches.
class ClientTransport final : public Transport {
public:
    /// `tls` says which authorities' own certificates are believed.
    ClientTransport(Lent<net::Resolver> resolver, Lent<const net::TlsContext> tls);
    Task<Result<http::ClientResponse>> fetch(http::ClientRequest request) override;

private:
    const http::Client client_;
};

/// Waits on one thread, until wake() or stop().
class TimedWaits final : public Waits {
public:
    Task<Result<void>> wait(std::chrono::milliseconds time) override;
    /// What waits now returns.
    void wake();
    /// What waits now, or later, fails.
    void stop();

private:
    std::set<boost::asio::steady_timer*> waiting_;
    bool stopped_ = false;
};

}  // namespace milpa::acme
