// SPDX-License-Identifier: AGPL-3.0-or-later
// One SMTP session, without a wire: lines and octets in, replies out (RFC 5321; submission: RFC 6409).
//
//             EHLO           MAIL             RCPT               DATA            CRLF.CRLF
//    fresh ---------> ready --------> sender --------> recipients --------> data ----------> ready
//      ^               | |                              |      ^
//      | handshake     | | AUTH                    BDAT |      | never back: after BDAT only BDAT
//    securing <--------+ +--> authenticating            v
//            STARTTLS         | 235, 5xx             chunk <-------> chunks      chunk LAST: ready
//                             v                          all octets / BDAT
//                           ready
//    sender, recipients, chunks, wrecked: RSET, EHLO -> ready. wrecked: a chunk failed; only RSET, EHLO,
//    QUIT. any: QUIT, too many errors, a line that is not ended by CRLF, ... -> closing, from which nothing
//    leads.
//
// What always holds
// - transaction_ exists exactly in sender, recipients, data, chunk, chunks and wrecked (a chunk that nobody
//   wanted is swallowed in `chunk` too, with refused_ set and perhaps without a transaction).
// - A message is open (reception) only in data, chunk and chunks; leaving them otherwise than by a commit
//   destroys it, and nothing is stored.
// - A 250 after content is given only when commit() said `stored`.
// - In `data` and `chunk` no octet is ever read as a command.
// - Nothing that was said before STARTTLS is known after it.
// Commands in commands/ decide; every transition is a function of this class.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/smtp/data_decoder.hpp"
#include "mail/smtp/grammar.hpp"
#include "mail/smtp/reception.hpp"
#include "mail/smtp/reply.hpp"
#include "mail/smtp/sasl.hpp"
#include "mail/smtp/services.hpp"
#include "mail/smtp/settings.hpp"

namespace milpa::mail::smtp {

enum class State : std::uint8_t {
    fresh,           ///< no EHLO yet
    ready,           ///< greeted, no transaction
    sender,          ///< MAIL was accepted
    recipients,      ///< one RCPT or more was accepted
    data,            ///< 354 was said: content until CRLF.CRLF
    chunk,           ///< octets of a BDAT are coming
    chunks,          ///< between two BDAT
    wrecked,         ///< a BDAT failed
    authenticating,  ///< a 334 was said
    securing,        ///< 220 was said to STARTTLS: the handshake is next
    closing,         ///< the last reply was given
};

struct Command;

/// Whether octets of the peer came behind a line already.
enum class Behind : std::uint8_t { nothing, more };
enum class Channel : std::uint8_t { clear, tls };
/// Nothing: the reply comes after the content that follows (BDAT).
using Answer = std::optional<Reply>;

struct Transaction {
    MailFrom from;
    std::vector<Recipient> recipients;
    std::unique_ptr<Reception> reception;
    DataDecoder decoder;           // of DATA
    LineCheck chunk_lines;         // of BDAT, over all chunks
    std::uint64_t chunk_left = 0;  // octets of this chunk that are still to come
    Last chunk_last = Last::no;
};

class Session {
public:
    /// What is lent outlives the session. `peer_address` is the peer's IP address as text; it goes into what
    /// is sealed, for `exchange`, and nowhere else.
    Session(Lent<const Settings> settings, Lent<const Services> services, std::string peer_address,
            Channel channel);

    // ---- the connection's side -----------------------------------------------------------------------

    /// 220, or 554 and closing when the peer spoke before it.
    Reply open(Behind behind);
    /// A line without its CRLF, in every state but data, chunk, securing and closing. `line` stays until the
    /// task is done.
    Task<Answer> on_line(std::string_view line, Behind behind);
    /// A line longer than line_octets_max(): 500; or one with a bare CR or LF: 500 and closing.
    Reply on_long_line();
    Reply on_bare_line();

    struct Taken {
        std::size_t octets = 0;  ///< used of the input; the rest is for later
        Answer reply;            ///< the content, or the chunk, has ended
    };
    /// Content, in data and chunk: at least one octet, which stay until the task is done.
    Task<Taken> on_content(std::string_view octets);
    /// The handshake is done (securing).
    void on_tls();
    /// 421, closing: the peer waited too long; it has ended its side, or the server stops.
    Reply on_timeout();
    Reply on_end();

    State state() const { return state_; }
    std::size_t line_octets_max() const;
    /// How long to wait for the next line or octets.
    std::chrono::seconds patience() const;
    /// How long the connection may last from the last progress on: its beginning, or a message that was
    /// taken.
    std::chrono::seconds patience_in_all() const;
    /// Messages that were taken.
    std::size_t stored() const { return stored_; }

    // ---- what may-it checks look at --------------------------------------------------------------------

    const Settings& settings() const { return *settings_; }
    const Services& services() const { return *services_; }
    bool is_submission() const { return settings_->service == Service::submission; }
    bool is_tls() const { return channel_ == Channel::tls; }
    const std::optional<MemberId>& member() const { return member_; }
    /// Null where there is none.
    const Transaction* transaction() const { return transaction_.get(); }
    std::size_t transactions() const { return transactions_; }

    // ---- transitions, for commands/ --------------------------------------------------------------------

    void greet(Hello hello);
    void begin(MailFrom from);
    void add(Recipient recipient);
    void reset();
    void expect_data(std::unique_ptr<Reception> reception);
    /// `reception` at the first chunk, null at later ones.
    void expect_chunk(Bdat chunk, std::unique_ptr<Reception> reception);
    /// The octets of a chunk that nobody wants; afterwards `reply` is given, in the state as it is now.
    void refuse_chunk(Bdat chunk, Reply reply);
    /// Runs an exchange from its first step.
    Task<Reply> start_sasl(Auth auth);
    void expect_tls();
    void close() { state_ = State::closing; }

    /// Opens the sink for the transaction's message; a failure is a reception that has failed.
    Task<std::unique_ptr<Reception>> open_reception();

private:
    struct Refused {
        Reply reply;
        State after;
        std::uint64_t octets_left;
    };

    Answer refusal_of(const Command& command, const Request& request) const;
    Task<Answer> on_request(Request request, Behind behind);
    Reply on_fault(Fault fault);
    Task<Reply> on_sasl(SaslExchange::Step step);
    Task<Reply> log_in(Credentials credentials);
    Task<Reply> end_of_content();
    Task<void> check_authors(Lent<Reception> reception);
    Task<bool> check_own(Lent<Reception> reception, Mailbox address, FixedReply otherwise);
    Task<Taken> on_data(std::string_view octets);
    Task<Taken> on_chunk(std::string_view octets);
    Task<Answer> end_of_chunk();
    Taken on_refused_chunk(std::string_view octets);
    Reply count(Reply reply);

    Lent<const Settings> settings_;
    Lent<const Services> services_;
    std::string peer_address_;
    std::string hello_;
    std::unique_ptr<Transaction> transaction_;
    std::unique_ptr<Refused> refused_;
    std::unique_ptr<SaslExchange> sasl_;
    std::optional<MemberId> member_;
    std::size_t transactions_ = 0;
    std::size_t stored_ = 0;
    std::size_t commands_ = 0;  // since the last message
    unsigned errors_ = 0;
    unsigned unknown_commands_ = 0;
    unsigned login_failures_ = 0;
    unsigned idle_commands_ = 0;
    State state_ = State::fresh;
    Channel channel_;
    Dialect dialect_ = Dialect::ehlo;
};

}  // namespace milpa::mail::smtp
