// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/push_subscriptions.hpp"

#include <algorithm>

#include "base/ensure.hpp"

namespace milpa::members {

namespace {

Error locked() { return fail(ErrorKind::closed, "locked"); }

SubscriptionId id_of(const events::PushSubscription& subscription) {
    const auto id = SubscriptionId::from(subscription.id());
    ensure(id.has_value());
    return *id;
}

MemberId member_of(const events::PushSubscription& subscription) {
    const auto member = MemberId::from(subscription.member());
    ensure(member.has_value());
    return *member;
}

bool is_over(const events::PushSubscription& subscription, WallTime now) {
    return subscription.expires_ms() <= to_unix_ms(now);
}

/// The one that ends first was asked for, or renewed, the longest ago.
bool ends_earlier(const events::PushSubscription& one, const events::PushSubscription& other) {
    return one.expires_ms() < other.expires_ms();
}

}  // namespace

Result<std::vector<events::PushSubscription>> PushSubscriptions::stored(const MemberId& member) const {
    std::vector<events::PushSubscription> all;
    {
        const std::scoped_lock guard(mutex_);
        if (!loaded_) return locked();
        const auto found = by_member_.find(member);
        if (found == by_member_.end()) return all;
        for (const auto& [id, subscription] : found->second) all.push_back(subscription);
    }
    std::ranges::sort(all, [](const auto& one, const auto& other) {
        return std::pair(one.expires_ms(), std::string_view(one.id())) <
               std::pair(other.expires_ms(), std::string_view(other.id()));
    });
    return all;
}

Result<std::vector<events::PushSubscription>> PushSubscriptions::of(const MemberId& member) const {
    const WallTime now = clock_->wall();
    TRY(auto all, stored(member));
    std::erase_if(all, [now](const auto& one) { return is_over(one, now); });
    return all;
}

Result<events::PushSubscription> PushSubscriptions::find(const MemberId& member,
                                                         const SubscriptionId& id) const {
    const WallTime now = clock_->wall();
    const std::scoped_lock guard(mutex_);
    if (!loaded_) return locked();
    if (const auto found = by_member_.find(member); found != by_member_.end()) {
        const auto one = found->second.find(id);
        if (one != found->second.end() && !is_over(one->second, now)) return one->second;
    }
    return fail(ErrorKind::missing, "no such subscription");
}

Task<Result<void>> PushSubscriptions::put(events::PushSubscription subscription) {
    const SubscriptionId id = id_of(subscription);
    const MemberId member = member_of(subscription);
    store::Batch batch;
    {
        const std::scoped_lock guard(mutex_);
        if (!loaded_) co_return locked();
        ById& own = by_member_[member];
        std::vector<SubscriptionId> gone;
        for (const auto& [other, one] : own) {
            if (other != id && one.device() == subscription.device()) gone.push_back(other);
        }
        if (own.size() - gone.size() >= subscriptions_of_member_max && !own.contains(id)) {
            const auto oldest = std::ranges::min_element(own, ends_earlier, &ById::value_type::second);
            gone.push_back(oldest->first);
        }
        erase(gone, batch);
        for (const SubscriptionId& other : gone) own.erase(other);
        own[id] = subscription;
        CO_CHECK(store_->sealed_rows().put(store::RowKind::push, id.view(),
                                           to_bytes(subscription.SerializeAsString()), batch));
    }
    const auto committed = co_await store_->committer().commit(std::move(batch));
    if (committed) co_return Result<void>{};
    // Nobody was told that it is there.
    const std::scoped_lock guard(mutex_);
    if (const auto own = by_member_.find(member); own != by_member_.end()) own->second.erase(id);
    co_return committed.error();
}

Task<Result<void>> PushSubscriptions::remove(MemberId member, SubscriptionId id) {
    CO_CHECK(find(member, id));
    co_return co_await remove_where(member, [id](const auto& one) { return id_of(one) == id; });
}

Task<Result<void>> PushSubscriptions::remove_where(
    MemberId member, std::function<bool(const events::PushSubscription&)> goes) {
    store::Batch batch;
    {
        const std::scoped_lock guard(mutex_);
        if (!loaded_) co_return locked();
        const auto found = by_member_.find(member);
        if (found == by_member_.end()) co_return Result<void>{};
        std::vector<SubscriptionId> gone;
        for (const auto& [id, one] : found->second) {
            if (goes(one)) gone.push_back(id);
        }
        erase(gone, batch);
        for (const SubscriptionId& id : gone) found->second.erase(id);
        if (found->second.empty()) by_member_.erase(found);
        if (gone.empty()) co_return Result<void>{};
    }
    CO_CHECK(co_await store_->committer().commit(std::move(batch)));
    co_return Result<void>{};
}

Task<Result<void>> PushSubscriptions::sweep() {
    const WallTime now = clock_->wall();
    std::vector<MemberId> members;
    {
        const std::scoped_lock guard(mutex_);
        if (!loaded_) co_return locked();
        for (const auto& [member, own] : by_member_) members.push_back(member);
    }
    for (const MemberId& member : members) {
        CO_CHECK(co_await remove_where(member, [now](const auto& one) { return is_over(one, now); }));
    }
    co_return Result<void>{};
}

Result<void> PushSubscriptions::load() {
    TRY(const auto rows, store_->sealed_rows().all_blocking(store::RowKind::push));
    std::unordered_map<MemberId, ById> loaded;
    for (const auto& [id, value] : rows) {
        events::PushSubscription one;
        if (!one.ParseFromArray(value.data(), static_cast<int>(value.size())) ||
            !MemberId::from(one.member()) || as_bytes(one.id()).size() != SubscriptionId::size ||
            !std::ranges::equal(as_bytes(one.id()), id)) {
            return fail(ErrorKind::corrupt, "a push subscription that cannot be read");
        }
        loaded[member_of(one)][id_of(one)] = std::move(one);
    }
    const std::scoped_lock guard(mutex_);
    by_member_ = std::move(loaded);
    loaded_ = true;
    return {};
}

void PushSubscriptions::forget() {
    const std::scoped_lock guard(mutex_);
    by_member_.clear();
    loaded_ = false;
}

void PushSubscriptions::erase(const std::vector<SubscriptionId>& ids, store::Batch& into) {
    for (const SubscriptionId& id : ids) store_->sealed_rows().erase(store::RowKind::push, id.view(), into);
}

}  // namespace milpa::members
