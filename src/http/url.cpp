// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/url.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "net/peer.hpp"

namespace milpa::http {

namespace {

constexpr std::uint16_t port_https = 443;
constexpr std::uint16_t port_http = 80;
constexpr std::size_t host_octets_max = 253;  // RFC 1035 2.3.4

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_host_octet(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/// RFC 3986 2: printable ASCII without those that delimit or are unwise. What a server takes beyond is its
/// own affair.
bool is_target_octet(char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '<' && c != '>' && c != '\\';
}

bool take_prefix(std::string_view* text, std::string_view prefix) {
    if (text->size() < prefix.size()) return false;
    if (!std::ranges::equal(text->substr(0, prefix.size()), prefix, {}, to_lower)) return false;
    text->remove_prefix(prefix.size());
    return true;
}

Result<std::string> read_host(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) {
        const std::string_view inside = text.substr(1, text.size() - 2);
        CHECK(net::PeerAddress::parse(inside));
        if (inside.find(':') == std::string_view::npos) return fail(ErrorKind::syntax, "not an IPv6 address");
        return std::string(inside);
    }
    std::string host(text);
    std::ranges::transform(host, host.begin(), to_lower);
    if (host.ends_with('.')) host.pop_back();
    if (host.empty() || host.size() > host_octets_max || !std::ranges::all_of(host, is_host_octet)) {
        return fail(ErrorKind::syntax, "a host that is none");
    }
    return host;
}

Result<std::uint16_t> read_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) {
        return fail(ErrorKind::syntax, "a port that is none");
    }
    return port;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
    if (text.size() > url_octets_max) return fail(ErrorKind::syntax, "a URL that is too long");
    Url url;
    url.secure = take_prefix(&text, "https://");
    if (!url.secure && !take_prefix(&text, "http://"))
        return fail(ErrorKind::syntax, "neither http nor https");
    url.port = url.secure ? port_https : port_http;
    text = text.substr(0, text.find('#'));
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    std::string_view authority = text.substr(0, end);
    const std::string_view target = text.substr(end);
    if (authority.find('@') != std::string_view::npos) return fail(ErrorKind::syntax, "a user name in a URL");
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
        // RFC 3986 3.2.3: an empty port is the usual one.
        if (colon + 1 < authority.size()) {
            TRY(url.port, read_port(authority.substr(colon + 1)));
        }
        authority = authority.substr(0, colon);
    }
    TRY(url.host, read_host(authority));
    if (!std::ranges::all_of(target, is_target_octet))
        return fail(ErrorKind::syntax, "octets that no URL has");
    url.target = target.starts_with('/') ? target : fmt::format("/{}", target);
    return url;
}

std::string Url::authority() const {
    const bool brackets = host.find(':') != std::string::npos;
    std::string text = brackets ? fmt::format("[{}]", host) : host;
    if (port != (secure ? port_https : port_http)) text += fmt::format(":{}", port);
    return text;
}

}  // namespace milpa::http
