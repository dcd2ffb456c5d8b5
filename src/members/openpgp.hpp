// SPDX-License-Identifier: AGPL-3.0-or-later
// A member's OpenPGP certificate (RFC 9580: their public key, with whom it is of), which anybody may ask for
// who writes to them. It stands in the sealed directory beside the other certificates, without a private key:
// that is the member's alone.
#pragma once

#include <string>
#include <string_view>

#include "members/collective.hpp"

namespace milpa::members {

/// A primary key of RSA with some subkeys and many signatures stays below.
inline constexpr std::size_t openpgp_key_bytes_max = 32 * 1024;

/// Its name among the certificates. `member`: the octets of their id.
std::string openpgp_label(std::string_view member);

/// Empty where there is none. Fails with `closed`.
Result<std::string> read_openpgp_key(const Collective& collective, const MemberId& member);
/// Empty: takes it back. What it is is the caller's to check. Fails with `limit`, `missing` (no such member),
/// `closed`, `io`.
Task<Result<void>> set_openpgp_key(Lent<Collective> collective, MemberId member, std::string key);

}  // namespace milpa::members
