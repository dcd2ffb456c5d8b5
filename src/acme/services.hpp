// SPDX-License-Identifier: AGPL-3.0-or-later
// What certificates need of the rest of the house, and of the world. The server binds them; tests script
// them.
#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "acme/jws.hpp"
#include "acme/messages.hpp"
#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/random.hpp"
#include "base/task.hpp"
#include "http/client.hpp"
#include "net/tls.hpp"

namespace milpa::acme {

/// RFC 8555 8.3: GET http://NAME/.well-known/acme-challenge/TOKEN answers the key authorization, at every
/// name of ours.
struct HttpProof {
    std::string token;
    std::string key_authorization;
    bool operator==(const HttpProof&) const = default;
};
/// RFC 8737: net::TlsContext::publish_challenge.
struct TlsProof {
    std::string name;
    net::Certificate certificate;
};
/// RFC 8555 8.4: a TXT record, beside others that may be there ("_acme-challenge.example.org").
struct DnsProof {
    std::string record;
    std::string value;
    bool operator==(const DnsProof&) const = default;
};
using Proof = std::variant<HttpProof, TlsProof, DnsProof>;

/// Where proofs are shown while an authority looks.
class Challenges {
public:
    virtual ~Challenges() = default;
    /// Returns when the world can see it. What it fails with ends the order; its detail is shown to
    /// administrators.
    virtual Task<Result<void>> publish(Proof proof) = 0;
    /// Also of one whose publishing failed.
    virtual Task<> withdraw(Proof proof) = 0;
};

/// Who we are to one authority.
struct Account {
    std::string directory_url;
    std::string url;
    crypto::Key key;  ///< P-256, the private number
};

/// Where keys and certificates are kept: sealed.
class Store {
public:
    virtual ~Store() = default;
    /// Fails with `missing` where there is none.
    virtual Task<Result<Account>> load_account() = 0;
    virtual Task<Result<void>> keep_account(Account account) = 0;
    /// The chain in force. Fails with `missing`.
    virtual Task<Result<std::string>> load_chain(std::string label) = 0;
    /// In force from when it returns.
    virtual Task<Result<void>> keep_certificate(std::string label, std::string chain_pem,
                                                crypto::SecretText key_pem) = 0;
};

/// The way to the authority.
class Transport {
public:
    virtual ~Transport() = default;
    virtual Task<Result<http::ClientResponse>> fetch(http::ClientRequest request) = 0;
};

class Waits {
public:
    virtual ~Waits() = default;
    /// May return early. Fails with `closed` when there is nothing to wait for any more.
    virtual Task<Result<void>> wait(std::chrono::milliseconds time) = 0;
};

/// Outlives whatever it is lent to.
struct World {
    Lent<Transport> transport;
    Lent<Waits> waits;
    Lent<const Clock> clock;
    Lent<Random> random;
};

struct Settings {
    std::string directory_url;               ///< https
    std::vector<std::string> contacts = {};  ///< "mailto:carers@example.org"; may be none
    bool terms_agreed = false;               ///< somebody has read the authority's terms of service
    std::optional<ExternalAccount> external = {};
    /// Ways to prove a name, the dearest first. A wildcard needs dns_01 (RFC 8555 7.1.3).
    std::vector<ChallengeType> ways = {ChallengeType::http_01, ChallengeType::tls_alpn_01};
};

}  // namespace milpa::acme
