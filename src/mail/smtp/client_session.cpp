// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/client_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::smtp {

namespace {

constexpr Status no_tls{4, 7, 4};
constexpr Status bad_reply{4, 5, 0};
constexpr Status connection_lost{4, 4, 2};
constexpr Status too_big{5, 3, 4};
constexpr Status no_eight_bit{5, 6, 3};
constexpr Status no_utf8{5, 6, 7};
constexpr Status bad_address{5, 1, 3};

Outcome own(Status status, std::string_view text) {
    const Verdict verdict = status.kind == 5 ? Verdict::permanent : Verdict::temporary;
    return {verdict, 0, status, std::string(text)};
}

/// What a reply means for those whom it concerns.
Outcome outcome_of(const ServerReply& reply) {
    if (reply.is_intermediate()) return own(bad_reply, "A reply that does not belong here");
    Outcome outcome{Verdict::temporary, reply.code, reply.status, reply.text()};
    if (reply.is_positive()) outcome.verdict = Verdict::delivered;
    if (reply.is_permanent()) outcome.verdict = Verdict::permanent;
    if (outcome.status.kind == 0) outcome.status.kind = static_cast<std::uint8_t>(reply.code / 100);
    return outcome;
}

bool has_control(const Mailbox& address) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return std::ranges::any_of(address.local, is_control) || std::ranges::any_of(address.domain, is_control);
}

bool needs_utf8(const Outgoing& message) {
    return message.utf8 == Utf8::yes || (message.sender && message::needs_utf8(*message.sender)) ||
           std::ranges::any_of(message.recipients, [](const Mailbox& to) { return message::needs_utf8(to); });
}

std::uint64_t parse_size(std::string_view text) {
    std::uint64_t size = 0;
    for (char c : text.substr(0, 18)) {
        if (c < '0' || c > '9') return 0;
        size = size * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return size;
}

}  // namespace

ClientSession::ClientSession(ClientOptions options) : options_(std::move(options)) {}

ClientSession::Want ClientSession::want() const {
    switch (state_) {
        case State::handshake: return Want::handshake;
        case State::content: return Want::content;
        case State::ready: return Want::nothing;
        case State::closed: return Want::close;
        default: return Want::reply;
    }
}

std::string ClientSession::take_output() { return std::exchange(output_, {}); }

void ClientSession::on_reply(const ServerReply& reply) {
    ensure(want() == Want::reply);
    // RFC 5321 3.8: the server closes, whatever it was asked.
    if (reply.code == 421 && state_ != State::quit) return give_up(outcome_of(reply));
    switch (state_) {
        case State::greeting:
            if (!reply.is_positive()) return give_up(outcome_of(reply));
            return say_hello(State::ehlo);
        case State::ehlo:
        case State::helo: return on_hello_reply(reply);
        case State::starttls: return on_starttls_reply(reply);
        case State::auth:
            if (!reply.is_positive()) return give_up(outcome_of(reply));
            state_ = State::ready;
            return;
        case State::envelope: return on_envelope_reply(reply);
        case State::verdict: return on_verdict(reply);
        case State::rset:
            if (!reply.is_positive()) return give_up(own(bad_reply, "RSET was refused"));
            state_ = State::ready;
            return;
        case State::quit: state_ = State::closed; return;
        default: ensure(false);
    }
}

// ---- until ready ---------------------------------------------------------------------------------------

void ClientSession::say_hello(State dialect) {
    output_ += fmt::format("{} {}\r\n", dialect == State::ehlo ? "EHLO" : "HELO", options_.host_name);
    offers_ = {};
    state_ = dialect;
}

void ClientSession::on_hello_reply(const ServerReply& reply) {
    if (state_ == State::ehlo && reply.is_permanent()) return say_hello(State::helo);
    if (!reply.is_positive()) return give_up(outcome_of(reply));
    if (state_ == State::ehlo) read_offers(reply);
    after_hello();
}

void ClientSession::read_offers(const ServerReply& reply) {
    for (std::size_t i = 1; i < reply.lines.size(); ++i) {
        const std::string_view line = reply.lines[i];
        const std::size_t space = std::min(line.find(' '), line.size());
        const std::string_view keyword = line.substr(0, space);
        const std::string_view rest = message::trim(line.substr(space));
        const auto is = [&](std::string_view name) { return message::equal_ignoring_case(keyword, name); };
        if (is("PIPELINING")) offers_.pipelining = true;
        if (is("8BITMIME")) offers_.eight_bit = true;
        if (is("SMTPUTF8")) offers_.utf8 = true;
        if (is("STARTTLS")) offers_.starttls = true;
        if (is("SIZE")) {
            offers_.size = true;
            offers_.size_max = parse_size(rest);
        }
        if (is("AUTH")) offers_.auth_plain = (" " + message::lower_case(rest) + " ").contains(" plain ");
    }
}

void ClientSession::after_hello() {
    if (!options_.is_tls && options_.tls != TlsWish::never) {
        if (offers_.starttls) {
            output_ += "STARTTLS\r\n";
            state_ = State::starttls;
            return;
        }
        if (options_.tls == TlsWish::required) return give_up(own(no_tls, "The server offers no STARTTLS"));
    }
    if (options_.user.empty()) {
        state_ = State::ready;
        return;
    }
    if (!options_.is_tls || !offers_.auth_plain) {
        return give_up(own(no_tls, "The server offers no AUTH PLAIN over TLS"));
    }
    std::string plain = '\0' + options_.user + '\0' + std::string(options_.password.view());
    std::string encoded = to_base64(as_bytes(plain));
    output_ += "AUTH PLAIN " + encoded + "\r\n";
    crypto::wipe(plain);
    crypto::wipe(encoded);
    state_ = State::auth;
}

void ClientSession::on_starttls_reply(const ServerReply& reply) {
    if (reply.is_positive()) {
        state_ = State::handshake;
        return;
    }
    if (options_.tls == TlsWish::required) return give_up(own(no_tls, "STARTTLS was refused"));
    // Offered and refused: in clear then, as if it were not offered.
    offers_.starttls = false;
    options_.tls = TlsWish::never;
    after_hello();
}

void ClientSession::on_tls() {
    ensure(state_ == State::handshake);
    options_.is_tls = true;
    // RFC 3207 4.2: what was said in clear is forgotten.
    say_hello(State::ehlo);
}

// ---- a message -----------------------------------------------------------------------------------------

std::optional<Outcome> ClientSession::obstacle(const Outgoing& message) const {
    if ((message.sender && has_control(*message.sender)) ||
        std::ranges::any_of(message.recipients, has_control)) {
        return own(bad_address, "An address with control characters");
    }
    if (offers_.size_max > 0 && message.octets > offers_.size_max) {
        return own(too_big, "The message is bigger than the server takes");
    }
    if (needs_utf8(message) && !offers_.utf8) return own(no_utf8, "The server lacks SMTPUTF8");
    if (message.eight_bit == Eight::yes && !offers_.eight_bit) {
        return own(no_eight_bit, "The server lacks 8BITMIME");
    }
    return std::nullopt;
}

std::string ClientSession::mail_command() const {
    std::string line =
        fmt::format("MAIL FROM:<{}>", message_.sender ? message::to_text(*message_.sender) : "");
    if (offers_.size) line += fmt::format(" SIZE={}", message_.octets);
    if (message_.eight_bit == Eight::yes) line += " BODY=8BITMIME";
    if (needs_utf8(message_)) line += " SMTPUTF8";
    return line + "\r\n";
}

void ClientSession::begin(Outgoing message) {
    ensure(state_ == State::ready);
    ensure(!message.recipients.empty() && message.recipients.size() <= client_recipients_max);
    message_ = std::move(message);
    sent_ = answered_ = 0;
    refused_.reset();
    accepted_.assign(message_.recipients.size(), false);
    settled_.assign(message_.recipients.size(), false);
    outcomes_.assign(message_.recipients.size(), Outcome{});
    if (const auto found = obstacle(message_)) return settle_rest(*found);
    state_ = State::envelope;
    output_ += mail_command();
    awaited_ = {Awaited::mail};
    if (!offers_.pipelining) return;
    while (sent_ < message_.recipients.size()) send_next();
    send_next();
}

/// The next RCPT, or DATA behind the last.
void ClientSession::send_next() {
    if (sent_ < message_.recipients.size()) {
        output_ += fmt::format("RCPT TO:<{}>\r\n", message::to_text(message_.recipients[sent_]));
        ++sent_;
        awaited_.push_back(Awaited::rcpt);
        return;
    }
    output_ += "DATA\r\n";
    awaited_.push_back(Awaited::data);
}

void ClientSession::on_envelope_reply(const ServerReply& reply) {
    const Awaited awaited = awaited_.front();
    awaited_.pop_front();
    switch (awaited) {
        case Awaited::mail:
            if (!reply.is_positive()) refused_ = outcome_of(reply);
            break;
        case Awaited::rcpt: {
            const std::size_t index = answered_++;
            accepted_[index] = reply.is_positive() && !refused_;
            if (accepted_[index] || refused_) break;
            outcomes_[index] = outcome_of(reply);
            // RFC 5321 4.5.3.1.10: some say 552 where 452 "too many recipients" is meant.
            if (reply.code == 552) outcomes_[index].verdict = Verdict::temporary;
            settled_[index] = true;
            break;
        }
        case Awaited::data:
            if (reply.is_intermediate()) {
                state_ = State::content;
            } else if (!refused_) {
                refused_ =
                    reply.is_positive() ? own(bad_reply, "DATA was not answered by 354") : outcome_of(reply);
            }
            break;
    }
    if (awaited_.empty()) end_of_envelope();
}

void ClientSession::end_of_envelope() {
    const bool has_accepted = std::ranges::find(accepted_, true) != accepted_.end();
    if (state_ == State::content) {
        if (has_accepted) return;
        // RFC 2920 3.1: pipelined DATA was accepted though nobody is to get it: an empty message ends it.
        output_ += ".\r\n";
        state_ = State::verdict;
        return;
    }
    const bool may_go_on = !refused_ && (sent_ < message_.recipients.size() || has_accepted);
    if (may_go_on) return send_next();
    if (refused_) settle_rest(*refused_);
    output_ += "RSET\r\n";
    state_ = State::rset;
}

void ClientSession::content_sent() {
    ensure(state_ == State::content);
    state_ = State::verdict;
}

void ClientSession::on_verdict(const ServerReply& reply) {
    const bool has_accepted = std::ranges::find(accepted_, true) != accepted_.end();
    settle_rest(has_accepted ? outcome_of(reply) : refused_.value_or(own(bad_reply, "Nobody was accepted")));
    if (reply.is_intermediate()) return give_up(own(bad_reply, "A reply that does not belong here"));
    state_ = State::ready;
}

void ClientSession::settle_rest(const Outcome& outcome) {
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        if (!settled_[i]) outcomes_[i] = outcome;
        settled_[i] = true;
    }
}

// ---- the end -------------------------------------------------------------------------------------------

void ClientSession::give_up(Outcome outcome) {
    // 421 after a refusal: the refusal stands for those whom it concerned.
    settle_rest(refused_ ? *refused_ : outcome);
    // Acceptance is not a reason.
    if (outcome.verdict == Verdict::delivered) outcome.verdict = Verdict::temporary;
    failure_ = std::move(outcome);
    output_.clear();
    state_ = State::closed;
}

void ClientSession::broken(ErrorKind kind) {
    if (state_ == State::closed) return;
    if (state_ == State::quit) {
        state_ = State::closed;
        return;
    }
    give_up(own(connection_lost, fmt::format("The connection ended ({})", to_text(kind))));
}

void ClientSession::quit() {
    ensure(state_ == State::ready);
    output_ += "QUIT\r\n";
    state_ = State::quit;
}

}  // namespace milpa::mail::smtp
