// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_returns.hpp"

#include <fmt/format.h>

#include "jmap/mail/submissions.hpp"
#include "mail/message/extract.hpp"
#include "mail/queue/state.hpp"
#include "mail/smtp/reply.hpp"
#include "server/mail.hpp"

namespace milpa::server {

namespace smtp = mail::smtp;

// What may still be taken back is not forgotten among the submissions: whoever holds as much as they may has
// room left for what is sent at once, as often as they like.
static_assert(2 * mail::queue::held_messages_max <= jmap::submissions_max);

namespace {

/// RFC 8621 7: in the form of SMTP's replies. Our own findings get the codes that they would have there.
std::string reply_of(const mail::queue::Finding& finding) {
    const std::uint16_t own = finding.verdict == smtp::Verdict::temporary ? 451 : 550;
    const smtp::Status& status = finding.status;
    std::string reply = std::to_string(finding.code != 0 ? finding.code : own);
    if (status.kind != 0) reply += fmt::format(" {}.{}.{}", status.kind, status.subject, status.detail);
    return finding.text.empty() ? reply : reply + " " + finding.text;
}

events::RecipientOutcome outcome_of(const mail::queue::Recipient& recipient) {
    using events::RecipientOutcome;
    RecipientOutcome told;
    told.set_address(mail::message::to_text(recipient.written_to.value_or(recipient.address)));
    told.set_reply(reply_of(recipient.last));
    // Who stands behind an alias is not told, and their server's words would name them.
    if (recipient.written_to) {
        mail::queue::Finding finding = recipient.last;
        finding.text = "It leads to another server";
        told.set_reply(reply_of(finding));
    }
    switch (recipient.stage) {
        case mail::queue::Stage::waiting: told.set_delivered(RecipientOutcome::QUEUED); break;
        case mail::queue::Stage::delivered: told.set_delivered(RecipientOutcome::UNKNOWN); break;
        case mail::queue::Stage::failed:
        case mail::queue::Stage::reported: told.set_delivered(RecipientOutcome::NO); break;
    }
    return told;
}

}  // namespace

Result<store::Batch> MailReturns::note(const mail::queue::Note& note) {
    using What = mail::queue::Note::What;
    events::SubmissionNote told;
    told.set_id(note.submission);
    for (const auto& one : note.recipients) *told.add_outcomes() = outcome_of(one);
    told.set_undo(note.what == What::canceled ? events::SUBMISSION_CANCELED : events::SUBMISSION_FINAL);
    return tell(note.member, std::move(told));
}

Result<store::Batch> MailReturns::tell(const MemberId& to, events::SubmissionNote note) const {
    TRY(const auto member, server_->collective().read_member(to));
    events::SubmissionEvent told;
    *told.mutable_noted() = std::move(note);
    events::MailEvent event;
    event.mutable_annexed()->set_kind(static_cast<std::uint32_t>(jmap::submissions_kind));
    event.mutable_annexed()->set_event(told.SerializeAsString());
    store::Batch batch;
    CHECK(server_->store().appender().append({member->vault, member->public_half},
                                             to_bytes(event.SerializeAsString()), batch));
    return batch;
}

MailReturns::MailReturns(Lent<Server> server, Lent<smtp::SendLimits> limits)
    : server_(server),
      limits_(limits),
      outside_(
          {.burst = outside_reports_per_hour, .per_second = outside_reports_per_hour / 3600, .peers_max = 8},
          &server->clock()) {}

Task<Result<store::Batch>> MailReturns::prepare(mail::queue::Report report) {
    const members::Collective& collective = server_->collective();
    members::MemberPointer member;
    if (report.member) {
        auto found = collective.read_member(*report.member);
        if (!found) co_return found.error();
        member = std::move(*found);
    }
    CO_TRY(const bool ours, collective.is_local(report.to.domain));
    if (!member && ours) {
        CO_TRY(const auto address, members::Address::from(report.to.local, report.to.domain));
        CO_TRY(const members::Route route, collective.route(address));
        if (route.members.empty()) co_return fail(ErrorKind::missing, "nobody takes the report");
        member = route.members.front();
    }
    if (!report.member && !outside_.take(net::PeerHash{}))
        co_return fail(ErrorKind::limit, "too many reports to strangers of late");
    // Every delivery begins with its return path; that of a report is empty, so that none answers another.
    constexpr std::string_view return_path = "Return-Path: <>\r\n";
    store::Batch batch;
    store::ObjectWriter writer = server_->store().write_object();
    CO_CHECK(co_await writer.write(as_bytes(return_path)));
    CO_CHECK(co_await writer.write(as_bytes(report.message)));
    CO_TRY(store::ObjectRef object, writer.finish(batch));
    if (!member) {
        mail::queue::QueuedMail queued{.object = std::move(object),
                                       .return_path_octets = return_path.size(),
                                       .sender = {},
                                       .recipients = {report.to},
                                       .written_to = {},
                                       .eight_bit = report.eight_bit,
                                       .utf8 = report.utf8,
                                       .member = {}};
        CO_CHECK(server_->mail().queue().enqueue(std::move(queued), batch));
        co_return std::move(batch);
    }
    // A report is small and says that something is wrong: it is not counted against a quota that may be the
    // reason.
    events::MessageFacts facts = mail::message::extract(std::string(return_path) + report.message);
    CO_CHECK(server_->store().appender().append(
        {member->vault, member->public_half},
        mail::account::delivery_event(batch.refer(object, server_->random()), std::move(facts),
                                      server_->clock().wall()),
        batch));
    co_return std::move(batch);
}

}  // namespace milpa::server
