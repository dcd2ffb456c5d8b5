// SPDX-License-Identifier: AGPL-3.0-or-later
// Counts of messages and threads in mailboxes, as RFC 8621 2 wants them.
#pragma once

#include <map>

#include "mail/account/state.hpp"

namespace milpa::mail::account {

/// What bears \Deleted counts nowhere; unread is what has neither \Seen nor \Draft.
struct MailboxCounts {
    std::uint32_t total_emails = 0;
    std::uint32_t unread_emails = 0;
    std::uint32_t total_threads = 0;
    /// Threads of the mailbox in which some message is unread, wherever that one is; but messages in the
    /// trash alone count only for the trash, and those outside only outside.
    std::uint32_t unread_threads = 0;
    bool operator==(const MailboxCounts&) const = default;
};

/// Counts all mailboxes in one pass (some 10 ms for 100,000 messages), and remembers them until something
/// happens.
class Counts {
public:
    /// Requires threads (Account::need_threads). Valid until the next call.
    const std::map<MailboxId, MailboxCounts>& of(const State& state);

private:
    std::map<MailboxId, MailboxCounts> counts_;
    std::uint64_t seq_ = 0;  // for which they hold; 0: none
};

}  // namespace milpa::mail::account
