// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes by record (RFC 8621 4.6), of a mailbox's properties (2.5), and of other data: what JMAP writes.
#include <algorithm>

#include "mail/account/state.hpp"

namespace milpa::mail::account {
namespace {

Outcome failed(ErrorKind kind, std::string detail) {
    Outcome outcome;
    outcome.error = fail(kind, std::move(detail));
    return outcome;
}

}  // namespace

/// What one event does to the mailboxes; entries that leave go together at its end.
struct State::Update {
    struct Touched {
        UidSet added, flagged, leaving;
    };
    std::map<MailboxId, Touched> mailboxes;

    bool leaves(const Place& place) const {
        const auto at = mailboxes.find(place.mailbox);
        return at != mailboxes.end() && at->second.leaving.contains(place.uid);
    }
};

/// What is to become of one record.
struct State::RecordPlan {
    std::vector<Place> kept;  // bear the flags below
    std::vector<Place> leaving;
    std::vector<Mailbox*> fresh;  // get an entry
    std::uint8_t flags = 0;
    std::uint16_t keywords = 0;
};

Result<void> State::plan_flags(const events::RecordUpdate& update, std::uint8_t flags,
                               const std::set<std::uint16_t>& keywords, RecordPlan& plan) {
    const auto add = intern(update.add());
    const auto remove = intern(update.remove());
    if (!add || !remove) return fail(ErrorKind::limit, "too many keywords");
    std::set<std::uint16_t> set;
    if (!update.replace_flags()) {
        set = keywords;
        plan.flags = flags;
    }
    const auto added = keywords_.set(*add);
    set.insert(added.begin(), added.end());
    for (const std::uint16_t keyword : keywords_.set(*remove)) set.erase(keyword);
    if (set.size() > keywords_of_message_max) return fail(ErrorKind::limit, "many keywords");
    const auto combination = keywords_.intern_set({set.begin(), set.end()});
    if (!combination) return fail(ErrorKind::limit, "too many combinations of keywords");
    plan.keywords = *combination;
    constexpr std::uint32_t known = flags_all & ~flag_deleted;
    plan.flags =
        static_cast<std::uint8_t>((plan.flags | update.add().system()) & ~update.remove().system() & known);
    return {};
}

Result<State::RecordPlan> State::plan_update(const events::RecordUpdate& update, const Update& so_far,
                                             Record record) {
    const RecordInfo* info = find_record(record);
    if (info == nullptr) return fail(ErrorKind::missing, "no such message");
    const auto names = [](const auto& ids, MailboxId id) {
        return std::ranges::find(ids, static_cast<std::uint32_t>(id)) != ids.end();
    };
    RecordPlan plan;
    std::set<MailboxId> held;
    std::vector<Place> hidden;
    std::uint8_t flags = 0;
    std::set<std::uint16_t> keywords;
    bool shown = false;
    for_each_place(*info, [&](const Place& place) {
        if (so_far.leaves(place)) return;
        const Entry& entry = *entry_at(place);
        const bool deleted = (entry.flags & flag_deleted) != 0;
        const bool into = names(update.into(), place.mailbox);
        if (!deleted) {
            shown = true;
            flags |= entry.flags;
            const auto set = keywords_.set(entry.keywords);
            keywords.insert(set.begin(), set.end());
        }
        // What bears \Deleted is IMAP's to expunge, unless it is named.
        const bool out =
            names(update.out_of(), place.mailbox) || (update.out_of_all_others() && !into && !deleted);
        if (update.destroy() || (out && !into)) {
            plan.leaving.push_back(place);
        } else if (deleted) {
            hidden.push_back(place);
        } else {
            plan.kept.push_back(place);
            held.insert(place.mailbox);
        }
    });
    if (!shown) return fail(ErrorKind::missing, "no such message");
    if (update.destroy()) return plan;
    for (const std::uint32_t id : update.into()) {
        Mailbox* mailbox = get_selectable(id);
        if (mailbox == nullptr) return fail(ErrorKind::missing, "no such mailbox");
        if (!held.insert(mailbox->id).second) continue;
        const auto back = std::ranges::find(hidden, mailbox->id, &Place::mailbox);
        if (back != hidden.end()) {
            plan.kept.push_back(*back);  // and loses its \Deleted
        } else {
            plan.fresh.push_back(mailbox);
        }
    }
    // RFC 8621 4.1.1: an Email is in one mailbox at least.
    if (plan.kept.empty() && plan.fresh.empty()) return fail(ErrorKind::conflict, "no mailbox would hold it");
    for (const Mailbox* mailbox : plan.fresh) {
        if (!has_room(*mailbox, plan.fresh.size())) return fail(ErrorKind::limit, "too many messages");
    }
    CHECK(plan_flags(update, flags, keywords, plan));
    return plan;
}

void State::carry_out(const RecordPlan& plan, Record record, Update& update) {
    for (Mailbox* mailbox : plan.fresh) {
        update.mailboxes[mailbox->id].added.add(mailbox->uid_next);
        append_entry(
            *mailbox,
            {.modseq = seq_, .uid = 0, .record = record, .keywords = plan.keywords, .flags = plan.flags});
    }
    for (const Place& place : plan.kept) {
        Mailbox& mailbox = *get(static_cast<std::uint32_t>(place.mailbox));
        Entry& entry = mailbox.entries[mailbox.lower_bound(place.uid)];
        if (entry.flags == plan.flags && entry.keywords == plan.keywords) continue;
        set_flags(mailbox, entry, plan.flags, plan.keywords);
        update.mailboxes[place.mailbox].flagged.add(place.uid);
    }
    for (const Place& place : plan.leaving) update.mailboxes[place.mailbox].leaving.add(place.uid);
}

Outcome State::update(const events::Updated& event) {
    Outcome outcome;
    Update all;
    for (const auto& update : event.updates()) {
        UidSet::from(update.records()).for_each_below(record_next_, [&](Record record) {
            auto plan = plan_update(update, all, record);
            if (!plan) {
                outcome.refused.emplace_back(record, plan.error());
            } else {
                carry_out(*plan, record, all);
            }
        });
    }
    for (const auto& [id, touched] : all.mailboxes) {
        drop_entries(*get(static_cast<std::uint32_t>(id)), touched.leaving);
    }
    for (const auto& [id, touched] : all.mailboxes) {
        const Mailbox& mailbox = *find(id);
        if (!touched.added.empty()) {
            tell([&](Listener& listener) { listener.on_added(mailbox, touched.added); });
        }
        const UidSet flagged = touched.flagged.without(touched.leaving);
        if (!flagged.empty()) tell([&](Listener& listener) { listener.on_flagged(mailbox, flagged); });
        if (!touched.leaving.empty()) {
            tell([&](Listener& listener) { listener.on_expunged(mailbox, touched.leaving); });
        }
    }
    return outcome;
}

// ---- mailboxes ----

Result<void> State::check_change(const events::MailboxChanged& event, const Mailbox& mailbox) const {
    if (event.sort_order() >= sort_order_end) return fail(ErrorKind::syntax, "an order out of bounds");
    if (event.special_use() > static_cast<std::uint32_t>(SpecialUse::important)) {
        return fail(ErrorKind::syntax, "an unknown special use");
    }
    const auto use = static_cast<SpecialUse>(event.special_use());
    if (use != SpecialUse::none) {
        if (mailbox.id == inbox_id) return fail(ErrorKind::denied, "INBOX has its use");
        const Mailbox* other = find(use);
        if (other != nullptr && other->id != mailbox.id) {
            return fail(ErrorKind::conflict, "another mailbox has that special use");
        }
    }
    if (event.subscribed() && subscriptions_.size() >= subscriptions_max) {
        return fail(ErrorKind::limit, "too many subscriptions");
    }
    return {};
}

Outcome State::change(const events::MailboxChanged& event) {
    Mailbox* mailbox = get(event.mailbox());
    if (mailbox == nullptr) return failed(ErrorKind::missing, "no such mailbox");
    const auto good = check_change(event, *mailbox);
    if (!good) return failed(good.error().kind, good.error().detail);
    if (event.has_name()) {
        auto name = normalize_name(event.name());
        if (!name) return failed(name.error().kind, name.error().detail);
        if (*name != mailbox->name) {
            if (mailbox->id == inbox_id) return failed(ErrorKind::denied, "INBOX keeps its name");
            if (names_.contains(*name)) return failed(ErrorKind::conflict, "the mailbox exists");
            auto renamings = plan_rename(*mailbox, *name);
            if (!renamings) return failed(renamings.error().kind, renamings.error().detail);
            // Being subscribed is a property of the mailbox here, not of its name.
            for (const Renaming& renaming : *renamings) {
                if (subscriptions_.erase(renaming.mailbox->name) > 0) subscriptions_.insert(renaming.name);
            }
            carry_out(std::move(*renamings), event.changed_ms());
        }
    }
    if (event.has_special_use()) mailbox->special_use = static_cast<SpecialUse>(event.special_use());
    if (event.has_sort_order()) mailbox->sort_order = event.sort_order();
    if (event.has_subscribed() && event.subscribed()) subscriptions_.insert(mailbox->name);
    if (event.has_subscribed() && !event.subscribed()) subscriptions_.erase(mailbox->name);
    note_mailbox(*mailbox);
    Outcome outcome;
    outcome.mailbox = mailbox->id;
    outcome.uid_validity = mailbox->uid_validity;
    tell([](Listener& listener) { listener.on_mailboxes(); });
    return outcome;
}

// ---- other data ----

Outcome State::annex(const events::Annexed& event, store::Author author) {
    const bool own = author == store::Author::owner;
    AnnexOutcome done = own ? annexes_.apply(seq_, event) : annexes_.note(seq_, event);
    Outcome outcome;
    // A note may also be late: about what its owner has deleted.
    if (!own && done.error && done.error->kind == ErrorKind::denied) ++forged_;
    outcome.error = std::move(done.error);
    outcome.answer = std::move(done.answer);
    if (!outcome.error) tell([&](Listener& listener) { listener.on_annex(AnnexKind{event.kind()}); });
    return outcome;
}

}  // namespace milpa::mail::account
