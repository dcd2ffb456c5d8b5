// SPDX-License-Identifier: AGPL-3.0-or-later
// What IMAP asks for (mail/imap/services.hpp), answered from the directory and the vaults.
#pragma once

#include "mail/imap/connection.hpp"
#include "mail/imap/services.hpp"
#include "net/peer.hpp"
#include "server/server.hpp"

namespace milpa::server {

/// What `imap.clear_on_loopback` says of a peer.
mail::imap::ClearLogin clear_login_of(const net::PeerAddress& peer, const Settings& settings);

class ImapServices final : public mail::imap::Services {
public:
    explicit ImapServices(Lent<Server> server) : server_(server) {}
    Task<Result<std::unique_ptr<mail::imap::Entrance>>> log_in(mail::imap::Caller caller, std::string user,
                                                               crypto::SecretText secret) override;
    std::uint64_t message_octets_max() const override { return server_->settings()->message_bytes_max; }
    const Clock& clock() const override { return server_->clock(); }

private:
    const Lent<Server> server_;
};

}  // namespace milpa::server
