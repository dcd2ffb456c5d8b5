// SPDX-License-Identifier: AGPL-3.0-or-later
// Email/set, Email/import, Email/copy and Email/parse (RFC 8621 4.6 to 4.9).
#pragma once

#include "jmap/context.hpp"
#include "jmap/set.hpp"

namespace milpa::jmap {

inline constexpr Argument import_arguments[] = {
    {"accountId", "Id", "Whose emails these will be.", true},
    {"ifInState", "String|null", "The state that the emails must be in; else stateMismatch."},
    {"emails", "Id[Object]", "By creation id: blobId, mailboxIds, keywords, receivedAt.", true},
};
inline constexpr Argument parse_arguments[] = {
    {"accountId", "Id", "Whose blobs these are.", true},
    {"blobIds", "Id[]", "Messages to look into.", true},
    {"properties", "String[]|null", "Those wanted."},
};

/// All updates and destructions of a call are one event: all of them, or those that nothing stands in the way
/// of, happen at once.
Task<Answer> set_emails(Lent<Context> context, json::object arguments);
Task<Answer> import_emails(Lent<Context> context, json::object arguments);
Task<Answer> parse_emails(Lent<Context> context, json::object arguments);

}  // namespace milpa::jmap
