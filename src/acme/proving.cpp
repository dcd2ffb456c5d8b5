// SPDX-License-Identifier: AGPL-3.0-or-later
// Session: how the names of an order are proven (RFC 8555 7.5).
#include <algorithm>

#include <fmt/format.h>

#include "acme/polling.hpp"
#include "acme/session.hpp"
#include "acme/words.hpp"

namespace milpa::acme {

namespace {

std::string shown_name(const Authorization& authorization) {
    return fmt::format("{}{}", authorization.wildcard ? "*." : "", authorization.name);
}

/// What the authority says that was wrong: of the challenge that failed.
Problem problem_of(const Authorization& authorization) {
    for (const Challenge& challenge : authorization.challenges) {
        if (challenge.error) return *challenge.error;
    }
    return {.type = "unauthorized"};
}

}  // namespace

Task<Result<void>> Session::prove(Lent<const Order> order, Lent<Challenges> challenges) {
    std::vector<Published> published;
    auto proven = co_await publish(order, challenges, &published);
    for (const Published& one : published) {
        if (!proven) break;
        proven = co_await await_authorization(one.authorization_url);
    }
    for (Published& one : published) co_await challenges->withdraw(std::move(one.proof));
    co_return proven;
}

/// All at once, so that a wildcard and its name, which share a record, are looked at together.
Task<Result<void>> Session::publish(Lent<const Order> order, Lent<Challenges> challenges,
                                    Lent<std::vector<Published>> published) {
    std::vector<std::string> challenge_urls;
    for (const std::string& url : order->authorizations) {
        CO_TRY(const Answer answer, co_await post(url, {}));
        const auto authorization = read_authorization(answer.body);
        if (!authorization) co_return misunderstood(authorization.error());
        // RFC 8555 7.4: it may be valid from an earlier order.
        if (authorization->status == Status::valid) continue;
        if (authorization->status != Status::pending) {
            co_return refuse(problem_of(*authorization), shown_name(*authorization));
        }
        CO_TRY(const Challenge* const challenge, choose(*authorization));
        if (!key_) co_return give_up(ErrorKind::closed, "stopped");
        CO_TRY(Proof proof, make_proof_of(*authorization, *challenge));
        published->push_back({.authorization_url = url, .proof = proof});
        const auto shown = co_await challenges->publish(std::move(proof));
        if (!shown) {
            co_return give_up(shown.error().kind,
                              fmt::format("the answer to the authority could not be put up for {}: {}",
                                          shown_name(*authorization), shown.error().detail));
        }
        challenge_urls.push_back(challenge->url);
    }
    // RFC 8555 7.5.1: an empty object says that it is there to be looked at.
    for (std::string& url : challenge_urls) CO_CHECK(co_await post(std::move(url), "{}"));
    co_return Result<void>();
}

Result<const Challenge*> Session::choose(const Authorization& authorization) {
    for (const ChallengeType way : settings_.ways) {
        const auto found = std::ranges::find(authorization.challenges, way, &Challenge::type);
        if (found != authorization.challenges.end()) return &*found;
    }
    return give_up(
        ErrorKind::denied,
        authorization.wildcard
            ? fmt::format("{} is a wildcard: it can only be proven by DNS (dns-01), which is not set up",
                          shown_name(authorization))
            : fmt::format("the authority offers no way that is set up here to prove {}",
                          shown_name(authorization)));
}

Result<Proof> Session::make_proof_of(const Authorization& authorization, const Challenge& challenge) {
    const std::string answer = key_authorization(*key_, challenge.token);
    switch (challenge.type) {
        case ChallengeType::http_01: return HttpProof{.token = challenge.token, .key_authorization = answer};
        case ChallengeType::dns_01:
            return DnsProof{.record = fmt::format("_acme-challenge.{}", authorization.name),
                            .value = dns_value(answer)};
        case ChallengeType::tls_alpn_01: break;
    }
    auto certificate = make_proof(authorization.name, answer);
    if (!certificate) return misunderstood(certificate.error());
    return TlsProof{.name = authorization.name, .certificate = *std::move(certificate)};
}

Task<Result<void>> Session::await_authorization(std::string url) {
    Polling polling(world_);
    while (true) {
        CO_TRY(const Answer answer, co_await post(url, {}));
        const auto authorization = read_authorization(answer.body);
        if (!authorization) co_return misunderstood(authorization.error());
        if (authorization->status == Status::valid) co_return Result<void>();
        if (authorization->status != Status::pending) {
            co_return refuse(problem_of(*authorization), shown_name(*authorization));
        }
        const auto waited = co_await polling.wait(&answer);
        if (!waited) {
            co_return give_up(waited.error().kind, fmt::format("the authority did not look at {} in time",
                                                               shown_name(*authorization)));
        }
    }
}

}  // namespace milpa::acme
