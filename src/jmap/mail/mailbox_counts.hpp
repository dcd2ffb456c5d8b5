// SPDX-License-Identifier: AGPL-3.0-or-later
// How many messages and threads mailboxes have, as JMAP counts them (RFC 8621 2): of all mailboxes at once,
// in two passes over what is in memory. 100,000 messages take a few milliseconds.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "mail/account/state.hpp"

namespace milpa::jmap {

struct MailboxCounts {
    std::uint32_t emails = 0;
    std::uint32_t unread_emails = 0;
    std::uint32_t threads = 0;
    /// Threads in which an email is unread: in the trash only those that are there count, elsewhere only
    /// those that are not in the trash alone.
    std::uint32_t unread_threads = 0;
    bool operator==(const MailboxCounts&) const = default;
};

/// Requires threads that are loaded (Account::need_threads). Mailboxes without messages are not in it.
std::unordered_map<mail::account::MailboxId, MailboxCounts> count_mailboxes(
    const mail::account::State& state);

}  // namespace milpa::jmap
