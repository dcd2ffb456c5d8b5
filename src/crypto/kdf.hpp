// SPDX-License-Identifier: AGPL-3.0-or-later
// Keys from keys, and hashes: BLAKE2b (RFC 7693). All functions are thread-safe and cannot fail.
#pragma once

#include <string_view>

#include "base/bytes.hpp"
#include "crypto/secret.hpp"

namespace milpa::crypto {

inline constexpr std::size_t hash_bytes = 32;
inline constexpr std::size_t hash_bytes_min = 16;  // BLAKE2b as libsodium offers it
inline constexpr std::size_t hash_bytes_max = 64;

/// A key for one purpose: BLAKE2b keyed with `from` over the context (with its length) and the salt. Keys of
/// different contexts or salts tell nothing of each other or of `from`.
Key derive(const Key& from, std::string_view context, ByteView salt = {});

/// BLAKE2b of `data`; `bytes` from hash_bytes_min to hash_bytes_max (else aborts).
Bytes hash(ByteView data, std::size_t bytes = hash_bytes);

/// The same, keyed: a value that only who has the key can compute or check.
Bytes keyed_hash(const Key& key, ByteView data, std::size_t bytes = hash_bytes);

/// In constant time, for texts of one length; false where the lengths differ.
bool equal(ByteView one, ByteView other);

}  // namespace milpa::crypto
