// SPDX-License-Identifier: AGPL-3.0-or-later
// What this server, unlocked and in the hands of whoever runs it, could be made to hand over about a member:
// all of it, in plain words; and what it could not. The lines are made from the member's record by a table
// with one row a field of events/members.proto and events/queue.proto; a test reads these and fails when a
// field has no row, so that nothing new is ever stored about a member without being told here. What was
// changed lies in the log until the next snapshot: that is told, too. A drill compares the whole with every
// octet of the two vaults that k keyholders can open.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "members/collective.hpp"
#include "queue.pb.h"

namespace milpa::members {

struct HeldLine {
    std::string field;  ///< "Member.addresses"; empty for what is no field of a record
    std::string what;   ///< "Address"
    std::string value;  ///< "ana@example.org"
};
struct HeldSection {
    std::string title;
    std::vector<HeldLine> lines;
};
struct Held {
    std::vector<HeldSection> sections;
    std::vector<std::string> cannot;  ///< sentences: what no one can be made to hand over
    std::string text() const;         ///< the whole, for a terminal
};

/// What only other parts of the server know.
struct HeldElsewhere {
    /// All that the queue's vault holds (mail/queue/queue.hpp: readable()); what names the member is told.
    std::vector<events::QueueItem> queue;
    std::vector<events::Attempted> tries;
    std::uint64_t sessions_open = 0;       ///< now; while there are any, the member's key is in memory
    std::uint64_t recipients_of_late = 0;  ///< to how many they wrote within the hour, as the limit knows it
    std::string_view (*reason)(std::uint32_t) = nullptr;  ///< QueueOutcome.reason in words
};

/// Fails with `missing`, `closed` (locked), `io`. Reads the sizes of the member's sealed rows from the disk.
Task<Result<Held>> held(Lent<Collective> collective, std::string address, HeldElsewhere elsewhere);

/// One row of the table: a field of a message that says something about members, and how it is told.
struct HeldField {
    std::string_view field;  ///< "Opener.label"
    std::string_view what;   ///< in plain words
};
std::span<const HeldField> held_fields();

}  // namespace milpa::members
