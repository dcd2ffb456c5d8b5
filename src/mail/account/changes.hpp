// SPDX-License-Identifier: AGPL-3.0-or-later
// What changed since a state: RFC 8620 5.2 for messages (Email), threads and mailboxes.
//
// Changes are told in the order of their last event and then of the number, the oldest first. A Position says
// how far a client has got in that order. A plain state is a Position at the end of an event; where `max`
// cuts, the new one may lie within an event (one that flagged 100,000 messages), and it keeps what the client
// had seen whole when it began, so that what is new to the client is told as created.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/account/mailbox.hpp"

namespace milpa::mail::account {

class State;
class Threads;

/// As a JMAP state: "17", or "17-5-12" (seq, number, base) in the middle of what changed.
struct Position {
    std::uint64_t seq = 0;
    std::uint32_t number = UINT32_MAX;  ///< of the event `seq` all up to this record (mailbox) is known
    std::uint64_t base = 0;             ///< the last state that was whole

    /// The state after an event.
    static Position at(std::uint64_t seq) { return {seq, UINT32_MAX, seq}; }
    bool operator==(const Position&) const = default;
};
std::string to_text(const Position& position);
/// Nothing when it is none.
std::optional<Position> parse_position(std::string_view text);

template <class Id>
struct ChangesOf {
    std::vector<Id> created;    ///< there, and new to the client
    std::vector<Id> updated;    ///< there
    std::vector<Id> destroyed;  ///< gone
    Position position;          ///< where the client is with these
    bool has_more = false;
};

using RecordChanges = ChangesOf<Record>;
/// Ids of threads are numbers of their first records.
using ThreadChanges = ChangesOf<Record>;
struct MailboxChanges : ChangesOf<MailboxId> {
    /// RFC 8621 2.2: of all that are `updated` nothing but counts of messages or threads changed.
    bool only_counts = false;
};

/// They fail with `missing` where the state is too old (tombstones were dropped since) or of no time of this
/// account: RFC 8620 5.2 cannotCalculateChanges. `max`: ids in all, 1 at least.
Result<RecordChanges> record_changes(const State& state, Position since, std::size_t max);
/// A thread's own content is the list of its messages: flags do not change it. Requires threads that are
/// looked up (Account::threads). Not cut within a thread.
Result<ThreadChanges> thread_changes(const State& state, const Threads& threads, Position since,
                                     std::size_t max);
/// Counts of threads in one mailbox change with flags of messages in another, so it requires threads.
Result<MailboxChanges> mailbox_changes(const State& state, const Threads& threads, Position since,
                                       std::size_t max);

}  // namespace milpa::mail::account
