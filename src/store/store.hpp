// SPDX-License-Identifier: AGPL-3.0-or-later
// The store, wired: what a service is given.
#pragma once

#include "store/appender.hpp"
#include "store/committer.hpp"
#include "store/keyed_rows.hpp"
#include "store/objects.hpp"
#include "store/vaults.hpp"

namespace milpa::store {

struct StoreWorld {
    Lent<Engine> engine;
    HomeOf home_of;  ///< [&](const VaultId& id) { return runtime.home_of(id); }
    Lent<net::BlockingPool> pool;
    Lent<const Clock> clock;
    Lent<Random> random;  ///< thread-safe
    SealingMode sealing = SealingMode::sealed;
};

/// Made locked. Outlived by what is lent to it; all handles of vaults are dropped before it goes.
class Store {
public:
    explicit Store(StoreWorld world);
    ~Store();

    /// Takes the key from which the store's own is derived, and removes what a crash left half written.
    /// Blocks.
    Result<void> unlock(const crypto::Key& quorum_key);
    /// Forgets the key, and revokes all vaults that are open still.
    void lock();
    /// Forgets the keys of deliveries whose time is over; call it every minute (crypto::ephemeral_life).
    void forget_expired() { sealing_.forget_expired(); }
    bool locked() const { return store_key_.locked(); }

    /// Commits what was handed in, then nothing more (`closed`). At the end of the program: after the
    /// runtime's threads have stopped, before the runtime is destroyed; the store goes last.
    void stop();

    /// Once it returns, what was deleted before is in no file of the data folder. Writes all of it anew,
    /// beside the old files (free_space.hpp), and takes long on a large store.
    Task<Result<void>> purge();
    /// Whether anything was deleted since the last purge, or since the start.
    bool has_remains() const { return vaults_.has_remains(); }

    Engine& engine() { return *world_.engine; }
    Committer& committer() { return committer_; }
    Vaults& vaults() { return vaults_; }
    Appender& appender() { return appender_; }
    KeyedRows& sealed_rows() { return sealed_rows_; }
    KeyedRows& wrapped_rows() { return wrapped_rows_; }

    ObjectWriter write_object() { return ObjectWriter(object_parts()); }
    ObjectReader read_object(ObjectRef ref) { return {object_parts(), std::move(ref)}; }
    ObjectParts object_parts() { return {world_.engine, &sealing_, &committer_, world_.pool}; }

private:
    StoreWorld world_;
    Sealing sealing_;
    StoreKey store_key_;
    bool swept_ = false;  // what a crash left; once a process
    Committer committer_;
    Vaults vaults_;
    Appender appender_;
    KeyedRows sealed_rows_;
    KeyedRows wrapped_rows_;
};

}  // namespace milpa::store
