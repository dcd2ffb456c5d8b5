// SPDX-License-Identifier: AGPL-3.0-or-later
// An SMTP client on a wire: for the queue, tests and benches.
#pragma once

#include <memory>
#include <span>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "mail/smtp/client_session.hpp"
#include "net/line_reader.hpp"
#include "net/wire.hpp"

namespace milpa::mail::smtp {

/// RFC 5321 4.5.3.2: how long the client waits for each reply, as the RFC wants it at least.
struct ClientTimeouts {
    std::chrono::seconds reply{300};
    std::chrono::seconds data_block{180};
    std::chrono::seconds verdict{600};
    std::chrono::seconds handshake{60};
};

/// A message to be sent: CRLF line ends, no dot-stuffing, without the Return-Path field.
class MessageSource {
public:
    virtual ~MessageSource() = default;
    /// The next octets, at most into.size(); 0 at the end.
    virtual Task<Result<std::size_t>> read(std::span<char> into) = 0;
};

/// One connection; one task at a time. After a failure only destruction follows.
class Client {
public:
    /// `tls` may be null where options.tls is `never` or the wire is TLS already.
    Client(std::unique_ptr<net::Wire> wire, const net::TlsContext* tls, net::TlsPeer peer,
           ClientOptions options, ClientTimeouts timeouts = {});

    /// Greeting, EHLO, STARTTLS, AUTH. What stands in the way otherwise is the failure of the session.
    Task<std::optional<Outcome>> open();
    /// One outcome for each recipient, in their order. Requires that open() gave nothing. May be called again
    /// as long as is_open().
    Task<std::vector<Outcome>> deliver(Outgoing message, Lent<MessageSource> source);
    /// QUIT, and the end of the connection.
    Task<> quit();

    bool is_open() const { return session_.want() == ClientSession::Want::nothing; }
    bool is_tls() const { return session_.is_tls(); }

private:
    Task<> run(MessageSource* source);
    Task<Result<void>> step(MessageSource* source);
    Task<Result<void>> send_content(Lent<MessageSource> source);

    std::unique_ptr<net::Wire> wire_;
    net::LineReader reader_;
    const net::TlsContext* tls_;
    net::TlsPeer peer_;
    ClientTimeouts timeouts_;
    ClientSession session_;
    ReplyParser parser_;
};

}  // namespace milpa::mail::smtp
