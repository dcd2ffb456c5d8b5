// SPDX-License-Identifier: AGPL-3.0-or-later
// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), for seal.cpp and box.cpp only: HChaCha20 of libsodium
// makes the subkey, OpenSSL's ChaCha20-Poly1305 (RFC 8439) does the rest, three times faster than libsodium
// alone. The result is what crypto_aead_xchacha20poly1305_ietf_* makes and reads. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"

namespace milpa::crypto {

inline constexpr std::size_t aead_key_bytes = 32;
inline constexpr std::size_t aead_nonce_bytes = 24;
inline constexpr std::size_t aead_tag_bytes = 16;

using AeadKey = std::span<const std::uint8_t, aead_key_bytes>;
using AeadNonce = std::span<const std::uint8_t, aead_nonce_bytes>;

/// Two parts of associated data, authenticated as their concatenation: the caller keeps that unambiguous.
struct AeadData {
    ByteView first;
    ByteView second;
};
/// The text in two parts likewise.
struct AeadText {
    ByteView first;
    ByteView second;
};

/// Writes as many octets as the text has to `out`, then the tag. `out` may be where the text lies, not a part
/// of it shifted.
void aead_encrypt(AeadKey key, AeadNonce nonce, AeadData data, AeadText text, std::span<std::uint8_t> out);

/// `sealed` is ciphertext and tag. Writes the text to `out` (as long as the ciphertext; it may lie in the
/// same place). False, and `out` wiped, when anything was changed.
[[nodiscard]] bool aead_decrypt(AeadKey key, AeadNonce nonce, AeadData data, ByteView sealed,
                                std::span<std::uint8_t> out);

}  // namespace milpa::crypto
