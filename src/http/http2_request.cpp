// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http2_request.hpp"

#include <charconv>

#include "http/target.hpp"

namespace milpa::http {

namespace {

/// RFC 9113 10.5.1.
constexpr std::size_t field_overhead = 32;
constexpr std::uint16_t secure_port = 443;
constexpr std::uint16_t clear_port = 80;

}  // namespace

void Http2Fields::skip(std::string_view name, std::string_view value) {
    octets_ += name.size() + value.size() + field_overhead;
}

void Http2Fields::add(std::string_view name, std::string_view value) {
    skip(name, value);
    if (octets_ > header_list_octets_max) return;
    if (!name.starts_with(':')) return add_field(name, value);
    struct Pseudo {
        std::string_view name;
        std::string Http2Fields::* value;
    };
    constexpr Pseudo pseudo[] = {{":method", &Http2Fields::method_},
                                 {":path", &Http2Fields::path_},
                                 {":authority", &Http2Fields::authority_},
                                 {":scheme", &Http2Fields::scheme_},
                                 {":protocol", &Http2Fields::protocol_}};
    for (const Pseudo& one : pseudo)
        if (one.name == name) this->*one.value = value;
}

void Http2Fields::add_field(std::string_view name, std::string_view value) {
    Fields& fields = head_.request.fields;
    if (name == "content-length") {
        // nghttp2 has seen that it is a number of this size, and the only one.
        std::uint64_t length = 0;
        std::from_chars(value.data(), value.data() + value.size(), length);
        head_.length = length;
    } else if (name == "expect") {
        head_.expects_continue = value == "100-continue";
    } else if (name == "cookie") {
        // RFC 9113 8.2.3: crumbs become one field again.
        if (const auto before = fields.find(name)) {
            return fields.set(name, std::string(*before).append("; ").append(value));
        }
    }
    fields.add(name, std::string(value));
}

/// Where the request goes: :scheme, :authority and Host name one place (RFC 9113 8.3.1).
unsigned Http2Fields::check_place(bool secure) {
    Request& request = head_.request;
    if (scheme_ != (secure ? "https" : "http")) return 400;
    if (request.fields.count("host") > 1) return 400;
    const auto host = request.fields.find("host");
    if (authority_.empty() && !host) return 400;
    auto place = read_authority(authority_.empty() ? *host : std::string_view(authority_));
    if (!place) return 400;
    if (host && !authority_.empty()) {
        const auto other = read_authority(*host);
        const std::uint16_t usual = secure ? secure_port : clear_port;
        if (!other || other->host != place->host ||
            other->port.value_or(usual) != place->port.value_or(usual))
            return 400;
    }
    request.host = std::move(place->host);
    request.port = place->port;
    return 0;
}

std::expected<Http2Head, unsigned> Http2Fields::finish(bool secure) {
    Request& request = head_.request;
    request.version = Version::http2;
    request.secure = secure;
    if (octets_ > header_list_octets_max || request.fields.all().size() > fields_max)
        return std::unexpected(431U);
    if (method_ == "CONNECT") {
        // RFC 9220 and others may name other protocols; we are no proxy (RFC 9113 8.5).
        if (protocol_ != "websocket") return std::unexpected(501U);
        head_.connects = true;
        method_ = "GET";
        request.fields.add("upgrade", std::move(protocol_));
    }
    const auto method = read_method(method_);
    if (!method) return std::unexpected(501U);
    request.method = *method;
    auto target = read_target(path_);
    if (!target) return std::unexpected(target.error().kind == ErrorKind::limit ? 414U : 400U);
    if (target->authority || (target->asterisk && request.method != Method::options))
        return std::unexpected(400U);
    if (const unsigned status = check_place(secure); status != 0) return std::unexpected(status);
    request.path = std::move(target->path);
    request.query = std::move(target->query);
    return std::move(head_);
}

}  // namespace milpa::http
