// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webpush/message.hpp"

#include <gtest/gtest.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace milpa::webpush {
namespace {

// RFC 8291 5 and its appendix A.
constexpr std::string_view own_private = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr std::string_view own_public =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr std::string_view browser_private = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
constexpr std::string_view browser_public =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr std::string_view auth = "BTBZMqHH6r4Tts7J_aSIgg";
constexpr std::string_view salt = "DGv6ra1nlYgDCS1FRnbzlw";
constexpr std::string_view text = "When I grow up, I want to be a watermelon";
constexpr std::string_view body =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

Bytes bytes(std::string_view base64url) { return from_base64url(base64url).value(); }
Keys browser_keys() { return {.p256dh = bytes(browser_public), .auth = bytes(auth)}; }

Bytes hmac(ByteView key, ByteView of) {
    Bytes out(32);
    unsigned size = 0;
    ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()), of.data(), of.size(), out.data(), &size);
    return out;
}

/// RFC 5869 for up to 32 octets, as the RFC writes it: not by the code that is tested.
Bytes hkdf(ByteView with_salt, ByteView secret, Bytes info, std::size_t size) {
    info.push_back(1);
    Bytes out = hmac(hmac(with_salt, secret), info);
    out.resize(size);
    return out;
}

Bytes with_zero(std::string_view of) {
    Bytes out = to_bytes(of);
    out.push_back(0);
    return out;
}

/// What a browser does with it. Empty: it does not open.
std::string open(ByteView sealed, const crypto::P256Key& own, ByteView own_auth) {
    const ByteView used_salt = sealed.first(16);
    const ByteView point = sealed.subspan(21, 65);
    Bytes info = with_zero("WebPush: info");
    append(info, own.public_point());
    append(info, point);
    const Bytes secret = hkdf(own_auth, own.agree(point).value().view(), info, 32);
    const Bytes key = hkdf(used_salt, secret, with_zero("Content-Encoding: aes128gcm"), 16);
    const Bytes nonce = hkdf(used_salt, secret, with_zero("Content-Encoding: nonce"), 12);
    const ByteView cipher_text = sealed.subspan(86, sealed.size() - 86 - 16);
    Bytes tag = to_bytes(sealed.last(16));
    EVP_CIPHER_CTX* const cipher = ::EVP_CIPHER_CTX_new();
    ::EVP_DecryptInit_ex(cipher, ::EVP_aes_128_gcm(), nullptr, key.data(), nonce.data());
    std::string out(cipher_text.size(), 0);
    int size = 0;
    ::EVP_DecryptUpdate(cipher, reinterpret_cast<unsigned char*>(out.data()), &size, cipher_text.data(),
                        static_cast<int>(cipher_text.size()));
    ::EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, tag.data());
    const bool good = ::EVP_DecryptFinal_ex(cipher, reinterpret_cast<unsigned char*>(out.data()), &size) == 1;
    ::EVP_CIPHER_CTX_free(cipher);
    if (!good) return {};
    while (out.ends_with('\0')) out.pop_back();
    EXPECT_TRUE(out.ends_with('\2'));
    out.pop_back();
    return out;
}

TEST(PushMessage, IsTheOneOfTheStandard) {
    const auto own = crypto::P256Key::from_private(bytes(own_private));
    ASSERT_TRUE(own);
    EXPECT_EQ(to_base64url(own->public_point()), own_public);
    const auto sealed = seal_with(text, browser_keys(), *own, bytes(salt), bytes(body).size());
    ASSERT_TRUE(sealed);
    EXPECT_EQ(to_base64url(*sealed), body);
}

TEST(PushMessage, OnlyTheBrowserOpensItAndItsLengthSaysNothing) {
    SystemRandom random;
    const auto browser = crypto::P256Key::from_private(bytes(browser_private));
    for (const std::string& words : {std::string(), std::string("x"), std::string(text_bytes_max, 'w')}) {
        const auto sealed = seal(words, browser_keys(), random);
        ASSERT_TRUE(sealed);
        EXPECT_EQ(sealed->size(), body_bytes);
        EXPECT_EQ(open(*sealed, *browser, bytes(auth)), words);
    }
    const auto sealed = seal("words", browser_keys(), random);
    EXPECT_EQ(open(*sealed, *browser, Bytes(16, 1)), "");
    EXPECT_NE(*sealed, *seal("words", browser_keys(), random));
    EXPECT_EQ(seal(std::string(text_bytes_max + 1, 'w'), browser_keys(), random).error().kind,
              ErrorKind::limit);
}

TEST(PushMessage, KeysThatAreNoneAreRefused) {
    EXPECT_TRUE(check(browser_keys()));
    Keys keys = browser_keys();
    keys.auth.pop_back();
    EXPECT_FALSE(check(keys));
    keys = browser_keys();
    keys.p256dh.back() ^= 1;
    EXPECT_FALSE(check(keys));
    SystemRandom random;
    EXPECT_EQ(seal("words", keys, random).error().kind, ErrorKind::syntax);
}

TEST(Vapid, SaysWhoUntilWhenToWhom) {
    const crypto::P256Key key = crypto::P256Key::generate();
    const WallTime now(std::chrono::seconds(1'800'000'000));
    const std::string header = vapid("https://push.example", "mailto:postmaster@milpa.test", now, key);
    ASSERT_TRUE(header.starts_with("vapid t="));
    const auto comma = header.find(", k=");
    const std::string token = header.substr(8, comma - 8);
    const Bytes point = bytes(header.substr(comma + 4));
    EXPECT_EQ(point, to_bytes(ByteView(key.public_point())));
    const auto last = token.rfind('.');
    EXPECT_TRUE(crypto::p256_verify(point, token.substr(0, last), bytes(token.substr(last + 1))));
    const auto first = token.find('.');
    EXPECT_EQ(as_text(bytes(token.substr(0, first))), R"({"typ":"JWT","alg":"ES256"})");
    EXPECT_EQ(as_text(bytes(token.substr(first + 1, last - first - 1))),
              R"({"aud":"https://push.example","exp":1800043200,"sub":"mailto:postmaster@milpa.test"})");
}

}  // namespace
}  // namespace milpa::webpush
