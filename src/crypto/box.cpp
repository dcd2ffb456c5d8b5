// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/box.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/ensure.hpp"
#include "crypto/frame.hpp"
#include "crypto/kdf.hpp"

namespace milpa::crypto {

namespace {

static_assert(PublicKey::size == crypto_scalarmult_curve25519_BYTES && PublicKey::size == ephemeral_bytes);

// Nothing when the shared secret is all zero, as with a public half of small order: RFC 7748 6.1.
std::optional<Key> agree(const Key& own, const PublicKey& theirs, const PublicKey& ephemeral,
                         const PublicKey& recipient, std::string_view context) {
    Key shared = Key::zero();
    if (crypto_scalarmult_curve25519(shared.writable().data(), own.view().data(), theirs.bytes.data()) != 0) {
        return std::nullopt;
    }
    Bytes both = to_bytes(ephemeral.view());
    append(both, recipient.view());
    return derive(shared, context, both);
}

}  // namespace

Result<PublicKey> PublicKey::from(ByteView bytes) {
    if (bytes.size() != size) return fail(ErrorKind::corrupt, "a public half that is not of 32 bytes");
    PublicKey key;
    std::memcpy(key.bytes.data(), bytes.data(), size);
    return key;
}

KeyPair KeyPair::generate(Random& random) { return from_private(Key::random(random)); }

KeyPair KeyPair::from_private(Key private_half) {
    PublicKey public_half;
    // The base point has prime order and the scalar is clamped: this cannot give zero.
    ensure(crypto_scalarmult_curve25519_base(public_half.bytes.data(), private_half.view().data()) == 0);
    return {public_half, std::move(private_half)};
}

std::size_t BoxSealer::PublicKeyHash::operator()(const PublicKey& key) const noexcept {
    // Public halves are as good as random; whoever can choose them for us is a member, of whom there are few.
    std::size_t value;
    std::memcpy(&value, key.bytes.data(), sizeof value);
    return value;
}

BoxSealer::BoxSealer(std::string_view context, Lent<const Clock> clock, Lent<Random> random)
    : context_(context), clock_(clock), random_(random) {}

Result<Bytes> BoxSealer::seal(const PublicKey& to, ByteView associated_data, ByteView text,
                              std::size_t pad_to_at_least) {
    TRY(const Chosen chosen, choose(to));
    Bytes sealed;
    append_frame(sealed, {FrameKind::box, chosen.ephemeral.view(), associated_data, pad_to_at_least},
                 chosen.shared, text, *random_);
    return sealed;
}

Result<BoxSealer::Chosen> BoxSealer::choose(const PublicKey& to) {
    const SteadyTime now = clock_->steady();
    {
        std::lock_guard lock(mutex_);
        drop_expired_before(now);
        if (const auto found = by_recipient_.find(to); found != by_recipient_.end()) {
            Remembered& known = *found->second;
            Chosen chosen{known.ephemeral, known.shared.copy()};
            if (--known.uses_left == 0) drop(found->second);
            return chosen;
        }
    }
    // X25519 is done without the lock. Two threads that come here at once each make an ephemeral key of their
    // own: both open, and the later one is remembered.
    const KeyPair ephemeral = KeyPair::generate(*random_);
    auto shared = agree(ephemeral.private_half, to, ephemeral.public_half, to, context_);
    if (!shared) return fail(ErrorKind::denied, "a public half of small order");

    Chosen chosen{ephemeral.public_half, shared->copy()};
    std::lock_guard lock(mutex_);
    if (const auto found = by_recipient_.find(to); found != by_recipient_.end()) drop(found->second);
    if (remembered_.size() >= ephemeral_recipients_max) drop(remembered_.begin());
    remembered_.push_back(
        {to, ephemeral.public_half, std::move(*shared), now + ephemeral_life, ephemeral_uses_max - 1});
    by_recipient_.emplace(to, std::prev(remembered_.end()));
    return chosen;
}

void BoxSealer::drop(std::list<Remembered>::iterator which) {
    by_recipient_.erase(which->recipient);
    remembered_.erase(which);
}

void BoxSealer::drop_expired_before(SteadyTime now) {
    while (!remembered_.empty() && remembered_.front().expires <= now) drop(remembered_.begin());
}

void BoxSealer::forget_expired() {
    std::lock_guard lock(mutex_);
    drop_expired_before(clock_->steady());
}

void BoxSealer::forget_all() {
    std::lock_guard lock(mutex_);
    by_recipient_.clear();
    remembered_.clear();
}

BoxOpener::BoxOpener(KeyPair pair, std::string_view context) : pair_(std::move(pair)), context_(context) {}

Result<Bytes> BoxOpener::open(ByteView associated_data, ByteView sealed) {
    CHECK(check_frame(FrameKind::box, sealed));
    TRY(const Shared shared, shared_for(sealed));
    auto text = open_copy(FrameKind::box, shared.key, associated_data, sealed);
    if (text && shared.is_new) remember(shared);
    return text;
}

Result<std::span<std::uint8_t>> BoxOpener::open_in_place(ByteView associated_data,
                                                         std::span<std::uint8_t> sealed) {
    CHECK(check_frame(FrameKind::box, sealed));
    TRY(const Shared shared, shared_for(sealed));
    auto text = open_here(FrameKind::box, shared.key, associated_data, sealed);
    if (text && shared.is_new) remember(shared);
    return text;
}

Result<BoxOpener::Shared> BoxOpener::shared_for(ByteView sealed) {
    TRY(const PublicKey ephemeral, PublicKey::from(sealed.subspan(frame_head_bytes, ephemeral_bytes)));
    {
        std::lock_guard lock(mutex_);
        const auto known = std::ranges::find(remembered_, ephemeral, &Remembered::ephemeral);
        if (known != remembered_.end()) return Shared{ephemeral, known->shared.copy(), false};
    }
    auto key = agree(pair_.private_half, ephemeral, ephemeral, pair_.public_half, context_);
    if (!key) return fail(ErrorKind::corrupt, "an ephemeral public half of small order");
    return Shared{ephemeral, std::move(*key), true};
}

// Only what opened something is remembered, so that frames of an attacker push nothing out.
void BoxOpener::remember(const Shared& shared) {
    std::lock_guard lock(mutex_);
    Remembered entry{shared.ephemeral, shared.key.copy()};
    if (remembered_.size() < remembered_max) {
        remembered_.push_back(std::move(entry));
        return;
    }
    remembered_[oldest_] = std::move(entry);
    oldest_ = (oldest_ + 1) % remembered_max;
}

}  // namespace milpa::crypto
