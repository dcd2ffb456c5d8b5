// SPDX-License-Identifier: AGPL-3.0-or-later
// Sending (RFC 8621 7). A submission is taken by the server's outbox at once; one that is to leave later
// waits in the queue and can be called back until then.
#pragma once

#include "jmap/mail/identity.hpp"
#include "jmap/mail/outbox.hpp"
#include "jmap/set.hpp"
#include "jmap/standard.hpp"

namespace milpa::jmap {

inline constexpr Property submission_properties[] = {
    {"id", "Id", "Stays the same.", Property::Who::server},
    {"identityId", "Id", "Whom it is from.", Property::Who::client_once},
    {"emailId", "Id", "The email that is sent.", Property::Who::client_once},
    {"threadId", "Id", "The email's thread.", Property::Who::server},
    {"envelope", "Object|null", "Who it is from and for; else what the email's own fields say.",
     Property::Who::client_once},
    {"sendAt", "UTCDate", "When it leaves, or left.", Property::Who::server},
    {"undoStatus", "String", "pending, final or canceled: what is pending can be set to canceled."},
    {"deliveryStatus", "Object|null", "What has become of it, by recipient; null of what was taken back.",
     Property::Who::server},
    {"dsnBlobIds", "Id[]", "Reports about its delivery that came by mail, the first at first.",
     Property::Who::server},
    {"mdnBlobIds", "Id[]", "What its readers' programs say, as it came by mail.", Property::Who::server},
};
inline constexpr Type submission_type{"EmailSubmission", submission_capability, "An email on its way.",
                                      submission_properties, true};

inline constexpr Argument submission_set_more[] = {
    {"onSuccessUpdateEmail", "Id[PatchObject]|null", "Changes of the email, by submission, once it is sent."},
    {"onSuccessDestroyEmail", "Id[]|null", "Submissions whose email goes, once it is sent."},
};

Task<Answer> get_submissions(Lent<Context> context, json::object arguments);
Task<Answer> change_submissions(Lent<Context> context, json::object arguments);
Task<Answer> query_submissions(Lent<Context> context, json::object arguments);
Task<Answer> query_submission_changes(Lent<Context> context, json::object arguments);
Task<Answer> set_submissions(Lent<Context> context, json::object arguments);

/// What a new EmailSubmission is sent by.
struct SubmissionEnvelope {
    json::object as_json;  ///< RFC 8621 7: Envelope
    OutgoingEnvelope outgoing;
};
/// Of the client's own Envelope. Fails with invalidProperties.
std::expected<SubmissionEnvelope, SetError> read_envelope(const json::object& envelope, WallTime now);
/// Of the fields of the message: `email` has "header:Sender:asAddresses:all", "header:From:asAddresses:all",
/// "to", "cc" and "bcc". `identity`: the address of the identity, where the message has another. Fails with
/// invalidEmail.
std::expected<SubmissionEnvelope, SetError> make_envelope(const json::object& email,
                                                          std::string_view identity);
/// Addresses that are some, not too many, and from whom the member may send. Fails with noRecipients,
/// tooManyRecipients, invalidRecipients, forbiddenMailFrom.
std::expected<void, SetError> check_envelope(const OutgoingEnvelope& envelope, std::size_t recipients_max,
                                             const std::vector<std::string>& own_addresses);

}  // namespace milpa::jmap
