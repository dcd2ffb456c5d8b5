// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_delivery.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "mail/queue/queue.hpp"
#include "mail/queue/report.hpp"
#include "mail/smtp/reply.hpp"
#include "server/mail.hpp"
#include "server/mail_returns.hpp"
#include "server/pusher.hpp"

namespace milpa::server {

namespace smtp = mail::smtp;

namespace {

Result<members::Route> route_of(const members::Collective& collective, const smtp::Mailbox& address) {
    std::string domain = address.domain;
    if (domain.empty()) {
        TRY(const auto domains, collective.domains());
        domain = domains.front();
    }
    TRY(const auto parsed, members::Address::from(address.local, domain));
    return collective.route(parsed);
}

}  // namespace

Result<Destinations> follow(const members::Collective& collective, const smtp::Envelope& envelope,
                            std::vector<std::size_t> nobody) {
    Destinations all;
    all.nobody = std::move(nobody);
    std::unordered_map<MemberId, std::size_t> inside;
    std::unordered_map<std::string, std::size_t> outside;
    // Reports name the first. A submission is told of each; what a session takes of memory is promised.
    const bool each = !envelope.submission.empty();
    const auto add_to = [each](Destinations::Recipients& recipients, std::size_t recipient) {
        if (each || recipients.empty()) recipients.push_back(static_cast<std::uint32_t>(recipient));
    };
    const auto add_inside = [&](members::MemberPointer member, std::size_t recipient) {
        if (member->suspended()) return;
        const auto [at, is_new] = inside.emplace(member->id, all.members.size());
        if (is_new) all.members.push_back({std::move(member), {}});
        add_to(all.members[at->second].recipients, recipient);
    };
    const auto add_outside = [&](std::string address, std::size_t recipient, bool is_alias) {
        const auto [at, is_new] = outside.emplace(address, all.outside.size());
        if (is_new) all.outside.push_back({std::move(address), recipient, {}});
        auto& one = all.outside[at->second];
        if (!is_alias) one.alias.reset();
        add_to(one.recipients, recipient);
    };
    for (std::size_t i = 0; i < envelope.recipients.size(); ++i) {
        if (std::ranges::find(all.nobody, i) != all.nobody.end()) continue;
        const smtp::Recipient& recipient = envelope.recipients[i];
        if (!recipient.vault) {
            add_outside(mail::message::to_text(recipient.address), i, false);
            continue;
        }
        TRY(members::Route route, route_of(collective, recipient.address));
        for (auto& member : route.members) add_inside(std::move(member), i);
        for (auto& address : route.outside) add_outside(std::move(address), i, true);
    }
    if (all.members.empty() && all.outside.empty())
        return fail(ErrorKind::missing, "nobody is left to deliver to");
    return all;
}

namespace {

/// As small as it is, for as long as the message comes.
smtp::Envelope trimmed(smtp::Envelope envelope) {
    envelope.recipients.shrink_to_fit();
    return envelope;
}

}  // namespace

Delivery::Delivery(Lent<Server> server, smtp::Envelope envelope, Destinations destinations, store::Batch with)
    : server_(server),
      envelope_(trimmed(std::move(envelope))),
      destinations_(std::move(destinations)),
      with_(std::move(with)),
      writer_(server->store().write_object()) {}

Task<Result<void>> Delivery::write(ByteView octets) {
    const std::string_view text = as_text(octets);
    beginning_ += text.substr(0, beginning_octets_max - beginning_.size());
    extractor_.feed(text);
    co_return co_await writer_.write(octets);
}

/// Members as they are now: the content may have taken its time.
Result<void> Delivery::look_again() {
    std::vector<Destinations::Inside> present;
    std::map<std::size_t, Lack> gone;
    for (const std::size_t recipient : destinations_.nobody) gone.emplace(recipient, Lack::mailbox);
    for (auto& inside : destinations_.members) {
        auto now = server_->collective().read_member(inside.member->id);
        if (!now && now.error().kind != ErrorKind::missing) return now.error();
        if (now && !(*now)->suspended()) {
            present.push_back({std::move(*now), std::move(inside.recipients)});
        } else {
            for (const std::size_t recipient : inside.recipients) gone.emplace(recipient, Lack::mailbox);
        }
    }
    // An alias that leads to others still does not lack them.
    for (const auto& inside : present) {
        for (const std::size_t recipient : inside.recipients) gone.erase(recipient);
    }
    for (const auto& one : destinations_.outside) {
        if (one.alias) gone.erase(*one.alias);
    }
    destinations_.members = std::move(present);
    lacks_ = std::move(gone);
    return {};
}

/// Counts the message for each member, and leaves out those who have no room.
Result<std::vector<members::Charge>> Delivery::charge(store::Batch& batch) {
    std::vector<members::Charge> charges;
    std::vector<Destinations::Inside> charged;
    for (auto& inside : destinations_.members) {
        const auto& member = inside.member;
        auto charge = server_->collective().usage().charge(member->vault, member->data.quota_bytes(),
                                                           {.bytes = writer_.size(), .messages = 1}, batch);
        if (charge) {
            charges.push_back(std::move(*charge));
            charged.push_back(std::move(inside));
        } else if (charge.error().kind == ErrorKind::limit) {
            for (const std::size_t recipient : inside.recipients) lacks_[recipient] = Lack::room;
        } else {
            return charge.error();
        }
    }
    destinations_.members = std::move(charged);
    return charges;
}

/// Everything that the message means, in one batch.
Result<void> Delivery::fill(store::Batch& batch) {
    const auto& members = destinations_.members;
    // First: what the extractor holds goes before the last chunk is sealed.
    mail::message::StoredFacts facts = extractor_.finish_stored();
    TRY(const store::ObjectRef object, writer_.finish(batch));
    if (facts.octets.size() * members.size() > events_octets_max) facts.drop_words();
    const auto shared = std::make_shared<const std::string>(std::move(facts.octets));
    if (shared->size() * members.size() > 2 * events_octets_max)
        return fail(ErrorKind::limit, "too many members for one message of that kind");
    const WallTime now = server_->clock().wall();
    for (const auto& inside : members) {
        const members::MemberRecord& member = *inside.member;
        Bytes own = mail::account::delivery_head(batch.refer(object, server_->random()), now, shared->size());
        CHECK(server_->store().appender().append({member.vault, member.public_half}, std::move(own), batch,
                                                 shared));
    }
    return queue(object, batch);
}

/// One message of the queue for as many recipients as it takes.
Result<void> Delivery::queue(const store::ObjectRef& object, store::Batch& batch) {
    std::span<const Destinations::Outside> left = destinations_.outside;
    while (!left.empty()) {
        mail::queue::QueuedMail queued{.object = object.copy(),
                                       .return_path_octets = envelope_.return_path_octets,
                                       .sender = envelope_.sender,
                                       .recipients = {},
                                       .written_to = {},
                                       .eight_bit = envelope_.eight_bit,
                                       .utf8 = envelope_.utf8,
                                       .member = envelope_.member,
                                       .hold_until_ms = envelope_.hold_until_ms,
                                       .submission = envelope_.submission,
                                       .asked = envelope_.asked};
        const auto now = left.first(std::min(left.size(), mail::queue::recipients_max));
        for (const auto& one : now) {
            TRY(auto mailbox, mail::message::parse_mailbox(one.address));
            queued.recipients.push_back(std::move(mailbox));
            auto& written_to = queued.written_to.emplace_back();
            if (one.alias) written_to = envelope_.recipients[*one.alias].address;
        }
        left = left.subspan(now.size());
        CHECK(server_->mail().queue().enqueue(std::move(queued), batch));
    }
    return {};
}

/// What tells the sender that some did not get it; nothing where nobody is to be told.
Task<Result<std::optional<store::Batch>>> Delivery::report_lacks() {
    // RFC 5321 4.5.5: about a message from <> nothing is said.
    if (lacks_.empty() || !envelope_.sender) co_return std::nullopt;
    CO_TRY(const auto domains, server_->collective().domains());
    CO_TRY(const std::string domain, members::domain_to_ascii(domains.front()));
    std::array<std::uint8_t, 16> token;
    server_->random().fill(token);
    const WallTime now = server_->clock().wall();
    mail::queue::ReportFacts facts{.host_name = domain,
                                   .domain = domain,
                                   .token = to_hex(token),
                                   .to = *envelope_.sender,
                                   .subjects = {},
                                   .now = now,
                                   .queued = now,
                                   .attempted = now,
                                   .header = {}};
    // A stranger's header goes to nobody: whom the report is for may not be who wrote it.
    if (envelope_.member)
        facts.header =
            std::string_view(beginning_).substr(std::min(beginning_.size(), envelope_.return_path_octets));
    for (const auto& [recipient, lack] : lacks_) {
        mail::queue::Finding finding;
        finding.verdict = smtp::Verdict::permanent;
        const auto& reply = lack == Lack::room ? smtp::replies::over_quota : smtp::replies::unknown_recipient;
        finding.status = {5, reply.status.subject, reply.status.detail};
        finding.text = reply.text;
        facts.subjects.push_back({envelope_.recipients[recipient].address, std::move(finding)});
    }
    mail::queue::Report report{
        .member = envelope_.member, .to = facts.to, .message = mail::queue::build_report(facts)};
    if (mail::message::needs_utf8(report.to)) {
        report.utf8 = smtp::Utf8::yes;
        report.eight_bit = smtp::Eight::yes;
    }
    auto batch = co_await server_->mail().returns().prepare(std::move(report));
    if (batch) co_return std::move(*batch);
    const ErrorKind kind = batch.error().kind;
    const bool nobody_to_tell =
        kind == ErrorKind::denied || kind == ErrorKind::missing || kind == ErrorKind::syntax;
    if (!nobody_to_tell) co_return std::move(batch.error());
    log::count("mail.report_dropped");
    co_return std::nullopt;
}

events::RecipientOutcome Delivery::outcome_of(std::size_t recipient) const {
    using events::RecipientOutcome;
    RecipientOutcome outcome;
    const auto is = [&outcome](RecipientOutcome::Delivered delivered, std::string reply) {
        outcome.set_delivered(delivered);
        outcome.set_reply(std::move(reply));
        return outcome;
    };
    outcome.set_address(mail::message::to_text(envelope_.recipients[recipient].address));
    if (envelope_.hold_until_ms > 0) return is(RecipientOutcome::QUEUED, "250 2.0.0 It waits for its time");
    if (const auto lack = lacks_.find(recipient); lack != lacks_.end()) {
        const auto& why =
            lack->second == Lack::room ? smtp::replies::over_quota : smtp::replies::unknown_recipient;
        // What could be tried again in a session is for good here: the report has gone.
        return is(RecipientOutcome::NO, fmt::format("5{:02} 5.{}.{} {}", why.code % 100, why.status.subject,
                                                    why.status.detail, why.text));
    }
    bool is_outside = false, is_named = false;
    for (const auto& one : destinations_.outside) {
        if (std::ranges::find(one.recipients, recipient) == one.recipients.end()) continue;
        is_outside = true;
        is_named |= one.alias ? *one.alias == recipient : !envelope_.recipients[recipient].vault;
    }
    if (is_named) return is(RecipientOutcome::QUEUED, "250 2.0.0 Taken for delivery elsewhere");
    // It goes there once, and the queue will tell of it by another of its names.
    if (is_outside) return is(RecipientOutcome::UNKNOWN, "250 2.0.0 Taken for delivery elsewhere");
    return is(RecipientOutcome::YES, "250 2.1.5 Delivered to the mailbox");
}

Result<void> Delivery::note(store::Batch& batch) const {
    if (!envelope_.member || envelope_.submission.empty()) return {};
    events::SubmissionNote told;
    told.set_id(envelope_.submission);
    told.set_undo(envelope_.hold_until_ms > 0 ? events::SUBMISSION_PENDING : events::SUBMISSION_FINAL);
    for (std::size_t i = 0; i < envelope_.recipients.size(); ++i) *told.add_outcomes() = outcome_of(i);
    auto noted = server_->mail().returns().tell(*envelope_.member, std::move(told));
    if (noted) batch.add(std::move(*noted));
    // Where the member is gone, so is the submission.
    if (!noted && noted.error().kind != ErrorKind::missing) return noted.error();
    return {};
}

Task<Result<smtp::Acceptance>> Delivery::commit() {
    CO_CHECK(look_again());
    if (destinations_.members.empty() && destinations_.outside.empty()) co_return smtp::Acceptance::nobody;
    store::Batch batch;
    CO_TRY(auto charges, charge(batch));
    if (destinations_.members.empty() && destinations_.outside.empty())
        co_return smtp::Acceptance::over_quota;
    CO_CHECK(fill(batch));
    auto report = co_await report_lacks();
    // Neither a copy for them nor a word to the sender can be had now: all of it comes again later.
    if (!report && report.error().kind == ErrorKind::limit) co_return smtp::Acceptance::over_quota;
    if (!report) co_return report.error();
    if (*report) batch.add(std::move(**report));
    CO_CHECK(note(batch));
    batch.add(std::move(with_));
    CO_TRY(const store::Committed committed, co_await server_->store().committer().commit(std::move(batch)));
    for (auto& charge : charges) charge.kept();
    // The members' events come first in the batch, in this order.
    for (std::size_t i = 0; i < destinations_.members.size(); ++i)
        server_->pusher().notify(destinations_.members[i].member->id, changed_by_delivery(committed.seqs[i]));
    if (!destinations_.members.empty()) log::count("mail.delivered");
    co_return smtp::Acceptance::stored;
}

}  // namespace milpa::server
