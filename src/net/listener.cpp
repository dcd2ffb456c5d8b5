// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/ensure.hpp"
#include "base/log.hpp"
#include "net/runtime.hpp"
#include "net/socket_wire.hpp"

namespace milpa::net {

namespace {

constexpr boost::asio::use_awaitable_t<Executor> awaiting;

/// When the process or the machine has no descriptor or memory left, accepting at once again would only spin.
constexpr std::chrono::milliseconds accept_pause{100};

/// Connections taken before the other tasks of the acceptor's thread have their turn.
constexpr int accepts_per_turn = 64;

/// A peer whose machine has vanished is found out after idle + probes * interval, whatever the session's
/// deadline.
constexpr int keepalive_idle_seconds = 300;
constexpr int keepalive_interval_seconds = 60;
constexpr int keepalive_probes = 4;

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress to_socket_address(const PeerAddress& address, std::uint16_t port) {
    SocketAddress made;
    if (address.is_v4()) {
        auto* const v4 = reinterpret_cast<sockaddr_in*>(&made.storage);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        std::memcpy(&v4->sin_addr, address.bytes().data(), 4);
        made.size = sizeof *v4;
    } else {
        auto* const v6 = reinterpret_cast<sockaddr_in6*>(&made.storage);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        std::memcpy(&v6->sin6_addr, address.bytes().data(), 16);
        made.size = sizeof *v6;
    }
    return made;
}

Result<SocketAddress> to_socket_address(const std::string& path) {
    SocketAddress made;
    auto* const local = reinterpret_cast<sockaddr_un*>(&made.storage);
    if (path.empty() || path.size() >= sizeof local->sun_path) {
        return fail(ErrorKind::syntax, "a socket path that is empty or too long");
    }
    local->sun_family = AF_UNIX;
    std::memcpy(local->sun_path, path.c_str(), path.size() + 1);
    made.size = sizeof *local;
    return made;
}

void set_option(int descriptor, int level, int name, int value) {
    // What fails here only costs speed or neighbourliness (keepalive on a Unix socket).
    ::setsockopt(descriptor, level, name, &value, sizeof value);
}

/// Replies are written whole: waiting to join them with others (Nagle) only delays them.
void tune(int descriptor) {
    set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, keepalive_idle_seconds);
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, keepalive_interval_seconds);
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPCNT, keepalive_probes);
}

Result<OwnedDescriptor> new_socket(int family) {
    OwnedDescriptor made(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (made.get() < 0) return fail(ErrorKind::io, "no socket to be had");
    return made;
}

ErrorKind kind_of_bind_error(int error) {
    if (error == EADDRINUSE) return ErrorKind::conflict;
    if (error == EACCES || error == EPERM) return ErrorKind::denied;
    return ErrorKind::io;
}

/// A socket file that nobody listens at is what a crash left behind.
Result<void> remove_stale(const std::string& path, const SocketAddress& address) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) return {};
    if (!S_ISSOCK(status.st_mode))
        return fail(ErrorKind::conflict, "something that is no socket is in the way");
    TRY(const OwnedDescriptor probe, new_socket(AF_UNIX));
    if (::connect(probe.get(), address.get(), address.size) == 0 || errno == EAGAIN) {
        return fail(ErrorKind::conflict, "a server listens there already");
    }
    if (errno != ECONNREFUSED) return fail(ErrorKind::io, "a socket file that cannot be asked");
    ::unlink(path.c_str());
    return {};
}

Task<> serve(AcceptHandler handler, Accepted accepted) {
    // The handler is called here, on the wire's own thread.
    co_await handler(std::move(accepted));
}

}  // namespace

ConnectionLimits::Ticket& ConnectionLimits::Ticket::operator=(Ticket&& other) noexcept {
    std::swap(limits_, other.limits_);
    std::swap(peer_, other.peer_);
    Ticket gone(std::move(other));
    return *this;
}

ConnectionLimits::Ticket::~Ticket() {
    if (limits_ != nullptr) limits_->leave(peer_);
}

ConnectionLimits::~ConnectionLimits() { ensure(total_ == 0); }

Result<ConnectionLimits::Ticket> ConnectionLimits::enter(PeerHash peer) {
    const std::lock_guard lock(mutex_);
    if (total_ >= total_max_) return fail(ErrorKind::limit, "too many connections");
    std::size_t& of_peer = by_peer_[peer];
    if (of_peer >= per_peer_max_) return fail(ErrorKind::limit, "too many connections of one peer");
    of_peer++;
    total_++;
    return Ticket(this, peer);
}

void ConnectionLimits::leave(PeerHash peer) {
    const std::lock_guard lock(mutex_);
    total_--;
    const auto found = by_peer_.find(peer);
    if (--found->second == 0) by_peer_.erase(found);
}

std::size_t ConnectionLimits::total() const {
    const std::lock_guard lock(mutex_);
    return total_;
}

void ConnectionLimits::change(std::size_t total, std::size_t per_peer) {
    const std::lock_guard lock(mutex_);
    total_max_ = total;
    per_peer_max_ = per_peer;
}

/// Belongs to the accepting coroutine, which may have to end a little after its Listener: that takes the mark
/// back.
struct Listener::State final : private Stoppable {
    State(const Executor& acceptor, OwnedDescriptor listening, std::vector<Executor> serving,
          ConnectionLimits* allowed, PeerHasher* hash, AcceptHandler to_handle, ListenerOptions chosen)
        : contexts(std::move(serving)),
          limits(allowed),
          hasher(hash),
          handler(std::move(to_handle)),
          options(chosen),
          socket(acceptor, listening.release()) {
        ensure(!contexts.empty());
    }
    ~State() override {
        close();
        if (listener != nullptr) listener->state_ = nullptr;
    }

    void close() {
        boost::system::error_code ignored;
        socket.close(ignored);
        if (!path.empty()) ::unlink(std::exchange(path, {}).c_str());
    }
    void on_stop() noexcept override { close(); }

    Result<void> accept_one();
    void hand_over(OwnedDescriptor descriptor, const PeerAddress& address);
    static Task<> run(std::unique_ptr<State> state);

    std::vector<Executor> contexts;
    std::size_t next = 0;
    ConnectionLimits* limits;
    PeerHasher* hasher;  // none for Unix sockets: all peers are one
    AcceptHandler handler;
    ListenerOptions options;
    SocketDescriptor socket;
    std::string path;              // of a Unix socket
    Listener* listener = nullptr;  // null once that is gone
};

/// Fails with `limit` when there is nothing left to accept with, `missing` when nobody waits, `io` when the
/// socket is of no use any more.
Result<void> Listener::State::accept_one() {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    OwnedDescriptor accepted(::accept4(socket.native_handle(), reinterpret_cast<sockaddr*>(&from), &size,
                                       SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (accepted.get() >= 0) {
        hand_over(std::move(accepted), PeerAddress::from_socket(reinterpret_cast<const sockaddr*>(&from)));
        return {};
    }
    switch (errno) {
        case EAGAIN: return fail(ErrorKind::missing);
        case EMFILE:
        case ENFILE:
        case ENOBUFS:
        case ENOMEM: return fail(ErrorKind::limit);
        case EBADF:
        case EINVAL:
        case ENOTSOCK: return fail(ErrorKind::io);
        default: return {};  // accept(2): errors of that one connection; the next may be well
    }
}

void Listener::State::hand_over(OwnedDescriptor descriptor, const PeerAddress& address) {
    const PeerHash peer = hasher != nullptr ? hasher->hash(address) : PeerHash();
    auto ticket = limits->enter(peer);
    if (!ticket) {
        log::event("net.refused", ErrorKind::limit);
        if (!options.refusal.empty()) {
            ::send(descriptor.get(), options.refusal.data(), options.refusal.size(),
                   MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        return;
    }
    log::count("net.accepted");
    tune(descriptor.get());
    const Executor home = contexts[next++ % contexts.size()];
    auto wire = std::make_unique<SocketWire>(home, std::move(descriptor), std::move(*ticket));
    spawn(home, serve(handler, Accepted{.wire = std::move(wire), .peer = peer, .address = address}));
}

Task<> Listener::State::run(std::unique_ptr<State> state) {
    state->enter(co_await boost::asio::this_coro::executor);
    while (state->socket.is_open() && !state->is_stopping()) {
        Result<void> accepted;
        for (int i = 0; i < accepts_per_turn && accepted; ++i) accepted = state->accept_one();
        if (!accepted && accepted.error().kind == ErrorKind::io) {
            log::event("net.listen_failed", ErrorKind::io);
            break;
        }
        if (!accepted && accepted.error().kind == ErrorKind::limit) {
            log::event("net.exhausted", ErrorKind::limit);
            // Only `closed` can come of it, and the loop looks at that itself.
            [[maybe_unused]] const auto slept = co_await sleep_for(accept_pause);
            continue;
        }
        co_await state->socket.async_wait(boost::asio::posix::descriptor_base::wait_read,
                                          boost::asio::as_tuple(awaiting));
    }
}

Listener::Listener(Executor acceptor, std::unique_ptr<State> state, std::uint16_t port)
    : state_(state.get()), port_(port) {
    state->listener = this;
    spawn(acceptor, State::run(std::move(state)));
}

Listener::~Listener() {
    if (state_ == nullptr) return;
    state_->listener = nullptr;
    state_->close();
}

Result<std::unique_ptr<Listener>> Listener::tcp(Executor acceptor, std::vector<Executor> contexts,
                                                std::string_view address, std::uint16_t port,
                                                Lent<ConnectionLimits> limits, Lent<PeerHasher> hasher,
                                                AcceptHandler handler, ListenerOptions options) {
    TRY(const PeerAddress local, PeerAddress::parse(address));
    SocketAddress at = to_socket_address(local, port);
    TRY(OwnedDescriptor socket, new_socket(at.storage.ss_family));
    set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
    // "::" is every address, of both families.
    if (!local.is_v4()) set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (::bind(socket.get(), at.get(), at.size) != 0 || ::listen(socket.get(), options.backlog) != 0) {
        return fail(kind_of_bind_error(errno), "an address or port that cannot be listened at");
    }
    SocketAddress bound;
    bound.size = sizeof bound.storage;
    ensure(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound.storage), &bound.size) == 0);
    const std::uint16_t taken = ntohs(bound.storage.ss_family == AF_INET
                                          ? reinterpret_cast<const sockaddr_in*>(bound.get())->sin_port
                                          : reinterpret_cast<const sockaddr_in6*>(bound.get())->sin6_port);
    auto state = std::make_unique<State>(acceptor, std::move(socket), std::move(contexts), limits.get(),
                                         hasher.get(), std::move(handler), options);
    return std::unique_ptr<Listener>(new Listener(acceptor, std::move(state), taken));
}

Result<std::unique_ptr<Listener>> Listener::unix_socket(Executor acceptor, std::vector<Executor> contexts,
                                                        std::string path, Lent<ConnectionLimits> limits,
                                                        AcceptHandler handler, ListenerOptions options) {
    TRY(const SocketAddress at, to_socket_address(path));
    CHECK(remove_stale(path, at));
    TRY(OwnedDescriptor socket, new_socket(AF_UNIX));
    if (::bind(socket.get(), at.get(), at.size) != 0) {
        return fail(kind_of_bind_error(errno), "a socket file that cannot be made");
    }
    // Nobody can connect before listen(), so there is no moment in which others may.
    if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || ::listen(socket.get(), options.backlog) != 0) {
        ::unlink(path.c_str());
        return fail(ErrorKind::io, "a socket file that cannot be listened at");
    }
    auto state = std::make_unique<State>(acceptor, std::move(socket), std::move(contexts), limits.get(),
                                         nullptr, std::move(handler), options);
    state->path = std::move(path);
    return std::unique_ptr<Listener>(new Listener(acceptor, std::move(state), 0));
}

namespace {

Task<Result<std::unique_ptr<Wire>>> connect_to(SocketAddress address, std::chrono::milliseconds within,
                                               std::optional<SocketAddress> from = {}) {
    CO_TRY(OwnedDescriptor socket, new_socket(address.storage.ss_family));
    if (address.storage.ss_family != AF_UNIX) tune(socket.get());
    if (from && ::bind(socket.get(), from->get(), from->size) != 0) {
        co_return fail(ErrorKind::io, "an address that cannot be connected from");
    }
    const int outcome = ::connect(socket.get(), address.get(), address.size);
    if (outcome != 0 && errno != EINPROGRESS) {
        // A Unix socket whose file is gone, or that nobody listens at, says so at once; EAGAIN: its queue is
        // full.
        const bool absent = errno == ENOENT || errno == ECONNREFUSED;
        co_return fail(absent ? ErrorKind::closed : ErrorKind::io, "not reachable");
    }
    auto wire = std::make_unique<SocketWire>(co_await boost::asio::this_coro::executor, std::move(socket));
    wire->set_deadline(within);
    if (outcome != 0) CO_CHECK(co_await wire->finish_connecting());
    co_return std::unique_ptr<Wire>(std::move(wire));
}

}  // namespace

Task<Result<std::unique_ptr<Wire>>> connect_tcp(PeerAddress address, std::uint16_t port,
                                                std::chrono::milliseconds within,
                                                std::optional<PeerAddress> from) {
    std::optional<SocketAddress> local;
    if (from) local = to_socket_address(*from, 0);
    return connect_to(to_socket_address(address, port), within, local);
}

Task<Result<std::unique_ptr<Wire>>> connect_unix(std::string path, std::chrono::milliseconds within) {
    CO_TRY(const SocketAddress address, to_socket_address(path));
    co_return co_await connect_to(address, within);
}

std::unique_ptr<Wire> adopt_socket(Executor home, int descriptor) {
    const int flags = ::fcntl(descriptor, F_GETFL);
    ensure(flags >= 0 && ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0);
    return std::make_unique<SocketWire>(home, OwnedDescriptor(descriptor));
}

std::pair<std::unique_ptr<Wire>, std::unique_ptr<Wire>> make_pair(Executor first, Executor second) {
    int ends[2];
    ensure(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    return {adopt_socket(first, ends[0]), adopt_socket(second, ends[1])};
}

}  // namespace milpa::net
