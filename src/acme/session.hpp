// SPDX-License-Identifier: AGPL-3.0-or-later
// A conversation with an authority: an account, and a certificate for some names (RFC 8555 7).
//
//   open():   directory ──> account known ──────────────────────────────> open
//                      └──> newAccount (terms, external binding) ──────────^
//   issue():  newOrder ──> pending ──> each name: publish its proof, say "ready" ──> poll each until valid
//                     │                                                                    │ all proofs
//                     withdrawn, v                                                                    v
//                     whatever came of it
//                   ready <──────────────────────────────────────────────────────────── poll the order
//                     └──> finalize with a fresh key's CSR ──> processing ──> poll ──> valid ──> download,
//                     check
//
// What always holds
// - Every request to the authority but the first two is signed, with a nonce that was never used (RFC
// 8555 6.5);
//   one that the authority does not take is tried again with another, nonce_attempts_max times.
// - All URLs are https, and are the authority's own words: nothing is put together by us.
// - What was published is withdrawn before issue() returns.
// - A certificate is given out only after it was looked at: our key, our names, in date.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "acme/request.hpp"
#include "acme/services.hpp"

namespace milpa::acme {

/// Also where an authority refuses every second nonce for a test, a request comes through.
constexpr unsigned nonce_attempts_max = 20;
/// Of a request that got no answer, or one that says that the authority has trouble.
constexpr unsigned transient_attempts_max = 3;
constexpr std::chrono::milliseconds transient_pause = std::chrono::seconds(2);
/// RFC 8555 7.4.2: a leaf and some intermediates.
constexpr std::size_t chain_octets_max = std::size_t{256} * 1024;

struct Issued {
    std::string chain_pem;
    crypto::SecretText key_pem;
};

/// Why the last call failed, for people.
struct Trouble {
    std::string words;
    std::optional<WallTime> not_before{};  ///< the authority wants to be left alone until then
};

/// One call at a time. Lives on one thread.
class Session {
public:
    /// `account_url`: empty where the key has no account yet.
    Session(World world, Settings settings, crypto::P256Key key, std::string account_url);

    /// Fails as Transport, and with `denied`, `limit`, `syntax`: trouble() says it in words.
    Task<Result<void>> open();
    /// After open(). Fails with `closed` after end().
    Task<Result<Issued>> issue(std::vector<std::string> names, Lent<Challenges> challenges);

    /// Changes where the authority had forgotten it.
    const std::string& account_url() const { return account_url_; }
    const Trouble& trouble() const { return trouble_; }
    /// The account's key is gone at once; what is under way fails.
    void end() { key_.reset(); }

private:
    using Answer = http::ClientResponse;
    enum class Signer : std::uint8_t { account, key };
    struct Published {
        std::string authorization_url;
        Proof proof;
    };

    Task<bool> rest_after(Lent<const Result<Answer>> answer, unsigned attempt);
    Task<Result<Answer>> get(http::Method method, std::string url);
    Task<Result<std::string>> take_nonce();
    void keep_nonce(const Answer& answer);
    Task<Result<Answer>> post(std::string url, std::string payload, Signer signer = Signer::account);
    Task<Result<void>> sign_up();
    std::string account_payload(const std::optional<std::string>& binding) const;

    Task<Result<Answer>> order(Lent<const std::vector<std::string>> names);
    Task<Result<void>> prove(Lent<const Order> order, Lent<Challenges> challenges);
    Task<Result<void>> publish(Lent<const Order> order, Lent<Challenges> challenges,
                               Lent<std::vector<Published>> published);
    Task<Result<void>> await_authorization(std::string url);
    Task<Result<Order>> await_order(std::string url, Answer seen, Status not_any_more);
    Task<Result<Issued>> finalize(Order order, std::string order_url,
                                  Lent<const std::vector<std::string>> names);
    Result<const Challenge*> choose(const Authorization& authorization);
    Result<Proof> make_proof_of(const Authorization& authorization, const Challenge& challenge);

    Error refuse(const Problem& problem, std::string_view name, const Answer* answer = nullptr);
    Error give_up(ErrorKind kind, std::string words);
    Error misunderstood(const Error& error);

    const World world_;
    const Settings settings_;
    std::optional<crypto::P256Key> key_;
    std::string account_url_;
    Directory directory_;
    std::vector<std::string> nonces_;
    Trouble trouble_;
    std::string last_problem_;  // its type
};

}  // namespace milpa::acme
