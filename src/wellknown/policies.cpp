// SPDX-License-Identifier: AGPL-3.0-or-later
#include "wellknown/policies.hpp"

#include <fmt/format.h>

namespace milpa::wellknown {

namespace {

// How long senders keep it (RFC 8461 3.2), in seconds. A trial is a week; later a mistake may last a month,
// and somebody who holds mail back for so long is noticed.
constexpr std::uint32_t max_age_testing = 7 * 24 * 3600;
constexpr std::uint32_t max_age_enforce = 30 * 24 * 3600;

}  // namespace

std::string mta_sts_policy(MtaStsMode mode, const std::vector<std::string>& hosts) {
    const bool enforced = mode == MtaStsMode::enforce;
    std::string text = fmt::format("version: STSv1\r\nmode: {}\r\n", enforced ? "enforce" : "testing");
    for (const std::string& host : hosts) text += fmt::format("mx: {}\r\n", host);
    text += fmt::format("max_age: {}\r\n", enforced ? max_age_enforce : max_age_testing);
    return text;
}

std::string security_text(std::string_view domain, WallTime now) {
    const auto until = std::chrono::floor<std::chrono::days>(now + security_text_valid);
    const std::chrono::year_month_day date(until);
    return fmt::format(
        "Contact: mailto:postmaster@{0}\n"
        "Expires: {1:04}-{2:02}-{3:02}T00:00:00Z\n"
        "Canonical: https://{0}/.well-known/security.txt\n",
        domain, static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()));
}

}  // namespace milpa::wellknown
