// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webpush/message.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/ensure.hpp"

namespace milpa::webpush {

namespace {

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t content_key_bytes = 16;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
/// RFC 8188 2.1: salt, record size, the length of the key id, and the key id: our point.
constexpr std::size_t head_bytes = salt_bytes + 4 + 1 + crypto::p256_point_bytes;
/// RFC 8188 2: what ends the last record's text; zeros follow.
constexpr std::uint8_t last_record = 2;
static_assert(text_bytes_max == body_bytes - head_bytes - tag_bytes - 1);

using Kdf = std::unique_ptr<EVP_KDF, decltype([](EVP_KDF* kdf) { ::EVP_KDF_free(kdf); })>;
using KdfContext =
    std::unique_ptr<EVP_KDF_CTX, decltype([](EVP_KDF_CTX* context) { ::EVP_KDF_CTX_free(context); })>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX,
                               decltype([](EVP_CIPHER_CTX* context) { ::EVP_CIPHER_CTX_free(context); })>;

OSSL_PARAM octets(const char* name, ByteView value) {
    // OpenSSL takes them as pointers to what may change, and changes nothing.
    return ::OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(value.data()), value.size());
}

/// HKDF with SHA-256 (RFC 5869), both steps.
void hkdf(ByteView salt, ByteView secret, ByteView info, std::span<std::uint8_t> out) {
    const Kdf kdf(::EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    ensure(kdf != nullptr);
    const KdfContext context(::EVP_KDF_CTX_new(kdf.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        ::OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_KEY, secret),
        octets(OSSL_KDF_PARAM_INFO, info),
        ::OSSL_PARAM_construct_end(),
    };
    ensure(context != nullptr && ::EVP_KDF_derive(context.get(), out.data(), out.size(), params) == 1);
}

Bytes info_of(std::string_view text) {
    Bytes info = to_bytes(text);
    info.push_back(0);
    return info;
}

/// Appends ciphertext and tag.
void encrypt(ByteView key, ByteView nonce, ByteView text, Bytes& to) {
    const Cipher cipher(::EVP_CIPHER_CTX_new());
    ensure(cipher != nullptr);
    ensure(::EVP_EncryptInit_ex(cipher.get(), ::EVP_aes_128_gcm(), nullptr, key.data(), nonce.data()) == 1);
    const std::size_t begin = to.size();
    to.resize(begin + text.size() + tag_bytes);
    int size = 0;
    ensure(::EVP_EncryptUpdate(cipher.get(), to.data() + begin, &size, text.data(),
                               static_cast<int>(text.size())) == 1);
    ensure(static_cast<std::size_t>(size) == text.size());
    std::uint8_t* const tag = to.data() + begin + text.size();
    ensure(::EVP_EncryptFinal_ex(cipher.get(), tag, &size) == 1 && size == 0);
    ensure(::EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag) == 1);
}

}  // namespace

Result<void> check(const Keys& keys) {
    if (keys.auth.size() != auth_bytes) return fail(ErrorKind::syntax, "auth has 16 octets");
    CHECK(crypto::P256Key::generate().agree(keys.p256dh));
    return {};
}

Result<Bytes> seal_with(std::string_view text, const Keys& to, const crypto::P256Key& own, ByteView salt,
                        std::size_t body_octets) {
    ensure(salt.size() == salt_bytes && body_octets >= head_bytes + tag_bytes + 1);
    if (to.auth.size() != auth_bytes) return fail(ErrorKind::syntax, "auth has 16 octets");
    const std::size_t room = body_octets - head_bytes - tag_bytes - 1;
    if (text.size() > room) return fail(ErrorKind::limit, "too long for a push message");
    TRY(const crypto::Key shared, own.agree(to.p256dh));
    const auto point = own.public_point();

    // RFC 8291 3.4.
    Bytes info = info_of("WebPush: info");
    append(info, to.p256dh);
    append(info, point);
    crypto::Key secret = crypto::Key::zero();
    hkdf(to.auth, shared.view(), info, secret.writable());
    std::array<std::uint8_t, content_key_bytes> key{};
    std::array<std::uint8_t, nonce_bytes> nonce{};
    hkdf(salt, secret.view(), info_of("Content-Encoding: aes128gcm"), key);
    hkdf(salt, secret.view(), info_of("Content-Encoding: nonce"), nonce);

    Bytes body(salt.begin(), salt.end());
    // One record: its size is above all that follows (RFC 8188 2.1).
    append_u32(body, 4'096);
    body.push_back(static_cast<std::uint8_t>(point.size()));
    append(body, point);
    Bytes padded = to_bytes(text);
    padded.push_back(last_record);
    padded.resize(room + 1, 0);
    encrypt(key, nonce, padded, body);
    crypto::wipe(padded);
    crypto::wipe(key);
    return body;
}

Result<Bytes> seal(std::string_view text, const Keys& to, Random& random) {
    std::array<std::uint8_t, salt_bytes> salt{};
    random.fill(salt);
    return seal_with(text, to, crypto::P256Key::generate(), salt, body_bytes);
}

std::string vapid(std::string_view origin, std::string_view contact, WallTime now,
                  const crypto::P256Key& key) {
    const auto expires =
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch() + token_lifetime).count();
    // Both are URLs that were checked before: there is nothing in them that JSON would have to escape.
    ensure(origin.find_first_of("\"\\") == std::string_view::npos);
    ensure(contact.find_first_of("\"\\") == std::string_view::npos);
    const std::string claims = fmt::format(R"({{"aud":"{}","exp":{},"sub":"{}"}})", origin, expires, contact);
    const std::string text =
        to_base64url(as_bytes(R"({"typ":"JWT","alg":"ES256"})")) + "." + to_base64url(as_bytes(claims));
    return fmt::format("vapid t={}.{}, k={}", text, to_base64url(key.sign(text)),
                       to_base64url(key.public_point()));
}

}  // namespace milpa::webpush
