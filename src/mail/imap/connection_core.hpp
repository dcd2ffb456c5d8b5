// SPDX-License-Identifier: AGPL-3.0-or-later
// One connection of IMAP, for the files that make it up:
//
//     connection.cpp        what comes in, one command after another; the mail of who is logged in; the end
//     connection_login.cpp  who is a stranger yet: TLS, and the ways to log in
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/imap/command.hpp"
#include "mail/imap/command_reader.hpp"
#include "mail/imap/connection.hpp"
#include "mail/imap/grammar.hpp"
#include "mail/imap/input.hpp"
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

/// Touched by one task, on the thread of its listener until the login, then on the home thread of the vault.
class Connection {
public:
    Connection(std::unique_ptr<net::Wire> wire, Caller caller, std::shared_ptr<const net::TlsContext> tls,
               Lent<Services> services, ClearLogin clear, std::shared_ptr<net::Ending> ending)
        : wire_(std::move(wire)),
          caller_(std::move(caller)),
          tls_(std::move(tls)),
          clear_(clear),
          services_(services),
          login_until_(services->clock().steady() + login_time_max),
          input_(wire_.get()),
          output_(wire_.get()),
          ending_(std::move(ending)) {}

    /// Until the login; then nothing may be done here any more but entered().
    Task<Result<void>> before_login();
    bool has_entrance() const { return entrance_ != nullptr; }
    Executor home() const { return entrance_->home(); }
    void move_home() {
        hearing_.reset();
        wire_->move_to(entrance_->home());
    }
    /// At home.
    Task<Result<void>> after_login();
    Task<> end(Result<void> outcome);

private:
    ReplyWriter writer() { return output_.writer(session_ ? session_->form : TextForm::rev1); }
    States state() const;
    bool takes_logins() const { return wire_->is_tls() || clear_ == ClearLogin::allowed; }
    void write_capability() { writer().capability(capabilities()); }
    std::string capability_code() const;
    std::vector<std::string_view> capabilities() const;
    void say(std::string_view tag, const Completion& answer) {
        writer().tagged(tag, answer.condition, answer.code, answer.text);
    }
    void refuse(const Refusal& refusal);
    std::chrono::milliseconds at_most(std::chrono::milliseconds patience) const;
    void must_end();
    void hear_of_end(Executor here);

    Task<Result<CommandReader::Step>> next_step(std::chrono::milliseconds patience);
    Task<Result<std::optional<Request>>> next_request();
    Task<Result<void>> run_before_login(Lent<const Request> request);
    Task<Result<void>> start_tls(std::string tag);
    Task<Result<void>> log_in(std::string tag, std::string user, crypto::SecretText secret);
    Task<Result<void>> authenticate(Lent<const Request> request);
    Task<Result<std::optional<std::string>>> read_response();
    Task<Result<void>> run_command(Lent<const Request> request);
    Task<Result<void>> idle(std::string tag);
    Task<Result<void>> append(std::string text);

    const std::unique_ptr<net::Wire> wire_;
    const Caller caller_;
    const std::shared_ptr<const net::TlsContext> tls_;
    const ClearLogin clear_;
    const Lent<Services> services_;
    const SteadyTime login_until_;
    CommandReader reader_;
    Input input_;
    Output output_;
    std::unique_ptr<Entrance> entrance_;
    std::string login_tag_;
    std::unique_ptr<Mailroom> room_;
    std::optional<Session> session_;
    unsigned commands_ = 0;
    unsigned failures_ = 0;
    unsigned bad_in_a_row_ = 0;
    bool ended_ = false;
    bool told_to_end_ = false;  // the server is locked, or the member suspended
    bool is_securing_ = false;
    const std::shared_ptr<net::Ending> ending_;  // null where nobody ends what has no session
    std::unique_ptr<net::Ending::Hearing> hearing_;
};

}  // namespace milpa::mail::imap
