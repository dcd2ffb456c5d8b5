// SPDX-License-Identifier: AGPL-3.0-or-later
// What the queue asks of the house (mail/queue/queue.hpp): reports about mail that could not be delivered,
// into the vault of the member who sent it, or back into the queue where the sender is elsewhere; notes of
// what became of a submission; and whether held mail may leave (mail_release.hpp).
#pragma once

#include "mail/queue/queue.hpp"
#include "mail/smtp/send_limits.hpp"
#include "net/limits.hpp"
#include "server/server.hpp"
#include "submissions.pb.h"

namespace milpa::server {

/// Reports to who is no member: their address may be forged, and its owner has written nothing. At most twice
/// as many leave in an hour, of the whole server; beyond that they wait (`limit`): nothing that was taken is
/// lost without a word.
inline constexpr double outside_reports_per_hour = 10;

/// One for the server. Any thread.
class MailReturns final : public mail::queue::Returns {
public:
    MailReturns(Lent<Server> server, Lent<mail::smtp::SendLimits> limits);
    Task<Result<store::Batch>> prepare(mail::queue::Report report) override;
    Result<store::Batch> note(const mail::queue::Note& note) override;
    /// A batch that writes the note into the member's vault. Fails with `missing` where the member is gone.
    Result<store::Batch> tell(const MemberId& member, events::SubmissionNote note) const;
    Task<Result<void>> release(mail::queue::QueuedMail mail, store::Batch end) override;
    Result<void> check_held(const mail::queue::Item& item) const override;

private:
    const Lent<Server> server_;
    const Lent<mail::smtp::SendLimits> limits_;
    net::TokenBuckets outside_;  // one bucket, for all
};

}  // namespace milpa::server
