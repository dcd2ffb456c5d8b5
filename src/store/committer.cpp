// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/committer.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <ranges>

#include "base/ensure.hpp"
#include "base/log.hpp"
#include "net/runtime.hpp"
#include "store/objects.hpp"

namespace milpa::store {
namespace {

namespace asio = boost::asio;

// An object of more chunks than this is deleted as a range: one tombstone, which reads nearby pay for,
// against one a chunk.
constexpr std::uint32_t chunk_erases_max = 1'024;

}  // namespace

/// What a batch, or a group of them, is about to write and would change of what is remembered.
struct Committer::Prepared {
    WriteSet writes;  // of prepare(): only what comes behind the batch's own
    std::vector<Seq> seqs;
    std::unordered_map<VaultId, Seq> last;
    std::unordered_map<ObjectId, rows::Count> counts;  // no references: gone

    void add(Prepared other) {
        writes.add(std::move(other.writes));
        for (const auto& [vault, seq] : other.last) last[vault] = seq;
        for (const auto& [object, count] : other.counts) counts[object] = count;
    }
};

Committer::Committer(Lent<Engine> engine, Lent<Sealing> sealing, Lent<StoreKey> store_key,
                     Lent<net::BlockingPool> pool)
    : engine_(engine),
      sealing_(sealing),
      store_key_(store_key),
      pool_(pool),
      sequences_(engine),
      thread_([this] { run(); }) {}

Committer::~Committer() { stop(); }

void Committer::stop() {
    std::deque<std::move_only_function<void()>> woken;
    {
        const std::scoped_lock lock(mutex_);
        ending_ = true;
        woken.swap(room_waiters_);
    }
    for (auto& wake : woken) wake();
    work_.notify_all();
    room_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Committer::observe(CommitObserver* observer) { observer_.store(observer); }

bool Committer::has_room() const {
    return ending_ || (queued_bytes_ < queue_bytes_max && queue_.size() < queue_batches_max);
}

void Committer::enqueue(Batch batch, Done done) {
    ensure(batch.bytes() <= batch_bytes_max);
    {
        const std::scoped_lock lock(mutex_);
        if (!ending_) {
            queued_bytes_ += batch.bytes();
            queue_.push_back({std::move(batch), std::move(done)});
            work_.notify_one();
            return;
        }
    }
    done(fail(ErrorKind::closed, "the store is shutting down"));
}

Task<void> Committer::wait_for_room() {
    for (;;) {
        {
            const std::scoped_lock lock(mutex_);
            if (has_room()) co_return;
        }
        asio::use_awaitable_t<Executor> token;
        co_await asio::async_initiate<asio::use_awaitable_t<Executor>, void()>(
            [this](auto handler) {
                auto back = asio::get_associated_executor(handler);
                auto wake = [handler = std::move(handler), back,
                             guard = asio::make_work_guard(back)]() mutable {
                    asio::post(back, std::move(handler));
                };
                const std::scoped_lock lock(mutex_);
                if (has_room()) return wake();
                room_waiters_.emplace_back(std::move(wake));
            },
            token);
    }
}

Task<Result<Committed>> Committer::commit(Batch batch) {
    std::vector<VaultId> unknown;
    for (const Append& append : batch.appends())
        if (!sequences_.knows(append.address.vault)) unknown.push_back(append.address.vault);
    if (!unknown.empty()) {
        // So that the committer's thread, for which everybody waits, need not go to the disk for it.
        CO_CHECK(co_await pool_->run([this, &unknown]() -> Result<void> {
            for (const VaultId& vault : unknown) CHECK(sequences_.last(vault));
            return {};
        }));
    }
    co_await wait_for_room();
    asio::use_awaitable_t<Executor> token;
    co_return co_await asio::async_initiate<asio::use_awaitable_t<Executor>, void(Result<Committed>)>(
        [this](auto handler, Batch work) {
            auto back = asio::get_associated_executor(handler);
            enqueue(std::move(work), [handler = std::move(handler), back,
                                      guard = asio::make_work_guard(back)](Result<Committed> result) mutable {
                asio::post(back, [handler = std::move(handler), result = std::move(result)]() mutable {
                    std::move(handler)(std::move(result));
                });
            });
        },
        token, std::move(batch));
}

Result<Committed> Committer::commit_blocking(Batch batch) {
    {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] { return has_room(); });
    }
    std::mutex mutex;
    std::condition_variable ready;
    std::optional<Result<Committed>> result;
    enqueue(std::move(batch), [&](Result<Committed> given) {
        const std::scoped_lock lock(mutex);
        result.emplace(std::move(given));
        ready.notify_one();
    });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return result.has_value(); });
    return std::move(*result);
}

void Committer::post(Batch batch) {
    enqueue(std::move(batch), [](const Result<Committed>&) {});
}

void Committer::run() {
    for (;;) {
        std::vector<Waiting> group;
        std::deque<std::move_only_function<void()>> woken;
        {
            std::unique_lock lock(mutex_);
            work_.wait(lock, [this] { return ending_ || !queue_.empty(); });
            if (queue_.empty()) return;
            std::size_t bytes = 0;
            while (!queue_.empty() && bytes < group_bytes_max) {
                bytes += queue_.front().batch.bytes();
                group.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
            queued_bytes_ -= bytes;
            if (has_room()) woken.swap(room_waiters_);
        }
        for (auto& wake : woken) wake();
        room_.notify_all();
        commit_group(std::move(group));
    }
}

void Committer::commit_group(std::vector<Waiting> group) {
    struct Ready {
        Waiting* waiting;
        Committed committed;
        std::size_t own;   // writes of the batch itself, which the group has now
        std::size_t made;  // writes that prepare() put behind them
    };
    Prepared all;
    std::vector<Ready> ready;
    for (Waiting& waiting : group) {
        auto one = prepare(all, waiting.batch);
        if (!one) {
            finish(std::move(waiting), one.error());
            continue;
        }
        WriteSet& own = waiting.batch.writes();
        ready.push_back(
            {&waiting, Committed{std::move(one->seqs)}, own.writes().size(), one->writes.writes().size()});
        all.writes.add(std::exchange(own, {}));
        all.add(std::move(*one));
    }
    if (ready.empty()) return;
    const auto written = engine_->commit(all.writes);
    if (written) {
        for (const auto& [vault, last] : all.last) sequences_.set(vault, last);
        for (Ready& one : ready) finish(std::move(*one.waiting), std::move(one.committed));
        return;
    }
    for (const auto& [vault, last] : all.last) sequences_.forget(vault);
    if (written.error().kind != ErrorKind::conflict) {
        // The disk's failure is everybody's.
        for (Ready& one : ready) finish(std::move(*one.waiting), written.error());
        return;
    }
    // One of them broke a demand: each for itself now, with its own writes back.
    for (Ready& one : std::views::reverse(ready)) {
        all.writes.take_last(one.made);
        one.waiting->batch.writes() = all.writes.take_last(one.own);
    }
    for (Ready& one : ready) {
        auto result = commit_alone(*one.waiting);
        finish(std::move(*one.waiting), std::move(result));
    }
}

Result<Committed> Committer::commit_alone(const Waiting& waiting) {
    // Twice, for the case that somebody else (another server on a shared engine) wrote to one of the vaults:
    // their last seq is read again.
    for (int attempt = 1;; ++attempt) {
        TRY(auto one, prepare({}, waiting.batch));
        WriteSet writes = waiting.batch.writes();
        writes.add(std::move(one.writes));
        const auto written = engine_->commit(writes);
        for (const auto& [vault, last] : one.last) {
            if (written) {
                sequences_.set(vault, last);
            } else {
                sequences_.forget(vault);
            }
        }
        if (written) return Committed{std::move(one.seqs)};
        const bool again = written.error().kind == ErrorKind::conflict && !one.last.empty() && attempt == 1;
        if (!again) return written.error();
    }
}

void Committer::finish(Waiting waiting, Result<Committed> result) {
    if (result) {
        for (const auto& spill : waiting.batch.spills()) spill->committed();
        if (CommitObserver* observer = observer_.load()) {
            auto appends = waiting.batch.take_appends();
            for (std::size_t i = 0; i < appends.size(); ++i) {
                const VaultId& vault = appends[i].address.vault;
                if (!observer->wants(vault)) continue;
                Append& append = appends[i];
                const Author author = append.author();
                auto event =
                    std::make_shared<const Bytes>(append.shared ? append.whole() : std::move(append.event));
                observer->committed(vault, result->seqs[i], author, std::move(event));
            }
        }
    }
    if (!result && result.error().kind == ErrorKind::io)
        for (const auto& spill : waiting.batch.spills()) spill->leave_to_sweep();
    waiting.done(std::move(result));
}

Result<Committer::Prepared> Committer::prepare(const Prepared& before, const Batch& batch) {
    Prepared one;
    CHECK(prepare_events(before, one, batch));
    CHECK(prepare_objects(before, one, batch));
    return one;
}

Result<void> Committer::prepare_events(const Prepared& before, Prepared& one, const Batch& batch) {
    for (const Append& append : batch.appends()) {
        const VaultId& vault = append.address.vault;
        Seq last = 0;
        if (const auto here = one.last.find(vault); here != one.last.end()) {
            last = here->second;
        } else if (const auto earlier = before.last.find(vault); earlier != before.last.end()) {
            last = earlier->second;
        } else {
            TRY(last, sequences_.last(vault));
        }
        const Seq seq = last + 1;
        if (append.expected && *append.expected != seq)
            return fail(ErrorKind::conflict, "the log has gone on");
        auto key = rows::event(vault, seq);
        Bytes value;
        const Bytes whole = append.shared ? append.whole() : Bytes();
        const Bytes& event = append.shared ? whole : append.event;
        if (append.keys) {
            value = sealing_->seal(append.keys->data(), key, event);
        } else {
            TRY(value, sealing_->seal_to(append.address.to, key, event));
        }
        one.writes.put(Space::rows, std::move(key), std::move(value), Demand::must_be_new);
        one.last[vault] = seq;
        one.seqs.push_back(seq);
    }
    return {};
}

Result<std::optional<rows::Count>> Committer::count_of(const Prepared& before, const Prepared& one,
                                                       const ObjectId& object, const crypto::Key& store_key) {
    for (const Prepared* layer : {&one, &before}) {
        const auto found = layer->counts.find(object);
        if (found == layer->counts.end()) continue;
        if (found->second.references.empty()) return std::optional<rows::Count>();
        return std::optional(found->second);
    }
    const auto key = rows::count(object);
    TRY(const auto stored, engine_->find(Space::rows, key));
    if (!stored) return std::optional<rows::Count>();
    TRY(const auto text, sealing_->open(store_key, key, *stored));
    TRY(const auto count, rows::read_count(text));
    return std::optional(count);
}

Result<void> Committer::prepare_objects(const Prepared& before, Prepared& one, const Batch& batch) {
    if (batch.created().empty() && batch.references().empty()) return {};
    const auto store_key = store_key_->get();
    if (!store_key) return fail(ErrorKind::closed, "the store is locked");
    const auto put_count = [&](const ObjectId& object, const rows::Count& count, Demand demand) {
        auto key = rows::count(object);
        auto value = sealing_->seal(*store_key, key, rows::write_count(count));
        one.writes.put(Space::rows, std::move(key), std::move(value), demand);
        one.counts[object] = count;
    };
    for (const auto& [object, count] : batch.created()) {
        ensure(!count.references.empty());
        put_count(object, count, Demand::must_be_new);
    }
    for (const auto& [how, held] : batch.references()) {
        const ObjectId& object = held.object;
        TRY(auto found, count_of(before, one, object, *store_key));
        if (how == ChangeReference::How::add) {
            if (!found) return fail(ErrorKind::missing, "a reference to an object that is gone");
            if (found->references.size() >= references_max)
                return fail(ErrorKind::limit, "more references than an object may have");
            found->add(held.reference);
        } else if (!found || !found->remove(held.reference)) {
            log::count("store.release_of_nothing");
            continue;
        }
        rows::Count count = std::move(*found);
        if (!count.references.empty()) {
            put_count(object, count, Demand::none);
            continue;
        }
        one.counts[object] = count;
        one.writes.erase(Space::rows, rows::count(object));
        if (count.chunks > chunk_erases_max) {
            one.writes.erase_range(Space::objects, rows::chunks(object));
        } else {
            for (std::uint32_t i = 0; i < count.chunks; ++i)
                one.writes.erase(Space::objects, rows::chunk(object, i));
        }
    }
    return {};
}

}  // namespace milpa::store
