// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody gets out of a data folder with a set of keys: every row that says something for a member is
// tried with every key, in every way in which the store seals. What opens is counted by the sort of row; in a
// sound store only the member's own key opens anything.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "crypto/box.hpp"
#include "store/engine.hpp"

namespace milpa::defence {

struct Keyring {
    std::vector<crypto::KeyPair> pairs;
    std::vector<crypto::Key> keys;
};

struct RowTally {
    std::size_t rows = 0;
    std::size_t opened = 0;
    bool operator==(const RowTally&) const = default;
};
/// By the sort of row: "event", "snapshot", "page" of this vault, and "chunk" of any object (whose they are
/// is not known from outside). Chunks open with keys that stand in events; those that opened events are not
/// looked into.
using SubpoenaTally = std::map<std::string_view, RowTally>;

/// Fails as the engine does. Each key pair counts as itself and as the data key that a vault derives from it;
/// each of both is tried as the key of a symmetric value too, and each key as the private half of a pair.
Result<SubpoenaTally> try_keys(store::Engine& engine, const VaultId& vault, const Keyring& keyring,
                               Random& random);

}  // namespace milpa::defence
