// SPDX-License-Identifier: AGPL-3.0-or-later
// The wire over a real socket, TCP or Unix. Private to src/net: others get it as a Wire from listener.hpp.
//
// TLS is OpenSSL straight on the non-blocking socket: when it wants bytes or room, we wait for readiness and
// ask again. So an idle session holds no buffers of ours, and OpenSSL lets go of its own
// (SSL_MODE_RELEASE_BUFFERS).
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <memory>
#include <optional>

#include "net/context.hpp"
#include "net/listener.hpp"
#include "net/wire.hpp"

namespace milpa::net {

/// A file descriptor with one owner.
class OwnedDescriptor {
public:
    OwnedDescriptor() = default;
    explicit OwnedDescriptor(int number) : number_(number) {}
    OwnedDescriptor(OwnedDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~OwnedDescriptor();
    int get() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_ = -1;
};

/// Waits for readiness only: reading and writing are our own system calls.
using SocketDescriptor = boost::asio::posix::basic_stream_descriptor<Executor>;
using SteadyTimer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

class SocketWire final : public Wire, private Stoppable {
public:
    /// May be made on any thread; used on home's.
    SocketWire(Executor home, OwnedDescriptor socket, ConnectionLimits::Ticket ticket = {});
    ~SocketWire() override;

    Task<Result<std::size_t>> read_some(std::span<char> into) override;
    Task<Result<Wake>> wait_readable() override;
    bool call_when_readable(std::move_only_function<void()> call) override;
    Task<Result<void>> write(std::string_view bytes) override;
    Task<Result<void>> start_tls_server(Lent<const TlsContext> context) override;
    Task<Result<void>> start_tls_client(Lent<const TlsContext> context, TlsPeer peer) override;
    std::optional<TlsInfo> tls() const override;
    Result<Bytes> channel_binding() const override;
    void set_deadline(std::chrono::milliseconds from_now) override;
    void nudge() override;
    Task<Result<void>> shutdown() override;
    void close() override;
    void move_to(Executor home) override;

    /// Waits for a connect(2) that is under way.
    Task<Result<void>> finish_connecting();

private:
    enum class Direction : unsigned char { reading, writing };
    enum class Wants : unsigned char { nothing, bytes, room };
    /// What one try without waiting came to.
    struct Attempt {
        Wants wants = Wants::nothing;
        std::size_t count = 0;
        std::optional<Error> error = std::nullopt;
    };
    /// Says that a direction is in use for as long as it lives: two at once are a bug.
    class Use;

    void settle();
    std::optional<Error> obstacle(Direction direction) const;
    Task<Result<void>> wait_for(Wants what, Direction direction);
    bool is_turn_over();
    Attempt try_read(std::span<char> into);
    Attempt try_peek();
    Attempt try_write(std::string_view bytes);
    Attempt plain_attempt(ssize_t outcome, Wants wanted);
    Attempt tls_attempt(int outcome, std::size_t count);
    Task<Result<void>> handshake();
    Task<Result<void>> say_goodbye();
    void wake();
    void arm(std::chrono::steady_clock::time_point at);
    void on_timer();
    void on_stop() noexcept override;
    void on_abort() noexcept override;

    // A timer's handler may still be queued when the wire is gone, or has moved to another thread; it holds
    // this mark and finds nothing in it then. Only ever touched on the context where it was made.
    using Mark = std::shared_ptr<SocketWire*>;

    Executor home_;
    OwnedDescriptor socket_;  // until settled; then the descriptor's
    std::optional<SocketDescriptor> descriptor_;
    std::optional<SteadyTimer> timer_;
    Mark mark_;
    std::chrono::steady_clock::time_point deadline_;
    std::optional<std::chrono::steady_clock::time_point> armed_for_;
    ssl_st* session_ = nullptr;
    ConnectionLimits::Ticket ticket_;
    std::uint8_t turns_ = 0;
    bool reading_ = false;
    bool writing_ = false;
    bool watched_ = false;  // what is pending is a call_when_readable()
    bool nudged_ = false;
    bool timed_out_ = false;
    bool stopping_ = false;
    bool closed_ = false;
    bool broken_ = false;        // the connection, or the TLS session in it
    bool half_written_ = false;  // a write failed midway: nothing may follow it
};

}  // namespace milpa::net
