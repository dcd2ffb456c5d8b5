// SPDX-License-Identifier: AGPL-3.0-or-later
// Items and findings to the events of events/queue.proto, and back. Pure.
#pragma once

#include <optional>

#include "crypto/secret.hpp"
#include "mail/queue/entry.hpp"
#include "queue.pb.h"

namespace milpa::mail::queue {

/// Boxes can be sealed by anybody who can write to the disk; only who has the private half makes tags.
class Tagger {
public:
    explicit Tagger(const crypto::Key& private_half);
    Bytes write(const events::QueueEvent& event) const;
    /// Nothing for what was not written by write() under this key.
    std::optional<events::QueueEvent> read(ByteView entry) const;

private:
    crypto::Key key_;
};

events::Queued to_event(const Item& item);
/// Fails with `corrupt` for what to_event() cannot have made.
Result<Item> to_item(const events::Queued& queued);

events::QueueOutcome to_event(std::uint32_t index, const Recipient& recipient);
/// Takes stage, finding and next try over; the attempts are the caller's.
Result<void> take(const events::QueueOutcome& outcome, Recipient& into);

/// What is kept: visible ASCII and spaces, cut to its limits.
Finding bounded(Finding finding);

}  // namespace milpa::mail::queue
