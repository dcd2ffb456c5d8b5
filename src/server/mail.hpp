// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail, bound: what SMTP, submission, IMAP and the queue each ask for (their services.hpp), answered from the
// directory, the vaults and each other.
#pragma once

#include <atomic>
#include <memory>

#include "base/id.hpp"
#include "base/task.hpp"
#include "net/dns.hpp"
#include "net/listener.hpp"
#include "net/tls.hpp"

namespace milpa::mail::queue {
class Queue;
}  // namespace milpa::mail::queue

namespace milpa::jmap {
class Outbox;
}

namespace milpa::members {
struct Login;
}

namespace milpa::server {

class MailReturns;
class Server;

/// How long a lock waits for deliveries that are under way.
inline constexpr std::chrono::seconds lock_patience{5};

class Mail {
public:
    /// Listens at once; everything answers "locked" until unlocked().
    static Result<std::unique_ptr<Mail>> start(Lent<Server> server, Lent<net::ConnectionLimits> limits,
                                               Lent<net::PeerHasher> hasher);
    ~Mail();

    /// The certificates for new connections, the first for whoever asks for no name; those that are there go
    /// on. Fails with `closed` when the server was locked meanwhile; then they are forgotten again.
    Result<void> use_certificates(const std::vector<net::Certificate>& certificates);
    /// Starts the queue, where it does not run yet. Fails as Queue::start(), `closed` when the server was
    /// locked meanwhile; then it does not run.
    Task<Result<void>> unlocked();
    /// Stops the queue, and forgets what it knows, the certificate's key too: connections that were given it
    /// end within seconds, whoever they are. Returns after lock_patience at the latest: what still runs then
    /// ends by itself.
    Task<> locked();
    /// What is set for all mail is another than before; what is under way goes on with what it was given.
    void settings_changed();
    mail::queue::Queue& queue();
    MailReturns& returns();
    net::Resolver& resolver();
    /// Where mail that a member sends through the API leaves. Not after the mail is gone.
    std::unique_ptr<jmap::Outbox> outbox_of(const members::Login& login);
    /// A connection that came through the onion service.
    enum class Visit : std::uint8_t { reading, sending };
    Task<> serve_visitor(net::Accepted accepted, Visit visit);
    /// What the limit on recipients in an hour knows of a member.
    std::size_t recipients_of_late(const MemberId& member) const;

    struct Parts;

private:
    explicit Mail(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace milpa::server
