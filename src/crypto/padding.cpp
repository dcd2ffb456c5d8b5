// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/padding.hpp"

#include <algorithm>
#include <bit>

namespace milpa::crypto {

std::size_t padme(std::size_t bytes) {
    if (bytes < 2) return bytes;
    // Of the length's binary form, written as a floating-point number, the mantissa gets no more bits than
    // the exponent has; the rest is rounded up.
    const auto exponent = static_cast<std::size_t>(std::bit_width(bytes) - 1);
    const auto mantissa_bits = static_cast<std::size_t>(std::bit_width(exponent));
    const std::size_t low_bits = exponent > mantissa_bits ? exponent - mantissa_bits : 0;
    const std::size_t mask = (std::size_t{1} << low_bits) - 1;
    return (bytes + mask) & ~mask;
}

std::size_t padded_size(std::size_t text_bytes, std::size_t at_least) {
    return padme(std::max(text_bytes + 1, at_least));
}

Result<std::size_t> unpadded_size(ByteView padded) {
    if (padded.empty() || padme(padded.size()) != padded.size()) {
        return fail(ErrorKind::corrupt, "not a padded length");
    }
    std::size_t marker = padded.size() - 1;
    while (marker > 0 && padded[marker] == 0) --marker;
    if (padded[marker] != padding_marker) return fail(ErrorKind::corrupt, "no padding marker");
    return marker;
}

}  // namespace milpa::crypto
