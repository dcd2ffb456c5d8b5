// SPDX-License-Identifier: AGPL-3.0-or-later
// Emails in the API (RFC 8621 4). An Email is a record of the account.
#pragma once

#include "jmap/mail/email_properties.hpp"
#include "jmap/mail/mailbox.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr Property email_type_properties[] = {
    {"id", "Id", "Stays the same whatever mailboxes it is in.", Property::Who::server},
    {"blobId", "Id", "The message itself, as it was received.", Property::Who::server},
    {"threadId", "Id", "The thread that it belongs to.", Property::Who::server},
    {"mailboxIds", "Id[Boolean]", "The mailboxes that it is in: one at least."},
    {"keywords", "String[Boolean]", "$seen, $flagged, $answered, $draft, and what people make themselves."},
    {"size", "UnsignedInt", "Octets of the message.", Property::Who::server},
    {"receivedAt", "UTCDate", "When it came.", Property::Who::client_once},
    {"messageId", "String[]|null", "The Message-ID field.", Property::Who::client_once},
    {"inReplyTo", "String[]|null", "The In-Reply-To field.", Property::Who::client_once},
    {"references", "String[]|null", "The References field.", Property::Who::client_once},
    {"sender", "Object[]|null", "The Sender field.", Property::Who::client_once},
    {"from", "Object[]|null", "The From field.", Property::Who::client_once},
    {"to", "Object[]|null", "The To field.", Property::Who::client_once},
    {"cc", "Object[]|null", "The Cc field.", Property::Who::client_once},
    {"bcc", "Object[]|null", "The Bcc field.", Property::Who::client_once},
    {"replyTo", "Object[]|null", "The Reply-To field.", Property::Who::client_once},
    {"subject", "String|null", "The Subject field.", Property::Who::client_once},
    {"sentAt", "Date|null", "The Date field.", Property::Who::client_once},
    {"headers", "Object[]", "All fields of the header, raw.", Property::Who::server},
    {"bodyStructure", "Object", "The tree of its parts.", Property::Who::client_once},
    {"bodyValues", "Object", "Texts of its parts, by partId.", Property::Who::client_once},
    {"textBody", "Object[]", "Parts to show, plain text where there is a choice.",
     Property::Who::client_once},
    {"htmlBody", "Object[]", "Parts to show, HTML where there is a choice.", Property::Who::client_once},
    {"attachments", "Object[]", "The other parts.", Property::Who::client_once},
    {"hasAttachment", "Boolean", "Whether there is something to be saved.", Property::Who::server},
    {"preview", "String", "How its text begins.", Property::Who::server},
};
inline constexpr Type email_type{"Email", mail_capability, "A message.", email_type_properties, true};

inline constexpr Argument email_body_arguments[] = {
    {"bodyProperties", "String[]|null", "What is told of each part."},
    {"fetchTextBodyValues", "Boolean", "The texts of textBody are wanted."},
    {"fetchHTMLBodyValues", "Boolean", "The texts of htmlBody are wanted."},
    {"fetchAllBodyValues", "Boolean", "The texts of all parts are wanted."},
    {"maxBodyValueBytes", "UnsignedInt", "Octets of one text; 0 for all."},
};

/// As JMAP writes them (RFC 8621 4.1.1): "$seen", and all others in lower case. Sorted.
std::vector<std::string> keywords_json(const mail::account::Flags& flags);
/// Nothing for what is no keyword.
std::optional<mail::account::Flags> read_keyword(std::string_view keyword);

/// What the account knows of a record that is shown.
EmailMeta email_meta(const mail::account::State& state, mail::account::Record record);

Task<Answer> get_emails(Lent<Context> context, json::object arguments);
Task<Answer> change_emails(Lent<Context> context, json::object arguments);
Task<Answer> query_emails(Lent<Context> context, json::object arguments);
Task<Answer> query_email_changes(Lent<Context> context, json::object arguments);
Task<Answer> get_snippets(Lent<Context> context, json::object arguments);

}  // namespace milpa::jmap
