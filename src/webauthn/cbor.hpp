// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads CBOR (RFC 8949) as authenticators write it (CTAP 2.1, 8: the canonical form): definite lengths, each
// number in its shortest form, no tags, no floating point. Pure; nothing is copied, no memory is taken: what
// it returns are views of the input, which must outlive them. Everything fails with `syntax`.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"

namespace milpa::webauthn {

inline constexpr std::size_t cbor_depth_max = 8;  // CTAP 2.1 has four, attestation statements one more

class CborReader {
public:
    explicit CborReader(ByteView input) : rest_(input) {}

    /// Negative ones down to -2^63.
    Result<std::int64_t> number();
    Result<ByteView> bytes();
    Result<std::string_view> text();
    /// How many items follow; never more than octets do.
    Result<std::size_t> array();
    /// How many pairs follow.
    Result<std::size_t> map();
    /// Any one item, with all that is in it.
    Result<void> skip() { return skip(cbor_depth_max); }

    bool at_end() const { return rest_.empty(); }
    ByteView rest() const { return rest_; }

private:
    enum class Major : std::uint8_t { positive, negative, bytes, text, array, map, tag, simple };
    struct Head {
        Major major;
        std::uint64_t value;
    };
    Result<Head> head();
    Result<std::uint64_t> head_of(Major wanted);
    Result<ByteView> take(std::uint64_t count);
    Result<void> skip(std::size_t depth);

    ByteView rest_;
};

}  // namespace milpa::webauthn
