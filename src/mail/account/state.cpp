// SPDX-License-Identifier: AGPL-3.0-or-later
// Messages: what is added, copied, moved, flagged, expunged. Mailboxes are in state_mailboxes.cpp.
#include "mail/account/state.hpp"

#include <algorithm>

#include "base/ensure.hpp"

namespace milpa::mail::account {
namespace {

// Vectors of messages grow by an eighth: a mailbox of 100,000 wastes 150 KB on average, not 1.2 MB.
template <class T>
void grow(std::vector<T>& items) {
    if (items.size() == items.capacity()) items.reserve(items.size() + items.size() / 8 + 4);
}

Outcome failed(ErrorKind kind, std::string detail) {
    Outcome outcome;
    outcome.error = fail(kind, std::move(detail));
    return outcome;
}

}  // namespace

void State::listen(Listener* listener) { listeners_.push_back(listener); }
void State::unlisten(Listener* listener) { std::erase(listeners_, listener); }

// A delivery bears no flags and no keywords: these are the owner's to give.
bool State::may_write(const events::MailEvent& event, store::Author author) {
    const bool founds = event.has_mailbox_created() && author == store::Author::anyone;
    const std::uint32_t left = founding_left_;
    if (founds) {
        if (left > 0) --founding_left_;
        return left > 0;
    }
    const bool delivers = event.has_added() && MailboxId{event.added().mailbox()} == inbox_id &&
                          event.added().flags().ByteSizeLong() == 0 && event.added().also_size() == 0;
    // What is for an annex, the annex looks at.
    if (author == store::Author::anyone && event.has_annexed()) return true;
    if (author == store::Author::anyone && !delivers) return false;
    founding_left_ = 0;
    return true;
}

Outcome State::apply(std::uint64_t seq, const events::MailEvent& event, store::Author author) {
    ensure(seq > seq_);
    seq_ = seq;
    Outcome outcome;
    using Kind = events::MailEvent::EventCase;
    if (!may_write(event, author)) {
        ++forged_;
        outcome = failed(ErrorKind::denied, "an event that only the owner may write");
        outcome.seq = seq;
        tell([&](Listener& listener) { listener.on_seq(seq); });
        return outcome;
    }
    switch (event.event_case()) {
        case Kind::kAdded: outcome = add(event.added()); break;
        case Kind::kCopied: outcome = copy(event.copied()); break;
        case Kind::kMoved: outcome = move(event.moved()); break;
        case Kind::kFlagged: outcome = flag(event.flagged()); break;
        case Kind::kExpunged: outcome = expunge(event.expunged()); break;
        case Kind::kMailboxCreated: outcome = create(event.mailbox_created()); break;
        case Kind::kMailboxRenamed: outcome = rename(event.mailbox_renamed()); break;
        case Kind::kMailboxDeleted: outcome = remove(event.mailbox_deleted()); break;
        case Kind::kSubscribed: outcome = subscribe(event.subscribed()); break;
        case Kind::kUnsubscribed: outcome = unsubscribe(event.unsubscribed()); break;
        case Kind::kUpdated: outcome = update(event.updated()); break;
        case Kind::kMailboxChanged: outcome = change(event.mailbox_changed()); break;
        case Kind::kAnnexed: outcome = annex(event.annexed(), author); break;
        case Kind::EVENT_NOT_SET: outcome = failed(ErrorKind::syntax, "an event of an unknown kind"); break;
    }
    settle();
    keywords_.drop_unused();
    outcome.annexes = std::exchange(changed_annexes_, {});
    outcome.seq = seq;
    tell([&](Listener& listener) { listener.on_seq(seq); });
    return outcome;
}

const Mailbox* State::find(MailboxId id) const {
    const auto at = mailboxes_.find(static_cast<std::uint32_t>(id));
    return at == mailboxes_.end() ? nullptr : at->second.get();
}

const Mailbox* State::find(std::string_view name) const {
    const auto at = names_.find(name);
    return at == names_.end() ? nullptr : find(at->second);
}

const Mailbox* State::find(SpecialUse use) const {
    for (const auto& [name, id] : names_) {
        const Mailbox* mailbox = find(id);
        if (mailbox->special_use == use) return mailbox;
    }
    return nullptr;
}

Mailbox* State::get(std::uint32_t id) {
    const auto at = mailboxes_.find(id);
    return at == mailboxes_.end() ? nullptr : at->second.get();
}

Mailbox* State::get_selectable(std::uint32_t id) {
    Mailbox* mailbox = get(id);
    return mailbox != nullptr && mailbox->selectable ? mailbox : nullptr;
}

Flags State::flags_of(const Entry& entry) const {
    Flags flags{.system = entry.flags, .keywords = {}};
    for (const std::uint16_t keyword : keywords_.set(entry.keywords)) {
        flags.keywords.push_back(keywords_.names()[keyword]);
    }
    return flags;
}

void State::forget(std::uint64_t upto, const UidSet& gone) {
    while (!tail_.empty() && tail_.front().seq <= upto) tail_.pop_front();
    if (tail_.empty()) tail_.shrink_to_fit();
    std::erase_if(dead_, [&](Record record) { return gone.contains(record); });
    if (dead_.empty()) dead_.shrink_to_fit();
}

void State::count(Mailbox& mailbox, const Entry& entry, const RecordInfo& info, int sign) {
    const auto by = static_cast<std::uint32_t>(sign);  // modulo 2^32, so -1 takes one away
    const auto octets = static_cast<std::uint64_t>(sign) * info.size;
    if ((entry.flags & flag_seen) == 0) mailbox.unseen += by;
    if ((entry.flags & flag_deleted) != 0) mailbox.deleted += by;
    mailbox.octets += octets;
    usage_.octets += octets;
    usage_.messages += static_cast<std::uint64_t>(sign);
    if (sign > 0) {
        keywords_.use(entry.keywords);
    } else {
        keywords_.release(entry.keywords);
    }
}

bool State::has_room(const Mailbox& mailbox, std::uint64_t more) const {
    return more < UINT32_MAX - mailbox.uid_next && usage_.messages + more <= messages_max;
}

void State::append_entry(Mailbox& mailbox, Entry entry) {
    entry.uid = mailbox.uid_next++;
    entry.modseq = seq_;
    mailbox.highest_modseq = seq_;
    mailbox.counts_seq = seq_;
    grow(mailbox.entries);
    mailbox.entries.push_back(entry);
    RecordInfo& info = *record_info(entry.record);
    link(info, {mailbox.id, entry.uid});
    touch(entry.record);
    count(mailbox, entry, info, +1);
}

Outcome State::append_entries(Mailbox& to, const std::vector<Entry>& entries, UidSet from) {
    Outcome outcome;
    outcome.mailbox = to.id;
    outcome.uid_validity = to.uid_validity;
    outcome.from = std::move(from);
    if (entries.empty()) return outcome;
    outcome.to = UidSet::range(to.uid_next, to.uid_next + static_cast<Uid>(entries.size()) - 1);
    for (const Entry& entry : entries) append_entry(to, entry);
    return outcome;
}

void State::drop_entries(Mailbox& mailbox, const UidSet& uids) {
    if (uids.empty()) return;
    auto range = uids.ranges().begin();
    const auto ranges_end = uids.ranges().end();
    auto write = mailbox.entries.begin() + static_cast<std::ptrdiff_t>(mailbox.lower_bound(uids.first()));
    for (auto read = write; read != mailbox.entries.end(); ++read) {
        while (range != ranges_end && range->last < read->uid) ++range;
        if (range != ranges_end && range->first <= read->uid) {
            RecordInfo& info = *record_info(read->record);
            count(mailbox, *read, info, -1);
            unlink(info, {mailbox.id, read->uid});
        } else {
            *write++ = *read;
        }
    }
    mailbox.entries.erase(write, mailbox.entries.end());
    if (mailbox.entries.capacity() > 2 * mailbox.entries.size() + 64) mailbox.entries.shrink_to_fit();
    mailbox.highest_modseq = seq_;
    mailbox.counts_seq = seq_;
}

std::optional<std::uint16_t> State::intern(const events::FlagSet& flags) {
    std::vector<std::uint16_t> set;
    for (const std::string& name : flags.keywords()) {
        const auto keyword = keywords_.intern_name(name);
        if (!keyword) return std::nullopt;
        set.push_back(*keyword);
    }
    std::ranges::sort(set);
    const auto repeated = std::ranges::unique(set);
    set.erase(repeated.begin(), repeated.end());
    return keywords_.intern_set(std::move(set));
}

/// All mailboxes of an Added, each once; `missing` where one is not there.
Result<std::vector<Mailbox*>> State::mailboxes_for(const events::Added& event) {
    std::vector<Mailbox*> out{get_selectable(event.mailbox())};
    for (const std::uint32_t id : event.also()) {
        Mailbox* mailbox = get_selectable(id);
        if (std::ranges::find(out, mailbox) == out.end()) out.push_back(mailbox);
    }
    for (const Mailbox* mailbox : out) {
        if (mailbox == nullptr) return fail(ErrorKind::missing, "no such mailbox");
        if (!has_room(*mailbox, out.size())) return fail(ErrorKind::limit, "too many messages");
    }
    return out;
}

Outcome State::add(const events::Added& event) {
    // The record gets its number whatever happens: the stored object must be found to be released.
    Outcome outcome;
    outcome.record = record_next_++;
    tail_.push_back({seq_, outcome.record});
    const auto mailboxes = mailboxes_for(event);
    const auto keywords = intern(event.flags());
    if (!mailboxes || !keywords) {
        dead_.push_back(outcome.record);
        outcome.error = mailboxes ? fail(ErrorKind::limit, "too many keywords") : mailboxes.error();
        return outcome;
    }
    const auto size = std::min<std::uint64_t>(event.message().facts().size(), message_octets_max);
    grow(records_);
    records_.push_back({.internal_date_ms = event.internal_date_ms(),
                        .number = outcome.record,
                        .size = static_cast<std::uint32_t>(size),
                        .added = {},
                        .changed = {}});
    outcome.mailbox = mailboxes->front()->id;
    outcome.uid_validity = mailboxes->front()->uid_validity;
    outcome.to.add(mailboxes->front()->uid_next);
    for (Mailbox* mailbox : *mailboxes) {
        append_entry(*mailbox, {.modseq = seq_,
                                .uid = 0,
                                .record = outcome.record,
                                .keywords = *keywords,
                                .flags = static_cast<std::uint8_t>(event.flags().system() & flags_all)});
    }
    do_thread_work({outcome.record, 0, /*died=*/false, thread_keys(event.message().facts())});
    if (event.message().facts().has_report())
        note_annexes(annexes_.on_report(seq_, outcome.record, event.message().facts().report()));
    for (Mailbox* mailbox : *mailboxes) {
        tell([&](Listener& listener) { listener.on_added(*mailbox, {mailbox->uid_next - 1}); });
    }
    return outcome;
}

namespace {

std::vector<Entry> entries_of(const Mailbox& mailbox, const UidSet& existing) {
    std::vector<Entry> entries;
    for (const auto& range : existing.ranges()) {
        for (std::size_t at = mailbox.lower_bound(range.first);
             at < mailbox.entries.size() && mailbox.entries[at].uid <= range.last; ++at) {
            entries.push_back(mailbox.entries[at]);
        }
    }
    return entries;
}

}  // namespace

Outcome State::copy(const events::Copied& event) {
    Mailbox* from = get_selectable(event.from());
    Mailbox* to = get_selectable(event.to());
    if (from == nullptr || to == nullptr) return failed(ErrorKind::missing, "no such mailbox");
    UidSet existing = from->existing(UidSet::from(event.uids()));
    const auto entries = entries_of(*from, existing);
    if (!has_room(*to, entries.size())) return failed(ErrorKind::limit, "too many messages");
    Outcome outcome = append_entries(*to, entries, std::move(existing));
    if (!outcome.to.empty()) tell([&](Listener& listener) { listener.on_added(*to, outcome.to); });
    return outcome;
}

Outcome State::move(const events::Moved& event) {
    Mailbox* from = get_selectable(event.from());
    Mailbox* to = get_selectable(event.to());
    if (from == nullptr || to == nullptr) return failed(ErrorKind::missing, "no such mailbox");
    UidSet existing = from->existing(UidSet::from(event.uids()));
    const auto entries = entries_of(*from, existing);
    if (!has_room(*to, entries.size())) return failed(ErrorKind::limit, "too many messages");
    Outcome outcome = append_entries(*to, entries, std::move(existing));
    if (outcome.from.empty()) return outcome;
    drop_entries(*from, outcome.from);
    tell([&](Listener& listener) { listener.on_added(*to, outcome.to); });
    tell([&](Listener& listener) { listener.on_expunged(*from, outcome.from); });
    return outcome;
}

std::optional<std::uint16_t> State::changed_keywords(std::uint16_t before, const events::Flagged& event,
                                                     std::uint16_t operand) {
    if (event.how() == events::Flagged::REPLACE) return operand;
    if (operand == 0) return before;
    const auto old_set = keywords_.set(before);
    const auto change = keywords_.set(operand);
    std::vector<std::uint16_t> set;
    if (event.how() == events::Flagged::REMOVE) {
        std::ranges::set_difference(old_set, change, std::back_inserter(set));
    } else {
        std::ranges::set_union(old_set, change, std::back_inserter(set));
    }
    return keywords_.intern_set(std::move(set));
}

void State::set_flags(Mailbox& mailbox, Entry& entry, std::uint8_t flags, std::uint16_t keywords) {
    RecordInfo& info = *record_info(entry.record);
    constexpr std::uint8_t counted = flag_seen | flag_draft | flag_deleted;
    if (((flags ^ entry.flags) & counted) != 0) mailbox.counts_seq = seq_;
    if (((flags ^ entry.flags) & flag_deleted) != 0) {
        touch(entry.record);
    } else {
        note_change(info);
    }
    count(mailbox, entry, info, -1);
    entry.flags = flags;
    entry.keywords = keywords;
    entry.modseq = seq_;
    mailbox.highest_modseq = seq_;
    count(mailbox, entry, info, +1);
}

Outcome State::flag(const events::Flagged& event) {
    Mailbox* mailbox = get_selectable(event.mailbox());
    if (mailbox == nullptr) return failed(ErrorKind::missing, "no such mailbox");
    const auto operand = intern(event.flags());
    if (!operand) return failed(ErrorKind::limit, "too many keywords");
    const auto bits = static_cast<std::uint8_t>(event.flags().system() & flags_all);
    const auto wanted = UidSet::from(event.uids());

    // First all new combinations, so that a full table changes nothing.
    std::unordered_map<std::uint16_t, std::uint16_t> combinations;
    std::vector<std::size_t> places;
    for (const auto& range : wanted.ranges()) {
        for (std::size_t at = mailbox->lower_bound(range.first);
             at < mailbox->entries.size() && mailbox->entries[at].uid <= range.last; ++at) {
            const Entry& entry = mailbox->entries[at];
            if (event.unchanged_since() != 0 && entry.modseq > event.unchanged_since()) continue;
            places.push_back(at);
            if (combinations.contains(entry.keywords)) continue;
            const auto after = changed_keywords(entry.keywords, event, *operand);
            if (!after) return failed(ErrorKind::limit, "too many combinations of keywords");
            combinations.emplace(entry.keywords, *after);
        }
    }
    Outcome outcome;
    outcome.mailbox = mailbox->id;
    outcome.uid_validity = mailbox->uid_validity;
    for (const std::size_t at : places) {
        Entry& entry = mailbox->entries[at];
        std::uint8_t flags = bits;
        if (event.how() == events::Flagged::ADD) flags = entry.flags | bits;
        if (event.how() == events::Flagged::REMOVE) flags = entry.flags & static_cast<std::uint8_t>(~bits);
        const std::uint16_t keywords = combinations[entry.keywords];
        if (flags == entry.flags && keywords == entry.keywords) continue;
        set_flags(*mailbox, entry, flags, keywords);
        outcome.from.add(entry.uid);
    }
    if (outcome.from.empty()) return outcome;
    mailbox->highest_modseq = seq_;
    tell([&](Listener& listener) { listener.on_flagged(*mailbox, outcome.from); });
    return outcome;
}

Outcome State::expunge(const events::Expunged& event) {
    Mailbox* mailbox = get_selectable(event.mailbox());
    if (mailbox == nullptr) return failed(ErrorKind::missing, "no such mailbox");
    Outcome outcome;
    outcome.mailbox = mailbox->id;
    outcome.uid_validity = mailbox->uid_validity;
    outcome.from = mailbox->existing(UidSet::from(event.uids()));
    if (event.only_deleted()) {
        UidSet deleted;
        for (const Entry& entry : entries_of(*mailbox, outcome.from)) {
            if ((entry.flags & flag_deleted) != 0) deleted.add(entry.uid);
        }
        outcome.from = std::move(deleted);
    }
    if (outcome.from.empty()) return outcome;
    drop_entries(*mailbox, outcome.from);
    tell([&](Listener& listener) { listener.on_expunged(*mailbox, outcome.from); });
    return outcome;
}

}  // namespace milpa::mail::account
