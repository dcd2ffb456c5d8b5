// SPDX-License-Identifier: AGPL-3.0-or-later
// What a request names: its target (RFC 9112 3.2, the :path of RFC 9113 8.3.1) and its authority (RFC 9110
// 7.2). Pure. What two programs could read in two ways is refused, never mended: whoever guesses what was
// meant opens the door for who means something else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::http {

/// Octets of a target. Longer ones are answered with 414.
constexpr std::size_t target_octets_max = 8 * 1024;
/// Octets of a host: a name of the DNS has 253.
constexpr std::size_t host_octets_max = 255;

struct Authority {
    std::string host;  ///< lower case, one dot at its end taken off; an address of IPv6 keeps its brackets
    std::optional<std::uint16_t> port;
    bool operator==(const Authority&) const = default;
};
/// "Example.org:8443", "[::1]"; no user in front (RFC 9110 4.2.4). Fails with `syntax`.
Result<Authority> read_authority(std::string_view text);
/// Whether a host is an address, not a name.
bool is_address(std::string_view host);

struct Target {
    std::string path;   ///< decoded and checked, see Request::path; "/" for "*"
    std::string query;  ///< as it came
    /// Of the absolute form ("http://example.org/").
    std::optional<Authority> authority;
    /// The same: https.
    bool secure = false;
    bool asterisk = false;  ///< "*": the server as a whole (OPTIONS alone may ask so)
    bool operator==(const Target&) const = default;
};
/// The origin, absolute or asterisk form. Fails with `syntax`, or with `limit` above target_octets_max.
Result<Target> read_target(std::string_view text);
/// The path alone, percent-decoded: begins with '/', no "." or ".." segment, no empty segment but the last,
/// no control character. Fails with `syntax`.
Result<std::string> read_path(std::string_view text);

/// application/x-www-form-urlencoded: '+' is a space; a '%' that no two digits follow is itself.
std::string decode_form(std::string_view text);
/// As one segment of a path: everything but the unreserved (RFC 3986 2.3) is encoded.
std::string encode_segment(std::string_view text);

}  // namespace milpa::http
