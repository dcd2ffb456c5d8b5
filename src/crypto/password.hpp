// SPDX-License-Identifier: AGPL-3.0-or-later
// Openers: a secret key wrapped so that what a person knows or keeps opens it. A password that somebody chose
// goes through Argon2id (RFC 9106); an app password or a recovery code that we drew has enough entropy for a
// fast hash. All functions are thread-safe; those with Argon2id take 100 ms and more and their memory, so
// they belong on the pool for blocking work, and the caller bounds how many run at once.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "crypto/secret.hpp"

namespace milpa::crypto {

/// What a guess costs. The default: 64 MiB and 3 passes (RFC 9106 4, the second recommended option, with one
/// lane, as libsodium has it).
struct Argon2Cost {
    std::uint64_t opslimit = 3;                 ///< passes over the memory
    std::uint64_t memlimit = 64 * 1024 * 1024;  ///< octets

    bool operator==(const Argon2Cost&) const = default;
};
// A stored cost outside of these is refused before any memory is taken: whoever can write to the disk must
// not make a login take 100 GB or a day.
inline constexpr std::uint64_t argon2_opslimit_max = 16;
inline constexpr std::uint64_t argon2_memlimit_max = 512ULL * 1024 * 1024;
inline constexpr std::uint64_t argon2_opslimit_min = 1;
inline constexpr std::uint64_t argon2_memlimit_min = 8 * 1024;  // libsodium's least; for tests
inline constexpr std::size_t wrap_salt_bytes = 16;
/// Longer than any password a person keeps; bounds what a login can make us hash.
inline constexpr std::size_t password_bytes_max = 1024;

/// Plain values, for the caller to store. Of a code, both limits are 0.
struct WrappedKey {
    Bytes salt;  ///< wrap_salt_bytes
    std::uint64_t opslimit = 0;
    std::uint64_t memlimit = 0;
    Bytes sealed;

    bool operator==(const WrappedKey&) const = default;
};

/// `associated_data` names the place (vault, opener), as for seal(). The octets of the password count as they
/// are: who takes passwords from people brings them to one Unicode form first (RFC 8265). Fails with `syntax`
/// (empty), `limit` (password or cost out of bounds, or no memory).
Result<WrappedKey> wrap_by_password(const Key& secret, const SecretText& password, Argon2Cost cost,
                                    ByteView associated_data, Random& random);

/// Fails with `denied` (another password, or the row was changed: not told apart), `limit` (password or
/// stored cost out of bounds, or no memory), `corrupt` (not a wrapped key).
Result<Key> unwrap_by_password(const WrappedKey& wrapped, const SecretText& password,
                               ByteView associated_data);

/// By a code that this module generated; in either case, with or without hyphens and spaces. Fails with
/// `syntax` when it is not such a code, app password or recovery code.
Result<WrappedKey> wrap_by_code(const Key& secret, const SecretText& code, ByteView associated_data,
                                Random& random);
/// Takes some 30 microseconds, most of them for guarded memory. Fails with `denied` (another code, not a code
/// at all, or the row was changed), `corrupt` (not a wrapped key).
Result<Key> unwrap_by_code(const WrappedKey& wrapped, const SecretText& code, ByteView associated_data);

/// By 32 octets that are random already: of a session's token, or what an authenticator computed. A row of
/// one sort never opens as one of another.
WrappedKey wrap_by_secret(const Key& secret, const Key& by, ByteView associated_data, Random& random);
/// Microseconds. Fails with `denied` (another secret, or the row was changed), `corrupt` (not a wrapped key).
Result<Key> unwrap_by_secret(const WrappedKey& wrapped, const Key& by, ByteView associated_data);

/// For a mail program: 4 groups of 5, 100 bits, such as `k3m9x-7tq2w-...`. Letters and digits that look alike
/// (i l 1, o 0) are read as one, u is never used.
SecretText generate_app_password(Random& random);
/// For a sheet of paper: 8 groups of 4, 140 bits and a checksum of 20, so that a slip is told apart from a
/// wrong code.
SecretText generate_recovery_code(Random& random);

/// What was typed, in the one form that wrap and unwrap use: lower case, no spaces or hyphens, look-alikes
/// made one. Fails with `syntax`: wrong length or letters; of a recovery code also a wrong checksum.
Result<SecretText> normalise_app_password(const SecretText& typed);
Result<SecretText> normalise_recovery_code(const SecretText& typed);

}  // namespace milpa::crypto
