// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webauthn/json.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "webauthn/testing.hpp"

namespace milpa::webauthn {
namespace {

namespace json = boost::json;
using testing::Authenticator;

const RelyingParty party{"example.org", {"https://mail.example.org"}};
const Bytes challenge = to_bytes("a challenge of 24 octets");

json::object answer_to_get(const Assertion& made) {
    return {{"id", to_base64url(made.credential)},
            {"rawId", to_base64url(made.credential)},
            {"type", "public-key"},
            {"authenticatorAttachment", "platform"},
            {"response", json::object{{"clientDataJSON", to_base64url(as_bytes(made.client_data))},
                                      {"authenticatorData", to_base64url(made.authenticator_data)},
                                      {"signature", to_base64url(made.signature)},
                                      {"userHandle", to_base64url(to_bytes("ana"))}}},
            {"clientExtensionResults",
             json::object{
                 {"prf", json::object{{"results", json::object{{"first", to_base64url(Bytes(32, 7))}}}}}}}};
}

json::object answer_to_create(const Registration& made) {
    return {{"id", "x"},
            {"rawId", "x"},
            {"type", "public-key"},
            {"response", json::object{{"clientDataJSON", to_base64url(as_bytes(made.client_data))},
                                      {"attestationObject", to_base64url(made.attestation)},
                                      {"transports", json::array{"internal", "hybrid"}}}},
            {"clientExtensionResults", json::object{{"prf", json::object{{"enabled", true}}}}}};
}

ErrorKind refusal(const json::object& answer, bool assertion) {
    const json::value value = answer;
    if (assertion) {
        const auto read = read_assertion(value);
        return read ? ErrorKind::io : read.error().kind;
    }
    const auto read = read_registration(value);
    return read ? ErrorKind::io : read.error().kind;
}

TEST(WebAuthnJson, WhatABrowserAnswersIsVerified) {
    const Authenticator authenticator;
    const auto created = read_registration(answer_to_create(authenticator.create(challenge)));
    ASSERT_TRUE(created) << created.error().detail;
    EXPECT_FALSE(created->prf);
    EXPECT_EQ(created->registration.transports, (std::vector<std::string>{"internal", "hybrid"}));
    const auto made = verify_registration(party, challenge, created->registration);
    ASSERT_TRUE(made);
    const auto got = read_assertion(answer_to_get(authenticator.get(challenge)));
    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_EQ(got->assertion.user_handle, to_bytes("ana"));
    ASSERT_TRUE(got->prf);
    EXPECT_EQ(to_hex(got->prf->view()), to_hex(Bytes(32, 7)));
    EXPECT_TRUE(verify_assertion(party, challenge, {made->id, made->public_key, 0}, got->assertion));
}

TEST(WebAuthnJson, WhatIsNotOfTheFormIsRefused) {
    const Authenticator authenticator;
    const auto get = answer_to_get(authenticator.get(challenge));
    const auto create = answer_to_create(authenticator.create(challenge));
    for (const bool assertion : {false, true}) {
        const auto& good = assertion ? get : create;
        const auto inner = assertion
                               ? std::vector<const char*>{"clientDataJSON", "authenticatorData", "signature"}
                               : std::vector<const char*>{"clientDataJSON", "attestationObject"};
        for (const auto name : inner) {
            for (const json::value& bad :
                 {json::value(), json::value(1), json::value("a+b="), json::value("A")}) {
                auto changed = good;
                changed["response"].as_object()[name] = bad;
                EXPECT_EQ(refusal(changed, assertion), ErrorKind::syntax) << name;
            }
            auto longer = good;
            longer["response"].as_object()[name] = std::string(200'000, 'A');
            EXPECT_EQ(refusal(longer, assertion), ErrorKind::limit) << name;
            auto missing = good;
            missing["response"].as_object().erase(name);
            EXPECT_EQ(refusal(missing, assertion), ErrorKind::syntax) << name;
        }
        for (const auto name : {"response", "type"}) {
            auto missing = good;
            missing.erase(name);
            EXPECT_EQ(refusal(missing, assertion), ErrorKind::syntax) << name;
            missing[name] = "password";
            EXPECT_EQ(refusal(missing, assertion), ErrorKind::syntax) << name;
        }
        for (const auto prf :
             {R"({"prf":1})", R"({"prf":{"results":[]}})", R"({"prf":{"results":{}}})",
              R"({"prf":{"results":{"first":"AAAA"}}})", R"({"prf":{"results":{"first":null}}})"}) {
            auto changed = good;
            changed["clientExtensionResults"] = json::parse(prf);
            EXPECT_EQ(refusal(changed, assertion), ErrorKind::syntax) << prf;
        }
    }
    EXPECT_FALSE(read_assertion(json::value("x")));
    EXPECT_FALSE(read_registration(json::value(json::array())));
    auto nobody = get;
    nobody["response"].as_object()["userHandle"] = nullptr;
    EXPECT_TRUE(read_assertion(nobody));
    nobody["response"].as_object()["userHandle"] = std::string(200, 'A');
    EXPECT_EQ(refusal(nobody, true), ErrorKind::limit);
}

TEST(WebAuthnJson, OptionsSayWhatIsAskedFor) {
    const Bytes salt(32, 1), one = to_bytes("one");
    const auto created = to_json(CreationOptions{.party = party,
                                                 .party_name = "Milpa",
                                                 .challenge = challenge,
                                                 .user_handle = one,
                                                 .user_name = "ana@example.org",
                                                 .display_name = "",
                                                 .exclude = {one},
                                                 .prf_salt = salt});
    EXPECT_EQ(json::serialize(created),
              R"({"rp":{"id":"example.org","name":"Milpa"},)"
              R"("user":{"id":"b25l","name":"ana@example.org","displayName":"ana@example.org"},)"
              R"("challenge":"YSBjaGFsbGVuZ2Ugb2YgMjQgb2N0ZXRz",)"
              R"("pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-8},)"
              R"({"type":"public-key","alg":-257}],"timeout":300000,)"
              R"("excludeCredentials":[{"type":"public-key","id":"b25l"}],)"
              R"("authenticatorSelection":{"residentKey":"required","requireResidentKey":true,)"
              R"("userVerification":"required"},"attestation":"none",)"
              R"("extensions":{"prf":{"eval":{"first":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"}}}})");
    const auto asked = to_json(RequestOptions{.party = party,
                                              .challenge = challenge,
                                              .allow = {},
                                              .prf_salt = {},
                                              .verification = UserVerification::preferred});
    EXPECT_EQ(json::serialize(asked),
              R"({"challenge":"YSBjaGFsbGVuZ2Ugb2YgMjQgb2N0ZXRz","rpId":"example.org",)"
              R"("timeout":300000,"allowCredentials":[],"userVerification":"preferred",)"
              R"("extensions":{}})");
}

}  // namespace
}  // namespace milpa::webauthn
