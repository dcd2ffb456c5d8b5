// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/onion.hpp"

#include <boost/asio/post.hpp>
#include <charconv>
#include <mutex>

#include "base/log.hpp"
#include "net/listener.hpp"
#include "onion/control.hpp"
#include "onion/onion_wire.hpp"
#include "server/mail.hpp"
#include "server/server.hpp"
#include "server/web.hpp"

namespace milpa::server {

namespace {

/// The key's name in the directory.
constexpr std::string_view onion_certificate = "onion";
constexpr std::chrono::seconds connect_patience{10};
constexpr std::chrono::seconds pause_first{2};
constexpr std::chrono::seconds pause_max{5 * 60};
/// All visitors are one peer: the limit on a peer says nothing here.
constexpr std::size_t visitors_max = 2'000;
constexpr std::string_view loopback = "127.0.0.1";
/// What is not a path in the file system: "127.0.0.1@9051".
constexpr char port_mark = '@';

Task<Result<std::unique_ptr<net::Wire>>> reach(std::string control) {
    const auto mark = control.find(port_mark);
    if (mark == std::string::npos) co_return co_await net::connect_unix(std::move(control), connect_patience);
    CO_TRY(const auto address, net::PeerAddress::parse(std::string_view(control).substr(0, mark)));
    const std::string_view text = std::string_view(control).substr(mark + 1);
    std::uint16_t port = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), port).ec != std::errc())
        co_return fail(ErrorKind::syntax, "onion.control is a path, or address@port");
    co_return co_await net::connect_tcp(address, port, connect_patience);
}

/// One connection to Tor, for who wants to end it: `wire` is touched on the home thread alone.
struct Link {
    net::Wire* wire = nullptr;
    bool ended = false;
};

}  // namespace

struct Onion::Parts {
    explicit Parts(Lent<Server> owner)
        : server(owner),
          home(owner->runtime().executor(0)),
          limits(visitors_max, visitors_max),
          hasher(&owner->clock(), &owner->random()) {}

    Result<void> listen();
    Result<void> listen_for(std::uint16_t outside, net::AcceptHandler handler);
    Task<> run(std::shared_ptr<Link> link);
    Task<Result<void>> serve_once(std::shared_ptr<Link> link);
    Task<Result<void>> publish(Lent<onion::Control> control);
    void set_address(std::string to) {
        const std::scoped_lock guard(mutex);
        address = std::move(to);
    }

    const Lent<Server> server;
    const Executor home;
    net::ConnectionLimits limits;
    net::PeerHasher hasher;
    std::vector<onion::Port> ports;
    mutable std::mutex mutex;  // guards what follows
    std::string address;
    std::shared_ptr<Link> link;
    // Gone first.
    std::vector<std::unique_ptr<net::Listener>> listeners;
};

Result<void> Onion::Parts::listen_for(std::uint16_t outside, net::AcceptHandler handler) {
    std::vector<Executor> contexts;
    for (std::size_t i = 0; i < server->runtime().threads(); ++i)
        contexts.push_back(server->runtime().executor(i));
    auto visitor = [handler = std::move(handler)](net::Accepted accepted) {
        accepted.wire = std::make_unique<onion::OnionWire>(std::move(accepted.wire));
        accepted.address = onion::visitor();
        return handler(std::move(accepted));
    };
    TRY(auto listener,
        net::Listener::tcp(home, std::move(contexts), loopback, 0, &limits, &hasher, std::move(visitor)));
    ports.push_back({.outside = outside, .inside = listener->port()});
    listeners.push_back(std::move(listener));
    return {};
}

Result<void> Onion::Parts::listen() {
    constexpr std::uint16_t http = 80;
    constexpr std::uint16_t imap = 143;
    constexpr std::uint16_t submission = 587;
    CHECK(listen_for(
        http, [this](net::Accepted accepted) { return server->web().serve_visitor(std::move(accepted)); }));
    CHECK(listen_for(imap, [this](net::Accepted accepted) {
        return server->mail().serve_visitor(std::move(accepted), Mail::Visit::reading);
    }));
    return listen_for(submission, [this](net::Accepted accepted) {
        return server->mail().serve_visitor(std::move(accepted), Mail::Visit::sending);
    });
}

Task<Result<void>> Onion::Parts::publish(Lent<onion::Control> control) {
    std::optional<crypto::SecretText> key;
    auto stored = server->collective().read_certificate(onion_certificate);
    if (stored)
        key = std::move(stored->key_pem);
    else if (stored.error().kind != ErrorKind::missing)
        co_return stored.error();
    CO_TRY(onion::Published made, co_await control->publish(std::move(key), ports));
    std::string name = made.service + ".onion";
    if (made.key) {
        CO_CHECK(co_await server->collective().store_certificate(std::string(onion_certificate), name,
                                                                 std::move(*made.key)));
    }
    set_address(name);
    co_return server->use_onion(std::move(name));
}

Task<Result<void>> Onion::Parts::serve_once(std::shared_ptr<Link> own) {
    CO_TRY(const auto wire, co_await reach(server->settings()->onion_control));
    if (own->ended) co_return Result<void>{};
    own->wire = wire.get();
    onion::Control control(wire.get(), &server->random());
    auto done = co_await control.authenticate(server->settings()->onion_cookie);
    if (done) done = co_await publish(&control);
    if (done) co_await control.wait_for_end();
    own->wire = nullptr;
    co_return done;
}

Task<> Onion::Parts::run(std::shared_ptr<Link> own) {
    std::chrono::seconds pause = pause_first;
    while (!own->ended) {
        const auto served = co_await serve_once(own);
        set_address({});
        if (own->ended) co_return;
        if (served) {
            pause = pause_first;
        } else {
            log::event("onion.failed", served.error().kind);
        }
        if (!co_await net::sleep_for(pause)) co_return;
        pause = std::min(pause * 2, pause_max);
    }
}

Onion::Onion(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Onion::~Onion() = default;

Result<std::unique_ptr<Onion>> Onion::start(Lent<Server> server) {
    auto parts = std::make_unique<Parts>(server);
    if (!server->settings()->onion_control.empty()) CHECK(parts->listen());
    return std::unique_ptr<Onion>(new Onion(std::move(parts)));
}

bool Onion::is_wanted() const { return !parts_->ports.empty(); }

void Onion::unlocked() {
    if (!is_wanted()) return;
    const auto link = std::make_shared<Link>();
    {
        const std::scoped_lock guard(parts_->mutex);
        if (parts_->link) return;
        parts_->link = link;
    }
    // Outside: it may begin at once, on this very thread.
    net::spawn(parts_->home, parts_->run(link));
}

void Onion::locked() {
    const std::scoped_lock guard(parts_->mutex);
    parts_->address.clear();
    if (const auto gone = std::exchange(parts_->link, nullptr)) {
        boost::asio::post(parts_->home, [gone] {
            gone->ended = true;
            if (gone->wire != nullptr) gone->wire->close();
        });
    }
}

std::string Onion::address() const {
    const std::scoped_lock guard(parts_->mutex);
    return parts_->address;
}

}  // namespace milpa::server
