// SPDX-License-Identifier: AGPL-3.0-or-later
// An authenticator and the browser before it, for tests: OpenSSL signs. Each part of what they say can be
// changed before it is signed.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>

#include "base/ensure.hpp"
#include "webauthn/public_key.hpp"
#include "webauthn/webauthn.hpp"

namespace milpa::webauthn::testing {

inline void cbor_head(Bytes& to, std::uint8_t major, std::uint64_t value) {
    const auto first = static_cast<std::uint8_t>(major << 5);
    if (value < 24) {
        to.push_back(static_cast<std::uint8_t>(first | value));
    } else if (value < 0x100) {
        to.push_back(first | 24);
        to.push_back(static_cast<std::uint8_t>(value));
    } else if (value < 0x10000) {
        to.push_back(first | 25);
        to.push_back(static_cast<std::uint8_t>(value >> 8));
        to.push_back(static_cast<std::uint8_t>(value));
    } else {
        to.push_back(first | 26);
        append_u32(to, static_cast<std::uint32_t>(value));
    }
}
inline void cbor_number(Bytes& to, std::int64_t value) {
    value < 0 ? cbor_head(to, 1, static_cast<std::uint64_t>(-1 - value))
              : cbor_head(to, 0, static_cast<std::uint64_t>(value));
}
inline void cbor_bytes(Bytes& to, ByteView value) {
    cbor_head(to, 2, value.size());
    append(to, value);
}
inline void cbor_text(Bytes& to, std::string_view value) {
    cbor_head(to, 3, value.size());
    append(to, as_bytes(value));
}

inline Bytes sha256(ByteView data) {
    Bytes sum(32);
    ensure(EVP_Digest(data.data(), data.size(), sum.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return sum;
}

/// A key pair that signs as an authenticator does.
class Signer {
public:
    explicit Signer(Algorithm algorithm) : algorithm_(algorithm), key_(make(algorithm), EVP_PKEY_free) {
        ensure(key_ != nullptr);
    }

    Bytes sign(ByteView message) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        const EVP_MD* digest = algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256();
        ensure(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1);
        std::size_t size = 0;
        ensure(EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) == 1);
        Bytes signature(size);
        ensure(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1);
        signature.resize(size);
        return signature;
    }

    Bytes cose() const {
        Bytes key;
        if (algorithm_ == Algorithm::rs256) {
            cbor_head(key, 5, 4);
            put(key, 1, 3);
            put(key, 3, -257);
            put(key, -1, number(OSSL_PKEY_PARAM_RSA_N));
            put(key, -2, number(OSSL_PKEY_PARAM_RSA_E));
        } else if (algorithm_ == Algorithm::eddsa) {
            Bytes x(32);
            std::size_t size = x.size();
            ensure(EVP_PKEY_get_raw_public_key(key_.get(), x.data(), &size) == 1);
            cbor_head(key, 5, 4);
            put(key, 1, 1);
            put(key, 3, -8);
            put(key, -1, 6);
            put(key, -2, x);
        } else {
            cbor_head(key, 5, 5);
            put(key, 1, 2);
            put(key, 3, -7);
            put(key, -1, 1);
            put(key, -2, number(OSSL_PKEY_PARAM_EC_PUB_X, 32));
            put(key, -3, number(OSSL_PKEY_PARAM_EC_PUB_Y, 32));
        }
        return key;
    }

    static void put(Bytes& to, std::int64_t label, std::int64_t value) {
        cbor_number(to, label);
        cbor_number(to, value);
    }
    static void put(Bytes& to, std::int64_t label, ByteView value) {
        cbor_number(to, label);
        cbor_bytes(to, value);
    }

private:
    static EVP_PKEY* make(Algorithm algorithm) {
        switch (algorithm) {
            case Algorithm::es256: return EVP_EC_gen("P-256");
            case Algorithm::rs256: return EVP_RSA_gen(2048);
            default: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
        }
    }
    Bytes number(const char* name, int pad_to = 0) const {
        BIGNUM* found = nullptr;
        ensure(EVP_PKEY_get_bn_param(key_.get(), name, &found) == 1);
        Bytes octets(static_cast<std::size_t>(std::max(pad_to, BN_num_bytes(found))));
        ensure(BN_bn2binpad(found, octets.data(), static_cast<int>(octets.size())) >= 0);
        BN_free(found);
        return octets;
    }

    Algorithm algorithm_;
    std::shared_ptr<EVP_PKEY> key_;
};

/// What both say; everything can be changed.
struct Saying {
    std::string origin = "https://mail.example.org";
    std::string party = "example.org";
    std::string type{};  ///< empty: the right one
    std::string more_client_data{};
    std::uint8_t flags = 0x05;  ///< user present, user verified
    std::uint32_t counter = 0;
    Bytes behind{};  ///< authenticator data
    std::string format = "none";
    Bytes statement = {0xa0};
    Bytes user_handle{};
};

struct Authenticator {
    explicit Authenticator(Algorithm algorithm = Algorithm::es256, std::string_view id = "credential one")
        : signer(algorithm), id(to_bytes(id)) {}

    static std::string client_data(std::string_view type, ByteView challenge, const Saying& say) {
        return R"({"type":")" + (say.type.empty() ? std::string(type) : say.type) + R"(","challenge":")" +
               to_base64url(challenge) + R"(","origin":")" + say.origin + '"' + say.more_client_data + "}";
    }
    static Bytes head(const Saying& say, std::uint8_t flags) {
        Bytes data = sha256(as_bytes(say.party));
        data.push_back(static_cast<std::uint8_t>(say.flags | flags));
        append_u32(data, say.counter);
        return data;
    }

    Registration create(ByteView challenge, const Saying& say = {}) const {
        Bytes data = head(say, 0x40);
        data.resize(data.size() + 16);
        data.push_back(static_cast<std::uint8_t>(id.size() >> 8));
        data.push_back(static_cast<std::uint8_t>(id.size()));
        append(data, id);
        append(data, signer.cose());
        append(data, say.behind);
        Bytes object;
        cbor_head(object, 5, 3);
        cbor_text(object, "fmt");
        cbor_text(object, say.format);
        cbor_text(object, "attStmt");
        append(object, say.statement);
        cbor_text(object, "authData");
        cbor_bytes(object, data);
        return {client_data("webauthn.create", challenge, say), std::move(object), {"internal", "hybrid"}};
    }

    Assertion get(ByteView challenge, const Saying& say = {}) const {
        Assertion made{id, client_data("webauthn.get", challenge, say), head(say, 0), {}, say.user_handle};
        append(made.authenticator_data, say.behind);
        sign(made);
        return made;
    }
    void sign(Assertion& made) const {
        Bytes octets = made.authenticator_data;
        append(octets, sha256(as_bytes(made.client_data)));
        made.signature = signer.sign(octets);
    }

    Signer signer;
    Bytes id;
};

}  // namespace milpa::webauthn::testing
