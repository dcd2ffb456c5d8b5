// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_delivery.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "mail/queue/queue.hpp"
#include "mail/queue/report.hpp"
#include "mail/smtp/reply.hpp"
#include "server/mail.hpp"
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
    std::unordered_set<MemberId> seen;
    std::unordered_map<std::string, std::size_t> outside;
    const auto add_outside = [&](std::string address, std::optional<std::size_t> alias) {
        const auto [at, is_new] = outside.emplace(address, all.outside.size());
        if (is_new) all.outside.push_back({std::move(address), alias});
        if (!alias) all.outside[at->second].alias.reset();
    };
    for (std::size_t i = 0; i < envelope.recipients.size(); ++i) {
        if (std::ranges::find(all.nobody, i) != all.nobody.end()) continue;
        const smtp::Recipient& recipient = envelope.recipients[i];
        if (!recipient.vault) {
            add_outside(mail::message::to_text(recipient.address), {});
            continue;
        }
        TRY(members::Route route, route_of(collective, recipient.address));
        for (auto& member : route.members) {
            if (!member->suspended() && seen.insert(member->id).second)
                all.members.push_back({std::move(member), i});
        }
        for (auto& address : route.outside) add_outside(std::move(address), i);
    }
    if (all.members.empty() && all.outside.empty())
        return fail(ErrorKind::missing, "nobody is left to deliver to");
    return all;
}

Delivery::Delivery(Lent<Server> server, smtp::Envelope envelope, Destinations destinations, store::Batch with)
    : server_(server),
      envelope_(std::move(envelope)),
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
    for (const auto& inside : destinations_.members) {
        auto now = server_->collective().read_member(inside.member->id);
        if (!now && now.error().kind != ErrorKind::missing) return now.error();
        if (now && !(*now)->suspended()) {
            present.push_back({std::move(*now), inside.recipient});
        } else {
            gone.emplace(inside.recipient, Lack::mailbox);
        }
    }
    // An alias that leads to others still does not lack them.
    for (const auto& inside : present) gone.erase(inside.recipient);
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
            lacks_[inside.recipient] = Lack::room;
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
    batch.add(std::move(with_));
    CO_TRY(const store::Committed committed, co_await server_->store().committer().commit(std::move(batch)));
    for (auto& charge : charges) charge.kept();
    // The members' events come first in the batch, in this order.
    for (std::size_t i = 0; i < destinations_.members.size(); ++i)
        server_->pusher().notify(destinations_.members[i].member->id, changed_by_delivery(committed.seqs[i]));
    co_return smtp::Acceptance::stored;
}

}  // namespace milpa::server
