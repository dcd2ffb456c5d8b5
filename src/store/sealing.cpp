// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/sealing.hpp"

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"

namespace milpa::store {
namespace {

constexpr std::string_view box_context = "vault event";
// What stands before a value that the drill left open; no frame begins so.
constexpr std::uint8_t plaintext_mark = 0;
// The same of what would be in a box.
constexpr std::uint8_t plaintext_box_mark = 0xff;

crypto::AssociatedData place(ByteView row_key) {
    crypto::AssociatedData data("store row");
    data.bytes(row_key);
    return data;
}

Bytes marked(std::uint8_t mark, ByteView text) {
    Bytes stored;
    stored.reserve(1 + text.size());
    stored.push_back(mark);
    append(stored, text);
    return stored;
}

Result<Sealing::OpenedEvent> unmarked(std::span<std::uint8_t> stored) {
    if (stored.empty() || (stored[0] != plaintext_mark && stored[0] != plaintext_box_mark))
        return fail(ErrorKind::corrupt, "not a plain value");
    return Sealing::OpenedEvent{stored.subspan(1),
                                stored[0] == plaintext_mark ? Author::owner : Author::anyone};
}

}  // namespace

VaultKeys::VaultKeys(crypto::KeyPair pair)
    : data_(crypto::derive(pair.private_half, "vault data")), boxes_(std::move(pair), box_context) {}

Sealing::Sealing(SealingMode mode, Lent<const Clock> clock, Lent<Random> random)
    : mode_(mode), random_(random), boxes_(box_context, clock, random) {}

Bytes Sealing::seal(const crypto::Key& key, ByteView row_key, ByteView text) {
    if (mode_ == SealingMode::plaintext_for_drill) return marked(plaintext_mark, text);
    return crypto::seal(key, place(row_key), text, *random_);
}

Bytes Sealing::seal_in_place(const crypto::Key& key, ByteView row_key, Bytes text) {
    ensure(text.size() >= room_bytes);
    if (mode_ == SealingMode::plaintext_for_drill)
        return marked(plaintext_mark, ByteView(text).subspan(room_bytes));
    crypto::seal_in_place(text, key, place(row_key), *random_);
    return text;
}

Result<Bytes> Sealing::open(const crypto::Key& key, ByteView row_key, ByteView sealed) const {
    if (mode_ == SealingMode::plaintext_for_drill) {
        if (sealed.empty() || sealed[0] != plaintext_mark)
            return fail(ErrorKind::corrupt, "not a plain value");
        return to_bytes(sealed.subspan(1));
    }
    return crypto::open(key, place(row_key), sealed);
}

Result<Bytes> Sealing::seal_to(const crypto::PublicKey& to, ByteView row_key, ByteView text) {
    if (mode_ == SealingMode::plaintext_for_drill) return marked(plaintext_box_mark, text);
    return boxes_.seal(to, place(row_key), text);
}

Result<void> Sealing::warm(const crypto::PublicKey& to) {
    if (mode_ == SealingMode::plaintext_for_drill) return {};
    CHECK(boxes_.seal(to, {}, {}));
    return {};
}

Result<Sealing::OpenedEvent> Sealing::open_event_in_place(const VaultKeys& keys, ByteView row_key,
                                                          std::span<std::uint8_t> sealed) const {
    if (mode_ == SealingMode::plaintext_for_drill) return unmarked(sealed);
    TRY(const auto kind, crypto::frame_kind(sealed));
    if (kind == crypto::FrameKind::box) {
        TRY(const auto text, keys.boxes().open_in_place(place(row_key), sealed));
        return OpenedEvent{text, Author::anyone};
    }
    TRY(const auto text, crypto::open_in_place(keys.data(), place(row_key), sealed));
    return OpenedEvent{text, Author::owner};
}

void Sealing::forget_expired() { boxes_.forget_expired(); }
void Sealing::forget_all() { boxes_.forget_all(); }

void StoreKey::unlock(const crypto::Key& quorum_key) {
    auto key = std::make_shared<const crypto::Key>(crypto::derive(quorum_key, "store"));
    const std::scoped_lock lock(mutex_);
    key_ = std::move(key);
}

void StoreKey::lock() {
    const std::scoped_lock lock(mutex_);
    key_.reset();
}

bool StoreKey::locked() const {
    const std::scoped_lock lock(mutex_);
    return key_ == nullptr;
}

std::shared_ptr<const crypto::Key> StoreKey::get() const {
    const std::scoped_lock lock(mutex_);
    return key_;
}

}  // namespace milpa::store
