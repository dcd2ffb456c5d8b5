// SPDX-License-Identifier: AGPL-3.0-or-later
// An engine that keeps everything in memory and nothing after: for unit tests of what stands on the store.
#pragma once

#include <map>
#include <mutex>

#include "store/engine.hpp"

namespace milpa::store {

class MemoryEngine final : public Engine {
public:
    Result<std::optional<Bytes>> find(Space space, ByteView key) override;
    Result<std::vector<std::optional<Bytes>>> multi_find(Space space, std::span<const Bytes> keys) override;
    Result<void> scan(Space space, const KeyRange& range, Direction direction,
                      const Visitor& visitor) override;
    Result<void> commit(const WriteSet& writes) override;
    Result<void> write_early(const WriteSet& writes) override;
    Result<void> compact(Space space, const KeyRange& range) override;

    /// All that is stored, for tests that look at or change the disk behind the store's back.
    std::vector<Row> dump(Space space) const;
    /// Takes over all rows of the other.
    void become(const MemoryEngine& other);

private:
    struct KeyLess {
        using is_transparent = void;
        bool operator()(ByteView a, ByteView b) const;
    };
    using Rows = std::map<Bytes, Bytes, KeyLess>;

    mutable std::mutex mutex_;  // guards what follows
    std::array<Rows, spaces> rows_;
};

}  // namespace milpa::store
