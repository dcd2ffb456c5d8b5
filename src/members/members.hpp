// SPDX-License-Identifier: AGPL-3.0-or-later
// Members and their credentials: what an administrator may do alone, what needs the member's own credential,
// and what needs k keyholders.
//
//     administrator          add, suspend, restore, remove, addresses, name, quota, duties, invitations
//     who holds an invitation  join()
//     member's credential    password, app passwords, recovery code: nothing is lost, the vault's key stays
//     recovery code          recover(): a forgotten password, nothing lost
//     trusted group          any one freezes an account, threshold of them thaw it
//     k keyholders           reset(): a NEW, empty vault beside the old one. The old one stays sealed, with
//                            its old openers, until the old password or code turns up (reopen_former()).
//
// What remove() destroys, and what it cannot. The vault's log, snapshot and openers are erased in one batch,
// and with them this member's keys of all objects (messages, files): no credential, no keyholder, no disk
// brings them back (after Store::purge(), also not from the files). The objects' ciphertext stays: only the
// member's vault says which references are its own, and nobody opens that without the member. An index of
// them for the server would say of each absent member which messages they have and who has the same ones, for
// whoever seizes the unlocked machine: that is worse than ciphertext that nobody can open. So it is ballast,
// and is counted (Collective::ballast_bytes()). A member who wants it gone deletes their mail before they
// leave.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "members/collective.hpp"
#include "members/login.hpp"

namespace milpa::members {

/// How long an invitation holds, unless it is said; bounds of what may be said.
inline constexpr std::chrono::hours invitation_lifetime_default{7 * 24};
inline constexpr std::chrono::minutes invitation_lifetime_min{5};
inline constexpr std::chrono::hours invitation_lifetime_max{90 * 24};

/// RFC 5321 4.5.1 and RFC 2142 4: somebody reads these, of the collective's first domain.
inline constexpr std::string_view duty_addresses[] = {"postmaster", "abuse"};

struct NewInvitation {
    std::string domain{};  ///< in any form; empty: the collective's first
    std::string label{};   ///< the administrators' own words; one line
    std::chrono::seconds lifetime = invitation_lifetime_default;
    std::uint32_t uses = 1;         ///< how many may come by it
    std::uint64_t quota_bytes = 0;  ///< of each; 0: none
};
struct InvitationInfo {
    InvitationId id;
    std::string domain;
    std::string label;
    WallTime created;
    WallTime expires;
    std::uint32_t uses = 0;  ///< that are left
    std::uint64_t quota_bytes = 0;
};
struct Invited {
    InvitationInfo info;
    crypto::SecretText token;  ///< the only copy: who has it comes in
};

struct NewMember {
    std::vector<std::string> addresses;          ///< the first is the main one; any form
    std::string name;                            ///< may be empty
    std::optional<crypto::SecretText> password;  ///< without one, one is drawn
    std::uint64_t quota_bytes = 0;               ///< 0: none
    std::vector<Bytes> first_events{};           ///< of the vault, in the commit that makes the member
    std::optional<InvitationId> invitation{};    ///< join() alone sets it
};

/// Shown once, kept nowhere.
struct Credentials {
    MemberId member;
    crypto::SecretText password;  ///< empty when it was given
    crypto::SecretText recovery_code;
};

struct AppPassword {
    OpenerId id;
    crypto::SecretText secret;  ///< shown once
};

/// Sessions apart.
struct OpenerInfo {
    OpenerId id;
    events::OpenerKind kind;
    std::string label;
    WallTime created;
};

/// A former vault that was opened again, to be merged into the present one.
struct FormerVault {
    VaultId vault;
    std::shared_ptr<const crypto::KeyPair> keys;
};

/// An account whose owner trusts the one who asks.
struct Trusting {
    MemberPointer member;
    bool frozen = false;      ///< or a former vault of theirs
    bool may_freeze = false;  ///< not frozen, and who asks need not wait (refreeze_wait)
    std::uint32_t threshold = 0;
    std::vector<MemberId> thaws{};  ///< who wants it thawed
};

enum class ThawWish : unsigned char { wanted, withdrawn };
/// May the last administrator who can sign in lose that duty? The command line on the machine can give it to
/// somebody again; a browser cannot.
enum class LastAdministrator : unsigned char { stays, may_go };

/// Thread-safe. Any failure leaves everything as it was. `closed` while locked.
class Members {
public:
    Members(Lent<Collective> collective, Lent<Logins> logins) : collective_(collective), logins_(logins) {}

    // ---- administrator

    /// Where nobody has the addresses `postmaster@` and `abuse@` of the collective's first domain (RFC 5321
    /// 4.5.1, RFC 2142 4), they become aliases of this member. Fails with `syntax`, `missing` (not a domain
    /// of ours), `conflict` (an address is taken), `limit`.
    Task<Result<Credentials>> add(NewMember member);
    /// A suspended member cannot log in, and mail to them is refused (550). Their vault is revoked at once
    /// where it is open; to end the sessions that had it is the caller's. `missing`; already so is no
    /// failure.
    Task<Result<void>> suspend(MemberId member);
    Task<Result<void>> restore(MemberId member);
    /// All vaults of the member, former ones too, are revoked first; `conflict` when a key of one is in use
    /// still after store::revoke_patience. Aliases lose this member; those that lead nowhere then go.
    Task<Result<void>> remove(MemberId member);
    /// The whole list; at least one. As add().
    Task<Result<void>> set_addresses(MemberId member, std::vector<std::string> addresses);
    Task<Result<void>> set_name(MemberId member, std::string name);
    Task<Result<void>> set_quota(MemberId member, std::uint64_t quota_bytes);
    /// The whole list. Who may call it is the caller's to ask (MemberRecord::bears()). `conflict`: the last
    /// administrator.
    Task<Result<void>> set_duties(MemberId member, std::vector<events::Duty> duties,
                                  LastAdministrator last = LastAdministrator::stays);

    // ---- invitations: the directory keeps a hash of the secret, so it can let in and not give away

    /// Fails with `missing` (not a domain of ours), `limit` (invitations_max, uses), else `syntax`.
    Task<Result<Invited>> invite(NewInvitation wanted);
    Task<Result<void>> revoke_invitation(InvitationId id);
    /// Those that hold, the first to end first.
    Result<std::vector<InvitationInfo>> invitations() const;
    /// What a token lets whoever has it do. `denied` for what is no token, is used up, revoked or over: not
    /// told apart.
    Result<InvitationInfo> invitation_of(std::string_view token) const;
    /// Makes whoever has the token a member, with one address of the invitation's domain and a password of
    /// their own; quota as the invitation has it. What costs nothing is looked at first, and what is hashed
    /// for nothing, and tried of addresses that others have, counts as tries of `from` (peer_tries.hpp).
    /// Fails as invitation_of(), as add(), with `limit` where too much was tried from there; `denied` also
    /// for the name of a role, `syntax` and `conflict` for what is taken for another (chosen_name.hpp):
    /// administrators give those.
    Task<Result<Credentials>> join(std::string token, NewMember member,
                                   std::optional<net::PeerAddress> from = std::nullopt);

    // ---- by a login. "Proven": Login::proven, else `denied`; also where the login does not hold any more.

    /// Proven. All sessions end but `keep`, and whoever came in by the old password has no open vault any
    /// more.
    Task<Result<void>> change_password(Login login, crypto::SecretText fresh,
                                       std::optional<OpenerId> keep = std::nullopt);
    /// Proven. `label`: the member's own word for the device or program. `limit`: openers_max.
    Task<Result<AppPassword>> add_app_password(Login login, std::string label);
    /// Sessions that it began end. `missing`.
    Task<Result<void>> remove_app_password(Login login, OpenerId opener);
    Result<std::vector<OpenerInfo>> openers(const Login& login) const;
    /// Proven. The new code; the old one opens nothing any more.
    Task<Result<crypto::SecretText>> renew_recovery_code(Login login);

    // ---- by who has no session

    /// Only by the recovery code: sets a password and returns a new code. Nothing is lost; app passwords,
    /// passkeys and codes of an authenticator program stay, sessions end.
    Task<Result<crypto::SecretText>> recover(std::string address, crypto::SecretText recovery_code,
                                             crypto::SecretText fresh_password,
                                             std::optional<net::PeerAddress> from = std::nullopt);

    // ---- the trusted group. It is for the day on which its owner is detained: whoever has the right
    // password then must not get in, the owner neither.

    /// Proven. Empty: none. Where there is more than one, fewer than all thaw: who froze is never needed.
    /// Fails with `missing`, `limit` (trusted_max; the threshold), `conflict` (one twice, or the owner; a
    /// former vault is frozen).
    Task<Result<void>> set_trusted_group(Login login, std::vector<MemberId> group, std::uint32_t threshold);
    /// By any one of the group, at once: sessions are gone, and nothing opens the account, which is answered
    /// like a wrong secret. Mail still arrives. The vault is revoked where it is open; to end connections is
    /// the caller's. Fails with `denied` (not of the group; or they must wait: refreeze_wait), `conflict`
    /// (frozen already), `missing`. Stays in the member's records, with who did it.
    Task<Result<void>> freeze(Login by, MemberId member);
    /// Proven. The threshold-th thaws. Fails with `denied` (not of the group), `missing` (not frozen),
    /// `conflict` (so it is already).
    Task<Result<void>> want_thaw(Login by, MemberId member, ThawWish wish);
    /// Whose accounts `login` may freeze, or help to thaw.
    Result<std::vector<Trusting>> trusting(const Login& login) const;

    // ---- k keyholders

    /// Where fewer than the threshold of the group are left who can act: `conflict` otherwise. Leaves an Act.
    Task<Result<void>> thaw_by_keyholders(MemberId member, std::vector<crypto::Share> shares);
    /// A new vault with new openers and `first_events`; app passwords, passkeys, codes and sessions are gone,
    /// and the old vault is revoked where it is open. Leaves an Act that members can read. Needs k true
    /// shares
    /// (`denied`). `limit`: former_vaults_max. Of a frozen account: the new vault is not frozen, the old one
    /// stays so, and what would reopen it does not before the group thaws it.
    Task<Result<Credentials>> reset(MemberId member, std::vector<crypto::Share> shares,
                                    std::optional<crypto::SecretText> password,
                                    std::vector<Bytes> first_events = {});
    /// The old vault's key, by an old password, app password or recovery code that opened it. Fails with
    /// `missing` when there is no former vault, `denied`.
    Task<Result<FormerVault>> reopen_former(Login login, crypto::SecretText old_secret);
    /// The same by what a passkey that opened it computes (sign_in.hpp: passkey_prf_salt()).
    Result<FormerVault> reopen_former(const Login& login, const crypto::Key& prf) const;
    /// Once it was merged: erases it. It must be closed (`conflict`). `releases`: the references that it had.
    Task<Result<void>> close_former(Login login, VaultId former,
                                    std::vector<store::HeldReference> releases = {});

private:
    Task<Result<void>> suspension(MemberId member, bool suspended);
    struct OpenerChange;
    Task<Result<void>> change_openers(Login login, OpenerChange change);
    events::Act act_of(events::ActKind kind, const MemberId& member,
                       const std::vector<crypto::Share>& shares) const;
    Result<std::vector<std::string>> normalise_all(const std::vector<std::string>& addresses) const;
    struct FreshVault;
    /// `place`: of whom it counts where they do not come in.
    Task<Result<Credentials>> take_in(NewMember wanted, Lent<std::optional<PeerTries::Try>> place);
    Task<Result<void>> take_duties(std::string address);
    Result<void> erase_vault(const VaultId& vault, store::Batch& into) const;
    Result<void> begin_vault(const events::MemberVault& vault, const std::vector<Bytes>& first_events,
                             store::Batch& into) const;
    void revoke(const VaultId& vault) const { collective_->world().store->vaults().revoke(vault); }
    Task<Result<FreshVault>> make_vault(std::optional<crypto::SecretText> password);

    const Lent<Collective> collective_;
    const Lent<Logins> logins_;
};

}  // namespace milpa::members
