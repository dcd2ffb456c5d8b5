// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/keeper.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "net/certificate_facts.hpp"

namespace milpa::acme {

namespace {

/// Where there is no clock to go by, at least a moment passes.
constexpr std::chrono::milliseconds look_min = std::chrono::seconds(1);

/// Nothing where it is not for these names any more.
std::optional<Lifetime> lifetime_of(std::string_view chain_pem, const std::vector<std::string>& names) {
    const auto facts = net::read_certificate_facts(chain_pem);
    if (!facts) return std::nullopt;
    const bool covers = std::ranges::all_of(names, [&](const std::string& name) {
        return std::ranges::find(facts->names, name) != facts->names.end();
    });
    if (!covers) return std::nullopt;
    return Lifetime{.from = facts->from, .until = facts->until};
}

}  // namespace

Task<> Keeper::run(std::shared_ptr<Keeper> self) {
    while (!self->stopped_) {
        const std::chrono::milliseconds pause = co_await self->look();
        if (std::exchange(self->again_, false)) continue;
        if (self->stopped_ || !co_await self->options_.world.waits->wait(pause)) break;
    }
}

void Keeper::stop() {
    stopped_ = true;
    end_session();
}

void Keeper::want(std::vector<Wanted> wanted) {
    options_.wanted = std::move(wanted);
    again_ = true;
}

void Keeper::hurry() {
    again_ = true;
    for (const auto& held : held_) {
        if (held->failures > 0) held->next_try = now();
    }
}

void Keeper::renew() {
    again_ = true;
    for (const auto& held : held_) held->next_try = now();
}

/// What the store has of it, if that still fits.
Task<> Keeper::take_up(Wanted wanted) {
    auto held = std::make_unique<Held>();
    held->wanted = std::move(wanted);
    held->since = held->next_try = now();
    if (const auto chain = co_await options_.store->load_chain(held->wanted.label)) {
        held->lifetime = lifetime_of(*chain, held->wanted.names);
    }
    if (held->lifetime) held->next_try = renewal_time(*held->lifetime, options_.world.random->number());
    held_.push_back(std::move(held));
}

Task<std::chrono::milliseconds> Keeper::look() {
    const std::vector<Wanted> wanted = options_.wanted;
    std::erase_if(held_,
                  [&](const auto& held) { return std::ranges::find(wanted, held->wanted) == wanted.end(); });
    for (const Wanted& one : wanted) {
        const auto same = [&](const auto& held) { return held->wanted == one; };
        if (std::ranges::none_of(held_, same)) co_await take_up(one);
    }
    for (std::size_t i = 0; i < held_.size() && !stopped_; ++i) {
        Held& held = *held_[i];
        if (held.next_try > now()) continue;
        tell(&held);
        // Its own account of it is in `held`.
        if (const auto renewed = co_await renew(&held); !renewed) {
            log::event("acme.failed", renewed.error().kind, {{"failures", held.failures}});
        }
    }
    // Until the next time the account's key is nowhere but in the store.
    end_session();
    session_.reset();
    auto pause = look_max;
    for (const auto& held : held_) {
        held->alarm = held->failures > 0 && (held->lifetime ? is_late(*held->lifetime, now())
                                                            : now() - held->since >= first_patience);
        pause = std::min(pause, std::max(held->next_try - now(), look_min));
    }
    tell(nullptr);
    co_return pause;
}

void Keeper::end_session() {
    if (session_) session_->end();
    account_.reset();
}

/// With the account that the store has, or a new one.
Task<Result<void>> Keeper::open_session() {
    auto account = co_await options_.store->load_account();
    if (!account && account.error().kind != ErrorKind::missing) co_return account.error();
    // Another authority gives the same key another account.
    const bool known = account && account->directory_url == options_.settings.directory_url;
    std::optional<crypto::P256Key> key;
    if (known) {
        CO_TRY(key, crypto::P256Key::from_private(account->key.view()));
    } else {
        key = crypto::P256Key::generate();
    }
    if (stopped_) co_return fail(ErrorKind::closed, "stopped");
    account_.emplace(options_.settings.directory_url, known ? account->url : std::string(),
                     key->private_number());
    session_ = std::make_unique<Session>(options_.world, options_.settings, *std::move(key), account_->url);
    CO_CHECK(co_await session_->open());
    co_return co_await keep_account();
}

/// What the authority knows us by, where that is new.
Task<Result<void>> Keeper::keep_account() {
    if (!account_ || account_->url == session_->account_url()) co_return Result<void>();
    account_->url = session_->account_url();
    co_return co_await options_.store->keep_account(
        {.directory_url = account_->directory_url, .url = account_->url, .key = account_->key.copy()});
}

Task<Result<void>> Keeper::renew(Lent<Held> held) {
    if (!session_) {
        if (const auto opened = co_await open_session(); !opened) {
            const Trouble trouble = session_ ? session_->trouble() : Trouble();
            failed(*held,
                   trouble.words.empty() ? "our account with the authority cannot be read or kept"
                                         : trouble.words,
                   trouble.not_before);
            end_session();
            session_.reset();
            co_return opened;
        }
    }
    auto issued = co_await session_->issue(held->wanted.names, options_.challenges);
    if (const auto kept = co_await keep_account(); !kept)
        log::event("acme.account_not_kept", kept.error().kind);
    if (!issued) {
        failed(*held, session_->trouble().words, session_->trouble().not_before);
        co_return issued.error();
    }
    if (stopped_) co_return fail(ErrorKind::closed, "stopped");
    const auto lifetime = lifetime_of(issued->chain_pem, held->wanted.names);
    const auto kept = co_await options_.store->keep_certificate(
        held->wanted.label, std::move(issued->chain_pem), std::move(issued->key_pem));
    if (!kept) {
        failed(*held, "the new certificate could not be kept", {});
        co_return kept.error();
    }
    held->lifetime = lifetime;
    held->next_try = renewal_time(*lifetime, options_.world.random->number());
    held->failures = 0;
    held->trouble.clear();
    log::event("acme.issued");
    co_return Result<void>();
}

void Keeper::failed(Held& held, std::string words, std::optional<WallTime> not_before) {
    held.failures++;
    held.trouble = std::move(words);
    held.next_try = now() + retry_delay(held.failures, options_.world.random->number());
    if (not_before) held.next_try = std::max(held.next_try, *not_before);
}

void Keeper::tell(const Held* working) {
    std::vector<Report> reports;
    for (const auto& held : held_) {
        reports.push_back({.label = held->wanted.label,
                           .names = held->wanted.names,
                           .doing = held.get() == working ? Report::Doing::working : Report::Doing::waiting,
                           .lifetime = held->lifetime,
                           .next_try = held->next_try,
                           .failures = held->failures,
                           .last_trouble = held->trouble,
                           .alarm = held->alarm});
    }
    const std::lock_guard lock(mutex_);
    reports_ = std::move(reports);
}

std::vector<Report> Keeper::reports() const {
    const std::lock_guard lock(mutex_);
    return reports_;
}

}  // namespace milpa::acme
