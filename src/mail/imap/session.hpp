// SPDX-License-Identifier: AGPL-3.0-or-later
// A session after its login: what is selected, what the client was told, and the commands that need no wire
// of their own.
//
//     authenticated --SELECT, EXAMINE--> selected --CLOSE, UNSELECT, a failed SELECT--> authenticated
//           \------------------------------LOGOUT------------------------------/--> (connection.hpp)
//
// What always holds:
// - message numbers are those of `view`: they change only when tell_changes() says so to the client (RFC
// 9051 5.5);
// - nothing that points into the account's state is kept across a co_await: other sessions change it
// meanwhile;
// - a handler never writes its tagged reply: it returns it, and changes are told before it.
#pragma once

#include <optional>
#include <string>

#include "mail/account/view.hpp"
#include "mail/imap/command.hpp"
#include "mail/imap/output.hpp"
#include "mail/imap/request.hpp"
#include "mail/imap/services.hpp"
#include "net/turns.hpp"

namespace milpa::mail::imap {

enum class Access : unsigned char { read_write, read_only };

/// A tagged reply.
struct Completion {
    Condition condition = Condition::ok;
    std::string code{};
    std::string text = "Done";
};
using CompletionTask = Task<Result<Completion>>;

inline Completion no(std::string code, std::string text) {
    return {Condition::no, std::move(code), std::move(text)};
}
inline Completion bad(std::string text) { return {Condition::bad, {}, std::move(text)}; }

/// RFC 5530: one place turns a failure into NO with its code.
Completion completion_for(const Error& error);

/// What a session stands on; all of it outlives it.
struct SessionWorld {
    Lent<Mailroom> room;
    Lent<Output> output;
    Lent<const Clock> clock;
    Lent<const bool> told_to_end;  ///< the server is locked, or the member suspended
    /// Called when the selected mailbox changes: from inside the account, so it only nudges the wire.
    std::function<void()> wake;
};

class Session {
public:
    explicit Session(SessionWorld world) : world_(std::move(world)), turns_(world_.clock, store::slice_max) {}

    account::Account& account() { return world_.room->account(); }
    account::State& state() { return account().state(); }
    Mailroom& room() { return *world_.room; }
    Output& output() { return *world_.output; }
    ReplyWriter writer() { return world_.output->writer(form); }

    /// The session has waited: a slice of time begins.
    void begin_turn() { turns_.begin(); }
    bool must_end() const { return *world_.told_to_end; }
    /// Whether pace() has anything to do: for loops in which each step is short.
    bool needs_pace() const { return must_end() || world_.output->is_full() || turns_.is_over(); }
    /// Called by all that takes long, between two replies: sends what there is enough of, lets the other
    /// sessions of the thread go on when the slice of time is used up, and fails with `closed` when the
    /// session must end.
    Task<Result<void>> pace();

    void select(const account::Mailbox& mailbox, Access access);
    void unselect();
    bool is_selected() const { return view_.has_value(); }
    account::View& view() { return *view_; }
    /// Null when the selected mailbox was deleted by another session.
    const account::Mailbox* mailbox() const { return view_ ? view_->mailbox() : nullptr; }
    Access access() const { return access_; }

    /// The uids that a command names, among the messages that the client knows and that are still there.
    /// Fails with `syntax` for a sequence number that does not exist, "*" of an empty mailbox included (RFC
    /// 9051 9, seq-number: BAD).
    Result<account::UidSet> uids_of(const SequenceSet& set, Numbering numbering);
    /// By its name; nothing where there is none that can be selected.
    const account::Mailbox* find(const MailboxName& name);

    /// Writes what others did to the selected mailbox. RFC 9051 7.5.1. Fails as pace().
    Task<Result<void>> tell_changes(account::View::Expunges expunges, Numbering numbering);
    bool has_changes() const { return view_ && view_->has_changes(); }
    void write_flags(ReplyWriter& writer, const account::Entry& entry);
    /// A FETCH reply with the flags; nothing for a message that the client does not know.
    void write_flags_of(const account::Entry& entry, Numbering numbering);
    /// FLAGS, and PERMANENTFLAGS where the mailbox may be changed: what SELECT says of flags.
    void write_known_flags();
    /// The same again where there is a keyword that the client was not told of: RFC 9051 7.3.5.
    void tell_new_keywords();

    TextForm form = TextForm::rev1;
    bool rev2 = false;             ///< ENABLE IMAP4rev2
    account::UidSet saved_result;  ///< RFC 5182 "$"

private:
    std::vector<std::string_view> keywords();

    const SessionWorld world_;
    net::Turns turns_;
    std::optional<account::View> view_;
    std::vector<std::string> told_keywords_;  // by their numbers; empty where a number has no keyword
    Access access_ = Access::read_write;
};

SystemFlags to_wire(std::uint8_t flags);
std::uint8_t from_wire(SystemFlags flags);
account::Flags from_wire(const FlagList& flags);

/// Runs one command that the table allows now; all but those that need the wire (connection.hpp).
CompletionTask run(Lent<Session> session, Lent<const Request> request);

// ---- a file each, in commands/
CompletionTask run_select(Lent<Session> session, MailboxName mailbox, Access access);
CompletionTask run_close(Lent<Session> session);
CompletionTask run_unselect(Lent<Session> session);
CompletionTask run_create(Lent<Session> session, Lent<const request::Create> command);
CompletionTask run_delete(Lent<Session> session, Lent<const request::Delete> command);
CompletionTask run_rename(Lent<Session> session, Lent<const request::Rename> command);
CompletionTask run_subscribe(Lent<Session> session, Lent<const request::Subscribe> command);
CompletionTask run_unsubscribe(Lent<Session> session, Lent<const request::Unsubscribe> command);
CompletionTask run_list(Lent<Session> session, Lent<const request::List> command);
CompletionTask run_lsub(Lent<Session> session, Lent<const request::Lsub> command);
CompletionTask run_status(Lent<Session> session, Lent<const request::Status> command);
CompletionTask run_expunge(Lent<Session> session, Lent<const request::Expunge> command);
CompletionTask run_search(Lent<Session> session, Lent<const request::Search> command, std::string tag);
CompletionTask run_fetch(Lent<Session> session, Lent<const request::Fetch> command);
CompletionTask run_store(Lent<Session> session, Lent<const request::Store> command);
CompletionTask run_copy(Lent<Session> session, Lent<const request::Copy> command);
CompletionTask run_move(Lent<Session> session, Lent<const request::Move> command);

/// STATUS of a mailbox, for STATUS and LIST RETURN (STATUS ...).
StatusValues status_of(const account::Mailbox& mailbox, const StatusItems& items);

}  // namespace milpa::mail::imap
