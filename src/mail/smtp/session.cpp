// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/smtp/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ensure.hpp"
#include "mail/smtp/authors.hpp"
#include "mail/smtp/command.hpp"
#include "mail/smtp/trace.hpp"

namespace milpa::mail::smtp {

namespace {

const FixedReply& reply_for_fault(Fault fault) {
    switch (fault) {
        case Fault::verb: return replies::unknown_command;
        case Fault::arguments:
        case Fault::chunk: return replies::bad_arguments;
        case Fault::sender: return replies::bad_sender;
        case Fault::recipient: return replies::bad_recipient;
        case Fault::parameter: return replies::unknown_parameter;
        case Fault::utf8: return replies::needs_utf8;
    }
    ensure(false);
    return replies::bad_arguments;
}

const FixedReply& reply_for_fault(AuthorFault fault) {
    switch (fault) {
        case AuthorFault::none: return replies::from_is_empty;
        case AuthorFault::group: return replies::from_is_group;
        case AuthorFault::syntax: return replies::from_is_broken;
        case AuthorFault::many: return replies::from_is_many;
    }
    ensure(false);
    return replies::from_is_broken;
}

}  // namespace

Session::Session(Lent<const Settings> settings, Lent<const Services> services, std::string peer_address,
                 Channel channel)
    : settings_(settings), services_(services), peer_address_(std::move(peer_address)), channel_(channel) {}

Reply Session::open(Behind behind) {
    if (behind == Behind::more) {
        close();
        return replies::early_talker;
    }
    return Reply(220, {}, {settings_->host_name + " ESMTP"});
}

std::size_t Session::line_octets_max() const {
    // A command of AUTH may bring its first response along.
    const bool may_log_in = is_submission() && is_tls() && !member_;
    return state_ == State::authenticating || may_log_in ? auth_octets_max : command_octets_max;
}

std::chrono::seconds Session::patience() const {
    switch (state_) {
        case State::fresh: return hello_timeout;
        case State::authenticating: return auth_timeout;
        case State::securing: return tls_timeout;
        case State::data:
        case State::chunk: return data_timeout;
        default: return command_timeout;
    }
}

std::chrono::seconds Session::patience_in_all() const {
    return is_submission() && !member_ ? login_time_max : progress_time_max;
}

/// Every reply to the peer passes here: errors are counted, and 421 ends the session.
Reply Session::count(Reply reply) {
    if (reply.is_permanent() && ++errors_ > errors_max) reply = replies::too_many_errors;
    if (reply.code == 421) close();
    return reply;
}

Reply Session::on_long_line() {
    // An exchange that was not understood is over.
    if (state_ == State::authenticating) {
        sasl_.reset();
        state_ = State::ready;
    }
    return count(replies::line_too_long);
}

Reply Session::on_bare_line() {
    close();
    return replies::bare_line_end;
}

Reply Session::on_timeout() { return count(replies::timed_out); }

Reply Session::on_end() { return count(replies::closing); }

void Session::on_tls() {
    ensure(state_ == State::securing);
    // RFC 3207 4.2: what was said before is forgotten; the errors are not, or STARTTLS would pardon them.
    reset();
    hello_.clear();
    member_.reset();
    channel_ = Channel::tls;
    state_ = State::fresh;
}

Reply Session::on_fault(Fault fault) {
    if (fault == Fault::verb && ++unknown_commands_ > unknown_commands_max) return replies::too_many_errors;
    // Nobody knows where the octets end: to go on would be to read content as commands.
    if (fault == Fault::chunk) close();
    return reply_for_fault(fault);
}

Task<Answer> Session::on_line(std::string_view line, Behind behind) {
    if (++commands_ > commands_max + settings_->recipients_max) co_return count(replies::too_many_commands);
    if (state_ == State::authenticating) co_return count(co_await on_sasl(sasl_->next(line)));
    auto request = parse_request(line);
    if (!request) co_return count(on_fault(request.error()));
    Answer answer = co_await on_request(std::move(*request), behind);
    if (answer) co_return count(std::move(*answer));
    // A chunk of nothing has come already.
    if (refused_ && refused_->octets_left == 0) co_return on_refused_chunk({}).reply;
    if (!refused_ && transaction_->chunk_left == 0) co_return co_await end_of_chunk();
    co_return std::nullopt;
}

Answer Session::refusal_of(const Command& command, const Request& request) const {
    const auto behaves = [&](Traits trait) { return (command.behaves & trait) != 0; };
    if ((command.allowed & states(state_)) == 0) return replies::bad_sequence;
    if (behaves(traits::login) && is_submission() && !member_) {
        return is_tls() ? replies::login_required : replies::tls_required;
    }
    if (behaves(traits::unlocked) && services_->gate->locked()) return replies::locked;
    return command.may == nullptr ? std::nullopt : command.may(*this, request);
}

Task<Answer> Session::on_request(Request request, Behind behind) {
    const Command& command = command_for(request);
    if ((command.behaves & traits::idle) != 0 && ++idle_commands_ > idle_commands_max) {
        co_return replies::too_many_commands;
    }
    if ((command.behaves & traits::last_in_group) != 0 && behind == Behind::more) {
        // What was slipped in behind is never read: it may be another's (request smuggling, STARTTLS
        // injection).
        close();
        co_return replies::pipelined;
    }
    if (Answer refusal = refusal_of(command, request)) {
        if (const auto* chunk = std::get_if<Bdat>(&request)) {
            refuse_chunk(*chunk, std::move(*refusal));
            co_return std::nullopt;
        }
        co_return refusal;
    }
    co_return co_await command.proceed(this, std::move(request));
}

// ---- transitions ---------------------------------------------------------------------------------------

void Session::greet(Hello hello) {
    reset();
    dialect_ = hello.dialect;
    hello_ = std::move(hello.name);
    state_ = State::ready;
}

void Session::begin(MailFrom from) {
    ensure(state_ == State::ready);
    ++transactions_;
    transaction_ = std::make_unique<Transaction>();
    transaction_->from = std::move(from);
    state_ = State::sender;
}

void Session::add(Recipient recipient) {
    ensure(state_ == State::sender || state_ == State::recipients);
    transaction_->recipients.push_back(std::move(recipient));
    state_ = State::recipients;
}

void Session::reset() {
    transaction_.reset();
    refused_.reset();
    if (state_ != State::fresh && state_ != State::closing) state_ = State::ready;
}

void Session::expect_data(std::unique_ptr<Reception> reception) {
    ensure(state_ == State::recipients && reception != nullptr);
    transaction_->reception = std::move(reception);
    state_ = State::data;
}

void Session::expect_chunk(Bdat chunk, std::unique_ptr<Reception> reception) {
    ensure((state_ == State::recipients) == (reception != nullptr));
    if (reception) transaction_->reception = std::move(reception);
    transaction_->chunk_left = chunk.octets;
    transaction_->chunk_last = chunk.last;
    state_ = State::chunk;
}

void Session::refuse_chunk(Bdat chunk, Reply reply) {
    refused_ = std::make_unique<Refused>(Refused{std::move(reply), state_, chunk.octets});
    state_ = State::chunk;
}

void Session::expect_tls() { state_ = State::securing; }

Task<std::unique_ptr<Reception>> Session::open_reception() {
    const Transaction& now = *transaction_;
    const auto& parameters = now.from.parameters;
    const WallTime when = services_->clock->wall();
    const Origin origin = is_submission() ? Origin{} : Origin{peer_address_, hello_};

    std::string trace = return_path(now.from.sender);
    // Moved: once the content comes, nobody else needs them.
    Envelope envelope{.sender = now.from.sender,
                      .recipients = std::move(transaction_->recipients),
                      .eight_bit = parameters.body == Body::eight_bit ? Eight::yes : Eight::no,
                      .utf8 = parameters.utf8 ? Utf8::yes : Utf8::no,
                      .return_path_octets = trace.size(),
                      .member = member_,
                      .origin = origin};
    Passage passage{.service = settings_->service,
                    .dialect = dialect_,
                    .tls = is_tls(),
                    .host_name = settings_->host_name,
                    .origin = origin,
                    .recipient = std::nullopt,
                    .utf8 = parameters.utf8,
                    .when = when};
    if (envelope.recipients.size() == 1) passage.recipient = envelope.recipients.front().address;
    trace += received(passage);

    HeaderFilter header(settings_->service);
    if (is_submission()) {
        // The domain of the sender tells nothing that the message does not.
        const bool by_sender = now.from.sender && !message::needs_utf8(*now.from.sender);
        const std::string& domain = by_sender ? now.from.sender->domain : settings_->host_name;
        header = HeaderFilter(settings_->service, {.date = date_field(when),
                                                   .message_id = message_id_field(*services_->random, domain),
                                                   .domain = domain});
    }
    auto sink = is_submission() ? co_await services_->outbox->begin(std::move(envelope))
                                : co_await services_->inbound->begin(std::move(envelope));
    if (!sink) co_return std::make_unique<Reception>(reply_for(sink.error()), settings_->message_octets_max);
    co_return std::make_unique<Reception>(std::move(*sink), std::move(trace), std::move(header),
                                          settings_->message_octets_max);
}

// ---- content -------------------------------------------------------------------------------------------

Task<Session::Taken> Session::on_content(std::string_view octets) {
    ensure(state_ == State::data || state_ == State::chunk);
    if (state_ == State::data) co_return co_await on_data(octets);
    if (refused_) co_return on_refused_chunk(octets);
    co_return co_await on_chunk(octets);
}

Task<Session::Taken> Session::on_data(std::string_view octets) {
    Reception& reception = *transaction_->reception;
    DataDecoder& decoder = transaction_->decoder;
    Taken taken;
    while (!octets.empty()) {
        const DataDecoder::Step step = decoder.next(octets);
        taken.octets += step.consumed;
        octets.remove_prefix(step.consumed);
        if (decoder.violated()) reception.fail(replies::bare_in_message);
        co_await reception.take(step.octets, step.consumed);
        if (step.ended) {
            taken.reply = co_await end_of_content();
            break;
        }
        if (reception.is_hopeless()) {
            close();
            taken.reply = count(*reception.failure());
            break;
        }
    }
    co_return taken;
}

Task<Session::Taken> Session::on_chunk(std::string_view octets) {
    Transaction& now = *transaction_;
    octets = octets.substr(0, std::min<std::uint64_t>(octets.size(), now.chunk_left));
    now.chunk_lines.take(octets);
    if (now.chunk_lines.violated()) now.reception->fail(replies::bare_in_message);
    co_await now.reception->take(octets, octets.size());
    now.chunk_left -= octets.size();
    Taken taken{octets.size(), std::nullopt};
    if (now.chunk_left == 0) {
        taken.reply = co_await end_of_chunk();
    } else if (now.reception->is_hopeless()) {
        close();
        taken.reply = count(*now.reception->failure());
    }
    co_return taken;
}

Task<Answer> Session::end_of_chunk() {
    Transaction& now = *transaction_;
    if (now.chunk_last == Last::yes) {
        if (now.chunk_lines.after_cr()) now.reception->fail(replies::bare_in_message);
        // Every message that we keep ends with CRLF, as one that came by DATA does.
        if (!now.chunk_lines.at_line_start()) co_await now.reception->take("\r\n", 0);
        co_return co_await end_of_content();
    }
    if (!now.reception->failure()) {
        state_ = State::chunks;
        co_return count(replies::chunk_ok);
    }
    // RFC 3030 2: chunks that follow in the pipeline are swallowed and refused until RSET.
    Reply reply = *now.reception->failure();
    now.reception.reset();
    state_ = State::wrecked;
    co_return count(std::move(reply));
}

Session::Taken Session::on_refused_chunk(std::string_view octets) {
    const std::uint64_t taken = std::min<std::uint64_t>(octets.size(), refused_->octets_left);
    refused_->octets_left -= taken;
    const bool hopeless = refused_->octets_left > settings_->message_octets_max * discard_factor;
    if (refused_->octets_left > 0 && !hopeless) return {taken, std::nullopt};
    state_ = refused_->after;
    Reply reply = std::move(refused_->reply);
    refused_.reset();
    if (hopeless) close();
    return {taken, count(std::move(reply))};
}

Task<Reply> Session::end_of_content() {
    Reception& reception = *transaction_->reception;
    co_await reception.end();
    if (is_submission() && !reception.failure()) co_await check_authors(&reception);
    Reply reply = co_await reception.commit();
    if (!reply.is_error()) {
        idle_commands_ = 0;
        commands_ = 0;
        ++stored_;
    }
    reset();
    co_return count(std::move(reply));
}

/// RFC 6409 6.1, 8.1: a member writes in their own name only.
Task<void> Session::check_authors(Lent<Reception> reception) {
    auto found = read_authors(reception->header().from());
    if (const auto* fault = std::get_if<AuthorFault>(&found)) {
        reception->fail(reply_for_fault(*fault));
        co_return;
    }
    const auto authors = std::get<std::vector<Mailbox>>(std::move(found));
    std::vector<Mailbox> senders;
    if (const auto& field = reception->header().sender()) {
        auto read = read_authors(*field);
        if (auto* sender = std::get_if<std::vector<Mailbox>>(&read)) senders = std::move(*sender);
        if (senders.size() != 1) {
            reception->fail(replies::sender_is_broken);
            co_return;
        }
    } else if (authors.size() > 1) {
        // RFC 5322 3.6.2.
        reception->fail(replies::sender_is_missing);
        co_return;
    }
    for (const Mailbox& author : authors) {
        if (!co_await check_own(reception, author, replies::not_your_author)) co_return;
    }
    for (const Mailbox& sender : senders) {
        if (!co_await check_own(reception, sender, replies::not_your_sender_field)) co_return;
    }
    // RFC 5322 3.6.6: who resends is named like who writes.
    for (const std::string& field : reception->header().resent()) {
        auto read = read_authors(field);
        const auto* resenders = std::get_if<std::vector<Mailbox>>(&read);
        if (resenders == nullptr) {
            reception->fail(replies::resent_is_broken);
            co_return;
        }
        for (const Mailbox& resender : *resenders) {
            if (!co_await check_own(reception, resender, replies::not_your_resent_field)) co_return;
        }
    }
}

Task<bool> Session::check_own(Lent<Reception> reception, Mailbox address, FixedReply otherwise) {
    const auto may = co_await services_->logins->may_send_as(*member_, std::move(address));
    if (may && *may) co_return true;
    reception->fail(may ? Reply(otherwise) : reply_for(may.error()));
    co_return false;
}

// ---- login ---------------------------------------------------------------------------------------------

Task<Reply> Session::start_sasl(Auth auth) {
    ensure(state_ == State::ready);
    sasl_ = std::make_unique<SaslExchange>();
    auto step = sasl_->start(auth.mechanism, auth.initial);
    if (auth.initial) crypto::wipe(*auth.initial);
    co_return co_await on_sasl(std::move(step));
}

Task<Reply> Session::on_sasl(SaslExchange::Step step) {
    if (auto* challenge = std::get_if<Challenge>(&step)) {
        state_ = State::authenticating;
        co_return Reply(334, {}, {std::move(challenge->text)});
    }
    sasl_.reset();
    state_ = State::ready;
    if (auto* credentials = std::get_if<Credentials>(&step)) {
        co_return co_await log_in(std::move(*credentials));
    }
    switch (std::get<SaslFault>(step)) {
        case SaslFault::mechanism: co_return replies::bad_mechanism;
        case SaslFault::encoding: co_return replies::bad_base64;
        case SaslFault::cancelled: co_return replies::auth_cancelled;
        case SaslFault::content: co_return replies::bad_arguments;
    }
    ensure(false);
}

Task<Reply> Session::log_in(Credentials credentials) {
    Caller caller;
    if (auto peer = net::PeerAddress::parse(peer_address_)) caller.peer = *peer;
    auto member = co_await services_->logins->log_in(std::move(credentials.user),
                                                     std::move(credentials.password), caller);
    if (member) {
        member_ = *member;
        co_return replies::logged_in;
    }
    switch (member.error().kind) {
        case ErrorKind::denied:
            if (++login_failures_ >= login_failures_max) close();
            co_return replies::wrong_login;
        case ErrorKind::limit: co_return replies::login_too_often;
        default: co_return reply_for(member.error());
    }
}

}  // namespace milpa::mail::smtp
