// SPDX-License-Identifier: AGPL-3.0-or-later
// An IMAP connection: reads, keeps deadlines, streams APPENDs, waits in IDLE, moves to the vault's thread
// after the login. The connection*.cpp are the only files of the server side that know a wire.
//
//     greeting --> not authenticated --STARTTLS--> not authenticated (nothing learnt before is kept)
//                        \--LOGIN, AUTHENTICATE--> [moves to the home thread] --> session.hpp --LOGOUT-->
//                        closed
//
// Memory: one that waits holds this object, the wire, its coroutine and the view; no buffer.
#pragma once

#include "mail/imap/services.hpp"
#include "net/ending.hpp"
#include "net/tls.hpp"
#include "net/wire.hpp"

namespace milpa::mail::imap {

/// What a listener says to who is over its limits.
inline constexpr std::string_view too_many = "* BYE Too many connections\r\n";

/// Whether a login may come over a connection without TLS (RFC 9051 11.1).
enum class ClearLogin : unsigned char { refused, allowed };

/// Serves until the end; never fails, whatever the peer does. `tls` is null while there is no certificate:
/// then nobody can log in on a wire in the clear, unless `clear` allows it, and is told so at once. What is
/// lent outlives the connection; so does what `tls` points to. Where there is an `ending`, and it is over,
/// the connection ends soon, whatever it does: with BYE, but in the middle of a handshake, which is broken
/// off.
Task<> serve(std::unique_ptr<net::Wire> wire, Caller caller, std::shared_ptr<const net::TlsContext> tls,
             Lent<Services> services, ClearLogin clear = ClearLogin::refused,
             std::shared_ptr<net::Ending> ending = {});

}  // namespace milpa::mail::imap
