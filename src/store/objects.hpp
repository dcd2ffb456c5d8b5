// SPDX-License-Identifier: AGPL-3.0-or-later
// Objects: large sealed values in chunks that are sealed one by one, so that streams, ranges and resuming
// work in little memory. Each has a random key of its own, kept in the event that refers to it. Associated
// data of a chunk: object, index, and whether it is the last, so that a cut or shuffled object does not open.
#pragma once

#include <cstdint>
#include <optional>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "store/batch.hpp"
#include "store/committer.hpp"
#include "store/sealing.hpp"

namespace milpa::net {
class BlockingPool;
}

namespace milpa::store {

/// The longest text that pads to exactly 64 KiB. Every chunk but the last has this length.
inline constexpr std::size_t object_chunk_bytes = 64 * 1024 - 1;
/// The chunk index has 32 bits; far below that, so that a runaway stream ends.
inline constexpr std::uint64_t object_bytes_max = 1ULL << 40;
/// One step of reading ahead.
inline constexpr std::size_t object_read_bytes = 4 * object_chunk_bytes;

/// An object's id follows from its key: a reference can name no object but the one that its key opens.
ObjectId object_id_of(const crypto::Key& key);

/// What objects use; all of it outlives them.
struct ObjectParts {
    Lent<Engine> engine;
    Lent<Sealing> sealing;
    Lent<Committer> committer;
    Lent<net::BlockingPool> pool;
};

/// Chunks written ahead of the batch that refers to them. When it goes before that batch was committed, it
/// has the chunks removed; after a crash sweep_spills() does.
class Spill {
public:
    Spill(Lent<Committer> committer, const ObjectId& object) : committer_(committer), object_(object) {}
    Spill(const Spill&) = delete;
    Spill& operator=(const Spill&) = delete;
    ~Spill();

    void grow() { ++chunks_; }
    /// The batch was committed: the chunks belong to an object now.
    void committed() { kept_ = true; }
    /// The disk failed: nobody knows whether the batch will be there after its recovery. The sweep
    /// after the next start sees it.
    void leave_to_sweep() { kept_ = true; }

private:
    const Lent<Committer> committer_;
    const ObjectId object_;
    std::uint32_t chunks_ = 0;
    bool kept_ = false;
};

/// Writes one object from a stream. One chunk is in memory: it fills, is sealed where it lies, and goes to
/// the disk (whose engine copies it once more, on one of the few threads of the pool). Only the first one
/// waits, sealed, while no more than 12 KiB follow: so an object a little larger than a chunk (nearly all
/// mail is smaller) is written with the batch that refers to it, and nothing earlier. One user at a time.
/// Dropped without finish(), it leaves nothing behind.
class ObjectWriter {
public:
    explicit ObjectWriter(ObjectParts parts);
    ObjectWriter(ObjectWriter&&) noexcept;
    ObjectWriter& operator=(ObjectWriter&&) noexcept;
    ~ObjectWriter();

    /// `bytes` stay valid until it returns. Fails with `limit` (object_bytes_max), `io`; then the writer is
    /// of no more use.
    Task<Result<void>> write(ByteView bytes);
    /// As write(), for who must not wait: takes what fits without going to the disk, and returns how many
    /// octets it took (0 to all).
    std::size_t write_some(ByteView bytes);
    std::uint64_t size() const { return size_; }

    /// Ends the object: its rest goes into `into`, where each event that is to refer to it gets a reference
    /// of its own by Batch::refer(), one at least. Call once.
    Result<ObjectRef> finish(Batch& into);
    /// Forgets it; what was spilled is removed.
    void abort();

private:
    Task<Result<void>> end_chunk();
    Task<Result<void>> write_early(WriteSet writes);
    Bytes seal_chunk(bool last);
    void put_held(WriteSet& into);

    ObjectParts parts_;
    crypto::Key key_;
    ObjectId id_;
    Bytes buffer_;  // the chunk that fills, behind the room for the head of its frame
    std::uint64_t size_ = 0;
    std::uint32_t chunks_ = 0;
    Bytes held_;  // the first chunk, sealed, while little follows
    std::shared_ptr<Spill> spill_;
    bool finished_ = false;
};

/// Reads one object. Any thread with an io_context; one user at a time.
class ObjectReader {
public:
    ObjectReader(ObjectParts parts, ObjectRef ref);

    const ObjectRef& ref() const { return ref_; }
    std::uint64_t size() const { return ref_.size; }
    /// The octets from `offset`, `length` of them or fewer where the object ends. Fails with `missing` (no
    /// chunk: the object was deleted), `corrupt` (changed, cut, moved, an id that is not the key's), `io`.
    /// All of it is in memory: for large ranges use next().
    Task<Result<Bytes>> read(std::uint64_t offset, std::uint64_t length);
    /// The next part of the stream, up to object_read_bytes; empty at the end.
    Task<Result<Bytes>> next();
    /// Where next() goes on; not behind the end (else aborts).
    void seek(std::uint64_t offset);

private:
    ObjectParts parts_;
    ObjectRef ref_;
    std::uint64_t position_ = 0;
};

/// Removes chunks that a crash left without an object. At unlock, before anything is written. Returns how
/// many objects there were. Blocks.
Result<std::size_t> sweep_spills(Engine& engine);

}  // namespace milpa::store
