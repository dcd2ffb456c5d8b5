// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys: what a relying party verifies of a registration and of an assertion (Web Authentication, level 3,
// 7.1 and 7.2). Pure: no clock, no disk, no state; challenges are the caller's, who takes each once.
//
// Attestation is asked for as "none". Of any other format the statement is read past and believed nothing:
// which make an authenticator is does not matter here. Algorithms: ES256, EdDSA (Ed25519), RS256.
//
// Fails, everywhere, with `syntax` (not of the grammar), `denied` (well-formed, but not what was asked for:
// of another page, challenge, key, or a false signature), `limit` (longer than any real one). All functions
// are for any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace milpa::webauthn {

inline constexpr std::size_t client_data_bytes_max = 4 * 1024;   // a challenge, an origin, and what may come
inline constexpr std::size_t attestation_bytes_max = 64 * 1024;  // some formats carry chains of certificates
inline constexpr std::size_t credential_id_bytes_max = 1023;     // level 3, 7.1 step 25
inline constexpr std::size_t public_key_bytes_max = 600;         // RSA of 4096 bits and its wrapping
inline constexpr std::size_t signature_bytes_max = 512;          // the same
inline constexpr std::size_t user_handle_bytes_max = 64;         // level 3, 5.4.3
inline constexpr std::size_t transports_max = 8;
inline constexpr std::size_t transport_bytes_max = 32;
inline constexpr std::size_t challenge_bytes_min = 16;  // level 3, 13.4.3

/// Whose passkeys these are: `id` is a domain in A-labels, each origin a page under it that may ask
/// ("https://mail.example.org", "http://....onion").
struct RelyingParty {
    std::string id;
    std::vector<std::string> origins;
};

/// Whether the authenticator must have checked who is before it (a PIN, a finger). It must where no password
/// stands beside it.
enum class UserVerification : unsigned char { preferred, required };

// ---- what a browser sends

/// navigator.credentials.create().
struct Registration {
    std::string client_data;  ///< JSON, as it was hashed
    Bytes attestation;        ///< CBOR
    std::vector<std::string> transports;
};
/// navigator.credentials.get().
struct Assertion {
    Bytes credential;  ///< its id
    std::string client_data;
    Bytes authenticator_data;
    Bytes signature;
    Bytes user_handle;  ///< empty where the authenticator gave none
};

/// The challenge of a client's data, for the caller to take; nothing else is verified.
Result<Bytes> challenge_of(std::string_view client_data);

// ---- what is verified

struct NewCredential {
    Bytes id;
    Bytes public_key;  ///< COSE, of an algorithm that verify_assertion() knows
    std::uint32_t counter = 0;
    bool user_verified = false;
    bool backed_up = false;
};
/// `challenge`: the one that was given out for this, already taken.
Result<NewCredential> verify_registration(const RelyingParty& party, ByteView challenge,
                                          const Registration& registration,
                                          UserVerification verification = UserVerification::preferred);

/// As it is stored.
struct Credential {
    ByteView id;
    ByteView public_key;
    std::uint32_t counter = 0;
};
struct Asserted {
    std::uint32_t counter = 0;
    bool user_verified = false;
    bool backed_up = false;
};
/// Also `denied`: the counter did not go up, so there are two of what must be one (7.2 step 22).
Result<Asserted> verify_assertion(const RelyingParty& party, ByteView challenge, const Credential& stored,
                                  const Assertion& assertion,
                                  UserVerification verification = UserVerification::preferred);

}  // namespace milpa::webauthn
