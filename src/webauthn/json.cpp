// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webauthn/json.hpp"

#include <boost/json.hpp>

#include "webauthn/public_key.hpp"

namespace milpa::webauthn {

namespace {

namespace json = boost::json;

Error malformed(const char* what) { return fail(ErrorKind::syntax, what); }

std::string_view words_of(UserVerification verification) {
    return verification == UserVerification::required ? "required" : "preferred";
}

json::array descriptors(const std::vector<Bytes>& ids) {
    json::array all;
    for (const Bytes& id : ids) all.push_back(json::object{{"type", "public-key"}, {"id", to_base64url(id)}});
    return all;
}

json::object extensions(ByteView prf_salt) {
    if (prf_salt.empty()) return {};
    return {{"prf", json::object{{"eval", json::object{{"first", to_base64url(prf_salt)}}}}}};
}

std::int64_t timeout_ms() { return std::chrono::milliseconds(ceremony_timeout).count(); }

// ---- what comes back

Result<const json::object*> object_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_object())
        return malformed("a passkey's answer without one of its parts");
    return &value->get_object();
}

Result<Bytes> octets_of(const json::value& value, std::size_t bytes_max) {
    if (!value.is_string()) return malformed("a passkey's answer with no text where octets stand");
    const std::string_view text(value.get_string().data(), value.get_string().size());
    if (text.size() > bytes_max / 3 * 4 + 4) return fail(ErrorKind::limit, "a passkey's answer too long");
    return from_base64url(text);
}

Result<Bytes> octets_in(const json::object& object, std::string_view name, std::size_t bytes_max) {
    const auto* value = object.if_contains(name);
    if (value == nullptr) return malformed("a passkey's answer without one of its parts");
    return octets_of(*value, bytes_max);
}

Result<const json::object*> credential_in(const json::value& value) {
    if (!value.is_object()) return malformed("a passkey's answer that is no object");
    const auto& object = value.get_object();
    const auto* type = object.if_contains("type");
    if (type == nullptr || *type != "public-key") return malformed("not a passkey's answer");
    return &object;
}

// Level 3, 10.1.4: `results.first`, where it was computed.
Result<std::optional<crypto::Key>> prf_in(const json::object& credential) {
    constexpr std::string_view path[] = {"clientExtensionResults", "prf", "results"};
    const json::object* at = &credential;
    for (const auto name : path) {
        const auto* value = at->if_contains(name);
        if (value == nullptr) return std::optional<crypto::Key>();
        if (!value->is_object()) return malformed("extensions that are no object");
        at = &value->get_object();
    }
    TRY(Bytes first, octets_in(*at, "first", crypto::Key::size));
    auto key = crypto::Key::from(first);
    crypto::wipe(first);
    if (!key) return malformed("a PRF of another length");
    return std::optional(std::move(*key));
}

}  // namespace

json::object to_json(const CreationOptions& options) {
    json::array parameters;
    for (const Algorithm algorithm : algorithms) {
        parameters.push_back(json::object{{"type", "public-key"}, {"alg", static_cast<int>(algorithm)}});
    }
    const std::string& shown = options.display_name.empty() ? options.user_name : options.display_name;
    return {{"rp", json::object{{"id", options.party.id}, {"name", options.party_name}}},
            {"user", json::object{{"id", to_base64url(options.user_handle)},
                                  {"name", options.user_name},
                                  {"displayName", shown}}},
            {"challenge", to_base64url(options.challenge)},
            {"pubKeyCredParams", std::move(parameters)},
            {"timeout", timeout_ms()},
            {"excludeCredentials", descriptors(options.exclude)},
            {"authenticatorSelection", json::object{{"residentKey", "required"},
                                                    {"requireResidentKey", true},
                                                    {"userVerification", words_of(options.verification)}}},
            {"attestation", "none"},
            {"extensions", extensions(options.prf_salt)}};
}

json::object to_json(const RequestOptions& options) {
    return {{"challenge", to_base64url(options.challenge)},
            {"rpId", options.party.id},
            {"timeout", timeout_ms()},
            {"allowCredentials", descriptors(options.allow)},
            {"userVerification", words_of(options.verification)},
            {"extensions", extensions(options.prf_salt)}};
}

Result<RegistrationAnswer> read_registration(const json::value& value) {
    TRY(const auto* credential, credential_in(value));
    TRY(const auto* response, object_in(*credential, "response"));
    RegistrationAnswer answer;
    TRY(const Bytes client_data, octets_in(*response, "clientDataJSON", client_data_bytes_max));
    answer.registration.client_data = std::string(as_text(client_data));
    TRY(answer.registration.attestation, octets_in(*response, "attestationObject", attestation_bytes_max));
    if (const auto* transports = response->if_contains("transports"); transports != nullptr) {
        if (!transports->is_array()) return malformed("transports that are no list");
        for (const auto& one : transports->get_array()) {
            if (!one.is_string()) return malformed("a transport that is no text");
            if (answer.registration.transports.size() >= transports_max) break;
            answer.registration.transports.emplace_back(one.get_string());
        }
    }
    TRY(answer.prf, prf_in(*credential));
    return answer;
}

Result<AssertionAnswer> read_assertion(const json::value& value) {
    TRY(const auto* credential, credential_in(value));
    TRY(const auto* response, object_in(*credential, "response"));
    AssertionAnswer answer;
    auto& assertion = answer.assertion;
    TRY(assertion.credential, octets_in(*credential, "rawId", credential_id_bytes_max));
    TRY(const Bytes client_data, octets_in(*response, "clientDataJSON", client_data_bytes_max));
    assertion.client_data = std::string(as_text(client_data));
    TRY(assertion.authenticator_data, octets_in(*response, "authenticatorData", attestation_bytes_max));
    TRY(assertion.signature, octets_in(*response, "signature", signature_bytes_max));
    const auto* handle = response->if_contains("userHandle");
    if (handle != nullptr && !handle->is_null()) {
        TRY(assertion.user_handle, octets_of(*handle, user_handle_bytes_max));
    }
    TRY(answer.prf, prf_in(*credential));
    return answer;
}

}  // namespace milpa::webauthn
