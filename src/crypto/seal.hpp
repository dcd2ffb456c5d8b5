// SPDX-License-Identifier: AGPL-3.0-or-later
// Sealing under a key, and the frame that every sealed value on disk has:
//
//     version 1 | suite 1 | kind 1 | nonce 24 | ciphertext of the padded text | tag 16      kind symmetric
//     version 1 | suite 1 | kind 1 | ephemeral public 32 | nonce 24 | ciphertext | tag 16   kind box
//     (box.hpp)
//
// Suite 1 is XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), X25519 (RFC 7748), BLAKE2b (RFC 7693).
// What is authenticated beside the text: version, suite and kind, then the caller's associated data, which
// names the place where the value lies (AssociatedData below), so that it opens nowhere else.
// What a frame cannot tell: that it is the newest that lay there. Whoever can write to the disk can put an
// old value back in its own place; against that, places are numbered (seq) and never used twice. All
// functions are thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "crypto/padding.hpp"
#include "crypto/secret.hpp"

namespace milpa::crypto {

inline constexpr std::uint8_t frame_version = 1;
inline constexpr std::uint8_t suite_first = 1;
enum class FrameKind : std::uint8_t { symmetric = 1, box = 2 };

inline constexpr std::size_t nonce_bytes = 24;
inline constexpr std::size_t tag_bytes = 16;
inline constexpr std::size_t frame_head_bytes = 3;
/// What a symmetric frame adds to the padded text.
inline constexpr std::size_t seal_overhead_bytes = frame_head_bytes + nonce_bytes + tag_bytes;
/// No single sealed text is longer: larger things are cut into chunks.
inline constexpr std::size_t sealed_text_bytes_max = 64 * 1024 * 1024;
/// The longest text that pads to exactly 1 MiB: the size of an object's chunk.
inline constexpr std::size_t chunk_text_bytes = 1024 * 1024 - 1;

/// The place of a sealed value, as bytes that no other place has: a domain ("event", "object chunk"), then
/// typed parts with their lengths.
///     seal(key, AssociatedData("event").id(vault).number(seq), text, random)
class AssociatedData {
public:
    explicit AssociatedData(std::string_view domain) { part('d', as_bytes(domain)); }

    AssociatedData& text(std::string_view value) { return part('t', as_bytes(value)); }
    AssociatedData& bytes(ByteView value) { return part('b', value); }
    AssociatedData& number(std::uint64_t value);
    template <class Tag>
    AssociatedData& id(const Id<Tag>& value) {
        return part('i', value.view());
    }

    ByteView view() const { return joined_; }
    // NOLINTNEXTLINE(google-explicit-constructor): made to be handed to seal() and open().
    operator ByteView() const { return joined_; }

private:
    AssociatedData& part(char type, ByteView value);
    Bytes joined_;
};

/// Seals `text` (at most sealed_text_bytes_max, else aborts), padded to Padmé and not below
/// `pad_to_at_least`.
Bytes seal(const Key& key, ByteView associated_data, ByteView text, Random& random,
           std::size_t pad_to_at_least = padded_bytes_min);

/// Appends the frame to `out`: for rows that begin with something else.
void seal_onto(Bytes& out, const Key& key, ByteView associated_data, ByteView text, Random& random,
               std::size_t pad_to_at_least = padded_bytes_min);

/// What stands before the ciphertext of a symmetric frame.
inline constexpr std::size_t seal_room_bytes = frame_head_bytes + nonce_bytes;

/// As seal(), without a second buffer: `frame` begins with seal_room_bytes octets of no meaning and then
/// holds the text; afterwards it is the frame.
void seal_in_place(Bytes& frame, const Key& key, ByteView associated_data, Random& random,
                   std::size_t pad_to_at_least = padded_bytes_min);

/// The octets of the frame that seal() makes.
std::size_t sealed_size(std::size_t text_bytes, std::size_t pad_to_at_least = padded_bytes_min);

/// The text. Fails with `corrupt`: not a symmetric frame, another key, another place, changed, cut or longer.
/// Which of these is not told apart.
Result<Bytes> open(const Key& key, ByteView associated_data, ByteView sealed);

/// Opens where the frame lies, without a copy: the text is a part of `sealed`. On failure `sealed` is wiped
/// of anything that was decrypted and is of no more use.
Result<std::span<std::uint8_t>> open_in_place(const Key& key, ByteView associated_data,
                                              std::span<std::uint8_t> sealed);

/// Opens into the caller's buffer, which must have room for the padded text: at least
/// `sealed.size() - seal_overhead_bytes` (else fails with `limit`). Returns the length of the text; octets
/// behind it are padding. On failure what was written is wiped.
Result<std::size_t> open_into(const Key& key, ByteView associated_data, ByteView sealed,
                              std::span<std::uint8_t> out);

/// A key sealed under a key, such as a vault's private half under the quorum key.
Bytes seal_key(const Key& with, ByteView associated_data, const Key& secret, Random& random);
Result<Key> open_key(const Key& with, ByteView associated_data, ByteView sealed);

/// The kind of a frame, told by its first octets alone. Fails with `corrupt`: too short for its kind, or of a
/// version, suite or kind that this program does not know.
Result<FrameKind> frame_kind(ByteView sealed);

}  // namespace milpa::crypto
