// SPDX-License-Identifier: AGPL-3.0-or-later
// Public keys as COSE has them (RFC 9052 7, RFC 9053, RFC 8230), and signatures by them. Three algorithms:
// ES256 (P-256), EdDSA (Ed25519), RS256 (2048 to 4096 bits). Pure; any thread.
#pragma once

#include "base/bytes.hpp"

namespace milpa::webauthn {

// RFC 9053 2.1, 2.2; RFC 8812 2.
enum class Algorithm : int { es256 = -7, eddsa = -8, rs256 = -257 };
/// In the order in which they are asked for.
inline constexpr Algorithm algorithms[] = {Algorithm::es256, Algorithm::eddsa, Algorithm::rs256};

/// What stands first in `input`, and what follows it.
struct KeyAndRest {
    ByteView key;
    ByteView rest;
};
/// Fails with `syntax` (not such a key), `denied` (of another algorithm, too weak, or not on its curve).
Result<KeyAndRest> read_public_key(ByteView input);

/// Whether the key signed the message. Fails with `denied` (it did not), and as read_public_key().
Result<void> verify_signature(ByteView public_key, ByteView message, ByteView signature);

}  // namespace milpa::webauthn
