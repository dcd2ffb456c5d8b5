// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webauthn/webauthn.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"
#include "webauthn/cbor.hpp"
#include "webauthn/public_key.hpp"

namespace milpa::webauthn {

namespace {

Error malformed(const char* what) { return fail(ErrorKind::syntax, what); }
Error refused(const char* what) { return fail(ErrorKind::denied, what); }

constexpr std::size_t sha256_bytes = 32;

Bytes sha256(ByteView data) {
    Bytes sum(sha256_bytes);
    ensure(EVP_Digest(data.data(), data.size(), sum.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return sum;
}

// ---- the client's data (level 3, 5.8.1)

Result<boost::json::object> read_client_data(std::string_view json) {
    if (json.size() > client_data_bytes_max) return fail(ErrorKind::limit, "client data too long");
    boost::json::parse_options options;
    options.max_depth = 8;  // level 3 has one object in it; more may come
    boost::system::error_code error;
    auto value = boost::json::parse(json, error, {}, options);
    if (error || !value.is_object()) return malformed("client data that are no JSON object");
    return std::move(value.as_object());
}

Result<std::string_view> text_of(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return malformed("client data without a text");
    return std::string_view(value->get_string().data(), value->get_string().size());
}

Result<Bytes> challenge_in(const boost::json::object& object) {
    TRY(const auto text, text_of(object, "challenge"));
    return from_base64url(text);
}

// Level 3, 7.1 steps 7 to 11; 7.2 steps 11 to 15.
Result<void> check_client_data(std::string_view json, std::string_view type, const RelyingParty& party,
                               ByteView challenge) {
    TRY(const auto object, read_client_data(json));
    TRY(const auto found_type, text_of(object, "type"));
    if (found_type != type) return refused("client data for another act");
    TRY(const Bytes found_challenge, challenge_in(object));
    if (challenge.size() < challenge_bytes_min || !crypto::equal(found_challenge, challenge)) {
        return refused("another challenge");
    }
    TRY(const auto origin, text_of(object, "origin"));
    if (std::ranges::find(party.origins, origin) == party.origins.end()) return refused("another origin");
    if (const auto* cross = object.if_contains("crossOrigin"); cross != nullptr) {
        if (!cross->is_bool()) return malformed("client data whose crossOrigin is no truth value");
        if (cross->get_bool()) return refused("asked for by a page within another's");
    }
    if (object.contains("topOrigin")) return refused("asked for by a page within another's");
    return {};
}

// ---- the authenticator's data (level 3, 6.1)

struct AuthenticatorData {
    ByteView party_hash;
    bool user_present = false;
    bool user_verified = false;
    bool backup_eligible = false;
    bool backed_up = false;
    std::uint32_t counter = 0;
    bool has_credential = false;
    ByteView credential_id;
    ByteView public_key;
};

Result<ByteView> take(ByteView& from, std::size_t count) {
    if (from.size() < count) return malformed("authenticator data that were cut");
    const ByteView taken = from.first(count);
    from = from.subspan(count);
    return taken;
}

// Level 3, 6.5.2.
Result<void> read_credential(ByteView& rest, AuthenticatorData& into) {
    constexpr std::size_t aaguid_bytes = 16;
    CHECK(take(rest, aaguid_bytes));
    TRY(const ByteView size, take(rest, 2));
    const std::size_t id_bytes = static_cast<std::size_t>(size[0]) << 8 | size[1];
    if (id_bytes == 0) return malformed("a credential without an id");
    if (id_bytes > credential_id_bytes_max) return fail(ErrorKind::limit, "a credential's id too long");
    TRY(into.credential_id, take(rest, id_bytes));
    TRY(const KeyAndRest found, read_public_key(rest));
    into.public_key = found.key;
    rest = found.rest;
    into.has_credential = true;
    return {};
}

Result<AuthenticatorData> read_authenticator_data(ByteView rest) {
    constexpr std::uint8_t present = 0x01, verified = 0x04, eligible = 0x08, backed = 0x10, attested = 0x40,
                           extended = 0x80;
    AuthenticatorData data;
    TRY(data.party_hash, take(rest, sha256_bytes));
    TRY(const ByteView flags, take(rest, 1));
    TRY(const ByteView counter, take(rest, 4));
    data.user_present = (flags[0] & present) != 0;
    data.user_verified = (flags[0] & verified) != 0;
    data.backup_eligible = (flags[0] & eligible) != 0;
    data.backed_up = (flags[0] & backed) != 0;
    data.counter = read_u32(counter);
    if ((flags[0] & attested) != 0) CHECK(read_credential(rest, data));
    if ((flags[0] & extended) != 0) {
        CborReader reader(rest);
        CborReader ahead(rest);
        CHECK(ahead.map());
        CHECK(reader.skip());
        rest = reader.rest();
    }
    if (!rest.empty()) return malformed("something behind authenticator data");
    return data;
}

// Level 3, 7.1 steps 13 to 19; 7.2 steps 15 to 19.
Result<void> check_authenticator_data(const AuthenticatorData& data, const RelyingParty& party,
                                      UserVerification verification) {
    if (!crypto::equal(data.party_hash, sha256(as_bytes(party.id)))) return refused("another relying party");
    if (!data.user_present) return refused("nobody was there");
    if (verification == UserVerification::required && !data.user_verified) {
        return refused("nobody looked who was there");
    }
    if (data.backed_up && !data.backup_eligible) return refused("backed up, and not to be");
    return {};
}

// ---- attestation (level 3, 6.5.4)

struct Attestation {
    std::string_view format;
    std::size_t statement_pairs = 0;
    ByteView authenticator_data;
};

Result<Attestation> read_attestation(ByteView cbor) {
    if (cbor.size() > attestation_bytes_max) return fail(ErrorKind::limit, "an attestation too long");
    Attestation found;
    bool has_format = false, has_statement = false, has_data = false;
    CborReader reader(cbor);
    TRY(const std::size_t pairs, reader.map());
    if (pairs != 3) return malformed("not an attestation object");
    for (std::size_t i = 0; i < pairs; ++i) {
        TRY(const std::string_view name, reader.text());
        if (name == "fmt" && !has_format) {
            TRY(found.format, reader.text());
            has_format = true;
        } else if (name == "attStmt" && !has_statement) {
            CborReader ahead = reader;
            TRY(found.statement_pairs, ahead.map());
            CHECK(reader.skip());
            has_statement = true;
        } else if (name == "authData" && !has_data) {
            TRY(found.authenticator_data, reader.bytes());
            has_data = true;
        } else {
            return malformed("not an attestation object");
        }
    }
    if (!reader.at_end()) return malformed("something behind an attestation object");
    // Level 3, 8.7.
    if (found.format == "none" && found.statement_pairs != 0) return malformed("a statement of none");
    return found;
}

}  // namespace

Result<Bytes> challenge_of(std::string_view client_data) {
    TRY(const auto object, read_client_data(client_data));
    return challenge_in(object);
}

Result<NewCredential> verify_registration(const RelyingParty& party, ByteView challenge,
                                          const Registration& registration, UserVerification verification) {
    CHECK(check_client_data(registration.client_data, "webauthn.create", party, challenge));
    TRY(const Attestation attestation, read_attestation(registration.attestation));
    TRY(const AuthenticatorData data, read_authenticator_data(attestation.authenticator_data));
    CHECK(check_authenticator_data(data, party, verification));
    if (!data.has_credential) return malformed("a registration without a credential");
    return NewCredential{.id = to_bytes(data.credential_id),
                         .public_key = to_bytes(data.public_key),
                         .counter = data.counter,
                         .user_verified = data.user_verified,
                         .backed_up = data.backed_up};
}

Result<Asserted> verify_assertion(const RelyingParty& party, ByteView challenge, const Credential& stored,
                                  const Assertion& assertion, UserVerification verification) {
    if (!std::ranges::equal(stored.id, assertion.credential)) return refused("another credential");
    CHECK(check_client_data(assertion.client_data, "webauthn.get", party, challenge));
    // The same limit as of what holds a whole public key: extensions may be in it.
    if (assertion.authenticator_data.size() > attestation_bytes_max) {
        return fail(ErrorKind::limit, "authenticator data too long");
    }
    if (assertion.signature.size() > signature_bytes_max)
        return fail(ErrorKind::limit, "a signature too long");
    TRY(const AuthenticatorData data, read_authenticator_data(assertion.authenticator_data));
    if (data.has_credential) return malformed("an assertion with a credential in it");
    CHECK(check_authenticator_data(data, party, verification));
    // Level 3, 7.2 steps 20 and 21.
    Bytes signed_octets = assertion.authenticator_data;
    append(signed_octets, sha256(as_bytes(assertion.client_data)));
    CHECK(verify_signature(stored.public_key, signed_octets, assertion.signature));
    // Level 3, 7.2 step 22.
    if ((data.counter != 0 || stored.counter != 0) && data.counter <= stored.counter) {
        return refused("a counter that did not go up");
    }
    return Asserted{
        .counter = data.counter, .user_verified = data.user_verified, .backed_up = data.backed_up};
}

}  // namespace milpa::webauthn
