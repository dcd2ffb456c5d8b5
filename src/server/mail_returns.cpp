// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_returns.hpp"

#include "mail/message/extract.hpp"
#include "server/mail.hpp"

namespace milpa::server {

MailReturns::MailReturns(Lent<Server> server)
    : server_(server),
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
