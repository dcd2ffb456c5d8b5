// SPDX-License-Identifier: AGPL-3.0-or-later
// One step of a snapshot: the whole state as it is now, and as many events' facts and words as memory allows,
// moved from the log into pages.
//
// - The state is copied at once, on the home thread: only what changed since the last snapshot, 24 to 64
// octets
//   a message. From then on commands go on, and the step works on the copy, mostly on the blocking pool.
// - The root has the state at `seq`, but the log may be kept from before it: events up to `seq` that are not
//   covered yet are replayed at the next opening, and the fold passes over them; only their facts are still
//   read from there. So opening a vault with a long log is folded once and snapshotted in bounded steps.
// - Pages in which nothing changed stay. A crash leaves the old root with its pages and its log.
#pragma once

#include <memory>
#include <vector>

#include "mail/account/record_page.hpp"
#include "mail/account/segment.hpp"
#include "mail/account/snapshot_codec.hpp"
#include "net/runtime.hpp"

namespace milpa::mail::account {

/// Events covered by one step, and their octets: bounds its memory to some 60 MiB.
inline constexpr std::uint64_t snapshot_step_events = 4'000;
inline constexpr std::size_t snapshot_step_octets = 16 * 1024 * 1024;
/// Record pages and segments rewritten in one step to take expunged messages out.
inline constexpr std::size_t snapshot_step_cold_pages = 64;
inline constexpr std::size_t snapshot_step_segments = 4;
static_assert(snapshot_step_events <= segment_docs_max);

struct SnapshotWorld {
    Lent<store::OpenVault> vault;
    Lent<const State> state;
    Lent<net::BlockingPool> pool;
    std::shared_ptr<const Layout> before;
};

/// Made on the home thread; run once.
class SnapshotStep {
public:
    explicit SnapshotStep(SnapshotWorld world);

    /// Fails with `io`, `corrupt`, `conflict`, `limit`: then nothing has changed.
    Task<Result<void>> run();

    /// After run(): where things are now, and what State::forget wants.
    std::shared_ptr<const Layout> layout() const { return std::make_shared<Layout>(after_); }
    std::uint64_t upto() const { return upto_; }
    const UidSet& gone() const { return gone_; }
    /// Expunged, and waiting for another step.
    const UidSet& dead_left() const { return dead_left_; }
    /// References of annexes that were given back: the first of Annexes::released.
    std::size_t annexes_released() const { return annexes_released_; }

private:
    struct HotPage {
        std::vector<PageRef>* list;  // in after_, where the page's place is
        std::size_t place;
        std::vector<Entry> entries = {};  // one of the three has items
        std::vector<RecordInfo> records = {};
        std::vector<Threads::Key> thread_keys = {};
        Bytes bytes = {};
    };
    struct TailItem {
        std::uint64_t seq;
        Record record;
        bool alive;
    };
    struct SegmentItem {
        SegmentRef ref{};
        bool dirty = false;
    };

    void capture();
    void capture_entries(const Mailbox& mailbox);
    void capture_records();
    void capture_thread_keys();
    void add_thread_keys(std::span<const Threads::Key> keys);
    void choose_dead();
    Task<Result<void>> encode_hot();
    Task<Result<void>> rewrite_cold();
    Result<void> take_cold_page(ByteView page);
    Task<Result<void>> read_tail();
    Result<void> take_events(const std::vector<store::StoredEvent>& events);
    Task<Result<void>> rewrite_segments();
    Task<Result<void>> merge_group(std::size_t begin, std::size_t end, bool with_new);
    void release(const events::StoredMessage& message);
    void number_pages();
    void number_cold();
    void number_annexes();
    Result<void> finish_root();
    store::PageNumber add_page(Bytes bytes);

    SnapshotWorld world_;
    std::uint64_t seq_ = 0;
    std::uint64_t upto_ = 0;
    events::MailSnapshot meta_;
    Layout after_;
    std::vector<HotPage> hot_;
    std::vector<TailItem> tail_;
    std::size_t tail_next_ = 0;  // the first of tail_ that was not taken
    std::vector<Record> dead_;   // in pages, ascending: taken out by this step
    UidSet dead_left_;           // in pages, for the next step
    UidSet gone_;
    std::size_t annexes_released_ = 0;
    RecordPageBuilder cold_;
    std::vector<std::variant<PageRef, RecordPageBuilder::Built>> cold_pages_;
    SegmentBuilder words_;
    struct PlacedSegment {
        SegmentRef ref;
        Segment fresh;  // without pages: `ref` stays as it is
    };
    std::vector<PlacedSegment> segments_;
    store::Snapshot out_;
};

}  // namespace milpa::mail::account
