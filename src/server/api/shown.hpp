// SPDX-License-Identifier: AGPL-3.0-or-later
// What a request shows of who sends it (RFC 6750, RFC 7617, our cookie), and whether a page of ours made it.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "crypto/secret.hpp"
#include "http/message.hpp"

namespace milpa::server::api {

/// The prefix has browsers keep it to us, to TLS, and away from other hosts of the domain (RFC 6265bis).
inline constexpr std::string_view cookie_name = "__Host-milpa";

struct Token {
    crypto::SecretText text;
    bool from_cookie = false;  ///< a browser sends it whoever made the request: see is_from_own_page()
};
/// An address with its password or an app password.
struct AddressAndSecret {
    std::string address;
    crypto::SecretText secret;
};
using Shown = std::variant<std::monostate, Token, AddressAndSecret>;

/// An Authorization field goes before a cookie; what is no form of ours shows nothing.
Shown read_shown(const http::Request& request);

/// What the client calls us: "https://example.org:8443", "http://xyz.onion".
std::string origin_of(const http::Request& request);

/// Whether the browser says that a page of ours made the request (Sec-Fetch-Site), or names our origin in one
/// that has no such field. Programs that are no browsers say neither.
bool is_from_own_page(const http::Request& request);
/// What a request that changes something must be where a cookie is all that it shows: from our own page, and
/// of a form that no foreign page can send without asking first (Content-Type application/json, or the field
/// X-Milpa).
bool is_safe_to_obey(const http::Request& request);
/// Whether a cookie is all that is shown, which the browser sends whoever asked for the request, and the
/// request is not safe to obey.
bool may_be_forged(const Shown& shown, const http::Request& request);
/// Whether Content-Type is application/json, with whatever parameters.
bool is_json(const http::Request& request);
/// Browsers fetch with Sec-Fetch-Mode: to them no Basic is offered, so that no dialogue opens.
bool is_browser(const http::Request& request);

}  // namespace milpa::server::api
