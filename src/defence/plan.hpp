// SPDX-License-Identifier: AGPL-3.0-or-later
// Deals the secrets of a drill to what a collective does in a day: each kind by its own door. Pure.
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "defence/secrets.hpp"
#include "defence/web_plan.hpp"

namespace milpa::defence {

/// One transaction of SMTP.
struct Posting {
    std::string sender;
    std::vector<std::string> recipients;
    std::vector<std::string> refused;  ///< recipients whom the server must refuse
    std::string text;
};

/// A server brings mail.
struct Delivery {
    std::string client_address;
    std::string hello_name;
    std::vector<Posting> postings;
};

/// A member sends mail out.
struct Submission {
    std::size_t member = 0;
    std::vector<Posting> postings;
};

/// Somebody tries a login that does not exist; each from another place, as from one they would run out.
struct RefusedLogin {
    std::string user, password, client_address;
};

/// A member at their mailboxes.
struct MailboxVisit {
    std::size_t member = 0;
    std::vector<std::string> folders;   ///< to be made, UTF-8
    std::vector<std::string> keywords;  ///< to be set
    std::vector<std::string> drafts;    ///< whole messages
    std::vector<std::string> searches;  ///< words
};

using Visit = std::variant<Delivery, Submission, RefusedLogin, MailboxVisit, WebVisit>;

struct PlannedMember {
    std::string address, name, password, label;
    std::string new_password;          ///< taken at the end
    std::vector<std::string> aliases;  ///< addresses
};

struct Plan {
    std::string domain, name;       ///< of the collective
    std::vector<std::string> page;  ///< words that it says to everybody
    std::vector<PlannedMember> members;
    std::vector<Visit> visits;  ///< in a random order
};

/// Mail to there waits: its host answers nothing. Mail to the other comes back at once (RFC 7505).
inline constexpr std::string_view waiting_domain = "waits.test";
inline constexpr std::string_view refusing_domain = "refuses.test";

Plan make_plan(std::span<const Secret> secrets, Random& random);

}  // namespace milpa::defence
