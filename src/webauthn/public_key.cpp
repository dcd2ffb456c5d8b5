// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webauthn/public_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "webauthn/cbor.hpp"
#include "webauthn/webauthn.hpp"

namespace milpa::webauthn {

namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Pkey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;

constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t modulus_bytes_min = 256, modulus_bytes_max = 512;  // 2048 to 4096 bits
constexpr std::size_t exponent_bytes_max = 4;                            // larger ones only cost time
constexpr std::size_t parameters_max = 16;

// RFC 9053 7.1, table 17; RFC 8230 4.
enum class KeyType : std::int64_t { okp = 1, ec2 = 2, rsa = 3 };
// RFC 9053 7.1, table 18.
constexpr std::int64_t curve_p256 = 1, curve_ed25519 = 6;

Error refused(const char* what) { return fail(ErrorKind::denied, what); }

// The parameters of a key (RFC 9052 7.1), by their labels; -1 to -3 mean what the type says.
struct Parameters {
    std::optional<std::int64_t> type, algorithm, curve;
    std::optional<ByteView> first, second, third;  // -1, -2, -3 where they are octets
    ByteView octets;
    ByteView rest;
};

Result<void> read_parameter(CborReader& reader, std::int64_t label, Parameters& into) {
    const auto take_number = [&](std::optional<std::int64_t>& to) -> Result<void> {
        if (to) return fail(ErrorKind::syntax, "a parameter twice");
        TRY(to, reader.number());
        return {};
    };
    const auto take_octets = [&](std::optional<ByteView>& to) -> Result<void> {
        if (to) return fail(ErrorKind::syntax, "a parameter twice");
        TRY(to, reader.bytes());
        return {};
    };
    switch (label) {
        case 1: return take_number(into.type);
        case 3: return take_number(into.algorithm);
        case -1: {
            // A number (the curve) or octets (the modulus), as the type has it.
            if (into.curve || into.first) return fail(ErrorKind::syntax, "a parameter twice");
            CborReader ahead = reader;
            return ahead.number() ? take_number(into.curve) : take_octets(into.first);
        }
        case -2: return take_octets(into.second);
        case -3: return take_octets(into.third);
        default: return reader.skip();
    }
}

Result<Parameters> read_parameters(ByteView input) {
    Parameters found;
    CborReader reader(input);
    TRY(const std::size_t count, reader.map());
    if (count > parameters_max) return fail(ErrorKind::syntax, "too many parameters of a key");
    for (std::size_t i = 0; i < count; ++i) {
        TRY(const std::int64_t label, reader.number());
        CHECK(read_parameter(reader, label, found));
    }
    found.rest = reader.rest();
    found.octets = input.first(input.size() - found.rest.size());
    if (found.octets.size() > public_key_bytes_max) return fail(ErrorKind::limit, "a public key too long");
    if (!found.type || !found.algorithm) return fail(ErrorKind::syntax, "a key without its type");
    return found;
}

Result<Pkey> key_from(const char* type, OSSL_PARAM* params) {
    const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || params == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params) != 1) {
        return refused("not a public key");
    }
    return Pkey(made);
}

Result<Pkey> make_ec2(const Parameters& found) {
    if (found.curve != curve_p256) return refused("another curve");
    if (!found.second || !found.third || found.second->size() != coordinate_bytes ||
        found.third->size() != coordinate_bytes) {
        return fail(ErrorKind::syntax, "a point without its coordinates");
    }
    Bytes point{4};  // uncompressed
    append(point, *found.second);
    append(point, *found.third);
    char group[] = "prime256v1";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
        OSSL_PARAM_construct_end()};
    TRY(Pkey key, key_from("EC", params));
    // That the point is on its curve.
    const PkeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    if (!check || EVP_PKEY_public_check(check.get()) != 1) return refused("a point that is none");
    return key;
}

Result<Pkey> make_okp(const Parameters& found) {
    if (found.curve != curve_ed25519) return refused("another curve");
    if (!found.second || found.second->size() != coordinate_bytes) {
        return fail(ErrorKind::syntax, "a point without its coordinate");
    }
    Pkey key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, found.second->data(), coordinate_bytes));
    if (!key) return refused("not a public key");
    return key;
}

Result<Pkey> make_rsa(const Parameters& found) {
    if (!found.first || !found.second) return fail(ErrorKind::syntax, "a key without its numbers");
    const ByteView modulus = *found.first, exponent = *found.second;
    if (modulus.size() < modulus_bytes_min || modulus.size() > modulus_bytes_max || modulus[0] == 0) {
        return refused("a modulus too short or too long");
    }
    if (exponent.empty() || exponent.size() > exponent_bytes_max) return refused("an exponent too long");
    const Number n(BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
    const Number e(BN_bin2bn(exponent.data(), static_cast<int>(exponent.size()), nullptr));
    constexpr int modulus_bits_min = 2048;
    if (!n || !e || BN_num_bits(n.get()) < modulus_bits_min || BN_is_odd(n.get()) == 0 ||
        BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) == 1) {
        return refused("weak numbers");
    }
    // Whether it has two large factors would take a second to find out, and is its owner's own concern.
    const ParamBuilder builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return refused("not a public key");
    }
    const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
    return key_from("RSA", params.get());
}

// The algorithm goes with one type only, so a key is never read as one of another.
Result<Pkey> make_key(const Parameters& found) {
    const auto type = static_cast<KeyType>(*found.type);
    switch (*found.algorithm) {
        case static_cast<int>(Algorithm::es256):
            if (type == KeyType::ec2) return make_ec2(found);
            break;
        case static_cast<int>(Algorithm::eddsa):
            if (type == KeyType::okp) return make_okp(found);
            break;
        case static_cast<int>(Algorithm::rs256):
            if (type == KeyType::rsa) return make_rsa(found);
            break;
        default: return refused("another algorithm");
    }
    return refused("an algorithm of another type of key");
}

// OpenSSL keeps what it said for this thread; nobody reads it.
struct ErrorsForgotten {
    ~ErrorsForgotten() { ERR_clear_error(); }
};

}  // namespace

Result<KeyAndRest> read_public_key(ByteView input) {
    const ErrorsForgotten forgotten;
    TRY(const Parameters found, read_parameters(input));
    CHECK(make_key(found));
    return KeyAndRest{found.octets, found.rest};
}

Result<void> verify_signature(ByteView public_key, ByteView message, ByteView signature) {
    const ErrorsForgotten forgotten;
    TRY(const Parameters found, read_parameters(public_key));
    if (!found.rest.empty()) return fail(ErrorKind::syntax, "something behind a public key");
    TRY(const Pkey key, make_key(found));
    const bool hashes_itself = *found.algorithm == static_cast<int>(Algorithm::eddsa);
    const DigestContext context(EVP_MD_CTX_new());
    const EVP_MD* digest = hashes_itself ? nullptr : EVP_sha256();
    if (!context || EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get()) != 1 ||
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) !=
            1) {
        return refused("a signature by another key, or of something else");
    }
    return {};
}

}  // namespace milpa::webauthn
