// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/api/room.hpp"
#include "server/pusher.hpp"

#include <boost/asio/dispatch.hpp>

#include "base/log.hpp"
#include "members/own_addresses.hpp"
#include "server/mail.hpp"

namespace milpa::server::api {

namespace {

/// How often rooms are looked through for those whose session is over, or that nobody uses: so who listens by
/// an EventSource or a WebSocket hears of the end a second after it at most, whatever it came by (its time,
/// an end from elsewhere, another password, a frozen account). One timer a thread, and a look at the
/// directory a room: below half a microsecond, so that 20,000 cost a hundredth of one core; a timer for each,
/// with its coroutine, would cost a kilobyte each instead, and would not see what ends a session before its
/// time.
constexpr std::chrono::seconds sweep_every{1};

/// Lets a room go where it lives.
struct DropAtHome {
    Executor home;
    void operator()(OpenRoom* room) const {
        boost::asio::dispatch(home, [held = std::unique_ptr<OpenRoom>(room)]() mutable { held.reset(); });
    }
};

}  // namespace

OpenRoom::OpenRoom(Lent<Server> server, members::Login login, mail::account::AccountHandle account,
                   std::unique_ptr<Sessions::Ticket> ticket, Lent<const jmap::Catalogue> catalogue,
                   jmap::House* house)
    : server_(server),
      login_(std::move(login)),
      home_(server->home_of(login_.vault())),
      house_(house),
      outbox_(server->mail().outbox_of(login_)),
      account_(std::move(account)),
      ticket_(std::move(ticket)),
      settling_(server, login_.vault()),
      push_(this, catalogue, home_),
      last_used_(server->clock().steady()) {}

OpenRoom::~OpenRoom() { settle(); }

jmap::PushCarrier& OpenRoom::push_carrier() { return server_->pusher(); }

jmap::House& OpenRoom::house() {
    ensure(house_ != nullptr);
    return *house_;
}

bool OpenRoom::is_open_still() const { return server_->logins().check(login_).has_value(); }

std::uint32_t OpenRoom::duties() const {
    const auto member = server_->collective().read_member(login_.id());
    std::uint32_t bits = 0;
    if (!member || members::is_by_app_password(login_) || !is_open_still()) return bits;
    for (const int duty : (*member)->data.duties()) bits |= std::uint32_t{1} << static_cast<unsigned>(duty);
    return bits;
}

Result<std::vector<std::string>> OpenRoom::own_addresses() const {
    return members::own_addresses(server_->collective(), login_.id());
}

Result<std::string> OpenRoom::own_name() const {
    TRY(const members::MemberPointer member, server_->collective().read_member(login_.id()));
    return member->data.name();
}

/// The rooms of one thread; used there alone.
struct Rooms::Home {
    Home(Lent<Server> owner, Lent<const jmap::Catalogue> methods, jmap::House* own, Executor thread)
        : server(owner), catalogue(methods), house(own), executor(thread) {}

    const Lent<Server> server;
    const Lent<const jmap::Catalogue> catalogue;
    jmap::House* const house;
    const Executor executor;
    std::map<RoomKey, RoomPointer> open;
    bool sweeping = false;

    void end(const RoomKey& key) {
        const auto found = open.find(key);
        if (found == open.end()) return;
        const RoomPointer room = std::move(found->second);
        open.erase(found);
        room->push().end();
    }
};

Rooms::Rooms(Lent<Server> server, Lent<const jmap::Catalogue> catalogue, jmap::House* house)
    : server_(server) {
    for (std::size_t thread = 0; thread < server->runtime().threads(); ++thread) {
        homes_.push_back(
            std::make_unique<Home>(server, catalogue, house, server->runtime().executor(thread)));
    }
}

Rooms::~Rooms() = default;

Rooms::Home& Rooms::home_of(const VaultId& vault) {
    const Executor executor = server_->home_of(vault);
    const auto found =
        std::ranges::find_if(homes_, [&](const auto& home) { return home->executor == executor; });
    ensure(found != homes_.end());
    return **found;
}

Task<Result<RoomPointer>> Rooms::enter(members::Login login) {
    Home& home = home_of(login.vault());
    co_return co_await net::call_on(home.executor, enter_at(&home, std::move(login)));
}

Task<RoomPointer> Rooms::find(RoomKey key) {
    Home& home = home_of(key.vault);
    co_return co_await net::call_on(home.executor, find_at(&home, key));
}

Task<RoomPointer> Rooms::find_at(Lent<Home> home, RoomKey key) {
    const auto found = home->open.find(key);
    if (found == home->open.end()) co_return nullptr;
    const RoomPointer room = found->second;
    if (!home->server->logins().check(*room->login())) {
        home->end(key);
        co_return nullptr;
    }
    room->last_used_ = home->server->clock().steady();
    co_return room;
}

Task<Result<RoomPointer>> Rooms::enter_at(Lent<Home> home, members::Login login) {
    const RoomKey key{login.vault(), login.opener};
    if (RoomPointer room = co_await find_at(home, key)) co_return room;
    Server& server = *home->server;
    // Entered first: a lock or suspension that comes while the vault is being opened ends this room, too.
    const auto ended = std::make_shared<bool>(false);
    auto ticket = server.sessions().enter(login.id(), home->executor, [home, key, ended] {
        *ended = true;
        home->end(key);
    });
    CO_TRY(mail::account::AccountHandle account, co_await server.open_account(login));
    CO_CHECK(server.logins().check(login));
    if (*ended) co_return fail(ErrorKind::closed, "ended while it was opened");
    // Somebody else may have been faster: theirs is as good.
    if (const auto other = home->open.find(key); other != home->open.end()) co_return other->second;
    RoomPointer room(new OpenRoom(home->server, std::move(login), std::move(account), std::move(ticket),
                                  home->catalogue, home->house),
                     DropAtHome{home->executor});
    room->settle();
    home->open.emplace(key, room);
    if (const auto dropped = co_await jmap::drop_old_uploads(&room->account()); !dropped) {
        log::event("api.uploads_not_dropped", dropped.error().kind);
    }
    if (!home->sweeping) {
        home->sweeping = true;
        net::spawn(home->executor, sweep(home));
    }
    co_return room;
}

Task<> Rooms::sweep(Lent<Home> home) {
    while (!home->open.empty() && co_await net::sleep_for(sweep_every)) {
        const SteadyTime now = home->server->clock().steady();
        std::vector<RoomKey> over;
        for (const auto& [key, room] : home->open) {
            const bool rests = room.use_count() == 1 && now - room->last_used_ >= room_rest;
            if (rests || !home->server->logins().check(*room->login())) over.push_back(key);
        }
        for (const RoomKey& key : over) home->end(key);
    }
    home->sweeping = false;
}

std::unique_ptr<Slots::Token> Slots::enter(const VaultId& vault) {
    {
        const std::scoped_lock guard(mutex_);
        std::uint32_t& taken = taken_[vault];
        if (taken >= most_) return nullptr;
        ++taken;
    }
    return std::make_unique<Token>(this, vault);
}

void Slots::leave(const VaultId& vault) {
    const std::scoped_lock guard(mutex_);
    const auto found = taken_.find(vault);
    if (--found->second == 0) taken_.erase(found);
}

}  // namespace milpa::server::api
