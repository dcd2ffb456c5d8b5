// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/fold.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace milpa::mail::queue {

namespace {

/// A page holds rows up to this; one that is larger has a page of its own.
constexpr std::size_t page_bytes = 256 * 1024;
constexpr std::size_t recipient_bytes_max = 2 * (message::local_octets_max + message::domain_octets_max) +
                                            reply_text_kept_max + host_kept_max + 100;  // and the framing
static_assert(recipients_max * recipient_bytes_max + 1024 < store::page_bytes_max);
static_assert(page_bytes < store::page_bytes_max);

}  // namespace

Result<void> QueueFold::load(ByteView bytes) {
    events::QueueRoot root;
    if (!root.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return fail(ErrorKind::corrupt, "the queue's root");
    }
    pages_.assign(root.pages().begin(), root.pages().end());
    return {};
}

Task<Result<void>> QueueFold::load_pages() {
    co_return co_await vault_->each_page(
        pages_, [this](store::PageNumber, Bytes page) { return state_.read_page(page); });
}

Result<void> QueueFold::apply(store::Seq, ByteView bytes, store::Author, store::Arrival arrival) {
    // While the queue is stopped its mail comes in boxes: who wrote it is told by the tag alone.
    const auto event = tagger_->read(bytes);
    if (!event) {
        // Sealed to the queue's public half by somebody who has the disk, and not the key.
        log::count("queue.foreign_event");
        return {};
    }
    CHECK(state_.apply(*event));
    if (event->has_finished()) ++finished_since_;
    if (event->has_queued() && arrival == store::Arrival::live && told_) {
        TRY(const auto id, MessageId::from(event->queued().id()));
        told_(id);
    }
    return {};
}

Task<Result<Readable>> QueueFold::readable() {
    // The same fold once more, in which nothing is ever finished.
    Readable found;
    State all(std::make_shared<Counts>());
    const store::Seq until = vault_->seq();
    CO_CHECK(co_await vault_->each_page(
        pages_, [&all](store::PageNumber, Bytes page) { return all.read_page(page); }));
    for (store::Seq from = vault_->snapshot_seq() + 1; from <= until;) {
        CO_TRY(const auto events, co_await vault_->read_events(from, until));
        if (events.empty()) break;
        for (const auto& one : events) {
            const auto event = tagger_->read(one.event);
            if (event && !event->has_finished()) CO_CHECK(all.apply(*event));
            if (event && event->has_attempted()) found.tries.push_back(event->attempted());
        }
        from = events.back().seq + 1;
    }
    for (const auto& [id, item] : all.items()) found.items.push_back(to_row(item));
    std::ranges::sort(found.items, {}, [](const auto& row) { return row.queued().queued_ms(); });
    co_return found;
}

Task<Result<void>> QueueFold::write_snapshot() {
    store::Snapshot snapshot;
    snapshot.upto = vault_->seq();
    const auto finished = finished_since_;
    events::QueueRoot root;
    for (Bytes& page : state_.write_pages(page_bytes)) {
        const store::PageNumber number = vault_->new_page();
        root.add_pages(number);
        snapshot.added.push_back({number, std::move(page)});
    }
    snapshot.root = to_bytes(root.SerializeAsString());
    snapshot.dropped = pages_;
    CO_CHECK(co_await vault_->write_snapshot(std::move(snapshot)));
    pages_.assign(root.pages().begin(), root.pages().end());
    finished_since_ -= finished;
    co_return Result<void>();
}

}  // namespace milpa::mail::queue
