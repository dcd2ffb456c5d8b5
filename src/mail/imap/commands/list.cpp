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

/// One LIST or LSUB: which names, and how each is told.
class Listing {
public:
    Listing(Session& session, const std::vector<std::string>& patterns, ListOptions options)
        : state_(session.state()), options_(std::move(options)) {
        for (const std::string& pattern : patterns) patterns_.emplace_back(pattern);
    }

    bool matches(std::string_view name) const {
        return std::ranges::any_of(patterns_,
                                   [&](const MailboxPattern& pattern) { return pattern.matches(name); });
    }

    /// The names to tell, in order; the value says whether only something below is subscribed (RFC 5258 3.5).
    std::map<std::string, bool> names(bool lsub) const {
        std::map<std::string, bool> found;
        if (!options_.select_subscribed) {
            for (const auto& [name, id] : state_.names()) {
                if (!matches(name)) continue;
                if (options_.select_special_use && state_.find(id)->special_use == account::SpecialUse::none)
                    continue;
                found.emplace(name, false);
            }
            return found;
        }
        for (const std::string& name : state_.subscriptions()) {
            if (matches(name)) found[name] = false;
            if (!lsub && !options_.recursive_match) continue;
            for (auto slash = name.rfind('/'); slash != std::string::npos && slash > 0;
                 slash = name.rfind('/', slash - 1)) {
                const std::string above = name.substr(0, slash);
                if (!state_.subscriptions().contains(above) && matches(above)) found.emplace(above, true);
            }
        }
        return found;
    }

    ListEntry entry(const std::string& name, bool below, bool lsub) const {
        ListEntry entry{.name_utf8 = name};
        const account::Mailbox* mailbox = state_.find(name);
        if (mailbox == nullptr) {
            // RFC 3501 has no \NonExistent: there, what is not a mailbox cannot be selected.
            entry.attributes = lsub && below ? Attr::no_select : lsub ? Attr::none : Attr::non_existent;
        } else {
            if (!mailbox->selectable || (lsub && below)) entry.attributes = Attr::no_select;
            if (!lsub) {
                entry.attributes =
                    entry.attributes | (has_below(name) ? Attr::has_children : Attr::has_no_children);
                entry.use = to_wire(mailbox->special_use);
            }
        }
        const bool wants_subscribed = options_.select_subscribed || options_.return_subscribed;
        if (!lsub && wants_subscribed && state_.subscriptions().contains(name)) {
            entry.attributes = entry.attributes | Attr::subscribed;
        }
        entry.has_subscribed_below = below && !lsub;
        return entry;
    }

private:
    bool has_below(const std::string& name) const {
        const std::string prefix = name + hierarchy_separator;
        const auto next = state_.names().lower_bound(prefix);
        return next != state_.names().end() && next->first.starts_with(prefix);
    }

    const account::State& state_;
    const ListOptions options_;
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
    const Listing listing(*session, command->patterns, command->options);
    for (const auto& [name, below] : listing.names(false)) {
        ReplyWriter out = session->writer();
        out.list(listing.entry(name, below, false));
        const account::Mailbox* mailbox = session->state().find(name);
        if (command->options.return_status && mailbox != nullptr && mailbox->selectable) {
            out.status(name, status_of(*mailbox, *command->options.return_status));
        }
        CO_CHECK(co_await session->output().flush_if_full());
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
    const Listing listing(*session, command->patterns, options);
    for (const auto& [name, below] : listing.names(true)) {
        session->writer().lsub(listing.entry(name, below, true));
        CO_CHECK(co_await session->output().flush_if_full());
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
