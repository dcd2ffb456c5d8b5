// SPDX-License-Identifier: AGPL-3.0-or-later
// The state of the queue as a fold of its vault.
#pragma once

#include <functional>

#include "mail/queue/state.hpp"
#include "store/vault.hpp"

namespace milpa::mail::queue {

/// What can be read in the queue's vault, with its key.
struct Readable {
    std::vector<events::QueueItem> items;  ///< as they are now, or were when they left
    std::vector<events::Attempted> tries;  ///< each since the snapshot
};

class QueueFold final : public store::Fold {
public:
    QueueFold(Lent<store::OpenVault> vault, std::shared_ptr<const Tagger> tagger,
              std::shared_ptr<Counts> counts)
        : vault_(vault), tagger_(std::move(tagger)), state_(std::move(counts)) {}

    Result<void> load(ByteView root) override;
    Task<Result<void>> load_pages() override;
    Result<void> apply(store::Seq seq, ByteView event, store::Author author, store::Arrival arrival) override;

    State& state() { return state_; }
    /// Called for each message that is committed while the queue runs.
    void on_queued(std::function<void(const MessageId&)> told) { told_ = std::move(told); }

    /// Whether messages are in the log that are finished.
    bool has_remains() const { return finished_since_ > 0; }
    /// Events that the next start must read.
    std::uint64_t events_since() const { return vault_->seq() - vault_->snapshot_seq(); }
    /// All that can still be read in the vault: what waits, and what has left since the snapshot. Fails as
    /// OpenVault::read_events.
    Task<Result<Readable>> readable();
    /// Finished messages leave the disk. Fails as OpenVault::write_snapshot.
    Task<Result<void>> write_snapshot();

private:
    const Lent<store::OpenVault> vault_;
    const std::shared_ptr<const Tagger> tagger_;
    State state_;
    std::function<void(const MessageId&)> told_;
    std::vector<store::PageNumber> pages_;  // of the snapshot in force
    std::uint64_t finished_since_ = 0;
};

}  // namespace milpa::mail::queue
