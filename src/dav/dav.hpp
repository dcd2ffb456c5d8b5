// SPDX-License-Identifier: AGPL-3.0-or-later
// CardDAV (RFC 6352) over WebDAV (RFC 4918 classes 1 and 3): the member's address books for the programs of
// phones and desktops. The same contacts as the API's, in the same vault.
//
// What always holds
// - what a program PUT it GETs back, octet for octet, under the same ETag, until somebody changes the card;
// - If-Match and If-None-Match are decided by the fold, so that no two writers both win;
// - everything of one request happens on the home thread of the member's vault.
//
// What is not there, and said so in each answer's DAV field: locks (class 2), properties of the clients' own
// (they are refused, RFC 4918 9.2), sharing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "http/router.hpp"
#include "mail/account/account.hpp"

namespace milpa::dav {

/// Whoever is signed in, at the home thread of their vault.
class Member {
public:
    virtual ~Member() = default;
    virtual mail::account::Account& account() = 0;
    virtual Random& random() = 0;
    /// Their account's id in paths: it says nothing.
    virtual std::string account_id() const = 0;
    /// Their address, for programs that show whose books these are.
    virtual std::string address() const = 0;
    /// What the account holds has changed.
    virtual void settle() {}
};

struct Asked {
    http::Method method = http::Method::get;
    std::string path;
    http::Fields fields;
    std::string body;
};
using Serve = std::function<Task<http::Response>(Lent<Member> member, Asked asked)>;

/// What CardDAV needs of the house: src/server/ binds it, tests script it.
class Doors {
public:
    virtual ~Doors() = default;
    /// Finds out who asks (Basic over TLS), opens their vault, and has them served at its home thread; else
    /// the refusal: 401 with WWW-Authenticate, 403, 429, 503. Never fails.
    virtual Task<http::Response> enter(http::Request request, std::string body, Serve serve) = 0;
};

/// One request of a member, whole. Never fails. `path` is decoded, as of http::Request.
Task<http::Response> answer(Lent<Member> member, Asked asked);

/// All routes: /dav/, and /.well-known/carddav which leads there (RFC 6764 5). `doors` outlives the router.
std::vector<http::Route> routes(Lent<Doors> doors);

}  // namespace milpa::dav
