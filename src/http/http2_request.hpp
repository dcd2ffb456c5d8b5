// SPDX-License-Identifier: AGPL-3.0-or-later
// The fields of an HTTP/2 request (RFC 9113 8.3) to a Request. Pure.
//
// What RFC 9113 8.2 calls malformed never comes here: nghttp2 refuses upper case, control characters, pseudo
// fields that are unknown, doubled or late, fields of a connection, `te` with anything but `trailers`,
// lengths that are no numbers. Here is what remains: where the request goes, and how much of it there is.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "http/http1_request.hpp"

namespace milpa::http {

/// SETTINGS_MAX_HEADER_LIST_SIZE: octets of all fields, each with 32 more (RFC 9113 10.5.1). What has more is
/// answered with 431.
constexpr std::size_t header_list_octets_max = 32 * 1024;

struct Http2Head {
    Request request;  ///< without peer and captured
    std::optional<std::uint64_t> length;
    bool expects_continue = false;
    /// RFC 8441: an extended CONNECT for a WebSocket; the request says GET with "upgrade: websocket".
    bool connects = false;
};

/// Takes the fields of one request as they come.
class Http2Fields {
public:
    /// In memory that is bounded by header_list_octets_max, whatever comes.
    void add(std::string_view name, std::string_view value);
    /// Counts only: trailers, which nobody reads.
    void skip(std::string_view name, std::string_view value);
    /// So far, as RFC 9113 10.5.1 counts.
    std::size_t octets() const { return octets_; }
    /// What is refused comes with the status of the answer: 400, 414, 431, 501. To be called once.
    std::expected<Http2Head, unsigned> finish(bool secure);

private:
    void add_field(std::string_view name, std::string_view value);
    unsigned check_place(bool secure);

    Http2Head head_;
    std::string method_, path_, authority_, scheme_, protocol_;
    std::size_t octets_ = 0;
};

}  // namespace milpa::http
