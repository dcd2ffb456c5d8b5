// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/running.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "mail/message/header.hpp"
#include "mail/queue/domain.hpp"

namespace milpa::mail::queue {

namespace {

/// Due a little later counts as due now: one transaction instead of two.
constexpr std::int64_t slack_ms = 1'000;
constexpr std::chrono::milliseconds stop_poll{1};

Error stopped() { return fail(ErrorKind::closed, "the queue has stopped"); }

std::shared_ptr<const Own> own_of(const Settings& settings, const std::optional<net::PeerAddress>& from) {
    auto own = std::make_shared<Own>();
    own->names.push_back(message::lower_case(settings.host_name));
    for (const auto& name : settings.own_names) own->names.push_back(message::lower_case(name));
    own->addresses = settings.own_addresses;
    if (from) own->only_v4 = from->is_v4();
    return own;
}

}  // namespace

std::chrono::milliseconds retry_pause(std::chrono::milliseconds first, std::chrono::milliseconds most,
                                      std::uint32_t attempts, std::uint64_t chance) {
    auto pause = std::min(first, most);
    for (std::uint32_t i = 1; i < attempts && pause < most; ++i) pause = std::min(pause * 2, most);
    constexpr std::int64_t parts = 401;  // 0.8 to 1.2 in thousandths
    return pause * (800 + static_cast<std::int64_t>(chance % parts)) / 1000;
}

Running::Running(Key, World world, Settings settings, store::VaultAddress vault, const crypto::KeyPair& keys,
                 std::unique_ptr<net::TlsContext> tls, std::optional<net::PeerAddress> from)
    : world_(std::move(world)),
      settings_(std::move(settings)),
      pace_(settings_.pace),
      address_(vault),
      home_(world_.home_of(vault.vault)),
      tagger_(std::make_shared<Tagger>(keys.private_half)),
      counts_(std::make_shared<Counts>()),
      tls_(std::move(tls)),
      from_(from),
      own_(own_of(settings_, from)),
      workers_(home_),
      alarm_(&workers_),
      schedule_(std::max<std::size_t>(settings_.per_domain, 1)) {}

Running::~Running() = default;

Task<Result<std::shared_ptr<Running>>> Running::open(World world, Settings settings,
                                                     store::VaultAddress vault, crypto::KeyPair keys) {
    if (vault.to != keys.public_half) co_return fail(ErrorKind::denied, "not the key of the queue");
    CO_TRY(auto tls, net::TlsContext::client(net::TlsContext::Trust::nobody));
    std::optional<net::PeerAddress> from;
    if (!settings.bind_address.empty()) {
        CO_TRY(from, net::PeerAddress::parse(settings.bind_address));
    }
    const auto store = world.store;
    auto running = std::make_shared<Running>(Key{}, std::move(world), std::move(settings), vault, keys,
                                             std::move(tls), from);
    auto make_fold = [tagger = running->tagger_, counts = running->counts_](Lent<store::OpenVault> opened) {
        return std::unique_ptr<store::Fold>(std::make_unique<QueueFold>(opened, tagger, counts));
    };
    auto opened = co_await store->vaults().open(vault.vault, std::move(keys), std::move(make_fold));
    if (!opened) {
        running->workers_.stop();
        running->workers_.end();
        co_return std::move(opened.error());
    }
    running->vault_ = std::move(*opened);
    running->begin();
    co_return running;
}

void Running::begin() {
    auto& fold = vault_.fold<QueueFold>();
    for (const auto& [id, item] : state().items()) schedule(item);
    // The fold goes with the vault, which is ours.
    fold.on_queued([this](const MessageId& id) {
        if (const Item* item = state().find(id)) schedule(*item);
        log::count("queue.queued");
        alarm_.wake();
    });
    snapshot_ms_ = fold.has_remains() ? 0 : now_ms();
    net::spawn(home_, run(shared_from_this()));
}

void Running::schedule(const Item& item) {
    // One that has failed when it was to leave, is only to be reported.
    if (item.is_held() && item.recipients.front().stage == Stage::waiting) {
        holds_.emplace(item.hold_until_ms, item.id);
        return;
    }
    std::set<std::string_view> domains;
    bool has_failed = false;
    for (const auto& one : item.recipients) {
        if (one.stage == Stage::waiting && domains.insert(one.domain).second) put_unit(item, one.domain);
        if (one.stage == Stage::failed) has_failed = true;
    }
    // A crash between the last attempt and the end of the message, which two commits may have.
    if (has_failed || item.is_done()) reports_.emplace(now_ms(), item.id);
    schedule_notice(item);
}

/// When its sender is to be told that it still waits; not at all where it goes back to them before.
void Running::schedule_notice(const Item& item) {
    const bool waits =
        std::ranges::any_of(item.recipients, [](const auto& one) { return one.stage == Stage::waiting; });
    if (!item.sender || item.delay_notified || !waits || pace_.delay_notice >= pace_.give_up) return;
    delays_.emplace(item.queued_ms + std::chrono::milliseconds(pace_.delay_notice).count(), item.id);
}

void Running::change(const Pace& pace) {
    // Woken to stop, it may have let go of the vault already.
    if (is_stopped() || pace == pace_) return;
    pace_ = pace;
    delays_.clear();
    for (const auto& [id, item] : state().items()) {
        if (!item.is_held()) schedule_notice(item);
    }
    alarm_.wake();
}

void Running::put_unit(const Item& item, const std::string& domain) {
    std::optional<std::int64_t> due;
    for (const auto& one : item.recipients) {
        if (one.stage == Stage::waiting && one.domain == domain)
            due = std::min(due.value_or(INT64_MAX), one.next_ms);
    }
    if (due) schedule_.put(domain, item.id, *due);
}

// ---- the scheduler

Task<> Running::run(std::shared_ptr<Running> self) {
    while (!self->is_stopped()) {
        while (self->lanes_ < self->pace_.at_once) {
            auto opening = self->schedule_.open_lane(self->now_ms());
            if (!opening) break;
            ++self->lanes_;
            net::spawn(self->home_, serve_lane(self, std::move(*opening)));
        }
        co_await self->release_held();
        co_await self->tell_delays();
        co_await self->report_again();
        co_await self->keep_snapshot();
        if (self->vault_->broken()) {
            // Nothing can be written down any more, so nothing may be sent.
            log::event("queue.broken", self->vault_->broken()->kind);
            self->workers_.stop();
        }
        co_await self->alarm_.wait(self->until_next());
    }
    self->scheduler_ended_ = true;
}

std::chrono::milliseconds Running::until_next() const {
    std::int64_t next = now_ms() + look_max.count();
    if (const auto due = schedule_.next_ms(); due && lanes_ < pace_.at_once) next = std::min(next, *due);
    if (!holds_.empty()) next = std::min(next, holds_.begin()->first);
    if (!delays_.empty()) next = std::min(next, delays_.begin()->first);
    if (!reports_.empty()) next = std::min(next, reports_.begin()->first);
    return std::chrono::milliseconds(std::max<std::int64_t>(next - now_ms(), 0));
}

Task<> Running::keep_snapshot() {
    auto& fold = vault_.fold<QueueFold>();
    const bool is_long =
        fold.events_since() >= std::max<std::uint64_t>(log_events_max, state().items().size());
    const bool has_old_remains = fold.has_remains() && now_ms() - snapshot_ms_ >= remains_max.count();
    if (is_stopped() || !(is_long || has_old_remains)) co_return;
    const auto written = co_await fold.write_snapshot();
    snapshot_ms_ = now_ms();
    if (!written) log::event("queue.snapshot_failed", written.error().kind);
}

Task<> Running::stop() {
    workers_.stop();
    // Everything that waits was woken; what still runs ends at its next step, and few steps take longer.
    while (lanes_ > 0 || asks_ > 0 || !scheduler_ended_) {
        boost::asio::steady_timer soon(home_, stop_poll);
        co_await soon.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>()));
    }
    workers_.end();
    schedule_ = Schedule(1);
    holds_.clear();
    delays_.clear();
    reports_.clear();
    vault_ = {};
}

// ---- a lane

Task<> Running::serve_lane(std::shared_ptr<Running> self, Schedule::Opening opening) {
    const std::string domain = std::move(opening.domain);
    std::optional<MessageId> id = opening.first;
    {
        Carrier carrier({.workers = &self->workers_,
                         .resolver = self->world_.resolver,
                         .random = self->world_.random,
                         .settings = &self->settings_,
                         .tls = self->tls_.get(),
                         .own = self->own_,
                         .from = self->from_},
                        domain);
        for (std::size_t served = 1; id && !self->is_stopped(); ++served) {
            co_await self->serve_unit(&carrier, &domain, *id);
            if (served == messages_per_lane || carrier.is_spent()) break;
            id = self->schedule_.take(domain, self->now_ms());
        }
        co_await carrier.close();
    }
    --self->lanes_;
    self->schedule_.release(domain);
    self->alarm_.wake();
}

Task<> Running::serve_unit(Lent<Carrier> carrier, Lent<const std::string> domain, MessageId id) {
    const Item* item = state().find(id);
    if (item == nullptr) co_return;
    const auto recipients = due_recipients(*item, *domain);
    if (!recipients.empty()) {
        std::vector<Finding> found(recipients.size());
        if (carrier->unreachable()) {
            std::ranges::fill(found, *carrier->unreachable());
        } else {
            ObjectSource content = source(*item);
            found = co_await carrier->carry(outgoing(*item, recipients), &content);
        }
        Findings findings;
        for (std::size_t i = 0; i < found.size(); ++i) {
            // Broken off by ourselves: as if it had not been tried.
            const bool is_known = found[i].code != 0 && found[i].verdict != smtp::Verdict::temporary;
            if (!is_stopped() || is_known) findings.emplace_back(recipients[i], std::move(found[i]));
        }
        if (!findings.empty() && !co_await settle(id, std::move(findings))) co_return;
    }
    if (const Item* left = state().find(id)) put_unit(*left, *domain);
}

std::vector<std::uint32_t> Running::due_recipients(const Item& item, const std::string& domain) const {
    std::vector<std::uint32_t> due;
    const std::int64_t now = now_ms() + slack_ms;
    for (std::uint32_t i = 0; i < item.recipients.size() && due.size() < smtp::client_recipients_max; ++i) {
        const auto& one = item.recipients[i];
        if (one.stage == Stage::waiting && one.domain == domain && one.next_ms <= now) due.push_back(i);
    }
    return due;
}

smtp::Outgoing Running::outgoing(const Item& item, const std::vector<std::uint32_t>& recipients) const {
    smtp::Outgoing message;
    if (item.sender) message.sender = with_ascii_domain(*item.sender);
    for (const auto index : recipients) {
        message.recipients.push_back(with_ascii_domain(item.recipients[index].address));
    }
    message.octets = item.object.size - item.return_path_octets;
    message.eight_bit = item.eight_bit;
    message.utf8 = item.utf8;
    return message;
}

ObjectSource Running::source(const Item& item) const {
    return {world_.store->read_object(item.object.copy()), item.return_path_octets};
}

// ---- what others ask

Result<Summary> Running::summary() const {
    if (!vault_) return stopped();
    Summary summary;
    const std::int64_t now = now_ms();
    std::int64_t oldest = now;
    for (const auto& [id, item] : state().items()) {
        ++summary.messages;
        if (!item.is_held()) oldest = std::min(oldest, item.queued_ms);
        for (const auto& one : item.recipients) {
            if (one.stage == Stage::failed) ++summary.unreported;
            if (one.stage != Stage::waiting) continue;
            ++summary.recipients;
            if (item.is_held())
                ++summary.held;
            else
                ++summary.by_reason[one.last.reason];
        }
    }
    summary.under_way = lanes_;
    summary.oldest =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::milliseconds(now - oldest));
    std::optional<std::int64_t> first = schedule_.first_due_ms();
    if (!holds_.empty()) first = std::min(first.value_or(INT64_MAX), holds_.begin()->first);
    if (first) {
        const std::chrono::milliseconds left(std::max<std::int64_t>(*first - now, 0));
        summary.next = std::chrono::ceil<std::chrono::seconds>(left);
    }
    return summary;
}

Task<Result<Readable>> Running::readable() {
    if (!vault_) co_return stopped();
    ++asks_;
    auto read = co_await vault_.fold<QueueFold>().readable();
    --asks_;
    co_return read;
}

Result<void> Running::retry_all() {
    if (!vault_) return stopped();
    for (auto& [id, item] : state().items()) {
        if (item.is_held()) continue;  // not before its time
        for (auto& one : item.recipients) {
            if (one.stage == Stage::waiting) one.next_ms = std::min(one.next_ms, now_ms());
        }
    }
    schedule_.all_due(now_ms());
    alarm_.wake();
    return {};
}

Result<void> Running::enqueue(QueuedMail mail, store::Batch& into) const {
    if (mail.recipients.empty()) return fail(ErrorKind::syntax, "a message to nobody");
    if (mail.return_path_octets > mail.object.size)
        return fail(ErrorKind::syntax, "a message without octets");
    if (!mail.written_to.empty() && mail.written_to.size() != mail.recipients.size())
        return fail(ErrorKind::syntax, "not as many addresses as recipients");
    if (mail.submission.size() > submission_octets_max)
        return fail(ErrorKind::syntax, "the name of a submission that is none");
    if (mail.recipients.size() > recipients_max) return fail(ErrorKind::limit, "too many recipients");
    if (counts_->messages() >= messages_max) return fail(ErrorKind::limit, "the queue is full");
    if (mail.hold_until_ms > 0 && mail.member && !counts_->may_hold(*mail.member, mail.object.size))
        return fail(ErrorKind::limit, "much is held for the member");
    const auto is_long = [](const Mailbox& one) {
        return one.local.size() > message::local_octets_max || one.domain.size() > message::domain_octets_max;
    };
    const auto is_long_alias = [&](const auto& one) { return one && is_long(*one); };
    if (std::ranges::any_of(mail.recipients, is_long) ||
        std::ranges::any_of(mail.written_to, is_long_alias) || (mail.sender && is_long(*mail.sender))) {
        return fail(ErrorKind::syntax, "an address that is too long");
    }
    Item item{.id = world_.random->id<MessageId>(), .object = into.refer(mail.object, *world_.random)};
    item.return_path_octets = mail.return_path_octets;
    item.sender = std::move(mail.sender);
    for (auto& one : mail.recipients) item.recipients.emplace_back().address = std::move(one);
    for (std::size_t i = 0; i < mail.written_to.size(); ++i)
        item.recipients[i].written_to = std::move(mail.written_to[i]);
    item.eight_bit = mail.eight_bit;
    item.utf8 = mail.utf8;
    item.member = mail.member;
    item.queued_ms = now_ms();
    item.hold_until_ms = mail.hold_until_ms;
    item.submission = std::move(mail.submission);
    item.asked = mail.asked;
    events::QueueEvent event;
    *event.mutable_queued() = to_event(item);
    return world_.store->appender().append(address_, tagger_->write(event), into);
}

}  // namespace milpa::mail::queue
