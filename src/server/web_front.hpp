// SPDX-License-Identifier: AGPL-3.0-or-later
// The ports of the web, and who is connected there: TLS, HTTP/1.1 and HTTP/2, with routes and certificates
// that may be exchanged for others while connections are open. What the routes are is others' (web.hpp, and
// founding/web.hpp before there is a collective).
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "http/connection.hpp"
#include "net/listener.hpp"
#include "net/runtime.hpp"
#include "net/tls.hpp"
#include "server/settings.hpp"

namespace milpa::server {

/// What we speak, the dearest first (RFC 7301).
extern const std::vector<std::string> web_protocols;

/// What a connection is given at its start and keeps.
struct LiveWeb {
    explicit LiveWeb(Lent<const Clock> clock)
        : service{.router = &router, .clock = clock, .generation = &generation} {}
    http::Router router;
    std::unique_ptr<net::TlsContext> tls;
    /// Raised when something else is live.
    std::atomic<std::uint64_t> generation{0};
    bool is_unlocked = false;
    const http::Service service;
};

/// All of it outlives the connections: it goes once the runtime has stopped.
class WebFront {
public:
    WebFront(Lent<net::Runtime> runtime, Lent<net::ConnectionLimits> limits, Lent<net::PeerHasher> hasher)
        : runtime_(runtime), limits_(limits), hasher_(hasher) {}
    WebFront(const WebFront&) = delete;
    WebFront& operator=(const WebFront&) = delete;

    /// At port.http and port.https of the settings, those that are not 0. Something is live by then. Fails as
    /// cannot_listen().
    Result<void> listen(const Settings& settings);

    std::shared_ptr<LiveWeb> live() const;
    /// For connections that come from now on. Those that are there end after their answers; those that wait
    /// are woken to see it.
    void set_live(std::shared_ptr<LiveWeb> next);
    /// How many are connected still.
    std::size_t connected() const;

    enum class Tls : unsigned char { none, from_the_start };
    Task<> serve(net::Accepted accepted, Tls mode);

private:
    struct Connected;
    Task<> converse(std::shared_ptr<Connected> one);
    void enter(const std::shared_ptr<Connected>& one);
    void leave(std::uint64_t number);

    const Lent<net::Runtime> runtime_;
    const Lent<net::ConnectionLimits> limits_;
    const Lent<net::PeerHasher> hasher_;
    mutable std::mutex mutex_;  // guards what follows
    std::shared_ptr<LiveWeb> now_;
    std::uint64_t next_number_ = 0;
    std::unordered_map<std::uint64_t, std::shared_ptr<Connected>> connected_;
    // Gone first.
    std::vector<std::unique_ptr<net::Listener>> listeners_;
};

}  // namespace milpa::server
