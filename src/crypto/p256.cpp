// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/p256.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/ensure.hpp"

namespace milpa::crypto {

namespace {

constexpr const char* curve = "P-256";

template <auto free_it>
struct FreeBy {
    template <class T>
    void operator()(T* object) const {
        free_it(object);
    }
};
using Context = std::unique_ptr<EVP_PKEY_CTX, FreeBy<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, FreeBy<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, FreeBy<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreeBy<EC_POINT_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, FreeBy<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreeBy<OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, FreeBy<ECDSA_SIG_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;

Group new_group() {
    Group group(::EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    ensure(group != nullptr);
    return group;
}

EVP_PKEY* make_key(ByteView point, const BIGNUM* number) {
    const Builder builder(::OSSL_PARAM_BLD_new());
    ensure(builder != nullptr);
    ensure(::OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve, 0) == 1);
    ensure(::OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                              point.size()) == 1);
    if (number != nullptr)
        ensure(::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number) == 1);
    const Params params(::OSSL_PARAM_BLD_to_param(builder.get()));
    const Context context(::EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    ensure(params != nullptr && context != nullptr);
    ensure(::EVP_PKEY_fromdata_init(context.get()) == 1);
    EVP_PKEY* key = nullptr;
    const int selection = number != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (::EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1) key = nullptr;
    return key;
}

/// Null for what is no point of the curve.
PublicKey read_point(ByteView octets) {
    PublicKey key;
    const Group group = new_group();
    const Point point(::EC_POINT_new(group.get()));
    ensure(point != nullptr);
    // OpenSSL checks that the point is on the curve. Compressed ones and the one at infinity are not asked
    // for.
    if (octets.size() == p256_point_bytes && octets.front() == POINT_CONVERSION_UNCOMPRESSED &&
        ::EC_POINT_oct2point(group.get(), point.get(), octets.data(), octets.size(), nullptr) == 1) {
        key.reset(make_key(octets, nullptr));
    }
    ::ERR_clear_error();
    return key;
}

}  // namespace

P256Key::P256Key(EVP_PKEY* key) : key_(key) { ensure(key != nullptr); }
P256Key::P256Key(P256Key&&) noexcept = default;
P256Key& P256Key::operator=(P256Key&&) noexcept = default;
P256Key::~P256Key() = default;
void P256Key::Free::operator()(EVP_PKEY* key) const { ::EVP_PKEY_free(key); }

P256Key P256Key::generate() { return P256Key(EVP_EC_gen(curve)); }

Result<P256Key> P256Key::from_private(ByteView number) {
    if (number.size() != Key::size) return fail(ErrorKind::syntax, "a private number of another length");
    const Number value(::BN_bin2bn(number.data(), static_cast<int>(number.size()), nullptr));
    const Group group = new_group();
    ensure(value != nullptr);
    if (BN_is_zero(value.get()) != 0 || ::BN_cmp(value.get(), ::EC_GROUP_get0_order(group.get())) >= 0)
        return fail(ErrorKind::syntax, "a private number out of its range");
    ::BN_set_flags(value.get(), BN_FLG_CONSTTIME);
    const Point point(::EC_POINT_new(group.get()));
    ensure(point != nullptr);
    ensure(::EC_POINT_mul(group.get(), point.get(), value.get(), nullptr, nullptr, nullptr) == 1);
    std::array<std::uint8_t, p256_point_bytes> octets{};
    ensure(::EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, octets.data(),
                                octets.size(), nullptr) == octets.size());
    return P256Key(make_key(octets, value.get()));
}

std::array<std::uint8_t, p256_point_bytes> P256Key::public_point() const {
    std::array<std::uint8_t, p256_point_bytes> octets{};
    std::size_t size = 0;
    ensure(::EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, octets.data(),
                                             octets.size(), &size) == 1 &&
           size == octets.size());
    return octets;
}

Key P256Key::private_number() const {
    BIGNUM* raw = nullptr;
    ensure(::EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_PRIV_KEY, &raw) == 1);
    const Number number(raw);
    Key key = Key::zero();
    ensure(::BN_bn2binpad(number.get(), key.writable().data(), Key::size) == static_cast<int>(Key::size));
    return key;
}

Result<Key> P256Key::agree(ByteView public_point) const {
    const PublicKey other = read_point(public_point);
    if (!other) return fail(ErrorKind::syntax, "no point of the curve");
    const Context context(::EVP_PKEY_CTX_new(key_.get(), nullptr));
    ensure(context != nullptr && ::EVP_PKEY_derive_init(context.get()) == 1);
    ensure(::EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1);
    Key shared = Key::zero();
    std::size_t size = Key::size;
    ensure(::EVP_PKEY_derive(context.get(), shared.writable().data(), &size) == 1 && size == Key::size);
    return shared;
}

std::array<std::uint8_t, p256_signature_bytes> P256Key::sign(std::string_view octets) const {
    const Digest digest(::EVP_MD_CTX_new());
    ensure(digest != nullptr);
    ensure(::EVP_DigestSignInit(digest.get(), nullptr, ::EVP_sha256(), nullptr, key_.get()) == 1);
    const auto* const data = reinterpret_cast<const unsigned char*>(octets.data());
    std::array<unsigned char, 80> der{};  // two numbers of 33 octets at most, and their heads
    std::size_t size = der.size();
    ensure(::EVP_DigestSign(digest.get(), der.data(), &size, data, octets.size()) == 1);
    const unsigned char* at = der.data();
    const Signature signature(::d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    ensure(signature != nullptr);
    std::array<std::uint8_t, p256_signature_bytes> raw{};
    ensure(::BN_bn2binpad(::ECDSA_SIG_get0_r(signature.get()), raw.data(), 32) == 32);
    ensure(::BN_bn2binpad(::ECDSA_SIG_get0_s(signature.get()), raw.data() + 32, 32) == 32);
    return raw;
}

bool p256_verify(ByteView public_point, std::string_view octets, ByteView signature) {
    const PublicKey key = read_point(public_point);
    if (!key || signature.size() != p256_signature_bytes) return false;
    const Signature pair(::ECDSA_SIG_new());
    BIGNUM* const r = ::BN_bin2bn(signature.data(), 32, nullptr);
    BIGNUM* const s = ::BN_bin2bn(signature.data() + 32, 32, nullptr);
    ensure(pair != nullptr && ::ECDSA_SIG_set0(pair.get(), r, s) == 1);
    std::array<unsigned char, 80> der{};
    unsigned char* at = der.data();
    const int size = ::i2d_ECDSA_SIG(pair.get(), &at);
    ensure(size > 0 && static_cast<std::size_t>(size) <= der.size());
    const Digest digest(::EVP_MD_CTX_new());
    ensure(digest != nullptr);
    ensure(::EVP_DigestVerifyInit(digest.get(), nullptr, ::EVP_sha256(), nullptr, key.get()) == 1);
    const bool good =
        ::EVP_DigestVerify(digest.get(), der.data(), static_cast<std::size_t>(size),
                           reinterpret_cast<const unsigned char*>(octets.data()), octets.size()) == 1;
    ::ERR_clear_error();
    return good;
}

}  // namespace milpa::crypto
