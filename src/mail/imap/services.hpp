// SPDX-License-Identifier: AGPL-3.0-or-later
// What a session needs from the rest of the house. src/server/ binds these; tests script them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "mail/account/account.hpp"
#include "net/peer.hpp"

namespace milpa::mail::imap {

/// A member's mail, open for one session. Lives on the home thread of the vault, and must be dropped there.
class Mailroom {
public:
    virtual ~Mailroom() = default;
    virtual account::Account& account() = 0;
    /// For the octets of an APPEND.
    virtual store::ObjectWriter write_object() = 0;
    virtual account::Quota quota() const = 0;
    /// What the account holds has changed: the counters that others see (SMTP, when the vault is closed) are
    /// put right.
    virtual void settle() = 0;
};

/// A login whose mail is not open yet.
class Entrance {
public:
    virtual ~Entrance() = default;
    /// The thread on which the mail lives; the session moves there.
    virtual Executor home() const = 0;
    /// To be called at home, once. `end`: called at home when the session must end (the server is locked, the
    /// member is suspended); not after the mailroom is gone. Fails as account::open_account().
    virtual Task<Result<std::unique_ptr<Mailroom>>> open(std::function<void()> end) = 0;
};

/// Who is at the other end of a connection.
struct Caller {
    net::PeerAddress peer;
};

class Services {
public:
    virtual ~Services() = default;
    /// Fails with `denied` (wrong name or secret, one and the same), `limit` (too many tries at that name or
    /// from there: later), `closed` (locked).
    virtual Task<Result<std::unique_ptr<Entrance>>> log_in(Caller caller, std::string user,
                                                           crypto::SecretText secret) = 0;
    virtual std::uint64_t message_octets_max() const = 0;
    virtual const Clock& clock() const = 0;
};

}  // namespace milpa::mail::imap
