// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/shown.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace milpa::server::api {

namespace {

/// Octets of what follows "Basic" or "Bearer": an address, a long password, a third more for base64.
constexpr std::size_t credential_octets_max = 4096;

bool equal_without_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// RFC 7617 2: up to the first colon it is the user.
Shown read_basic(std::string_view text) {
    auto decoded = from_base64(text);
    if (!decoded) return {};
    const std::string_view pair = as_text(*decoded);
    const std::size_t colon = pair.find(':');
    Shown shown;
    if (colon != std::string_view::npos) {
        shown =
            AddressAndSecret{std::string(pair.substr(0, colon)), crypto::SecretText(pair.substr(colon + 1))};
    }
    crypto::wipe(*decoded);
    return shown;
}

/// How many cookies bear our name. With two, one of them somebody else has set (a host beside ours, an old
/// browser that does not know what "__Host-" means), and nobody can tell which.
std::size_t count_cookies(const http::Request& request) {
    std::size_t count = 0;
    for (const auto& field : request.fields.all()) {
        if (field.name != "cookie") continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            const std::size_t end = std::min(rest.find(';'), rest.size());
            std::string_view one = rest.substr(0, end);
            one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
            const std::string_view name = one.substr(0, one.find('='));
            if (name.substr(0, name.find_last_not_of(" \t") + 1) == cookie_name) ++count;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return count;
}

}  // namespace

Shown read_shown(const http::Request& request) {
    if (const auto field = request.fields.find("authorization")) {
        const std::size_t space = field->find(' ');
        if (space == std::string_view::npos || field->size() > credential_octets_max) return {};
        if (request.fields.count("authorization") != 1) return {};
        const std::string_view scheme = field->substr(0, space);
        std::string_view rest = field->substr(space);
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        if (equal_without_case(scheme, "bearer")) return Token{crypto::SecretText(rest)};
        if (equal_without_case(scheme, "basic")) return read_basic(rest);
        return {};
    }
    if (const auto cookie = request.cookie(cookie_name); cookie && count_cookies(request) == 1) {
        return Token{crypto::SecretText(*cookie), true};
    }
    return {};
}

std::string origin_of(const http::Request& request) {
    // An onion service is at port 80: to the browser it is http, however secret Tor keeps it (RFC 7686 2).
    const bool tls = request.secure && !request.host.ends_with(".onion");
    std::string origin = (tls ? "https://" : "http://") + request.host;
    if (request.port) origin += ":" + std::to_string(*request.port);
    return origin;
}

bool is_from_own_page(const http::Request& request) {
    if (const auto site = request.fields.find("sec-fetch-site")) {
        return request.fields.count("sec-fetch-site") == 1 && *site == "same-origin";
    }
    const auto origin = request.fields.find("origin");
    return origin && request.fields.count("origin") == 1 && equal_without_case(*origin, origin_of(request));
}

bool is_safe_to_obey(const http::Request& request) {
    return is_from_own_page(request) && (is_json(request) || request.fields.find("x-milpa"));
}

bool may_be_forged(const Shown& shown, const http::Request& request) {
    const auto* const token = std::get_if<Token>(&shown);
    return token != nullptr && token->from_cookie && !is_safe_to_obey(request);
}

bool is_json(const http::Request& request) {
    const auto type = request.fields.find("content-type");
    if (!type) return false;
    std::string_view name = type->substr(0, type->find(';'));
    name = name.substr(0, name.find_last_not_of(" \t") + 1);
    return equal_without_case(name, "application/json");
}

bool is_browser(const http::Request& request) { return request.fields.find("sec-fetch-mode").has_value(); }

}  // namespace milpa::server::api
