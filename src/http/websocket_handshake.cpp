// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <openssl/sha.h>

#include "base/bytes.hpp"
#include "http/websocket.hpp"

namespace milpa::http {

namespace {

/// RFC 6455 1.3, 4.1.
constexpr std::string_view accept_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t key_bytes = 16;
constexpr std::string_view version = "13";

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, to_lower, to_lower);
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// Calls `each` with every element of a list field (RFC 9110 5.6.1), over all fields of the name.
template <class Each>
void for_elements(const Fields& fields, std::string_view name, Each each) {
    for (const auto& field : fields.all()) {
        if (field.name != name) continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            if (const auto element = trimmed(rest.substr(0, comma)); !element.empty()) each(element);
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
}

bool has_element(const Fields& fields, std::string_view name, std::string_view wanted) {
    bool found = false;
    for_elements(fields, name, [&](std::string_view element) { found |= is_same_word(element, wanted); });
    return found;
}

/// RFC 6454 6.2, as browsers write it; nothing else is an origin of ours. A page without one ("null") is no
/// page of ours either.
bool is_own_origin(std::string_view origin, const Request& request) {
    constexpr std::uint16_t default_secure_port = 443;
    constexpr std::uint16_t default_port = 80;
    const std::string_view scheme = request.secure ? "https://" : "http://";
    const std::uint16_t usual = request.secure ? default_secure_port : default_port;
    std::string expected = fmt::format("{}{}", scheme, request.host);
    const std::uint16_t port = request.port.value_or(usual);
    if (port != usual) expected += fmt::format(":{}", port);
    return is_same_word(origin, expected);
}

std::string accept_for(std::string_view key) {
    const std::string both = std::string(key).append(accept_suffix);
    std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest{};
    ::SHA1(as_bytes(both).data(), both.size(), digest.data());
    return to_base64(digest);
}

bool is_key(std::string_view key) {
    const auto bytes = from_base64(key);
    return bytes && bytes->size() == key_bytes;
}

/// The best of ours that the client offers, too. RFC 6455 4.1: names are compared exactly.
std::optional<std::string_view> choose(const Fields& fields, std::span<const std::string_view> protocols) {
    for (const std::string_view protocol : protocols) {
        bool offered = false;
        for_elements(fields, "sec-websocket-protocol",
                     [&](std::string_view element) { offered |= element == protocol; });
        if (offered) return protocol;
    }
    return std::nullopt;
}

}  // namespace

bool asks_for_websocket(const Request& request) {
    return request.method == Method::get && !request.head_alone &&
           has_element(request.fields, "upgrade", "websocket");
}

Response websocket_response(const Request& request, std::span<const std::string_view> protocols,
                            Response::Upgrade upgrade) {
    const Fields& fields = request.fields;
    const bool over_http2 = request.version == Version::http2;
    if (!asks_for_websocket(request)) {
        Response response = text_response(426, "Here a WebSocket is spoken.");
        response.fields.set("upgrade", "websocket");
        return response;
    }
    // RFC 6455 4.2.1. HTTP/1.0 has no Upgrade; over HTTP/2 there is neither Connection nor a key.
    if (request.version == Version::http10) return text_response(400, "A WebSocket needs HTTP/1.1.");
    if (!over_http2 && !has_element(fields, "connection", "upgrade")) {
        return text_response(400, "Connection does not say Upgrade.");
    }
    if (fields.count("sec-websocket-version") != 1 || fields.find("sec-websocket-version") != version) {
        Response response = text_response(426, "Only version 13 of the WebSocket protocol is spoken.");
        response.fields.set("sec-websocket-version", std::string(version));
        response.fields.set("upgrade", "websocket");
        return response;
    }
    const std::string_view key = fields.find("sec-websocket-key").value_or("");
    if (!over_http2 && (fields.count("sec-websocket-key") != 1 || !is_key(key))) {
        return text_response(400, "Sec-WebSocket-Key is not 16 octets in base64.");
    }
    for (const auto& field : fields.all()) {
        if (field.name == "origin" && !is_own_origin(field.value, request)) {
            return text_response(403, "A page of another origin may not connect.");
        }
    }
    const auto protocol = choose(fields, protocols);
    if (!protocol && !protocols.empty())
        return text_response(400, "No subprotocol that is spoken here is offered.");

    Response response;
    response.status = over_http2 ? 200 : 101;
    if (!over_http2) {
        response.fields.add("upgrade", "websocket");
        response.fields.add("sec-websocket-accept", accept_for(key));
    }
    if (protocol) response.fields.add("sec-websocket-protocol", std::string(*protocol));
    response.upgrade = std::move(upgrade);
    return response;
}

}  // namespace milpa::http
