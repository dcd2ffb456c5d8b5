// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_imap.hpp"

#include "server/settling.hpp"

namespace milpa::server {

namespace {

class Room final : public mail::imap::Mailroom {
public:
    Room(Lent<Server> server, members::Login login, mail::account::AccountHandle account,
         std::unique_ptr<Sessions::Ticket> ticket)
        : server_(server),
          login_(std::move(login)),
          account_(std::move(account)),
          ticket_(std::move(ticket)),
          settling_(server, login_.vault()) {}
    ~Room() override { settle(); }

    mail::account::Account& account() override { return *account_; }
    store::ObjectWriter write_object() override { return server_->store().write_object(); }

    mail::account::Quota quota() const override { return quota_now(*server_, login_.id()); }

    void settle() override { settling_.settle(*account_); }

private:
    const Lent<Server> server_;
    const members::Login login_;
    mail::account::AccountHandle account_;
    const std::unique_ptr<Sessions::Ticket> ticket_;
    Settling settling_;
};

class Door final : public mail::imap::Entrance {
public:
    Door(Lent<Server> server, members::Login login) : server_(server), login_(std::move(login)) {}

    Executor home() const override { return server_->home_of(login_.vault()); }

    Task<Result<std::unique_ptr<mail::imap::Mailroom>>> open(std::function<void()> end) override {
        // Entered first: a lock or suspension that comes while the vault is being opened ends this session,
        // too.
        auto ticket = server_->sessions().enter(login_.id(), home(), std::move(end));
        CO_TRY(mail::account::AccountHandle account, co_await server_->open_account(login_));
        // Suspended, reset, or the secret taken back before this session was entered: nobody would end it.
        CO_CHECK(server_->logins().check(login_));
        auto room = std::make_unique<Room>(server_, std::move(login_), std::move(account), std::move(ticket));
        room->settle();
        co_return std::move(room);
    }

private:
    const Lent<Server> server_;
    members::Login login_;
};

}  // namespace

mail::imap::ClearLogin clear_login_of(const net::PeerAddress& peer, const Settings& settings) {
    using enum mail::imap::ClearLogin;
    return settings.imap_clear_on_loopback && peer.is_loopback() ? allowed : refused;
}

Task<Result<std::unique_ptr<mail::imap::Entrance>>> ImapServices::log_in(mail::imap::Caller caller,
                                                                         std::string user,
                                                                         crypto::SecretText secret) {
    CO_TRY(members::Login login,
           co_await server_->logins().login(std::move(user), std::move(secret), members::Accept::daily,
                                            std::move(caller.peer)));
    co_return std::make_unique<Door>(server_, std::move(login));
}

}  // namespace milpa::server
