// SPDX-License-Identifier: AGPL-3.0-or-later
// Any sequence of events folds, and what always holds of the state holds after each. Input: events, each
// behind an octet that is its length.
#include <map>
#include <set>

#include "base/ensure.hpp"
#include "mail/account/changes.hpp"
#include "mail/account/hot_page.hpp"
#include "mail/account/snapshot_codec.hpp"
#include "mail/account/state.hpp"

using namespace milpa;
using namespace milpa::mail::account;

namespace {

/// What JMAP sees of each message, and its thread.
void check_records(const State& state) {
    std::map<Record, std::vector<Record>> threads;
    for (const RecordInfo& info : state.records()) {
        if (!info.alive()) continue;
        ensure(state.is_shown(info.number) == !state.mailboxes_of(info.number).empty());
        ensure(info.added <= info.changed && info.changed <= state.seq());
        ensure(info.thread > 0 && info.thread <= info.number);
        threads[info.thread].push_back(info.number);
        const auto places = state.places(info.number);
        ensure(std::is_sorted(places.begin(), places.end()));
        for (const Place& place : places) {
            ensure(state.find(place.mailbox)->find(place.uid)->record == info.number);
        }
    }
    for (const auto& [thread, records] : threads) ensure(state.threads()->records(thread) == records);
    if (state.record_floor() > 0 || state.mailbox_floor() > 0) return;
    // A client that was there from the beginning has what is there.
    const auto changes = record_changes(state, Position::at(0), SIZE_MAX);
    ensure(changes && changes->updated.empty() && changes->destroyed.empty());
    for (const Record record : changes->created) ensure(state.is_shown(record));
    ensure(thread_changes(state, *state.threads(), Position::at(0), SIZE_MAX)->updated.empty());
    ensure(mailbox_changes(state, *state.threads(), Position::at(0), SIZE_MAX)->created.size() ==
           state.names().size());
}

void check(const State& state) {
    std::map<Record, std::uint32_t> references;
    std::set<std::uint16_t> keywords;
    Usage usage;
    for (const auto& [name, id] : state.names()) {
        const Mailbox* mailbox = state.find(id);
        ensure(mailbox != nullptr && mailbox->name == name && *normalize_name(name) == name);
        const auto parent = parent_name(name);
        ensure(parent.empty() || state.find(parent) != nullptr);
        ensure(mailbox->selectable || mailbox->entries.empty());
        Uid before = 0;
        for (const Entry& entry : mailbox->entries) {
            ensure(entry.uid > before && entry.uid < mailbox->uid_next);
            before = entry.uid;
            ++references[entry.record];
            ensure(state.keywords().is_there(entry.keywords));
            keywords.insert(state.keywords().set(entry.keywords).begin(),
                            state.keywords().set(entry.keywords).end());
            ++usage.messages;
            usage.octets += state.find_record(entry.record)->size;
        }
    }
    ensure(state.usage() == usage);
    // No keyword is kept that nothing bears.
    const auto& names = state.keywords().names();
    ensure(names.empty() || !names.back().empty());
    for (std::size_t i = 0; i < names.size(); ++i) {
        ensure(names[i].empty() != keywords.contains(static_cast<std::uint16_t>(i)));
    }
    for (const auto& [record, count] : references) ensure(state.places(record).size() == count);
    check_records(state);
}

/// As it is when it is loaded from a snapshot.
State loaded_from(const State& state) {
    milpa::events::MailSnapshot saved;
    SnapshotCodec::save(state, saved);
    State copy;
    ensure(SnapshotCodec::load(saved, copy).has_value());
    std::vector<RecordInfo> alive;
    for (const RecordInfo& info : state.records()) {
        if (info.alive()) alive.push_back(info);
    }
    for (std::size_t at = 0; at < alive.size(); at += hot_page_items_max) {
        const auto some = std::span(alive).subspan(at, std::min(hot_page_items_max, alive.size() - at));
        ensure(SnapshotCodec::load_records(copy, encode_records(some)).has_value());
    }
    for (const auto& [name, id] : state.names()) {
        const std::span<const Entry> entries = state.find(id)->entries;
        for (std::size_t at = 0; at < entries.size(); at += hot_page_items_max) {
            const auto some = entries.subspan(at, std::min(hot_page_items_max, entries.size() - at));
            ensure(SnapshotCodec::load_entries(copy, static_cast<std::uint32_t>(id), encode_entries(some))
                       .has_value());
        }
    }
    ensure(SnapshotCodec::finish(saved, copy).has_value());
    return copy;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    State state;
    std::optional<State> loaded;  // in the middle, and then told the same; its threads come at the end
    std::vector<Threads::Key> keys;
    std::uint64_t seq = 0;
    // Copies double: what a member's quota stops in the server is stopped here.
    constexpr std::uint64_t messages_here_max = 10'000;
    for (std::size_t at = 0; at < size && state.usage().messages < messages_here_max;) {
        const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
        milpa::events::MailEvent event;
        // Some come from outside, told by their length, which the input chooses.
        const auto author = length % 5 == 0 ? store::Author::anyone : store::Author::owner;
        if (event.ParseFromArray(data + at + 1, static_cast<int>(length))) {
            state.apply(++seq, event, author);
            if (loaded) loaded->apply(seq, event, author);
        }
        if (!loaded && at >= size / 2) {
            loaded = loaded_from(state);
            keys = state.threads()->keys();
        }
        at += 1 + length;
    }
    check(state);
    ensure(!loaded || (loaded->same_as(state) && loaded->load_threads(keys) && loaded->same_as(state)));
    return 0;
}
