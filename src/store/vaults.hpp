// SPDX-License-Identifier: AGPL-3.0-or-later
// The registry of open vaults: who is open, and where what is committed must be told.
//
// A vault that is being opened registers first and reads its log then: an event is committed either before
// the registration, and the log holds it, or after, and it is handed over. Seqs make it exactly once.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "store/vault.hpp"

namespace milpa::net {
class BlockingPool;
}

namespace milpa::store {

/// The thread on which a vault lives: always the same for an id. net::Runtime::home_of, or in tests the one
/// context that there is. Thread-safe.
using HomeOf = std::function<Executor(const VaultId&)>;

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
    std::size_t open_count() const;
    /// Of a vault that is open or being opened, else null.
    std::shared_ptr<const VaultKeys> keys_of(const VaultId& id) const;

    /// Adds the deletion of all events, roots and pages of a vault to the batch. Its id is never used again.
    /// References to objects are the caller's to release. The vault must be closed (else `conflict`).
    Result<void> erase(const VaultId& id, Batch& into);

    void committed(const VaultId& vault, Seq seq, std::shared_ptr<const Bytes> event) override;
    bool wants(const VaultId& vault) override;

private:
    friend class OpenVault;
    std::shared_ptr<VaultEntry> entry_of(const VaultId& id) const;
    void remove(const VaultId& id);

    const VaultParts parts_;
    mutable std::mutex mutex_;  // guards what follows
    std::unordered_map<VaultId, std::shared_ptr<VaultEntry>> entries_;
};

}  // namespace milpa::store
