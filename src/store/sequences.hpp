// SPDX-License-Identifier: AGPL-3.0-or-later
// The last seq of each vault that was written to lately: read from the engine once, then remembered.
#pragma once

#include <list>
#include <mutex>
#include <unordered_map>

#include "base/lent.hpp"
#include "store/engine.hpp"
#include "store/rows.hpp"

namespace milpa::store {

/// About 100 octets each.
inline constexpr std::size_t sequences_max = 32'768;

/// Thread-safe; blocks where it reads the engine.
class Sequences {
public:
    explicit Sequences(Lent<Engine> engine) : engine_(engine) {}

    /// The seq of the vault's last event, 0 for a vault without any.
    Result<Seq> last(const VaultId& vault);
    bool knows(const VaultId& vault) const;
    /// Only the committer, after a commit.
    void set(const VaultId& vault, Seq last);
    void forget(const VaultId& vault);

private:
    struct Entry {
        VaultId vault;
        Seq last;
    };
    Result<Seq> load(const VaultId& vault);
    void insert(const VaultId& vault, Seq last);

    const Lent<Engine> engine_;
    mutable std::mutex mutex_;  // guards what follows
    std::uint64_t changes_ = 0;
    std::list<Entry> recent_;  // the last used first
    std::unordered_map<VaultId, std::list<Entry>::iterator> by_vault_;
};

}  // namespace milpa::store
