// SPDX-License-Identifier: AGPL-3.0-or-later
// A small client: HTTP/1.1, one request a connection, over TLS that is verified, or in clear where the URL
// says so. Redirects, cookies, caches and proxies are not followed, kept or known: those whom we ask (an
// authority, a push service) need none, and what a stranger could send us to is their caller's to see.
//
// What always holds
// - One deadline for all of it: looking up, connecting, handshake, request, answer.
// - An answer is bounded, whatever its framing. One that was cut off is a failure, never a shorter answer.
// - With Reach::global, what is connected to was looked at: the address itself, not the name, so that no name
//   can lead elsewhere between the look and the connection.
#pragma once

#include <chrono>
#include <string>

#include "base/lent.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "http/message.hpp"
#include "http/response_reader.hpp"
#include "http/url.hpp"
#include "net/dns.hpp"
#include "net/wire.hpp"

namespace milpa::http {

enum class Reach : std::uint8_t {
    any,     ///< URLs that our own people have set
    global,  ///< URLs that strangers gave: only to addresses that are global (reach.hpp), and only by TLS
};

struct ClientOptions {
    Lent<net::Resolver> resolver;
    Lent<const net::TlsContext> tls;  ///< whom to believe
    Reach reach = Reach::global;
    std::string user_agent = {};  ///< not sent where empty
    std::size_t body_octets_max = std::size_t{1024} * 1024;
    std::chrono::milliseconds within = std::chrono::seconds(30);
};

struct ClientRequest {
    Method method = Method::get;
    std::string url;
    /// Without host, connection, content-length, user-agent: those are the client's.
    Fields fields = {};
    std::string body = {};
};

/// Addresses of a name that are tried, one after another.
constexpr std::size_t attempts_max = 4;
/// What one of them has to answer a connection, where others are left.
constexpr std::chrono::milliseconds attempt_deadline = std::chrono::seconds(5);

/// May be used for many requests at once. What it was lent outlives them all.
class Client {
public:
    explicit Client(ClientOptions options) : options_(std::move(options)) {}

    /// The answer, whatever its status. Fails with `syntax` (the URL, a field that would break the header, an
    /// answer that is not HTTP, no TLS), `missing` (no such name, or no address), `denied` (Reach does not
    /// allow it, or the certificate is not the name's), `limit`, `closed` (nobody listens; cut off),
    /// `timeout`, `io`, `corrupt` (DNS was forged).
    Task<Result<ClientResponse>> fetch(ClientRequest request) const;

private:
    Task<Result<std::unique_ptr<net::Wire>>> connect(Url url,
                                                     std::chrono::steady_clock::time_point until) const;
    Task<Result<std::vector<net::PeerAddress>>> find_addresses(
        std::string host, std::chrono::steady_clock::time_point until) const;

    const ClientOptions options_;
};

/// The request as it goes over the wire. Fails with `syntax` for a field that would break it.
Result<std::string> to_octets(const ClientRequest& request, const Url& url, std::string_view user_agent);
/// Says it and hears the answer, within the wire's deadline; the wire is of no use afterwards. Fails as
/// fetch().
Task<Result<ClientResponse>> exchange(Lent<net::Wire> wire, std::string octets, Method method,
                                      std::size_t body_octets_max);

}  // namespace milpa::http
