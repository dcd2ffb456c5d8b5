// SPDX-License-Identifier: AGPL-3.0-or-later
// The client's side of SMTP, without a wire: replies in, octets and wishes out.
//
//    greeting --220--> hello --250--> [STARTTLS --220--> handshake -> hello] -> [AUTH] -> ready
//    ready --begin()--> envelope --354--> content --content_sent()--> verdict --> ready
//    any: 421, a reply that does not belong, a broken wire -> closed.
//
// EHLO that is refused by 5xx is tried as HELO. With PIPELINING, MAIL, RCPT and DATA go in one write. What a
// recipient got is always known: whoever has no reply of its own has that of MAIL, DATA, the content, or of
// the session's end (temporary: try again).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.hpp"
#include "mail/smtp/client_reply.hpp"
#include "mail/smtp/services.hpp"

namespace milpa::mail::smtp {

/// Recipients of one transaction: what RFC 5321 4.5.3.1.8 promises everywhere; and their pipelined replies
/// fit any TCP window, so that neither side waits for the other for ever.
inline constexpr std::size_t client_recipients_max = 100;

/// A message as it is to be sent. The queue knows these from its envelope and the message's facts.
struct Outgoing {
    std::optional<Mailbox> sender;    ///< nothing: <>
    std::vector<Mailbox> recipients;  ///< 1 to client_recipients_max
    std::uint64_t octets = 0;         ///< size of the message
    Eight eight_bit = Eight::no;      ///< the content has octets beyond ASCII
    Utf8 utf8 = Utf8::no;             ///< the header has; addresses are looked at here
};

enum class Verdict : std::uint8_t { delivered, temporary, permanent };

/// What became of one recipient.
struct Outcome {
    Verdict verdict = Verdict::temporary;
    std::uint16_t code = 0;  ///< of the server; 0 when it is our own finding
    Status status;           ///< always with a kind: made from the code where the server gave none
    std::string text;        ///< the server's words, for the report to the sender
    bool operator==(const Outcome&) const = default;
};

enum class TlsWish : std::uint8_t {
    never,
    if_offered,
    required,  ///< without STARTTLS nothing is sent (4.7.4)
};

struct ClientOptions {
    std::string host_name;  ///< for EHLO
    TlsWish tls = TlsWish::if_offered;
    bool is_tls = false;  ///< the wire is TLS from the start
    /// For a submission server; sent as AUTH PLAIN, and only over TLS.
    std::string user;
    crypto::SecretText password;
};

class ClientSession {
public:
    enum class Want : std::uint8_t {
        reply,      ///< the next reply: on_reply()
        handshake,  ///< on_tls() or broken()
        content,    ///< the dot-stuffed message and its dot, then content_sent()
        nothing,    ///< ready for begin() or quit()
        close,      ///< it is over
    };

    explicit ClientSession(ClientOptions options);

    /// First take_output() and write it, then do what it wants.
    Want want() const;
    std::string take_output();
    /// The reply that is wanted is that to the content: it takes the longest (RFC 5321 4.5.3.2.6).
    bool awaits_verdict() const { return state_ == State::verdict; }

    /// Requires want() == reply.
    void on_reply(const ServerReply& reply);
    void on_tls();
    void content_sent();
    /// The wire failed, or the message could not be read to its end: recipients without an outcome are
    /// temporary.
    void broken(ErrorKind kind);

    /// Requires want() == nothing. When the peer lacks what the message needs, all outcomes are there at
    /// once.
    void begin(Outgoing message);
    void quit();

    /// Of the message that was begun last, one for each recipient; complete when want() is nothing or close.
    const std::vector<Outcome>& outcomes() const { return outcomes_; }
    /// Why no message can be sent (any more): of greeting, EHLO, STARTTLS, AUTH, or the end.
    const std::optional<Outcome>& failure() const { return failure_; }
    bool is_tls() const { return options_.is_tls; }

private:
    enum class State : std::uint8_t {
        greeting,
        ehlo,
        helo,
        starttls,
        handshake,
        auth,
        ready,
        envelope,
        content,
        verdict,
        rset,
        quit,
        closed
    };
    enum class Awaited : std::uint8_t { mail, rcpt, data };
    struct Offers {
        bool pipelining = false, size = false, eight_bit = false, utf8 = false, starttls = false;
        bool auth_plain = false;
        std::uint64_t size_max = 0;
    };

    void on_hello_reply(const ServerReply& reply);
    void on_starttls_reply(const ServerReply& reply);
    void on_verdict(const ServerReply& reply);
    void read_offers(const ServerReply& reply);
    void say_hello(State dialect);
    void after_hello();
    void on_envelope_reply(const ServerReply& reply);
    void send_next();
    void end_of_envelope();
    void settle_rest(const Outcome& outcome);
    void give_up(Outcome outcome);
    std::optional<Outcome> obstacle(const Outgoing& message) const;
    std::string mail_command() const;

    ClientOptions options_;
    Offers offers_;
    State state_ = State::greeting;
    std::string output_;
    Outgoing message_;
    std::deque<Awaited> awaited_;     // replies that are still to come, in order
    std::size_t sent_ = 0;            // recipients whose RCPT was sent
    std::size_t answered_ = 0;        // recipients whose RCPT was answered
    std::optional<Outcome> refused_;  // what MAIL or DATA got instead of acceptance
    std::vector<bool> accepted_;      // by recipient
    std::vector<Outcome> outcomes_;
    std::vector<bool> settled_;
    std::optional<Outcome> failure_;
};

}  // namespace milpa::mail::smtp
