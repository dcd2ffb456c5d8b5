// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of a frame that both kinds share; for seal.cpp and box.cpp only. The frame is drawn in seal.hpp.
#pragma once

#include "crypto/seal.hpp"

namespace milpa::crypto {

/// The ephemeral public half, of a box.
inline constexpr std::size_t ephemeral_bytes = 32;

inline constexpr std::size_t frame_overhead(FrameKind kind) {
    return seal_overhead_bytes + (kind == FrameKind::box ? ephemeral_bytes : 0);
}

/// What a frame is sealed with: where it lies, and how long it looks.
struct FramePlace {
    FrameKind kind;
    ByteView ephemeral;  ///< empty unless a box
    ByteView associated_data;
    std::size_t pad_to_at_least;
};

/// Appends a frame to `out`.
void append_frame(Bytes& out, const FramePlace& place, const Key& key, ByteView text, Random& random);

/// Makes a frame of a text that stands behind the room for its head and nonce. Not for boxes.
void frame_in_place(Bytes& frame, const FramePlace& place, const Key& key, Random& random);

/// Fails with `corrupt` unless `sealed` has the head and the least length of `kind`.
Result<void> check_frame(FrameKind kind, ByteView sealed);

/// Where the ciphertext of a frame that check_frame() accepts begins.
inline std::size_t ciphertext_at(FrameKind kind) { return frame_overhead(kind) - tag_bytes; }

/// Of a frame that check_frame() accepts: decrypts the padded text into `out`, which is of its length and may
/// be where the ciphertext lies, and returns the length of the text. Fails with `corrupt`, `out` wiped.
Result<std::size_t> open_frame(FrameKind kind, const Key& key, ByteView associated_data, ByteView sealed,
                               std::span<std::uint8_t> out);

/// The two ways in which a frame that check_frame() accepts is opened.
Result<Bytes> open_copy(FrameKind kind, const Key& key, ByteView associated_data, ByteView sealed);
Result<std::span<std::uint8_t>> open_here(FrameKind kind, const Key& key, ByteView associated_data,
                                          std::span<std::uint8_t> sealed);

}  // namespace milpa::crypto
