// SPDX-License-Identifier: AGPL-3.0-or-later
// Web Push (RFC 8620 7.2, RFC 8030, RFC 8291, RFC 8292): the subscriptions as a type, and who carries.
#pragma once

#include "jmap/context.hpp"
#include "jmap/method.hpp"
#include "members/push_subscriptions.hpp"

namespace milpa::jmap {

/// Brings pushes to push services; src/server/ has the one that goes out.
class PushCarrier {
public:
    virtual ~PushCarrier() = default;
    /// RFC 8620 7.2: a PushVerification to a subscription that is new. Any thread; returns at once.
    virtual void verify(events::PushSubscription subscription) = 0;
};

Family push_family();

}  // namespace milpa::jmap
