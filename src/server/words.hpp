// SPDX-License-Identifier: AGPL-3.0-or-later
// Values as people read them, at the terminal and in letters.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace milpa::server {

/// "2026-11-02 09:41:07 UTC"
std::string time_words(WallTime time);
/// "3 days", "5 hours", "12 minutes", "8 seconds": the largest unit that fits.
std::string duration_words(std::chrono::seconds duration);
/// "1 message", "3 messages"
std::string count_words(std::uint64_t count, std::string_view one);

}  // namespace milpa::server
