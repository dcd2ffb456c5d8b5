// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/kdf.hpp"

#include <sodium.h>

#include "base/ensure.hpp"

namespace milpa::crypto {

namespace {

static_assert(hash_bytes_min == crypto_generichash_BYTES_MIN &&
              hash_bytes_max == crypto_generichash_BYTES_MAX);

void update(crypto_generichash_state& state, ByteView data) {
    crypto_generichash_update(&state, data.data(), data.size());
}

}  // namespace

Key derive(const Key& from, std::string_view context, ByteView salt) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, from.view().data(), Key::size, Key::size);
    // The length in front keeps (context "ab", salt "c") apart from (context "a", salt "bc").
    Bytes length;
    append_u64(length, context.size());
    update(state, length);
    update(state, as_bytes(context));
    update(state, salt);
    Key made = Key::zero();
    crypto_generichash_final(&state, made.writable().data(), Key::size);
    sodium_memzero(&state, sizeof state);
    return made;
}

Bytes hash(ByteView data, std::size_t bytes) {
    ensure(bytes >= hash_bytes_min && bytes <= hash_bytes_max);
    Bytes made(bytes);
    crypto_generichash(made.data(), bytes, data.data(), data.size(), nullptr, 0);
    return made;
}

Bytes keyed_hash(const Key& key, ByteView data, std::size_t bytes) {
    ensure(bytes >= hash_bytes_min && bytes <= hash_bytes_max);
    Bytes made(bytes);
    crypto_generichash(made.data(), bytes, data.data(), data.size(), key.view().data(), Key::size);
    return made;
}

bool equal(ByteView one, ByteView other) {
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace milpa::crypto
