// SPDX-License-Identifier: AGPL-3.0-or-later
// A push message, sealed for the browser that asked for it (RFC 8291, RFC 8188 aes128gcm), and the token by
// which a push service knows who sends (RFC 8292, VAPID). Pure. The service that carries it reads neither the
// words nor how many there are: every message has one and the same length.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "crypto/p256.hpp"

namespace milpa::webpush {

/// What a subscription gives: RFC 8291 2.
struct Keys {
    Bytes p256dh;  ///< the browser's public point, 65 octets
    Bytes auth;    ///< 16 octets that the push service does not know
};
inline constexpr std::size_t auth_bytes = 16;
/// Whether they can be sealed to. Fails with `syntax`.
Result<void> check(const Keys& keys);

/// RFC 8030 7.2: push services take 4,096 octets; the text is padded to fill this, whatever it says.
inline constexpr std::size_t body_bytes = 3'072;
inline constexpr std::size_t text_bytes_max = body_bytes - 86 - 16 - 1;

/// The body of the request, with `Content-Encoding: aes128gcm`. Fails with `syntax` (keys), `limit` (the text
/// is longer than text_bytes_max).
Result<Bytes> seal(std::string_view text, const Keys& to, Random& random);
/// With the two values given that are drawn at random else: for the vector of RFC 8291.
Result<Bytes> seal_with(std::string_view text, const Keys& to, const crypto::P256Key& own, ByteView salt,
                        std::size_t body_octets);

/// RFC 8292 2: valid for at most a day.
inline constexpr std::chrono::hours token_lifetime{12};
/// The value of `Authorization`. `origin`: of the push service ("https://push.example"); `contact`: a mailto:
/// or https: by which its operator can reach us.
std::string vapid(std::string_view origin, std::string_view contact, WallTime now,
                  const crypto::P256Key& key);

}  // namespace milpa::webpush
