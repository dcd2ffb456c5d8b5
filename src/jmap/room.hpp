// SPDX-License-Identifier: AGPL-3.0-or-later
// What the API needs from the rest of the house; src/server/ binds it, tests script it. A Room is one
// member's open vault; it lives on the vault's home thread and must be dropped there.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "mail/account/account.hpp"
#include "members/collective.hpp"
#include "members/login.hpp"
#include "members/members.hpp"

namespace milpa::jmap {

class House;        // own/house.hpp
class PushCarrier;  // push/push.hpp

/// RFC 8620 2: what clients may rely on; published in the session object and held.
struct Limits {
    /// maxSizeUpload: a whole message, as large as is taken (message.bytes_max, unless it is set)
    std::uint64_t upload_octets_max = 50ULL * 1024 * 1024;
    std::uint32_t uploads_at_once = 4;              ///< maxConcurrentUpload
    std::uint64_t request_octets_max = 10'000'000;  ///< maxSizeRequest: what is parsed is in memory
    std::uint32_t requests_at_once = 8;             ///< maxConcurrentRequests
    std::uint32_t calls_max = 64;                   ///< maxCallsInRequest
    std::uint32_t objects_in_get_max = 1'000;       ///< maxObjectsInGet
    std::uint32_t objects_in_set_max = 1'000;       ///< maxObjectsInSet
};

class Outbox;        // mail/outbox.hpp
class FoundingDesk;  // founding/desk.hpp

class Room {
public:
    virtual ~Room() = default;
    /// Of a member only.
    virtual mail::account::Account& account() = 0;
    /// Null: somebody without an account (a keyholder with a share, who has an invitation), or who is at the
    /// machine itself.
    virtual const members::Login* login() const = 0;
    /// At the machine itself, as the user whose folder it is: bears every duty.
    virtual bool is_local() const { return false; }
    virtual members::Collective& collective() = 0;
    virtual members::Members& members() = 0;
    virtual store::ObjectWriter write_object() = 0;
    virtual mail::account::Quota quota() const = 0;
    /// What the account holds has changed: see mail::imap::Mailroom.
    virtual void settle() = 0;
    virtual const Clock& clock() const = 0;
    virtual Random& random() = 0;
    virtual const Limits& limits() const = 0;
    /// Addresses that the member may write from, their own first.
    virtual Result<std::vector<std::string>> own_addresses() const = 0;
    /// What the member is called, for people; empty where the directory has no name of them.
    virtual Result<std::string> own_name() const = 0;
    /// Where mail leaves (mail/outbox.hpp). Null: none does.
    virtual Outbox* outbox() { return nullptr; }
    /// Before there is a collective; then this is all that the room has. Null: there is one.
    virtual FoundingDesk* founding_desk() { return nullptr; }
    /// The server as a whole, for the collective's own types. Only where those are in the catalogue.
    virtual House& house() = 0;
    virtual PushCarrier& push_carrier() = 0;
    /// Whether what opened it opens it still: asked before each call, since a request may take long.
    virtual bool is_open_still() const { return true; }
    /// The duties that the member bears now (Method::duty). None by an app password: a telephone has the
    /// mail, not the collective.
    virtual std::uint32_t duties() const { return 0; }
};

}  // namespace milpa::jmap
