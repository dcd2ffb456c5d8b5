// SPDX-License-Identifier: AGPL-3.0-or-later
// What a try came to is written down, reported and ended here: one commit where all goes well.
#include <algorithm>

#include "base/log.hpp"
#include "mail/queue/running.hpp"

namespace milpa::mail::queue {

namespace {

std::string text_of(const MessageId& id) { return std::string(as_text(id.view())); }

// Who stands behind an alias is not the sender's business: neither the address, nor what its server says,
// which names it. Several behind the same one are told as one.
void add_subject(std::vector<ReportSubject>& subjects, const Recipient& recipient) {
    if (!recipient.written_to) {
        subjects.push_back({recipient.address, recipient.last});
        return;
    }
    const auto is_told = [&](const auto& one) { return one.address == *recipient.written_to; };
    if (std::ranges::any_of(subjects, is_told)) return;
    Finding finding;
    finding.verdict = recipient.last.verdict;
    finding.status = recipient.last.status;
    finding.text = "It leads to another server, which has not taken the message";
    subjects.push_back({*recipient.written_to, std::move(finding)});
}

bool is_settled(Stage stage) { return stage == Stage::delivered || stage == Stage::reported; }

}  // namespace

// False when it could not be written: the queue stops, and the unit is tried again after the next start.
Task<bool> Running::settle(MessageId id, Findings findings) {
    count(findings);
    while (true) {
        const auto written = co_await write_settlement(id, &findings);
        if (written) co_return true;
        log::event("queue.write_failed", written.error().kind);
        if (is_stopped() || vault_->broken()) co_return false;
        Alarm pause(&workers_);
        co_await pause.wait(write_pause);
    }
}

Task<Result<void>> Running::write_settlement(MessageId id, Lent<const Findings> findings) {
    const Item* item = state().find(id);
    ensure(item != nullptr);  // its recipients are ours until they are settled
    const std::int64_t now = now_ms();
    const std::uint64_t chance = world_.random->number();
    Settlement settlement;
    events::QueueEvent event;
    auto& attempted = *event.mutable_attempted();
    attempted.set_id(text_of(id));
    attempted.set_at_ms(now);
    std::vector<std::pair<std::uint32_t, Recipient>> failed;
    Note note{.member = item->member.value_or(MemberId{}), .submission = item->submission};
    for (const auto& [index, finding] : *findings) {
        Recipient result = after(*item, item->recipients[index], finding, chance, now);
        *attempted.add_outcomes() = to_event(index, result);
        note.recipients.push_back(result);
        if (result.stage == Stage::failed) failed.emplace_back(index, std::move(result));
    }
    settlement.events.push_back(std::move(event));
    if (item->member && !item->submission.empty()) {
        auto noted = world_.returns->note(note);
        if (noted) settlement.extra.add(std::move(*noted));
    }
    if (!failed.empty()) CO_CHECK(co_await add_report(id, std::move(failed), &settlement));
    co_return co_await commit(id, std::move(settlement));
}

Recipient Running::after(const Item& item, const Recipient& before, const Finding& finding,
                         std::uint64_t chance, std::int64_t now) const {
    Recipient result = before;
    result.last = finding;
    if (finding.verdict == smtp::Verdict::delivered) {
        result.stage = Stage::delivered;
        return result;
    }
    const std::int64_t end = item.queued_ms + std::chrono::milliseconds(pace_.give_up).count();
    if (finding.verdict == smtp::Verdict::permanent || now >= end) {
        // RFC 3463 X.4.7: of a message that became too old, the code of the actual problem is told.
        result.stage = Stage::failed;
        return result;
    }
    const auto pause = retry_pause(pace_.retry_first, pace_.retry_max, before.attempts + 1, chance);
    result.next_ms = std::min(now + pause.count(), end);
    return result;
}

// The failures are reported in the same commit; where that cannot be, they stay to be reported.
Task<Result<void>> Running::add_report(MessageId id, std::vector<std::pair<std::uint32_t, Recipient>> failed,
                                       Lent<Settlement> to) {
    std::vector<ReportSubject> subjects;
    events::QueueEvent event;
    event.mutable_failure_reported()->set_id(text_of(id));
    for (const auto& [index, recipient] : failed) {
        add_subject(subjects, recipient);
        event.mutable_failure_reported()->add_recipients(index);
    }
    auto prepared = co_await prepare(id, ReportKind::failed, std::move(subjects));
    if (!prepared) {
        to->unreported = true;
        co_return Result<void>();
    }
    if (*prepared) to->extra.add(std::move(**prepared));
    to->events.push_back(std::move(event));
    co_return Result<void>();
}

// Everything of the message is settled once these events are applied: the end goes with them.
void Running::add_end(const Item& item, Settlement& to) const {
    std::vector<Stage> stages;
    for (const auto& one : item.recipients) stages.push_back(one.stage);
    for (const auto& event : to.events) {
        for (const auto& outcome : event.attempted().outcomes()) {
            Recipient result;
            if (take(outcome, result)) stages[outcome.recipient()] = result.stage;
        }
        for (const auto index : event.failure_reported().recipients()) stages[index] = Stage::reported;
    }
    if (!std::ranges::all_of(stages, is_settled) || ending_.contains(item.id)) return;
    to.finishes = true;
    to.events.emplace_back().mutable_finished()->set_id(text_of(item.id));
    to.extra.release({item.object.id, item.object.reference});
}

Task<Result<void>> Running::commit(MessageId id, Settlement settlement) {
    const Item* item = state().find(id);
    if (item == nullptr) co_return Result<void>();
    add_end(*item, settlement);
    if (settlement.finishes) ending_.insert(id);
    std::vector<Bytes> written;
    for (const auto& event : settlement.events) written.push_back(tagger_->write(event));
    Result<void> outcome;
    if (!written.empty()) {
        auto appended = co_await vault_->append_all(std::move(written), std::move(settlement.extra));
        if (!appended) outcome = std::move(appended.error());
    }
    if (settlement.finishes) ending_.erase(id);
    CO_CHECK(std::move(outcome));
    if (settlement.finishes) log::count("queue.finished");
    if (settlement.unreported) reports_.emplace(now_ms() + report_pause.count(), id);
    // Two lanes settled their units at once, and neither could see that the other's was the last.
    const Item* left = state().find(id);
    if (left != nullptr && left->is_done() && !ending_.contains(id)) {
        reports_.emplace(now_ms(), id);
        alarm_.wake();
    }
    co_return Result<void>();
}

// ---- reports

// What stores the report; nothing when there is nobody to tell.
Task<Result<std::optional<store::Batch>>> Running::prepare(MessageId id, ReportKind kind,
                                                           std::vector<ReportSubject> subjects) {
    const Item* item = state().find(id);
    // RFC 5321 4.5.5: what came from <> is never answered.
    if (item == nullptr || !item->sender) co_return std::nullopt;
    if (is_stopped()) co_return fail(ErrorKind::closed, "the queue stops");
    const auto member = item->member;
    ReportFacts facts{.kind = kind,
                      .host_name = settings_.host_name,
                      .domain = settings_.domain.empty() ? settings_.host_name : settings_.domain,
                      .token = world_.random->id<MessageId>().hex(),
                      .to = *item->sender,
                      .subjects = std::move(subjects),
                      .now = world_.clock->wall(),
                      .queued = from_unix_ms(item->queued_ms),
                      .attempted = from_unix_ms(kind == ReportKind::failed ? now_ms() : item->attempted_ms),
                      .give_up = {},
                      .header = {}};
    if (kind == ReportKind::delayed) facts.give_up = facts.queued + pace_.give_up;
    std::optional<Bytes> header;
    // What a stranger wrote goes to nobody: the sender may be forged, and the report would bring it to them.
    if (member) {
        auto reader = world_.store->read_object(item->object.copy());
        auto read = co_await reader.read(item->return_path_octets, header_read_max);
        // A report without the header is better than none.
        if (read) facts.header = as_text(header.emplace(std::move(*read)));
    }
    Report report{.member = member, .to = facts.to, .message = build_report(facts)};
    if (message::needs_utf8(report.to)) {
        report.utf8 = smtp::Utf8::yes;
        report.eight_bit = smtp::Eight::yes;
    }
    auto prepared = co_await world_.returns->prepare(std::move(report));
    if (prepared) {
        log::count(kind == ReportKind::failed ? log::Name("queue.bounced") : log::Name("queue.delay_told"));
        co_return std::optional(std::move(*prepared));
    }
    const ErrorKind why = prepared.error().kind;
    // Reports to strangers wait for their turn; a flood of them must not stay for ever.
    const bool too_old = why == ErrorKind::limit && facts.now > facts.queued + 2 * pace_.give_up;
    if (why != ErrorKind::denied && why != ErrorKind::missing && !too_old)
        co_return std::move(prepared.error());
    log::count("queue.report_dropped");
    co_return std::nullopt;
}

Task<> Running::report_again() {
    while (!is_stopped() && !reports_.empty() && reports_.begin()->first <= now_ms()) {
        const MessageId id = reports_.begin()->second;
        reports_.erase(reports_.begin());
        const auto reported = co_await report_rest(id);
        if (!reported) reports_.emplace(now_ms() + report_pause.count(), id);
    }
}

Task<Result<void>> Running::report_rest(MessageId id) {
    const Item* item = state().find(id);
    if (item == nullptr) co_return Result<void>();
    std::vector<std::pair<std::uint32_t, Recipient>> failed;
    for (std::uint32_t i = 0; i < item->recipients.size(); ++i) {
        if (item->recipients[i].stage == Stage::failed) failed.emplace_back(i, item->recipients[i]);
    }
    Settlement settlement;
    if (!failed.empty()) CO_CHECK(co_await add_report(id, std::move(failed), &settlement));
    co_return co_await commit(id, std::move(settlement));
}

Task<> Running::tell_delays() {
    while (!is_stopped() && !delays_.empty() && delays_.begin()->first <= now_ms()) {
        const MessageId id = delays_.begin()->second;
        delays_.erase(delays_.begin());
        const auto told = co_await tell_delay(id);
        if (!told) delays_.emplace(now_ms() + notice_pause.count(), id);
    }
}

// Fails when it is to be looked at again.
Task<Result<void>> Running::tell_delay(MessageId id) {
    const Item* item = state().find(id);
    if (item == nullptr || item->delay_notified) co_return Result<void>();
    std::vector<ReportSubject> subjects;
    for (const auto& one : item->recipients) {
        if (one.stage != Stage::waiting) continue;
        // Whoever is being tried right now, or will be at once, may not be late at all.
        if (one.attempts == 0 || one.next_ms <= now_ms()) co_return fail(ErrorKind::conflict);
        add_subject(subjects, one);
    }
    if (subjects.empty()) co_return Result<void>();
    CO_TRY(auto prepared, co_await prepare(id, ReportKind::delayed, std::move(subjects)));
    Settlement settlement;
    if (prepared) settlement.extra.add(std::move(*prepared));
    settlement.events.emplace_back().mutable_delay_notified()->set_id(text_of(id));
    co_return co_await commit(id, std::move(settlement));
}

void Running::count(const Findings& findings) const {
    for (const auto& [index, finding] : findings) {
        switch (finding.verdict) {
            case smtp::Verdict::delivered: log::count("queue.delivered"); break;
            case smtp::Verdict::temporary: log::count("queue.deferred"); break;
            case smtp::Verdict::permanent: log::count("queue.failed"); break;
        }
    }
}

}  // namespace milpa::mail::queue
