// SPDX-License-Identifier: AGPL-3.0-or-later
// LIST (RFC 9051 6.3.9; RFC 5258, 5819, 6154), LSUB (RFC 3501 6.3.9), STATUS (RFC 9051 6.3.11).
#include "mail/imap/mailbox_match.hpp"
#include "mail/imap/session.hpp"

namespace milpa::mail::imap {

namespace {

using Attr = ListAttributes;

SpecialUse to_wire(account::SpecialUse use) {
    switch (use) {
        case account::SpecialUse::none: return SpecialUse::none;
        case account::SpecialUse::drafts: return SpecialUse::drafts;
        case account::SpecialUse::sent: return SpecialUse::sent;
        case account::SpecialUse::junk: return SpecialUse::junk;
        case account::SpecialUse::trash: return SpecialUse::trash;
        case account::SpecialUse::archive: return SpecialUse::archive;
        case account::SpecialUse::all: return SpecialUse::all;
        case account::SpecialUse::flagged: return SpecialUse::flagged;
        case account::SpecialUse::important: return SpecialUse::important;
    }
    return SpecialUse::none;
}

enum class Verb : unsigned char { list, lsub };

/// One LIST or LSUB: which names, and how each is told. A pattern may be long, a mailbox's name too, and
/// there may be thousands of them: so others have their turn in between.
class Listing {
public:
    Listing(Lent<Session> session, const std::vector<std::string>& patterns, ListOptions options, Verb verb)
        : session_(session), options_(std::move(options)), is_lsub_(verb == Verb::lsub) {
        for (const std::string& pattern : patterns) patterns_.emplace_back(pattern);
    }

    /// The names to tell, in order; the value says whether something below is subscribed (RFC 5258 3.5).
    Task<Result<std::map<std::string, bool>>> names() const {
        if (!options_.select_subscribed) co_return co_await names_of_mailboxes();
        co_return co_await names_of_subscriptions();
    }

    ListEntry entry(const std::string& name, bool below) const {
        const account::State& state = session_->state();
        ListEntry entry{.name_utf8 = name};
        const account::Mailbox* mailbox = state.find(name);
        const bool is_subscribed = state.subscriptions().contains(name);
        if (mailbox == nullptr) {
            // RFC 3501 has no \NonExistent: there, what is not a mailbox cannot be selected.
            entry.attributes = !is_lsub_ ? Attr::non_existent : is_subscribed ? Attr::none : Attr::no_select;
        } else {
            if (!mailbox->selectable || (is_lsub_ && !is_subscribed)) entry.attributes = Attr::no_select;
            if (!is_lsub_) {
                entry.attributes =
                    entry.attributes | (has_below(name) ? Attr::has_children : Attr::has_no_children);
                entry.use = to_wire(mailbox->special_use);
            }
        }
        const bool wants_subscribed = options_.select_subscribed || options_.return_subscribed;
        if (!is_lsub_ && wants_subscribed && is_subscribed) {
            entry.attributes = entry.attributes | Attr::subscribed;
        }
        entry.has_subscribed_below = below && !is_lsub_;
        return entry;
    }

private:
    bool matches(std::string_view name) const {
        return std::ranges::any_of(patterns_,
                                   [&](const MailboxPattern& pattern) { return pattern.matches(name); });
    }

    /// RFC 6154 2: of those that have a use.
    bool is_selected(const std::string& name) const {
        if (!options_.select_special_use) return true;
        const account::Mailbox* mailbox = session_->state().find(name);
        return mailbox != nullptr && mailbox->special_use != account::SpecialUse::none;
    }

    Task<Result<void>> pace() const {
        if (!session_->needs_pace()) co_return Result<void>{};
        co_return co_await session_->pace();
    }

    // Both walk by name: what is made or goes while others have their turn moves no place to go on from.

    Task<Result<std::map<std::string, bool>>> names_of_mailboxes() const {
        std::map<std::string, bool> found;
        const auto& all = session_->state().names();
        for (auto at = all.begin(); at != all.end();) {
            const std::string name = at->first;
            if (is_selected(name) && matches(name)) found.emplace(name, false);
            CO_CHECK(co_await pace());
            at = all.upper_bound(name);
        }
        co_return found;
    }

    Task<Result<std::map<std::string, bool>>> names_of_subscriptions() const {
        std::map<std::string, bool> found;
        const auto& all = session_->state().subscriptions();
        for (auto at = all.begin(); at != all.end();) {
            const std::string name = *at;
            if (is_selected(name)) add_subscribed(name, found);
            CO_CHECK(co_await pace());
            at = all.upper_bound(name);
        }
        co_return found;
    }

    void add_subscribed(const std::string& name, std::map<std::string, bool>& found) const {
        const bool is_told = matches(name);
        if (is_told) found.emplace(name, false);
        if (!is_lsub_ && !options_.recursive_match) return;
        // RFC 3501 6.3.9: "foo" for LSUB "%", where only "foo/bar" is subscribed; never beside "foo/bar".
        if (is_lsub_ && is_told) return;
        for (auto slash = name.rfind('/'); slash != std::string::npos && slash > 0;
             slash = name.rfind('/', slash - 1)) {
            const std::string above = name.substr(0, slash);
            const bool is_subscribed =
                session_->state().subscriptions().contains(above) && is_selected(above);
            // RFC 5258 3.5: nothing is told only to say what another reply says by itself.
            if ((is_subscribed || !is_told) && matches(above)) found[above] = true;
        }
    }

    bool has_below(const std::string& name) const {
        const std::string prefix = name + hierarchy_separator;
        const auto& names = session_->state().names();
        const auto next = names.lower_bound(prefix);
        return next != names.end() && next->first.starts_with(prefix);
    }

    const Lent<Session> session_;
    const ListOptions options_;
    const bool is_lsub_;
    std::vector<MailboxPattern> patterns_;
};

}  // namespace

StatusValues status_of(const account::Mailbox& mailbox, const StatusItems& items) {
    StatusValues values;
    if (items.messages) values.messages = mailbox.exists();
    if (items.recent) values.recent = 0;
    if (items.uid_next) values.uid_next = mailbox.uid_next;
    if (items.uid_validity) values.uid_validity = mailbox.uid_validity;
    if (items.unseen) values.unseen = mailbox.unseen;
    if (items.deleted) values.deleted = mailbox.deleted;
    if (items.size) values.size = mailbox.octets;
    return values;
}

CompletionTask run_list(Lent<Session> session, Lent<const request::List> command) {
    if (command->patterns.empty()) {
        session->writer().list_separator();
        co_return Completion();
    }
    const Listing listing(session, command->patterns, command->options, Verb::list);
    CO_TRY(const auto names, co_await listing.names());
    for (const auto& [name, below] : names) {
        ReplyWriter out = session->writer();
        out.list(listing.entry(name, below));
        const account::Mailbox* mailbox = session->state().find(name);
        if (command->options.return_status && mailbox != nullptr && mailbox->selectable) {
            out.status(name, status_of(*mailbox, *command->options.return_status));
        }
        if (session->needs_pace()) CO_CHECK(co_await session->pace());
    }
    co_return Completion();
}

CompletionTask run_lsub(Lent<Session> session, Lent<const request::Lsub> command) {
    if (command->patterns.empty()) {
        session->writer().list_separator("LSUB");
        co_return Completion();
    }
    ListOptions options;
    options.select_subscribed = true;
    const Listing listing(session, command->patterns, options, Verb::lsub);
    CO_TRY(const auto names, co_await listing.names());
    for (const auto& [name, below] : names) {
        session->writer().lsub(listing.entry(name, below));
        if (session->needs_pace()) CO_CHECK(co_await session->pace());
    }
    co_return Completion();
}

CompletionTask run_status(Lent<Session> session, Lent<const request::Status> command) {
    const account::Mailbox* mailbox = session->find(command->mailbox);
    if (mailbox == nullptr) co_return no("NONEXISTENT", "There is no such mailbox");
    session->writer().status(command->mailbox.utf8(), status_of(*mailbox, command->items));
    co_return Completion();
}

}  // namespace milpa::mail::imap
