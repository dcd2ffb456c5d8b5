// SPDX-License-Identifier: AGPL-3.0-or-later
// Members and their credentials: what an administrator may do alone, what needs the member's own credential,
// and what needs k keyholders.
//
//     administrator          add, suspend, restore, remove, addresses, name, quota
//     member's credential    password, app passwords, recovery code: nothing is lost, the vault's key stays
//     recovery code          recover(): a forgotten password, nothing lost
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

struct NewMember {
    std::vector<std::string> addresses;          ///< the first is the main one; any form
    std::string name;                            ///< may be empty
    std::optional<crypto::SecretText> password;  ///< without one, one is drawn
    std::uint64_t quota_bytes = 0;               ///< 0: none
    std::vector<Bytes> first_events{};           ///< of the vault, in the commit that makes the member
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

    // ---- the member's own credential: password, app password or recovery code. All fail as Logins::login().

    Task<Result<void>> change_password(std::string address, crypto::SecretText current,
                                       crypto::SecretText fresh);
    /// `label`: the member's own word for the device or program. `limit`: openers_max.
    Task<Result<AppPassword>> add_app_password(std::string address, crypto::SecretText current,
                                               std::string label);
    Task<Result<void>> remove_app_password(std::string address, crypto::SecretText current, OpenerId opener);
    Task<Result<std::vector<OpenerInfo>>> openers(std::string address, crypto::SecretText current);
    /// The new code; the old one opens nothing any more.
    Task<Result<crypto::SecretText>> renew_recovery_code(std::string address, crypto::SecretText current);
    /// Only by the recovery code: sets a password and returns a new code. Nothing is lost; app passwords
    /// stay.
    Task<Result<crypto::SecretText>> recover(std::string address, crypto::SecretText recovery_code,
                                             crypto::SecretText fresh_password);

    // ---- k keyholders

    /// A new vault with new openers and `first_events`; app passwords are gone, and the old vault is revoked
    /// where it is open. Leaves an Act that members can read. Needs k true shares (`denied`). `limit`:
    /// former_vaults_max.
    Task<Result<Credentials>> reset(MemberId member, std::vector<crypto::Share> shares,
                                    std::optional<crypto::SecretText> password,
                                    std::vector<Bytes> first_events = {});
    /// The old vault's key, by any opener that it had: an old password, app password or recovery code. Fails
    /// with `missing` when there is no former vault, `denied`.
    Task<Result<FormerVault>> reopen_former(std::string address, crypto::SecretText current,
                                            crypto::SecretText old_secret);
    /// Once it was merged: erases it. It must be closed (`conflict`). `releases`: the references that it had.
    Task<Result<void>> close_former(Login login, VaultId former,
                                    std::vector<store::HeldReference> releases = {});

private:
    Task<Result<void>> suspension(MemberId member, bool suspended);
    Task<Result<void>> change_openers(Login login, std::vector<std::string> removed,
                                      std::vector<events::Opener> added);
    Result<std::vector<std::string>> normalise_all(const std::vector<std::string>& addresses) const;
    struct FreshVault;
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
