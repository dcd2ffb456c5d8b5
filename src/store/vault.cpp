// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/vault.hpp"

#include <limits>

#include "base/ensure.hpp"
#include "net/runtime.hpp"
#include "store/ahead.hpp"
#include "store/appender.hpp"
#include "store/vault_entry.hpp"
#include "store/vault_reading.hpp"
#include "store/vaults.hpp"

namespace milpa::store {
namespace {

namespace asio = boost::asio;

constexpr Seq seq_max = std::numeric_limits<Seq>::max();
// Looking at the clock costs some 25 ns; an event's fold costs more than that.
constexpr std::size_t events_per_look = 16;
// Reading ahead: groups on the pool at once, and pages of a group. 8 MiB at most.
constexpr std::size_t page_groups_ahead = 4;
constexpr std::size_t pages_per_group = 2;
// A log shorter than this is dropped event by event: a range costs every later read nearby a little.
constexpr Seq event_erases_max = 4'096;
// Page numbers given out before a crash are never given again: each opening skips this many bits' worth at
// most, so 2^32 openings are left to every vault.
constexpr std::uint64_t page_skip_mask = 0xffff'ffff;

Task<Result<std::vector<Bytes>>> read_group(Lent<net::BlockingPool> pool, VaultReading reading,
                                            std::vector<PageNumber> pages) {
    co_return co_await pool->run(
        [reading = std::move(reading), pages = std::move(pages)] { return reading.read_pages(pages); });
}

Task<Result<EventSlice>> read_ahead(Lent<net::BlockingPool> pool, VaultReading reading, Seq from) {
    co_return co_await pool->run(
        [reading = std::move(reading), from] { return reading.read_slice(from, seq_max); });
}

}  // namespace

OpenVault::OpenVault(Lent<const VaultParts> parts, std::shared_ptr<VaultEntry> entry, VaultId id)
    : parts_(parts),
      entry_(std::move(entry)),
      id_(id),
      public_half_(entry_->keys->public_half()),
      keys_(entry_->keys) {
    ++parts_->registry->alive_;
}

OpenVault::~OpenVault() {
    entry_->here = nullptr;
    parts_->registry->remove(id_, entry_.get());
    --parts_->registry->alive_;
    // Whoever waited for a loading that was cut short at shutdown; their frames go now.
    const auto waiting = std::move(entry_->waiting);
}

Result<VaultReading> OpenVault::reading() const {
    if (!keys_) return *broken_;
    return VaultReading{parts_->engine, parts_->sealing, keys_, id_};
}

void OpenVault::revoke() {
    if (!broken_) broken_ = fail(ErrorKind::closed, "the vault was closed");
    keys_.reset();
    pending_.clear();
}

// ---- opening
// --------------------------------------------------------------------------------------------------

Task<Result<void>> OpenVault::load(FoldFactory make_fold) {
    fold_ = make_fold(this);
    ensure(fold_ != nullptr);
    CO_CHECK(co_await load_root());
    CO_CHECK(co_await load_log());
    loaded_ = true;
    co_return Result<void>();
}

Task<Result<void>> OpenVault::load_root() {
    CO_TRY(auto from, reading());
    auto job = [reading = std::move(from)]() -> Result<std::optional<VaultReading::LoadedRoot>> {
        TRY(auto root, reading.read_root());
        CHECK(reading.erase_orphans(root ? root->root.next_page : 0));
        return root;
    };
    CO_TRY(auto loaded, co_await parts_->pool->run(std::move(job)));
    const auto skip = 1 + (parts_->sealing->random().number() & page_skip_mask);
    if (!loaded) {
        next_page_ = skip;
        co_return Result<void>();
    }
    root_key_ = std::move(loaded->key);
    snapshot_upto_ = applied_ = loaded->upto;
    generation_ = loaded->generation;
    if (loaded->root.next_page > std::numeric_limits<PageNumber>::max() - skip)
        co_return fail(ErrorKind::corrupt, "a root without page numbers left");
    next_page_ = loaded->root.next_page + skip;
    auto taken = fold_->load(loaded->root.root);
    if (taken) taken = co_await fold_->load_pages();
    if (!taken) broken_ = taken.error();
    co_return taken;
}

// The next slice is read while the last one is folded.
Task<Result<void>> OpenVault::load_log() {
    const Executor home = entry_->home;
    const auto ahead_of = [this, home](Seq seq) -> Result<Ahead<Result<EventSlice>>> {
        TRY(auto from, reading());
        return Ahead<Result<EventSlice>>(home, read_ahead(parts_->pool, std::move(from), seq));
    };
    CO_TRY(auto next, ahead_of(applied_ + 1));
    std::optional<Seq> waited_at;
    for (;;) {
        CO_TRY(const EventSlice slice, co_await next.take());
        if (slice.pieces.empty()) {
            CO_CHECK(apply_pending());
            if (pending_.empty()) co_return Result<void>();
            // More was committed than was kept, or handed over before the log showed it: the log has it now.
            if (waited_at == applied_) co_return fail(ErrorKind::corrupt, "a gap at the end of the log");
            waited_at = applied_;
            CO_TRY(next, ahead_of(applied_ + 1));
            continue;
        }
        CO_TRY(next, ahead_of(slice.pieces.back().seq + 1));
        CO_CHECK(co_await fold_slice(&slice));
    }
}

Task<Result<void>> OpenVault::fold_slice(Lent<const EventSlice> slice) {
    auto deadline = std::chrono::steady_clock::now() + slice_max;
    for (std::size_t i = 0; i < slice->pieces.size(); ++i) {
        const auto& piece = slice->pieces[i];
        CO_CHECK(apply(piece.seq, slice->event(piece), piece.author, Arrival::replayed));
        if (i % events_per_look != events_per_look - 1) continue;
        if (std::chrono::steady_clock::now() < deadline) continue;
        asio::use_awaitable_t<Executor> token;
        co_await asio::post(entry_->home, token);
        deadline = std::chrono::steady_clock::now() + slice_max;
    }
    co_return Result<void>();
}

Result<void> OpenVault::apply_pending() {
    std::size_t taken = 0;
    for (const Pending& pending : pending_) {
        if (pending.seq > applied_ && (pending.seq != applied_ + 1 || !pending.event)) break;
        if (pending.seq > applied_) CHECK(apply(pending.seq, *pending.event, pending.author, Arrival::live));
        ++taken;
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(taken));
    if (pending_.empty()) {
        pending_bytes_ = 0;
        pending_.shrink_to_fit();
    }
    return {};
}

void OpenVault::deliver(Seq seq, Author author, std::shared_ptr<const Bytes> event) {
    if (broken_) return;
    if (loaded_) {
        // An error is kept in broken_, for who holds the vault.
        if (seq > applied_) (void)apply(seq, *event, author, Arrival::live);
        return;
    }
    pending_bytes_ += event->size();
    if (pending_bytes_ > pending_bytes_max) {
        // Only the last of those beyond is remembered, and without its text: how far the log must be read.
        if (!pending_.empty() && !pending_.back().event) pending_.pop_back();
        event.reset();
    }
    pending_.push_back({seq, author, std::move(event)});
}

Result<void> OpenVault::apply(Seq seq, ByteView event, Author author, Arrival arrival) {
    if (broken_) return *broken_;
    if (seq != applied_ + 1) {
        broken_ = fail(ErrorKind::corrupt, "a gap in the log");
        return *broken_;
    }
    if (auto taken = fold_->apply(seq, event, author, arrival); !taken) {
        broken_ = fail(ErrorKind::corrupt, taken.error().detail);
        return *broken_;
    }
    applied_ = seq;
    return {};
}

// ---- writing
// --------------------------------------------------------------------------------------------------

Result<void> OpenVault::append_to(Batch& into, Bytes event) {
    if (event.empty() || event.size() > event_bytes_max)
        return fail(ErrorKind::limit, "an event of no size that a log takes");
    if (broken_) return *broken_;
    into.append({address(), std::move(event), keys_, std::nullopt});
    return {};
}

Task<Result<Seq>> OpenVault::append(Bytes event, Batch extra) {
    std::vector<Bytes> events;
    events.push_back(std::move(event));
    co_return co_await append_all(std::move(events), std::move(extra));
}

Task<Result<Seq>> OpenVault::append_all(std::vector<Bytes> events, Batch extra,
                                        std::optional<Seq> expected_last) {
    ensure(!events.empty() && entry_->home.running_in_this_thread());
    if (broken_) co_return *broken_;
    const std::size_t own = events.size();
    Batch batch;
    for (Bytes& event : events) {
        if (event.empty() || event.size() > event_bytes_max)
            co_return fail(ErrorKind::limit, "an event of no size that a log takes");
        const auto expected = expected_last ? std::optional(++*expected_last) : std::nullopt;
        batch.append({address(), std::move(event), keys_, expected});
    }
    batch.add(std::move(extra));
    CO_TRY(const auto committed, co_await parts_->committer->commit(std::move(batch)));
    if (broken_) co_return *broken_;
    const Seq last = committed.seqs[own - 1];
    // The committer handed the events to this thread before it woke this coroutine.
    ensure(applied_ >= last);
    co_return last;
}

Task<Result<void>> OpenVault::write_pages(Lent<const std::vector<Page>> pages) {
    for (const Page& page : *pages) {
        CO_TRY(auto from, reading());
        auto job = [reading = std::move(from), &page] { return reading.write_page(page); };
        CO_CHECK(co_await parts_->pool->run(std::move(job)));
    }
    co_return Result<void>();
}

// Of a snapshot that did not come to be, and will not. If this is lost as well, the next opening finds them.
void OpenVault::forget_pages(const std::vector<Page>& pages) {
    if (pages.empty()) return;
    Batch batch;
    for (const Page& page : pages) batch.writes().erase(Space::objects, rows::page(id_, page.number));
    parts_->committer->post(std::move(batch));
}

Result<Batch> OpenVault::snapshot_batch(const Snapshot& snapshot, Bytes root_key) {
    if (broken_) return *broken_;
    Batch batch;
    auto& writes = batch.writes();
    auto root = parts_->sealing->seal(keys_->data(), root_key, rows::write_root(next_page_, snapshot.root));
    writes.put(Space::rows, std::move(root_key), std::move(root), Demand::must_be_new);
    if (!root_key_.empty()) writes.erase(Space::rows, root_key_);
    for (const PageNumber page : snapshot.dropped) writes.erase(Space::objects, rows::page(id_, page));
    for (const PageNumber page : abandoned_) writes.erase(Space::objects, rows::page(id_, page));
    if (snapshot.upto - snapshot_upto_ > event_erases_max) {
        writes.erase_range(Space::rows, rows::events(id_, snapshot_upto_ + 1, snapshot.upto));
    } else {
        for (Seq seq = snapshot_upto_ + 1; seq <= snapshot.upto; ++seq)
            writes.erase(Space::rows, rows::event(id_, seq));
    }
    for (const HeldReference& held : snapshot.released) batch.release(held);
    if (batch.bytes() > batch_bytes_max) return fail(ErrorKind::limit, "a snapshot that drops too much");
    return batch;
}

Task<Result<void>> OpenVault::write_snapshot(Snapshot snapshot) {
    ensure(entry_->home.running_in_this_thread());
    ensure(snapshot.upto <= applied_ && snapshot.upto >= snapshot_upto_);
    if (broken_) co_return *broken_;
    if (snapshotting_) co_return fail(ErrorKind::conflict, "a snapshot is being written already");
    if (snapshot.root.size() > root_bytes_max)
        co_return fail(ErrorKind::limit, "a root larger than any may be");
    for (const Page& page : snapshot.added) {
        ensure(page.number < next_page_);
        if (page.bytes.size() > page_bytes_max)
            co_return fail(ErrorKind::limit, "a page larger than any may be");
    }
    snapshotting_ = true;
    auto root_key = rows::root(id_, snapshot.upto, generation_ + 1);
    auto written = co_await write_pages(&snapshot.added);
    if (written) {
        auto batch = snapshot_batch(snapshot, root_key);
        if (batch) {
            auto committed = co_await parts_->committer->commit(std::move(*batch));
            if (!committed) written = committed.error();
            if (!committed && committed.error().kind == ErrorKind::io) break_off(committed.error());
        } else {
            written = batch.error();
        }
    }
    snapshotting_ = false;
    if (!written) {
        if (written.error().kind != ErrorKind::io) {
            forget_pages(snapshot.added);
        } else if (!broken_) {
            for (const Page& page : snapshot.added) abandoned_.push_back(page.number);
        }  // else the root may be there at the disk's recovery, and would miss its pages
        co_return written;
    }
    abandoned_.clear();
    parts_->registry->note_remains();
    root_key_ = std::move(root_key);
    ++generation_;
    snapshot_upto_ = snapshot.upto;
    co_return Result<void>();
}

// The disk may hold what memory does not know, or the other way round: only opening it again tells.
void OpenVault::break_off(Error why) {
    if (broken_) return;  // revoked meanwhile: another may be open in its place
    broken_ = std::move(why);
    parts_->registry->revoke(id_);
}

// ---- reading
// --------------------------------------------------------------------------------------------------

Task<Result<Bytes>> OpenVault::read_page(PageNumber page) {
    CO_TRY(auto from, reading());
    CO_TRY(auto pages, co_await read_group(parts_->pool, std::move(from), {page}));
    co_return std::move(pages.front());
}

Task<Result<std::vector<Bytes>>> OpenVault::read_pages(std::vector<PageNumber> pages) {
    std::vector<Bytes> read;
    read.reserve(pages.size());
    CO_CHECK(co_await each_page(std::move(pages), [&read](PageNumber, Bytes page) {
        read.push_back(std::move(page));
        return Result<void>();
    }));
    co_return read;
}

Task<Result<void>> OpenVault::each_page(std::vector<PageNumber> pages,
                                        std::move_only_function<Result<void>(PageNumber, Bytes)> visitor) {
    std::deque<Ahead<Result<std::vector<Bytes>>>> ahead;
    std::size_t started = 0;
    std::size_t visited = 0;
    while (visited < pages.size()) {
        while (ahead.size() < page_groups_ahead && started < pages.size()) {
            const std::size_t count = std::min(pages_per_group, pages.size() - started);
            const auto begin = pages.begin() + static_cast<std::ptrdiff_t>(started);
            CO_TRY(auto from, reading());
            ahead.emplace_back(
                entry_->home,
                read_group(parts_->pool, std::move(from),
                           std::vector<PageNumber>(begin, begin + static_cast<std::ptrdiff_t>(count))));
            started += count;
        }
        CO_TRY(auto group, co_await ahead.front().take());
        ahead.pop_front();
        for (Bytes& page : group) {
            CO_CHECK(visitor(pages[visited], std::move(page)));
            ++visited;
        }
    }
    co_return Result<void>();
}

Task<Result<Bytes>> OpenVault::read_event(Seq seq) {
    CO_TRY(auto events, co_await read_events(seq, seq));
    if (events.empty()) co_return fail(ErrorKind::missing, "an event that is not in the log");
    co_return std::move(events.front().event);
}

Task<Result<std::vector<StoredEvent>>> OpenVault::read_events(Seq from, Seq to) {
    from = std::max(from, snapshot_upto_ + 1);
    to = std::min(to, applied_);
    std::vector<StoredEvent> events;
    if (from > to) co_return events;
    CO_TRY(auto log, reading());
    auto job = [reading = std::move(log), from, to] { return reading.read_slice(from, to); };
    CO_TRY(const auto slice, co_await parts_->pool->run(std::move(job)));
    events.reserve(slice.pieces.size());
    for (const auto& piece : slice.pieces) events.push_back({piece.seq, to_bytes(slice.event(piece))});
    co_return events;
}

}  // namespace milpa::store
