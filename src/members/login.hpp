// SPDX-License-Identifier: AGPL-3.0-or-later
// Who knocks: an address and a secret in, an opened vault key out.
//   - A secret that has the form of an app password (or a recovery code, where that is allowed) is tried as
//     one first, since that takes microseconds; then every secret is tried as the password (Argon2id, on the
//     blocking pool, at most argon2_at_once at a time).
//   - A wrong secret, an unknown address and a suspended member cost the same Argon2id and get the same
//   error.
//   - Guesses at one address slow down, with no IP address and nothing on disk: see guesses.hpp. App
//     passwords of members are not slowed (100 random bits are not guessed), so a stranger who hammers at an
//     address does not keep its owner's mail programs out. Nor is slowed who asks from the machine itself:
//     who can do so looks after it.
//   - Wrong passwords from one place run out, at whatever addresses they are tried: see peer_tries.hpp.
// Nothing of a member's key stays here: it lives in the Login and in what the caller copies from it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "crypto/box.hpp"
#include "crypto/password.hpp"
#include "members/collective.hpp"
#include "members/directory.hpp"
#include "members/guesses.hpp"
#include "members/peer_tries.hpp"
#include "net/runtime.hpp"

namespace milpa::members {

/// An opened member. Copies share one key pair in locked memory, wiped when the last copy goes.
struct Login {
    MemberPointer member;  ///< as of the login
    OpenerId opener;       ///< which of their openers it was
    events::OpenerKind kind = events::OPENER_UNKNOWN;
    std::shared_ptr<const crypto::KeyPair> keys;  ///< of member->vault
    /// The password, the recovery code or a passkey was shown for this very login: what opens the account may
    /// be changed by it. Neither by an app password nor by a session. Not to be kept.
    bool proven = false;
    // Of a session:
    events::SignInMeans means = events::SIGN_IN_UNKNOWN;
    WallTime expires = WallTime::max();

    const MemberId& id() const { return member->id; }
    const VaultId& vault() const { return member->vault; }
    const std::string& address() const { return member->address(); }
};

/// By an app password, or by a session that was begun with one. It is for one program, which has the mail: it
/// bears no duty, and does not manage the account.
bool is_by_app_password(const Login& login);
/// Whether `now` (the login's member, as they are now) would be opened by the same opener still: neither
/// suspended nor frozen, the vault theirs, the opener not taken back. Of a session's time: Logins::check().
bool still_opens(const Login& login, const MemberRecord& now);

/// Argon2id runs at once: 64 MiB each.
inline constexpr std::size_t argon2_at_once = 4;
/// What waits for one of these, logins and new passwords; beyond, it fails with `limit` at once.
inline constexpr std::size_t argon2_waiting_max = 256;

/// What a kind of opener may be used for.
enum class Accept : unsigned char {
    daily,          ///< app password; password, unless a second factor is on: mail programs
    first_step,     ///< password, app password: a second factor is the caller's to ask for (SignIns)
    also_recovery,  ///< password, app password, recovery code: the member at the machine itself, or in a
                    ///< session
    only_recovery,
};

/// Thread-safe. Lives as long as the collective, locked or not.
class Logins {
public:
    /// `cost`: of passwords that are set from now on. A try at an address that nobody has costs what one at
    /// some member costs.
    explicit Logins(Lent<Collective> collective, crypto::Argon2Cost cost = {},
                    std::size_t at_once = argon2_at_once);

    /// `address`: any form; without a domain, the collective's first one. A subaddress counts as its member.
    /// `from`: who is at the other end, where that is a network's peer: only they are slowed. Fails with
    /// `denied` (wrong secret, unknown or suspended: not told apart), `limit` (too many tries at once, or too
    /// many wrong ones from there: answer "try later"), `closed` (locked, or stopping). May take seconds: see
    /// guesses.hpp.
    Task<Result<Login>> login(std::string address, crypto::SecretText secret, Accept accept = Accept::daily,
                              std::optional<net::PeerAddress> from = std::nullopt);

    /// By a session's token (sign_in.hpp makes them). Some 30 microseconds, no Argon2id, nothing tried but
    /// the one opener that the token names. Fails with `denied` (not a token, unknown, expired, ended, its
    /// member suspended or frozen: not told apart), `closed` (locked).
    Result<Login> resume(std::string_view token) const;

    /// Whether the login would be given now: its member is there, neither suspended nor frozen, its vault is
    /// theirs, its opener was not taken back, its time is not over. Whoever enters a session asks after the
    /// entry: what ends sessions may have come between. Who keeps one connected asks again when it expires
    /// and when credentials change. Fails with `denied`, `closed` (locked).
    Result<void> check(const Login& login) const;

    /// Forgets guesses whose time is over; call it every minute.
    void forget_expired() { guesses_.forget_expired(); }

    /// One of the tries that a place has (peer_tries.hpp), for who has us hash without a login: counts while
    /// it is under way, and after it where it was wrong. Nothing for who is at the machine. Fails with
    /// `limit`.
    Result<std::optional<PeerTries::Try>> begin_try(const std::optional<net::PeerAddress>& from);

    /// Wraps a vault's key for an opener. The first runs Argon2id on the pool. `syntax`, `limit`: as
    /// check_fresh_password(); `limit` also where too many wait for Argon2id.
    Task<Result<events::Opener>> wrap_password(VaultId vault, std::shared_ptr<const crypto::KeyPair> keys,
                                               crypto::SecretText password);
    Result<events::Opener> wrap_code(const VaultId& vault, const crypto::KeyPair& keys,
                                     const crypto::SecretText& code, events::OpenerKind kind,
                                     std::string label);

    /// By 32 random octets: OPENER_SESSION, OPENER_PASSKEY.
    events::Opener wrap_secret(const VaultId& vault, const crypto::KeyPair& keys, const crypto::Key& secret,
                               events::OpenerKind kind, std::string label);

    /// The key pair of a vault by any of its openers; one Argon2id for each password among them. Fails with
    /// `denied`, `limit`. Not slowed: for who has logged in already (former vaults).
    Task<Result<std::shared_ptr<const crypto::KeyPair>>> open_vault(events::MemberVault vault,
                                                                    crypto::SecretText secret);

private:
    struct Attempt;
    Task<Result<Login>> try_password(Lent<Attempt> attempt);
    crypto::WrappedKey decoy_for(std::string_view tried) const;
    Result<std::shared_ptr<void>> queue_up();
    /// On the pool, `choose` too.
    Task<Result<crypto::Key>> argon2(std::function<crypto::WrappedKey()> choose, crypto::SecretText password,
                                     Bytes place);
    Result<Login> try_codes(const Attempt& attempt, events::OpenerKind kind) const;
    Result<Login> finish(const Attempt& attempt, Login opened) const;

    const Lent<Collective> collective_;
    const crypto::Argon2Cost cost_;
    const crypto::WrappedKey decoy_;  // tried for addresses that nobody has
    const crypto::Key decoy_key_;     // whose cost it takes
    Guesses guesses_;
    PeerTries peer_tries_;
    std::atomic<std::size_t> waiting_{0};
    net::BlockingPool argon2_pool_;
};

/// Shorter ones are refused when they are set.
inline constexpr std::size_t password_bytes_min = 8;

/// One password in one form, whatever keyboard it comes from: NFC, any space as U+0020 (RFC 8265 4.2). Fails
/// with `syntax`: empty, too long, not UTF-8, control characters.
Result<crypto::SecretText> normalise_password(const crypto::SecretText& typed);

/// Whether it may be a member's new password. Fails as normalise_password(); `syntax` for fewer than
/// password_bytes_min.
Result<void> check_fresh_password(const crypto::SecretText& typed);

/// An opener of a vault by a password, for where there are no Logins yet: runs Argon2id on the caller's
/// thread. `syntax`: as check_fresh_password().
Result<events::Opener> password_opener(const VaultId& vault, const crypto::KeyPair& keys,
                                       const crypto::SecretText& password, crypto::Argon2Cost cost,
                                       WallTime now, Random& random);
/// The same by a code that we drew. `syntax`: it is none.
Result<events::Opener> code_opener(const VaultId& vault, const crypto::KeyPair& keys,
                                   const crypto::SecretText& code, events::OpenerKind kind, std::string label,
                                   WallTime now, Random& random);

/// Null where the member has none with this id.
const events::Opener* find_opener(const MemberRecord& member, const OpenerId& id);
/// Whether a password alone is not enough: sign_in.hpp.
bool has_second_factor(const MemberRecord& member);
/// For an opener by 32 random octets. Fails with `denied`, `corrupt`.
Result<crypto::KeyPair> open_with(const events::MemberVault& vault, const events::Opener& opener,
                                  const crypto::Key& secret);

/// Where an opener's wrapped key belongs: associated data of crypto::wrap_by_*().
Bytes opener_place(const VaultId& vault, const events::Opener& opener);
/// The opener's own try at `secret`, as it is for its kind. Takes 100 ms and more for a password. Fails with
/// `denied`, `corrupt`.
Result<crypto::KeyPair> open_with(const events::MemberVault& vault, const events::Opener& opener,
                                  const crypto::SecretText& secret);

}  // namespace milpa::members
