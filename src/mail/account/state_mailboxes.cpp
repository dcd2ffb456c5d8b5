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
    if (known == nullptr && mailboxes_.size() + missing_parents(*name) >= mailboxes_max) {
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
    }
    mailbox->special_use = use;
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
}

Outcome State::rename(const events::MailboxRenamed& event) {
    Mailbox* mailbox = get(event.mailbox());
    if (mailbox == nullptr) return failed(ErrorKind::missing, "no such mailbox");
    auto name = normalize_name(event.name());
    if (!name) return failed(name.error().kind, name.error().detail);
    if (names_.contains(*name)) return failed(ErrorKind::conflict, "the mailbox exists");
    const bool is_inbox = mailbox->id == inbox_id;
    if (mailboxes_.size() + missing_parents(*name) + (is_inbox ? 1 : 0) > mailboxes_max) {
        return failed(ErrorKind::limit, "too many mailboxes");
    }
    if (is_inbox) return rename_inbox(std::move(*name), event.renamed_ms());
    if (is_below(*name, mailbox->name)) return failed(ErrorKind::denied, "a mailbox below itself");

    // All that is below moves along; the longest new name must still be one.
    const std::string prefix = mailbox->name + '/';
    std::vector<std::pair<Mailbox*, std::string>> below;
    for (auto at = names_.lower_bound(prefix); at != names_.end() && at->first.starts_with(prefix); ++at) {
        auto moved = normalize_name(*name + at->first.substr(prefix.size() - 1));
        if (!moved) return failed(moved.error().kind, moved.error().detail);
        below.emplace_back(get(static_cast<std::uint32_t>(at->second)), std::move(*moved));
    }
    make_parents(*name, event.renamed_ms());
    set_name(*mailbox, std::move(*name), event.renamed_ms());
    for (auto& [child, child_name] : below) set_name(*child, std::move(child_name), event.renamed_ms());
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
    if (stays) {
        mailbox->selectable = false;
        mailbox->special_use = SpecialUse::none;
    } else {
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
    if (subscriptions_.insert(*name).second) tell([](Listener& listener) { listener.on_mailboxes(); });
    return {};
}

Outcome State::unsubscribe(const events::Unsubscribed& event) {
    auto name = normalize_name(event.name());
    if (!name) return failed(name.error().kind, name.error().detail);
    if (subscriptions_.erase(*name) > 0) tell([](Listener& listener) { listener.on_mailboxes(); });
    return {};
}

}  // namespace milpa::mail::account
