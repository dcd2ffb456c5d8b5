// SPDX-License-Identifier: AGPL-3.0-or-later
// The room of who has no account here, or none that is open: a keyholder with a share. Only methods for
// guests come here (Method::guests); none of them asks for an account.
#pragma once

#include "http/message.hpp"
#include "jmap/request.hpp"
#include "jmap/room.hpp"
#include "server/server.hpp"

namespace milpa::server::api {

/// A share has a hundred octets; whoever is nobody here gets no more of our memory than they need.
inline constexpr std::size_t guest_request_octets_max = 64 * 1024;

class GuestRoom : public jmap::Room {
public:
    explicit GuestRoom(Lent<Server> server, jmap::House* house) : server_(server), house_(house) {}

    mail::account::Account& account() override;
    const members::Login* login() const override { return nullptr; }
    members::Collective& collective() override { return server_->collective(); }
    members::Members& members() override { return server_->members(); }
    store::ObjectWriter write_object() override { return server_->store().write_object(); }
    mail::account::Quota quota() const override { return {.octets_max = 0, .messages_max = 0}; }
    void settle() override {}
    const Clock& clock() const override { return server_->clock(); }
    Random& random() override { return server_->random(); }
    const jmap::Limits& limits() const override { return limits_; }
    Result<std::vector<std::string>> own_addresses() const override { return std::vector<std::string>(); }
    Result<std::string> own_name() const override { return std::string(); }
    jmap::House& house() override { return *house_; }
    jmap::PushCarrier& push_carrier() override;

private:
    const Lent<Server> server_;
    jmap::House* const house_;
    const jmap::Limits limits_;
};

/// Of who is at the machine itself, as the user whose folder it is: bears every duty. Only methods of the
/// collective come here, too.
class LocalRoom final : public GuestRoom {
public:
    LocalRoom(Lent<Server> server, jmap::House* house) : GuestRoom(server, house) {
        // There is nobody but themselves whom they could keep waiting.
        limits_.objects_in_get_max = local_objects_max;
        limits_.objects_in_set_max = local_objects_max;
    }
    bool is_local() const override { return true; }
    std::uint32_t duties() const override { return ~std::uint32_t{0}; }
    const jmap::Limits& limits() const override { return limits_; }

private:
    /// More than there are of anything in a collective.
    static constexpr std::uint32_t local_objects_max = 1'000'000;
    jmap::Limits limits_;
};

/// Whether a request may be a guest's at all: JSON, and of a browser only from our own page. A page elsewhere
/// has no business with a keyholder's share.
bool may_ask_as_guest(const http::Request& request);
/// The request, whose body is `text`, in a room of who is nobody here; the answer is wiped when it was sent.
/// 401 where it asks for what is not for guests.
Task<http::Response> answer_guest(Lent<jmap::Room> room, Lent<const jmap::Catalogue> catalogue,
                                  http::Request request, std::string text);
/// 401: this takes an account.
http::Response nobody_there(const http::Request& request);

/// Whether nothing in the request is for anybody but guests: else who is not signed in is asked to.
bool is_for_guests(const jmap::Catalogue& catalogue, const jmap::Request& request);
/// Whether what it asks for, or is told, may hold shares, passwords, recovery codes or secret keys: the
/// collective's own methods, and what looks after an account. Big batches of mail, whose texts are serialised
/// in one pass, have none.
bool may_hold_secrets(const jmap::Catalogue& catalogue, const jmap::Request& request);

}  // namespace milpa::server::api
