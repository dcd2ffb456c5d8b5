// SPDX-License-Identifier: AGPL-3.0-or-later
// One ordered key-value engine behind a small interface. Everything above it (vaults, objects, rows) is
// written against this; every engine passes the same tests (engine_conformance.hpp).
//
// Always true of an engine:
//   - commit() is all or nothing, and what it acknowledged survives a crash, a power loss and a full disk;
//   - writes become visible to readers only when the call that made them returns without an error;
//   - write_early() is all or nothing too, and durable with the next commit() that succeeds, never without
//   what
//     was written before it;
//   - keys sort as unsigned bytes.
// All calls block (they belong on the committer's thread or the blocking pool) and are thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "base/bytes.hpp"

namespace milpa::store {

/// Two key spaces, which an engine may lay out differently. A write set spans both atomically.
enum class Space : std::uint8_t {
    rows,     ///< many, small (to some KiB), scanned in order
    objects,  ///< large values (to 1 MiB and some), read by key
};
inline constexpr std::size_t spaces = 2;

inline constexpr std::size_t key_bytes_max = 256;
/// A chunk or a page of 1 MiB, sealed and padded, with room to spare.
inline constexpr std::size_t value_bytes_max = 4 * 1024 * 1024;

/// From `from` (included) to `to` (not included).
struct KeyRange {
    Bytes from;
    Bytes to;
};
/// All keys that begin with `prefix` (not empty, not all 0xff).
KeyRange range_of_prefix(ByteView prefix);

enum class Demand : std::uint8_t {
    none,
    must_be_new,  ///< the whole set fails with `conflict` if the key exists or was put earlier in the set
};

struct Put {
    Space space;
    Bytes key;
    Bytes value;
    Demand demand = Demand::none;
};
struct Erase {
    Space space;
    Bytes key;
};
struct EraseRange {
    Space space;
    KeyRange range;
};
using Write = std::variant<Put, Erase, EraseRange>;

/// Writes in the order in which they take effect. Not thread-safe.
class WriteSet {
public:
    void put(Space space, Bytes key, Bytes value, Demand demand = Demand::none);
    void erase(Space space, Bytes key);
    void erase_range(Space space, KeyRange range);
    void add(WriteSet other);
    /// Takes the last `count` writes out again.
    WriteSet take_last(std::size_t count);

    const std::vector<Write>& writes() const { return writes_; }
    bool empty() const { return writes_.empty(); }
    /// Octets of keys and values.
    std::size_t bytes() const { return bytes_; }

private:
    std::vector<Write> writes_;
    std::size_t bytes_ = 0;
};

struct Row {
    Bytes key;
    Bytes value;
};

enum class Direction : std::uint8_t { forward, backward };
enum class Visit : std::uint8_t { more, stop };
/// The views are valid during the call only. Must not call the engine.
using Visitor = std::function<Visit(ByteView key, ByteView value)>;

class Engine {
public:
    virtual ~Engine() = default;

    /// Nothing where there is no such key. Fails with `io` or `corrupt`.
    virtual Result<std::optional<Bytes>> find(Space space, ByteView key) = 0;
    /// In the order of `keys`. Fails as a whole with `io` or `corrupt`.
    virtual Result<std::vector<std::optional<Bytes>>> multi_find(Space space,
                                                                 std::span<const Bytes> keys) = 0;
    /// Visits one consistent moment's rows of the range in order, or from the last back. `io`, `corrupt`.
    virtual Result<void> scan(Space space, const KeyRange& range, Direction direction,
                              const Visitor& visitor) = 0;

    /// Atomic, and durable when it returns. Fails with `conflict` (a demand was not met: nothing is written)
    /// or `io` (disk full or broken): nothing of it is visible. Only if the machine stops before the next
    /// commit that succeeds, a set whose sync failed may be there after the restart, whole.
    virtual Result<void> commit(const WriteSet& writes) = 0;
    /// Atomic, visible at once, durable with the next commit. Same failures.
    virtual Result<void> write_early(const WriteSet& writes) = 0;

    /// When it returns, values of the range that were deleted or overwritten before the call are in no file
    /// of the data folder any more. May take long and may cover more than the range. Fails with `io`.
    virtual Result<void> compact(Space space, const KeyRange& range) = 0;

    /// As find(), but fails with `missing` where there is no such key.
    Result<Bytes> get(Space space, ByteView key);
    /// The last row of the range, or nothing.
    Result<std::optional<Row>> last_in(Space space, const KeyRange& range);
};

}  // namespace milpa::store
