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

class Session {
public:
    /// `wake` is called when the selected mailbox changes: from inside the account, so it only nudges the
    /// wire.
    Session(Lent<Mailroom> room, Lent<Output> output, std::function<void()> wake)
        : room_(room), output_(output), wake_(std::move(wake)) {}

    account::Account& account() { return room_->account(); }
    account::State& state() { return account().state(); }
    Mailroom& room() { return *room_; }
    Output& output() { return *output_; }
    ReplyWriter writer() { return output_->writer(form); }

    void select(const account::Mailbox& mailbox, Access access);
    void unselect();
    bool is_selected() const { return view_.has_value(); }
    account::View& view() { return *view_; }
    /// Null when the selected mailbox was deleted by another session.
    const account::Mailbox* mailbox() const { return view_ ? view_->mailbox() : nullptr; }
    Access access() const { return access_; }

    /// The uids that a command names, among the messages that the client knows and that are still there.
    /// Fails with `syntax`: a sequence number that does not exist (RFC 9051 6.4: BAD).
    Result<account::UidSet> uids_of(const SequenceSet& set, Numbering numbering);
    /// By its name; nothing where there is none that can be selected.
    const account::Mailbox* find(const MailboxName& name);

    /// Writes what others did to the selected mailbox. RFC 9051 7.5.1.
    void tell_changes(account::View::Expunges expunges, Numbering numbering);
    bool has_changes() const { return view_ && view_->has_changes(); }
    void write_flags(ReplyWriter& writer, const account::Entry& entry);

    TextForm form = TextForm::rev1;
    bool rev2 = false;             ///< ENABLE IMAP4rev2
    account::UidSet saved_result;  ///< RFC 5182 "$"

private:
    const Lent<Mailroom> room_;
    const Lent<Output> output_;
    const std::function<void()> wake_;
    std::optional<account::View> view_;
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
