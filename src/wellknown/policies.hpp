// SPDX-License-Identifier: AGPL-3.0-or-later
// Small texts that others look for at a fixed place. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace milpa::wellknown {

enum class MtaStsMode : unsigned char {
    testing,  ///< senders report what would fail, and send all the same
    enforce,  ///< they do not send where TLS or the name fails
};
/// RFC 8461 3.2: the policy of a domain whose mail goes to these hosts.
std::string mta_sts_policy(MtaStsMode mode, const std::vector<std::string>& hosts);

/// RFC 9116: whom to tell of a hole. Good for security_text_valid from now.
constexpr std::chrono::days security_text_valid{90};
std::string security_text(std::string_view domain, WallTime now);

/// RFC 9309. There is nothing here for machines that collect.
constexpr std::string_view robots_text = "User-agent: *\nDisallow: /\n";

}  // namespace milpa::wellknown
