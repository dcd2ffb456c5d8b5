// SPDX-License-Identifier: AGPL-3.0-or-later
// Sign-in for the web and the API: from what a person has to a session, and what they do with their sessions,
// their second factor and their passkeys.
//
//     password ──────────────┬──(no second factor)──────────────> session
//                            └──> SecondStep ──code, passkey,───> session
//                                             recovery code
//     app password (a program) ─────────────────────────────────> session
//     passkey that opens the vault (PRF), user verified ────────> session
//
// A session is an opener that expires: the vault's private half, wrapped under a token that only the client
// has. The server keeps the wrapping in the sealed directory, never the token: so a session survives a
// restart, and nobody else can use it. Logins::resume() opens by it. Whoever has the token is the member
// until it expires or is ended.
//
// Between the steps. A SecondStep is no opener: it is a number, known to the browser, of what lies in this
// process's memory, the opened key in locked memory, for sign_in_patience at most and sign_in_codes_max
// tries. It opens nothing but the second step, and a restart or a lock forgets it.
//
// What was shown anew. Whoever changes what opens the account shows for it who they are: prove(), or at the
// machine itself a credential of theirs. What that opened lies in memory as well, for proof_patience and for
// who showed it alone, so that several changes are made by one showing and no method sees a password.
//
// Second factor. It is on when the member enrolled a TOTP, or a passkey to stand beside the password. Then a
// password is not enough on the web and opens nothing for mail programs (IMAP, submission), where it is
// answered like a wrong one: these need app passwords, which need no second factor.
//
// Passkeys. A signature alone opens no vault: the server must not be able to. One with the PRF extension
// computes a secret that wraps the vault's key (OPENER_PASSKEY) and needs no password; one without can only
// be a second factor.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "members/challenges.hpp"
#include "members/login.hpp"
#include "webauthn/webauthn.hpp"

namespace milpa::members {

using SignInId = Id<struct SignInTag>;
using ProofId = Id<struct ProofTag>;

/// Of a session that outlives the browser's window; bounds of what may be asked for.
inline constexpr std::chrono::hours session_lifetime_default{30 * 24};
inline constexpr std::chrono::minutes session_lifetime_min{5};
inline constexpr std::chrono::hours session_lifetime_max{90 * 24};
/// From this on only days are stored of when it began and when it ends: nobody needs the minute.
inline constexpr std::chrono::hours session_in_days{2 * 24};
/// The opened key waits in memory for so long at most; forget_expired() every minute keeps to it.
inline constexpr std::chrono::minutes sign_in_patience{4};
inline constexpr std::size_t sign_ins_of_member_max =
    4;                                               ///< at once between the steps; the oldest is forgotten
inline constexpr std::size_t sign_in_codes_max = 5;  ///< wrong ones of one sign-in
/// Wrong codes of one member, of all their sign-ins, before the rest of the hour takes none: with three codes
/// right at any moment, a hundred days of guessing find one in a hundred times. Passkeys and the recovery
/// code are not stopped by it.
inline constexpr std::size_t codes_an_hour_max = 20;
/// What one opener (the password, one app password, one passkey) may begin: each sign-in is an event that
/// stays until the next snapshot. No person comes near it, and a program that signs in every minute passes.
/// Each has its own, so that a program that runs wild, or who stole its app password, keeps nobody else out.
inline constexpr std::size_t sign_ins_an_hour_max = 120;
inline constexpr std::chrono::minutes totp_enrolment_patience{15};
/// How long what was shown anew holds: for a page on which several things are changed.
inline constexpr std::chrono::minutes proof_patience{5};
inline constexpr std::size_t proofs_of_member_max = 4;  ///< at once; the oldest is forgotten

struct NewSession {
    std::string label;  ///< the client's own word: "Firefox on Android"; at most label_bytes_max, one line
    std::chrono::seconds lifetime = session_lifetime_default;
};

struct SignedIn {
    crypto::SecretText token;  ///< the only copy: base64url, session_token_letters
    Login login;               ///< by the session itself: kind OPENER_SESSION
};

/// The password was right, and is not enough.
struct SecondStep {
    SignInId id;
    bool code = false;            ///< of an authenticator program
    std::vector<Bytes> passkeys;  ///< ids; empty: none
    Bytes challenge;              ///< for them
};
using SignInStep = std::variant<SignedIn, SecondStep>;

struct SessionInfo {
    OpenerId id;
    std::string label;
    WallTime created;  ///< the day, of most
    WallTime expires;
    events::SignInMeans means;
    bool current = false;  ///< the one of the login that asks
};

struct TotpOffer {
    crypto::SecretText secret;  ///< base32, to type
    crypto::SecretText uri;     ///< otpauth://, to show as a picture
};

/// For navigator.credentials.create().
struct PasskeyOffer {
    Bytes challenge;
    Bytes user_handle;           ///< the member's number
    std::vector<Bytes> exclude;  ///< those that they have already
};
struct NewPasskey {
    std::string label;
    /// What the PRF extension gave for passkey_prf_salt(), where it gave it at once.
    std::optional<crypto::Key> prf{};
    bool second_factor = false;      ///< from now on the password alone is not enough
    std::optional<OpenerId> keep{};  ///< then: the session that does not end
};
struct PasskeyInfo {
    Bytes id;
    std::string label;
    WallTime created;
    bool opens = false;  ///< alone, without a password
    bool second_factor = false;
    bool backed_up = false;
    std::vector<std::string> transports;
};

/// The one input of the PRF extension (`prf.eval.first`): 32 octets, the same for all; what an authenticator
/// makes of it differs for each passkey.
ByteView passkey_prf_salt();

/// Thread-safe. Lives as long as the logins. Everything fails with `closed` while locked, and with `denied`
/// where the login that is shown does not hold any more. Where "proven" is said, the login must be so
/// (Login::proven): a session alone does not change what opens the account.
class SignIns {
public:
    SignIns(Lent<Collective> collective, Lent<Logins> logins);
    ~SignIns();

    // ---- signing in

    /// By a password or an app password. Fails as Logins::login(), `limit` (also sign_ins_an_hour_max, as all
    /// that begin a session), `syntax` (the session).
    Task<Result<SignInStep>> by_password(std::string address, crypto::SecretText secret, NewSession wanted,
                                         std::optional<net::PeerAddress> from = std::nullopt);
    /// The second step: a code, or the recovery code (which stays as it is). Fails with `denied` (wrong, used
    /// already, or the step is over), `limit` (too many wrong codes: a passkey or the recovery code still
    /// does).
    Task<Result<SignedIn>> by_code(SignInId id, crypto::SecretText code);
    Task<Result<SignedIn>> by_second_passkey(SignInId id, webauthn::RelyingParty party,
                                             webauthn::Assertion assertion);
    /// A challenge for a passkey alone. It names nobody, so that nothing is told of who is here.
    Bytes passkey_challenge();
    /// `prf`: what the authenticator computed for passkey_prf_salt(). Fails with `denied` for whatever is not
    /// right, `syntax`, `limit`.
    Task<Result<SignedIn>> by_passkey(webauthn::RelyingParty party, webauthn::Assertion assertion,
                                      crypto::Key prf, NewSession wanted);
    /// Who has a session shows anew who they are: by the password or the recovery code. The login is proven.
    /// Fails as Logins::login(); `denied` also for a session that an app password began, where a second
    /// factor is on.
    Task<Result<Login>> prove(Login session, crypto::SecretText secret,
                              std::optional<net::PeerAddress> from = std::nullopt);
    /// The same by a passkey, with a challenge of passkey_challenge().
    Task<Result<Login>> prove(Login session, webauthn::RelyingParty party, webauthn::Assertion assertion);

    /// Keeps what was shown. `asker`: the session that may use it; nothing: who is at the machine.
    ProofId keep_proof(Login shown, std::optional<OpenerId> asker);
    /// The login, with its member as they are now. Fails with `denied`: unknown, over, somebody else's, or it
    /// would not be given any more.
    Result<Login> proof(const ProofId& id, const std::optional<OpenerId>& asker) const;

    // ---- sessions

    Result<std::vector<SessionInfo>> sessions(const Login& login) const;
    /// `missing`: no such session. Whoever holds connections of it asks Logins::check() again and ends them.
    Task<Result<void>> end_session(Login login, OpenerId session);
    /// All but the login's own. Returns how many.
    Task<Result<std::size_t>> end_other_sessions(Login login);
    /// Removes those whose time is over from the directory; for a daily timer. They open nothing before that,
    /// either.
    Task<Result<void>> sweep();

    // ---- the second factor

    Result<bool> has_totp(const Login& login) const;
    /// Proven. Nothing changes until the first code was right. A second offer replaces the first.
    Result<TotpOffer> offer_totp(const Login& login);
    /// Proven. `missing`: no offer, or too old; `denied`: a wrong code. From then on the password alone opens
    /// nothing; sessions but `keep` are over, and the vault is revoked where it is open. To end connections
    /// (of mail programs that came by the password) is the caller's.
    Task<Result<void>> confirm_totp(Login login, crypto::SecretText code,
                                    std::optional<OpenerId> keep = std::nullopt);
    /// Proven. `missing`: there is none.
    Task<Result<void>> remove_totp(Login login);

    // ---- passkeys

    Result<std::vector<PasskeyInfo>> passkeys(const Login& login) const;
    /// Proven.
    Result<PasskeyOffer> offer_passkey(const Login& login);
    /// Proven. One that opens must verify its user. As a second factor: as confirm_totp(). One that is
    /// neither does nothing before let_passkey_open(). Fails as webauthn::verify_registration(), `limit`
    /// (passkeys_max), `conflict` (it is here already).
    Task<Result<PasskeyInfo>> add_passkey(Login login, webauthn::RelyingParty party,
                                          webauthn::Registration registration, NewPasskey wanted);
    /// Proven. For authenticators that compute the PRF at an assertion only; a challenge of
    /// passkey_challenge(). `conflict`: it opens already.
    Task<Result<void>> let_passkey_open(Login login, webauthn::RelyingParty party,
                                        webauthn::Assertion assertion, crypto::Key prf);
    /// Proven. Sessions that it began end.
    Task<Result<void>> remove_passkey(Login login, Bytes id);

    // ---- for the server

    /// Forgets what waited too long; for a timer, every minute.
    void forget_expired();
    /// Forgets everything that waits: at every lock.
    void forget_all();
    /// Forgets what waits of one member: where their sessions are ended.
    void forget_of(const MemberId& member);
    /// Opened keys that wait for a second step.
    std::size_t waiting() const;

private:
    struct Waiting;    // for the second step
    struct Enrolment;  // for the first code
    struct Used;       // what a sign-in used up

    Task<Result<SignedIn>> make_session(Login opened, NewSession wanted, events::SignInMeans means,
                                        Used used);
    Task<Result<SignedIn>> finish(SignInId id, Waiting waiting, events::SignInMeans means, Used used);
    SecondStep wait_for_second(Login opened, NewSession wanted);
    Result<Waiting> look_at(const SignInId& id);
    void was_wrong(const SignInId& id);
    Result<void> take_code_try(const MemberId& member);
    void code_was_right(const MemberId& member);
    Result<void> take_sign_in(const OpenerId& by);
    /// The member's passkey, its challenge taken. For Collective::change() to write.
    Result<events::PasskeyUse> verify(const MemberRecord& member, const webauthn::RelyingParty& party,
                                      const webauthn::Assertion& assertion, ChallengeUse use,
                                      ByteView subject, webauthn::UserVerification verification);
    Task<Result<void>> end_sessions_but(Login login, std::optional<OpenerId> kept);

    const Lent<Collective> collective_;
    const Lent<Logins> logins_;
    Challenges challenges_;
    mutable std::mutex mutex_;  // guards what follows
    std::unordered_map<SignInId, Waiting> waiting_;
    std::unordered_map<MemberId, Enrolment> enrolments_;
    struct Shown {
        Login login;
        std::optional<OpenerId> asker;
        SteadyTime until;
    };
    std::unordered_map<ProofId, Shown> proofs_;
    struct CodeTries {
        std::size_t wrong = 0;
        SteadyTime since;
    };
    std::unordered_map<MemberId, CodeTries> code_tries_;
    struct Begun {
        std::size_t sign_ins = 0;
        SteadyTime since;
    };
    std::unordered_map<OpenerId, Begun> begun_;  // only by what opened a vault
};

}  // namespace milpa::members
