// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/approvals.hpp"

#include <utility>

namespace milpa::jmap {

Result<ApprovalId> Approvals::ask(Wanted wanted, std::optional<MemberId> by,
                                  std::optional<crypto::SecretText> password) {
    if (!collective_->unlocked()) return fail(ErrorKind::closed, "locked");
    // Before the collector is made: it is of the keyholders of now, and must be seen when others come.
    const std::scoped_lock guard(mutex_);
    std::unique_ptr<members::Unlocking> collector;
    if (wanted.act == ActWanted::confirm_keyholders) {
        TRY(collector, collective_->new_confirmation());
    } else {
        collector = collective_->new_collector();
    }
    if (entries_.size() >= approvals_max) return fail(ErrorKind::limit, "too many acts wait for keyholders");
    const auto id = random_->id<ApprovalId>();
    entries_.emplace(id, Entry{.wanted = wanted,
                               .by = by,
                               .password = std::move(password),
                               .collector = std::move(collector),
                               .result = std::nullopt,
                               .until = clock_->steady() + approval_patience});
    return id;
}

std::vector<ApprovalInfo> Approvals::list(const std::optional<MemberId>& looking) {
    const std::scoped_lock guard(mutex_);
    std::vector<ApprovalInfo> all;
    for (auto& [id, entry] : entries_) {
        all.push_back({.id = id,
                       .wanted = entry.wanted,
                       .progress = entry.collector->progress(),
                       .under_way = entry.under_way,
                       .done = entry.result.has_value(),
                       .own = entry.by == looking});
    }
    return all;
}

Result<void> Approvals::dismiss(const ApprovalId& id) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end()) return fail(ErrorKind::missing, "no such act");
    if (found->second.under_way) return fail(ErrorKind::conflict, "it is being done");
    entries_.erase(found);
    return {};
}

Result<Approvals::Offered> Approvals::offer(const ApprovalId& id, const crypto::SecretText& share) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.result) return fail(ErrorKind::missing, "no such act");
    Entry& entry = found->second;
    if (entry.under_way) return fail(ErrorKind::conflict, "all shares are here: it is being done");
    Offered offered;
    TRY(offered.progress, entry.collector->offer(share));
    if (offered.progress.missing > 0) return offered;
    TRY(auto shares, entry.collector->take());
    // A copy: it is wanted still where the act fails.
    auto password = entry.password ? std::optional(entry.password->copy()) : std::nullopt;
    Act& act = offered.act.emplace(this, id, entry.wanted);
    act.shares = std::move(shares);
    act.password = std::move(password);
    entry.under_way = true;
    return offered;
}

Approvals::Act::Act(Act&& other) noexcept
    : wanted(other.wanted),
      shares(std::move(other.shares)),
      password(std::move(other.password)),
      of_(std::exchange(other.of_, nullptr)),
      id_(other.id_) {}

Approvals::Act::~Act() {
    if (of_ != nullptr) settle(fail(ErrorKind::io, "the act was not brought to an end"));
}

void Approvals::Act::settle(Result<ApprovalResult> result) {
    std::exchange(of_, nullptr)->settle(id_, std::move(result));
}

void Approvals::settle(const ApprovalId& id, Result<ApprovalResult> result) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(id);
    // Locked meanwhile: nobody is there who could be told.
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    entry.under_way = false;
    if (!result) {
        entry.collector->forget();
        if (entry.outdated) entries_.erase(found);
        return;
    }
    entry.result = std::move(*result);
    entry.until = clock_->steady() + result_patience;
    forget_outdated_locked(entry.wanted.act);
}

/// After a change of the shares in force, or of those that are to come into force.
void Approvals::forget_outdated_locked(ActWanted done) {
    if (done != ActWanted::confirm_keyholders && done != ActWanted::change_keyholders) return;
    for (auto at = entries_.begin(); at != entries_.end();) {
        Entry& entry = at->second;
        const bool is_of_former =
            done == ActWanted::confirm_keyholders || entry.wanted.act == ActWanted::confirm_keyholders;
        entry.outdated |= is_of_former && entry.under_way;
        const bool is_dead = is_of_former && !entry.under_way && !entry.result;
        at = is_dead ? entries_.erase(at) : std::next(at);
    }
}

Result<ApprovalResult> Approvals::collect(const ApprovalId& id, const std::optional<MemberId>& by) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end() || !found->second.result || found->second.by != by)
        return fail(ErrorKind::missing, "no such result");
    ApprovalResult result = std::move(*found->second.result);
    entries_.erase(found);
    return result;
}

void Approvals::forget_late() {
    const SteadyTime now = clock_->steady();
    const std::scoped_lock guard(mutex_);
    std::erase_if(entries_,
                  [&](const auto& one) { return one.second.until <= now && !one.second.under_way; });
    for (auto& [id, entry] : entries_) entry.collector->forget_if_late();
}

void Approvals::forget_all() {
    const std::scoped_lock guard(mutex_);
    entries_.clear();
}

}  // namespace milpa::jmap
