// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/jws.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include "base/ensure.hpp"
#include "base/lent.hpp"

namespace milpa::acme {

namespace json = boost::json;

namespace {

/// Wipes octets as it goes, before their owner gives them back.
class Wiped {
public:
    explicit Wiped(Lent<Bytes> octets) : octets_(octets) {}
    ~Wiped() { crypto::wipe(std::span(octets_->data(), octets_->size())); }
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;

private:
    const Lent<Bytes> octets_;
};

constexpr std::size_t coordinate_octets = 32;
/// RFC 7518 3.2: HS256 wants a key as long as its hash; more than this is no key that anybody gives out.
constexpr std::size_t mac_key_octets_max = 1024;

json::object to_object(const crypto::P256Key& key) {
    const auto point = key.public_point();
    const ByteView coordinates = ByteView(point).subspan(1);  // behind 04, the mark of an uncompressed point
    json::object jwk;
    jwk["crv"] = "P-256";
    jwk["kty"] = "EC";
    jwk["x"] = to_base64url(coordinates.first(coordinate_octets));
    jwk["y"] = to_base64url(coordinates.last(coordinate_octets));
    return jwk;
}

/// RFC 7515 7.2.2.
std::string flattened(std::string_view header, std::string_view payload, ByteView signature) {
    json::object whole;
    whole["protected"] = header;
    whole["payload"] = payload;
    whole["signature"] = to_base64url(signature);
    return json::serialize(whole);
}

}  // namespace

std::string to_jwk(const crypto::P256Key& key) { return json::serialize(to_object(key)); }

std::string thumbprint(const crypto::P256Key& key) { return to_base64url(sha256(to_jwk(key))); }

std::string sign(const crypto::P256Key& key, const Envelope& envelope, std::string_view payload) {
    json::object header;
    header["alg"] = "ES256";
    if (envelope.account.empty()) {
        header["jwk"] = to_object(key);
    } else {
        header["kid"] = envelope.account;
    }
    header["nonce"] = envelope.nonce;
    header["url"] = envelope.url;
    const std::string head = to_base64url(as_bytes(json::serialize(header)));
    const std::string body = to_base64url(as_bytes(payload));
    return flattened(head, body, key.sign(fmt::format("{}.{}", head, body)));
}

Result<std::string> bind_external(const ExternalAccount& external, const crypto::P256Key& key,
                                  std::string_view new_account_url) {
    // Some authorities give it with padding.
    const std::string_view text = external.mac_key->view();
    TRY(Bytes mac_key, from_base64url(text.substr(0, text.find('='))));
    const Wiped wiped(&mac_key);
    if (mac_key.empty() || mac_key.size() > mac_key_octets_max) {
        return fail(ErrorKind::syntax, "the external account's key is none");
    }
    json::object header;
    header["alg"] = "HS256";
    header["kid"] = external.key_id;
    header["url"] = new_account_url;
    const std::string head = to_base64url(as_bytes(json::serialize(header)));
    const std::string body = to_base64url(as_bytes(to_jwk(key)));
    const std::string input = fmt::format("{}.{}", head, body);
    Bytes mac(SHA256_DIGEST_LENGTH);
    unsigned size = 0;
    const ByteView octets = as_bytes(input);
    ensure(::HMAC(::EVP_sha256(), mac_key.data(), static_cast<int>(mac_key.size()), octets.data(),
                  octets.size(), mac.data(), &size) != nullptr);
    return flattened(head, body, mac);
}

std::string key_authorization(const crypto::P256Key& key, std::string_view token) {
    return fmt::format("{}.{}", token, thumbprint(key));
}

std::string dns_value(std::string_view key_authorization) { return to_base64url(sha256(key_authorization)); }

Bytes sha256(std::string_view octets) {
    Bytes hash(SHA256_DIGEST_LENGTH);
    const ByteView bytes = as_bytes(octets);
    ::SHA256(bytes.data(), bytes.size(), hash.data());
    return hash;
}

}  // namespace milpa::acme
