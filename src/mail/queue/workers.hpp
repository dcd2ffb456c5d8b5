// SPDX-License-Identifier: AGPL-3.0-or-later
// What lets the queue stop at once: everything that waits on its behalf is known here, and is woken or
// closed.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <set>

#include "net/context.hpp"
#include "net/runtime.hpp"
#include "net/wire.hpp"

namespace milpa::mail::queue {

class Workers;

/// Something to wait at, for one task. On its workers' thread.
class Alarm {
public:
    explicit Alarm(Lent<Workers> workers);
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    /// Until wake(), the time is over, or the queue stops; a wake() that came before counts.
    Task<> wait(std::chrono::milliseconds at_most);
    void wake();

private:
    const Lent<Workers> workers_;
    boost::asio::steady_timer timer_;
    bool woken_ = false;
};

/// On one thread, `home`. Outlives its alarms and wires.
class Workers final : public net::Stoppable {
public:
    /// To be made on `home`.
    explicit Workers(Executor home);

    const Executor& home() const { return home_; }
    bool is_stopped() const { return stopped_; }
    /// Wakes all that waits and closes all wires, for good.
    void stop();
    /// After stop(), when nothing waits any more: `home` need not know us any longer.
    void end() { leave(); }

    /// What the task gives; nothing when the queue stops before. The task goes on then, its result is thrown
    /// away: it must own what it uses.
    template <class T>
    Task<std::optional<T>> unless_stopped(Task<T> task);

private:
    friend class Alarm;
    friend class WatchedWire;
    void on_stop() noexcept override { stop(); }

    const Executor home_;
    bool stopped_ = false;
    std::set<Alarm*> alarms_;
    std::set<net::Wire*> wires_;
};

/// What a wire met, for who has given it away.
struct WireNotes {
    std::optional<ErrorKind> last_error{};  ///< of reading, writing or shaking hands
    bool tls_failed = false;                ///< the handshake
    /// No deadline is later than that from when it is set.
    std::chrono::milliseconds patience = std::chrono::milliseconds::max();
};

/// A wire that its workers can close.
class WatchedWire final : public net::Wire {
public:
    WatchedWire(Lent<Workers> workers, std::unique_ptr<net::Wire> wire, std::shared_ptr<WireNotes> notes);
    ~WatchedWire() override;

    Task<Result<std::size_t>> read_some(std::span<char> into) override;
    Task<Result<net::Wake>> wait_readable() override;
    Task<Result<void>> write(std::string_view bytes) override;
    Task<Result<void>> start_tls_server(Lent<const net::TlsContext> context) override;
    Task<Result<void>> start_tls_client(Lent<const net::TlsContext> context, net::TlsPeer peer) override;
    std::optional<net::TlsInfo> tls() const override { return wire_->tls(); }
    Result<Bytes> channel_binding() const override { return wire_->channel_binding(); }
    void set_deadline(std::chrono::milliseconds from_now) override {
        wire_->set_deadline(std::min(from_now, notes_->patience));
    }
    void nudge() override { wire_->nudge(); }
    Task<Result<void>> shutdown() override { return wire_->shutdown(); }
    void close() override { wire_->close(); }
    void move_to(Executor home) override { wire_->move_to(home); }

private:
    template <class T>
    Result<T> noted(Result<T> result) {
        if (!result) notes_->last_error = result.error().kind;
        return result;
    }

    const Lent<Workers> workers_;
    const std::unique_ptr<net::Wire> wire_;
    const std::shared_ptr<WireNotes> notes_;
};

template <class T>
Task<std::optional<T>> Workers::unless_stopped(Task<T> task) {
    struct Shared {
        Alarm* waiting = nullptr;  // null once nobody waits any more
        std::optional<T> value;
        std::exception_ptr thrown;
        bool ended = false;
    };
    if (stopped_) co_return std::nullopt;
    const auto shared = std::make_shared<Shared>();
    Alarm alarm(this);
    shared->waiting = &alarm;
    boost::asio::co_spawn(home_, net::detail::boxed(std::move(task)),
                          [shared](std::exception_ptr thrown, std::optional<T> value) {
                              shared->thrown = thrown;
                              shared->ended = true;
                              if (shared->waiting == nullptr) return;
                              shared->value = std::move(value);
                              shared->waiting->wake();
                          });
    while (!shared->ended && !stopped_) co_await alarm.wait(std::chrono::hours(1));
    shared->waiting = nullptr;
    if (shared->thrown) std::rethrow_exception(shared->thrown);
    co_return std::move(shared->value);
}

}  // namespace milpa::mail::queue
