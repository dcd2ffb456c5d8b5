// SPDX-License-Identifier: AGPL-3.0-or-later
// What a certificate says of itself, for those who look after a server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace milpa::net {

struct CertificateFacts {
    std::vector<std::string> names;  ///< DNS names that it is for, or else its common name
    std::string issuer;              ///< common name; empty where there is none
    WallTime from;
    WallTime until;
    Bytes key_hash;     ///< SHA-256 of the public key as DER: what TLSA 3 1 1 names (RFC 6698)
    Bytes fingerprint;  ///< SHA-256 of the whole certificate as DER: what browsers show to people
};

/// Of the first certificate of a PEM chain. Fails with `syntax`.
Result<CertificateFacts> read_certificate_facts(std::string_view chain_pem);

}  // namespace milpa::net
