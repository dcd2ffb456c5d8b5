// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/jws.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "base/freed_memory.hpp"

namespace milpa::acme {
namespace {

/// RFC 7515 A.3: a key that others have signed with, too.
crypto::P256Key known_key() {
    const auto number = from_base64url("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
    return *crypto::P256Key::from_private(*number);
}

std::string decode(std::string_view text) { return std::string(as_text(*from_base64url(text))); }

TEST(JwsTest, WritesTheKeyAsOthersDo) {
    EXPECT_EQ(to_jwk(known_key()),
              R"({"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
              R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
    // By another program: the SHA-256 of that text.
    EXPECT_EQ(thumbprint(known_key()), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
    EXPECT_EQ(key_authorization(known_key(), "token"), "token.oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
}

TEST(JwsTest, HashesWhatTheRecordHolds) {
    // By another program.
    EXPECT_EQ(dns_value("evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA."
                        "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI"),
              "lCM7cZyQXcVHK2nnW3jjAhNT3Fvm18UN-kWZZknKoYM");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(JwsTest, SignsForOneUrlAndOneNonce) {
    const crypto::P256Key key = known_key();
    for (const std::string account : {"", "https://ca.test/account/1"}) {
        const auto body =
            boost::json::parse(sign(key, {"https://ca.test/x", "n-1", account}, R"({"a":1})")).as_object();
        const std::string head(body.at("protected").as_string());
        const std::string payload(body.at("payload").as_string());
        const auto header = boost::json::parse(decode(head)).as_object();
        EXPECT_EQ(header.at("alg"), "ES256");
        EXPECT_EQ(header.at("url"), "https://ca.test/x");
        EXPECT_EQ(header.at("nonce"), "n-1");
        // RFC 8555 6.2: one of the two, never both.
        EXPECT_EQ(header.contains("jwk"), account.empty());
        EXPECT_EQ(header.contains("kid"), !account.empty());
        EXPECT_EQ(decode(payload), R"({"a":1})");
        const auto signature = from_base64url(std::string_view(body.at("signature").as_string()));
        EXPECT_TRUE(crypto::p256_verify(key.public_point(), fmt::format("{}.{}", head, payload), *signature));
    }
    // RFC 8555 6.3: POST-as-GET has an empty payload.
    EXPECT_EQ(boost::json::parse(sign(key, {"u", "n", "a"}, "")).at("payload"), "");
}

std::shared_ptr<const crypto::SecretText> mac_key(std::string_view text) {
    return std::make_shared<const crypto::SecretText>(text);
}

TEST(JwsTest, BindsAnExternalAccount) {
    const auto bound =
        bind_external({.key_id = "k", .mac_key = mac_key("AQ==")}, known_key(), "https://ca.test/new");
    ASSERT_TRUE(bound.has_value());
    const auto body = boost::json::parse(*bound).as_object();
    const auto header =
        boost::json::parse(decode(std::string_view(body.at("protected").as_string()))).as_object();
    EXPECT_EQ(header.at("alg"), "HS256");
    EXPECT_EQ(header.at("kid"), "k");
    EXPECT_FALSE(header.contains("nonce"));  // RFC 8555 7.3.4
    EXPECT_EQ(decode(std::string_view(body.at("payload").as_string())), to_jwk(known_key()));
    EXPECT_EQ(body.at("signature"), "w8gh0NtVPjn9ZJLUfXRWtjbQ1e58BeNty61MD-zhd6A");  // by another program
    EXPECT_EQ(bind_external({.key_id = "k", .mac_key = mac_key("")}, known_key(), "u").error().kind,
              ErrorKind::syntax);
    EXPECT_EQ(bind_external({.key_id = "k", .mac_key = mac_key("a b")}, known_key(), "u").error().kind,
              ErrorKind::syntax);
}

TEST(JwsTest, OfTheExternalAccountsKeyNothingStays) {
    // In base64url, and decoded.
    static constexpr std::string_view text = "a2V5IG9mIGFuIGV4dGVybmFsIGFjY291bnQ";
    static constexpr std::string_view decoded = "key of an external account";
    for (const std::string_view mark : {text, decoded}) {
        const milpa::testing::FreedMemory freed(mark);
        ASSERT_TRUE(freed.watches());
        {
            const ExternalAccount external{.key_id = "k", .mac_key = mac_key(text)};
            const ExternalAccount copy = external;
            ASSERT_TRUE(bind_external(copy, known_key(), "https://ca.test/new").has_value());
        }
        EXPECT_EQ(freed.times_seen(), 0U) << mark;
    }
    const milpa::testing::FreedMemory freed(decoded);
    {
        const std::string unwiped(decoded);
    }
    EXPECT_EQ(freed.times_seen(), 1U) << "the test itself sees nothing";
}

}  // namespace
}  // namespace milpa::acme
