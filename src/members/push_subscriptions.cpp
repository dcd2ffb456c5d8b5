// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/push_subscriptions.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "crypto/secret.hpp"

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

bool is_same(const events::PushSubscription& one, const events::PushSubscription& other) {
    return one.SerializeAsString() == other.SerializeAsString();
}

/// What leads to the browser, and what opens what is told it.
void wipe(events::PushSubscription& subscription) {
    crypto::wipe(*subscription.mutable_url());
    crypto::wipe(*subscription.mutable_auth());
    crypto::wipe(*subscription.mutable_verification());
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

std::vector<SubscriptionId> PushSubscriptions::replaced_by(const events::PushSubscription& subscription,
                                                           const ById& own) {
    const SubscriptionId id = id_of(subscription);
    std::vector<SubscriptionId> gone;
    for (const auto& [other, one] : own) {
        if (other != id && one.device() == subscription.device() && one.made_by() == subscription.made_by())
            gone.push_back(other);
    }
    if (own.contains(id) || own.size() - gone.size() < subscriptions_of_member_max) return gone;
    const auto oldest = [&](const auto& may_go) {
        const events::PushSubscription* found = nullptr;
        for (const auto& [other, one] : own) {
            if (may_go(one) && (found == nullptr || ends_earlier(one, *found))) found = &one;
        }
        return found;
    };
    const auto* first = oldest([&](const auto& one) { return one.root() == subscription.root(); });
    if (first == nullptr) first = oldest([](const auto&) { return true; });
    gone.push_back(id_of(*first));
    return gone;
}

Task<Result<void>> PushSubscriptions::put(events::PushSubscription subscription) {
    const SubscriptionId id = id_of(subscription);
    const MemberId member = member_of(subscription);
    store::Batch batch;
    std::vector<events::PushSubscription> before;  // what it takes the place of
    {
        const std::scoped_lock guard(mutex_);
        if (!loaded_) co_return locked();
        CO_CHECK(store_->sealed_rows().put(store::RowKind::push, id.view(),
                                           to_bytes(subscription.SerializeAsString()), batch));
        ById& own = by_member_[member];
        const std::vector<SubscriptionId> gone = replaced_by(subscription, own);
        erase(gone, batch);
        if (own.contains(id)) before.push_back(own.at(id));
        for (const SubscriptionId& other : gone) {
            before.push_back(std::move(own.at(other)));
            own.erase(other);
        }
        own[id] = subscription;
    }
    const auto committed = co_await store_->committer().commit(std::move(batch));
    if (committed) co_return Result<void>{};
    // On the disk all is as it was, and so it is here; but whoever has changed it meanwhile, or removed it,
    // hears of their own write.
    const std::scoped_lock guard(mutex_);
    const auto own = by_member_.find(member);
    if (own == by_member_.end()) co_return committed.error();
    const auto mine = own->second.find(id);
    if (mine == own->second.end() || !is_same(mine->second, subscription)) co_return committed.error();
    own->second.erase(mine);
    for (auto& one : before) own->second.try_emplace(id_of(one), std::move(one));
    co_return committed.error();
}

Task<Result<void>> PushSubscriptions::remove(MemberId member, SubscriptionId id) {
    CO_CHECK(find(member, id));
    co_return co_await remove_where(member, [id](const auto& one) { return id_of(one) == id; });
}

Task<Result<void>> PushSubscriptions::remove_where(
    MemberId member, std::function<bool(const events::PushSubscription&)> goes) {
    store::Batch batch;
    std::vector<events::PushSubscription> before;
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
        for (const SubscriptionId& id : gone) {
            before.push_back(std::move(found->second.at(id)));
            found->second.erase(id);
        }
        if (found->second.empty()) by_member_.erase(found);
        if (gone.empty()) co_return Result<void>{};
    }
    const auto committed = co_await store_->committer().commit(std::move(batch));
    const std::scoped_lock guard(mutex_);
    // They are on the disk still, and would be back with the next start.
    for (auto& one : before) {
        if (!committed && loaded_)
            by_member_[member].try_emplace(id_of(one), std::move(one));
        else
            wipe(one);
    }
    if (!committed) co_return committed.error();
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
    for (auto& [member, own] : by_member_) {
        for (auto& [id, one] : own) wipe(one);
    }
    by_member_.clear();
    loaded_ = false;
}

void PushSubscriptions::erase(const std::vector<SubscriptionId>& ids, store::Batch& into) {
    for (const SubscriptionId& id : ids) store_->sealed_rows().erase(store::RowKind::push, id.view(), into);
}

}  // namespace milpa::members
