// SPDX-License-Identifier: AGPL-3.0-or-later
// A message on its way into the account: from Email/set, Email/import, or what follows them.
#pragma once

#include "jmap/context.hpp"
#include "jmap/set.hpp"
#include "mail/message/extract.hpp"

namespace milpa::jmap {

/// What becomes of a message in the account, checked already.
struct EmailPlace {
    std::vector<mail::account::MailboxId> mailboxes;
    mail::account::Flags flags;
    std::int64_t received_ms = 0;
};

/// Of `mailboxIds`, `keywords` and `receivedAt`, whose ids are real. Fails with invalidProperties,
/// tooManyMailboxes, tooManyKeywords. `now` where no date is given.
std::expected<EmailPlace, SetError> read_place(const mail::account::State& state, const json::object& email,
                                               WallTime now);
/// RFC 8621 4.1.1; the values must be true.
std::expected<mail::account::Flags, SetError> read_keywords(const json::value& value);
std::expected<std::vector<mail::account::MailboxId>, SetError> read_mailboxes(
    const mail::account::State& state, const json::value& value);

/// Takes the octets of one message. Dropped before keep(), it leaves nothing behind.
class IncomingEmail {
public:
    explicit IncomingEmail(Lent<Context> context);

    /// Fails with tooLarge beyond Limits::upload_octets_max.
    Task<std::expected<void, SetError>> write(std::string octets);
    std::uint64_t size() const { return writer_.size(); }
    /// The id, blobId, threadId and size of the Email. Fails with overQuota, invalidProperties (a mailbox
    /// went meanwhile).
    Task<std::expected<json::object, SetError>> keep(EmailPlace place);

private:
    const Lent<Context> context_;
    store::ObjectWriter writer_;
    mail::message::Extractor extractor_;
};

/// Whether a header begins there: RFC 5322 wants a field first.
bool looks_like_message(std::string_view beginning);

}  // namespace milpa::jmap
