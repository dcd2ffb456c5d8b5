// SPDX-License-Identifier: AGPL-3.0-or-later
// The hierarchy of mailboxes: RFC 9051 6.3.4 to 6.3.8.
//
// UIDVALIDITY: each mailbox made gets one above all before it. A name that was given up (deleted, renamed)
// may come back as that of another, older mailbox only with a new, higher one: a client that remembers the
// name must see it grow (RFC 9051 2.3.1.1). Rather than remember all names that ever were, the highest
// UIDVALIDITY that was given up is remembered, and a renamed mailbox with a lower one gets a new one.
#include <algorithm>

#include "base/ensure.hpp"
#include "mail/account/state.hpp"

namespace milpa::mail::account {
namespace {

Outcome failed(ErrorKind kind, std::string detail) {
    Outcome outcome;
    outcome.error = fail(kind, std::move(detail));
    return outcome;
}

}  // namespace

void State::renew(Mailbox& mailbox, std::int64_t now_ms) {
    const std::int64_t now_s = std::clamp<std::int64_t>(now_ms / 1000, 1, UINT32_MAX / 2);
    validity_last_ = std::max(validity_last_ + 1, static_cast<std::uint32_t>(now_s));
    mailbox.uid_validity = validity_last_;
}

Mailbox& State::make(std::string name, std::int64_t now_ms) {
    auto made = std::make_unique<Mailbox>();
    Mailbox& mailbox = *made;
    const std::uint32_t number = mailbox_next_++;
    mailbox.id = MailboxId{number};
    mailbox.name = std::move(name);
    mailbox.highest_modseq = seq_;
    mailbox.created_seq = seq_;
    mailbox.changed_seq = seq_;
    mailbox.counts_seq = seq_;
    renew(mailbox, now_ms);
    names_.emplace(mailbox.name, mailbox.id);
    mailboxes_.emplace(number, std::move(made));
    return mailbox;
}

bool State::has_below(std::string_view name) const {
    const std::string prefix = std::string(name) + '/';
    const auto at = names_.lower_bound(prefix);
    return at != names_.end() && at->first.starts_with(prefix);
}

std::size_t State::missing_parents(std::string_view name) const {
    std::size_t missing = 0;
    for (auto parent = parent_name(name); !parent.empty() && !names_.contains(parent);
         parent = parent_name(parent)) {
        ++missing;
    }
    return missing;
}

bool State::has_room_for_mailboxes(std::size_t more) const {
    return mailboxes_.size() + more <= mailboxes_max && more <= mailbox_id_max - (mailbox_next_ - 1);
}

void State::make_parents(std::string_view name, std::int64_t now_ms) {
    const auto parent = parent_name(name);
    if (parent.empty() || names_.contains(parent)) return;
    make_parents(parent, now_ms);
    make(std::string(parent), now_ms);
}

Outcome State::create(const events::MailboxCreated& event) {
    auto name = normalize_name(event.name());
    if (!name) return failed(name.error().kind, name.error().detail);
    const Mailbox* known = find(*name);
    if (known != nullptr && known->selectable) return failed(ErrorKind::conflict, "the mailbox exists");
    if (known != nullptr && event.is_new()) {
        return failed(ErrorKind::conflict, "a name that is kept for mailboxes below it");
    }
    if (event.sort_order() >= sort_order_end) return failed(ErrorKind::syntax, "an order out of bounds");
    if (known == nullptr && !has_room_for_mailboxes(missing_parents(*name) + 1)) {
        return failed(ErrorKind::limit, "too many mailboxes");
    }
    const auto use = static_cast<SpecialUse>(event.special_use());
    if (event.special_use() > static_cast<std::uint32_t>(SpecialUse::important)) {
        return failed(ErrorKind::syntax, "an unknown special use");
    }
    // RFC 8621 2: no two mailboxes have the same role.
    if (use != SpecialUse::none && find(use) != nullptr) {
        return failed(ErrorKind::conflict, "another mailbox has that special use");
    }
    if (event.subscribe() && !subscriptions_.contains(*name) && subscriptions_.size() >= subscriptions_max) {
        return failed(ErrorKind::limit, "too many subscriptions");
    }
    make_parents(*name, event.created_ms());
    Mailbox* mailbox = known != nullptr ? get(static_cast<std::uint32_t>(known->id)) : nullptr;
    if (mailbox == nullptr) {
        mailbox = &make(*name, event.created_ms());
    } else {  // it was \Noselect: a new mailbox of that name
        renew(*mailbox, event.created_ms());
        mailbox->selectable = true;
        mailbox->uid_next = 1;
        mailbox->highest_modseq = seq_;
        note_mailbox(*mailbox);
    }
    mailbox->special_use = use;
    mailbox->sort_order = event.sort_order();
    if (event.subscribe()) subscriptions_.insert(*name);
    Outcome outcome;
    outcome.mailbox = mailbox->id;
    outcome.uid_validity = mailbox->uid_validity;
    tell([](Listener& listener) { listener.on_mailboxes(); });
    return outcome;
}

void State::set_name(Mailbox& mailbox, std::string name, std::int64_t now_ms) {
    names_.erase(mailbox.name);
    const std::uint32_t given_up = mailbox.uid_validity;
    if (mailbox.uid_validity < validity_vacated_) renew(mailbox, now_ms);
    validity_vacated_ = std::max(validity_vacated_, given_up);
    mailbox.name = std::move(name);
    names_.emplace(mailbox.name, mailbox.id);
    note_mailbox(mailbox);
}

// All that is below moves along; the longest new name must still be one.
Result<std::vector<State::Renaming>> State::plan_rename(const Mailbox& mailbox, const std::string& name) {
    if (!has_room_for_mailboxes(missing_parents(name))) return fail(ErrorKind::limit, "too many mailboxes");
    if (is_below(name, mailbox.name)) return fail(ErrorKind::denied, "a mailbox below itself");
    std::vector<Renaming> out{{get(static_cast<std::uint32_t>(mailbox.id)), name}};
    const std::string prefix = mailbox.name + '/';
    for (auto at = names_.lower_bound(prefix); at != names_.end() && at->first.starts_with(prefix); ++at) {
        TRY(std::string moved, normalize_name(name + at->first.substr(prefix.size() - 1)));
        out.push_back({get(static_cast<std::uint32_t>(at->second)), std::move(moved)});
    }
    return out;
}

void State::carry_out(std::vector<Renaming> renamings, std::int64_t now_ms) {
    make_parents(renamings.front().name, now_ms);
    for (Renaming& renaming : renamings) set_name(*renaming.mailbox, std::move(renaming.name), now_ms);
}

Outcome State::rename(const events::MailboxRenamed& event) {
    Mailbox* mailbox = get(event.mailbox());
    if (mailbox == nullptr) return failed(ErrorKind::missing, "no such mailbox");
    auto name = normalize_name(event.name());
    if (!name) return failed(name.error().kind, name.error().detail);
    if (names_.contains(*name)) return failed(ErrorKind::conflict, "the mailbox exists");
    const bool is_inbox = mailbox->id == inbox_id;
    if (is_inbox && !has_room_for_mailboxes(missing_parents(*name) + 1)) {
        return failed(ErrorKind::limit, "too many mailboxes");
    }
    if (is_inbox) return rename_inbox(std::move(*name), event.renamed_ms());
    auto renamings = plan_rename(*mailbox, *name);
    if (!renamings) return failed(renamings.error().kind, renamings.error().detail);
    carry_out(std::move(*renamings), event.renamed_ms());
    Outcome outcome;
    outcome.mailbox = mailbox->id;
    outcome.uid_validity = mailbox->uid_validity;
    tell([](Listener& listener) { listener.on_mailboxes(); });
    return outcome;
}

// RFC 9051 6.3.6: the messages move to a new mailbox; INBOX stays, empty, and so does what is below it.
Outcome State::rename_inbox(std::string name, std::int64_t now_ms) {
    make_parents(name, now_ms);
    Mailbox& to = make(std::move(name), now_ms);
    Mailbox& inbox = *get(static_cast<std::uint32_t>(inbox_id));
    UidSet all = inbox.all();
    Outcome outcome = append_entries(to, std::vector<Entry>(inbox.entries), std::move(all));
    drop_entries(inbox, outcome.from);
    tell([](Listener& listener) { listener.on_mailboxes(); });
    if (!outcome.from.empty()) {
        tell([&](Listener& listener) { listener.on_added(to, outcome.to); });
        tell([&](Listener& listener) { listener.on_expunged(inbox, outcome.from); });
    }
    return outcome;
}

Outcome State::remove(const events::MailboxDeleted& event) {
    Mailbox* mailbox = get(event.mailbox());
    if (mailbox == nullptr) return failed(ErrorKind::missing, "no such mailbox");
    if (mailbox->id == inbox_id) return failed(ErrorKind::denied, "INBOX stays");
    const bool stays = has_below(mailbox->name);
    if (stays && event.without_children()) return failed(ErrorKind::conflict, "there are mailboxes below");
    if (event.only_empty() && mailbox->exists() > mailbox->deleted) {
        return failed(ErrorKind::conflict, "there are messages in it");
    }
    if (stays && !mailbox->selectable) return failed(ErrorKind::conflict, "there are mailboxes below");
    Outcome outcome;
    outcome.mailbox = mailbox->id;
    outcome.uid_validity = mailbox->uid_validity;
    outcome.from = mailbox->all();
    drop_entries(*mailbox, outcome.from);
    if (!outcome.from.empty()) {
        tell([&](Listener& listener) { listener.on_expunged(*mailbox, outcome.from); });
    }
    validity_vacated_ = std::max(validity_vacated_, mailbox->uid_validity);
    if (event.unsubscribe()) subscriptions_.erase(mailbox->name);
    if (stays) {
        mailbox->selectable = false;
        mailbox->special_use = SpecialUse::none;
        note_mailbox(*mailbox);
    } else {
        bury(*mailbox);
        names_.erase(mailbox->name);
        mailboxes_.erase(event.mailbox());
    }
    tell([](Listener& listener) { listener.on_mailboxes(); });
    return outcome;
}

Outcome State::subscribe(const events::Subscribed& event) {
    auto name = normalize_name(event.name());
    if (!name) return failed(name.error().kind, name.error().detail);
    if (!subscriptions_.contains(*name) && subscriptions_.size() >= subscriptions_max) {
        return failed(ErrorKind::limit, "too many subscriptions");
    }
    if (!subscriptions_.insert(*name).second) return {};
    note_subscription(*name);
    tell([](Listener& listener) { listener.on_mailboxes(); });
    return {};
}

Outcome State::unsubscribe(const events::Unsubscribed& event) {
    auto name = normalize_name(event.name());
    if (!name) return failed(name.error().kind, name.error().detail);
    if (subscriptions_.erase(*name) == 0) return {};
    note_subscription(*name);
    tell([](Listener& listener) { listener.on_mailboxes(); });
    return {};
}

void State::note_subscription(std::string_view name) {
    const auto at = names_.find(name);
    if (at != names_.end()) note_mailbox(*get(static_cast<std::uint32_t>(at->second)));
}

}  // namespace milpa::mail::account
