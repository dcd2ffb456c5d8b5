// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/client.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "http/reach.hpp"
#include "net/listener.hpp"

namespace milpa::http {

namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr std::size_t read_octets = std::size_t{16} * 1024;  // a record of TLS

/// At least 1 ms: what is over fails in the call itself, with `timeout`.
std::chrono::milliseconds left_until(Deadline until) {
    const auto left = until - std::chrono::steady_clock::now();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds(1));
}

/// RFC 9110 5.6.2.
bool is_token(std::string_view name) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

/// RFC 9110 5.5.
bool is_field_value(std::string_view value) {
    return std::ranges::none_of(value,
                                [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

bool has_body(Method method) {
    return method == Method::post || method == Method::put || method == Method::patch;
}

}  // namespace

Result<std::string> to_octets(const ClientRequest& request, const Url& url, std::string_view user_agent) {
    std::string octets = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
                                     to_text(request.method), url.target, url.authority());
    if (!user_agent.empty()) octets += fmt::format("User-Agent: {}\r\n", user_agent);
    for (const Fields::Field& field : request.fields.all()) {
        if (!is_token(field.name) || !is_field_value(field.value)) {
            return fail(ErrorKind::syntax, "a field that no header can hold");
        }
        octets += fmt::format("{}: {}\r\n", field.name, field.value);
    }
    // RFC 9110 8.6: also of an empty body, where the method has one.
    if (has_body(request.method) || !request.body.empty()) {
        octets += fmt::format("Content-Length: {}\r\n", request.body.size());
    }
    octets += "\r\n";
    octets += request.body;
    return octets;
}

Task<Result<ClientResponse>> exchange(Lent<net::Wire> wire, std::string octets, Method method,
                                      std::size_t body_octets_max) {
    const bool secure = wire->is_tls();
    // A server may answer, and close, before it has heard all (413): what it said is what counts.
    const auto written = co_await wire->write(octets);
    if (!written && written.error().kind == ErrorKind::timeout) co_return written.error();
    ResponseReader reader(method, body_octets_max);
    std::array<char, read_octets> some;
    while (true) {
        const auto count = co_await wire->read_some(some);
        if (!count && count.error().kind == ErrorKind::closed) {
            const auto tls = wire->tls();  // none any more where the session broke
            CO_CHECK(reader.end(!secure || (tls && tls->ended)));
            break;
        }
        if (!count) co_return count.error();
        CO_TRY(const bool whole, reader.take({some.data(), *count}));
        if (whole) break;
    }
    co_return std::move(reader).response();
}

Task<Result<std::vector<net::PeerAddress>>> Client::find_addresses(std::string host, Deadline until) const {
    std::vector<net::PeerAddress> found;
    if (const auto literal = net::PeerAddress::parse(host)) {
        found.push_back(*literal);
    } else {
        const auto within = [until] { return std::min(left_until(until), net::dns_deadline); };
        auto v6 = co_await options_.resolver->find_aaaa(host, within());
        auto v4 = co_await options_.resolver->find_a(host, within());
        if (!v6 && !v4) co_return v4.error();
        // RFC 8305 4: in turns, so that where one family leads nowhere the other comes soon.
        for (std::size_t i = 0; found.size() < attempts_max; ++i) {
            const bool more6 = v6 && i < v6->records.size();
            const bool more4 = v4 && i < v4->records.size();
            if (!more6 && !more4) break;
            if (more6) found.push_back(v6->records[i]);
            if (more4 && found.size() < attempts_max) found.push_back(v4->records[i]);
        }
    }
    if (found.empty()) co_return fail(ErrorKind::missing, "a name without an address");
    if (options_.reach == Reach::global) {
        std::erase_if(found, [](const net::PeerAddress& address) { return !is_global(address); });
        if (found.empty()) co_return fail(ErrorKind::denied, "not an address of the internet at large");
    }
    co_return found;
}

Task<Result<std::unique_ptr<net::Wire>>> Client::connect(Url url, Deadline until) const {
    CO_TRY(const auto addresses, co_await find_addresses(url.host, until));
    for (std::size_t i = 0;; ++i) {
        const bool last = i + 1 == addresses.size();
        const auto within = last ? left_until(until) : std::min(left_until(until), attempt_deadline);
        auto wire = co_await net::connect_tcp(addresses[i], url.port, within);
        if (!wire && !last && std::chrono::steady_clock::now() < until) continue;
        if (!wire) co_return wire.error();
        (*wire)->set_deadline(left_until(until));
        if (url.secure) {
            const net::TlsPeer peer{.name = url.host, .protocols = {"http/1.1"}};
            CO_CHECK(co_await (*wire)->start_tls_client(options_.tls, peer));
        }
        co_return std::move(*wire);
    }
}

Task<Result<ClientResponse>> Client::fetch(ClientRequest request) const {
    const Deadline until = std::chrono::steady_clock::now() + options_.within;
    CO_TRY(const Url url, Url::parse(request.url));
    if (options_.reach == Reach::global && !url.secure) co_return fail(ErrorKind::denied, "not by TLS");
    CO_TRY(std::string octets, to_octets(request, url, options_.user_agent));
    CO_TRY(const auto wire, co_await connect(url, until));
    auto response =
        co_await exchange(wire.get(), std::move(octets), request.method, options_.body_octets_max);
    wire->close();
    co_return response;
}

}  // namespace milpa::http
