// SPDX-License-Identifier: AGPL-3.0-or-later
// The Web Key Directory (draft-koch-openpgp-webkey-service): members' OpenPGP public keys by the hash of
// their address, at the domain itself (direct method) and at "openpgpkey." of it (advanced method).
#pragma once

#include <string>
#include <vector>

#include "http/router.hpp"
#include "members/collective.hpp"

namespace milpa::server {

/// For these domains, as DNS writes them. The collective outlives the router.
void add_wkd_routes(Lent<http::Router> router, Lent<const members::Collective> collective,
                    const std::vector<std::string>& domains);

}  // namespace milpa::server
