// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/listing.hpp"

#include <algorithm>

namespace milpa::mail::account {
namespace {

struct Dated {
    std::int64_t date;
    Record record;
    /// The newest first.
    bool operator<(const Dated& other) const {
        return date != other.date ? date > other.date : record > other.record;
    }
};

/// Of one that is alive.
Dated dated(const State& state, Record record) {
    return {state.find_record(record)->internal_date_ms, record};
}

bool belongs(const State& state, Record record, std::optional<MailboxId> mailbox) {
    if (!state.is_shown(record)) return false;
    if (!mailbox) return true;
    const auto held = state.mailboxes_of(record);
    return std::ranges::binary_search(held, *mailbox);
}

std::vector<Record> make(const State& state, std::optional<MailboxId> mailbox) {
    std::vector<Dated> all;
    if (!mailbox) {
        all.reserve(state.records().size());
        for (const RecordInfo& info : state.records()) {
            if (info.shown == 1) all.push_back({info.internal_date_ms, info.number});
        }
    } else if (const Mailbox* box = state.find(*mailbox)) {
        all.reserve(box->entries.size());
        for (const Entry& entry : box->entries) {
            if ((entry.flags & flag_deleted) == 0) all.push_back(dated(state, entry.record));
        }
    }
    // Mail comes in the order of its dates, nearly always.
    std::ranges::reverse(all);
    if (!std::is_sorted(all.begin(), all.end())) std::sort(all.begin(), all.end());
    std::vector<Record> out;
    out.reserve(all.size());
    for (const Dated& item : all) {
        if (out.empty() || out.back() != item.record) out.push_back(item.record);  // twice in one mailbox
    }
    return out;
}

/// `changed` ascends: all that may be elsewhere in the list now.
std::vector<Record> patched(const State& state, const std::vector<Record>& before,
                            const std::vector<Record>& changed, std::optional<MailboxId> mailbox) {
    std::vector<Dated> fresh;
    for (const Record record : changed) {
        if (belongs(state, record, mailbox)) fresh.push_back(dated(state, record));
    }
    std::sort(fresh.begin(), fresh.end());
    std::vector<Record> stay;
    stay.reserve(before.size() + fresh.size());
    std::ranges::copy_if(before, std::back_inserter(stay),
                         [&](Record record) { return !std::ranges::binary_search(changed, record); });
    std::vector<Record> out;
    out.reserve(stay.size() + fresh.size());
    auto from = stay.begin();
    for (const Dated& item : fresh) {
        const auto to = std::partition_point(from, stay.end(),
                                             [&](Record record) { return dated(state, record) < item; });
        out.insert(out.end(), from, to);
        out.push_back(item.record);
        from = to;
    }
    out.insert(out.end(), from, stay.end());
    return out;
}

}  // namespace

Listings::List Listings::by_date(const State& state, std::optional<MailboxId> mailbox) {
    const auto known = std::ranges::find(kept_, mailbox, &Kept::mailbox);
    if (known == kept_.end()) {
        if (kept_.size() == listings_max) kept_.pop_back();
        kept_.push_front(
            {mailbox, state.seq(), std::make_shared<const std::vector<Record>>(make(state, mailbox))});
        return kept_.front().records;
    }
    kept_.splice(kept_.begin(), kept_, known);
    Kept& kept = kept_.front();
    if (kept.seq == state.seq()) return kept.records;
    const auto changed = state.changed_since(kept.seq);
    if (!state.remembers_changes_since(kept.seq) || changed.size() > listing_changes_max) {
        kept.records = std::make_shared<const std::vector<Record>>(make(state, mailbox));
    } else if (!changed.empty()) {
        kept.records =
            std::make_shared<const std::vector<Record>>(patched(state, *kept.records, changed, mailbox));
    }
    kept.seq = state.seq();
    return kept.records;
}

}  // namespace milpa::mail::account
