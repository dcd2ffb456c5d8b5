// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/memory_engine.hpp"

#include "store/demands.hpp"

namespace milpa::store {

bool MemoryEngine::KeyLess::operator()(ByteView a, ByteView b) const { return as_text(a) < as_text(b); }

Result<std::optional<Bytes>> MemoryEngine::find(Space space, ByteView key) {
    const std::scoped_lock lock(mutex_);
    const auto& rows = rows_[static_cast<std::size_t>(space)];
    const auto found = rows.find(key);
    if (found == rows.end()) return std::optional<Bytes>();
    return std::optional<Bytes>(found->second);
}

Result<std::vector<std::optional<Bytes>>> MemoryEngine::multi_find(Space space, std::span<const Bytes> keys) {
    std::vector<std::optional<Bytes>> values;
    values.reserve(keys.size());
    for (const Bytes& key : keys) {
        TRY(auto value, find(space, key));
        values.push_back(std::move(value));
    }
    return values;
}

Result<void> MemoryEngine::scan(Space space, const KeyRange& range, Direction direction,
                                const Visitor& visitor) {
    const std::scoped_lock lock(mutex_);
    const auto& rows = rows_[static_cast<std::size_t>(space)];
    if (as_text(range.from) >= as_text(range.to)) return {};
    const auto begin = rows.lower_bound(range.from);
    const auto end = rows.lower_bound(range.to);
    if (direction == Direction::forward) {
        for (auto row = begin; row != end; ++row)
            if (visitor(row->first, row->second) == Visit::stop) break;
        return {};
    }
    for (auto row = end; row != begin;) {
        --row;
        if (visitor(row->first, row->second) == Visit::stop) break;
    }
    return {};
}

Result<void> MemoryEngine::commit(const WriteSet& writes) {
    const std::scoped_lock lock(mutex_);
    CHECK(check_demands(writes, [this](Space space, ByteView key) -> Result<bool> {
        return rows_[static_cast<std::size_t>(space)].contains(key);
    }));
    for (const Write& write : writes.writes()) {
        if (const auto* put = std::get_if<Put>(&write)) {
            rows_[static_cast<std::size_t>(put->space)].insert_or_assign(put->key, put->value);
        } else if (const auto* erase = std::get_if<Erase>(&write)) {
            rows_[static_cast<std::size_t>(erase->space)].erase(erase->key);
        } else {
            const auto& [space, range] = std::get<EraseRange>(write);
            if (as_text(range.from) >= as_text(range.to)) continue;
            auto& rows = rows_[static_cast<std::size_t>(space)];
            rows.erase(rows.lower_bound(range.from), rows.lower_bound(range.to));
        }
    }
    return {};
}

Result<void> MemoryEngine::write_early(const WriteSet& writes) { return commit(writes); }

// What is deleted is gone from the map at once.
Result<void> MemoryEngine::compact(Space, const KeyRange&) { return {}; }

std::vector<Row> MemoryEngine::dump(Space space) const {
    const std::scoped_lock lock(mutex_);
    std::vector<Row> all;
    for (const auto& [key, value] : rows_[static_cast<std::size_t>(space)]) all.emplace_back(key, value);
    return all;
}

void MemoryEngine::become(const MemoryEngine& other) {
    const std::scoped_lock lock(mutex_, other.mutex_);
    rows_ = other.rows_;
}

}  // namespace milpa::store
