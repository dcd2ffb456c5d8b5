// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/codec.hpp"

#include <algorithm>

#include "crypto/kdf.hpp"
#include "mail/message/header.hpp"
#include "mail/queue/domain.hpp"

namespace milpa::mail::queue {

namespace {

constexpr std::string_view tag_context = "mail queue entry";

void write(const Mailbox& mailbox, events::EnvelopeAddress& to) {
    to.set_local(mailbox.local);
    to.set_domain(mailbox.domain);
}

Mailbox read(const events::EnvelopeAddress& from) { return {from.local(), from.domain()}; }

Error corrupt() { return fail(ErrorKind::corrupt, "a queue event that is none"); }

void keep_visible(std::string& text, std::size_t octets_max) {
    if (text.size() > octets_max) text.resize(octets_max);
    std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, '?');
}

events::QueueStage stage_of(Stage stage) {
    switch (stage) {
        case Stage::waiting: return events::QUEUE_WAITING;
        case Stage::delivered: return events::QUEUE_DELIVERED;
        case Stage::failed: return events::QUEUE_FAILED;
        case Stage::reported: return events::QUEUE_REPORTED;
    }
    ensure(false);
}

std::optional<Stage> read_stage(events::QueueStage stage) {
    switch (stage) {
        case events::QUEUE_WAITING: return Stage::waiting;
        case events::QUEUE_DELIVERED: return Stage::delivered;
        case events::QUEUE_FAILED: return Stage::failed;
        case events::QUEUE_REPORTED: return Stage::reported;
        default: return {};
    }
}

smtp::Verdict verdict_of(Stage stage) {
    if (stage == Stage::waiting) return smtp::Verdict::temporary;
    return stage == Stage::delivered ? smtp::Verdict::delivered : smtp::Verdict::permanent;
}

}  // namespace

Tagger::Tagger(const crypto::Key& private_half) : key_(crypto::derive(private_half, tag_context)) {}

Bytes Tagger::write(const events::QueueEvent& event) const {
    events::QueueEntry entry;
    entry.set_event(event.SerializeAsString());
    entry.set_tag(std::string(as_text(crypto::keyed_hash(key_, as_bytes(entry.event())))));
    return to_bytes(entry.SerializeAsString());
}

std::optional<events::QueueEvent> Tagger::read(ByteView bytes) const {
    events::QueueEntry entry;
    events::QueueEvent event;
    if (!entry.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return {};
    if (!crypto::equal(crypto::keyed_hash(key_, as_bytes(entry.event())), as_bytes(entry.tag()))) return {};
    if (!event.ParseFromString(entry.event())) return {};
    return event;
}

events::Queued to_event(const Item& item) {
    events::Queued queued;
    queued.set_id(std::string(as_text(item.id.view())));
    queued.mutable_object()->set_id(std::string(as_text(item.object.id.view())));
    queued.mutable_object()->set_key(std::string(as_text(item.object.key.view())));
    queued.mutable_object()->set_size(item.object.size);
    queued.mutable_object()->set_reference(std::string(as_text(item.object.reference.view())));
    queued.set_return_path_octets(item.return_path_octets);
    if (item.sender) write(*item.sender, *queued.mutable_sender());
    for (const auto& recipient : item.recipients) write(recipient.address, *queued.add_recipients());
    if (std::ranges::any_of(item.recipients, [](const auto& one) { return one.written_to.has_value(); })) {
        for (const auto& one : item.recipients)
            write(one.written_to.value_or(one.address), *queued.add_written_to());
    }
    queued.set_eight_bit(item.eight_bit == smtp::Eight::yes);
    queued.set_utf8(item.utf8 == smtp::Utf8::yes);
    if (item.member) queued.set_member(std::string(as_text(item.member->view())));
    queued.set_queued_ms(item.queued_ms);
    queued.set_hold_until_ms(item.hold_until_ms);
    queued.set_submission(item.submission);
    if (item.asked) {
        queued.set_vault(std::string(as_text(item.asked->vault.view())));
        queued.set_asked_by(std::string(as_text(item.asked->by.view())));
    }
    return queued;
}

Result<Item> to_item(const events::Queued& queued) {
    TRY(const auto id, MessageId::from(queued.id()));
    TRY(const auto object, ObjectId::from(queued.object().id()));
    TRY(auto key, crypto::Key::from(as_bytes(queued.object().key())));
    TRY(const auto reference, store::ReferenceId::from(queued.object().reference()));
    const auto size = queued.object().size();
    if (queued.recipients().empty() ||
        queued.recipients().size() > static_cast<std::ptrdiff_t>(recipients_max) ||
        (!queued.written_to().empty() && queued.written_to().size() != queued.recipients().size()) ||
        queued.return_path_octets() > size) {
        return corrupt();
    }
    Item item{.id = id, .object = {object, std::move(key), size, reference}};
    item.return_path_octets = queued.return_path_octets();
    if (queued.has_sender()) item.sender = read(queued.sender());
    for (const auto& one : queued.recipients()) {
        Recipient& recipient = item.recipients.emplace_back();
        recipient.address = read(one);
        // One that no name can be fails at its first try, with the others of its domain.
        auto domain = route_domain(one.domain());
        recipient.domain = domain ? std::move(*domain) : message::lower_case(one.domain());
        recipient.next_ms = std::max(queued.queued_ms(), queued.hold_until_ms());
    }
    for (int i = 0; i < queued.written_to().size(); ++i) {
        Recipient& recipient = item.recipients[static_cast<std::size_t>(i)];
        Mailbox written_to = read(queued.written_to(i));
        if (written_to != recipient.address) recipient.written_to = std::move(written_to);
    }
    if (queued.eight_bit()) item.eight_bit = smtp::Eight::yes;
    if (queued.utf8()) item.utf8 = smtp::Utf8::yes;
    if (!queued.member().empty()) {
        TRY(item.member, MemberId::from(queued.member()));
    }
    item.queued_ms = queued.queued_ms();
    item.hold_until_ms = queued.hold_until_ms();
    item.submission = queued.submission();
    if (!queued.vault().empty()) {
        TRY(const auto vault, VaultId::from(queued.vault()));
        TRY(const auto by, smtp::AskerId::from(queued.asked_by()));
        item.asked = smtp::Asked{.vault = vault, .by = by};
    }
    return item;
}

events::QueueOutcome to_event(std::uint32_t index, const Recipient& recipient) {
    events::QueueOutcome outcome;
    outcome.set_recipient(index);
    outcome.set_stage(stage_of(recipient.stage));
    const Finding& last = recipient.last;
    outcome.set_reason(static_cast<std::uint32_t>(last.reason));
    outcome.set_code(last.code);
    outcome.set_status_class(last.status.kind);
    outcome.set_status_subject(last.status.subject);
    outcome.set_status_detail(last.status.detail);
    outcome.set_text(last.text);
    outcome.set_host(last.host);
    outcome.set_next_ms(recipient.next_ms);
    return outcome;
}

Result<void> take(const events::QueueOutcome& outcome, Recipient& into) {
    const auto stage = read_stage(outcome.stage());
    if (!stage || outcome.reason() >= reasons) return corrupt();
    into.stage = *stage;
    into.next_ms = outcome.next_ms();
    into.last = {.verdict = verdict_of(*stage),
                 .reason = static_cast<Reason>(outcome.reason()),
                 .code = static_cast<std::uint16_t>(outcome.code()),
                 .status = {static_cast<std::uint8_t>(outcome.status_class()),
                            static_cast<std::uint16_t>(outcome.status_subject()),
                            static_cast<std::uint16_t>(outcome.status_detail())},
                 .text = outcome.text(),
                 .host = outcome.host()};
    return {};
}

Finding bounded(Finding finding) {
    keep_visible(finding.text, reply_text_kept_max);
    keep_visible(finding.host, host_kept_max);
    return finding;
}

}  // namespace milpa::mail::queue
