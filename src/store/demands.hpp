// SPDX-License-Identifier: AGPL-3.0-or-later
// For engines: whether what a write set demands is so.
#pragma once

#include "store/engine.hpp"

namespace milpa::store {

/// Whether a key is stored now.
using Exists = std::function<Result<bool>(Space space, ByteView key)>;

/// Goes through the writes in order, as if each had taken effect before the next. Fails with `conflict` where
/// a demand is not met, and as `exists` does. The engine makes sure that nothing is written meanwhile.
Result<void> check_demands(const WriteSet& writes, const Exists& exists);

}  // namespace milpa::store
