// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/snapshot_codec.hpp"

#include <algorithm>

#include "mail/account/hot_page.hpp"
#include "mail/account/record_page.hpp"

namespace milpa::mail::account {
namespace {

Error broken() { return fail(ErrorKind::corrupt, "a snapshot that is not of its format"); }

Result<std::vector<PageRef>> load_pages(const events::PageRefs& from, std::uint32_t items_max) {
    if (from.triples_size() % 3 != 0) return broken();
    std::vector<PageRef> pages;
    pages.reserve(static_cast<std::size_t>(from.triples_size() / 3));
    for (int i = 0; i < from.triples_size(); i += 3) {
        if (from.triples(i) > UINT32_MAX || from.triples(i + 1) > items_max) return broken();
        const PageRef page{static_cast<std::uint32_t>(from.triples(i)),
                           static_cast<std::uint32_t>(from.triples(i + 1)), from.triples(i + 2)};
        if (page.count == 0 || (!pages.empty() && page.first <= pages.back().first)) return broken();
        pages.push_back(page);
    }
    return pages;
}

Result<std::vector<SegmentRef>> load_segments(const events::MailSnapshot& from) {
    std::vector<SegmentRef> segments;
    for (const auto& segment : from.segments()) {
        if (segment.dictionary_pages() >= segment.pages() || segment.first_record() > segment.last_record() ||
            (!segments.empty() && segment.first_record() <= segments.back().last)) {
            return broken();
        }
        segments.push_back({segment.first_page(), segment.pages(), segment.dictionary_pages(), segment.docs(),
                            segment.first_record(), segment.last_record(), segment.octets()});
    }
    return segments;
}

}  // namespace

const PageRef* Layout::cold_page_of(Record record) const {
    const auto after = std::ranges::upper_bound(cold, record, {}, &PageRef::first);
    return after == cold.begin() ? nullptr : &*(after - 1);
}

void SnapshotCodec::save(const State& state, events::MailSnapshot& to, const AnnexPlaces& annexes) {
    to.set_seq(state.seq_);
    state.annexes_.save(annexes, to);
    for (const auto& [name, id] : state.names_) {
        const Mailbox& mailbox = *state.find(id);
        auto& out = *to.add_mailboxes();
        out.set_id(static_cast<std::uint32_t>(id));
        out.set_name(name);
        out.set_uid_validity(mailbox.uid_validity);
        out.set_uid_next(mailbox.uid_next);
        out.set_special_use(static_cast<std::uint32_t>(mailbox.special_use));
        out.set_noselect(!mailbox.selectable);
        out.set_highest_modseq(mailbox.highest_modseq);
        out.set_sort_order(mailbox.sort_order);
        out.set_created_seq(mailbox.created_seq);
        out.set_changed_seq(mailbox.changed_seq);
        out.set_counts_seq(mailbox.counts_seq);
    }
    for (const RecordTombstone& tombstone : state.record_tombstones_) {
        auto& out = *to.add_record_tombstones();
        out.set_record(tombstone.record);
        out.set_thread(tombstone.thread);
        out.set_added_seq(tombstone.added);
        out.set_seq(tombstone.seq);
    }
    to.set_record_floor(state.record_floor_);
    for (const MailboxTombstone& tombstone : state.mailbox_tombstones_) {
        auto& out = *to.add_mailbox_tombstones();
        out.set_mailbox(static_cast<std::uint32_t>(tombstone.mailbox));
        out.set_created_seq(tombstone.created);
        out.set_seq(tombstone.seq);
    }
    to.set_mailbox_floor(state.mailbox_floor_);
    for (const std::string& name : state.subscriptions_) to.add_subscriptions(name);
    for (const std::string& name : state.keywords_.names()) to.add_keywords(name);
    for (std::size_t i = 1; i < state.keywords_.sets(); ++i) {
        auto& set = *to.add_keyword_sets();
        for (const std::uint16_t keyword : state.keywords_.set(static_cast<std::uint16_t>(i))) {
            set.add_keywords(keyword);
        }
    }
    to.set_record_next(state.record_next_);
    to.set_mailbox_next(state.mailbox_next_);
    to.set_validity_last(state.validity_last_);
    to.set_validity_vacated(state.validity_vacated_);
    to.set_founding_left(state.founding_left_);
    to.set_forged(state.forged_);
}

void SnapshotCodec::save_pages(const std::vector<PageRef>& pages, events::PageRefs& to) {
    for (const PageRef& page : pages) {
        to.add_triples(page.first);
        to.add_triples(page.count);
        to.add_triples(page.page);
    }
}

void SnapshotCodec::save_layout(const Layout& layout, events::MailSnapshot& to) {
    for (auto& mailbox : *to.mutable_mailboxes()) {
        const auto pages = layout.entries.find(mailbox.id());
        if (pages != layout.entries.end()) save_pages(pages->second, *mailbox.mutable_entries());
    }
    save_pages(layout.records, *to.mutable_records());
    save_pages(layout.thread_keys, *to.mutable_thread_keys());
    save_pages(layout.cold, *to.mutable_cold());
    for (const SegmentRef& segment : layout.segments) {
        auto& out = *to.add_segments();
        out.set_first_page(segment.first_page);
        out.set_pages(segment.pages);
        out.set_dictionary_pages(segment.dictionary_pages);
        out.set_docs(segment.docs);
        out.set_first_record(segment.first);
        out.set_last_record(segment.last);
        out.set_octets(segment.octets);
    }
}

Result<Layout> SnapshotCodec::load(const events::MailSnapshot& from, State& state) {
    Layout layout;
    layout.seq = from.seq();
    state.seq_ = from.seq();
    std::vector<std::vector<std::uint16_t>> sets;
    for (const auto& set : from.keyword_sets()) {
        auto& keywords = sets.emplace_back();
        for (const std::uint32_t keyword : set.keywords()) {
            if (keyword > UINT16_MAX) return broken();
            keywords.push_back(static_cast<std::uint16_t>(keyword));
        }
    }
    if (!state.keywords_.restore({from.keywords().begin(), from.keywords().end()}, std::move(sets))) {
        return broken();
    }
    for (const auto& saved : from.mailboxes()) {
        auto mailbox = std::make_unique<Mailbox>();
        mailbox->id = MailboxId{saved.id()};
        mailbox->name = saved.name();
        mailbox->uid_validity = saved.uid_validity();
        mailbox->uid_next = saved.uid_next();
        if (saved.special_use() > static_cast<std::uint32_t>(SpecialUse::important)) return broken();
        mailbox->special_use = static_cast<SpecialUse>(saved.special_use());
        mailbox->selectable = !saved.noselect();
        mailbox->highest_modseq = saved.highest_modseq();
        if (saved.id() == 0 || saved.id() > mailbox_id_max || saved.sort_order() >= sort_order_end) {
            return broken();
        }
        mailbox->sort_order = saved.sort_order();
        mailbox->created_seq = saved.created_seq();
        mailbox->changed_seq = saved.changed_seq();
        mailbox->counts_seq = saved.counts_seq();
        if (!state.names_.emplace(mailbox->name, mailbox->id).second) return broken();
        if (!state.mailboxes_.emplace(saved.id(), std::move(mailbox)).second) return broken();
        TRY(auto pages, load_pages(saved.entries(), hot_page_items_max));
        if (!pages.empty()) layout.entries.emplace(saved.id(), std::move(pages));
    }
    state.subscriptions_.insert(from.subscriptions().begin(), from.subscriptions().end());
    state.record_next_ = from.record_next();
    state.mailbox_next_ = from.mailbox_next();
    state.validity_last_ = from.validity_last();
    state.validity_vacated_ = from.validity_vacated();
    if (from.founding_left() > founding_mailboxes_max) return broken();
    state.founding_left_ = from.founding_left();
    state.forged_ = from.forged();
    CHECK(load_tombstones(from, state));
    TRY(layout.annexes, state.annexes_.load(from));
    state.recent_floor_ = from.seq();
    state.threads_.reset();
    layout.record_next = from.record_next();
    TRY(layout.records, load_pages(from.records(), hot_page_items_max));
    TRY(layout.thread_keys, load_pages(from.thread_keys(), hot_page_items_max));
    TRY(layout.cold, load_pages(from.cold(), record_page_items_max));
    TRY(layout.segments, load_segments(from));
    return layout;
}

Result<void> SnapshotCodec::load_tombstones(const events::MailSnapshot& from, State& state) {
    std::uint64_t seq = 0;
    for (const auto& saved : from.record_tombstones()) {
        if (saved.seq() < seq || saved.seq() > from.seq()) return broken();
        seq = saved.seq();
        if (saved.record() == 0 || saved.record() >= from.record_next() || saved.thread() == 0 ||
            saved.thread() > saved.record() || saved.added_seq() > seq) {
            return broken();
        }
        state.record_tombstones_.push_back({saved.record(), saved.thread(), saved.added_seq(), seq});
    }
    seq = 0;
    for (const auto& saved : from.mailbox_tombstones()) {
        if (saved.seq() < seq || saved.seq() > from.seq() || saved.created_seq() > saved.seq()) {
            return broken();
        }
        seq = saved.seq();
        state.mailbox_tombstones_.push_back({MailboxId{saved.mailbox()}, saved.created_seq(), seq});
    }
    if (state.record_tombstones_.size() > record_tombstones_max ||
        state.mailbox_tombstones_.size() > mailbox_tombstones_max) {
        return broken();
    }
    state.record_floor_ = from.record_floor();
    state.mailbox_floor_ = from.mailbox_floor();
    return {};
}

Result<void> SnapshotCodec::load_entries(State& state, std::uint32_t mailbox, ByteView page) {
    Mailbox* to = state.get(mailbox);
    if (to == nullptr) return broken();
    return decode_entries(page, to->entries);
}

Result<void> SnapshotCodec::load_records(State& state, ByteView page) {
    return decode_records(page, state.records_);
}

Result<void> SnapshotCodec::finish(const events::MailSnapshot& from, State& state) {
    if (!state.records_.empty() && state.records_.back().number >= state.record_next_) return broken();
    for (auto& [id, mailbox] : state.mailboxes_) {
        if (!mailbox->entries.empty() && mailbox->entries.back().uid >= mailbox->uid_next) return broken();
        for (const Entry& entry : mailbox->entries) {
            RecordInfo* info = state.record_info(entry.record);
            if (info == nullptr || !state.keywords_.is_there(entry.keywords)) return broken();
            state.link(*info, {mailbox->id, entry.uid});
            if ((entry.flags & flag_deleted) == 0) info->shown = 1;
            state.count(*mailbox, entry, *info, +1);
        }
    }
    state.keywords_.drop_unused();
    CHECK(state.annexes_.finish());
    if (std::ranges::any_of(state.records_, [](const RecordInfo& info) { return !info.alive(); })) {
        return broken();
    }
    std::uint64_t seq = 0;
    std::uint64_t record = 0;
    for (int i = 0; i + 1 < from.tail_size(); i += 2) {
        seq += from.tail(i);
        record += from.tail(i + 1);
        if (from.tail(i) == 0 || from.tail(i + 1) == 0 || seq > from.seq() || record >= state.record_next_) {
            return broken();
        }
        state.tail_.push_back({seq, static_cast<Record>(record)});
    }
    // What is dead lies in record pages: there cannot be more of it than these have room for.
    const UidSet dead = UidSet::from(from.dead());
    if (dead.size() > static_cast<std::uint64_t>(from.cold().triples_size()) * record_page_items_max) {
        return broken();
    }
    dead.for_each([&](Record record) { state.dead_.push_back(record); });
    for (const TailRecord& tail : state.tail_) {
        if (state.find_record(tail.record) == nullptr) state.dead_.push_back(tail.record);
    }
    return {};
}

}  // namespace milpa::mail::account
