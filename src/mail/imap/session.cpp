// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

using account::Uid;
using account::UidSet;
using account::View;

namespace {

struct FlagPair {
    std::uint8_t stored;
    SystemFlags wire;
};
constexpr FlagPair flag_pairs[] = {
    {account::flag_seen, SystemFlags::seen},       {account::flag_answered, SystemFlags::answered},
    {account::flag_flagged, SystemFlags::flagged}, {account::flag_deleted, SystemFlags::deleted},
    {account::flag_draft, SystemFlags::draft},
};

}  // namespace

SystemFlags to_wire(std::uint8_t flags) {
    SystemFlags wire = SystemFlags::none;
    for (const FlagPair& pair : flag_pairs) {
        if ((flags & pair.stored) != 0) wire |= pair.wire;
    }
    return wire;
}

std::uint8_t from_wire(SystemFlags flags) {
    std::uint8_t stored = 0;
    for (const FlagPair& pair : flag_pairs) {
        if (any(flags & pair.wire)) stored |= pair.stored;
    }
    return stored;
}

account::Flags from_wire(const FlagList& flags) { return {from_wire(flags.system), flags.keywords}; }

Completion completion_for(const Error& error) {
    switch (error.kind) {
        case ErrorKind::syntax: return bad("That cannot be meant");
        case ErrorKind::missing: return no("NONEXISTENT", "There is no such mailbox or message");
        case ErrorKind::denied: return no("CANNOT", "That is not allowed");
        case ErrorKind::conflict: return no("ALREADYEXISTS", "It exists already, or is in use");
        case ErrorKind::limit: return no("LIMIT", "That would be too much");
        case ErrorKind::closed: return no("UNAVAILABLE", "The server is locked, or stopping");
        case ErrorKind::timeout: return no("UNAVAILABLE", "It took too long");
        case ErrorKind::io: return no("UNAVAILABLE", "The disk failed; nothing was changed");
        case ErrorKind::corrupt: return no("CORRUPTION", "Something stored is not what it was");
    }
    return no("SERVERBUG", "An unknown failure");
}

void Session::select(const account::Mailbox& mailbox, Access access) {
    view_.emplace(state(), mailbox.id, world_.wake);
    access_ = access;
    saved_result.clear();
}

void Session::unselect() {
    view_.reset();
    saved_result.clear();
}

const account::Mailbox* Session::find(const MailboxName& name) {
    const account::Mailbox* found = state().find(name.utf8());
    return found != nullptr && found->selectable ? found : nullptr;
}

Result<UidSet> Session::uids_of(const SequenceSet& set, Numbering numbering) {
    const account::Mailbox* box = mailbox();
    if (box == nullptr) return UidSet();
    if (set.is_saved_result) return box->existing(saved_result);
    const std::uint32_t count = view_->exists();
    if (numbering == Numbering::sequence && count == 0) {
        return fail(ErrorKind::syntax, "no message has a number");
    }
    UidSet named;
    if (numbering == Numbering::uid) {
        for (const NumberRange range : set.resolve(count == 0 ? 0 : view_->uid_of(count))) {
            named.add_range(range.first, range.last);
        }
        // What arrived since the client was last told of anything has no number yet.
        if (view_->told_uid_next() < UINT32_MAX) named.remove_range(view_->told_uid_next(), UINT32_MAX);
        return box->existing(named);
    }
    for (const NumberRange range : set.resolve(count)) {
        if (range.first == 0 || range.last > count) return fail(ErrorKind::syntax, "no such message number");
        named.add_range(range.first, range.last);
    }
    return box->existing(view_->uids_of(named));
}

void Session::write_flags(ReplyWriter& writer, const account::Entry& entry) {
    const account::KeywordTable& table = state().keywords();
    std::vector<std::string_view> words;
    for (const std::uint16_t keyword : table.set(entry.keywords)) words.push_back(table.names()[keyword]);
    writer.fetch_flags(to_wire(entry.flags), words);
}

std::vector<std::string_view> Session::keywords() {
    std::vector<std::string_view> names;
    // A keyword that no message has any more leaves a number without a name.
    for (const std::string& name : state().keywords().names()) {
        if (!name.empty()) names.push_back(name);
    }
    return names;
}

void Session::write_known_flags() {
    constexpr SystemFlags every_flag = SystemFlags::answered | SystemFlags::flagged | SystemFlags::deleted |
                                       SystemFlags::seen | SystemFlags::draft;
    const std::vector<std::string_view> words = keywords();
    ReplyWriter out = writer();
    out.flags(every_flag, words);
    if (access_ == Access::read_write) {
        out.untagged(Condition::ok, code::permanent_flags(every_flag, words, code::NewKeywords::allowed),
                     "Flags that stay");
    } else {
        out.untagged(Condition::ok, code::permanent_flags(SystemFlags::none, {}, code::NewKeywords::refused),
                     "No flags stay");
    }
    told_keywords_ = state().keywords().names();
}

void Session::tell_new_keywords() {
    const std::vector<std::string>& names = state().keywords().names();
    if (!is_selected() || names == told_keywords_) return;
    bool has_new = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
        has_new |= !names[i].empty() && (i >= told_keywords_.size() || told_keywords_[i] != names[i]);
    }
    if (has_new) return write_known_flags();
    told_keywords_ = names;
}

Task<Result<void>> Session::pace() {
    if (must_end()) co_return fail(ErrorKind::closed, "told to end");
    CO_CHECK(co_await output().flush_if_full());
    if (turns_.is_over()) co_await turns_.pass();
    if (must_end()) co_return fail(ErrorKind::closed, "told to end");
    co_return Result<void>{};
}

Task<Result<void>> Session::tell_changes(View::Expunges expunges, Numbering numbering) {
    if (!is_selected()) co_return Result<void>{};
    tell_new_keywords();
    if (!has_changes()) co_return Result<void>{};
    // From here on the client counts as the view does now, whatever happens while this is told.
    const account::Changes changes = view_->take(expunges);
    for (const std::uint32_t sequence : changes.expunged_sequence) {
        writer().expunge(sequence);
        if (output().is_full()) CO_CHECK(co_await pace());
    }
    if (changes.exists) {
        writer().exists(*changes.exists);
        if (!rev2) writer().recent(0);
    }
    for (const account::UidSet::Range range : changes.flagged.ranges()) {
        for (std::uint64_t uid = range.first; uid <= range.last; ++uid) {
            const account::Mailbox* box = mailbox();
            if (box == nullptr) co_return Result<void>{};
            if (const account::Entry* entry = box->find(static_cast<Uid>(uid))) {
                // RFC 9051 7.5.2: what nobody asked for bears its UID.
                const bool with_uid = rev2 || numbering == Numbering::uid;
                write_flags_of(*entry, with_uid ? Numbering::uid : Numbering::sequence);
            }
            if (needs_pace()) CO_CHECK(co_await pace());
        }
    }
    co_return Result<void>{};
}

void Session::write_flags_of(const account::Entry& entry, Numbering numbering) {
    const std::uint32_t sequence = view_->sequence_of(entry.uid);
    if (sequence == 0) return;
    ReplyWriter out = writer();
    out.fetch_begin(sequence);
    if (numbering == Numbering::uid) out.fetch_uid(entry.uid);
    write_flags(out, entry);
    out.fetch_end();
}

namespace {

struct Dispatch {
    Lent<Session> session;
    Lent<const Request> request;

    CompletionTask operator()(const request::Noop&) const { return done(); }
    CompletionTask operator()(const request::Check&) const { return done(); }
    CompletionTask operator()(const request::Namespace&) const { return own_namespace(session); }
    CompletionTask operator()(const request::Enable& c) const { return enable(session, &c); }
    CompletionTask operator()(const request::Select& c) const {
        return run_select(session, c.mailbox, Access::read_write);
    }
    CompletionTask operator()(const request::Examine& c) const {
        return run_select(session, c.mailbox, Access::read_only);
    }
    CompletionTask operator()(const request::Close&) const { return run_close(session); }
    CompletionTask operator()(const request::Unselect&) const { return run_unselect(session); }
    CompletionTask operator()(const request::Create& c) const { return run_create(session, &c); }
    CompletionTask operator()(const request::Delete& c) const { return run_delete(session, &c); }
    CompletionTask operator()(const request::Rename& c) const { return run_rename(session, &c); }
    CompletionTask operator()(const request::Subscribe& c) const { return run_subscribe(session, &c); }
    CompletionTask operator()(const request::Unsubscribe& c) const { return run_unsubscribe(session, &c); }
    CompletionTask operator()(const request::List& c) const { return run_list(session, &c); }
    CompletionTask operator()(const request::Lsub& c) const { return run_lsub(session, &c); }
    CompletionTask operator()(const request::Status& c) const { return run_status(session, &c); }
    CompletionTask operator()(const request::Expunge& c) const { return run_expunge(session, &c); }
    CompletionTask operator()(const request::Search& c) const {
        return run_search(session, &c, request->tag);
    }
    CompletionTask operator()(const request::Fetch& c) const { return run_fetch(session, &c); }
    CompletionTask operator()(const request::Store& c) const { return run_store(session, &c); }
    CompletionTask operator()(const request::Copy& c) const { return run_copy(session, &c); }
    CompletionTask operator()(const request::Move& c) const { return run_move(session, &c); }
    // The rest needs the wire: connection.cpp takes it before it comes here.
    template <class Other>
    CompletionTask operator()(const Other&) const {
        return misplaced();
    }

    static CompletionTask done() { co_return Completion(); }
    static CompletionTask misplaced() { co_return bad("Not now"); }
    static CompletionTask own_namespace(Lent<Session> session) {
        session->writer().own_namespace();
        co_return Completion();
    }
    static CompletionTask enable(Lent<Session> session, Lent<const request::Enable> command) {
        std::vector<std::string_view> names;
        if (command->imap4rev2) names.push_back("IMAP4rev2");
        if (command->utf8_accept) names.push_back("UTF8=ACCEPT");
        session->rev2 = session->rev2 || command->imap4rev2;
        if (!names.empty()) session->form = TextForm::utf8;
        session->writer().enabled(names);
        co_return Completion();
    }
};

}  // namespace

CompletionTask run(Lent<Session> session, Lent<const Request> request) {
    return std::visit(Dispatch{session, request}, request->arguments);
}

}  // namespace milpa::mail::imap
