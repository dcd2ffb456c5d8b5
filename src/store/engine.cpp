// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/engine.hpp"

#include "base/ensure.hpp"
#include "store/demands.hpp"

namespace milpa::store {
namespace {

/// Of the keys and values.
std::size_t octets_of(const Write& write) {
    if (const auto* put = std::get_if<Put>(&write)) return put->key.size() + put->value.size();
    if (const auto* erase = std::get_if<Erase>(&write)) return erase->key.size();
    const auto& range = std::get<EraseRange>(write).range;
    return range.from.size() + range.to.size();
}

}  // namespace

KeyRange range_of_prefix(ByteView prefix) {
    KeyRange range{to_bytes(prefix), to_bytes(prefix)};
    while (!range.to.empty() && range.to.back() == 0xff) range.to.pop_back();
    ensure(!range.to.empty());
    ++range.to.back();
    return range;
}

void WriteSet::put(Space space, Bytes key, Bytes value, Demand demand) {
    ensure(!key.empty() && key.size() <= key_bytes_max && value.size() <= value_bytes_max);
    writes_.emplace_back(Put{space, std::move(key), std::move(value), demand});
    bytes_ += octets_of(writes_.back());
}

void WriteSet::erase(Space space, Bytes key) {
    writes_.emplace_back(Erase{space, std::move(key)});
    bytes_ += octets_of(writes_.back());
}

void WriteSet::erase_range(Space space, KeyRange range) {
    writes_.emplace_back(EraseRange{space, std::move(range)});
    bytes_ += octets_of(writes_.back());
}

void WriteSet::add(WriteSet other) {
    bytes_ += other.bytes_;
    if (writes_.empty()) {
        writes_ = std::move(other.writes_);
        return;
    }
    std::ranges::move(other.writes_, std::back_inserter(writes_));
}

WriteSet WriteSet::take_last(std::size_t count) {
    ensure(count <= writes_.size());
    WriteSet taken;
    const auto from = writes_.end() - static_cast<std::ptrdiff_t>(count);
    taken.writes_.assign(std::make_move_iterator(from), std::make_move_iterator(writes_.end()));
    writes_.erase(from, writes_.end());
    for (const Write& write : taken.writes_) taken.bytes_ += octets_of(write);
    bytes_ -= taken.bytes_;
    return taken;
}

Result<Bytes> Engine::get(Space space, ByteView key) {
    TRY(auto found, find(space, key));
    if (!found) return fail(ErrorKind::missing, "no such row");
    return std::move(*found);
}

Result<std::optional<Row>> Engine::last_in(Space space, const KeyRange& range) {
    std::optional<Row> last;
    CHECK(scan(space, range, Direction::backward, [&last](ByteView key, ByteView value) {
        last.emplace(to_bytes(key), to_bytes(value));
        return Visit::stop;
    }));
    return last;
}

namespace {

/// What the set itself has done so far to keys of one space.
struct Touched {
    std::unordered_map<std::string_view, bool> present;
    std::vector<const KeyRange*> erased;

    std::optional<bool> find(std::string_view key) const {
        if (const auto found = present.find(key); found != present.end()) return found->second;
        for (const KeyRange* range : erased)
            if (as_text(range->from) <= key && key < as_text(range->to)) return false;
        return std::nullopt;
    }
    void erase(const KeyRange& range) {
        for (auto& [key, there] : present)
            if (as_text(range.from) <= key && key < as_text(range.to)) there = false;
        erased.push_back(&range);
    }
};

bool demands_anything(const WriteSet& writes) {
    return std::ranges::any_of(writes.writes(), [](const Write& write) {
        const auto* put = std::get_if<Put>(&write);
        return put != nullptr && put->demand == Demand::must_be_new;
    });
}

}  // namespace

Result<void> check_demands(const WriteSet& writes, const Exists& exists) {
    if (!demands_anything(writes)) return {};
    std::array<Touched, spaces> touched;
    for (const Write& write : writes.writes()) {
        if (const auto* put = std::get_if<Put>(&write)) {
            auto& space = touched[static_cast<std::size_t>(put->space)];
            const auto key = as_text(put->key);
            if (put->demand == Demand::must_be_new) {
                std::optional<bool> there = space.find(key);
                if (!there) {
                    TRY(there, exists(put->space, put->key));
                }
                if (*there) return fail(ErrorKind::conflict, "a key that must be new is there already");
            }
            space.present[key] = true;
        } else if (const auto* erase = std::get_if<Erase>(&write)) {
            touched[static_cast<std::size_t>(erase->space)].present[as_text(erase->key)] = false;
        } else {
            const auto& range = std::get<EraseRange>(write);
            touched[static_cast<std::size_t>(range.space)].erase(range.range);
        }
    }
    return {};
}

}  // namespace milpa::store
