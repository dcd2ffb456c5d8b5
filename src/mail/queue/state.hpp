// SPDX-License-Identifier: AGPL-3.0-or-later
// What the events of the queue amount to. Pure; on the queue's thread.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "mail/queue/codec.hpp"

namespace milpa::mail::queue {

/// What one member may have the queue hold, for a month at most: messages, and octets of all of them. Beyond,
/// enqueue() fails with `limit`. It lies in no vault of theirs, so their quota does not count it.
inline constexpr std::uint64_t held_messages_max = 500;
inline constexpr std::uint64_t held_octets_max = 1024ULL * 1024 * 1024;

/// What other threads ask of the queue: how many messages there are, and whose.
class Counts {
public:
    void add(const Item& item);
    void remove(const Item& item);
    std::uint64_t messages() const;
    std::uint64_t of(const MemberId& member) const;
    /// Whether one more of so many octets may be held for the member. What is being committed is not counted
    /// yet: as many more may come in as they have requests under way.
    bool may_hold(const MemberId& member, std::uint64_t octets) const;

private:
    struct OfMember {
        std::uint64_t messages = 0, held = 0, held_octets = 0;
    };
    mutable std::mutex mutex_;  // guards what follows
    std::uint64_t messages_ = 0;
    std::unordered_map<MemberId, OfMember> by_member_;
};

class State {
public:
    explicit State(std::shared_ptr<Counts> counts) : counts_(std::move(counts)) {}

    /// Events about messages that are not there (any more) mean nothing. Fails with `corrupt`.
    Result<void> apply(const events::QueueEvent& event);

    /// Null when it is not there. Valid until it is finished.
    Item* find(const MessageId& id);
    std::unordered_map<MessageId, Item>& items() { return items_; }
    const std::unordered_map<MessageId, Item>& items() const { return items_; }

    /// The state as pages of a snapshot, each at most about `page_bytes`.
    std::vector<Bytes> write_pages(std::size_t page_bytes) const;
    Result<void> read_page(ByteView page);

private:
    Result<void> queue(const events::Queued& queued);
    Result<void> attempt(const events::Attempted& attempted);
    Result<void> report(const events::FailureReported& reported);
    Result<void> add(Item item);

    std::shared_ptr<Counts> counts_;
    std::unordered_map<MessageId, Item> items_;
};

/// The one row of a message, for snapshots.
events::QueueItem to_row(const Item& item);
Result<Item> from_row(const events::QueueItem& row);

}  // namespace milpa::mail::queue
