// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in and out over HTTP, for browsers and programs: JSON in, JSON out, all by POST. What happens in
// each step: members/sign_in.hpp.
//
//     /auth/sign-in     {address, secret}       a session, or a second step
//     /auth/code        {step, code}            a session: the second step by a code
//     /auth/challenge   {}                      what to ask a passkey alone
//     /auth/passkey     {passkey, step?}        a session: by a passkey, second step or alone
//     /auth/sign-out    {}                      ends the one that asks
//     /auth/prove       {passkey}               a proof: who has the session shows anew who they are
//     /auth/passkeys    {}                      those that there are, and whether codes are asked for
//
// and /auth/passkeys/offer, add, open, remove; /auth/totp/offer, confirm, remove: auth_credentials.cpp. How a
// program goes about it is told to its author at the head of docs/API.md (jmap/manual.cpp).
//
// What a page does with its authenticator is here, since it hangs on the page's host, and what begins or ends
// a session. All else that a member does with what is theirs (sessions, app passwords, password, recovery
// code) is a method of the API: jmap/own/credentials.cpp.
//
// Each that begins a session takes label, lifetime (seconds) and cookie. With cookie the token comes as a
// cookie that no script can read and no foreign page can use; otherwise it stands in the answer. Octets are
// in base64url. Requests of pages that are not ours are refused, also those that would sign somebody in.
#pragma once

#include "http/router.hpp"
#include "server/server.hpp"

namespace milpa::server::api {

/// Octets of a request: attestations have some KiB.
inline constexpr std::size_t auth_octets_max = 64 * 1024;

/// The server outlives the router.
void add_auth_routes(Lent<http::Router> router, Lent<Server> server);

}  // namespace milpa::server::api
