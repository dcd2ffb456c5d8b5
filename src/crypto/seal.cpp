// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/seal.hpp"

#include <array>
#include <cstring>

#include "base/ensure.hpp"
#include "crypto/frame.hpp"

namespace milpa::crypto {

namespace {

constexpr auto kind_here = FrameKind::symmetric;

}  // namespace

AssociatedData& AssociatedData::number(std::uint64_t value) {
    Bytes octets;
    append_u64(octets, value);
    return part('n', octets);
}

AssociatedData& AssociatedData::part(char type, ByteView value) {
    joined_.push_back(static_cast<std::uint8_t>(type));
    append_u64(joined_, value.size());
    append(joined_, value);
    return *this;
}

Bytes seal(const Key& key, ByteView associated_data, ByteView text, Random& random,
           std::size_t pad_to_at_least) {
    Bytes sealed;
    seal_onto(sealed, key, associated_data, text, random, pad_to_at_least);
    return sealed;
}

void seal_onto(Bytes& out, const Key& key, ByteView associated_data, ByteView text, Random& random,
               std::size_t pad_to_at_least) {
    append_frame(out, {kind_here, {}, associated_data, pad_to_at_least}, key, text, random);
}

void seal_in_place(Bytes& frame, const Key& key, ByteView associated_data, Random& random,
                   std::size_t pad_to_at_least) {
    frame_in_place(frame, {kind_here, {}, associated_data, pad_to_at_least}, key, random);
}

std::size_t sealed_size(std::size_t text_bytes, std::size_t pad_to_at_least) {
    return seal_overhead_bytes + padded_size(text_bytes, pad_to_at_least);
}

Result<Bytes> open(const Key& key, ByteView associated_data, ByteView sealed) {
    CHECK(check_frame(kind_here, sealed));
    return open_copy(kind_here, key, associated_data, sealed);
}

Result<std::span<std::uint8_t>> open_in_place(const Key& key, ByteView associated_data,
                                              std::span<std::uint8_t> sealed) {
    CHECK(check_frame(kind_here, sealed));
    return open_here(kind_here, key, associated_data, sealed);
}

Result<std::size_t> open_into(const Key& key, ByteView associated_data, ByteView sealed,
                              std::span<std::uint8_t> out) {
    CHECK(check_frame(kind_here, sealed));
    const std::size_t padded = sealed.size() - seal_overhead_bytes;
    if (out.size() < padded) return fail(ErrorKind::limit, "a buffer too small for the padded text");
    return open_frame(kind_here, key, associated_data, sealed, out.first(padded));
}

Bytes seal_key(const Key& with, ByteView associated_data, const Key& secret, Random& random) {
    return seal(with, associated_data, secret.view(), random);
}

Result<Key> open_key(const Key& with, ByteView associated_data, ByteView sealed) {
    constexpr std::size_t padded_max =
        256;  // seal_key() makes 64; room for another minimum in later versions
    std::array<std::uint8_t, padded_max> padded;
    auto text_bytes = open_into(with, associated_data, sealed, padded);
    if (!text_bytes && text_bytes.error().kind == ErrorKind::limit) {
        return fail(ErrorKind::corrupt, "a sealed key that is too long");
    }
    if (!text_bytes) return Error(std::move(text_bytes.error()));
    auto key = Key::from(ByteView(padded).first(*text_bytes));
    wipe(padded);
    return key;
}

Result<FrameKind> frame_kind(ByteView sealed) {
    if (sealed.size() < frame_head_bytes) return fail(ErrorKind::corrupt, "a frame without a head");
    if (sealed[0] != frame_version) return fail(ErrorKind::corrupt, "a frame of an unknown version");
    if (sealed[1] != suite_first) return fail(ErrorKind::corrupt, "a frame of an unknown suite");
    const auto kind = static_cast<FrameKind>(sealed[2]);
    if (kind != FrameKind::symmetric && kind != FrameKind::box) {
        return fail(ErrorKind::corrupt, "a frame of an unknown kind");
    }
    // At least the padding's marker is in it.
    if (sealed.size() < frame_overhead(kind) + 1) return fail(ErrorKind::corrupt, "a frame that was cut");
    return kind;
}

}  // namespace milpa::crypto
