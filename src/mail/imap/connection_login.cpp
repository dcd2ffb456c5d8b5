// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/log.hpp"
#include "mail/imap/connection_core.hpp"
#include "mail/imap/secrets.hpp"

namespace milpa::mail::imap {

namespace {

constexpr std::string_view server_name = "Milpa";

}  // namespace

Task<Result<void>> Connection::before_login() {
    hear_of_end(co_await boost::asio::this_coro::executor);
    if (told_to_end_) co_return fail(ErrorKind::closed, "told to end");
    if (!takes_logins() && tls_ == nullptr) {
        // RFC 9051 7.1.5: a greeting may be the goodbye. Locked, nobody can log in here.
        writer().untagged(Condition::bye, "UNAVAILABLE", "Nobody can log in now; try again later");
        co_return co_await output_.flush();
    }
    writer().untagged(Condition::ok, capability_code(), "Milpa is ready");
    while (!ended_ && !entrance_) {
        if (++commands_ > commands_before_login_max) {
            writer().untagged(Condition::bye, {}, "Too many commands without a login");
            break;
        }
        CO_TRY(std::optional<Request> request, co_await next_request());
        if (!request) continue;
        auto done = co_await run_before_login(&*request);
        forget_secrets(*request);
        CO_CHECK(std::move(done));
    }
    // What was gathered is written before the connection moves.
    co_return co_await output_.flush();
}

/// Commands of RFC 9051 6.1 and 6.2.
Task<Result<void>> Connection::run_before_login(Lent<const Request> request) {
    const Arguments& arguments = request->arguments;
    if (const auto* login = std::get_if<request::Login>(&arguments)) {
        co_return co_await log_in(request->tag, login->user, crypto::SecretText(login->password));
    }
    if (std::holds_alternative<request::Authenticate>(arguments)) co_return co_await authenticate(request);
    if (std::holds_alternative<request::StartTls>(arguments)) co_return co_await start_tls(request->tag);
    if (std::holds_alternative<request::Capability>(arguments)) write_capability();
    if (std::holds_alternative<request::Id>(arguments)) {
        const std::pair<std::string_view, std::string_view> fields[] = {{"name", server_name}};
        writer().id(fields);
    }
    if (std::holds_alternative<request::Logout>(arguments)) {
        writer().untagged(Condition::bye, {}, "Good bye");
        ended_ = true;
    }
    say(request->tag, Completion());
    co_return Result<void>{};
}

Task<Result<void>> Connection::start_tls(std::string tag) {
    if (wire_->is_tls() || tls_ == nullptr) {
        say(tag, bad("There is TLS already, or no certificate"));
        co_return Result<void>{};
    }
    // RFC 9051 11.1: what came in clear behind the command must not be believed after the handshake.
    if (!input_.empty()) {
        say(tag, bad("Nothing may follow STARTTLS"));
        writer().untagged(Condition::bye, {}, "What came behind STARTTLS was not read");
        ended_ = true;
        co_return Result<void>{};
    }
    say(tag, Completion{.text = "Begin"});
    CO_CHECK(co_await output_.flush());
    if (told_to_end_) co_return fail(ErrorKind::closed, "told to end");
    wire_->set_deadline(at_most(tls_timeout));
    is_securing_ = true;
    CO_CHECK(co_await wire_->start_tls_server(tls_.get()));
    is_securing_ = false;
    reader_ = CommandReader();
    co_return Result<void>{};
}

Task<Result<void>> Connection::log_in(std::string tag, std::string user, crypto::SecretText secret) {
    auto entrance = co_await services_->log_in(caller_, std::move(user), std::move(secret));
    if (entrance) {
        entrance_ = std::move(*entrance);
        login_tag_ = std::move(tag);
        co_return Result<void>{};
    }
    switch (entrance.error().kind) {
        case ErrorKind::denied: say(tag, no("AUTHENTICATIONFAILED", "Wrong name or password")); break;
        case ErrorKind::limit: say(tag, no("UNAVAILABLE", "Too many tries; try again later")); break;
        case ErrorKind::syntax: say(tag, no("AUTHENTICATIONFAILED", "Wrong name or password")); break;
        default: say(tag, no("UNAVAILABLE", "The server is locked, or in trouble")); break;
    }
    log::count("imap.login_failed");
    if (++failures_ >= login_failures_max) {
        writer().untagged(Condition::bye, {}, "Too many failed logins");
        ended_ = true;
    }
    co_return Result<void>{};
}

/// One line of SASL, decoded; nothing where the client gave up or wrote nonsense.
Task<Result<std::optional<std::string>>> Connection::read_response() {
    reader_.await_line();
    CO_TRY(const CommandReader::Step step, co_await next_step(login_timeout));
    if (step.kind == CommandReader::Kind::refused) {
        (void)reader_.take_refusal();
        co_return std::optional<std::string>();
    }
    co_return decode_response(reader_.take());
}

Task<Result<void>> Connection::authenticate(Lent<const Request> request) {
    const auto& command = std::get<request::Authenticate>(request->arguments);
    if (command.mechanism != "PLAIN") {
        say(request->tag, no("CANNOT", "No such mechanism"));
        co_return Result<void>{};
    }
    std::optional<std::string> response;
    if (command.initial) {
        response.emplace(as_text(*command.initial));
    } else {
        writer().continuation("");
        CO_TRY(response, co_await read_response());
    }
    if (!response) {
        say(request->tag, bad("Given up"));
        co_return Result<void>{};
    }
    auto plain = parse_plain(*response);
    crypto::wipe(*response);
    if (!plain) {
        say(request->tag, no("AUTHENTICATIONFAILED", "That is no PLAIN response"));
        co_return Result<void>{};
    }
    co_return co_await log_in(request->tag, std::move(plain->first), std::move(plain->second));
}

}  // namespace milpa::mail::imap
