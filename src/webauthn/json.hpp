// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys as browsers exchange them in JSON (level 3, 5.1.8 to 5.1.10): what parseCreationOptionsFromJSON()
// and parseRequestOptionsFromJSON() take, and what toJSON() of a credential gives. Octets are base64url.
// Pure.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>

#include "crypto/secret.hpp"
#include "webauthn/webauthn.hpp"

namespace milpa::webauthn {

inline constexpr std::chrono::minutes ceremony_timeout{
    5};  // what a browser is told; level 3, 15.1 has the same

/// What is asked of a new passkey. It is to be found by its authenticator alone (`residentKey`), since nobody
/// is named before one signs in with it; no attestation.
struct CreationOptions {
    RelyingParty party;
    std::string party_name;  ///< for people
    ByteView challenge;
    ByteView user_handle;
    std::string user_name;     ///< the address
    std::string display_name;  ///< may be empty
    std::vector<Bytes> exclude;
    ByteView prf_salt;  ///< empty: no PRF is asked for
    UserVerification verification = UserVerification::required;
};
boost::json::object to_json(const CreationOptions& options);

struct RequestOptions {
    RelyingParty party;
    ByteView challenge;
    std::vector<Bytes> allow;  ///< empty: any that the authenticator has
    ByteView prf_salt;         ///< empty: no PRF is asked for
    UserVerification verification = UserVerification::required;
};
boost::json::object to_json(const RequestOptions& options);

struct RegistrationAnswer {
    Registration registration;
    std::optional<crypto::Key> prf;  ///< where the authenticator computed it at once
};
/// Fails with `syntax`, `limit`. Members that are not known are read past. The JSON is the caller's to
/// forget.
Result<RegistrationAnswer> read_registration(const boost::json::value& json);

struct AssertionAnswer {
    Assertion assertion;
    std::optional<crypto::Key> prf;
};
Result<AssertionAnswer> read_assertion(const boost::json::value& json);

}  // namespace milpa::webauthn
