// SPDX-License-Identifier: AGPL-3.0-or-later
// An authority in memory for tests: it checks what RFC 8555 would have it check, issues real certificates,
// and breaks where it is told to.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "acme/services.hpp"

namespace milpa::acme {

/// Shows proofs to nobody but the tests.
class FakeChallenges final : public Challenges {
public:
    Task<Result<void>> publish(Proof proof) override;
    Task<> withdraw(Proof proof) override;

    std::map<std::string, std::string> http;      // by token
    std::map<std::string, net::Certificate> tls;  // by name
    std::multimap<std::string, std::string> dns;  // by record
    std::size_t published = 0, withdrawn = 0;
    std::optional<Error> fails;
};

class FakeStore final : public Store {
public:
    Task<Result<Account>> load_account() override;
    Task<Result<void>> keep_account(Account account) override;
    Task<Result<std::string>> load_chain(std::string label) override;
    Task<Result<void>> keep_certificate(std::string label, std::string chain_pem,
                                        crypto::SecretText key_pem) override;

    std::optional<Account> account;
    std::map<std::string, net::Certificate> certificates;
    std::size_t accounts_kept = 0;
    bool fails = false;
};

/// Time passes as soon as somebody waits.
class FakeWaits final : public Waits {
public:
    explicit FakeWaits(Lent<ManualClock> clock) : clock_(clock) {}
    Task<Result<void>> wait(std::chrono::milliseconds time) override;

    std::vector<std::chrono::milliseconds> waits;
    std::size_t waits_max = 10'000;  // then it is stopped

private:
    const Lent<ManualClock> clock_;
};

class FakeAuthority final : public Transport {
public:
    static constexpr std::string_view directory_url = "https://ca.test/directory";

    FakeAuthority(Lent<const FakeChallenges> challenges, Lent<const Clock> clock);

    Task<Result<http::ClientResponse>> fetch(http::ClientRequest request) override;

    /// Asked before everything: what it gives is the answer.
    std::function<std::optional<Result<http::ClientResponse>>(const http::ClientRequest&, std::size_t step)>
        broken;
    std::size_t steps = 0;
    std::vector<std::string> paths;  // what was asked for, in order

    std::optional<ExternalAccount> external;
    bool has_terms = true;
    unsigned bad_nonces = 0;    // so many good ones are refused
    unsigned polls_needed = 0;  // so many times nothing is decided yet
    std::chrono::hours lifetime{24 * 90};
    bool reuses_authorizations = false;
    bool forgets_accounts = false;  // once
    std::string retry_after;        // with all that is not decided

    std::set<std::string> contacts;
    std::size_t orders = 0, accounts = 0;

    static http::ClientResponse answer(unsigned status, std::string body);
    static http::ClientResponse problem(unsigned status, std::string_view type, std::string_view detail = {});

private:
    struct Signed {
        std::string kid;
        std::string jwk;
        std::string payload;
    };
    struct Authorization {
        std::string name;  // with "*."
        std::string status = "pending";
        std::string token;
        unsigned polls = 0;
        std::string error;
    };
    struct Order {
        std::vector<std::string> names;
        std::vector<std::size_t> authorizations;
        std::string status = "pending";
        std::string chain;
        unsigned polls = 0;
    };

    http::ClientResponse serve(const http::ClientRequest& request);
    http::ClientResponse serve_signed(const std::string& path, const http::ClientRequest& request);
    http::ClientResponse take_account(const Signed& said);
    http::ClientResponse take_order(const Signed& said);
    http::ClientResponse take_csr(std::size_t number, const Signed& said);
    http::ClientResponse show_order(std::size_t number);
    http::ClientResponse show_authorization(std::size_t number);
    void look_at(Authorization& authorization, std::string_view type, const std::string& jwk);
    /// A problem where it is not as RFC 8555 6.2 wants it.
    std::variant<Signed, http::ClientResponse> open(const http::ClientRequest& request);
    std::string issue(ByteView csr, const std::vector<std::string>& names);
    std::string new_nonce();
    static std::string url(std::string_view path);

    const Lent<const FakeChallenges> challenges_;
    const Lent<const Clock> clock_;
    net::Certificate authority_;
    std::set<std::string> nonces_;
    std::uint64_t numbers_ = 0;
    std::map<std::string, std::string> accounts_;  // URL to JWK
    std::vector<Authorization> authorizations_;
    std::vector<Order> orders_;
};

}  // namespace milpa::acme
