// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/keyed_rows.hpp"

#include "net/runtime.hpp"
#include "store/rows.hpp"

namespace milpa::store {
namespace {

constexpr std::size_t head_bytes = 2;  // family and kind, before the id

std::uint8_t number(RowKind kind) { return static_cast<std::uint8_t>(kind); }

}  // namespace

KeyedRows::KeyedRows(Protection protection, Lent<Engine> engine, Lent<Sealing> sealing,
                     Lent<StoreKey> store_key, Lent<net::BlockingPool> pool)
    : family_(protection == Protection::store_key ? 's' : 'w'),
      protection_(protection),
      engine_(engine),
      sealing_(sealing),
      store_key_(store_key),
      pool_(pool) {}

Result<Bytes> KeyedRows::opened(ByteView row_key, Bytes stored) const {
    if (protection_ == Protection::wrapped) return stored;
    const auto key = store_key_->get();
    if (!key) return fail(ErrorKind::closed, "the store is locked");
    return sealing_->open(*key, row_key, stored);
}

Result<std::optional<Bytes>> KeyedRows::find_blocking(RowKind kind, ByteView id) {
    const auto key = rows::keyed(family_, number(kind), id);
    if (protection_ == Protection::store_key && store_key_->locked())
        return fail(ErrorKind::closed, "the store is locked");
    TRY(auto stored, engine_->find(Space::rows, key));
    if (!stored) return std::optional<Bytes>();
    TRY(auto value, opened(key, std::move(*stored)));
    return std::optional<Bytes>(std::move(value));
}

Result<std::vector<KeyedRow>> KeyedRows::all_blocking(RowKind kind) {
    std::vector<Row> stored;
    CHECK(engine_->scan(Space::rows, rows::keyed_of(family_, number(kind)), Direction::forward,
                        [&stored](ByteView key, ByteView value) {
                            stored.emplace_back(to_bytes(key), to_bytes(value));
                            return Visit::more;
                        }));
    std::vector<KeyedRow> all;
    all.reserve(stored.size());
    for (Row& row : stored) {
        TRY(auto value, opened(row.key, std::move(row.value)));
        all.emplace_back(to_bytes(ByteView(row.key).subspan(head_bytes)), std::move(value));
    }
    return all;
}

Task<Result<std::optional<Bytes>>> KeyedRows::find(RowKind kind, Bytes id) {
    co_return co_await pool_->run([this, kind, &id] { return find_blocking(kind, id); });
}

Task<Result<std::vector<KeyedRow>>> KeyedRows::all(RowKind kind) {
    co_return co_await pool_->run([this, kind] { return all_blocking(kind); });
}

Result<void> KeyedRows::put(RowKind kind, ByteView id, ByteView value, Batch& into, Demand demand) {
    auto key = rows::keyed(family_, number(kind), id);
    if (protection_ == Protection::wrapped) {
        into.writes().put(Space::rows, std::move(key), to_bytes(value), demand);
        return {};
    }
    const auto store_key = store_key_->get();
    if (!store_key) return fail(ErrorKind::closed, "the store is locked");
    auto sealed = sealing_->seal(*store_key, key, value);
    into.writes().put(Space::rows, std::move(key), std::move(sealed), demand);
    return {};
}

void KeyedRows::erase(RowKind kind, ByteView id, Batch& into) {
    into.writes().erase(Space::rows, rows::keyed(family_, number(kind), id));
}

}  // namespace milpa::store
