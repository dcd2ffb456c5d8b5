// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/changes.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "mail/account/state.hpp"

namespace milpa::mail::account {
namespace {

/// Threads of more changed records than this are not gone through for mailboxes' counts: all mailboxes may
/// have other ones then.
constexpr std::size_t records_for_counts_max = 2'000;

enum class What : std::uint8_t { there, gone };

/// A record, thread or mailbox that is other than it was; in the order in which it is told.
struct Item {
    std::uint64_t seq;
    std::uint32_t number;
    std::uint64_t begun;  // when it came to be
    What what;
};

bool is_behind(const Item& item, const Position& position) {
    return std::pair(item.seq, item.number) > std::pair(position.seq, position.number);
}

/// Whether the client has been told that it came to be, or may have been.
bool may_be_known(const Item& item, const Position& since) {
    return std::pair(item.begun, item.number) <= std::pair(since.seq, since.number);
}

Result<void> check(const State& state, const Position& since, std::uint64_t floor) {
    if (since.seq > state.seq() || since.base > since.seq) {
        return fail(ErrorKind::missing, "a state of no time");
    }
    // What died at the floor itself may be forgotten in part.
    if (since.base < floor) return fail(ErrorKind::missing, "a state that is too old");
    return {};
}

/// Sorts, cuts, and says where the client is then.
template <class Id, class Changes>
void tell(std::vector<Item> items, const State& state, const Position& since, std::size_t max, Changes& to) {
    std::ranges::sort(items, {}, [](const Item& item) { return std::pair(item.seq, item.number); });
    std::size_t told = 0;
    for (const Item& item : items) {
        // Came and went while nobody looked.
        if (item.what == What::gone && item.begun > since.base && !may_be_known(item, since)) continue;
        if (told == std::max<std::size_t>(max, 1)) {
            to.has_more = true;
            break;
        }
        ++told;
        to.position = {item.seq, item.number, since.base};
        const Id id{item.number};
        if (item.what == What::gone) {
            to.destroyed.push_back(id);
        } else if (item.begun > since.base) {
            to.created.push_back(id);
        } else {
            to.updated.push_back(id);
        }
    }
    if (!to.has_more) to.position = Position::at(state.seq());
}

std::vector<Item> changed_records(const State& state, const Position& since) {
    std::vector<Item> items;
    const std::uint64_t after = since.number == UINT32_MAX ? since.seq : since.seq - 1;
    for (const Record record : state.changed_since(after)) {
        const RecordInfo* info = state.find_record(record);
        if (info == nullptr || info->shown == 0) continue;
        items.push_back({info->changed, record, info->added, What::there});
    }
    std::map<Record, Item> gone;  // of several times the last counts, with the first beginning
    const auto& tombstones = state.record_tombstones();
    for (auto at = tombstones.rbegin(); at != tombstones.rend() && at->seq > after; ++at) {
        if (state.is_shown(at->record)) continue;
        const auto [known, is_new] =
            gone.try_emplace(at->record, Item{at->seq, at->record, at->added, What::gone});
        known->second.begun = std::min(known->second.begun, at->added);
    }
    for (const auto& [record, item] : gone) items.push_back(item);
    std::erase_if(items, [&](const Item& item) { return !is_behind(item, since); });
    return items;
}

}  // namespace

std::string to_text(const Position& position) {
    if (position == Position::at(position.seq)) return std::to_string(position.seq);
    return std::to_string(position.seq) + '-' + std::to_string(position.number) + '-' +
           std::to_string(position.base);
}

std::optional<Position> parse_position(std::string_view text) {
    std::uint64_t numbers[3]{};
    std::size_t count = 0;
    const char* at = text.data();
    const char* end = at + text.size();
    while (true) {
        const auto [behind, error] = std::from_chars(at, end, numbers[count]);
        // One way of writing each number.
        if (error != std::errc() || (*at == '0' && behind - at > 1)) return std::nullopt;
        ++count;
        at = behind;
        if (at == end) break;
        if (*at++ != '-' || count == 3) return std::nullopt;
    }
    if (count == 1) return Position::at(numbers[0]);
    if (count != 3 || numbers[1] > UINT32_MAX || numbers[2] > numbers[0]) return std::nullopt;
    const Position position{numbers[0], static_cast<std::uint32_t>(numbers[1]), numbers[2]};
    if (position == Position::at(position.seq)) return std::nullopt;
    return position;
}

Result<RecordChanges> record_changes(const State& state, Position since, std::size_t max) {
    CHECK(check(state, since, state.record_floor()));
    RecordChanges changes;
    tell<Record>(changed_records(state, since), state, since, max, changes);
    return changes;
}

Result<ThreadChanges> thread_changes(const State& state, const Threads& threads, Position since,
                                     std::size_t max) {
    CHECK(check(state, since, state.record_floor()));
    // When a thread's list of messages changed last, and whether it was there at the client's base.
    struct Thread {
        std::uint64_t seq = 0;
        std::uint64_t begun = UINT64_MAX;  // first message that came since, as far as it is gone again
        bool was_there = false;
    };
    std::map<Record, Thread> touched;
    for (const Record record : state.changed_since(since.base)) {
        const RecordInfo* info = state.find_record(record);
        if (info == nullptr || info->shown == 0 || info->added <= since.base) continue;
        Thread& thread = touched[info->thread];
        thread.seq = std::max<std::uint64_t>(thread.seq, info->added);
    }
    const auto& tombstones = state.record_tombstones();
    for (auto at = tombstones.rbegin(); at != tombstones.rend() && at->seq > since.base; ++at) {
        Thread& thread = touched[at->thread];
        thread.seq = std::max(thread.seq, at->seq);
        thread.was_there = thread.was_there || at->added <= since.base;
        thread.begun = std::min(thread.begun, at->added);
    }
    std::vector<Item> items;
    for (const auto& [number, thread] : touched) {
        std::uint64_t begun = thread.was_there ? 0 : thread.begun;
        bool there = false;
        for (const Record record : threads.records(number)) {
            if (!state.is_shown(record)) continue;
            there = true;
            begun = std::min<std::uint64_t>(begun, state.find_record(record)->added);
        }
        items.push_back({thread.seq, number, begun, there ? What::there : What::gone});
    }
    std::erase_if(items, [&](const Item& item) { return !is_behind(item, since); });
    ThreadChanges changes;
    tell<Record>(std::move(items), state, since, max, changes);
    return changes;
}

namespace {

/// Mailboxes whose counts of threads may be others because of messages in other mailboxes.
std::map<MailboxId, std::uint64_t> counts_of_threads(const State& state, const Threads& threads,
                                                     const Position& since) {
    std::map<MailboxId, std::uint64_t> out;
    const std::uint64_t after = since.number == UINT32_MAX ? since.seq : since.seq - 1;
    const auto records = state.changed_since(after);
    if (records.size() > records_for_counts_max || since.seq < state.record_floor()) {
        for (const auto& [name, id] : state.names()) out[id] = state.seq();
        return out;
    }
    const auto note = [&](Record thread, std::uint64_t seq) {
        for (const Record member : threads.records(thread)) {
            for (const MailboxId id : state.mailboxes_of(member)) out[id] = std::max(out[id], seq);
        }
    };
    for (const Record record : records) {
        const RecordInfo* info = state.find_record(record);
        if (info != nullptr && info->shown == 1) note(info->thread, info->changed);
    }
    const auto& tombstones = state.record_tombstones();
    for (auto at = tombstones.rbegin(); at != tombstones.rend() && at->seq > after; ++at) {
        note(at->thread, at->seq);
    }
    return out;
}

}  // namespace

Result<MailboxChanges> mailbox_changes(const State& state, const Threads& threads, Position since,
                                       std::size_t max) {
    CHECK(check(state, since, state.mailbox_floor()));
    const auto by_threads = counts_of_threads(state, threads, since);
    std::vector<Item> items;
    for (const auto& [name, id] : state.names()) {
        const Mailbox& mailbox = *state.find(id);
        std::uint64_t seq = std::max(mailbox.changed_seq, mailbox.counts_seq);
        if (const auto at = by_threads.find(id); at != by_threads.end()) seq = std::max(seq, at->second);
        items.push_back({seq, static_cast<std::uint32_t>(id), mailbox.created_seq, What::there});
    }
    const auto& tombstones = state.mailbox_tombstones();
    for (auto at = tombstones.rbegin(); at != tombstones.rend() && at->seq >= since.seq; ++at) {
        items.push_back({at->seq, static_cast<std::uint32_t>(at->mailbox), at->created, What::gone});
    }
    std::erase_if(items, [&](const Item& item) { return !is_behind(item, since); });
    MailboxChanges changes;
    tell<MailboxId>(std::move(items), state, since, max, changes);
    changes.only_counts = !changes.updated.empty() && std::ranges::all_of(changes.updated, [&](MailboxId id) {
        return state.find(id)->changed_seq <= since.base;
    });
    return changes;
}

}  // namespace milpa::mail::account
