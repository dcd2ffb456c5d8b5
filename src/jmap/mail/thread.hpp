// SPDX-License-Identifier: AGPL-3.0-or-later
// Threads in the API (RFC 8621 3).
#pragma once

#include "jmap/mail/mailbox.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr Property thread_properties[] = {
    {"id", "Id", "Stays the same as long as an email of it is there.", Property::Who::server},
    {"emailIds", "Id[]", "Its emails, the one received first comes first.", Property::Who::server},
};
inline constexpr Type thread_type{"Thread", mail_capability, "Emails that answer each other.",
                                  thread_properties, true};

/// The emails of a thread that are shown, by receivedAt and then by number. Requires threads that are loaded.
std::vector<mail::account::Record> thread_emails(const mail::account::State& state,
                                                 mail::account::Record thread);

Task<Answer> get_threads(Lent<Context> context, json::object arguments);
Task<Answer> change_threads(Lent<Context> context, json::object arguments);

}  // namespace milpa::jmap
