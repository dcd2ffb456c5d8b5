// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail that is not to leave yet (RFC 8621 7, RFC 4865). It waits here, also for members of our own, and is
// handed on as if it were submitted when its time has come; until then it can be taken back. Both are one
// commit, and only one of them can be under way.
#include "base/log.hpp"
#include "mail/queue/running.hpp"

namespace milpa::mail::queue {

namespace {

/// For all recipients of what does not leave any more.
Finding finding_for(ErrorKind why) {
    Finding finding;
    finding.verdict = smtp::Verdict::permanent;
    finding.reason = Reason::local;
    switch (why) {
        case ErrorKind::missing:
            finding.status = {5, 1, 1};
            finding.text = "When it was to leave, it could go to nobody";
            break;
        case ErrorKind::limit:
            finding.status = {5, 2, 2};
            finding.text = "When it was to leave, there was no room for it";
            break;
        case ErrorKind::denied:
            finding.status = {5, 7, 1};
            finding.text = "When it was to leave, its sender might not send it any more";
            break;
        default:
            finding.status = {5, 3, 0};
            finding.text = "When it was to leave, the server could not hand it on";
            break;
    }
    return finding;
}

/// It can never leave any more.
bool is_final(ErrorKind why) { return why == ErrorKind::missing || why == ErrorKind::denied; }

}  // namespace

void Running::look_at_held() {
    look_at_held_ms_ = 0;
    alarm_.wake();
}

// What its time would not let leave is due now. That costs a microsecond for each.
void Running::end_what_cannot_leave() {
    if (now_ms() < look_at_held_ms_) return;
    look_at_held_ms_ = now_ms() + look_max.count();
    std::vector<Due::value_type> lost;
    for (const auto& one : holds_) {
        const Item* item = state().find(one.second);
        if (item == nullptr || one.first <= now_ms()) continue;
        const auto still = world_.returns->check_held(*item);
        if (!still && is_final(still.error().kind)) lost.push_back(one);
    }
    for (const auto& one : lost) {
        holds_.erase(one);
        holds_.emplace(now_ms(), one.second);
    }
}

Task<> Running::release_held() {
    end_what_cannot_leave();
    for (std::size_t i = 0; i < releases_per_round; ++i) {
        if (is_stopped() || holds_.empty() || holds_.begin()->first > now_ms()) break;
        const MessageId id = holds_.begin()->second;
        holds_.erase(holds_.begin());
        const auto released = co_await release(id);
        if (released) continue;
        if (released.error().kind != ErrorKind::conflict)
            log::event("queue.release_failed", released.error().kind);
        holds_.emplace(now_ms() + report_pause.count(), id);
    }
}

// Fails when it is to be tried again.
Task<Result<void>> Running::release(MessageId id) {
    // Those that were released, and are gone since.
    std::erase_if(ending_, [this](const MessageId& one) { return state().find(one) == nullptr; });
    const Item* item = state().find(id);
    // It is being taken back: where that fails, it is put here again.
    if (item == nullptr || ending_.contains(id) || failing_.contains(id)) co_return Result<void>();
    if (now_ms() < item->hold_until_ms) {
        const auto still = world_.returns->check_held(*item);
        if (!still && is_final(still.error().kind)) co_return co_await end_held(id, still.error().kind);
        // What was in its way has gone since.
        holds_.emplace(item->hold_until_ms, id);
        co_return Result<void>();
    }
    QueuedMail mail{.object = item->object.copy(),
                    .return_path_octets = item->return_path_octets,
                    .sender = item->sender,
                    .eight_bit = item->eight_bit,
                    .utf8 = item->utf8,
                    .member = item->member,
                    .submission = item->submission,
                    .asked = item->asked,
                    .queued_ms = item->queued_ms};
    for (const Recipient& one : item->recipients) mail.recipients.push_back(one.address);
    events::QueueEvent event;
    event.mutable_finished()->set_id(std::string(as_text(id.view())));
    store::Batch end;
    end.release({item->object.id, item->object.reference});
    CO_CHECK(world_.store->appender().append(address_, tagger_->write(event), end));
    ending_.insert(id);
    const auto released = co_await world_.returns->release(std::move(mail), std::move(end));
    if (released) {
        log::count("queue.released");
        // It stays among those that end: the event is in the log, and comes to the fold in its turn.
        co_return Result<void>();
    }
    ending_.erase(id);
    item = state().find(id);
    if (item == nullptr) co_return Result<void>();
    const ErrorKind why = released.error().kind;
    // A mailbox that stays full, say: as with all mail, its sender hears of it in the end.
    const bool too_old = now_ms() >= item->hold_until_ms + std::chrono::milliseconds(pace_.give_up).count();
    if (is_stopped() || why == ErrorKind::conflict || (!is_final(why) && !too_old))
        co_return released.error();
    co_return co_await end_held(id, why);
}

// For all its recipients, with a report.
Task<Result<void>> Running::end_held(MessageId id, ErrorKind why) {
    const Item* item = state().find(id);
    Findings all;
    for (std::uint32_t i = 0; i < item->recipients.size(); ++i) all.emplace_back(i, finding_for(why));
    failing_.insert(id);
    const bool settled = co_await settle(id, std::move(all));
    failing_.erase(id);
    if (!settled) co_return fail(ErrorKind::closed, "the queue stops");
    co_return Result<void>();
}

Task<Result<void>> Running::cancel(MemberId member, std::string submission) {
    if (is_stopped()) co_return fail(ErrorKind::closed, "the queue stops");
    std::vector<MessageId> held;
    for (const auto& [id, item] : state().items()) {
        const bool waits = item.is_held() && item.recipients.front().stage == Stage::waiting;
        const bool is_free = !ending_.contains(id) && !failing_.contains(id);
        if (waits && item.member == member && item.submission == submission && is_free) held.push_back(id);
    }
    if (submission.empty() || held.empty()) co_return fail(ErrorKind::missing, "nothing of it is held");
    ++asks_;
    Result<void> done;
    for (const MessageId& id : held) {
        done = co_await cancel_one(
            id, {.what = Note::What::canceled, .member = member, .submission = submission});
        if (!done) break;
    }
    --asks_;
    co_return done;
}

Task<Result<void>> Running::cancel_one(MessageId id, Note note) {
    const Item* item = state().find(id);
    if (item == nullptr || ending_.contains(id) || failing_.contains(id))
        co_return fail(ErrorKind::missing, "it has just left");
    store::Batch end;
    if (auto noted = world_.returns->note(note)) end.add(std::move(*noted));
    end.release({item->object.id, item->object.reference});
    events::QueueEvent event;
    event.mutable_finished()->set_id(std::string(as_text(id.view())));
    std::vector<Bytes> written;
    written.push_back(tagger_->write(event));
    ending_.insert(id);
    const auto appended = co_await vault_->append_all(std::move(written), std::move(end));
    ending_.erase(id);
    if (!appended) {
        // Its time may have come meanwhile, and found it taken.
        if (const Item* left = state().find(id); left != nullptr && !is_stopped()) {
            holds_.emplace(left->hold_until_ms, id);
            alarm_.wake();
        }
        co_return appended.error();
    }
    log::count("queue.canceled");
    co_return Result<void>();
}

}  // namespace milpa::mail::queue
