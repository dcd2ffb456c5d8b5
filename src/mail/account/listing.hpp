// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages by the date at which they were received, the newest first: what most lists of mail begin with.
// Sorting 100,000 takes 10 ms, so the last lists are kept, and only what changed is put in its place.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "mail/account/state.hpp"

namespace milpa::mail::account {

/// Lists that are kept; 4 octets a message each.
inline constexpr std::size_t listings_max = 4;
/// Records that changed since: beyond, a list is made anew.
inline constexpr std::size_t listing_changes_max = 2'000;

class Listings {
public:
    using List = std::shared_ptr<const std::vector<Record>>;

    /// Records that JMAP shows, in one mailbox or in all; of one date the higher number first. What was
    /// returned never changes. Empty for a mailbox that is not there.
    List by_date(const State& state, std::optional<MailboxId> mailbox);

private:
    struct Kept {
        std::optional<MailboxId> mailbox;
        std::uint64_t seq;
        List records;
    };
    std::list<Kept> kept_;  // the last one used first
};

}  // namespace milpa::mail::account
