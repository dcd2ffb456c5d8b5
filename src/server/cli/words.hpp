// SPDX-License-Identifier: AGPL-3.0-or-later
// Values as people read them.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace milpa::server::cli {

/// "2026-11-02 09:41:07 UTC"
std::string time_words(WallTime time);
/// "3 days", "5 hours", "12 minutes", "8 seconds": the largest unit that fits.
std::string duration_words(std::chrono::seconds duration);
/// "1 message", "3 messages"
std::string count_words(std::uint64_t count, std::string_view one);

/// What a person reads of a failure: what went wrong in words that say what to do, where the detail is
/// written for the log.
std::string plain_words(const Error& error);

}  // namespace milpa::server::cli
