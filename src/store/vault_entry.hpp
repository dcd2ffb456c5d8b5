// SPDX-License-Identifier: AGPL-3.0-or-later
// What the registry knows of one open vault. The fields that change belong to its home thread; the rest is
// set before the entry is shared. `keys` go when the entry has left the registry, on the home thread: other
// threads look at them only under the registry's lock, while the entry is there.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "store/vault.hpp"

namespace milpa::store {

struct VaultEntry {
    VaultEntry(Executor home_thread, std::shared_ptr<const VaultKeys> vault_keys)
        : home(home_thread), keys(std::move(vault_keys)) {}

    const Executor home;
    std::shared_ptr<const VaultKeys> keys;  // null: revoked

    OpenVault* here = nullptr;                             // null again once it is destroyed
    std::weak_ptr<OpenVault> vault;                        // to share it
    std::optional<Error> failure;                          // of loading
    std::vector<std::move_only_function<void()>> waiting;  // for loading to end
};

}  // namespace milpa::store
