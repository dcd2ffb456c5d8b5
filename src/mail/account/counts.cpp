// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/counts.hpp"

#include <algorithm>

#include "base/ensure.hpp"

namespace milpa::mail::account {
namespace {

void sort_unique(std::vector<Record>& items) {
    if (!std::ranges::is_sorted(items)) std::ranges::sort(items);
    const auto repeated = std::ranges::unique(items);
    items.erase(repeated.begin(), repeated.end());
}

std::uint32_t in_both(const std::vector<Record>& one, const std::vector<Record>& other) {
    std::uint32_t count = 0;
    auto at = other.begin();
    for (const Record item : one) {
        at = std::lower_bound(at, other.end(), item);
        count += at != other.end() && *at == item ? 1 : 0;
    }
    return count;
}

/// Of several entries in one mailbox the first one counts.
Uid first_shown(const State& state, const RecordInfo& info, MailboxId mailbox) {
    Uid first = 0;
    state.for_each_place(info, [&](const Place& place) {
        if (first != 0 || place.mailbox != mailbox) return;
        const Entry* entry = state.find(mailbox)->find(place.uid);
        if ((entry->flags & flag_deleted) == 0) first = place.uid;
    });
    return first;
}

}  // namespace

const std::map<MailboxId, MailboxCounts>& Counts::of(const State& state) {
    ensure(state.threads() != nullptr);
    if (seq_ == state.seq()) return counts_;
    counts_.clear();
    const Mailbox* trash = state.find(SpecialUse::trash);
    std::map<MailboxId, std::vector<Record>> threads;
    std::vector<Record> unread_outside;  // threads with an unread message out of the trash, and in it
    std::vector<Record> unread_in_trash;
    for (const auto& [name, id] : state.names()) {
        MailboxCounts& counts = counts_[id];
        std::vector<Record>& here = threads[id];
        const Mailbox& mailbox = *state.find(id);
        here.reserve(mailbox.entries.size());
        for (const Entry& entry : mailbox.entries) {
            if ((entry.flags & flag_deleted) != 0) continue;
            const RecordInfo& info = *state.find_record(entry.record);
            std::uint8_t flags = entry.flags;
            if (info.copied == 1) {
                flags = state.system_flags_of(info);
                if (first_shown(state, info, id) != entry.uid) continue;  // twice in this mailbox
            }
            here.push_back(info.thread);
            ++counts.total_emails;
            if ((flags & (flag_seen | flag_draft)) != 0) continue;
            ++counts.unread_emails;
            (&mailbox == trash ? unread_in_trash : unread_outside).push_back(info.thread);
        }
        sort_unique(here);
        counts.total_threads = static_cast<std::uint32_t>(here.size());
    }
    sort_unique(unread_outside);
    sort_unique(unread_in_trash);
    for (auto& [id, counts] : counts_) {
        const bool is_trash = trash != nullptr && id == trash->id;
        counts.unread_threads = in_both(threads[id], is_trash ? unread_in_trash : unread_outside);
    }
    seq_ = state.seq();
    return counts_;
}

}  // namespace milpa::mail::account
