// SPDX-License-Identifier: AGPL-3.0-or-later
// Codes of an authenticator program: HOTP (RFC 4226) and TOTP (RFC 6238) as every such program knows them,
// SHA-1, six digits, half a minute. Pure; any thread. That a code is taken once is the caller's to keep: by
// the step that find_totp_step() returns.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace milpa::crypto {

inline constexpr std::size_t totp_secret_bytes = 20;        // RFC 4226 4, R6: 160 bits recommended
inline constexpr std::chrono::seconds totp_period{30};      // RFC 6238 5.2
inline constexpr unsigned totp_digits = 6;                  // RFC 4226 5.3: at least
inline constexpr std::uint64_t totp_steps_either_side = 1;  // RFC 6238 5.2: clocks differ, people type slowly

/// The code of a counter, below 1,000,000 (RFC 4226 5.3).
std::uint32_t hotp(ByteView secret, std::uint64_t counter);
/// Steps of totp_period since 1970 (RFC 6238 4.2).
std::uint64_t totp_step(WallTime now);
/// The step whose code was typed (six digits; spaces do not count): the present one or one either side, but
/// only one after `last_step`. Compares all of them, in constant time.
std::optional<std::uint64_t> find_totp_step(ByteView secret, std::string_view typed, WallTime now,
                                            std::uint64_t last_step);

}  // namespace milpa::crypto
