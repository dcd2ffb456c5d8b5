// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/web.hpp"

#include <boost/asio/post.hpp>
#include <map>
#include <mutex>
#include <unordered_map>

#include "base/log.hpp"
#include "http/connection.hpp"
#include "net/tickets.hpp"
#include "portal/routes.hpp"
#include "server/api/api.hpp"
#include "server/api/auth.hpp"
#include "server/certificates.hpp"
#include "server/dav.hpp"
#include "server/ports.hpp"
#include "server/renewals.hpp"
#include "server/server.hpp"
#include "server/web_public.hpp"
#include "server/wkd.hpp"

namespace milpa::server {

namespace {

/// A handshake of TLS 1.3 is two round trips.
constexpr std::chrono::milliseconds handshake_patience = std::chrono::seconds(15);
/// What we speak, the dearest first (RFC 7301).
const std::vector<std::string> protocols = {"h2", "http/1.1"};
constexpr std::chrono::days locked_certificate_valid{3650};
constexpr std::string_view locked_name = "localhost";

constexpr std::uint64_t first_generation = 0;

/// What a connection is given at its start and keeps: it changes with lock, unlock and a new certificate.
struct Live {
    explicit Live(Lent<const Clock> clock)
        : service{.router = &router, .clock = clock, .generation = &generation} {}
    http::Router router;
    std::unique_ptr<net::TlsContext> tls;
    /// Raised when something else is live.
    std::atomic<std::uint64_t> generation{first_generation};
    bool is_unlocked = false;
    const http::Service service;
};

/// One connection; touched on `home` alone, and empty when it has ended.
struct Connected {
    const Executor home;
    const std::shared_ptr<Live> given;  // what is live may change meanwhile: the connection sees it by itself
    std::uint64_t number = 0;
    std::optional<http::Connection> connection;
};

enum class Tls : unsigned char { none, from_the_start };

}  // namespace

struct Web::Parts {
    Parts(Lent<Server> owner, Lent<net::ConnectionLimits> connections, Lent<net::PeerHasher> peers)
        : server(owner), limits(connections), hasher(peers), dav_doors(owner) {}

    Result<void> listen();
    Result<std::shared_ptr<Live>> unlocked_live(const std::vector<net::Certificate>& certificates);
    std::shared_ptr<net::TicketKeys> ticket_keys();
    Result<std::shared_ptr<Live>> locked_live() const;
    void set_live(std::shared_ptr<Live> next);
    std::shared_ptr<Live> live() const {
        const std::scoped_lock guard(mutex);
        return now;
    }
    Task<> serve(net::Accepted accepted, Tls mode);
    Task<> converse(std::shared_ptr<Connected> connected);
    void enter(const std::shared_ptr<Connected>& one);
    void leave(std::uint64_t number);

    const Lent<Server> server;
    const Lent<net::ConnectionLimits> limits;
    const Lent<net::PeerHasher> hasher;
    DavDoors dav_doors;
    net::Certificate locked_certificate;
    mutable std::mutex mutex;  // guards what follows
    std::shared_ptr<Live> now;
    /// From an unlock to the next lock.
    std::shared_ptr<net::TicketKeys> tickets;
    std::string onion;
    /// What an authority may see at the moment, by name.
    std::map<std::string, net::Certificate> challenges;
    std::uint64_t next_number = 0;
    std::unordered_map<std::uint64_t, std::shared_ptr<Connected>> connected;
    // Gone first.
    std::vector<std::unique_ptr<net::Listener>> listeners;
};

std::shared_ptr<net::TicketKeys> Web::Parts::ticket_keys() {
    const std::scoped_lock guard(mutex);
    if (!tickets) tickets = std::make_shared<net::TicketKeys>(&server->clock(), &server->random());
    return tickets;
}

Result<std::shared_ptr<Live>> Web::Parts::unlocked_live(const std::vector<net::Certificate>& certificates) {
    const Ports ports = server->settings()->ports;
    PublicPlaces places{.ports = ports,
                        .mta_sts_enforce = [server = server] { return server->settings()->mta_sts_enforce; }};
    TRY(places.domains, ascii_domains(server->collective()));
    auto next = std::make_shared<Live>(&server->clock());
    next->is_unlocked = true;
    TRY(next->tls, net::TlsContext::server(certificates, {.protocols = protocols, .tickets = ticket_keys()}));
    next->router.use_https_port(static_cast<std::uint16_t>(ports.https));
    std::vector<std::string> hosts = {std::string(locked_name)};
    for (const std::string& domain : places.domains) {
        hosts.push_back(domain);
        hosts.push_back("*." + domain);
    }
    {
        const std::scoped_lock guard(mutex);
        if (!onion.empty()) {
            hosts.push_back(onion);
            next->router.tell_onion(onion);
        }
    }
    next->router.serve_only(std::move(hosts));
    add_wkd_routes(&next->router, &server->collective(), places.domains);
    add_public_routes(&next->router, std::move(places), &server->clock(), &server->random());
    add_challenge_route(&next->router, &server->renewals());
    portal::add_routes(&next->router, server->clock().wall());
    server->api().add_routes(&next->router);
    api::add_auth_routes(&next->router, server);
    for (http::Route& route : dav::routes(&dav_doors)) next->router.add(std::move(route));
    return next;
}

Result<std::shared_ptr<Live>> Web::Parts::locked_live() const {
    auto next = std::make_shared<Live>(&server->clock());
    TRY(next->tls, net::TlsContext::server({locked_certificate}, {.protocols = protocols}));
    add_locked_routes(&next->router);
    portal::add_routes(&next->router, server->clock().wall());
    server->api().add_guest_routes(&next->router);
    return next;
}

/// Connections end after their answers; those that wait are woken to see it.
void Web::Parts::set_live(std::shared_ptr<Live> next) {
    std::shared_ptr<Live> before;
    std::vector<std::shared_ptr<Connected>> to_wake;
    {
        const std::scoped_lock guard(mutex);
        before = std::exchange(now, std::move(next));
        if (!now->is_unlocked) challenges.clear();
        for (const auto& [name, certificate] : challenges) {
            if (const auto shown = now->tls->publish_challenge(name, certificate); !shown)
                log::event("http.challenge_lost", shown.error().kind);
        }
        for (const auto& [number, connection] : connected) to_wake.push_back(connection);
    }
    if (before) ++before->generation;
    for (const auto& connection : to_wake) {
        boost::asio::post(connection->home, [connection] {
            if (connection->connection) connection->connection->wire().nudge();
        });
    }
}

void Web::Parts::enter(const std::shared_ptr<Connected>& one) {
    const std::scoped_lock guard(mutex);
    one->number = ++next_number;
    connected.emplace(one->number, one);
}

void Web::Parts::leave(std::uint64_t number) {
    const std::scoped_lock guard(mutex);
    connected.erase(number);
}

Task<> Web::Parts::serve(net::Accepted accepted, Tls mode) {
    const auto given = live();
    net::Wire* const wire = accepted.wire.get();
    if (mode == Tls::from_the_start) {
        wire->set_deadline(handshake_patience);
        if (!co_await wire->start_tls_server(given->tls.get())) {
            log::count("http.tls_failed");
            co_return;
        }
        // RFC 8737 3: the handshake was all that the authority wanted to see.
        if (wire->tls()->protocol == net::challenge_protocol) {
            [[maybe_unused]] const auto gone = co_await wire->shutdown();
            co_return;
        }
    }
    const Executor home = co_await boost::asio::this_coro::executor;
    const auto one = std::make_shared<Connected>(home, given);
    // What was chosen before the handshake may be over by now.
    one->connection.emplace(std::move(accepted.wire), accepted.address, &given->service, first_generation);
    enter(one);
    // A task of its own: at rest, this one's frame would be all that waits.
    net::spawn(home, converse(one));
}

Task<> Web::Parts::converse(std::shared_ptr<Connected> one) {
    try {
        while (co_await one->connection->serve()) {
            const bool called = one->connection->wire().call_when_readable(
                [this, one] { net::spawn(one->home, converse(one)); });
            if (called) co_return;
        }
    } catch (...) {
        // Of a library, or for want of memory: one connection less, and nothing of it stays.
        log::event("http.connection_failed");
    }
    one->connection.reset();
    leave(one->number);
}

Result<void> Web::Parts::listen() {
    const auto settings = server->settings();
    std::vector<Executor> contexts;
    for (std::size_t i = 0; i < server->runtime().threads(); ++i)
        contexts.push_back(server->runtime().executor(i));
    const struct {
        std::uint32_t number;
        Tls mode;
    } ports[] = {{settings->ports.http, Tls::none}, {settings->ports.https, Tls::from_the_start}};
    for (const auto& port : ports) {
        if (port.number == 0) continue;
        auto listener = net::Listener::tcp(
            server->runtime().executor(0), contexts, settings->listen,
            static_cast<std::uint16_t>(port.number), limits, hasher,
            [this, mode = port.mode](net::Accepted accepted) { return serve(std::move(accepted), mode); });
        if (!listener) return cannot_listen(listener.error(), port.number, settings->listen);
        listeners.push_back(std::move(*listener));
    }
    return {};
}

Web::Web(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Web::~Web() = default;

Result<std::unique_ptr<Web>> Web::start(Lent<Server> server, Lent<net::ConnectionLimits> limits,
                                        Lent<net::PeerHasher> hasher) {
    auto parts = std::make_unique<Parts>(server, limits, hasher);
    TRY(const net::Certificate authority, net::make_ca(own_authority));
    TRY(parts->locked_certificate,
        net::make_certificate(authority, {std::string(locked_name)}, {}, locked_certificate_valid));
    TRY(auto live, parts->locked_live());
    parts->set_live(std::move(live));
    CHECK(parts->listen());
    return std::unique_ptr<Web>(new Web(std::move(parts)));
}

Result<void> Web::use_certificates(const std::vector<net::Certificate>& certificates) {
    TRY(auto next, parts_->unlocked_live(certificates));
    parts_->set_live(std::move(next));
    if (parts_->server->collective().unlocked()) return {};
    // Locked meanwhile, by who has taken away only what was there before.
    locked();
    return fail(ErrorKind::closed, "locked meanwhile");
}

Result<void> Web::show_certificates(const std::vector<net::Certificate>& certificates) {
    const auto live = parts_->live();
    if (live->is_unlocked) return live->tls->reload(certificates);
    // Those that came with the unlocking could not be used, or it is locked.
    return use_certificates(certificates);
}

Result<void> Web::publish_challenge(const std::string& name, const net::Certificate& certificate) {
    const std::scoped_lock guard(parts_->mutex);
    if (!parts_->now->is_unlocked) return fail(ErrorKind::closed, "locked");
    CHECK(parts_->now->tls->publish_challenge(name, certificate));
    parts_->challenges.insert_or_assign(name, certificate);
    return {};
}

void Web::withdraw_challenge(const std::string& name) {
    const std::scoped_lock guard(parts_->mutex);
    parts_->now->tls->withdraw_challenge(name);
    parts_->challenges.erase(name);
}

Task<> Web::serve_visitor(net::Accepted accepted) { return parts_->serve(std::move(accepted), Tls::none); }

void Web::use_onion(std::string host) {
    const std::scoped_lock guard(parts_->mutex);
    parts_->onion = std::move(host);
}

void Web::locked() {
    auto next = parts_->locked_live();
    // It was made at the start, of the same certificate.
    ensure(next.has_value());
    {
        const std::scoped_lock guard(parts_->mutex);
        parts_->tickets.reset();
    }
    parts_->set_live(std::move(*next));
}

}  // namespace milpa::server
