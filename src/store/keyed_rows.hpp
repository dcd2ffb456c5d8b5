// SPDX-License-Identifier: AGPL-3.0-or-later
// Small mutable rows that belong to no vault. Sealed ones are the collective's (usage counters): under the
// store key, so only while the server is unlocked. Wrapped ones are sealed by who writes them (openers: a key
// under a password) or hold nothing secret (the quorum's threshold), and can be read while the server is
// locked. Unlike events, a row may be replaced, so an old value put back by who can write to the disk is not
// noticed.
#pragma once

#include "base/lent.hpp"
#include "base/task.hpp"
#include "store/batch.hpp"
#include "store/sealing.hpp"

namespace milpa::net {
class BlockingPool;
}

namespace milpa::store {

/// What a row is for. A number is never used again for something else.
enum class RowKind : std::uint8_t {
    usage = 1,     ///< octets and messages of a member
    opener = 2,    ///< a vault's private half, wrapped
    founding = 3,  ///< what a locked server must know of its collective
    setting = 4,
    queue = 5,
    report = 6,
    push = 7,  ///< who is told of news by a push service
};

enum class Protection : std::uint8_t { store_key, wrapped };

struct KeyedRow {
    Bytes id;
    Bytes value;
};

/// Thread-safe.
class KeyedRows {
public:
    KeyedRows(Protection protection, Lent<Engine> engine, Lent<Sealing> sealing, Lent<StoreKey> store_key,
              Lent<net::BlockingPool> pool);

    /// `id`: at most rows::row_id_bytes_max octets, meaningless on disk (random, or a keyed hash). Each fails
    /// with `closed` while locked (sealed rows), `corrupt`, `io`.
    Task<Result<std::optional<Bytes>>> find(RowKind kind, Bytes id);
    /// In the order of ids.
    Task<Result<std::vector<KeyedRow>>> all(RowKind kind);
    /// The same for start-up and tools: block.
    Result<std::optional<Bytes>> find_blocking(RowKind kind, ByteView id);
    Result<std::vector<KeyedRow>> all_blocking(RowKind kind);

    /// Into a batch that the caller commits. With must_be_new the batch fails with `conflict` when there is
    /// one.
    Result<void> put(RowKind kind, ByteView id, ByteView value, Batch& into, Demand demand = Demand::none);
    void erase(RowKind kind, ByteView id, Batch& into);

private:
    Result<Bytes> opened(ByteView row_key, Bytes stored) const;

    const char family_;
    const Protection protection_;
    const Lent<Engine> engine_;
    const Lent<Sealing> sealing_;
    const Lent<StoreKey> store_key_;
    const Lent<net::BlockingPool> pool_;
};

}  // namespace milpa::store
