// SPDX-License-Identifier: AGPL-3.0-or-later
// The shapes in which a secret may lie on a disk. Pure.
//
// Not looked for, because it would be found by accident in any file: a client address as 4 packed octets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace milpa::defence {

enum class Encoding : std::uint8_t {
    raw,
    other_case,        ///< letters of another case: the scanner tells it of every pattern that may be of any
    unaccented,        ///< é as e, or as e and a mark of its own
    latin1,            ///< an octet a character
    utf16,             ///< either byte order
    base64,            ///< at any of the three alignments; also of the upper-case and the UTF-16 form
    quoted_printable,  ///< =C3=A9, or every octet so
    percent,           ///< %C3%A9, or every octet so
    modified_utf7,     ///< as IMAP writes folder names
    hexadecimal,
};
inline constexpr std::size_t encodings = 10;
std::string_view to_text(Encoding encoding);

struct Pattern {
    std::string bytes;  ///< at least pattern_bytes_min
    Encoding encoding;
    /// Base64 means something else in another case; all others are the same thing.
    bool any_case;
};
/// Shorter ones would be found by accident, and the scanner's windows are of 8.
inline constexpr std::size_t pattern_bytes_min = 8;

/// Every pattern of a secret, none twice; the raw one first. Requires valid UTF-8 of at least 12 octets.
std::vector<Pattern> patterns_of(std::string_view secret);

/// Likewise of octets that are no text: as they are, base64, hexadecimal. Requires at least 12.
std::vector<Pattern> patterns_of_octets(ByteView secret);

/// The part of base64(any + bytes + any) that is the same whatever stands around, when `bytes` begins at an
/// octet whose number modulo 3 is `alignment`.
std::string base64_core(std::string_view bytes, std::size_t alignment);

}  // namespace milpa::defence
