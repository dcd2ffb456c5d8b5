// SPDX-License-Identifier: AGPL-3.0-or-later
// Who answers what: services plug their routes in when the server is wired, and no handler ever sees a
// socket. The router adds what every answer has (security headers, policies) and answers by itself what no
// handler has to know: 404, 405 with Allow, OPTIONS, HEAD where there is GET, 413, 421, 500.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace milpa::http {

/// What an answer may do in a browser; each is a set of header fields (policy.hpp).
enum class Policy : std::uint8_t {
    api,     ///< data: nothing may be loaded, framed, sniffed or cached; no foreign page may read it
    page,    ///< pages of the portal: our own scripts and styles only, no inline ones, Trusted Types
    asset,   ///< what pages load
    sealed,  ///< what members wrote or were sent (blobs): a sandbox, never a document of our origin
    letter,  ///< the frame in which our pages show HTML of strangers: no script, nothing from anywhere
    open,    ///< meant for anybody's program (autoconfig, mta-sts, WKD): may be read from anywhere
};

struct Route {
    /// Exact, in lower case; "*.example" takes one label; empty takes any host.
    std::string host;
    /// "/jmap/upload/{account}": a name takes one segment; "{name...}" at the end takes the rest, slashes and
    /// all, perhaps none. An exact segment goes before a name, a longer pattern before a shorter.
    std::string pattern;
    std::vector<Method> methods;
    Handler handler;
    Policy policy = Policy::api;
    /// Octets of a request's body; 0: it may have none.
    std::uint64_t body_octets_max = 0;
    /// Whether it is answered without TLS (HTTP-01; MTA-STS never). Others are redirected to https.
    bool in_clear = false;
};

/// Filled before the first request; any thread afterwards.
class Router {
public:
    /// Aborts where two routes are one and the same: a bug of the wiring.
    void add(Route route);
    /// The hosts that are ours, written as in Route::host; others are answered with 421 (RFC 9110 7.4), so
    /// that no foreign name that points here becomes an origin of our pages. Addresses and requests without a
    /// host pass. Never called: all are ours.
    void serve_only(std::vector<std::string> hosts);
    /// What a browser that asks for a page is shown where there is nothing; everything else hears one line.
    void show_missing(Handler page);
    /// Where requests in clear are sent on to.
    void use_https_port(std::uint16_t port);
    /// Which route a request takes, before its body is read: so the connection knows what the body may be.
    /// Where nothing fits, one that answers so. Fills in `captured`.
    const Route& find(Request& request) const;
    /// The whole answer, policies and all. Never fails. To a HEAD a handler that knows only GET answers as to
    /// that, with its body: the connection sends only the fields, and asks no Source.
    Task<Response> answer(Lent<const Route> route, Request request, Lent<Body> body) const;

    /// Pages of browsers that come over TLS say that they are also at this onion service ("abc.onion").
    void tell_onion(std::string host);

    Router();
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

private:
    struct Table;
    std::unique_ptr<Table> table_;
};

}  // namespace milpa::http
