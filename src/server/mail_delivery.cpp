// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_delivery.hpp"

#include "mail/queue/queue.hpp"
#include "server/mail.hpp"

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

Result<Destinations> follow(const members::Collective& collective, const smtp::Envelope& envelope) {
    Destinations all;
    std::unordered_set<MemberId> seen;
    std::unordered_set<std::string> outside;
    const auto add_outside = [&](std::string address) {
        if (outside.insert(address).second) all.outside.push_back(std::move(address));
    };
    for (const smtp::Recipient& recipient : envelope.recipients) {
        if (!recipient.vault) {
            add_outside(mail::message::to_text(recipient.address));
            continue;
        }
        TRY(members::Route route, route_of(collective, recipient.address));
        for (auto& member : route.members) {
            if (!member->suspended() && seen.insert(member->id).second)
                all.members.push_back(std::move(member));
        }
        for (auto& address : route.outside) add_outside(std::move(address));
    }
    if (all.members.empty() && all.outside.empty())
        return fail(ErrorKind::missing, "nobody is left to deliver to");
    return all;
}

Delivery::Delivery(Lent<Server> server, smtp::Envelope envelope, Destinations destinations)
    : server_(server),
      envelope_(std::move(envelope)),
      destinations_(std::move(destinations)),
      writer_(server->store().write_object()) {}

Task<Result<void>> Delivery::write(ByteView octets) {
    extractor_.feed(as_text(octets));
    co_return co_await writer_.write(octets);
}

/// Everything that the message means, in one batch.
Result<std::vector<members::Charge>> Delivery::fill(store::Batch& batch) {
    const std::uint64_t octets = writer_.size();
    TRY(const store::ObjectRef object, writer_.finish(batch));
    std::vector<members::Charge> charges;
    events::MessageFacts facts = extractor_.finish();
    std::size_t left = destinations_.members.size();
    for (const auto& member : destinations_.members) {
        events::MessageFacts of_member;
        if (--left == 0) {
            of_member.Swap(&facts);  // its words are many strings, and most messages have one member
        } else {
            of_member = facts;
        }
        TRY(auto charge, server_->collective().usage().charge(member->vault, member->data.quota_bytes(),
                                                              {.bytes = octets, .messages = 1}, batch));
        charges.push_back(std::move(charge));
        CHECK(server_->store().appender().append(
            {member->vault, member->public_half},
            mail::account::delivery_event(batch.refer(object, server_->random()), std::move(of_member),
                                          server_->clock().wall()),
            batch));
    }
    if (!destinations_.outside.empty()) {
        mail::queue::QueuedMail queued{.object = object.copy(),
                                       .return_path_octets = envelope_.return_path_octets,
                                       .sender = envelope_.sender,
                                       .recipients = {},
                                       .eight_bit = envelope_.eight_bit,
                                       .utf8 = envelope_.utf8,
                                       .member = envelope_.member};
        for (const auto& address : destinations_.outside) {
            TRY(auto mailbox, mail::message::parse_mailbox(address));
            queued.recipients.push_back(std::move(mailbox));
        }
        CHECK(server_->mail().queue().enqueue(std::move(queued), batch));
    }
    return charges;
}

Task<Result<smtp::Acceptance>> Delivery::commit() {
    store::Batch batch;
    auto charges = fill(batch);
    if (!charges && charges.error().kind == ErrorKind::limit) co_return smtp::Acceptance::over_quota;
    if (!charges) co_return charges.error();
    CO_CHECK(co_await server_->store().committer().commit(std::move(batch)));
    for (auto& charge : *charges) charge.kept();
    co_return smtp::Acceptance::stored;
}

}  // namespace milpa::server
