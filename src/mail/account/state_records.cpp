// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages by record, as JMAP asks for them: where their entries are, whether they are shown, when they
// changed, and what is remembered of those that are gone.
#include <algorithm>

#include "base/ensure.hpp"
#include "mail/account/state.hpp"

namespace milpa::mail::account {
namespace {

// Dead records are swept out together, as each sweep moves all that follow.
constexpr std::size_t unswept_max = 64;
/// The last changes, by which a client that looks often is answered; the others go through all records.
constexpr std::size_t recent_max = 4096;

bool is_shown(const Entry& entry) { return (entry.flags & flag_deleted) == 0; }

}  // namespace

RecordInfo* State::record_info(Record record) {
    if (records_.empty() || record < records_.front().number) return nullptr;
    // Without holes the place is known; otherwise it is before that.
    const std::size_t guess = std::min<std::size_t>(record - records_.front().number, records_.size() - 1);
    if (records_[guess].number == record) return &records_[guess];
    const auto end = records_.begin() + static_cast<std::ptrdiff_t>(guess) + 1;
    const auto at = std::partition_point(records_.begin(), end,
                                         [&](const RecordInfo& info) { return info.number < record; });
    return at != end && at->number == record ? &*at : nullptr;
}

const RecordInfo* State::find_record(Record record) const {
    const RecordInfo* info = const_cast<State*>(this)->record_info(record);
    return info != nullptr && info->alive() ? info : nullptr;
}

const Entry* State::entry_at(const Place& place) const {
    const Mailbox* mailbox = find(place.mailbox);
    return mailbox == nullptr ? nullptr : mailbox->find(place.uid);
}

// ---- places: the first one in the record, few have more ----

void State::link(RecordInfo& info, Place place) {
    const auto mailbox = static_cast<std::uint32_t>(place.mailbox);
    if (!info.alive()) {
        info.mailbox = mailbox;
        info.uid = place.uid;
        return;
    }
    const Place first{MailboxId{info.mailbox}, info.uid};
    if (place < first) {
        info.mailbox = mailbox;
        info.uid = place.uid;
        place = first;
    }
    auto& more = copies_[info.number];
    more.insert(std::ranges::upper_bound(more, place), place);
    info.copied = 1;
}

void State::unlink(RecordInfo& info, Place place) {
    const Record record = info.number;
    ensure(info.alive());
    touch(record);
    const bool is_first = Place{MailboxId{info.mailbox}, info.uid} == place;
    if (info.copied == 1) {
        const auto more = copies_.find(record);
        auto& places = more->second;
        const auto leaving = is_first ? places.begin() : std::ranges::lower_bound(places, place);
        ensure(leaving != places.end() && (is_first || *leaving == place));
        if (is_first) {
            info.mailbox = static_cast<std::uint32_t>(leaving->mailbox);
            info.uid = leaving->uid;
        }
        places.erase(leaving);
        if (places.empty()) {
            copies_.erase(more);
            info.copied = 0;
        }
        return;
    }
    ensure(is_first);
    info.mailbox = 0;
    info.uid = 0;
    dead_.push_back(record);
    ++unswept_;
    do_thread_work({record, info.thread, /*died=*/true, {}});
}

std::vector<Place> State::places(Record record) const {
    std::vector<Place> out;
    if (const RecordInfo* info = find_record(record)) {
        for_each_place(*info, [&](const Place& place) { out.push_back(place); });
    }
    return out;
}

std::vector<MailboxId> State::mailboxes_of(Record record) const {
    std::vector<MailboxId> out;
    const RecordInfo* info = find_record(record);
    if (info == nullptr) return out;
    for_each_place(*info, [&](const Place& place) {
        if (!account::is_shown(*entry_at(place))) return;
        if (out.empty() || out.back() != place.mailbox) out.push_back(place.mailbox);
    });
    return out;
}

std::uint8_t State::system_flags_of(const RecordInfo& info) const {
    std::uint8_t flags = 0;
    for_each_place(info, [&](const Place& place) {
        const Entry& entry = *entry_at(place);
        if (account::is_shown(entry)) flags |= entry.flags;
    });
    return flags;
}

Flags State::flags_of(Record record) const {
    Flags flags;
    const RecordInfo* info = find_record(record);
    if (info == nullptr) return flags;
    std::set<std::uint16_t> keywords;
    for_each_place(*info, [&](const Place& place) {
        const Entry& entry = *entry_at(place);
        if (!account::is_shown(entry)) return;
        flags.system |= entry.flags;
        const auto set = keywords_.set(entry.keywords);
        keywords.insert(set.begin(), set.end());
    });
    for (const std::uint16_t keyword : keywords) flags.keywords.push_back(keywords_.names()[keyword]);
    return flags;
}

bool State::is_shown(Record record) const {
    const RecordInfo* info = find_record(record);
    return info != nullptr && info->shown == 1;
}

// ---- changes ----

void State::note_change(RecordInfo& info) {
    info.changed = seq_;
    if (!recent_.empty() && recent_.back().record == info.number) {
        recent_.back().seq = seq_;
        return;
    }
    if (recent_.size() == recent_max) {
        recent_floor_ = recent_[recent_max / 2 - 1].seq;
        recent_.erase(recent_.begin(), recent_.begin() + recent_max / 2);
    }
    recent_.push_back({seq_, info.number});
}

/// At the end of an event: what its messages are now.
void State::settle() {
    std::ranges::sort(touched_);
    const auto repeated = std::ranges::unique(touched_);
    touched_.erase(repeated.begin(), repeated.end());
    for (const Record record : touched_) {
        RecordInfo& info = *record_info(record);
        bool shown = false;
        for_each_place(info,
                       [&](const Place& place) { shown = shown || account::is_shown(*entry_at(place)); });
        if (shown && info.shown == 0) info.added = seq_;
        if (!shown && info.shown == 1) bury(info);
        // What is new is told of where it is added.
        if (std::uint64_t{info.changed} != 0) tell_annexes(record, info.shown == 1, shown);
        info.shown = shown ? 1 : 0;
        note_change(info);
    }
    touched_.clear();
    if (touched_.capacity() > recent_max) touched_.shrink_to_fit();
    sweep_records();
}

void State::tell_annexes(Record record, bool was_shown, bool is_shown) {
    const bool is_gone = find_record(record) == nullptr;
    if (was_shown == is_shown && !is_gone) return;
    const auto hidden = is_gone ? Annex::Fate::gone : Annex::Fate::hidden;
    note_annexes(annexes_.on_fate(seq_, record, is_shown ? Annex::Fate::shown : hidden));
}

void State::note_annexes(std::vector<AnnexKind> changed) {
    for (const AnnexKind kind : changed) {
        if (std::ranges::find(changed_annexes_, kind) != changed_annexes_.end()) continue;
        changed_annexes_.push_back(kind);
        tell([&](Listener& listener) { listener.on_annex(kind); });
    }
}

void State::bury(const RecordInfo& info) {
    record_tombstones_.push_back({info.number, info.thread, info.added, seq_});
    if (record_tombstones_.size() <= record_tombstones_max) return;
    record_floor_ = record_tombstones_.front().seq;
    record_tombstones_.pop_front();
}

void State::bury(const Mailbox& mailbox) {
    mailbox_tombstones_.push_back({mailbox.id, mailbox.created_seq, seq_});
    if (mailbox_tombstones_.size() <= mailbox_tombstones_max) return;
    mailbox_floor_ = mailbox_tombstones_.front().seq;
    mailbox_tombstones_.pop_front();
}

void State::sweep_records() {
    if (unswept_ <= unswept_max || unswept_ * 8 < records_.size()) return;
    std::erase_if(records_, [](const RecordInfo& info) { return !info.alive(); });
    if (records_.capacity() > 2 * records_.size() + unswept_max) records_.shrink_to_fit();
    unswept_ = 0;
}

std::vector<Record> State::changed_since(std::uint64_t seq) const {
    std::vector<Record> out;
    if (seq >= recent_floor_) {
        for (auto at = recent_.rbegin(); at != recent_.rend() && at->seq > seq; ++at)
            out.push_back(at->record);
        std::ranges::sort(out);
        const auto repeated = std::ranges::unique(out);
        out.erase(repeated.begin(), repeated.end());
        return out;
    }
    for (const RecordInfo& info : records_) {
        if (info.changed > seq) out.push_back(info.number);
    }
    return out;
}

// ---- threads, which may be behind ----

void State::do_thread_work(ThreadWork work) {
    if (!threads_) {
        thread_work_.push_back(std::move(work));
    } else if (work.died) {
        threads_->died(work.record, work.thread);
    } else {
        record_info(work.record)->thread = threads_->add(work.record, work.keys);
    }
}

Result<void> State::load_threads(const std::vector<Threads::Key>& keys) {
    ensure(threads_ == nullptr);
    auto threads = std::make_unique<Threads>();
    std::vector<std::pair<Record, Record>> members;
    for (const RecordInfo& info : records_) {
        if (info.alive() && info.thread != 0) members.emplace_back(info.number, info.thread);
    }
    for (const ThreadWork& work : thread_work_) {
        if (work.died && work.thread != 0) members.emplace_back(work.record, work.thread);
    }
    std::ranges::sort(members);
    for (const auto& [record, thread] : members) threads->load_record(record, thread);
    for (const Threads::Key& key : keys) CHECK(threads->load_key(key));
    threads_ = std::move(threads);

    boost::unordered_flat_map<Record, Record> found;
    for (ThreadWork& work : std::exchange(thread_work_, {})) {
        if (!work.died) {
            const Record thread = threads_->add(work.record, work.keys);
            found.emplace(work.record, thread);
            if (RecordInfo* info = record_info(work.record)) info->thread = thread;
        } else {
            threads_->died(work.record, work.thread != 0 ? work.thread : found.at(work.record));
        }
    }
    for (RecordTombstone& tombstone : record_tombstones_) {
        if (tombstone.thread == 0) tombstone.thread = found.at(tombstone.record);
    }
    return {};
}

void State::unload_threads() {
    ensure(thread_work_.empty());
    threads_.reset();
}

bool State::same_as(const State& other) const {
    const bool both = threads_ != nullptr && other.threads_ != nullptr;
    const auto alive = [&](const std::vector<RecordInfo>& records) {
        std::vector<RecordInfo> out;
        std::ranges::copy_if(records, std::back_inserter(out), &RecordInfo::alive);
        for (RecordInfo& info : out) info.thread = both ? info.thread : 0;
        return out;
    };
    const auto tombstones = [&](const State& state) {
        auto out = state.record_tombstones_;
        for (RecordTombstone& tombstone : out) tombstone.thread = both ? tombstone.thread : 0;
        return out;
    };
    const bool same_mailboxes = std::ranges::all_of(mailboxes_, [&](const auto& item) {
        const Mailbox* theirs = other.find(item.second->id);
        return theirs != nullptr && *theirs == *item.second;
    });
    return seq_ == other.seq_ && same_mailboxes && mailboxes_.size() == other.mailboxes_.size() &&
           names_ == other.names_ && subscriptions_ == other.subscriptions_ &&
           alive(records_) == alive(other.records_) && copies_ == other.copies_ &&
           tombstones(*this) == tombstones(other) && record_floor_ == other.record_floor_ &&
           mailbox_tombstones_ == other.mailbox_tombstones_ && mailbox_floor_ == other.mailbox_floor_ &&
           (!both || *threads_ == *other.threads_) && keywords_ == other.keywords_ &&
           usage_ == other.usage_ && record_next_ == other.record_next_ &&
           mailbox_next_ == other.mailbox_next_ && validity_last_ == other.validity_last_ &&
           validity_vacated_ == other.validity_vacated_ && forged_ == other.forged_ &&
           founding_left_ == other.founding_left_ && annexes_.same_as(other.annexes_);
}

}  // namespace milpa::mail::account
