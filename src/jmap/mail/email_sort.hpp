// SPDX-License-Identifier: AGPL-3.0-or-later
// Sorts of Email/query (RFC 8621 4.4.2).
#pragma once

#include <vector>

#include "jmap/query.hpp"
#include "mail/account/account.hpp"

namespace milpa::jmap {

extern const std::span<const std::string_view> email_sorts;
extern const std::span<const Argument> email_sort_members;

/// Nothing where a comparator lacks the keyword that it needs.
bool is_sort_whole(const std::vector<Comparator>& sort);
/// A comparator that looks at whole threads.
bool sorts_by_threads(const std::vector<Comparator>& sort);

/// `records` come by date, the newest first, and are sorted; what is equal stays in that order. Lets others
/// on the thread go on now and then. Requires threads that are loaded where the sort looks at them. Fails as
/// Account::records_facts.
Task<Result<std::vector<mail::account::Record>>> sort_emails(Lent<mail::account::Account> account,
                                                             Lent<const std::vector<Comparator>> sort,
                                                             std::vector<mail::account::Record> records);

}  // namespace milpa::jmap
