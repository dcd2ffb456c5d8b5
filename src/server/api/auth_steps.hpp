// SPDX-License-Identifier: AGPL-3.0-or-later
// What the steps of auth.cpp and auth_credentials.cpp have in common. Used by these two alone.
#pragma once

#include <span>

#include "http/message.hpp"
#include "jmap/standard.hpp"
#include "members/sign_in.hpp"
#include "server/server.hpp"
#include "webauthn/json.hpp"

namespace milpa::server::api {

/// A request whose form is known: JSON of an object, from our own page or from no page at all.
struct Asked {
    http::Request request;
    jmap::json::object body;
};
struct AuthStep {
    std::string_view path;
    Task<http::Response> (*run)(Lent<Server> server, Asked asked);
    /// As jmap::Method::manages_account: not by a session begun with an app password.
    bool manages_account = false;
};
/// What opens the account: second factor, passkeys, passwords.
std::span<const AuthStep> credential_steps();

/// 400.
http::Response wrong_form(std::string_view why);
/// 401 for `denied`, 429 for `limit`.
http::Response failure(const Error& error);
/// By the session that is shown. Fails as Logins::resume().
Result<members::Login> login_of(Server& server, const http::Request& request);
/// The value of a Set-Cookie that makes the browser show the token, for so long; 0: no more.
std::string cookie_of(std::string_view token, std::chrono::seconds left);
/// The domain that passkeys are of is that of the page; the router lets in only hosts of ours.
webauthn::RelyingParty party_of(const http::Request& request);

template <class SomeId>
std::optional<SomeId> id_of(const jmap::json::object& body, std::string_view name) {
    const auto text = jmap::text_of(body, name);
    const auto octets = text ? from_hex(*text) : Result<Bytes>(Bytes());
    if (!octets) return std::nullopt;
    const auto id = SomeId::from(ByteView(*octets));
    return id ? std::optional(*id) : std::nullopt;
}

}  // namespace milpa::server::api
