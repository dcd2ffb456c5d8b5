// SPDX-License-Identifier: AGPL-3.0-or-later
// The registry of open vaults: who is open, and where what is committed must be told.
//
// A vault that is being opened registers first and reads its log then: an event is committed either before
// the registration, and the log holds it, or after, and it is handed over. Seqs make it exactly once.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "store/vault.hpp"

namespace milpa::net {
class BlockingPool;
}

namespace milpa::store {

/// The thread on which a vault lives: always the same for an id. net::Runtime::home_of, or in tests the one
/// context that there is. Thread-safe.
using HomeOf = std::function<Executor(const VaultId&)>;

/// How long anybody waits for keys to go: longer than any one step that uses them takes on a slow disk.
inline constexpr std::chrono::seconds revoke_patience{5};

/// What every open vault uses; all of it outlives them.
struct VaultParts {
    Lent<Engine> engine;
    Lent<Sealing> sealing;
    Lent<Committer> committer;
    HomeOf home_of;
    Lent<net::BlockingPool> pool;
    Lent<Vaults> registry;
};

/// Thread-safe, except as said.
class Vaults final : public CommitObserver {
public:
    Vaults(Lent<Engine> engine, Lent<Sealing> sealing, Lent<Committer> committer, HomeOf home_of,
           Lent<net::BlockingPool> pool);
    ~Vaults() override;

    /// To be called on the vault's home thread (else aborts). The first caller's fold is made and loaded; who
    /// comes later shares it and `make_fold` is not called. Fails with `denied` when the vault is open under
    /// another key, `corrupt` (a gap, an event or root that does not open, two roots, or the fold's refusal),
    /// `io`.
    Task<Result<VaultHandle>> open(VaultId id, crypto::KeyPair pair, FoldFactory make_fold);

    bool is_open(const VaultId& id) const;
    /// Revoked ones included, until their holders have dropped them.
    std::size_t open_count() const;
    /// Of a vault that is open or being opened, else null.
    std::shared_ptr<const VaultKeys> keys_of(const VaultId& id) const;

    /// Closes the vault for whoever holds it, at once: their reads and writes fail with `closed` from now on,
    /// and its keys are wiped as soon as what is under way with them has ended. Its next opening begins anew.
    /// Nothing for a vault that is not open. Any thread.
    void revoke(const VaultId& id);
    void revoke_all();
    /// Until no key of a revoked vault (of this one, or of all) is in memory. False after revoke_patience.
    Task<bool> wait_until_wiped(std::optional<VaultId> only = {});

    /// Adds the deletion of all events, roots and pages of a vault to the batch. Its id is never used again.
    /// References to objects are the caller's to release. The vault must be closed (else `conflict`).
    Result<void> erase(const VaultId& id, Batch& into);

    /// Whether anything was deleted since forget_remains() that files may hold still; also before the first
    /// call, when nobody knows what was.
    bool has_remains() const { return remains_; }
    void note_remains() { remains_ = true; }
    void forget_remains() { remains_ = false; }

    void committed(const VaultId& vault, Seq seq, Author author, std::shared_ptr<const Bytes> event) override;
    bool wants(const VaultId& vault) override;

private:
    friend class OpenVault;
    std::shared_ptr<VaultEntry> entry_of(const VaultId& id) const;
    void remove(const VaultId& id, const VaultEntry* entry);
    void take_back(const VaultId& id, std::shared_ptr<VaultEntry> entry);  // under the lock
    std::size_t not_wiped(std::optional<VaultId> only);

    const VaultParts parts_;
    std::atomic<bool> remains_{true};
    std::atomic<std::size_t> alive_{0};  // open vaults, revoked ones included
    mutable std::mutex mutex_;           // guards what follows
    std::unordered_map<VaultId, std::shared_ptr<VaultEntry>> entries_;
    std::vector<std::pair<VaultId, std::weak_ptr<const VaultKeys>>> revoked_;
};

}  // namespace milpa::store
