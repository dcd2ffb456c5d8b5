// SPDX-License-Identifier: AGPL-3.0-or-later
// What an account says is signed (RFC 7515, as RFC 8555 6.2 uses it): ES256 over P-256, flattened JSON. Pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "crypto/p256.hpp"
#include "crypto/secret.hpp"

namespace milpa::acme {

/// The account's public key, members in RFC 7638's order: what is hashed for its thumbprint.
std::string to_jwk(const crypto::P256Key& key);
/// RFC 7638, SHA-256, base64url.
std::string thumbprint(const crypto::P256Key& key);

/// RFC 8555 6.2: what every signed request says of itself.
struct Envelope {
    std::string url;
    std::string nonce;
    std::string account;  ///< its URL; empty: the key itself is sent, as a new account has no URL yet
};
/// The body of a request (application/jose+json). `payload` is JSON; empty: POST-as-GET (RFC 8555 6.3).
std::string sign(const crypto::P256Key& key, const Envelope& envelope, std::string_view payload);

/// RFC 8555 7.3.4: what binds a new account to one that the authority knows from elsewhere.
struct ExternalAccount {
    std::string key_id;
    /// base64url, as authorities give it. Never null; shared, since settings are copied and a secret is not.
    std::shared_ptr<const crypto::SecretText> mac_key;
};
/// The JSON of `externalAccountBinding`. Fails with `syntax` where the MAC key is none.
Result<std::string> bind_external(const ExternalAccount& external, const crypto::P256Key& key,
                                  std::string_view new_account_url);

/// RFC 8555 8.1.
std::string key_authorization(const crypto::P256Key& key, std::string_view token);
/// RFC 8555 8.4: what stands in the TXT record.
std::string dns_value(std::string_view key_authorization);
Bytes sha256(std::string_view octets);

}  // namespace milpa::acme
