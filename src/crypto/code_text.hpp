// SPDX-License-Identifier: AGPL-3.0-or-later
// The letters of everything secret that people copy by hand: app passwords, recovery codes, shares. Base 32
// of Crockford's alphabet in lower case: no i, l, o, u; what looks alike is read as one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "crypto/secret.hpp"

namespace milpa::crypto {

inline constexpr std::string_view code_alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
/// Before a code in a QR code: no link, since what a camera opens is in a browser's history, and in what that
/// is copied to; and no bare text, which a camera may offer to look for in the web.
inline constexpr std::string_view code_scheme = "milpa:";
/// Longer than any code, with room for the spacing that people add.
inline constexpr std::size_t typed_code_bytes_max = 256;

/// A text that is wiped when it goes. It must not outgrow the room it was made with, or a copy would stay
/// behind.
class WipedString {
public:
    explicit WipedString(std::size_t room) { text.reserve(room); }
    ~WipedString() { wipe(text); }
    WipedString(const WipedString&) = delete;
    WipedString& operator=(const WipedString&) = delete;

    std::string text;
};

/// The letter of a value below 32.
char code_letter(std::uint8_t value);
/// The value of a letter of the alphabet.
std::uint8_t code_value(char letter);

/// Five bits a letter, the highest first; `bytes` must be a multiple of 5 octets long.
SecretText encode_code(ByteView bytes);
/// The opposite, of a normalised code whose length is a multiple of 8 letters, into exactly its octets.
void decode_code(std::string_view letters, std::span<std::uint8_t> out);

/// What was typed, in lower case, look-alikes made one (o is 0; i and l are 1), spaces, line ends and hyphens
/// left out, and so is a code_scheme before it. Nothing when it holds any other letter or is too long.
std::optional<SecretText> normalise_code(std::string_view typed);

/// With a hyphen between groups of so many letters.
SecretText in_groups(std::string_view letters, std::size_t group);

}  // namespace milpa::crypto
