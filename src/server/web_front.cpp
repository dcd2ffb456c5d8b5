// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/web_front.hpp"

#include <boost/asio/post.hpp>

#include "base/log.hpp"
#include "server/ports.hpp"

namespace milpa::server {

const std::vector<std::string> web_protocols = {"h2", "http/1.1"};

namespace {

/// A handshake of TLS 1.3 is two round trips.
constexpr std::chrono::milliseconds handshake_patience = std::chrono::seconds(15);
constexpr std::uint64_t first_generation = 0;

}  // namespace

/// One connection; touched on `home` alone, and empty when it has ended.
struct WebFront::Connected {
    const Executor home;
    const std::shared_ptr<LiveWeb>
        given;  // what is live may change meanwhile: the connection sees it by itself
    std::uint64_t number = 0;
    std::optional<http::Connection> connection;
};

std::shared_ptr<LiveWeb> WebFront::live() const {
    const std::scoped_lock guard(mutex_);
    return now_;
}

void WebFront::set_live(std::shared_ptr<LiveWeb> next) {
    std::shared_ptr<LiveWeb> before;
    std::vector<std::shared_ptr<Connected>> to_wake;
    {
        const std::scoped_lock guard(mutex_);
        before = std::exchange(now_, std::move(next));
        for (const auto& [number, connection] : connected_) to_wake.push_back(connection);
    }
    if (before) ++before->generation;
    for (const auto& connection : to_wake) {
        boost::asio::post(connection->home, [connection] {
            if (connection->connection) connection->connection->wire().nudge();
        });
    }
}

std::size_t WebFront::connected() const {
    const std::scoped_lock guard(mutex_);
    return connected_.size();
}

void WebFront::enter(const std::shared_ptr<Connected>& one) {
    const std::scoped_lock guard(mutex_);
    one->number = ++next_number_;
    connected_.emplace(one->number, one);
}

void WebFront::leave(std::uint64_t number) {
    const std::scoped_lock guard(mutex_);
    connected_.erase(number);
}

Task<> WebFront::serve(net::Accepted accepted, Tls mode) {
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

Task<> WebFront::converse(std::shared_ptr<Connected> one) {
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

Result<void> WebFront::listen(const Settings& settings) {
    std::vector<Executor> contexts;
    for (std::size_t i = 0; i < runtime_->threads(); ++i) contexts.push_back(runtime_->executor(i));
    const struct {
        std::uint32_t number;
        Tls mode;
    } ports[] = {{settings.ports.http, Tls::none}, {settings.ports.https, Tls::from_the_start}};
    for (const auto& port : ports) {
        if (port.number == 0) continue;
        auto listener = net::Listener::tcp(
            runtime_->executor(0), contexts, settings.listen, static_cast<std::uint16_t>(port.number),
            limits_, hasher_,
            [this, mode = port.mode](net::Accepted accepted) { return serve(std::move(accepted), mode); });
        if (!listener) return cannot_listen(listener.error(), port.number, settings.listen);
        listeners_.push_back(std::move(*listener));
    }
    return {};
}

}  // namespace milpa::server
