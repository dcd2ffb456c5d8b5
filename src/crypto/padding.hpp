// SPDX-License-Identifier: AGPL-3.0-or-later
// Padding, so that a length says little: Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted
// Files and Communication with PURBs", 2019, 4) leaks O(log log length) bits and costs at most 12 %.
// A padded text is: text | 0x80 | zeros, so the exact length comes back.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace milpa::crypto {

/// Small values (a flag, a name) all look alike up to this many octets, marker included.
inline constexpr std::size_t padded_bytes_min = 64;

/// Follows the text; zeros follow it.
inline constexpr std::uint8_t padding_marker = 0x80;

/// The Padmé length of `bytes`: the least allowed length not below it.
std::size_t padme(std::size_t bytes);

/// The octets that a text of `text_bytes` takes when padded, marker included: the Padmé length of the greater
/// of text and `at_least`.
std::size_t padded_size(std::size_t text_bytes, std::size_t at_least = padded_bytes_min);

/// The length of the text inside `padded`. Fails with `corrupt` where the marker is missing, or where the
/// whole is not a length that padded_size() gives. A larger `at_least` than needed is the sealer's right.
Result<std::size_t> unpadded_size(ByteView padded);

}  // namespace milpa::crypto
