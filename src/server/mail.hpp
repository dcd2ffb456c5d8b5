// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail, bound: what SMTP, submission, IMAP and the queue each ask for (their services.hpp), answered from the
// directory, the vaults and each other.
#pragma once

#include <atomic>
#include <memory>

#include "base/task.hpp"
#include "net/listener.hpp"
#include "net/tls.hpp"

namespace milpa::mail::queue {
class Queue;
}

namespace milpa::server {

class Server;

class Mail {
public:
    /// Listens at once; everything answers "locked" until unlocked().
    static Result<std::unique_ptr<Mail>> start(Lent<Server> server, Lent<net::ConnectionLimits> limits,
                                               Lent<net::PeerHasher> hasher);
    ~Mail();

    /// The certificate for new connections.
    Result<void> use_certificate(const net::Certificate& certificate);
    /// Starts the queue.
    Task<Result<void>> unlocked();
    /// Stops the queue, and forgets what it knows, the certificate's key too.
    Task<> locked();
    mail::queue::Queue& queue();

    struct Parts;

private:
    explicit Mail(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace milpa::server
