// SPDX-License-Identifier: AGPL-3.0-or-later
// The open accounts of members who use the API.
//
// What always holds
// - a room belongs to one login; it lives on the home thread of the login's vault and is dropped there,
//   whoever lets it go last, wherever;
// - it stays open while somebody uses it or listens to it, and room_rest longer; a lock and a suspension end
//   it at once, all else that ends its session within a second: it is found no more, and who listens is told;
// - no secret is kept, only what it has opened.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "jmap/mail/outbox.hpp"
#include "jmap/room.hpp"
#include "jmap/uploads.hpp"
#include "server/api/push.hpp"
#include "server/settling.hpp"

namespace milpa::server::api {

/// How long a vault stays open after the last request: a mail program asks every minute or two, and opening
/// one takes some milliseconds.
inline constexpr std::chrono::minutes room_rest{2};

class OpenRoom final : public jmap::Room {
public:
    OpenRoom(Lent<Server> server, members::Login login, mail::account::AccountHandle account,
             std::unique_ptr<Sessions::Ticket> ticket, Lent<const jmap::Catalogue> catalogue,
             jmap::House* house);
    ~OpenRoom() override;

    mail::account::Account& account() override { return *account_; }
    /// Any thread.
    const members::Login* login() const override { return &login_; }
    members::Collective& collective() override { return server_->collective(); }
    members::Members& members() override { return server_->members(); }
    store::ObjectWriter write_object() override { return server_->store().write_object(); }
    mail::account::Quota quota() const override { return quota_now(*server_, login_.id()); }
    void settle() override { settling_.settle(*account_); }
    const Clock& clock() const override { return server_->clock(); }
    Random& random() override { return server_->random(); }
    const jmap::Limits& limits() const override { return limits_; }
    Result<std::vector<std::string>> own_addresses() const override;
    Result<std::string> own_name() const override;
    jmap::House& house() override;
    jmap::PushCarrier& push_carrier() override;
    /// A bit for each events::Duty.
    bool is_open_still() const override;
    std::uint32_t duties() const override;
    jmap::Outbox* outbox() override { return outbox_.get(); }

    /// Any thread.
    Executor home() const { return home_; }
    PushHub& push() { return push_; }

private:
    friend class Rooms;
    const Lent<Server> server_;
    const members::Login login_;
    const Executor home_;
    const jmap::Limits limits_;
    jmap::House* const house_;
    const std::unique_ptr<jmap::Outbox> outbox_;
    mail::account::AccountHandle account_;
    const std::unique_ptr<Sessions::Ticket> ticket_;
    Settling settling_;
    PushHub push_;
    SteadyTime last_used_;
};
/// Kept by anybody; what it points to is used on home() alone, but for what says otherwise.
using RoomPointer = std::shared_ptr<OpenRoom>;

/// Which room: of one member, by one of their openers.
struct RoomKey {
    VaultId vault;
    members::OpenerId opener;
    auto operator<=>(const RoomKey&) const = default;
};

/// Thread-safe. `house` may be null: where no method of the catalogue asks for it.
class Rooms {
public:
    Rooms(Lent<Server> server, Lent<const jmap::Catalogue> catalogue, jmap::House* house);
    ~Rooms();

    /// Opens it, where it is not open. Fails as Server::open_account(), `denied` (what opened it was taken
    /// back).
    Task<Result<RoomPointer>> enter(members::Login login);
    /// One that is open, and whose login still holds; null where there is none.
    Task<RoomPointer> find(RoomKey key);

private:
    struct Home;
    Home& home_of(const VaultId& vault);
    static Task<Result<RoomPointer>> enter_at(Lent<Home> home, members::Login login);
    static Task<RoomPointer> find_at(Lent<Home> home, RoomKey key);
    static Task<> sweep(Lent<Home> home);

    const Lent<Server> server_;
    std::vector<std::unique_ptr<Home>> homes_;  // by thread
};

/// How many requests of one kind a member has under way. Thread-safe; outlives its tokens.
class Slots {
public:
    class Token {
    public:
        Token(Lent<Slots> slots, VaultId vault) : slots_(slots), vault_(vault) {}
        Token(const Token&) = delete;
        Token& operator=(const Token&) = delete;
        ~Token() { slots_->leave(vault_); }

    private:
        const Lent<Slots> slots_;
        const VaultId vault_;
    };
    explicit Slots(std::uint32_t most) : most_(most) {}
    /// Null where the member has as many as they may.
    std::unique_ptr<Token> enter(const VaultId& vault);

private:
    void leave(const VaultId& vault);
    const std::uint32_t most_;
    std::mutex mutex_;  // guards what follows
    std::map<VaultId, std::uint32_t> taken_;
};

}  // namespace milpa::server::api
