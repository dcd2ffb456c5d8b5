// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/approvals.hpp"

namespace milpa::jmap {

Result<ApprovalId> Approvals::ask(Wanted wanted, std::optional<MemberId> by,
                                  std::optional<crypto::SecretText> password) {
    if (!collective_->unlocked()) return fail(ErrorKind::closed, "locked");
    std::unique_ptr<members::Unlocking> collector;
    if (wanted.act == ActWanted::confirm_keyholders) {
        TRY(collector, collective_->new_confirmation());
    } else {
        collector = collective_->new_collector();
    }
    const std::scoped_lock guard(mutex_);
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
                       .done = entry.result.has_value(),
                       .own = entry.by == looking});
    }
    return all;
}

Result<void> Approvals::dismiss(const ApprovalId& id) {
    const std::scoped_lock guard(mutex_);
    if (entries_.erase(id) == 0) return fail(ErrorKind::missing, "no such act");
    return {};
}

Result<Approvals::Offered> Approvals::offer(const ApprovalId& id, const crypto::SecretText& share) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end() || found->second.result) return fail(ErrorKind::missing, "no such act");
    Entry& entry = found->second;
    TRY(members::ShareProgress progress, entry.collector->offer(share));
    Offered offered{.progress = std::move(progress),
                    .wanted = entry.wanted,
                    .shares = std::nullopt,
                    .password = std::nullopt};
    if (offered.progress.missing == 0) {
        TRY(offered.shares, entry.collector->take());
        // A copy: it is wanted still where the act fails.
        if (entry.password) offered.password = entry.password->copy();
    }
    return offered;
}

void Approvals::settle(const ApprovalId& id, Result<ApprovalResult> result) {
    const std::scoped_lock guard(mutex_);
    const auto found = entries_.find(id);
    // Dismissed, or locked meanwhile: nobody is there who could be told.
    if (found == entries_.end()) return;
    if (!result) return found->second.collector->forget();
    found->second.result = std::move(*result);
    found->second.until = clock_->steady() + result_patience;
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
    std::erase_if(entries_, [&](const auto& one) { return one.second.until <= now; });
    for (auto& [id, entry] : entries_) entry.collector->forget_if_late();
}

void Approvals::forget_all() {
    const std::scoped_lock guard(mutex_);
    entries_.clear();
}

}  // namespace milpa::jmap
