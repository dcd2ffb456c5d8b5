// SPDX-License-Identifier: AGPL-3.0-or-later
// A member's OpenPGP public key, as others may ask for it by mail address (Web Key Directory,
// draft-koch-openpgp-webkey-service). Nothing of it is verified or used here: what is looked at is only that
// it is one public key (RFC 9580 10.1), for whom, and that nothing secret is in it. Of a secret key that a
// member keeps here only that it is one. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace milpa::wellknown {

/// Of what is sent to us: keys that have gathered the signatures of many are this long.
inline constexpr std::size_t openpgp_octets_max = 256 * 1024;
/// Packets of one key.
inline constexpr std::size_t openpgp_packets_max = 2'000;

/// RFC 9580 6: the octets of an armored public key; the octets themselves where it is none. Fails with
/// `denied` (a private key), `syntax`, `limit`.
Result<Bytes> dearmor_openpgp(std::string_view text);

/// The same octets with their armor.
std::string armor_openpgp(ByteView key);

/// The address of a user id: "Ana <ana@example.org>", or the address alone. In lower case as far as it is
/// ASCII; empty where there is none.
std::string address_of_user_id(std::string_view user_id);

/// The key with those of its user ids whose address is wanted, as section 5 of the draft wants it: other ids,
/// and pictures, are left out with their signatures. Fails with `denied` (something secret is in it),
/// `missing` (no such user id, or one that nothing signs), `syntax` (not one public key), `limit`.
Result<Bytes> openpgp_key_for(ByteView key, const std::function<bool(std::string_view address)>& wanted);

/// RFC 9580 10.2: one secret key, armored, that looks like one: a secret key first, then what belongs to it.
/// Nothing of it is kept here; what it lay in meanwhile is wiped. Fails with `syntax`, `limit`.
Result<void> check_openpgp_secret_key(std::string_view text);

/// Section 3.1: z-base-32 (RFC 6189 5.1.6) of the SHA-1 of the local part, whose ASCII is put in lower case.
std::string wkd_hash(std::string_view local_part);

}  // namespace milpa::wellknown
