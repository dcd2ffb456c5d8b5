// SPDX-License-Identifier: AGPL-3.0-or-later
// Ids and states of mail in the API: numbers of the account, with a letter that says of what.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail/account/changes.hpp"
#include "mail/account/mailbox.hpp"

namespace milpa::jmap {

std::string email_id(mail::account::Record record);
std::string thread_id(mail::account::Record thread);
std::string mailbox_id(mail::account::MailboxId id);
/// Nothing for what these never gave.
std::optional<mail::account::Record> read_email_id(std::string_view text);
std::optional<mail::account::Record> read_thread_id(std::string_view text);
std::optional<mail::account::MailboxId> read_mailbox_id(std::string_view text);

/// A whole state is what state_text() gives (standard.hpp); one in the middle of what changed has more.
std::string position_text(const mail::account::Position& position);
std::optional<mail::account::Position> read_position(std::string_view text);

}  // namespace milpa::jmap
