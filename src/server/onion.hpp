// SPDX-License-Identifier: AGPL-3.0-or-later
// The onion service: while the server is unlocked, the machine's Tor knows our service and brings its
// visitors to ports of their own on loopback. Its key is sealed in the directory like a certificate's.
#pragma once

#include <memory>
#include <string>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace milpa::server {

class Server;

class Onion {
public:
    /// Listens for visitors, where the settings name Tor's control port; else does nothing for ever. Fails as
    /// Listener::tcp().
    static Result<std::unique_ptr<Onion>> start(Lent<Server> server);
    ~Onion();

    /// Tells Tor, now and whenever it comes back. Call at each unlock.
    void unlocked();
    /// Tor forgets the service with our connection. At once; any thread.
    void locked();
    /// "abc.onion" while Tor has it; empty else.
    std::string address() const;
    bool is_wanted() const;

private:
    struct Parts;
    explicit Onion(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace milpa::server
