// SPDX-License-Identifier: AGPL-3.0-or-later
// A certificate's key and the request for it (RFC 2986), the certificate by which a name is proven over TLS
// (RFC 8737), and what is to be true of what the authority sends. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "crypto/secret.hpp"
#include "net/tls.hpp"

namespace milpa::acme {

struct CertificateRequest {
    crypto::SecretText key_pem;  ///< P-256, fresh
    Bytes der;
};
/// For these DNS names (A-labels, "*.example" too). Fails with `syntax` where one is none, `limit` above
/// names_max.
Result<CertificateRequest> make_request(const std::vector<std::string>& names);

/// RFC 8737 3: self-signed, for `name` alone, with the hash of the key authorization.
Result<net::Certificate> make_proof(std::string_view name, std::string_view key_authorization);

/// What came is PEM, for all of `names`, of this key, and in date. Fails with `syntax`, `conflict` (another's
/// key), `denied` (dates, names).
Result<void> check_issued(std::string_view chain_pem, const crypto::SecretText& key_pem,
                          const std::vector<std::string>& names, WallTime now);

}  // namespace milpa::acme
