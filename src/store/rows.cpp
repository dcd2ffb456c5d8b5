// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/rows.hpp"

#include <algorithm>
#include <limits>

#include "base/ensure.hpp"

namespace milpa::store::rows {
namespace {

constexpr std::size_t id_bytes = VaultId::size;
constexpr auto number_max = std::numeric_limits<std::uint64_t>::max();

Bytes with_id(char family, ByteView id) {
    Bytes key;
    key.reserve(1 + id.size() + 2 * sizeof(std::uint64_t));
    key.push_back(static_cast<std::uint8_t>(family));
    append(key, id);
    return key;
}

bool has_shape(ByteView key, char family, std::size_t size) {
    return key.size() == size && key[0] == static_cast<std::uint8_t>(family);
}

}  // namespace

Bytes event(const VaultId& vault, Seq seq) {
    Bytes key = with_id('e', vault.view());
    append_u64(key, seq);
    return key;
}

Bytes event_prefix(const VaultId& vault) { return with_id('e', vault.view()); }

KeyRange events(const VaultId& vault, Seq from, Seq to) {
    if (to == number_max) return {event(vault, from), range_of_prefix(event_prefix(vault)).to};
    return {event(vault, from), event(vault, to + 1)};
}

Bytes root(const VaultId& vault, Seq upto, std::uint64_t generation) {
    Bytes key = with_id('r', vault.view());
    append_u64(key, upto);
    append_u64(key, generation);
    return key;
}
KeyRange roots(const VaultId& vault) { return range_of_prefix(with_id('r', vault.view())); }

Bytes page(const VaultId& vault, PageNumber page) {
    Bytes key = with_id('p', vault.view());
    append_u64(key, page);
    return key;
}
KeyRange pages(const VaultId& vault) { return range_of_prefix(with_id('p', vault.view())); }

Bytes count(const ObjectId& object) { return with_id('c', object.view()); }
Bytes intent(const ObjectId& object) { return with_id('i', object.view()); }
KeyRange intents() { return range_of_prefix(as_bytes("i")); }

Bytes chunk(const ObjectId& object, std::uint32_t index) {
    Bytes key = with_id('o', object.view());
    append_u32(key, index);
    return key;
}
KeyRange chunks(const ObjectId& object) { return range_of_prefix(with_id('o', object.view())); }

Bytes keyed(char family, std::uint8_t kind, ByteView id) {
    ensure(id.size() <= row_id_bytes_max);
    Bytes key{static_cast<std::uint8_t>(family), kind};
    append(key, id);
    return key;
}
KeyRange keyed_of(char family, std::uint8_t kind) { return range_of_prefix(keyed(family, kind, {})); }

Result<EventKey> read_event(ByteView key) {
    if (!has_shape(key, 'e', 1 + id_bytes + 8)) return fail(ErrorKind::corrupt, "not the key of an event");
    TRY(const auto vault, VaultId::from(key.subspan(1, id_bytes)));
    return EventKey{vault, read_u64(key.subspan(1 + id_bytes))};
}

Result<RootKey> read_root(ByteView key) {
    if (!has_shape(key, 'r', 1 + id_bytes + 16)) return fail(ErrorKind::corrupt, "not the key of a root");
    TRY(const auto vault, VaultId::from(key.subspan(1, id_bytes)));
    return RootKey{vault, read_u64(key.subspan(1 + id_bytes)), read_u64(key.subspan(1 + id_bytes + 8))};
}

Result<ObjectId> read_intent(ByteView key) {
    if (!has_shape(key, 'i', 1 + id_bytes)) return fail(ErrorKind::corrupt, "not the key of an intent");
    return ObjectId::from(key.subspan(1));
}

bool Count::add(const ReferenceId& reference) {
    const auto at = std::ranges::lower_bound(references, reference);
    if (at != references.end() && *at == reference) return false;
    references.insert(at, reference);
    return true;
}

bool Count::remove(const ReferenceId& reference) {
    const auto at = std::ranges::lower_bound(references, reference);
    if (at == references.end() || *at != reference) return false;
    references.erase(at);
    return true;
}

Bytes write_count(const Count& count) {
    Bytes text;
    text.reserve(sizeof count.chunks + count.references.size() * ReferenceId::size);
    append_u32(text, count.chunks);
    for (const ReferenceId& reference : count.references) append(text, reference.view());
    return text;
}

Result<Count> read_count(ByteView text) {
    constexpr std::size_t head = sizeof(Count::chunks);
    if (text.size() <= head || (text.size() - head) % ReferenceId::size != 0)
        return fail(ErrorKind::corrupt, "not a reference count");
    Count count{read_u32(text), {}};
    if (count.chunks == 0) return fail(ErrorKind::corrupt, "a count of nothing");
    for (std::size_t at = head; at < text.size(); at += ReferenceId::size) {
        TRY(const auto reference, ReferenceId::from(text.subspan(at, ReferenceId::size)));
        if (!count.references.empty() && reference <= count.references.back())
            return fail(ErrorKind::corrupt, "references out of order");
        count.references.push_back(reference);
    }
    return count;
}

Bytes write_root(PageNumber next_page, ByteView root) {
    Bytes text;
    text.reserve(8 + root.size());
    append_u64(text, next_page);
    append(text, root);
    return text;
}

Result<Root> read_root_text(ByteView text) {
    if (text.size() < 8) return fail(ErrorKind::corrupt, "not a root");
    return Root{read_u64(text), to_bytes(text.subspan(8))};
}

}  // namespace milpa::store::rows
