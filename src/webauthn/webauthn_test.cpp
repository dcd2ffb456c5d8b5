// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webauthn/webauthn.hpp"

#include <gtest/gtest.h>

#include "webauthn/testing.hpp"

namespace milpa::webauthn {
namespace {

using testing::Authenticator;
using testing::Saying;

const RelyingParty party{"example.org", {"https://mail.example.org", "https://example.org"}};
const Bytes challenge = to_bytes("a challenge of 24 octets");

template <class T>
ErrorKind kind_of(const Result<T>& result) {
    EXPECT_FALSE(result.has_value());
    return result ? ErrorKind::io : result.error().kind;
}

struct Stored {
    NewCredential made;
    std::uint32_t counter = 0;
    operator Credential() const { return {made.id, made.public_key, counter}; }  // NOLINT: for brevity
};
Stored enrol(const Authenticator& authenticator, const Saying& say = {}) {
    auto made = verify_registration(party, challenge, authenticator.create(challenge, say));
    EXPECT_TRUE(made) << made.error().detail;
    return {std::move(*made), say.counter};
}

class EachAlgorithm : public ::testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(WebAuthn, EachAlgorithm, ::testing::ValuesIn(algorithms));

TEST_P(EachAlgorithm, RegistersAndSignsIn) {
    const Authenticator authenticator(GetParam());
    const Stored stored = enrol(authenticator);
    EXPECT_EQ(stored.made.id, authenticator.id);
    EXPECT_EQ(stored.made.public_key, authenticator.signer.cose());
    EXPECT_TRUE(stored.made.user_verified);
    const auto asserted = verify_assertion(party, challenge, stored, authenticator.get(challenge));
    ASSERT_TRUE(asserted) << asserted.error().detail;
    EXPECT_TRUE(asserted->user_verified);
    EXPECT_FALSE(asserted->backed_up);
}

// Every single octet counts: of the signature, of what is signed, of the stored key.
TEST_P(EachAlgorithm, EveryChangedBitIsRefused) {
    const Authenticator authenticator(GetParam());
    const Stored stored = enrol(authenticator);
    const Assertion good = authenticator.get(challenge);
    const auto expect_refused = [&](const Assertion& changed, std::string_view what, std::size_t at) {
        EXPECT_FALSE(verify_assertion(party, challenge, stored, changed)) << what << " " << at;
    };
    for (std::size_t at = 0; at < good.signature.size(); ++at) {
        Assertion changed = good;
        changed.signature[at] ^= 1;
        expect_refused(changed, "signature", at);
    }
    for (std::size_t at = 0; at < good.authenticator_data.size(); ++at) {
        Assertion changed = good;
        changed.authenticator_data[at] ^= 2;
        expect_refused(changed, "authenticator data", at);
    }
    for (std::size_t at = 0; at < good.client_data.size(); ++at) {
        Assertion changed = good;
        changed.client_data[at] = static_cast<char>(changed.client_data[at] ^ 1);
        expect_refused(changed, "client data", at);
    }
    for (std::size_t at = 0; at < stored.made.public_key.size(); ++at) {
        Stored other = stored;
        other.made.public_key[at] ^= 1;
        EXPECT_FALSE(verify_assertion(party, challenge, other, good)) << "public key " << at;
    }
    for (std::size_t cut = 0; cut < good.signature.size(); ++cut) {
        Assertion changed = good;
        changed.signature.resize(cut);
        expect_refused(changed, "signature cut", cut);
    }
}

TEST_P(EachAlgorithm, AKeyIsNeverReadAsOneOfAnotherType) {
    const Authenticator authenticator(GetParam());
    const Bytes cose = authenticator.signer.cose();
    ASSERT_TRUE(read_public_key(cose));
    // The algorithm is the second parameter: {1: type, 3: algorithm, ...}.
    for (const auto other : algorithms) {
        if (other == GetParam()) continue;
        Bytes changed{cose[0], cose[1], cose[2], cose[3]};
        testing::cbor_number(changed, static_cast<int>(other));
        const std::size_t old_bytes = GetParam() == Algorithm::rs256 ? 3 : 1;
        append(changed, ByteView(cose).subspan(4 + old_bytes));
        EXPECT_FALSE(read_public_key(changed));
    }
    for (std::size_t cut = 0; cut < cose.size(); ++cut) {
        EXPECT_FALSE(read_public_key(ByteView(cose).first(cut))) << cut;
    }
}

struct Change {
    std::string_view what;
    Saying say;
    ErrorKind kind;
};

// What holds of both acts.
std::vector<Change> changes() {
    std::vector<Change> all;
    const auto add = [&](std::string_view what, ErrorKind kind, auto how) {
        all.push_back({what, {}, kind});
        how(all.back().say);
    };
    const auto denied = ErrorKind::denied, syntax = ErrorKind::syntax;
    add("origin", denied, [](Saying& s) { s.origin = "https://mail.example.org.evil.example"; });
    add("origin's scheme", denied, [](Saying& s) { s.origin = "http://mail.example.org"; });
    add("origin's port", denied, [](Saying& s) { s.origin = "https://mail.example.org:444"; });
    add("empty origin", denied, [](Saying& s) { s.origin = ""; });
    add("party", denied, [](Saying& s) { s.party = "mail.example.org"; });
    add("type", denied, [](Saying& s) { s.type = "payment.get"; });
    add("cross origin", denied, [](Saying& s) { s.more_client_data = R"(,"crossOrigin":true)"; });
    add("cross origin, a text", syntax, [](Saying& s) { s.more_client_data = R"(,"crossOrigin":"no")"; });
    add("top origin", denied,
        [](Saying& s) { s.more_client_data = R"(,"topOrigin":"https://evil.example")"; });
    add("nobody there", denied, [](Saying& s) { s.flags = 0x04; });
    add("backed up, not eligible", denied, [](Saying& s) { s.flags = 0x15; });
    add("extensions are missing", syntax, [](Saying& s) { s.flags = 0x85; });
    add("octets behind", syntax, [](Saying& s) { s.behind = {0}; });
    add("extensions that are no map", syntax, [](Saying& s) {
        s.flags = 0x85;
        s.behind = {0x80};
    });
    add("octets behind extensions", syntax, [](Saying& s) {
        s.flags = 0x85;
        s.behind = {0xa0, 0};
    });
    add("client data not closed", syntax, [](Saying& s) { s.more_client_data = "]"; });
    add("client data too long", ErrorKind::limit,
        [](Saying& s) { s.more_client_data = ",\"x\":\"" + std::string(client_data_bytes_max, 'x') + "\""; });
    add("client data too deep", syntax,
        [](Saying& s) { s.more_client_data = ",\"x\":" + std::string(40, '[') + std::string(40, ']'); });
    add("client data not UTF-8", syntax, [](Saying& s) { s.more_client_data = ",\"x\":\"\xff\""; });
    return all;
}

TEST(WebAuthn, WhatTheBrowserOrTheAuthenticatorSaysFalselyIsRefused) {
    const Authenticator authenticator;
    const Stored stored = enrol(authenticator);
    for (const auto& change : changes()) {
        EXPECT_EQ(kind_of(verify_registration(party, challenge, authenticator.create(challenge, change.say))),
                  change.kind)
            << change.what;
        EXPECT_EQ(
            kind_of(verify_assertion(party, challenge, stored, authenticator.get(challenge, change.say))),
            change.kind)
            << change.what;
    }
}

TEST(WebAuthn, WhatIsAllowedIsTaken) {
    const Authenticator authenticator;
    for (const std::uint8_t flags : {0x01, 0x05, 0x0d, 0x1d}) {
        Saying say;
        say.flags = flags;
        const Stored stored = enrol(authenticator, say);
        EXPECT_EQ(stored.made.backed_up, (flags & 0x10) != 0);
        EXPECT_EQ(stored.made.user_verified, (flags & 0x04) != 0);
        EXPECT_TRUE(verify_assertion(party, challenge, stored, authenticator.get(challenge, say)));
        const auto required = verify_assertion(party, challenge, stored, authenticator.get(challenge, say),
                                               UserVerification::required);
        EXPECT_EQ(required.has_value(), (flags & 0x04) != 0);
    }
    Saying extended;
    extended.flags = 0x85;
    extended.behind = *from_hex("a168637265645072657402");  // a map of one text and one number
    extended.more_client_data = R"(,"crossOrigin":false,"other_keys_can_be_added_here":"do not compare")";
    const Stored stored = enrol(authenticator, extended);
    EXPECT_TRUE(verify_assertion(party, challenge, stored, authenticator.get(challenge, extended)));
}

TEST(WebAuthn, AttestationsAreReadAndNotBelieved) {
    const Authenticator authenticator;
    Saying packed;
    packed.format = "packed";
    // {"alg": -7, "sig": h'00', "x5c": [h'00']}
    packed.statement = *from_hex("a363616c672663736967410063783563814100");
    EXPECT_TRUE(verify_registration(party, challenge, authenticator.create(challenge, packed)));
    Saying none = packed;
    none.format = "none";
    EXPECT_EQ(kind_of(verify_registration(party, challenge, authenticator.create(challenge, none))),
              ErrorKind::syntax);
    for (const auto statement : {"80", "00", "f6", "a1", "bfff", "c0a0"}) {
        Saying bad;
        bad.format = "packed";
        bad.statement = *from_hex(statement);
        EXPECT_EQ(kind_of(verify_registration(party, challenge, authenticator.create(challenge, bad))),
                  ErrorKind::syntax)
            << statement;
    }
}

TEST(WebAuthn, ACutOrLongerRegistrationIsRefused) {
    const Authenticator authenticator;
    const Registration good = authenticator.create(challenge);
    for (std::size_t cut = 0; cut < good.attestation.size(); ++cut) {
        Registration bad = good;
        bad.attestation.resize(cut);
        EXPECT_FALSE(verify_registration(party, challenge, bad)) << cut;
    }
    Registration longer = good;
    longer.attestation.push_back(0);
    EXPECT_EQ(kind_of(verify_registration(party, challenge, longer)), ErrorKind::syntax);
    longer.attestation.resize(attestation_bytes_max + 1);
    EXPECT_EQ(kind_of(verify_registration(party, challenge, longer)), ErrorKind::limit);
    EXPECT_EQ(
        kind_of(verify_registration(party, challenge, Authenticator(Algorithm::es256, "").create(challenge))),
        ErrorKind::syntax)
        << "no id";
    EXPECT_EQ(kind_of(verify_registration(
                  party, challenge,
                  Authenticator(Algorithm::es256, std::string(credential_id_bytes_max + 1, 'i'))
                      .create(challenge))),
              ErrorKind::limit);
}

TEST(WebAuthn, AnotherChallengeOrCredentialIsRefused) {
    const Authenticator authenticator, other(Algorithm::es256, "credential two");
    const Stored stored = enrol(authenticator);
    const Bytes another = to_bytes("another challenge of now");
    EXPECT_EQ(kind_of(verify_registration(party, another, authenticator.create(challenge))),
              ErrorKind::denied);
    EXPECT_EQ(kind_of(verify_assertion(party, another, stored, authenticator.get(challenge))),
              ErrorKind::denied);
    const Bytes shorter(challenge.begin(), challenge.begin() + 8);
    EXPECT_EQ(kind_of(verify_assertion(party, shorter, stored, authenticator.get(shorter))),
              ErrorKind::denied)
        << "too short to be one";
    EXPECT_EQ(kind_of(verify_assertion(party, challenge, stored, other.get(challenge))), ErrorKind::denied);
    Assertion false_id = other.get(challenge);
    false_id.credential = authenticator.id;
    EXPECT_EQ(kind_of(verify_assertion(party, challenge, stored, false_id)), ErrorKind::denied);
    // What was signed for one act is nothing for the other.
    Assertion for_create = authenticator.get(challenge, {.type = "webauthn.create"});
    EXPECT_EQ(kind_of(verify_assertion(party, challenge, stored, for_create)), ErrorKind::denied);
    EXPECT_EQ(challenge_of(authenticator.get(challenge).client_data).value(), challenge);
    for (const auto bad : {"", "{}", "[]", "null", R"({"challenge":1})", R"({"challenge":"a+b="})",
                           "{\"challenge\":\"YQ\"} x"}) {
        EXPECT_EQ(kind_of(challenge_of(bad)), ErrorKind::syntax) << bad;
    }
}

TEST(WebAuthn, CountersGoUp) {
    const Authenticator authenticator;
    Stored stored = enrol(authenticator, {.counter = 5});
    EXPECT_EQ(stored.made.counter, 5U);
    const auto with = [&](std::uint32_t counter) {
        return verify_assertion(party, challenge, stored, authenticator.get(challenge, {.counter = counter}));
    };
    for (const std::uint32_t back : {0U, 4U, 5U}) EXPECT_EQ(kind_of(with(back)), ErrorKind::denied) << back;
    EXPECT_EQ(with(6)->counter, 6U);
    EXPECT_EQ(with(UINT32_MAX)->counter, UINT32_MAX);
    stored.counter = 0;
    EXPECT_TRUE(with(0)) << "some do not count at all";
    EXPECT_TRUE(with(1));
}

TEST(WebAuthn, WeakOrFalseKeysAreRefused) {
    using testing::Signer;
    const auto ec2 = [](std::int64_t curve, ByteView x, ByteView y) {
        Bytes key;
        testing::cbor_head(key, 5, 5);
        Signer::put(key, 1, 2);
        Signer::put(key, 3, -7);
        Signer::put(key, -1, curve);
        Signer::put(key, -2, x);
        Signer::put(key, -3, y);
        return key;
    };
    const Bytes zeros(32, 0), ones(32, 1);
    EXPECT_EQ(kind_of(read_public_key(ec2(1, ones, ones))), ErrorKind::denied) << "not on the curve";
    EXPECT_EQ(kind_of(read_public_key(ec2(1, zeros, zeros))), ErrorKind::denied);
    EXPECT_EQ(kind_of(read_public_key(ec2(2, ones, ones))), ErrorKind::denied) << "another curve";
    EXPECT_EQ(kind_of(read_public_key(ec2(1, Bytes(31, 1), ones))), ErrorKind::syntax);
    const auto rsa = [](ByteView n, ByteView e) {
        Bytes key;
        testing::cbor_head(key, 5, 4);
        Signer::put(key, 1, 3);
        Signer::put(key, 3, -257);
        Signer::put(key, -1, n);
        Signer::put(key, -2, e);
        return key;
    };
    const Bytes three{3}, one{1}, even{4}, usual{1, 0, 1};
    EXPECT_TRUE(read_public_key(rsa(Bytes(256, 0xff), usual)));
    EXPECT_EQ(kind_of(read_public_key(rsa(Bytes(128, 0xff), usual))), ErrorKind::denied) << "1024 bits";
    EXPECT_EQ(kind_of(read_public_key(rsa(Bytes(513, 0xff), usual))), ErrorKind::denied);
    EXPECT_EQ(kind_of(read_public_key(rsa(Bytes(256, 0xff), one))), ErrorKind::denied);
    EXPECT_EQ(kind_of(read_public_key(rsa(Bytes(256, 0xff), even))), ErrorKind::denied);
    EXPECT_EQ(kind_of(read_public_key(rsa(Bytes(256, 0xff), Bytes(5, 0xff)))), ErrorKind::denied);
    EXPECT_TRUE(read_public_key(rsa(Bytes(256, 0xff), three)));
    Bytes twice;
    testing::cbor_head(twice, 5, 3);
    Signer::put(twice, 1, 2);
    Signer::put(twice, 1, 2);
    Signer::put(twice, 3, -7);
    EXPECT_EQ(kind_of(read_public_key(twice)), ErrorKind::syntax);
    for (const auto bad : {"", "a0", "a10102", "80", "f6"}) {
        EXPECT_EQ(kind_of(read_public_key(*from_hex(bad))), ErrorKind::syntax) << bad;
    }
}

}  // namespace
}  // namespace milpa::webauthn
