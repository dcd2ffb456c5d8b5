// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/web.hpp"

#include <map>
#include <mutex>

#include "base/log.hpp"
#include "net/tickets.hpp"
#include "pages/pages.hpp"
#include "portal/routes.hpp"
#include "server/api/api.hpp"
#include "server/api/auth.hpp"
#include "server/certificates.hpp"
#include "server/dav.hpp"
#include "server/plain.hpp"
#include "server/renewals.hpp"
#include "server/server.hpp"
#include "server/web_front.hpp"
#include "server/web_public.hpp"
#include "server/wkd.hpp"

namespace milpa::server {

namespace {

constexpr std::chrono::days locked_certificate_valid{3650};
constexpr std::string_view locked_name = "localhost";

}  // namespace

struct Web::Parts {
    Parts(Lent<Server> owner, Lent<net::ConnectionLimits> connections, Lent<net::PeerHasher> peers)
        : server(owner), dav_doors(owner), plain(owner), front(&owner->runtime(), connections, peers) {}

    Result<std::shared_ptr<LiveWeb>> unlocked_live(const std::vector<net::Certificate>& certificates);
    std::shared_ptr<net::TicketKeys> ticket_keys();
    Result<std::shared_ptr<LiveWeb>> locked_live();
    void set_live(std::shared_ptr<LiveWeb> next);

    const Lent<Server> server;
    DavDoors dav_doors;
    PlainHouse plain;
    net::Certificate locked_certificate;
    mutable std::mutex mutex;  // guards what is live, and what follows
    /// From an unlock to the next lock.
    std::shared_ptr<net::TicketKeys> tickets;
    std::string onion;
    /// What an authority may see at the moment, by name.
    std::map<std::string, net::Certificate> challenges;
    // Gone first.
    WebFront front;
};

std::shared_ptr<net::TicketKeys> Web::Parts::ticket_keys() {
    const std::scoped_lock guard(mutex);
    if (!tickets) tickets = std::make_shared<net::TicketKeys>(&server->clock(), &server->random());
    return tickets;
}

Result<std::shared_ptr<LiveWeb>> Web::Parts::unlocked_live(
    const std::vector<net::Certificate>& certificates) {
    const Ports ports = server->settings()->ports;
    PublicPlaces places{.ports = ports,
                        .mta_sts_enforce = [server = server] { return server->settings()->mta_sts_enforce; }};
    TRY(places.domains, ascii_domains(server->collective()));
    auto next = std::make_shared<LiveWeb>(&server->clock());
    next->is_unlocked = true;
    TRY(next->tls,
        net::TlsContext::server(certificates, {.protocols = web_protocols, .tickets = ticket_keys()}));
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
    for (http::Route& route : pages::routes(&plain)) next->router.add(std::move(route));
    next->router.show_missing(pages::missing_page(&plain));
    add_public_routes(&next->router, std::move(places), &server->clock(), &server->random());
    add_challenge_route(&next->router, &server->renewals());
    portal::add_routes(&next->router, server->clock().wall());
    server->api().add_routes(&next->router);
    api::add_auth_routes(&next->router, server);
    for (http::Route& route : dav::routes(&dav_doors)) next->router.add(std::move(route));
    return next;
}

Result<std::shared_ptr<LiveWeb>> Web::Parts::locked_live() {
    auto next = std::make_shared<LiveWeb>(&server->clock());
    TRY(next->tls, net::TlsContext::server({locked_certificate}, {.protocols = web_protocols}));
    for (http::Route& route : pages::locked_routes(&plain)) next->router.add(std::move(route));
    portal::add_routes(&next->router, server->clock().wall());
    server->api().add_guest_routes(&next->router);
    return next;
}

void Web::Parts::set_live(std::shared_ptr<LiveWeb> next) {
    const std::scoped_lock guard(mutex);
    if (!next->is_unlocked) challenges.clear();
    for (const auto& [name, certificate] : challenges) {
        if (const auto shown = next->tls->publish_challenge(name, certificate); !shown)
            log::event("http.challenge_lost", shown.error().kind);
    }
    front.set_live(std::move(next));
}

Result<net::Certificate> locked_certificate() {
    TRY(const net::Certificate authority, net::make_ca(own_authority));
    return net::make_certificate(authority, {std::string(locked_name)}, {}, locked_certificate_valid);
}

Web::Web(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Web::~Web() = default;

Result<std::unique_ptr<Web>> Web::start(Lent<Server> server, Lent<net::ConnectionLimits> limits,
                                        Lent<net::PeerHasher> hasher) {
    auto parts = std::make_unique<Parts>(server, limits, hasher);
    if (const auto& founding = server->founding_certificate()) {
        // Whoever founded it in a browser has looked at this one.
        parts->locked_certificate = *founding;
    } else {
        TRY(parts->locked_certificate, locked_certificate());
    }
    TRY(auto live, parts->locked_live());
    parts->set_live(std::move(live));
    CHECK(parts->front.listen(*server->settings()));
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
    const auto live = parts_->front.live();
    if (live->is_unlocked) return live->tls->reload(certificates);
    // Those that came with the unlocking could not be used, or it is locked.
    return use_certificates(certificates);
}

Result<void> Web::publish_challenge(const std::string& name, const net::Certificate& certificate) {
    const std::scoped_lock guard(parts_->mutex);
    const auto live = parts_->front.live();
    if (!live->is_unlocked) return fail(ErrorKind::closed, "locked");
    CHECK(live->tls->publish_challenge(name, certificate));
    parts_->challenges.insert_or_assign(name, certificate);
    return {};
}

void Web::withdraw_challenge(const std::string& name) {
    const std::scoped_lock guard(parts_->mutex);
    parts_->front.live()->tls->withdraw_challenge(name);
    parts_->challenges.erase(name);
}

Task<> Web::serve_visitor(net::Accepted accepted) {
    return parts_->front.serve(std::move(accepted), WebFront::Tls::none);
}

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
