// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/threads.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"
#include "mail/account/codec.hpp"
#include "mail/account/hot_page.hpp"
#include "mail/message/base_subject.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::account {
namespace {

constexpr std::uint8_t keys_version = 7;
/// Threads that ended before their keys are swept out.
constexpr std::size_t ended_max = 64;
/// Of the ids of one message: those of In-Reply-To. Real ones have one.
constexpr std::size_t answered_max = 4;
/// Of References, the last ones: behind them the first.
constexpr std::size_t references_last_max = thread_ids_of_message_max - answered_max - 2;

Error broken() { return fail(ErrorKind::corrupt, "a page of thread keys that is not of its format"); }

std::vector<std::string> ids_in(std::string_view value) {
    std::vector<std::string> out;
    message::MessageIds ids(value);
    while (const auto id = ids.next()) out.emplace_back(*id);
    return out;
}

std::uint64_t hash_of(std::string_view id, std::string_view subject) {
    Bytes text;
    append_u32(text, static_cast<std::uint32_t>(id.size()));
    append(text, as_bytes(id));
    append(text, as_bytes(subject));
    return read_u64(crypto::hash(text, crypto::hash_bytes_min));
}

}  // namespace

std::vector<std::uint64_t> thread_keys(const events::MessageFacts& facts) {
    const std::string subject = message::base_subject(facts.envelope().subject());
    std::vector<std::uint64_t> keys;
    const auto add = [&](std::string_view id) {
        const std::uint64_t key = hash_of(id, subject);
        if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
    };
    const auto answered = ids_in(facts.envelope().in_reply_to());
    for (std::size_t i = 0; i < std::min(answered.size(), answered_max); ++i) add(answered[i]);
    const auto references = ids_in(facts.references());
    const std::size_t last = std::min(references.size(), references_last_max);
    for (std::size_t i = 0; i < last; ++i) add(references[references.size() - 1 - i]);
    if (!references.empty()) add(references.front());
    const auto own = ids_in(facts.envelope().message_id());
    if (!own.empty()) add(own.front());
    return keys;
}

Record Threads::find(std::span<const std::uint64_t> keys) const {
    for (const std::uint64_t key : keys) {
        const auto known = by_hash_.find(key);
        if (known == by_hash_.end()) continue;
        const auto thread = members_.find(known->second.thread);
        if (thread != members_.end() && thread->second.size() < thread_records_max) return thread->first;
    }
    return 0;
}

Record Threads::add(Record record, std::span<const std::uint64_t> keys) {
    const Record known = find(keys);
    const Record thread = known != 0 ? known : record;
    load_record(record, thread);
    for (const std::uint64_t key : keys) {
        const auto [at, is_new] = by_hash_.try_emplace(key, Owner{record, thread});
        if (is_new) continue;
        // What belongs to a living thread stays there, unless that one is full and this one goes on.
        const auto owner = members_.find(at->second.thread);
        const bool ended = owner == members_.end() || owner->second.size() >= thread_records_max;
        if (ended) at->second = {record, thread};
    }
    return thread;
}

void Threads::died(Record record, Record thread) {
    const auto at = members_.find(thread);
    ensure(at != members_.end());
    Members& members = at->second;
    if (!members.more) {
        ensure(members.first == record);
        members_.erase(at);
        ++ended_;
        sweep();
        return;
    }
    auto& more = *members.more;
    if (members.first == record) {
        members.first = more.front();
        more.erase(more.begin());
    } else {
        const auto place = std::ranges::lower_bound(more, record);
        ensure(place != more.end() && *place == record);
        more.erase(place);
    }
    if (more.empty()) members.more.reset();
}

void Threads::sweep() {
    if (ended_ <= ended_max || ended_ * 8 < members_.size()) return;
    boost::unordered::erase_if(by_hash_,
                               [&](const auto& item) { return !members_.contains(item.second.thread); });
    ended_ = 0;
}

std::vector<Record> Threads::records(Record thread) const {
    const auto at = members_.find(thread);
    if (at == members_.end()) return {};
    std::vector<Record> out{at->second.first};
    if (at->second.more) out.insert(out.end(), at->second.more->begin(), at->second.more->end());
    return out;
}

std::vector<Threads::Key> Threads::keys() const {
    std::vector<Key> out;
    out.reserve(by_hash_.size());
    for (const auto& [hash, owner] : by_hash_) {
        if (members_.contains(owner.thread)) out.push_back({owner.record, owner.thread, hash});
    }
    return out;
}

void Threads::load_record(Record record, Record thread) {
    const auto [at, is_new] = members_.try_emplace(thread);
    Members& members = at->second;
    if (is_new) {
        members.first = record;
        return;
    }
    if (!members.more) members.more = std::make_unique<std::vector<Record>>();
    members.more->push_back(record);
}

Result<void> Threads::load_key(Key key) {
    if (!members_.contains(key.thread)) return broken();
    if (!by_hash_.try_emplace(key.hash, Owner{key.record, key.thread}).second) return broken();
    return {};
}

bool Threads::operator==(const Threads& other) const {
    const auto sorted = [](const Threads& threads) {
        auto keys = threads.keys();
        std::ranges::sort(keys, {}, [](const Key& key) { return std::pair(key.record, key.hash); });
        return keys;
    };
    return members_.size() == other.members_.size() &&
           std::ranges::all_of(
               members_,
               [&](const auto& item) { return records(item.first) == other.records(item.first); }) &&
           sorted(*this) == sorted(other);
}

// ---- pages: gaps of records, how far back the thread began, hashes as they are ----

Bytes encode_thread_keys(std::span<const Threads::Key> keys) {
    Bytes out;
    out.reserve(16 + keys.size() * 10);
    out.push_back(keys_version);
    put_varint(out, keys.size());
    Record record = 0;
    for (const Threads::Key& key : keys) {
        put_varint(out, key.record - record);
        record = key.record;
    }
    for (const Threads::Key& key : keys) put_varint(out, key.record - key.thread);
    for (const Threads::Key& key : keys) append_u64(out, key.hash);
    return out;
}

Result<void> decode_thread_keys(ByteView page, std::vector<Threads::Key>& to) {
    Reader in(page);
    if (in.octet() != keys_version) return broken();
    const auto count = static_cast<std::size_t>(in.bounded(hot_page_items_max));
    if (!in.ok() || count > in.left() / 10) return broken();
    const std::size_t before = to.size();
    const Record last = before == 0 ? 0 : to.back().record;
    to.resize(before + count);
    std::uint64_t record = 0;
    bool good = true;
    for (std::size_t i = before; i < to.size(); ++i) {
        record += in.bounded(UINT32_MAX);
        good = good && record > last && record <= UINT32_MAX;
        to[i].record = static_cast<Record>(record);
    }
    for (std::size_t i = before; i < to.size(); ++i) {
        const std::uint64_t back = in.bounded(UINT32_MAX);
        good = good && back < to[i].record;
        to[i].thread = to[i].record - static_cast<Record>(back);
    }
    for (std::size_t i = before; i < to.size(); ++i) {
        const ByteView hash = in.bytes(8);
        to[i].hash = hash.size() == 8 ? read_u64(hash) : 0;
    }
    if (!good) return broken();
    return in.finish();
}

}  // namespace milpa::mail::account
