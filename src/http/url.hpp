// SPDX-License-Identifier: AGPL-3.0-or-later
// Where a client goes: "https://acme.example/directory" (RFC 3986, RFC 9110 4.2).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace milpa::http {

/// Longer ones are somebody's mistake, or worse.
constexpr std::size_t url_octets_max = 4096;

struct Url {
    bool secure = true;  ///< https
    std::string host;    ///< in lower case, ASCII; an IPv6 address without its brackets
    std::uint16_t port = 443;
    std::string target = "/";  ///< path and query, as they are sent

    /// Absolute, http or https; a fragment is left away. Fails with `syntax`, also for user names in it (RFC
    /// 9110 4.2.4), names that are not in ASCII, and octets that no URL has.
    static Result<Url> parse(std::string_view text);
    /// As in the Host field: with the port where it is not the usual one.
    std::string authority() const;
    bool operator==(const Url&) const = default;
};

}  // namespace milpa::http
