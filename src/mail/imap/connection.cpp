// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/log.hpp"
#include "mail/imap/commands/append.hpp"
#include "mail/imap/connection_core.hpp"
#include "mail/imap/text.hpp"
#include "net/runtime.hpp"

namespace milpa::mail::imap {

using account::View;
using Kind = CommandReader::Kind;

States Connection::state() const {
    if (!session_) return States::not_authenticated;
    return session_->is_selected() ? States::selected : States::authenticated;
}

std::vector<std::string_view> Connection::capabilities() const {
    std::vector<std::string_view> names{"IMAP4rev1", "IMAP4rev2", "LITERAL+", "SASL-IR", "ID", "ENABLE"};
    if (!session_) {
        if (!wire_->is_tls() && tls_ != nullptr) names.push_back("STARTTLS");
        names.push_back(takes_logins() ? "AUTH=PLAIN" : "LOGINDISABLED");
        return names;
    }
    for (const std::string_view name :
         {"IDLE", "UIDPLUS", "MOVE", "UNSELECT", "NAMESPACE", "CHILDREN", "SPECIAL-USE", "CREATE-SPECIAL-USE",
          "STATUS=SIZE", "LIST-EXTENDED", "LIST-STATUS", "ESEARCH", "SEARCHRES", "BINARY", "UTF8=ACCEPT"}) {
        names.push_back(name);
    }
    return names;
}

std::string Connection::capability_code() const {
    std::string code = "CAPABILITY";
    for (const std::string_view name : capabilities()) code.append(" ").append(name);
    return code;
}

void Connection::refuse(const Refusal& refusal) {
    writer().refusal(refusal);
    ended_ = ended_ || refusal.kind == Refusal::Kind::bye;
    if (refusal.kind != Refusal::Kind::no && ++bad_in_a_row_ >= bad_commands_max) {
        writer().untagged(Condition::bye, {}, "This is no IMAP");
        ended_ = true;
    }
}

/// Of what a stranger may take, never more than is left of the whole.
std::chrono::milliseconds Connection::at_most(std::chrono::milliseconds patience) const {
    if (session_) return patience;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(login_until_ - services_->clock().steady());
    return std::clamp(left, std::chrono::milliseconds(0), patience);
}

/// Called at home, in the middle of whatever is going on: what waits for the peer wakes, and a peer that does
/// not read keeps nothing waiting for long.
void Connection::must_end() {
    told_to_end_ = true;
    // Nothing can be said here, and nobody is to see the certificate any more.
    if (is_securing_) return wire_->close();
    output_.set_patience(goodbye_timeout);
    wire_->set_deadline(goodbye_timeout);
    wire_->nudge();
}

void Connection::hear_of_end(Executor here) {
    if (!ending_) return;
    hearing_ = ending_->hear(here, [this] { must_end(); });
    told_to_end_ = told_to_end_ || ending_->is_over();
}

/// The reader's next step that is not `more`; replies go out before anything is waited for.
Task<Result<CommandReader::Step>> Connection::next_step(std::chrono::milliseconds patience) {
    for (;;) {
        if (told_to_end_) co_return fail(ErrorKind::closed, "told to end");
        if (input_.empty()) {
            if (!session_) output_.set_patience(at_most(transfer_timeout));
            CO_CHECK(co_await output_.flush());
            CO_CHECK(co_await input_.fill(at_most(patience)));
            if (session_) session_->begin_turn();
            continue;  // with octets, or nudged: changes are told with the next reply
        }
        const CommandReader::Step step = reader_.feed(input_.view());
        input_.use(step.used);
        if (step.kind == Kind::more) continue;
        if (step.kind == Kind::continuation) {
            writer().continuation("Go on");
            continue;
        }
        co_return step;
    }
}

/// A whole command; nothing where it was refused, or was an APPEND, which is done then.
Task<Result<std::optional<Request>>> Connection::next_request() {
    const auto patience =
        session_ ? std::chrono::milliseconds(idle_timeout) : std::chrono::milliseconds(login_timeout);
    CO_TRY(const CommandReader::Step step, co_await next_step(patience));
    if (step.kind == Kind::refused) {
        refuse(reader_.take_refusal());
        co_return std::optional<Request>();
    }
    std::string text = reader_.take();
    if (step.kind == Kind::append) {
        CO_CHECK(co_await append(std::move(text)));
        co_return std::optional<Request>();
    }
    auto request = parse(text, session_ ? session_->form : TextForm::rev1);
    crypto::wipe(text);
    if (!request) {
        refuse(request.error());
        co_return std::optional<Request>();
    }
    bad_in_a_row_ = 0;
    const Command& command = *request->command;
    if (!command.is_allowed_in(state())) {
        say(request->tag, bad("Not in this state"));
        co_return std::optional<Request>();
    }
    if (command.has(Effects::needs_tls) && !takes_logins()) {
        say(request->tag, no("PRIVACYREQUIRED", "Only with TLS"));
        co_return std::optional<Request>();
    }
    co_return std::optional<Request>(std::move(*request));
}

Task<Result<void>> Connection::after_login() {
    hear_of_end(co_await boost::asio::this_coro::executor);
    auto room = co_await entrance_->open([this] { must_end(); });
    entrance_.reset();
    if (!room) {
        say(login_tag_, no("UNAVAILABLE", "The mail cannot be opened"));
        log::event("imap.open_failed", room.error().kind);
        co_return room.error();
    }
    room_ = std::move(*room);
    session_.emplace(SessionWorld{.room = room_.get(),
                                  .output = &output_,
                                  .clock = &services_->clock(),
                                  .told_to_end = &told_to_end_,
                                  .wake = [this] { wire_->nudge(); }});
    if (!told_to_end_) output_.set_patience(transfer_timeout);
    reader_.set_limits(CommandReader::after_login);
    // RFC 9051 7.1: what there is now, without being asked.
    say(login_tag_, {Condition::ok, capability_code(), "Welcome"});
    while (!ended_) {
        CO_TRY(const std::optional<Request> request, co_await next_request());
        if (request) CO_CHECK(co_await run_command(&*request));
        // Many commands may have come in one piece.
        if (session_->needs_pace()) CO_CHECK(co_await session_->pace());
    }
    co_return Result<void>{};
}

Task<Result<void>> Connection::run_command(Lent<const Request> request) {
    const Command& command = *request->command;
    const Arguments& arguments = request->arguments;
    if (std::holds_alternative<request::Idle>(arguments)) co_return co_await idle(request->tag);
    if (std::holds_alternative<request::Capability>(arguments) ||
        std::holds_alternative<request::Id>(arguments) ||
        std::holds_alternative<request::Logout>(arguments)) {
        co_return co_await run_before_login(request);
    }
    if (command.has(Effects::writes_mailbox) && session_->access() == Access::read_only) {
        say(request->tag, no("CANNOT", "The mailbox is open for reading only"));
        co_return Result<void>{};
    }
    auto answer = co_await run(&*session_, request);
    // A wire that broke ends the connection; anything else is the command's own failure.
    if (!answer && (output_.is_broken() || told_to_end_)) co_return answer.error();
    const bool uid = std::visit(
        [](const auto& arguments_of) {
            if constexpr (requires { arguments_of.numbering; })
                return arguments_of.numbering == Numbering::uid;
            return false;
        },
        arguments);
    const bool holds = command.has(Effects::holds_expunges) && !uid;
    CO_CHECK(co_await session_->tell_changes(holds ? View::Expunges::held : View::Expunges::told,
                                             uid ? Numbering::uid : Numbering::sequence));
    Completion completion = answer ? std::move(*answer) : completion_for(answer.error());
    // RFC 5530: the client had better ask with NOOP what is gone.
    if (holds && completion.condition == Condition::ok && completion.code.empty() &&
        session_->is_selected() && session_->view().has_expunged()) {
        completion.code = "EXPUNGEISSUED";
    }
    say(request->tag, completion);
    co_return Result<void>{};
}

/// RFC 2177. What happens meanwhile is told at once.
Task<Result<void>> Connection::idle(std::string tag) {
    writer().continuation("Waiting");
    reader_.await_line();
    for (;;) {
        CO_CHECK(co_await session_->tell_changes(View::Expunges::told, Numbering::sequence));
        if (told_to_end_) co_return fail(ErrorKind::closed, "told to end");
        if (input_.empty()) {
            CO_CHECK(co_await output_.flush());
            CO_CHECK(co_await input_.fill(idle_timeout));
            continue;
        }
        const CommandReader::Step step = reader_.feed(input_.view());
        input_.use(step.used);
        if (step.kind == Kind::more) continue;
        const bool done = step.kind == Kind::line && same_ignoring_case(reader_.take(), "DONE");
        if (step.kind == Kind::refused) (void)reader_.take_refusal();
        say(tag, done ? Completion() : bad("IDLE ends with DONE"));
        co_return Result<void>{};
    }
}

Task<Result<void>> Connection::append(std::string text) {
    auto request = parse(text, session_ ? session_->form : TextForm::rev1);
    const auto* command = request ? std::get_if<request::Append>(&request->arguments) : nullptr;
    std::optional<Completion> refusal;
    if (command == nullptr || !session_) {
        refusal = bad("Not in this state");
    } else {
        refusal = may_append(*session_, *command, services_->message_octets_max());
    }
    if (refusal) {
        ended_ = !reader_.refuse_append();
        if (!request) {
            refuse(request.error());
        } else {
            say(request->tag, *refusal);
        }
        if (ended_) writer().untagged(Condition::bye, {}, "The message is far too large");
        co_return Result<void>{};
    }
    if (reader_.append_waits()) writer().continuation("Go on");
    reader_.accept_append();
    Appending appending(&*session_, command);
    for (;;) {
        CO_TRY(const CommandReader::Step step, co_await next_step(transfer_timeout));
        if (step.kind == Kind::append_data) {
            co_await appending.write(step.data);
            continue;
        }
        if (step.kind == Kind::refused) {
            // The reader has given the tag away with the first line.
            Refusal said = reader_.take_refusal();
            if (said.kind != Refusal::Kind::bye) said.tag = request->tag;
            refuse(said);
            co_return Result<void>{};
        }
        const auto answer = co_await appending.finish();
        CO_CHECK(co_await session_->tell_changes(View::Expunges::told, Numbering::sequence));
        say(request->tag, answer ? *answer : completion_for(answer.error()));
        co_return Result<void>{};
    }
}

Task<> Connection::end(Result<void> outcome) {
    if (!outcome && outcome.error().kind == ErrorKind::timeout) {
        writer().untagged(Condition::bye, {}, "Too long without a word");
    } else if (!outcome) {
        writer().untagged(Condition::bye, "UNAVAILABLE", "The connection ends");
    }
    output_.set_patience(told_to_end_ || !session_ ? goodbye_timeout : transfer_timeout);
    session_.reset();
    room_.reset();
    wire_->set_deadline(goodbye_timeout);
    // Nothing is to be done for a peer that does not take its last reply.
    (void)co_await output_.flush();
    (void)co_await wire_->shutdown();
}

namespace {

Task<> serve_at_home(std::unique_ptr<Connection> connection) {
    auto outcome = co_await connection->after_login();
    co_await connection->end(std::move(outcome));
}

}  // namespace

Task<> serve(std::unique_ptr<net::Wire> wire, Caller caller, std::shared_ptr<const net::TlsContext> tls,
             Lent<Services> services, ClearLogin clear, std::shared_ptr<net::Ending> ending) {
    auto connection = std::make_unique<Connection>(std::move(wire), std::move(caller), std::move(tls),
                                                   services, clear, std::move(ending));
    auto outcome = co_await connection->before_login();
    if (!outcome || !connection->has_entrance()) co_return co_await connection->end(std::move(outcome));
    const Executor home = connection->home();
    connection->move_home();
    net::spawn(home, serve_at_home(std::move(connection)));
}

}  // namespace milpa::mail::imap
