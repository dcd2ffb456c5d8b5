// SPDX-License-Identifier: AGPL-3.0-or-later
// What one request has in common for all its calls (RFC 8620 3.3): whose account it is, what it uses, the ids
// that it has created, what follows a call by itself.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jmap/method.hpp"
#include "jmap/room.hpp"
#include "net/peer.hpp"

namespace milpa::jmap {

/// An implicit call (RFC 8621 7.5: onSuccessUpdateEmail), run behind the call that asked for it, under its
/// id.
struct Follow {
    std::string method;
    json::object arguments;
};

/// The account of what concerns all: members, domains, keyholders.
inline constexpr std::string_view collective_id = "c";

/// Lives for one request, on the home thread of the room's vault.
class Context {
public:
    Context(Lent<Room> room, Lent<const Catalogue> catalogue) : room_(room), catalogue_(catalogue) {}

    Room& room() const { return *room_; }
    mail::account::Account& account() const { return room_->account(); }
    const Catalogue& catalogue() const { return *catalogue_; }
    const Limits& limits() const { return room_->limits(); }

    /// The account that the call is about: the member's, or the collective's where its method is of that.
    std::string account_id() const {
        return of_ == Method::Of::collective ? std::string(collective_id) : own_id();
    }
    /// The one account of a member: its id in the API, which says nothing ("a" and the vault's id in hex). Of
    /// who has none: an id that nobody has.
    std::string own_id() const;
    /// Before each call: whose account it is about.
    void enter(Method::Of of) { of_ = of; }
    /// `accountId` of the arguments is that one; else accountNotFound.
    std::expected<void, MethodError> check_account(const json::object& arguments) const;

    bool uses(std::string_view capability) const { return using_.contains(capability); }
    void use(std::string capability) { using_.insert(std::move(capability)); }

    /// Who sent the request, where it came over a network: only they are slowed by what they guess.
    const std::optional<net::PeerAddress>& peer() const { return peer_; }
    void set_peer(net::PeerAddress peer) { peer_ = std::move(peer); }

    /// RFC 8620 5.3: "#k1" where an id may stand.
    void created(std::string creation_id, std::string id) {
        created_[std::move(creation_id)] = std::move(id);
    }
    /// The id itself, or what its creation id stands for; nothing for a creation id that there is not.
    std::optional<std::string> resolve(std::string_view id) const;
    using Created = std::map<std::string, std::string, std::less<>>;
    const Created& created_ids() const { return created_; }

    void follow(Follow next) { follows_.push_back(std::move(next)); }
    std::vector<Follow> take_follows() { return std::exchange(follows_, {}); }

private:
    const Lent<Room> room_;
    const Lent<const Catalogue> catalogue_;
    Method::Of of_ = Method::Of::member;
    std::set<std::string, std::less<>> using_;
    Created created_;
    std::vector<Follow> follows_;
    std::optional<net::PeerAddress> peer_;
};

}  // namespace milpa::jmap
