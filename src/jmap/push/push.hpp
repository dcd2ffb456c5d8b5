// SPDX-License-Identifier: AGPL-3.0-or-later
// Web Push (RFC 8620 7.2, RFC 8030, RFC 8291, RFC 8292): the subscriptions as a type, and who carries.
#pragma once

#include "http/url.hpp"
#include "jmap/context.hpp"
#include "jmap/method.hpp"
#include "members/push_subscriptions.hpp"

namespace milpa::jmap {

/// Brings pushes to push services; src/server/ has the one that goes out.
class PushCarrier {
public:
    virtual ~PushCarrier() = default;
    /// Whether it would go there at all. Any thread, as all of these.
    virtual bool may_go_to(const http::Url& url) const = 0;
    /// Of our key (RFC 8292 3.2, RFC 9749 3), base64url; empty while there is none.
    virtual std::string public_key() const = 0;
    /// Takes one of the verifications that the member may ask for; none is left where it is false.
    virtual bool take_verification(const MemberId& member) = 0;
    /// RFC 8620 7.2: a PushVerification to a subscription that is new. Returns at once.
    virtual void verify(events::PushSubscription subscription) = 0;
};

/// RFC 9749. What it says is in session.cpp: it is the key of the room's carrier.
inline constexpr std::string_view vapid_capability = "urn:ietf:params:jmap:webpush-vapid";

Family push_family();

}  // namespace milpa::jmap
