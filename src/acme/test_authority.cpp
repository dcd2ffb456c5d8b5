// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/test_authority.hpp"

#include <algorithm>

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include "base/ensure.hpp"

namespace milpa::acme {

namespace json = boost::json;

namespace {

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* const value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string decode(std::string_view text) {
    const auto octets = from_base64url(text);
    return octets ? std::string(as_text(*octets)) : std::string();
}

Bytes point_of(const json::object& jwk) {
    Bytes point = {0x04};
    for (const char* coordinate : {"x", "y"}) {
        const auto octets = from_base64url(text_of(jwk, coordinate));
        if (octets) append(point, *octets);
    }
    return point;
}

}  // namespace

Task<Result<void>> FakeChallenges::publish(Proof proof) {
    published++;
    if (fails) co_return *fails;
    if (const auto* const by_http = std::get_if<HttpProof>(&proof))
        http[by_http->token] = by_http->key_authorization;
    if (const auto* const by_tls = std::get_if<TlsProof>(&proof)) tls[by_tls->name] = by_tls->certificate;
    if (const auto* const by_dns = std::get_if<DnsProof>(&proof)) dns.emplace(by_dns->record, by_dns->value);
    co_return Result<void>();
}

Task<> FakeChallenges::withdraw(Proof proof) {
    withdrawn++;
    if (const auto* const by_http = std::get_if<HttpProof>(&proof)) http.erase(by_http->token);
    if (const auto* const by_tls = std::get_if<TlsProof>(&proof)) tls.erase(by_tls->name);
    if (const auto* const by_dns = std::get_if<DnsProof>(&proof)) {
        std::erase_if(
            dns, [&](const auto& one) { return one.first == by_dns->record && one.second == by_dns->value; });
    }
    co_return;
}

Task<Result<Account>> FakeStore::load_account() {
    if (fails) co_return fail(ErrorKind::io);
    if (!account) co_return fail(ErrorKind::missing);
    co_return Account{
        .directory_url = account->directory_url, .url = account->url, .key = account->key.copy()};
}

Task<Result<void>> FakeStore::keep_account(Account kept) {
    if (fails) co_return fail(ErrorKind::io);
    account = std::move(kept);
    accounts_kept++;
    co_return Result<void>();
}

Task<Result<std::string>> FakeStore::load_chain(std::string label) {
    const auto found = certificates.find(label);
    if (found == certificates.end()) co_return fail(ErrorKind::missing);
    co_return found->second.chain_pem;
}

Task<Result<void>> FakeStore::keep_certificate(std::string label, std::string chain_pem,
                                               crypto::SecretText key_pem) {
    if (fails) co_return fail(ErrorKind::io);
    certificates[label] = {.chain_pem = std::move(chain_pem), .key_pem = std::string(key_pem.view())};
    co_return Result<void>();
}

Task<Result<void>> FakeWaits::wait(std::chrono::milliseconds time) {
    if (waits.size() >= waits_max) co_return fail(ErrorKind::closed, "stopped");
    waits.push_back(time);
    clock_->advance(time);
    co_return Result<void>();
}

FakeAuthority::FakeAuthority(Lent<const FakeChallenges> challenges, Lent<const Clock> clock)
    : challenges_(challenges), clock_(clock), authority_(*net::make_ca("Authority of the tests")) {}

std::string FakeAuthority::url(std::string_view path) { return fmt::format("https://ca.test/{}", path); }

http::ClientResponse FakeAuthority::answer(unsigned status, std::string body) {
    return {.status = status, .fields = {}, .body = std::move(body)};
}

http::ClientResponse FakeAuthority::problem(unsigned status, std::string_view type, std::string_view detail) {
    json::object object;
    object["type"] = fmt::format("urn:ietf:params:acme:error:{}", type);
    if (!detail.empty()) object["detail"] = detail;
    return answer(status, json::serialize(object));
}

std::string FakeAuthority::new_nonce() {
    std::string nonce = fmt::format("nonce-{}", numbers_++);
    nonces_.insert(nonce);
    return nonce;
}

Task<Result<http::ClientResponse>> FakeAuthority::fetch(http::ClientRequest request) {
    const std::size_t step = steps++;
    if (broken) {
        if (auto instead = broken(request, step)) co_return *std::move(instead);
    }
    auto response = serve(request);
    response.fields.add("replay-nonce", new_nonce());
    co_return response;
}

http::ClientResponse FakeAuthority::serve(const http::ClientRequest& request) {
    const std::string path = request.url.substr(url("").size());
    paths.push_back(path);
    if (path == "directory") {
        json::object object;
        for (const char* name : {"newNonce", "newAccount", "newOrder"}) object[name] = url(name);
        json::object meta;
        if (has_terms) meta["termsOfService"] = "https://ca.test/terms";
        meta["externalAccountRequired"] = external.has_value();
        object["meta"] = std::move(meta);
        return answer(200, json::serialize(object));
    }
    if (path == "newNonce") return answer(200, "");
    if (request.method != http::Method::post) return problem(405, "malformed");
    return serve_signed(path, request);
}

std::variant<FakeAuthority::Signed, http::ClientResponse> FakeAuthority::open(
    const http::ClientRequest& request) {
    if (request.fields.find("content-type") != "application/jose+json") return problem(415, "malformed");
    boost::system::error_code code;
    const json::value body = json::parse(request.body, code);
    if (code || !body.is_object()) return problem(400, "malformed", "no JWS");
    const std::string head64 = text_of(body.get_object(), "protected");
    const std::string payload64 = text_of(body.get_object(), "payload");
    const json::value head = json::parse(decode(head64), code);
    if (code || !head.is_object()) return problem(400, "malformed", "no header");
    const json::object& header = head.get_object();
    Signed said{.kid = text_of(header, "kid"), .jwk = {}, .payload = decode(payload64)};
    const json::value* const jwk = header.if_contains("jwk");
    if (said.kid.empty() == (jwk == nullptr)) return problem(400, "malformed", "jwk or kid");
    if (text_of(header, "alg") != "ES256") return problem(400, "badSignatureAlgorithm");
    if (text_of(header, "url") != request.url) return problem(401, "unauthorized", "another url");
    if (jwk != nullptr) {
        said.jwk = json::serialize(*jwk);
    } else {
        const auto account = accounts_.find(said.kid);
        if (account == accounts_.end()) return problem(400, "accountDoesNotExist");
        said.jwk = account->second;
    }
    const Bytes point = point_of(json::parse(said.jwk).as_object());
    const auto signature = from_base64url(text_of(body.get_object(), "signature"));
    if (!signature || !crypto::p256_verify(point, fmt::format("{}.{}", head64, payload64), *signature)) {
        return problem(400, "malformed", "not signed by the account");
    }
    if (nonces_.erase(text_of(header, "nonce")) == 0) return problem(400, "badNonce", "never given, or used");
    if (bad_nonces > 0) {
        bad_nonces--;
        return problem(400, "badNonce");
    }
    return said;
}

http::ClientResponse FakeAuthority::serve_signed(const std::string& path,
                                                 const http::ClientRequest& request) {
    auto opened = open(request);
    if (auto* const refused = std::get_if<http::ClientResponse>(&opened)) return *std::move(refused);
    const Signed& said = std::get<Signed>(opened);
    if (path == "newAccount") return take_account(said);
    if (forgets_accounts) {
        forgets_accounts = false;
        accounts_.clear();
        return problem(400, "accountDoesNotExist");
    }
    if (path == "newOrder") return take_order(said);
    const std::size_t slash = path.find('/');
    const std::size_t number = std::stoul(path.substr(slash + 1));
    const std::string what = path.substr(0, slash);
    if (what == "order") return show_order(number);
    if (what == "finalize") return take_csr(number, said);
    if (what == "certificate") return answer(200, orders_.at(number).chain);
    if (what == "authorization") return show_authorization(number);
    // "challenge/NUMBER/TYPE"
    if (said.payload == "{}") look_at(authorizations_.at(number), path.substr(path.rfind('/') + 1), said.jwk);
    return answer(200, "{}");
}

http::ClientResponse FakeAuthority::take_account(const Signed& said) {
    const json::object payload = json::parse(said.payload).as_object();
    if (has_terms && !payload.at("termsOfServiceAgreed").as_bool()) return problem(403, "userActionRequired");
    if (external) {
        const json::value* const binding = payload.if_contains("externalAccountBinding");
        if (binding == nullptr) return problem(403, "externalAccountRequired");
        const json::object head = json::parse(decode(text_of(binding->as_object(), "protected"))).as_object();
        if (text_of(head, "kid") != external->key_id || text_of(head, "url") != url("newAccount") ||
            decode(text_of(binding->as_object(), "payload")) != said.jwk) {
            return problem(403, "unauthorized");
        }
    }
    contacts.clear();
    if (const json::value* const given = payload.if_contains("contact")) {
        for (const json::value& contact : given->as_array()) contacts.emplace(contact.as_string());
    }
    // RFC 8555 7.3.1: a key that is known has its account.
    const auto known = std::ranges::find(accounts_, said.jwk, [](const auto& one) { return one.second; });
    auto made = answer(known == accounts_.end() ? 201 : 200, R"({"status":"valid"})");
    const std::string where =
        known == accounts_.end() ? url(fmt::format("account/{}", numbers_++)) : known->first;
    if (known == accounts_.end()) accounts++;
    accounts_[where] = said.jwk;
    made.fields.add("location", where);
    return made;
}

http::ClientResponse FakeAuthority::take_order(const Signed& said) {
    Order order;
    const json::value payload = json::parse(said.payload);
    for (const json::value& identifier : payload.as_object().at("identifiers").as_array()) {
        const std::string name = text_of(identifier.as_object(), "value");
        order.names.push_back(name);
        const auto valid = std::ranges::find_if(authorizations_, [&](const Authorization& one) {
            return reuses_authorizations && one.name == name && one.status == "valid";
        });
        if (valid == authorizations_.end()) {
            const std::string token = to_base64url(as_bytes(fmt::format("token number {}", numbers_++)));
            authorizations_.push_back({.name = name, .token = token, .error = {}});
            order.authorizations.push_back(authorizations_.size() - 1);
        } else {
            order.authorizations.push_back(static_cast<std::size_t>(valid - authorizations_.begin()));
        }
    }
    orders_.push_back(std::move(order));
    orders++;
    auto response = show_order(orders_.size() - 1);
    response.status = 201;
    response.fields.add("location", url(fmt::format("order/{}", orders_.size() - 1)));
    return response;
}

http::ClientResponse FakeAuthority::show_order(std::size_t number) {
    Order& order = orders_.at(number);
    if (order.status == "pending") {
        const auto status = [&](std::size_t one) { return authorizations_.at(one).status; };
        if (std::ranges::all_of(order.authorizations,
                                [&](std::size_t one) { return status(one) == "valid"; })) {
            order.status = "ready";
        }
    } else if (order.status == "processing" && order.polls++ >= polls_needed) {
        order.status = "valid";
    }
    json::object object;
    object["status"] = order.status;
    json::array urls;
    for (const std::size_t one : order.authorizations)
        urls.emplace_back(url(fmt::format("authorization/{}", one)));
    object["authorizations"] = std::move(urls);
    object["finalize"] = url(fmt::format("finalize/{}", number));
    if (order.status == "valid") object["certificate"] = url(fmt::format("certificate/{}", number));
    auto response = answer(200, json::serialize(object));
    if (!retry_after.empty() && order.status == "processing") response.fields.add("retry-after", retry_after);
    return response;
}

http::ClientResponse FakeAuthority::show_authorization(std::size_t number) {
    Authorization& authorization = authorizations_.at(number);
    if (authorization.status == "looking" && authorization.polls++ >= polls_needed) {
        authorization.status = authorization.error.empty() ? "valid" : "invalid";
    }
    const bool wildcard = authorization.name.starts_with("*.");
    json::object object;
    object["status"] = authorization.status == "looking" ? "pending" : authorization.status;
    object["identifier"] = json::object(
        {{"type", "dns"}, {"value", wildcard ? authorization.name.substr(2) : authorization.name}});
    if (wildcard) object["wildcard"] = true;
    json::array challenges;
    for (const char* type : {"future-02", "dns-01", "http-01", "tls-alpn-01"}) {
        if (wildcard && type != std::string_view("dns-01")) continue;
        json::object challenge({{"type", type}, {"token", authorization.token}, {"status", "pending"}});
        challenge["url"] = url(fmt::format("challenge/{}/{}", number, type));
        if (authorization.status == "invalid") {
            challenge["error"] = json::object({{"type", "urn:ietf:params:acme:error:" + authorization.error},
                                               {"detail", "seen from afar"}});
        }
        challenges.emplace_back(std::move(challenge));
    }
    object["challenges"] = std::move(challenges);
    return answer(200, json::serialize(object));
}

/// Looks at what is published as it would over the network.
void FakeAuthority::look_at(Authorization& authorization, std::string_view type, const std::string& jwk) {
    const std::string wanted = fmt::format("{}.{}", authorization.token, to_base64url(sha256(jwk)));
    const bool wildcard = authorization.name.starts_with("*.");
    const std::string name = wildcard ? authorization.name.substr(2) : authorization.name;
    bool right = false;
    if (type == "http-01") {
        const auto found = challenges_->http.find(authorization.token);
        right = found != challenges_->http.end() && found->second == wanted;
    } else if (type == "tls-alpn-01") {
        right = challenges_->tls.contains(name);
    } else {
        const auto [first, last] = challenges_->dns.equal_range("_acme-challenge." + name);
        right = std::any_of(first, last, [&](const auto& one) { return one.second == dns_value(wanted); });
    }
    authorization.status = "looking";
    if (!right) authorization.error = "incorrectResponse";
}

http::ClientResponse FakeAuthority::take_csr(std::size_t number, const Signed& said) {
    Order& order = orders_.at(number);
    if (order.status != "ready") return problem(403, "orderNotReady");
    const auto csr = from_base64url(text_of(json::parse(said.payload).as_object(), "csr"));
    if (csr) order.chain = issue(*csr, order.names);
    if (order.chain.empty()) return problem(400, "badCSR");
    order.status = "processing";
    return show_order(number);
}

/// Empty where the request is not for exactly these names, or not signed by its key.
std::string FakeAuthority::issue(ByteView csr, const std::vector<std::string>& names) {
    const unsigned char* at = csr.data();
    X509_REQ* const request = ::d2i_X509_REQ(nullptr, &at, static_cast<long>(csr.size()));
    if (request == nullptr) return {};
    EVP_PKEY* const key = ::X509_REQ_get0_pubkey(request);
    STACK_OF(X509_EXTENSION)* const extensions = ::X509_REQ_get_extensions(request);
    auto* const asked =
        static_cast<GENERAL_NAMES*>(::X509V3_get_d2i(extensions, NID_subject_alt_name, nullptr, nullptr));
    std::vector<std::string> found;
    for (int i = 0; i < sk_GENERAL_NAME_num(asked); ++i) {
        const ASN1_IA5STRING* const name = sk_GENERAL_NAME_value(asked, i)->d.dNSName;
        found.emplace_back(reinterpret_cast<const char*>(::ASN1_STRING_get0_data(name)),
                           static_cast<std::size_t>(::ASN1_STRING_length(name)));
    }
    std::string chain;
    if (::X509_REQ_verify(request, key) == 1 && found == names) {
        BIO* const ca_key_pem = ::BIO_new_mem_buf(authority_.key_pem.data(), -1);
        EVP_PKEY* const ca_key = ::PEM_read_bio_PrivateKey(ca_key_pem, nullptr, nullptr, nullptr);
        X509* const made = ::X509_new();
        ::X509_set_version(made, 2);
        ::ASN1_INTEGER_set_uint64(::X509_get_serialNumber(made), ++numbers_);
        const auto now = std::chrono::duration_cast<std::chrono::seconds>(clock_->wall().time_since_epoch());
        ::ASN1_TIME_set(X509_getm_notBefore(made), now.count() - 3600);
        ::ASN1_TIME_set(X509_getm_notAfter(made),
                        now.count() - 3600 + std::chrono::seconds(lifetime).count());
        ::X509_set_pubkey(made, key);
        ::X509_add1_ext_i2d(made, NID_subject_alt_name, asked, 1, X509V3_ADD_DEFAULT);
        ::X509_sign(made, ca_key, ::EVP_sha256());
        BIO* const pem = ::BIO_new(::BIO_s_mem());
        ::PEM_write_bio_X509(pem, made);
        char* text = nullptr;
        const long size = BIO_get_mem_data(pem, &text);
        chain.assign(text, static_cast<std::size_t>(size));
        chain += authority_.chain_pem;
        ::BIO_free(pem);
        ::X509_free(made);
        ::EVP_PKEY_free(ca_key);
        ::BIO_free(ca_key_pem);
    }
    ::GENERAL_NAMES_free(asked);
    sk_X509_EXTENSION_pop_free(extensions, ::X509_EXTENSION_free);
    ::X509_REQ_free(request);
    return chain;
}

}  // namespace milpa::acme
