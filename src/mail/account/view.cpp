// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/view.hpp"

#include <algorithm>

#include "base/ensure.hpp"

namespace milpa::mail::account {

View::View(State& state, MailboxId mailbox, std::function<void()> on_change)
    : state_(state), id_(mailbox), on_change_(std::move(on_change)) {
    const Mailbox* now = state_.find(id_);
    gone_ = now == nullptr || !now->selectable;
    uid_validity_ = gone_ ? 0 : now->uid_validity;
    told_next_ = gone_ ? 1 : now->uid_next;
    state_.listen(this);
}

View::~View() { state_.unlisten(this); }

const Mailbox* View::mailbox() const { return gone_ ? nullptr : state_.find(id_); }

std::uint32_t View::exists() const {
    const Mailbox* now = mailbox();
    const std::size_t there = now == nullptr ? 0 : now->lower_bound(told_next_);
    return static_cast<std::uint32_t>(there + expunged_.size());
}

std::uint32_t View::sequence_of(Uid uid) const {
    if (uid >= told_next_ || uid == 0) return 0;
    const Mailbox* now = mailbox();
    const std::size_t below = now == nullptr ? 0 : now->lower_bound(uid);
    const bool there = now != nullptr && below < now->entries.size() && now->entries[below].uid == uid;
    if (!there && !expunged_.contains(uid)) return 0;
    return static_cast<std::uint32_t>(below + expunged_.count_below(uid) + 1);
}

Uid View::uid_of(std::uint32_t sequence) const {
    if (sequence == 0 || sequence > exists()) return 0;
    const Mailbox* now = mailbox();
    const std::size_t rank = sequence - 1;
    const std::size_t there = now == nullptr ? 0 : now->lower_bound(told_next_);
    if (expunged_.empty()) return now->entries[rank].uid;
    // The first entry of that rank or a higher one, counting what was expunged before it.
    std::size_t low = 0;
    std::size_t high = there;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (middle + expunged_.count_below(now->entries[middle].uid) < rank) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < there && low + expunged_.count_below(now->entries[low].uid) == rank) {
        return now->entries[low].uid;
    }
    std::uint64_t left = rank - low;  // of the expunged ones
    for (const auto& range : expunged_.ranges()) {
        const std::uint64_t length = std::uint64_t{range.last} - range.first + 1;
        if (left < length) return static_cast<Uid>(range.first + left);
        left -= length;
    }
    ensure(false);
    return 0;
}

UidSet View::uids_of(const UidSet& sequences) const {
    UidSet uids;
    const std::uint32_t last_sequence = exists();
    const Mailbox* now = mailbox();
    for (const auto& range : sequences.ranges()) {
        const std::uint32_t last = std::min(range.last, last_sequence);
        if (range.first > last) break;
        const Uid first_uid = uid_of(range.first);
        const Uid last_uid = uid_of(last);
        // Between them lie exactly the entries and the expunged ones of that span.
        UidSet part = expunged_.intersect(UidSet::range(first_uid, last_uid));
        UidSet there;
        if (now != nullptr) {
            for (std::size_t at = now->lower_bound(first_uid);
                 at < now->entries.size() && now->entries[at].uid <= last_uid; ++at) {
                there.add(now->entries[at].uid);
            }
        }
        part.add(there);
        uids.add(part);
    }
    return uids;
}

bool View::has_changes() const {
    if (!expunged_.empty() || !flagged_.empty()) return true;
    if (gone_) return !told_gone_;
    const Mailbox* now = mailbox();
    return !now->entries.empty() && now->entries.back().uid >= told_next_;
}

Changes View::take(Expunges expunges) {
    Changes changes;
    if (expunges == Expunges::told && !expunged_.empty()) {
        // Uids of one range that were all told as existing have sequence numbers without gap.
        const Mailbox* now = mailbox();
        std::uint32_t gone_before = 0;
        for (const auto& range : expunged_.ranges()) {
            const std::size_t there = now == nullptr ? 0 : now->lower_bound(range.first);
            const auto first = static_cast<std::uint32_t>(there) + gone_before + 1;
            const std::uint32_t length = range.last - range.first + 1;
            for (std::uint32_t n = 0; n < length; ++n) changes.expunged_sequence.push_back(first + n);
            gone_before += length;
        }
        std::ranges::reverse(changes.expunged_sequence);
        changes.expunged = std::move(expunged_);
        expunged_.clear();
    }
    if (gone_) {
        told_gone_ = true;
        flagged_.clear();
        return changes;
    }
    const Mailbox* now = mailbox();
    changes.flagged = now->existing(flagged_);
    flagged_.clear();
    if (!now->entries.empty() && now->entries.back().uid >= told_next_) {
        told_next_ = now->uid_next;
        changes.exists = exists();
    }
    return changes;
}

void View::forget_flagged(const UidSet& uids) { flagged_ = flagged_.without(uids); }

void View::wake(bool had_changes) {
    if (!had_changes && on_change_ && has_changes()) on_change_();
}

void View::on_added(const Mailbox& mailbox, const UidSet& uids) {
    if (gone_ || mailbox.id != id_) return;
    // The entries are there already: there was news before if one of them was news before these.
    const std::size_t first_new = mailbox.lower_bound(told_next_);
    const bool had_changes =
        !expunged_.empty() || !flagged_.empty() ||
        (first_new < mailbox.entries.size() && mailbox.entries[first_new].uid < uids.first());
    wake(had_changes);
}

void View::on_flagged(const Mailbox& mailbox, const UidSet& uids) {
    if (gone_ || mailbox.id != id_) return;
    const bool had_changes = has_changes();
    if (told_next_ > 1) flagged_.add(uids.intersect(UidSet::range(1, told_next_ - 1)));
    if (flagged_.ranges().size() > flagged_ranges_max) {
        flagged_ = UidSet::range(flagged_.first(), flagged_.last());
    }
    wake(had_changes);
}

void View::on_expunged(const Mailbox& mailbox, const UidSet& uids) {
    if (gone_ || mailbox.id != id_) return;
    const bool had_changes = has_changes();
    if (told_next_ > 1) expunged_.add(uids.intersect(UidSet::range(1, told_next_ - 1)));
    flagged_ = flagged_.without(uids);
    wake(had_changes);
}

void View::on_mailboxes() {
    if (gone_) return;
    const Mailbox* now = state_.find(id_);
    if (now != nullptr && now->selectable && now->uid_validity == uid_validity_) return;
    const bool had_changes = !expunged_.empty() || !flagged_.empty();
    // A mailbox with another UIDVALIDITY is another mailbox: all that the client knows of it is void.
    if (now != nullptr && told_next_ > 1) {
        expunged_.add(now->existing(UidSet::range(1, told_next_ - 1)));
    }
    gone_ = true;
    wake(had_changes);
}

void View::on_seq(std::uint64_t /*seq*/) {}

}  // namespace milpa::mail::account
