// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/sequences.hpp"

#include <limits>

namespace milpa::store {

bool Sequences::knows(const VaultId& vault) const {
    const std::scoped_lock lock(mutex_);
    return by_vault_.contains(vault);
}

Result<Seq> Sequences::last(const VaultId& vault) {
    std::uint64_t change;
    {
        const std::scoped_lock lock(mutex_);
        if (const auto found = by_vault_.find(vault); found != by_vault_.end()) {
            recent_.splice(recent_.begin(), recent_, found->second);
            return found->second->last;
        }
        change = changes_;
    }
    TRY(const Seq loaded, load(vault));
    const std::scoped_lock lock(mutex_);
    // If anything was committed while this read, what was read may be old: it is good for the caller's guess
    // (the commit demands that the event be new), not for the memory.
    if (change == changes_) insert(vault, loaded);
    return loaded;
}

// The log before the root: a snapshot that comes between the two takes events away, but then its root is
// seen.
Result<Seq> Sequences::load(const VaultId& vault) {
    TRY(const auto event,
        engine_->last_in(Space::rows, rows::events(vault, 0, std::numeric_limits<Seq>::max())));
    TRY(const auto root, engine_->last_in(Space::rows, rows::roots(vault)));
    Seq last = 0;
    if (event) {
        TRY(const auto key, rows::read_event(event->key));
        last = key.seq;
    }
    if (root) {
        TRY(const auto key, rows::read_root(root->key));
        last = std::max(last, key.upto);
    }
    return last;
}

void Sequences::set(const VaultId& vault, Seq last) {
    const std::scoped_lock lock(mutex_);
    ++changes_;
    insert(vault, last);
}

void Sequences::forget(const VaultId& vault) {
    const std::scoped_lock lock(mutex_);
    ++changes_;
    const auto found = by_vault_.find(vault);
    if (found == by_vault_.end()) return;
    recent_.erase(found->second);
    by_vault_.erase(found);
}

// Under the lock.
void Sequences::insert(const VaultId& vault, Seq last) {
    if (const auto found = by_vault_.find(vault); found != by_vault_.end()) {
        found->second->last = last;
        recent_.splice(recent_.begin(), recent_, found->second);
        return;
    }
    recent_.push_front({vault, last});
    by_vault_[vault] = recent_.begin();
    if (recent_.size() <= sequences_max) return;
    by_vault_.erase(recent_.back().vault);
    recent_.pop_back();
}

}  // namespace milpa::store
