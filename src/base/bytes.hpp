// SPDX-License-Identifier: AGPL-3.0-or-later
// Raw bytes, and the encodings that protocols and people use for them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace milpa {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// The same memory seen as text or as bytes; nothing is copied, the owner must outlive the view.
inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }
inline Bytes to_bytes(ByteView bytes) { return {bytes.begin(), bytes.end()}; }
inline void append(Bytes& to, ByteView what) { to.insert(to.end(), what.begin(), what.end()); }

/// Big-endian, so that keys sort as their numbers do.
void append_u32(Bytes& to, std::uint32_t value);
void append_u64(Bytes& to, std::uint64_t value);
/// Requires at least 4 (8) bytes.
std::uint32_t read_u32(ByteView from);
std::uint64_t read_u64(ByteView from);

/// Lower-case hexadecimal.
std::string to_hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);

/// RFC 4648 4 with padding, no line breaks.
std::string to_base64(ByteView bytes);
/// Strict: padding required, no white space, no stray bits. Fails with `syntax`.
Result<Bytes> from_base64(std::string_view text);

/// RFC 4648 5, without padding. The text is built in place: nothing of it stays elsewhere in memory.
std::string to_base64url(ByteView bytes);
/// Strict: no padding, no white space, no stray bits. Fails with `syntax`.
Result<Bytes> from_base64url(std::string_view text);

/// RFC 4648 6 alphabet (A-Z2-7), upper case, no padding.
std::string to_base32(ByteView bytes);
/// Reads either case, skips spaces and hyphens, needs no padding. Fails with `syntax`.
Result<Bytes> from_base32(std::string_view text);

}  // namespace milpa
