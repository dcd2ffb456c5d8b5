// SPDX-License-Identifier: AGPL-3.0-or-later
// The directory as the fold of an open vault, and its snapshots. The home thread writes; every thread reads.
#pragma once

#include <memory>
#include <shared_mutex>
#include <vector>

#include "members/directory.hpp"
#include "members/entry.hpp"
#include "store/vault.hpp"

namespace milpa::members {

/// A directory that all threads may look at; it lives as long as anybody does.
class SharedDirectory {
public:
    explicit SharedDirectory(const crypto::Key& directory_private_half) : tagger_(directory_private_half) {}

    const EntryTagger& tagger() const { return tagger_; }

    /// `look(directory)` under the lock for readers: short, and nothing in it may wait or come back here.
    template <class Look>
    auto read(Look&& look) const {
        const std::shared_lock lock(mutex_);
        return look(std::as_const(directory_));
    }
    template <class Change>
    auto write(Change&& change) {
        const std::unique_lock lock(mutex_);
        return change(directory_);
    }

private:
    const EntryTagger tagger_;
    mutable std::shared_mutex mutex_;  // guards what follows
    Directory directory_;
};

/// Home thread only.
class DirectoryFold final : public store::Fold {
public:
    DirectoryFold(Lent<store::OpenVault> vault, std::shared_ptr<SharedDirectory> shared)
        : vault_(vault), shared_(std::move(shared)) {}

    const std::shared_ptr<SharedDirectory>& shared() const { return shared_; }

    Result<void> load(ByteView root) override;
    Task<Result<void>> load_pages() override;
    Result<void> apply(store::Seq seq, ByteView event, store::Author author, store::Arrival arrival) override;

    /// The snapshot in force; empty where there is none. Fails as OpenVault::read_pages(), `corrupt`.
    Task<Result<events::CollectiveState>> read_snapshot();
    /// Writes the state as of now as the vault's snapshot. Fails as OpenVault::write_snapshot().
    Task<Result<void>> write_snapshot();

private:
    const Lent<store::OpenVault> vault_;
    const std::shared_ptr<SharedDirectory> shared_;
    std::vector<store::PageNumber> pages_;  // of the snapshot in force
};

}  // namespace milpa::members
