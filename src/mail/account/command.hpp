// SPDX-License-Identifier: AGPL-3.0-or-later
// What the account's commands share. Included by their sources only.
#pragma once

#include "mail/account/account.hpp"

namespace milpa::mail::account {

/// Keeps room in the quota for messages that are on their way.
class Reserved {
public:
    Reserved(Usage& total, Usage part) : total_(total), part_(part) {
        total_.messages += part_.messages;
        total_.octets += part_.octets;
    }
    ~Reserved() {
        total_.messages -= part_.messages;
        total_.octets -= part_.octets;
    }
    Reserved(const Reserved&) = delete;
    Reserved& operator=(const Reserved&) = delete;

private:
    Usage& total_;
    const Usage part_;
};

inline void write_flags(const Flags& flags, events::FlagSet& to) {
    to.set_system(flags.system);
    for (const std::string& keyword : flags.keywords) to.add_keywords(keyword);
}

inline Error no_mailbox() { return fail(ErrorKind::missing, "no such mailbox"); }

inline Result<void> check_flags(const Flags& flags) {
    for (const std::string& keyword : flags.keywords) {
        if (keyword.empty() || keyword.size() > keyword_octets_max) {
            return fail(ErrorKind::limit, "a keyword that is too long");
        }
    }
    if (flags.keywords.size() > keywords_of_message_max) return fail(ErrorKind::limit, "many keywords");
    return {};
}

}  // namespace milpa::mail::account
