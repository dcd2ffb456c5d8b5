// SPDX-License-Identifier: AGPL-3.0-or-later
// A connection that came through our onion service: clear octets on loopback between Tor and us, encrypted
// and authenticated from the visitor's Tor to ours. So it counts as TLS wherever a protocol asks for that
// (passwords, cookies), and offers no STARTTLS. Who is at the other end nobody knows.
#pragma once

#include <memory>

#include "net/peer.hpp"
#include "net/wire.hpp"

namespace milpa::onion {

/// In place of an address: all visitors of the service are one peer, which is nobody's (RFC 4193), so that
/// none of them counts as somebody at the machine itself.
net::PeerAddress visitor();

class OnionWire final : public net::Wire {
public:
    explicit OnionWire(std::unique_ptr<net::Wire> wire) : wire_(std::move(wire)) {}

    Task<Result<std::size_t>> read_some(std::span<char> into) override { return wire_->read_some(into); }
    Task<Result<net::Wake>> wait_readable() override { return wire_->wait_readable(); }
    bool call_when_readable(std::move_only_function<void()> call) override {
        return wire_->call_when_readable(std::move(call));
    }
    Task<Result<void>> write(std::string_view bytes) override { return wire_->write(bytes); }
    Task<Result<void>> start_tls_server(Lent<const net::TlsContext> context) override {
        return wire_->start_tls_server(context);
    }
    Task<Result<void>> start_tls_client(Lent<const net::TlsContext> context, net::TlsPeer peer) override {
        return wire_->start_tls_client(context, std::move(peer));
    }
    std::optional<net::TlsInfo> tls() const override;
    Result<Bytes> channel_binding() const override { return wire_->channel_binding(); }
    void set_deadline(std::chrono::milliseconds from_now) override { wire_->set_deadline(from_now); }
    void nudge() override { wire_->nudge(); }
    Task<Result<void>> shutdown() override { return wire_->shutdown(); }
    void close() override { wire_->close(); }
    void move_to(Executor home) override { wire_->move_to(home); }

private:
    const std::unique_ptr<net::Wire> wire_;
};

}  // namespace milpa::onion
