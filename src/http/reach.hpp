// SPDX-License-Identifier: AGPL-3.0-or-later
// Which addresses belong to the internet at large, and which to this machine, its neighbours or nobody: where
// strangers say where we are to go (a push service), they must not send us into our own house.
#pragma once

#include "http/url.hpp"
#include "net/peer.hpp"

namespace milpa::http {

/// False for what RFC 6890's registries do not call globally reachable (loopback, private, link-local,
/// documentation, multicast, ...), and for IPv6 addresses that only wrap an IPv4 one, unless that is global
/// itself (NAT64, RFC 6052).
bool is_global(const net::PeerAddress& address);

/// Whether a URL that a stranger gave may lead out at all: https, its usual port (so that nobody has us knock
/// at others), a name with a dot that is none of an inner network (RFC 6761, 6762, 7686, 8375, 9476 and the
/// like), or an address that is global. Where a name leads is looked at when it is gone to.
bool is_public_place(const Url& url);

}  // namespace milpa::http
