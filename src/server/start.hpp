// SPDX-License-Identifier: AGPL-3.0-or-later
// How a server comes to be: what has to happen before there is one, in its order. What it consists of then is
// in server.hpp.
//
//     the process of acme.dns_hook -> hardened memory -> the sandbox -> Server::start()
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/server.hpp"

namespace milpa::server {

/// Now, and at each reload.
using ReadSettings = std::function<Result<Settings>()>;

/// First in main, while there is one thread. Of the data folder, only the store can be written then. Fails as
/// `read`, HookRunner::start(), check_guarded() and Server::start(). `founding_certificate`: see
/// ServerOptions.
Result<std::unique_ptr<Server>> start_server(const std::string& folder, ReadSettings read,
                                             store::SealingMode sealing,
                                             std::optional<net::Certificate> founding_certificate = {});

}  // namespace milpa::server
