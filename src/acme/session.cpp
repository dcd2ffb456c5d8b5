// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/session.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include "acme/polling.hpp"
#include "acme/words.hpp"

namespace milpa::acme {

namespace json = boost::json;

namespace {

/// More than one is only ever there after a failure.
constexpr std::size_t nonces_kept_max = 4;
constexpr unsigned status_server_error = 500;
constexpr unsigned status_too_many = 429;

bool is_good(const http::ClientResponse& answer) { return answer.status / 100 == 2; }

/// What is not for us to solve, and may be over soon.
bool is_transient(const Result<http::ClientResponse>& answer) {
    if (answer) return answer->status >= status_server_error && !answer->fields.find("retry-after");
    const ErrorKind kind = answer.error().kind;
    return kind == ErrorKind::io || kind == ErrorKind::timeout || kind == ErrorKind::closed;
}

Problem problem_of(const http::ClientResponse& answer) {
    if (auto problem = read_problem(answer.body); problem && !problem->type.empty())
        return *std::move(problem);
    // Not a problem document: a proxy in between, or an authority in need.
    if (answer.status == status_too_many) return {.type = "rateLimited"};
    if (answer.status >= status_server_error) return {.type = "serverInternal"};
    return {.type = fmt::format("HTTP status {}", answer.status)};
}

Result<std::string> location_of(const http::ClientResponse& answer) {
    const auto location = answer.fields.find("location");
    if (!location) return fail(ErrorKind::syntax, "an answer without its place");
    TRY(const http::Url url, http::Url::parse(*location));
    if (!url.secure) return fail(ErrorKind::syntax, "a place that is not https");
    return std::string(*location);
}

}  // namespace

Session::Session(World world, Settings settings, crypto::P256Key key, std::string account_url)
    : world_(world),
      settings_(std::move(settings)),
      key_(std::move(key)),
      account_url_(std::move(account_url)) {}

Error Session::give_up(ErrorKind kind, std::string words) {
    trouble_.words = std::move(words);
    return fail(kind, "the certificate was not issued");
}

Error Session::misunderstood(const Error& error) { return give_up(error.kind, explain(error)); }

Error Session::refuse(const Problem& problem, std::string_view name, const Answer* answer) {
    last_problem_ = problem.type;
    if (const auto when = answer != nullptr ? answer->fields.find("retry-after") : std::nullopt) {
        const WallTime now = world_.clock->wall();
        if (const auto wait = read_retry_after(*when, now)) trouble_.not_before = now + *wait;
    }
    return give_up(kind_of(problem), explain(problem, name));
}

/// False where it is enough: what came of it is the answer.
Task<bool> Session::rest_after(Lent<const Result<Answer>> answer, unsigned attempt) {
    if (!is_transient(*answer) || attempt == transient_attempts_max) co_return false;
    co_return (co_await world_.waits->wait(transient_pause * attempt)).has_value();
}

Task<Result<Session::Answer>> Session::get(http::Method method, std::string url) {
    for (unsigned attempt = 1;; ++attempt) {
        const auto answer = co_await world_.transport->fetch({.method = method, .url = url});
        if (co_await rest_after(&answer, attempt)) continue;
        if (!answer) co_return misunderstood(answer.error());
        if (!is_good(*answer)) co_return refuse(problem_of(*answer), {}, &*answer);
        co_return answer;
    }
}

void Session::keep_nonce(const Answer& answer) {
    const auto nonce = answer.fields.find("replay-nonce");
    if (nonce && is_nonce(*nonce) && nonces_.size() < nonces_kept_max) nonces_.emplace_back(*nonce);
}

Task<Result<std::string>> Session::take_nonce() {
    if (nonces_.empty()) {
        CO_TRY(const Answer answer, co_await get(http::Method::head, directory_.new_nonce));
        keep_nonce(answer);
        if (nonces_.empty()) co_return misunderstood(fail(ErrorKind::syntax, "no nonce"));
    }
    std::string nonce = std::move(nonces_.back());
    nonces_.pop_back();
    co_return nonce;
}

Task<Result<Session::Answer>> Session::post(std::string url, std::string payload, Signer signer) {
    last_problem_.clear();
    unsigned transient = 0;
    for (unsigned attempt = 0; attempt < nonce_attempts_max; ++attempt) {
        CO_TRY(std::string nonce, co_await take_nonce());
        if (!key_) co_return give_up(ErrorKind::closed, "stopped");
        const std::string account = signer == Signer::account ? account_url_ : std::string();
        http::ClientRequest request{.method = http::Method::post,
                                    .url = url,
                                    .fields = {{"content-type", "application/jose+json"}},
                                    .body = sign(*key_, {url, std::move(nonce), account}, payload)};
        const auto answer = co_await world_.transport->fetch(std::move(request));
        if (answer) keep_nonce(*answer);
        if (co_await rest_after(&answer, ++transient)) continue;
        if (!answer) co_return misunderstood(answer.error());
        if (is_good(*answer)) co_return answer;
        const Problem problem = problem_of(*answer);
        if (problem.type != "badNonce") co_return refuse(problem, {}, &*answer);
        transient = 0;
    }
    co_return refuse({.type = "badNonce"}, {});
}

std::string Session::account_payload(const std::optional<std::string>& binding) const {
    json::object payload;
    payload["termsOfServiceAgreed"] = settings_.terms_agreed;
    json::array contacts;
    for (const std::string& contact : settings_.contacts) contacts.emplace_back(contact);
    if (!contacts.empty()) payload["contact"] = std::move(contacts);
    std::string text = json::serialize(payload);
    // It is JSON already, signed as it stands.
    if (binding) text.insert(text.size() - 1, fmt::format(",\"externalAccountBinding\":{}", *binding));
    return text;
}

/// RFC 8555 7.3: also finds the account that the key has already.
Task<Result<void>> Session::sign_up() {
    if (!directory_.terms.empty() && !settings_.terms_agreed) {
        co_return give_up(ErrorKind::denied, fmt::format("nobody has agreed to the authority's terms yet: {}",
                                                         directory_.terms));
    }
    if (directory_.external_account_required && !settings_.external) {
        co_return refuse({.type = "externalAccountRequired"}, {});
    }
    if (!key_) co_return give_up(ErrorKind::closed, "stopped");
    std::optional<std::string> binding;
    if (settings_.external) {
        auto bound = bind_external(*settings_.external, *key_, directory_.new_account);
        if (!bound) co_return give_up(ErrorKind::syntax, "the key of the external account is not base64url");
        binding = *std::move(bound);
    }
    CO_TRY(const Answer answer, co_await post(directory_.new_account, account_payload(binding), Signer::key));
    auto location = location_of(answer);
    if (!location) co_return misunderstood(location.error());
    account_url_ = *std::move(location);
    co_return Result<void>();
}

Task<Result<void>> Session::open() {
    trouble_ = {};
    auto url = http::Url::parse(settings_.directory_url);
    if (!url || !url->secure) co_return give_up(ErrorKind::syntax, "the authority's address is no https URL");
    CO_TRY(const Answer answer, co_await get(http::Method::get, settings_.directory_url));
    auto directory = read_directory(answer.body);
    if (!directory) co_return misunderstood(directory.error());
    directory_ = *std::move(directory);
    nonces_.clear();
    if (account_url_.empty()) CO_CHECK(co_await sign_up());
    co_return Result<void>();
}

Task<Result<Session::Answer>> Session::order(Lent<const std::vector<std::string>> names) {
    json::array identifiers;
    for (const std::string& name : *names) {
        identifiers.emplace_back(json::object({{"type", "dns"}, {"value", name}}));
    }
    const std::string payload = json::serialize(json::object({{"identifiers", std::move(identifiers)}}));
    auto answer = co_await post(directory_.new_order, payload);
    if (!answer && last_problem_ == "accountDoesNotExist") {
        // It was removed there, or this is another authority at the same address.
        trouble_ = {};
        CO_CHECK(co_await sign_up());
        answer = co_await post(directory_.new_order, payload);
    }
    co_return answer;
}

Task<Result<Issued>> Session::issue(std::vector<std::string> names, Lent<Challenges> challenges) {
    trouble_ = {};
    CO_TRY(const Answer answer, co_await order(&names));
    auto url = location_of(answer);
    if (!url) co_return misunderstood(url.error());
    auto order = read_order(answer.body);
    if (!order) co_return misunderstood(order.error());
    if (order->status == Status::pending) {
        CO_CHECK(co_await prove(&*order, challenges));
        CO_TRY(Answer seen, co_await post(*url, {}));
        CO_TRY(*order, co_await await_order(*url, std::move(seen), Status::pending));
    }
    if (order->status != Status::ready) {
        co_return refuse(order->error.value_or(Problem{.type = "orderNotReady"}), {});
    }
    co_return co_await finalize(*std::move(order), *std::move(url), &names);
}

Task<Result<Issued>> Session::finalize(Order order, std::string order_url,
                                       Lent<const std::vector<std::string>> names) {
    auto request = make_request(*names);
    if (!request) co_return give_up(request.error().kind, "a name of the certificate is no DNS name");
    const std::string payload = json::serialize(json::object({{"csr", to_base64url(request->der)}}));
    CO_TRY(Answer seen, co_await post(order.finalize, payload));
    CO_TRY(order, co_await await_order(std::move(order_url), std::move(seen), Status::processing));
    if (order.status != Status::valid || order.certificate.empty()) {
        co_return refuse(order.error.value_or(Problem{.type = "orderNotReady"}), {});
    }
    CO_TRY(Answer chain, co_await post(order.certificate, {}));
    if (chain.body.size() > chain_octets_max) {
        co_return misunderstood(fail(ErrorKind::limit, "a chain that is too long"));
    }
    const auto checked = check_issued(chain.body, request->key_pem, *names, world_.clock->wall());
    if (!checked) {
        co_return give_up(checked.error().kind, fmt::format("what the authority issued cannot be used: {}",
                                                            checked.error().detail));
    }
    co_return Issued{.chain_pem = std::move(chain.body), .key_pem = std::move(request->key_pem)};
}

/// POST-as-GET (RFC 8555 6.3) until it is something else than what was seen first.
Task<Result<Order>> Session::await_order(std::string url, Answer seen, Status not_any_more) {
    Polling polling(world_);
    while (true) {
        auto order = read_order(seen.body);
        if (!order) co_return misunderstood(order.error());
        // Also `ready` may still be shown for a moment where finalize was answered already.
        const bool waiting = order->status == not_any_more ||
                             (not_any_more == Status::processing && order->status == Status::ready);
        if (!waiting) co_return order;
        const auto waited = co_await polling.wait(&seen);
        if (!waited) co_return give_up(waited.error().kind, "the authority did not decide in time");
        CO_TRY(seen, co_await post(url, {}));
    }
}

}  // namespace milpa::acme
