// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/state.hpp"

namespace milpa::mail::queue {

void Counts::add(const Item& item) {
    const std::lock_guard lock(mutex_);
    ++messages_;
    if (!item.member) return;
    OfMember& theirs = by_member_[*item.member];
    ++theirs.messages;
    if (!item.is_held()) return;
    ++theirs.held;
    theirs.held_octets += item.object.size;
}

void Counts::remove(const Item& item) {
    const std::lock_guard lock(mutex_);
    --messages_;
    if (!item.member) return;
    const auto found = by_member_.find(*item.member);
    OfMember& theirs = found->second;
    if (item.is_held()) {
        --theirs.held;
        theirs.held_octets -= item.object.size;
    }
    if (--theirs.messages == 0) by_member_.erase(found);
}

std::uint64_t Counts::messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
}

std::uint64_t Counts::of(const MemberId& member) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_member_.find(member);
    return found == by_member_.end() ? 0 : found->second.messages;
}

bool Counts::may_hold(const MemberId& member, std::uint64_t octets) const {
    if (octets > held_octets_max) return false;
    const std::lock_guard lock(mutex_);
    const auto found = by_member_.find(member);
    if (found == by_member_.end()) return true;
    return found->second.held < held_messages_max && found->second.held_octets <= held_octets_max - octets;
}

Result<void> State::apply(const events::QueueEvent& event) {
    switch (event.kind_case()) {
        case events::QueueEvent::kQueued: return queue(event.queued());
        case events::QueueEvent::kAttempted: return attempt(event.attempted());
        case events::QueueEvent::kFailureReported: return report(event.failure_reported());
        case events::QueueEvent::kDelayNotified: {
            TRY(const auto id, MessageId::from(event.delay_notified().id()));
            if (Item* item = find(id)) item->delay_notified = true;
            return {};
        }
        case events::QueueEvent::kFinished: {
            TRY(const auto id, MessageId::from(event.finished().id()));
            const auto found = items_.find(id);
            if (found == items_.end()) return {};
            counts_->remove(found->second);
            items_.erase(found);
            return {};
        }
        case events::QueueEvent::KIND_NOT_SET: break;
    }
    return fail(ErrorKind::corrupt, "a queue event of no kind");
}

Item* State::find(const MessageId& id) {
    const auto found = items_.find(id);
    return found == items_.end() ? nullptr : &found->second;
}

Result<void> State::add(Item item) {
    const MessageId id = item.id;
    const auto [at, is_new] = items_.emplace(id, std::move(item));
    if (!is_new) return fail(ErrorKind::corrupt, "a message that is queued twice");
    counts_->add(at->second);
    return {};
}

Result<void> State::queue(const events::Queued& queued) {
    TRY(Item item, to_item(queued));
    return add(std::move(item));
}

Result<void> State::attempt(const events::Attempted& attempted) {
    TRY(const auto id, MessageId::from(attempted.id()));
    Item* item = find(id);
    if (item == nullptr) return {};
    for (const auto& outcome : attempted.outcomes()) {
        if (outcome.recipient() >= item->recipients.size()) {
            return fail(ErrorKind::corrupt, "a recipient that is not there");
        }
        Recipient& recipient = item->recipients[outcome.recipient()];
        CHECK(take(outcome, recipient));
        ++recipient.attempts;
    }
    item->attempted_ms = attempted.at_ms();
    return {};
}

Result<void> State::report(const events::FailureReported& reported) {
    TRY(const auto id, MessageId::from(reported.id()));
    Item* item = find(id);
    if (item == nullptr) return {};
    for (const auto index : reported.recipients()) {
        if (index >= item->recipients.size()) {
            return fail(ErrorKind::corrupt, "a recipient that is not there");
        }
        item->recipients[index].stage = Stage::reported;
    }
    return {};
}

// ---- snapshots

events::QueueItem to_row(const Item& item) {
    events::QueueItem row;
    *row.mutable_queued() = to_event(item);
    for (std::uint32_t i = 0; i < item.recipients.size(); ++i) {
        const Recipient& recipient = item.recipients[i];
        if (recipient.attempts == 0) continue;
        *row.add_outcomes() = to_event(i, recipient);
        row.add_attempts(recipient.attempts);
    }
    row.set_attempted_ms(item.attempted_ms);
    row.set_delay_notified(item.delay_notified);
    return row;
}

Result<Item> from_row(const events::QueueItem& row) {
    TRY(Item item, to_item(row.queued()));
    if (row.outcomes().size() != row.attempts().size()) {
        return fail(ErrorKind::corrupt, "a row of the queue that is none");
    }
    for (int i = 0; i < row.outcomes().size(); ++i) {
        const auto& outcome = row.outcomes(i);
        if (outcome.recipient() >= item.recipients.size()) {
            return fail(ErrorKind::corrupt, "a recipient that is not there");
        }
        CHECK(take(outcome, item.recipients[outcome.recipient()]));
        item.recipients[outcome.recipient()].attempts = row.attempts(i);
    }
    item.attempted_ms = row.attempted_ms();
    item.delay_notified = row.delay_notified();
    return item;
}

std::vector<Bytes> State::write_pages(std::size_t page_bytes) const {
    std::vector<Bytes> pages;
    events::QueuePage page;
    std::size_t size = 0;
    const auto close_page = [&] {
        if (page.items().empty()) return;
        pages.push_back(to_bytes(page.SerializeAsString()));
        page.Clear();
        size = 0;
    };
    for (const auto& [id, item] : items_) {
        auto row = to_row(item);
        const std::size_t row_size = row.ByteSizeLong();
        if (size + row_size > page_bytes) close_page();
        size += row_size;
        *page.add_items() = std::move(row);
    }
    close_page();
    return pages;
}

Result<void> State::read_page(ByteView bytes) {
    events::QueuePage page;
    if (!page.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return fail(ErrorKind::corrupt, "a page of the queue that is none");
    }
    for (const auto& row : page.items()) {
        TRY(Item item, from_row(row));
        CHECK(add(std::move(item)));
    }
    return {};
}

}  // namespace milpa::mail::queue
