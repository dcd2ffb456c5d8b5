// SPDX-License-Identifier: AGPL-3.0-or-later
// The one writer. A thread of its own gathers what all vaults want written and commits it with one fsync;
// coroutines wait for it without blocking their thread.
//
// Always true:
//   - an event gets its seq here, in the order of commit, at the moment of commit: so a log has no gap,
//   whatever
//     batch fails or is dropped. (Sealing binds an event to its seq, so events are sealed here as well; the
//     costly part, X25519, was done by Appender on the caller's thread.)
//   - reference counts change only here, so that two batches never lose one of two changes;
//   - batches take effect in the order in which they were handed in, observers hear of events in that order,
//   and
//     before the coroutine that waits for the batch goes on;
//   - a batch that breaks a demand fails alone; when the disk fails, every batch of the same fsync fails, and
//   all
//     that was remembered of their vaults is read again before the next.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/lent.hpp"
#include "base/task.hpp"
#include "store/batch.hpp"
#include "store/sealing.hpp"
#include "store/sequences.hpp"

namespace milpa::net {
class BlockingPool;
}

namespace milpa::store {

/// The queue: beyond, commit() waits before handing in.
inline constexpr std::size_t queue_bytes_max = 32 * 1024 * 1024;
inline constexpr std::size_t queue_batches_max = 4'096;
/// One fsync covers at most this much, so that nobody waits for a giant.
inline constexpr std::size_t group_bytes_max = 8 * 1024 * 1024;
/// A batch larger than this is a bug (aborts): large things are objects or pages.
inline constexpr std::size_t batch_bytes_max = 256 * 1024 * 1024;

/// More than members a collective can have; keeps the row of an object's references well below what one may
/// be.
inline constexpr std::size_t references_max = 100'000;
static_assert(references_max * ReferenceId::size < value_bytes_max / 2);

/// What became of a batch.
struct Committed {
    std::vector<Seq> seqs;  ///< one an append, in the batch's order
};

/// Hears of every event that is durable, in order, on the committer's thread. Must not block.
class CommitObserver {
public:
    virtual ~CommitObserver() = default;
    virtual void committed(const VaultId& vault, Seq seq, Author author,
                           std::shared_ptr<const Bytes> event) = 0;
    /// Whether anybody wants the events of this vault; if not they are not kept.
    virtual bool wants(const VaultId& vault) = 0;
};

class Committer {
public:
    /// What is lent outlives the committer. Starts its thread.
    Committer(Lent<Engine> engine, Lent<Sealing> sealing, Lent<StoreKey> store_key,
              Lent<net::BlockingPool> pool);
    /// Stops.
    ~Committer();

    /// Returns when the batch is durable, and its events were handed to the observer. Any thread with an
    /// io_context. Fails with `conflict` (a demand or an expected seq), `missing` (references to an object
    /// that is gone), `closed` (locked, or shutting down), `denied` (a false public half), `io`, `corrupt`.
    Task<Result<Committed>> commit(Batch batch);
    /// The same for tools, tests and start-up: blocks the calling thread.
    Result<Committed> commit_blocking(Batch batch);
    /// Hands in and does not wait; for cleaning up. A failure leaves things to the sweep after the next
    /// start.
    void post(Batch batch);

    /// One observer, set before the first commit and until the last; null takes it away.
    void observe(CommitObserver* observer);

    /// Commits what was handed in and ends the thread; later commits fail with `closed`. After the runtime's
    /// threads have stopped and before their contexts are destroyed. A second call does nothing.
    void stop();

private:
    using Done = std::move_only_function<void(Result<Committed>)>;
    struct Waiting {
        Batch batch;
        Done done;
    };
    struct Prepared;

    void run();
    bool has_room() const;  // under the lock
    Task<void> wait_for_room();
    void enqueue(Batch batch, Done done);
    void commit_group(std::vector<Waiting> group);
    Result<Committed> commit_alone(const Waiting& waiting);
    void finish(Waiting waiting, Result<Committed> result);

    // `before`: what earlier batches of the same group are about to change.
    Result<Prepared> prepare(const Prepared& before, const Batch& batch);
    Result<void> prepare_events(const Prepared& before, Prepared& one, const Batch& batch);
    Result<void> prepare_objects(const Prepared& before, Prepared& one, const Batch& batch);
    Result<std::optional<rows::Count>> count_of(const Prepared& before, const Prepared& one,
                                                const ObjectId& object, const crypto::Key& store_key);

    const Lent<Engine> engine_;
    const Lent<Sealing> sealing_;
    const Lent<StoreKey> store_key_;
    const Lent<net::BlockingPool> pool_;
    Sequences sequences_;
    std::atomic<CommitObserver*> observer_{nullptr};

    std::mutex mutex_;  // guards what follows
    std::condition_variable work_;
    std::condition_variable room_;
    std::deque<Waiting> queue_;
    std::deque<std::move_only_function<void()>> room_waiters_;
    std::size_t queued_bytes_ = 0;
    bool ending_ = false;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace milpa::store
