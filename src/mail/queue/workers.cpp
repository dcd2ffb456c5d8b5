// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/workers.hpp"

namespace milpa::mail::queue {

Alarm::Alarm(Lent<Workers> workers) : workers_(workers), timer_(workers->home()) {
    workers_->alarms_.insert(this);
}

Alarm::~Alarm() { workers_->alarms_.erase(this); }

Task<> Alarm::wait(std::chrono::milliseconds at_most) {
    if (!woken_ && !workers_->is_stopped()) {
        timer_.expires_after(at_most);
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>()));
    }
    woken_ = false;
}

void Alarm::wake() {
    woken_ = true;
    timer_.cancel();
}

Workers::Workers(Executor home) : home_(home) {
    enter(home);
    if (is_stopping()) stop();
}

void Workers::stop() {
    if (stopped_) return;
    stopped_ = true;
    for (Alarm* alarm : alarms_) alarm->wake();
    // Only cancels what they wait for: nobody leaves the set before this has returned.
    for (net::Wire* wire : wires_) wire->close();
}

WatchedWire::WatchedWire(Lent<Workers> workers, std::unique_ptr<net::Wire> wire,
                         std::shared_ptr<WireNotes> notes)
    : workers_(workers), wire_(std::move(wire)), notes_(std::move(notes)) {
    workers_->wires_.insert(this);
    if (workers_->is_stopped()) wire_->close();
}

WatchedWire::~WatchedWire() { workers_->wires_.erase(this); }

Task<Result<std::size_t>> WatchedWire::read_some(std::span<char> into) {
    co_return noted(co_await wire_->read_some(into));
}

Task<Result<net::Wake>> WatchedWire::wait_readable() { co_return noted(co_await wire_->wait_readable()); }

Task<Result<void>> WatchedWire::write(std::string_view bytes) {
    co_return noted(co_await wire_->write(bytes));
}

Task<Result<void>> WatchedWire::start_tls_server(Lent<const net::TlsContext> context) {
    co_return noted(co_await wire_->start_tls_server(context));
}

Task<Result<void>> WatchedWire::start_tls_client(Lent<const net::TlsContext> context, net::TlsPeer peer) {
    auto shaken = noted(co_await wire_->start_tls_client(context, std::move(peer)));
    if (!shaken) notes_->tls_failed = true;
    co_return shaken;
}

}  // namespace milpa::mail::queue
