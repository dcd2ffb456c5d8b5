// SPDX-License-Identifier: AGPL-3.0-or-later
// Puts events into vaults, open or closed: mail arrives while its owner sleeps.
#pragma once

#include "store/batch.hpp"
#include "store/sealing.hpp"

namespace milpa::store {

class Vaults;

/// Larger things belong into objects.
inline constexpr std::size_t event_bytes_max = 1024 * 1024;

/// Thread-safe; never blocks on the disk. The first event to a vault in five minutes costs two X25519 (55
/// us).
class Appender {
public:
    Appender(Lent<Sealing> sealing, Lent<Vaults> vaults) : sealing_(sealing), vaults_(vaults) {}

    /// Adds the event to the batch; it gets its seq when the batch is committed, and its place among the
    /// events of that batch is kept. Fails with `limit` (larger than event_bytes_max, or empty), `denied` (no
    /// real public half).
    /// What follows `event` where the events of several vaults end alike is `shared`: it is in memory once.
    Result<void> append(const VaultAddress& address, Bytes event, Batch& into,
                        std::shared_ptr<const std::string> shared = nullptr);

private:
    const Lent<Sealing> sealing_;
    const Lent<Vaults> vaults_;
};

}  // namespace milpa::store
