// SPDX-License-Identifier: AGPL-3.0-or-later
// SEARCH (RFC 9051 6.4.4; RETURN: RFC 4731; SAVE and $: RFC 5182). Keys narrow a set of uids one after
// another, those that are answered from memory first; texts come from the account's index.
#include "mail/imap/session.hpp"
#include "mail/message/date.hpp"

namespace milpa::mail::imap {

namespace {

using account::Entry;
using account::Mailbox;
using account::Uid;
using account::UidSet;
using Kind = SearchKey::Kind;

std::chrono::sys_days day_of(std::int64_t unix_ms) {
    return std::chrono::floor<std::chrono::days>(from_unix_ms(unix_ms));
}

/// How dear a key is: 0 from the entry, 1 from the index, 2 from every message's facts.
int cost_of(const SearchKey& key) {
    int cost = 0;
    switch (key.kind) {
        case Kind::subject:
        case Kind::from:
        case Kind::to:
        case Kind::cc:
        case Kind::bcc:
        case Kind::body:
        case Kind::any_text:
        case Kind::header: cost = 1; break;
        case Kind::sent_before:
        case Kind::sent_on:
        case Kind::sent_since: cost = 2; break;
        default: break;
    }
    for (const SearchKey& child : key.children) cost = std::max(cost, cost_of(child));
    return cost;
}

account::SearchField field_of(Kind kind) {
    switch (kind) {
        case Kind::subject: return account::SearchField::subject;
        case Kind::from: return account::SearchField::from;
        case Kind::to: return account::SearchField::to;
        case Kind::cc: return account::SearchField::cc;
        case Kind::bcc: return account::SearchField::bcc;
        case Kind::body: return account::SearchField::body;
        case Kind::header: return account::SearchField::header;
        default: return account::SearchField::text;
    }
}

bool fits(std::chrono::sys_days day, Kind kind, std::chrono::sys_days asked) {
    switch (kind) {
        case Kind::before:
        case Kind::sent_before: return day < asked;
        case Kind::on:
        case Kind::sent_on: return day == asked;
        default: return day >= asked;
    }
}

class Search {
public:
    explicit Search(Lent<Session> session) : session_(session) {}

    /// Those of `among` that match.
    Task<Result<UidSet>> narrow(Lent<const SearchKey> key, UidSet among) {
        if (among.empty()) co_return std::move(among);
        if (session_->needs_pace()) CO_CHECK(co_await session_->pace());
        switch (key->kind) {
            case Kind::all: co_return std::move(among);
            case Kind::conjunction: co_return co_await all_of(key, std::move(among));
            case Kind::disjunction: co_return co_await any_of(key, std::move(among));
            case Kind::negation: {
                CO_TRY(const UidSet matching, co_await narrow(&key->children.front(), among));
                co_return among.without(matching);
            }
            case Kind::sequence:
            case Kind::uid: {
                const Numbering numbering = key->kind == Kind::uid ? Numbering::uid : Numbering::sequence;
                const auto named = session_->uids_of(key->set, numbering);
                // Numbers that nothing has match nothing: "1:*" of an empty mailbox is no mistake here.
                co_return named ? among.intersect(*named) : UidSet();
            }
            case Kind::sent_before:
            case Kind::sent_on:
            case Kind::sent_since: co_return co_await by_sent_date(key, std::move(among));
            default: break;
        }
        if (cost_of(*key) == 0) co_return co_await by_entry(key, std::move(among));
        co_return co_await session_->account().search(
            session_->view().mailbox_id(), {field_of(key->kind), key->text, key->field}, std::move(among));
    }

private:
    Task<Result<UidSet>> all_of(Lent<const SearchKey> key, UidSet among) {
        std::vector<const SearchKey*> keys;
        for (const SearchKey& child : key->children) keys.push_back(&child);
        std::ranges::sort(keys, {}, [](const SearchKey* child) { return cost_of(*child); });
        for (const SearchKey* child : keys) {
            CO_TRY(among, co_await narrow(child, std::move(among)));
        }
        co_return std::move(among);
    }

    Task<Result<UidSet>> any_of(Lent<const SearchKey> key, UidSet among) {
        UidSet found;
        for (const SearchKey& child : key->children) {
            CO_TRY(const UidSet more, co_await narrow(&child, among.without(found)));
            found.add(more);
        }
        co_return std::move(found);
    }

    Task<Result<UidSet>> by_entry(Lent<const SearchKey> key, UidSet among) {
        UidSet found;
        std::size_t looks = 0;
        auto keyword = keyword_of(*key);
        for (const UidSet::Range range : among.ranges()) {
            std::uint64_t next = range.first;
            while (next <= range.last) {
                const Mailbox* mailbox = session_->mailbox();
                if (mailbox == nullptr) co_return std::move(found);
                next = look(*mailbox, {*key, keyword}, {static_cast<Uid>(next), range.last}, looks, found);
                if (looks < looks_a_turn) continue;
                looks = 0;
                if (session_->needs_pace()) CO_CHECK(co_await session_->pace());
                keyword = keyword_of(*key);
            }
        }
        co_return std::move(found);
    }

    struct EntryKey {
        const SearchKey& key;
        std::optional<std::uint16_t> keyword;  ///< its number now
    };

    std::optional<std::uint16_t> keyword_of(const SearchKey& key) {
        if (key.kind != Kind::keyword_set && key.kind != Kind::keyword_clear) return std::nullopt;
        return session_->state().keywords().find(key.text);
    }

    /// Looks at some of a range; returns the uid to go on with.
    std::uint64_t look(const Mailbox& mailbox, const EntryKey& wanted, UidSet::Range range,
                       std::size_t& looks, UidSet& found) {
        for (std::size_t at = mailbox.lower_bound(range.first);
             at < mailbox.entries.size() && mailbox.entries[at].uid <= range.last; ++at, ++looks) {
            if (looks >= looks_a_turn) return mailbox.entries[at].uid;
            if (matches(wanted.key, mailbox.entries[at], wanted.keyword)) found.add(mailbox.entries[at].uid);
        }
        ++looks;  // a range that holds nothing costs a look, too
        return static_cast<std::uint64_t>(range.last) + 1;
    }

    bool matches(const SearchKey& key, const Entry& entry, std::optional<std::uint16_t> keyword) {
        switch (key.kind) {
            // Of \Recent nothing is kept: no message is, all others are not (RFC 9051 has dropped it).
            case Kind::flag_set: return (entry.flags & from_wire(key.flags)) != 0;
            case Kind::flag_clear: return (entry.flags & from_wire(key.flags)) == 0;
            case Kind::keyword_set:
                return keyword && session_->state().keywords().has(entry.keywords, *keyword);
            case Kind::keyword_clear:
                return !keyword || !session_->state().keywords().has(entry.keywords, *keyword);
            default: break;
        }
        const account::RecordInfo* record = session_->state().find_record(entry.record);
        if (record == nullptr) return false;
        if (key.kind == Kind::larger) return record->size > key.number;
        if (key.kind == Kind::smaller) return record->size < key.number;
        return fits(day_of(record->internal_date_ms), key.kind, key.date);
    }

    /// RFC 9051 6.4.4: the day that the Date field itself says, whatever its zone.
    Task<Result<UidSet>> by_sent_date(Lent<const SearchKey> key, UidSet among) {
        UidSet found;
        if (session_->mailbox() == nullptr) co_return std::move(found);
        account::FactsReader reader =
            session_->account().facts(session_->view().mailbox_id(), std::move(among));
        for (;;) {
            CO_TRY(const auto some, co_await reader.next());
            if (some.empty()) co_return std::move(found);
            for (const account::Cold& cold : some) {
                const events::MessageFacts& facts = cold.message->facts();
                if (!facts.has_sent_ms()) continue;
                const std::int64_t local =
                    facts.sent_ms() + static_cast<std::int64_t>(facts.sent_zone_minutes()) * 60'000;
                if (fits(day_of(local), key->kind, key->date)) found.add(cold.uid);
            }
            if (session_->needs_pace()) CO_CHECK(co_await session_->pace());
        }
    }

    const Lent<Session> session_;
};

/// As the client counts: uids, or the numbers that it knows them by. These stay while this session waits.
Task<Result<std::vector<NumberRange>>> told_as(Lent<Session> session, UidSet uids, Numbering numbering) {
    UidSet numbers;
    if (numbering == Numbering::uid) {
        numbers = std::move(uids);
    } else {
        std::size_t looks = 0;
        for (const UidSet::Range range : uids.ranges()) {
            for (std::uint64_t uid = range.first; uid <= range.last; ++uid) {
                const std::uint32_t sequence = session->view().sequence_of(static_cast<Uid>(uid));
                if (sequence != 0) numbers.add(sequence);
                if (++looks % looks_a_turn == 0 && session->needs_pace()) CO_CHECK(co_await session->pace());
            }
        }
    }
    std::vector<NumberRange> ranges;
    for (const UidSet::Range range : numbers.ranges()) ranges.push_back({range.first, range.last});
    co_return ranges;
}

/// RFC 3501 7.2.5: one line, however many there are.
Task<Result<void>> write_numbers(Lent<Session> session, std::vector<NumberRange> ranges) {
    session->writer().search_begin();
    for (const NumberRange& range : ranges) {
        for (std::uint64_t first = range.first; first <= range.last; first += looks_a_turn) {
            const std::uint64_t last = std::min<std::uint64_t>(range.last, first + looks_a_turn - 1);
            session->writer().search_numbers(
                {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)});
            CO_CHECK(co_await session->output().flush_if_full());
        }
    }
    session->writer().search_end();
    co_return Result<void>{};
}

void write_extended(Session& session, const SearchReturn& wanted, Numbering numbering, const std::string& tag,
                    std::span<const NumberRange> ranges) {
    SearchResult result{.numbering = numbering, .min = {}, .max = {}, .count = {}, .all = {}};
    std::uint32_t count = 0;
    for (const NumberRange& range : ranges) count += range.last - range.first + 1;
    if (wanted.count) result.count = count;
    if (!ranges.empty()) {
        if (wanted.min) result.min = ranges.front().first;
        if (wanted.max) result.max = ranges.back().last;
        if (wanted.all) result.all = ranges;
    }
    session.writer().esearch(tag, result);
}

/// RFC 5182 2.4: what MIN and MAX alone save is those two.
void save(Session& session, const SearchReturn& wanted, const UidSet& found) {
    if (!wanted.save) return;
    session.saved_result = found;
    if ((wanted.min || wanted.max) && !wanted.all && !wanted.count && !found.empty()) {
        session.saved_result.clear();
        if (wanted.min) session.saved_result.add(found.first());
        if (wanted.max) session.saved_result.add(found.last());
    }
}

}  // namespace

CompletionTask run_search(Lent<Session> session, Lent<const request::Search> command, std::string tag) {
    UidSet among;
    if (const Mailbox* mailbox = session->mailbox(); mailbox != nullptr) {
        among = mailbox->all();
        if (session->view().told_uid_next() < UINT32_MAX)
            among.remove_range(session->view().told_uid_next(), UINT32_MAX);
    }
    Search search(session);
    auto found = co_await search.narrow(&command->key, std::move(among));
    if (!found) {
        // RFC 5182 2.1: a SEARCH that fails leaves nothing saved.
        if (command->returns && command->returns->save) session->saved_result.clear();
        co_return found.error();
    }
    CO_TRY(std::vector<NumberRange> ranges, co_await told_as(session, *found, command->numbering));
    if (!command->returns && !session->rev2) {
        CO_CHECK(co_await write_numbers(session, std::move(ranges)));
        co_return Completion();
    }
    const SearchReturn wanted = command->returns.value_or(SearchReturn{.all = true});
    save(*session, wanted, *found);
    const bool only_saves = wanted.save && !wanted.min && !wanted.max && !wanted.all && !wanted.count;
    if (!only_saves) write_extended(*session, wanted, command->numbering, tag, ranges);
    co_return Completion();
}

}  // namespace milpa::mail::imap
