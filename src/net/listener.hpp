// SPDX-License-Identifier: AGPL-3.0-or-later
// Listening and connecting. One thread accepts and hands connections to all contexts in turn: the limits have
// one place, and no context gets more than its share.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/context.hpp"
#include "net/peer.hpp"
#include "net/wire.hpp"

namespace milpa::net {

/// How many connections there may be, in total and from one peer. Any thread. Outlives its tickets.
/// A peer's hash changes each hour, so at the turn of the hour a peer may have up to twice `per_peer`.
class ConnectionLimits {
public:
    ConnectionLimits(std::size_t total, std::size_t per_peer) : total_max_(total), per_peer_max_(per_peer) {}
    ~ConnectionLimits();

    /// Held by a connection for as long as it lives.
    class Ticket {
    public:
        Ticket() = default;
        Ticket(Ticket&& other) noexcept
            : limits_(std::exchange(other.limits_, nullptr)), peer_(other.peer_) {}
        Ticket& operator=(Ticket&& other) noexcept;
        ~Ticket();

    private:
        friend class ConnectionLimits;
        Ticket(ConnectionLimits* limits, PeerHash peer) : limits_(limits), peer_(peer) {}
        ConnectionLimits* limits_ = nullptr;
        PeerHash peer_;
    };
    /// Fails with `limit`.
    Result<Ticket> enter(PeerHash peer);
    std::size_t total() const;
    /// Of connections that come from now on; those that are there stay, also where they are too many now.
    void change(std::size_t total, std::size_t per_peer);

private:
    void leave(PeerHash peer);
    mutable std::mutex mutex_;  // guards what follows
    std::size_t total_max_;
    std::size_t per_peer_max_;
    std::size_t total_ = 0;
    std::unordered_map<PeerHash, std::size_t> by_peer_;
};

struct Accepted {
    std::unique_ptr<Wire> wire;
    PeerHash peer;
    PeerAddress address;
};
/// Called on the context that the wire lives on; its task is spawned there. The wire is the task's to keep.
using AcceptHandler = std::function<Task<>(Accepted)>;

struct ListenerOptions {
    /// Sent as it is to who is over the limits, before closing ("421 4.7.0 Too many connections\r\n"). Not
    /// for ports that begin with TLS. A literal: it is not copied.
    std::string_view refusal = {};
    int backlog = 1024;
};

/// Accepts until it is destroyed or the server stops. Made on any thread; destroyed on `acceptor`'s, or once
/// that does not run any more (after Runtime::stop). `limits` and `hasher` outlive all its connections.
class Listener {
public:
    /// `address` as in PeerAddress::parse, or "::" / "0.0.0.0" for all; port 0 takes a free one. Fails with
    /// `conflict` where the port is taken, `denied` where it is not allowed, `syntax`, `io`.
    static Result<std::unique_ptr<Listener>> tcp(Executor acceptor, std::vector<Executor> contexts,
                                                 std::string_view address, std::uint16_t port,
                                                 Lent<ConnectionLimits> limits, Lent<PeerHasher> hasher,
                                                 AcceptHandler handler, ListenerOptions options = {});
    /// A socket file that only our user may open (0600). One that nobody listens at any more is replaced; a
    /// live one fails with `conflict`. The file is removed at the end.
    static Result<std::unique_ptr<Listener>> unix_socket(Executor acceptor, std::vector<Executor> contexts,
                                                         std::string path, Lent<ConnectionLimits> limits,
                                                         AcceptHandler handler, ListenerOptions options = {});
    ~Listener();
    /// The one that was taken; 0 of a Unix socket.
    std::uint16_t port() const { return port_; }

private:
    struct State;
    Listener(Executor acceptor, std::unique_ptr<State> state, std::uint16_t port);
    State* state_;  // the accepting task's; null when that has ended
    std::uint16_t port_;
};

/// Connects, on the caller's context. The wire's deadline is `within` from now. Fails with `timeout`,
/// `closed` (refused), `io` (unreachable, or `from`, the address to connect from, is not ours).
Task<Result<std::unique_ptr<Wire>>> connect_tcp(PeerAddress address, std::uint16_t port,
                                                std::chrono::milliseconds within,
                                                std::optional<PeerAddress> from = {});
Task<Result<std::unique_ptr<Wire>>> connect_unix(std::string path, std::chrono::milliseconds within);

/// A wire for a connected stream socket, which it owns from now on. Sets it non-blocking.
std::unique_ptr<Wire> adopt_socket(Executor home, int descriptor);
/// Two ends of one connection (a socket pair): for tests.
std::pair<std::unique_ptr<Wire>, std::unique_ptr<Wire>> make_pair(Executor first, Executor second);

}  // namespace milpa::net
