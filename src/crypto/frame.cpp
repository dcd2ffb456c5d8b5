// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/frame.hpp"

#include <array>
#include <cstring>

#include "base/ensure.hpp"
#include "crypto/aead.hpp"

namespace milpa::crypto {

namespace {

static_assert(aead_key_bytes == Key::size && aead_nonce_bytes == nonce_bytes && aead_tag_bytes == tag_bytes);

std::array<std::uint8_t, frame_head_bytes> head_of(FrameKind kind) {
    return {frame_version, suite_first, static_cast<std::uint8_t>(kind)};
}

}  // namespace

void append_frame(Bytes& out, const FramePlace& place, const Key& key, ByteView text, Random& random) {
    ensure(text.size() <= sealed_text_bytes_max && place.pad_to_at_least <= sealed_text_bytes_max);
    ensure(place.ephemeral.size() == (place.kind == FrameKind::box ? ephemeral_bytes : 0));
    const std::size_t begin = out.size();
    const std::size_t padded = padded_size(text.size(), place.pad_to_at_least);
    out.resize(begin + frame_overhead(place.kind) + padded);

    std::uint8_t* at = out.data() + begin;
    const auto head = head_of(place.kind);
    std::memcpy(at, head.data(), head.size());
    at += head.size();
    if (!place.ephemeral.empty()) std::memcpy(at, place.ephemeral.data(), place.ephemeral.size());
    at += place.ephemeral.size();
    const std::span<std::uint8_t, nonce_bytes> nonce(at, nonce_bytes);
    random.fill(nonce);
    at += nonce_bytes;

    // The padding is laid where its ciphertext goes (the resize left zeros there); the text is not copied.
    at[text.size()] = padding_marker;
    const ByteView padding(at + text.size(), padded - text.size());
    aead_encrypt(key.view(), nonce, {head, place.associated_data}, {text, padding}, {at, padded + tag_bytes});
}

void frame_in_place(Bytes& frame, const FramePlace& place, const Key& key, Random& random) {
    ensure(place.kind == FrameKind::symmetric && frame.size() >= seal_room_bytes);
    const std::size_t text_bytes = frame.size() - seal_room_bytes;
    ensure(text_bytes <= sealed_text_bytes_max && place.pad_to_at_least <= sealed_text_bytes_max);
    const std::size_t padded = padded_size(text_bytes, place.pad_to_at_least);
    frame.resize(frame_overhead(place.kind) + padded);

    const auto head = head_of(place.kind);
    std::memcpy(frame.data(), head.data(), head.size());
    const std::span<std::uint8_t, nonce_bytes> nonce(frame.data() + head.size(), nonce_bytes);
    random.fill(nonce);
    std::uint8_t* at = frame.data() + seal_room_bytes;
    at[text_bytes] = padding_marker;
    aead_encrypt(key.view(), nonce, {head, place.associated_data},
                 {ByteView(at, text_bytes), ByteView(at + text_bytes, padded - text_bytes)},
                 {at, padded + tag_bytes});
}

Result<void> check_frame(FrameKind kind, ByteView sealed) {
    TRY(const FrameKind found, frame_kind(sealed));
    if (found != kind) return fail(ErrorKind::corrupt, "a frame of another kind");
    // Nothing that append_frame() made is longer.
    if (sealed.size() - frame_overhead(kind) > padded_size(sealed_text_bytes_max)) {
        return fail(ErrorKind::corrupt, "a frame that is too long");
    }
    return {};
}

Result<std::size_t> open_frame(FrameKind kind, const Key& key, ByteView associated_data, ByteView sealed,
                               std::span<std::uint8_t> out) {
    const std::size_t begin = ciphertext_at(kind);
    const AeadNonce nonce(sealed.data() + begin - nonce_bytes, nonce_bytes);
    const auto head = head_of(kind);
    if (!aead_decrypt(key.view(), nonce, {head, associated_data}, sealed.subspan(begin), out)) {
        return fail(ErrorKind::corrupt, "a sealed value that does not open");
    }
    auto text_bytes = unpadded_size(out);
    if (!text_bytes) wipe(out);
    return text_bytes;
}

Result<Bytes> open_copy(FrameKind kind, const Key& key, ByteView associated_data, ByteView sealed) {
    Bytes text(sealed.size() - frame_overhead(kind));
    TRY(const std::size_t text_bytes, open_frame(kind, key, associated_data, sealed, text));
    text.resize(text_bytes);
    return text;
}

Result<std::span<std::uint8_t>> open_here(FrameKind kind, const Key& key, ByteView associated_data,
                                          std::span<std::uint8_t> sealed) {
    const auto out = sealed.subspan(ciphertext_at(kind), sealed.size() - frame_overhead(kind));
    TRY(const std::size_t text_bytes, open_frame(kind, key, associated_data, sealed, out));
    return out.first(text_bytes);
}

}  // namespace milpa::crypto
