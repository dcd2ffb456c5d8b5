// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/snapshot_step.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "mail/account/hot_page.hpp"
#include "mail/account/stored_message.hpp"

namespace milpa::mail::account {
namespace {

/// A new page begins rather than one is filled further when it holds this many.
constexpr std::uint32_t cold_page_full = record_page_items_max / 2;

/// Goes through old pages beside the items they cover. clean(page) says that a page stays; fresh(begin, end)
/// gets runs of items whose pages are written anew.
template <class Items, class NumberOf, class IsChanged, class Clean, class Fresh>
void each_hot_range(const std::vector<PageRef>& pages, const Items& items, NumberOf number_of,
                    IsChanged is_changed, Clean clean, Fresh fresh) {
    std::size_t at = 0;
    std::size_t dirty_begin = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const std::size_t begin = at;
        const bool is_last = i + 1 == pages.size();
        while (at < items.size() && (is_last || number_of(items[at]) < pages[i + 1].first)) ++at;
        const bool same_count = at - begin == pages[i].count;
        const bool changed = std::any_of(items.begin() + static_cast<std::ptrdiff_t>(begin),
                                         items.begin() + static_cast<std::ptrdiff_t>(at), is_changed);
        if (!same_count || changed) continue;
        fresh(dirty_begin, begin);
        clean(pages[i]);
        dirty_begin = at;
    }
    fresh(dirty_begin, items.size());
}

}  // namespace

SnapshotStep::SnapshotStep(SnapshotWorld world) : world_(std::move(world)) { capture(); }

// ---- on the home thread: the copy ----

void SnapshotStep::capture() {
    const State& state = *world_.state;
    seq_ = state.seq();
    after_.seq = seq_;
    after_.record_next = state.record_next();
    SnapshotCodec::save(state, meta_, world_.before->annexes);
    out_.released = state.annexes().released();
    annexes_released_ = out_.released.size();
    for (const auto& [name, id] : state.names()) capture_entries(*state.find(id));
    capture_records();
    capture_thread_keys();
    tail_.reserve(state.tail().size());
    for (const TailRecord& tail : state.tail()) {
        tail_.push_back({tail.seq, tail.record, state.find_record(tail.record) != nullptr});
    }
    choose_dead();
    out_.dropped = world_.before->meta;
}

void SnapshotStep::capture_entries(const Mailbox& mailbox) {
    static const std::vector<PageRef> none;
    const auto id = static_cast<std::uint32_t>(mailbox.id);
    const auto before = world_.before->entries.find(id);
    if (before == world_.before->entries.end() && mailbox.entries.empty()) return;
    std::vector<PageRef>& list = after_.entries[id];
    each_hot_range(
        before == world_.before->entries.end() ? none : before->second, mailbox.entries,
        [](const Entry& entry) { return entry.uid; },
        [since = world_.before->seq](const Entry& entry) { return entry.modseq > since; },
        [&](const PageRef& page) { list.push_back(page); },
        [&](std::size_t begin, std::size_t end) {
            for (; begin < end; begin += hot_page_items_max) {
                const std::size_t to = std::min(end, begin + hot_page_items_max);
                const auto first = mailbox.entries.begin();
                hot_.push_back({.list = &list,
                                .place = list.size(),
                                .entries = {first + static_cast<std::ptrdiff_t>(begin),
                                            first + static_cast<std::ptrdiff_t>(to)}});
                list.push_back(
                    {mailbox.entries[begin].uid, static_cast<std::uint32_t>(to - begin), /*page=*/0});
            }
        });
}

void SnapshotStep::capture_records() {
    std::vector<RecordInfo> alive;
    alive.reserve(world_.state->records().size());
    std::ranges::copy_if(world_.state->records(), std::back_inserter(alive), &RecordInfo::alive);
    std::vector<PageRef>& list = after_.records;
    each_hot_range(
        world_.before->records, alive, [](const RecordInfo& info) { return info.number; },
        [since = world_.before->seq](const RecordInfo& info) { return info.changed > since; },
        [&](const PageRef& page) { list.push_back(page); },
        [&](std::size_t begin, std::size_t end) {
            for (; begin < end; begin += hot_page_items_max) {
                const std::size_t to = std::min(end, begin + hot_page_items_max);
                hot_.push_back({.list = &list,
                                .place = list.size(),
                                .records = {alive.begin() + static_cast<std::ptrdiff_t>(begin),
                                            alive.begin() + static_cast<std::ptrdiff_t>(to)}});
                list.push_back({alive[begin].number, static_cast<std::uint32_t>(to - begin), /*page=*/0});
            }
        });
}

// Keys come with new messages only: a page in which none was dropped stays, but for the last ones.
void SnapshotStep::capture_thread_keys() {
    const Threads* threads = world_.state->threads();
    if (threads == nullptr) {  // nothing came and nothing went
        ensure(world_.state->thread_work().empty());
        after_.thread_keys = world_.before->thread_keys;
        return;
    }
    const auto& pages = world_.before->thread_keys;
    std::vector<Threads::Key> keys = threads->keys();
    const auto page_of = [&](const Threads::Key& key) {
        const auto behind = std::ranges::upper_bound(pages, key.record, {}, &PageRef::first);
        return behind == pages.begin() ? 0 : static_cast<std::size_t>(behind - pages.begin()) - 1;
    };
    std::vector<std::uint64_t> counts(pages.size());
    for (const Threads::Key& key : keys) {
        // Of a page that grew more are there than it can hold.
        if (!pages.empty()) counts[page_of(key)] += key.record < world_.before->record_next ? 1 : UINT16_MAX;
    }
    const auto stays = [&](std::size_t page) { return counts[page] == pages[page].count; };
    std::erase_if(keys, [&](const Threads::Key& key) { return !pages.empty() && stays(page_of(key)); });
    std::ranges::sort(keys, {}, [](const Threads::Key& key) { return std::pair(key.record, key.hash); });
    std::size_t begin = 0;
    for (std::size_t page = 0; page < pages.size(); ++page) {
        if (!stays(page)) continue;
        const auto end = std::ranges::lower_bound(keys, pages[page].first, {}, &Threads::Key::record);
        add_thread_keys(std::span(keys).subspan(begin, static_cast<std::size_t>(end - keys.begin()) - begin));
        begin = static_cast<std::size_t>(end - keys.begin());
        after_.thread_keys.push_back(pages[page]);
    }
    add_thread_keys(std::span(keys).subspan(begin));
}

void SnapshotStep::add_thread_keys(std::span<const Threads::Key> keys) {
    std::vector<PageRef>& list = after_.thread_keys;
    while (!keys.empty()) {
        std::size_t count = std::min(keys.size(), hot_page_items_max);
        // A message's keys stay together.
        while (count < keys.size() && keys[count].record == keys[count - 1].record) --count;
        hot_.push_back({.list = &list,
                        .place = list.size(),
                        .thread_keys = {keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count)}});
        list.push_back({keys.front().record, static_cast<std::uint32_t>(count), /*page=*/0});
        keys = keys.subspan(count);
    }
}

void SnapshotStep::choose_dead() {
    const Layout& before = *world_.before;
    std::vector<Record> paged;
    for (const Record record : world_.state->dead()) {
        if (!std::ranges::binary_search(tail_, record, {}, &TailItem::record)) paged.push_back(record);
    }
    std::ranges::sort(paged);
    std::size_t cold_pages = 0;
    std::size_t segments = 0;
    const PageRef* cold_page = nullptr;
    Record segment_last = 0;
    for (const Record record : paged) {
        const PageRef* page = before.cold_page_of(record);
        if (page != cold_page) ++cold_pages;
        cold_page = page;
        if (record > segment_last) {
            const auto segment = std::ranges::lower_bound(before.segments, record, {}, &SegmentRef::last);
            segment_last = segment == before.segments.end() ? UINT32_MAX : segment->last;
            ++segments;
        }
        if (cold_pages > snapshot_step_cold_pages || segments > snapshot_step_segments) {
            dead_left_.add(record);
        } else {
            dead_.push_back(record);
            gone_.add(record);
        }
    }
}

// ---- beside the commands: pages ----

Task<Result<void>> SnapshotStep::run() {
    CO_CHECK(co_await encode_hot());
    CO_CHECK(co_await rewrite_cold());
    CO_CHECK(co_await read_tail());
    CO_CHECK(co_await rewrite_segments());
    number_pages();
    CO_CHECK(finish_root());
    out_.upto = upto_;
    co_return co_await world_.vault->write_snapshot(std::move(out_));
}

Task<Result<void>> SnapshotStep::encode_hot() {
    co_return co_await world_.pool->run([this]() -> Result<void> {
        for (HotPage& page : hot_) {
            if (!page.entries.empty()) page.bytes = encode_entries(page.entries);
            if (!page.records.empty()) page.bytes = encode_records(page.records);
            if (!page.thread_keys.empty()) page.bytes = encode_thread_keys(page.thread_keys);
            page.entries = {};
            page.records = {};
            page.thread_keys = {};
        }
        return {};
    });
}

void SnapshotStep::release(const events::StoredMessage& message) {
    // What a delivery names need not be there, nor be a reference at all: then nothing goes.
    if (const auto ref = read_ref(message.object())) out_.released.push_back({ref->id, ref->reference});
}

Task<Result<void>> SnapshotStep::rewrite_cold() {
    const auto& pages = world_.before->cold;
    std::vector<store::PageNumber> dirty;
    std::vector<std::size_t> stay;  // how many clean pages stand before each dirty one
    std::size_t clean = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const std::uint64_t end = i + 1 < pages.size() ? pages[i + 1].first : std::uint64_t{UINT32_MAX} + 1;
        const auto dead = std::ranges::lower_bound(dead_, pages[i].first);
        const bool grows = i + 1 == pages.size() && !tail_.empty() && pages[i].count < cold_page_full;
        if ((dead != dead_.end() && *dead < end) || grows) {
            dirty.push_back(pages[i].page);
            stay.push_back(clean);
        } else {
            ++clean;
        }
    }
    const auto is_dirty = [&](const PageRef& page) {
        return std::ranges::find(dirty, page.page) != dirty.end();
    };
    std::vector<PageRef> kept;
    std::ranges::copy_if(pages, std::back_inserter(kept), std::not_fn(is_dirty));
    std::size_t kept_next = 0;
    const auto keep_until = [&](std::size_t count) {
        if (kept_next == count) return;
        for (auto& built : cold_.take()) cold_pages_.emplace_back(std::move(built));
        for (; kept_next < count; ++kept_next) cold_pages_.emplace_back(kept[kept_next]);
    };
    out_.dropped.insert(out_.dropped.end(), dirty.begin(), dirty.end());
    std::size_t visited = 0;
    auto read = co_await world_.vault->each_page(dirty, [&](store::PageNumber, Bytes bytes) -> Result<void> {
        keep_until(stay[visited++]);
        return take_cold_page(bytes);
    });
    CO_CHECK(std::move(read));
    keep_until(kept.size());
    co_return Result<void>();
}

Result<void> SnapshotStep::take_cold_page(ByteView bytes) {
    TRY(const RecordPage page, RecordPage::parse(bytes));
    for (const auto& item : page.items()) {
        if (!std::ranges::binary_search(dead_, item.record)) {
            cold_.add(item.record, item.message);
            continue;
        }
        events::StoredMessage message;
        if (!message.ParseFromArray(item.message.data(), static_cast<int>(item.message.size()))) {
            return fail(ErrorKind::corrupt, "a stored message that is not of its format");
        }
        release(message);
    }
    return {};
}

Task<Result<void>> SnapshotStep::read_tail() {
    upto_ = world_.vault->snapshot_seq();
    std::uint64_t taken = 0;
    std::size_t octets = 0;
    while (upto_ < seq_ && taken < snapshot_step_events && octets < snapshot_step_octets) {
        const std::uint64_t last = std::min(seq_, upto_ + snapshot_step_events - taken);
        CO_TRY(const auto events, co_await world_.vault->read_events(upto_ + 1, last));
        if (events.empty()) co_return fail(ErrorKind::corrupt, "a hole in the log");
        CO_CHECK(co_await world_.pool->run([this, &events]() { return take_events(events); }));
        upto_ = events.back().seq;
        taken += events.size();
        for (const auto& event : events) octets += event.event.size();
    }
    for (auto& built : cold_.take()) cold_pages_.emplace_back(std::move(built));
    co_return Result<void>();
}

Result<void> SnapshotStep::take_events(const std::vector<store::StoredEvent>& events) {
    for (const auto& stored : events) {
        if (tail_next_ == tail_.size() || stored.seq < tail_[tail_next_].seq) continue;  // not an Added
        events::MailEvent event;
        if (!event.ParseFromArray(stored.event.data(), static_cast<int>(stored.event.size())) ||
            stored.seq != tail_[tail_next_].seq || !event.has_added()) {
            return fail(ErrorKind::corrupt, "an event that is not what it was");
        }
        const TailItem item = tail_[tail_next_++];
        events::StoredMessage& message = *event.mutable_added()->mutable_message();
        if (!item.alive) {
            gone_.add(item.record);
            release(message);
            continue;
        }
        words_.add(item.record, message.facts());
        message.mutable_facts()->clear_words();
        cold_.add(item.record, as_bytes(message.SerializeAsString()));
    }
    return {};
}

// ---- the search index ----

// Small segments at the end become one with what is new as soon as that is half as large, so that there are
// few, and each word is written again only some times. A segment with expunged messages is written anew, with
// its neighbour where both are small.
Task<Result<void>> SnapshotStep::rewrite_segments() {
    const auto& before = world_.before->segments;
    std::vector<SegmentItem> items;
    for (const SegmentRef& ref : before) {
        const auto dead = std::ranges::lower_bound(dead_, ref.first);
        items.push_back({ref, dead != dead_.end() && *dead <= ref.last});
    }
    std::size_t end = items.size();  // items from here go into one with the new words
    std::size_t docs = words_.docs();
    std::uint64_t octets = words_.octets() / 4;
    while (docs > 0 && end > 0 && items[end - 1].ref.docs < 2 * docs &&
           items[end - 1].ref.docs + docs <= segment_docs_max &&
           items[end - 1].ref.octets + octets <= segment_octets_max) {
        --end;
        docs += items[end].ref.docs;
        octets += items[end].ref.octets;
    }
    for (std::size_t i = 0; i < end;) {
        std::size_t to = i + 1;
        const auto small = [&](std::size_t a, std::size_t b) {
            return (items[a].dirty || items[b].dirty) &&
                   items[a].ref.docs + items[b].ref.docs <= segment_docs_max / 4 &&
                   items[a].ref.octets + items[b].ref.octets <= segment_octets_max;
        };
        if (to < end && small(i, to)) ++to;
        if (to == i + 1 && !items[i].dirty) {
            segments_.push_back({items[i].ref, {}});
        } else {
            CO_CHECK(co_await merge_group(i, to, /*with_new=*/false));
        }
        i = to;
    }
    if (words_.docs() > 0) CO_CHECK(co_await merge_group(end, items.size(), /*with_new=*/true));
    co_return Result<void>();
}

Task<Result<void>> SnapshotStep::merge_group(std::size_t begin, std::size_t end, bool with_new) {
    std::vector<Segment> group;
    for (std::size_t i = begin; i < end; ++i) {
        const SegmentRef& ref = world_.before->segments[i];
        std::vector<store::PageNumber> numbers;
        for (std::uint32_t n = 0; n < ref.pages; ++n) numbers.push_back(ref.first_page + n);
        out_.dropped.insert(out_.dropped.end(), numbers.begin(), numbers.end());
        Segment segment{.pages = {},
                        .dictionary_pages = ref.dictionary_pages,
                        .docs = ref.docs,
                        .first = ref.first,
                        .last = ref.last};
        CO_TRY(segment.pages, co_await world_.vault->read_pages(std::move(numbers)));
        group.push_back(std::move(segment));
    }
    auto merged = co_await world_.pool->run([this, &group, with_new]() -> Result<Segment> {
        if (with_new) {
            group.push_back(words_.build());
            if (group.size() == 1) return std::move(group.front());
        }
        return merge_segments(group, dead_);
    });
    CO_TRY(Segment segment, std::move(merged));
    if (!segment.pages.empty()) segments_.push_back({{}, std::move(segment)});
    co_return Result<void>();
}

// ---- on the home thread: numbers and the root ----

store::PageNumber SnapshotStep::add_page(Bytes bytes) {
    const store::PageNumber number = world_.vault->new_page();
    out_.added.push_back({number, std::move(bytes)});
    return number;
}

void SnapshotStep::number_pages() {
    for (HotPage& page : hot_) (*page.list)[page.place].page = add_page(std::move(page.bytes));
    number_cold();
    number_annexes();
    for (PlacedSegment& placed : segments_) {
        if (!placed.fresh.pages.empty()) {
            placed.ref = {0,
                          static_cast<std::uint32_t>(placed.fresh.pages.size()),
                          placed.fresh.dictionary_pages,
                          placed.fresh.docs,
                          placed.fresh.first,
                          placed.fresh.last,
                          0};
            for (std::size_t i = 0; i < placed.fresh.pages.size(); ++i) {
                placed.ref.octets += placed.fresh.pages[i].size();
                const store::PageNumber number = add_page(std::move(placed.fresh.pages[i]));
                if (i == 0) placed.ref.first_page = number;
                ensure(number == placed.ref.first_page + i);
            }
        }
        after_.segments.push_back(placed.ref);
    }
    // Hot pages that are not there any more.
    std::vector<store::PageNumber> now;
    const auto note = [](std::vector<store::PageNumber>& to, const std::vector<PageRef>& pages) {
        for (const PageRef& page : pages) to.push_back(page.page);
    };
    for (const auto& [id, pages] : after_.entries) note(now, pages);
    note(now, after_.records);
    note(now, after_.thread_keys);
    std::vector<store::PageNumber> before;
    for (const auto& [id, pages] : world_.before->entries) note(before, pages);
    note(before, world_.before->records);
    note(before, world_.before->thread_keys);
    std::ranges::sort(now);
    std::ranges::sort(before);
    std::ranges::set_difference(before, now, std::back_inserter(out_.dropped));
}

void SnapshotStep::number_annexes() {
    AnnexPlaces before = world_.before->annexes;
    for (auto& annex : *meta_.mutable_annexes()) {
        const AnnexKind kind{annex.kind()};
        const bool large = annex.state().size() > annex_inline_octets_max;
        for (std::size_t at = 0; large && at < annex.state().size(); at += annex_page_octets) {
            annex.add_pages(add_page(to_bytes(annex.state().substr(at, annex_page_octets))));
        }
        if (large) annex.clear_state();
        AnnexPlace& place = after_.annexes[kind];
        place = {annex.seq(), annex.octets(), {annex.pages().begin(), annex.pages().end()}};
        if (before[kind].pages == place.pages) before.erase(kind);
    }
    for (const auto& [kind, place] : before) {
        out_.dropped.insert(out_.dropped.end(), place.pages.begin(), place.pages.end());
    }
}

void SnapshotStep::number_cold() {
    for (auto& page : cold_pages_) {
        if (const auto* kept = std::get_if<PageRef>(&page)) {
            after_.cold.push_back(*kept);
        } else {
            auto& built = std::get<RecordPageBuilder::Built>(page);
            after_.cold.push_back({built.first, built.count, add_page(std::move(built.bytes))});
        }
    }
}

Result<void> SnapshotStep::finish_root() {
    std::erase_if(after_.entries, [](const auto& item) { return item.second.empty(); });
    SnapshotCodec::save_layout(after_, meta_);
    std::uint64_t seq = 0;
    Record record = 0;
    for (; tail_next_ < tail_.size(); ++tail_next_) {
        const TailItem& item = tail_[tail_next_];
        meta_.add_tail(item.seq - seq);
        meta_.add_tail(item.record - record);
        seq = item.seq;
        record = item.record;
    }
    dead_left_.to(*meta_.mutable_dead());
    const std::string snapshot = meta_.SerializeAsString();
    events::MailRoot root;
    if (snapshot.size() <= root_inline_octets_max) {
        root.set_snapshot(snapshot);
    } else {
        for (std::size_t at = 0; at < snapshot.size(); at += root_inline_octets_max) {
            const auto number = add_page(to_bytes(snapshot.substr(at, root_inline_octets_max)));
            after_.meta.push_back(number);
            root.add_pages(number);
        }
    }
    out_.root = to_bytes(root.SerializeAsString());
    return {};
}

}  // namespace milpa::mail::account
