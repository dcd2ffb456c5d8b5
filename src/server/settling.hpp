// SPDX-License-Identifier: AGPL-3.0-or-later
// What every open account does about its size: how large it may get, and that the counter by which mail is
// refused while it is closed is right.
#pragma once

#include <optional>

#include "server/server.hpp"

namespace milpa::server {

/// As it is now: an administrator may have changed it since the login. Nothing may be added by who was
/// removed, or while the server is locked.
mail::account::Quota quota_now(Server& server, const MemberId& member);

/// On the home thread of the account's vault.
class Settling {
public:
    Settling(Lent<Server> server, VaultId vault) : server_(server), vault_(vault) {}
    /// Writes what the account holds now, where that is something else than last time.
    void settle(const mail::account::Account& account);

private:
    const Lent<Server> server_;
    const VaultId vault_;
    std::optional<mail::account::Usage> settled_;
};

}  // namespace milpa::server
