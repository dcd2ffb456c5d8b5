// SPDX-License-Identifier: AGPL-3.0-or-later
// P-256 (FIPS 186-4) where a protocol of the web asks for it: ECDH of RFC 8291, ES256 of RFC 7518 3.4.
// Nothing that we seal at rest uses it. By OpenSSL. Thread-safe.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "base/bytes.hpp"
#include "crypto/secret.hpp"

struct evp_pkey_st;

namespace milpa::crypto {

inline constexpr std::size_t p256_point_bytes = 65;      // uncompressed: 04 | X | Y
inline constexpr std::size_t p256_signature_bytes = 64;  // R | S (RFC 7518 3.4)

class P256Key {
public:
    /// From OpenSSL's own generator.
    static P256Key generate();
    /// The private number, big-endian. Fails with `syntax`: not 32 octets, zero, or not below the order.
    static Result<P256Key> from_private(ByteView number);
    P256Key(P256Key&&) noexcept;
    P256Key& operator=(P256Key&&) noexcept;
    ~P256Key();

    /// Uncompressed.
    std::array<std::uint8_t, p256_point_bytes> public_point() const;
    /// The private number.
    Key private_number() const;
    /// X of the product with another's public point. Fails with `syntax` where the point is not on the curve.
    Result<Key> agree(ByteView public_point) const;
    /// ECDSA over SHA-256 of the octets.
    std::array<std::uint8_t, p256_signature_bytes> sign(std::string_view octets) const;

private:
    explicit P256Key(evp_pkey_st* key);
    struct Free {
        void operator()(evp_pkey_st* key) const;
    };
    std::unique_ptr<evp_pkey_st, Free> key_;
};

/// Whether `signature` (R | S) is `public_point`'s over the octets; false for what is no point.
bool p256_verify(ByteView public_point, std::string_view octets, ByteView signature);

}  // namespace milpa::crypto
