// SPDX-License-Identifier: AGPL-3.0-or-later
// A session on a wire: reads lines and content, keeps deadlines, gathers the replies of pipelined commands
// into one write, shakes hands for TLS, closes. The only file of the server side that knows a wire.
//
// Memory: an idle connection holds the session, the coroutine and the wire (no read buffer); one that
// receives content holds `content_buffer_octets` more, the transaction, From and Sender (author_octets_max),
// and what its sink holds. All of it together is below 256 KiB, whatever is sent
// (server/delivery_memory_test.cpp).
#pragma once

#include <memory>
#include <string>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "mail/smtp/services.hpp"
#include "mail/smtp/settings.hpp"
#include "net/ending.hpp"
#include "net/wire.hpp"

namespace milpa::mail::smtp {

/// One read of content, and one write to the sink: as much as a TLS record has, so that none is kept half
/// read.
inline constexpr std::size_t content_buffer_octets = 16 * 1024;
/// Replies that wait for the end of a pipelined group; more are written at once (RFC 2920 3.2 (6)).
inline constexpr std::size_t replies_octets_max = 4 * 1024;

/// Serves until the end; never fails, whatever the peer does. `tls` is null where there is no certificate
/// (then settings.starttls is false). A wire that is TLS already stays so (port 465: the listener's task has
/// shaken hands). What is lent outlives it.
Task<> serve(std::unique_ptr<net::Wire> wire, std::string peer_address, const net::TlsContext* tls,
             Lent<const Settings> settings, Lent<const Services> services);

/// The same on a wire that is the caller's, who may have to close it. Where there is an `ending`, and it is
/// over, the session ends soon, whatever it does: with 421, but in the middle of a handshake, which is broken
/// off. A message of which a part is still to come is not taken then; one that is being stored is answered
/// first.
Task<> serve_on(Lent<net::Wire> wire, std::string peer_address, const net::TlsContext* tls,
                Lent<const Settings> settings, Lent<const Services> services,
                std::shared_ptr<net::Ending> ending = {});

}  // namespace milpa::mail::smtp
