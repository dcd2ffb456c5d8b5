// SPDX-License-Identifier: AGPL-3.0-or-later
// Mailboxes in the API (RFC 8621 2). A mailbox's name is the last level of its path in the account; what
// stands before it is its parent. So a name has no "/" in it: one that has is refused.
#pragma once

#include <string>
#include <string_view>

#include "jmap/mail/mailbox_counts.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr std::string_view mail_capability = "urn:ietf:params:jmap:mail";

/// Octets of a name (maxSizeMailboxName): four levels of that fit into a path.
inline constexpr std::size_t mailbox_level_octets_max = 240;

inline constexpr Property mailbox_properties[] = {
    {"id", "Id", "Stays the same when the mailbox is renamed or moved.", Property::Who::server},
    {"name", "String", "What people read; without \"/\", and no other of the same parent has it."},
    {"parentId", "Id|null", "The mailbox that it is in; null on the top level."},
    {"role", "String|null",
     "What it is for: inbox, drafts, sent, junk, trash, archive, all, flagged, important."},
    {"sortOrder", "UnsignedInt", "Lower ones are shown first."},
    {"totalEmails", "UnsignedInt", "Emails in it.", Property::Who::server},
    {"unreadEmails", "UnsignedInt", "Those with neither $seen nor $draft.", Property::Who::server},
    {"totalThreads", "UnsignedInt", "Threads of which an email is in it.", Property::Who::server},
    {"unreadThreads", "UnsignedInt", "Those of them with an unread email that would be shown.",
     Property::Who::server},
    {"myRights", "Object", "What the member may do with it.", Property::Who::server},
    {"isSubscribed", "Boolean", "Whether mail programs show it."},
};
inline constexpr Type mailbox_type{"Mailbox", mail_capability, "A named set of emails.", mailbox_properties,
                                   true};

inline constexpr Argument mailbox_query_more[] = {
    {"sortAsTree", "Boolean", "Children follow their parents."},
    {"filterAsTree", "Boolean", "Only those all of whose ancestors match, too."},
};

/// The role of RFC 8621 2, empty for none.
std::string_view role_of(const mail::account::Mailbox& mailbox);
/// Nothing for a role that we do not know, or that cannot be given ("inbox").
std::optional<mail::account::SpecialUse> read_role(std::string_view role);
/// The last level of its path; "Inbox" of INBOX, as people write it.
std::string_view level_name(const mail::account::Mailbox& mailbox);

/// All properties. `counts`: of count_mailboxes().
json::object mailbox_json(const mail::account::State& state, const mail::account::Mailbox& mailbox,
                          const MailboxCounts& counts);

Task<Answer> get_mailboxes(Lent<Context> context, json::object arguments);
Task<Answer> change_mailboxes(Lent<Context> context, json::object arguments);
Task<Answer> query_mailboxes(Lent<Context> context, json::object arguments);
Task<Answer> query_mailbox_changes(Lent<Context> context, json::object arguments);
Task<Answer> set_mailboxes(Lent<Context> context, json::object arguments);

}  // namespace milpa::jmap
