// SPDX-License-Identifier: AGPL-3.0-or-later
// Who asked to be told of news by a push service (RFC 8620 7.2). Rows under the store key: while locked there
// are none in memory and nothing is told to anybody.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/lent.hpp"
#include "push.pb.h"
#include "store/store.hpp"

namespace milpa::members {

using SubscriptionId = Id<struct SubscriptionTag>;

/// A member's telephones, computers and their browsers. When there is one more, the oldest goes of those that
/// stand on the same opener, so that an app password cannot push out its owner's.
inline constexpr std::size_t subscriptions_of_member_max = 16;
/// RFC 8620 7.2: the server says how long; whoever is there still renews it.
inline constexpr std::chrono::hours subscription_lifetime_max{30 * 24};
inline constexpr std::size_t subscription_url_octets_max = 2'048;

/// Thread-safe. All fail with `closed` while locked.
class PushSubscriptions {
public:
    PushSubscriptions(Lent<store::Store> store, Lent<const Clock> clock) : store_(store), clock_(clock) {}

    /// All that is on the disk of one member, also what is over and not swept yet; the one that ends first
    /// stands first.
    Result<std::vector<events::PushSubscription>> stored(const MemberId& member) const;
    /// Those of them that are not over.
    Result<std::vector<events::PushSubscription>> of(const MemberId& member) const;
    /// Fails with `missing` where they have none of that id.
    Result<events::PushSubscription> find(const MemberId& member, const SubscriptionId& id) const;
    /// A new one, or in place of the one of its id; returns when it is durable. One of the same device goes
    /// that the same opener asked for.
    Task<Result<void>> put(events::PushSubscription subscription);
    /// Fails with `missing`.
    Task<Result<void>> remove(MemberId member, SubscriptionId id);
    /// All of a member (removed, reset), or those that an opener asked for (it was taken back).
    Task<Result<void>> remove_where(MemberId member,
                                    std::function<bool(const events::PushSubscription&)> goes);

    /// Erases what is over; for a timer.
    Task<Result<void>> sweep();

    /// Blocks: at unlock.
    Result<void> load();
    void forget();

private:
    using ById = std::unordered_map<SubscriptionId, events::PushSubscription>;
    /// What goes for it.
    static std::vector<SubscriptionId> replaced_by(const events::PushSubscription& subscription,
                                                   const ById& own);
    void erase(const std::vector<SubscriptionId>& ids, store::Batch& into);

    const Lent<store::Store> store_;
    const Lent<const Clock> clock_;
    mutable std::mutex mutex_;  // guards what follows
    bool loaded_ = false;
    std::unordered_map<MemberId, ById> by_member_;
};

}  // namespace milpa::members
