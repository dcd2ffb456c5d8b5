// SPDX-License-Identifier: AGPL-3.0-or-later
// Ids: 16 random bytes, meaningless on disk. Each sort of thing has its own type.
#pragma once

#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <string>

#include "base/bytes.hpp"

namespace milpa {

template <class Tag>
struct Id {
    static constexpr std::size_t size = 16;
    std::array<std::uint8_t, size> bytes{};

    auto operator<=>(const Id&) const = default;

    ByteView view() const { return bytes; }
    std::string hex() const { return to_hex(bytes); }
    /// Fails with `corrupt` unless exactly 16 bytes are given.
    static Result<Id> from(ByteView from) {
        if (from.size() != size) return fail(ErrorKind::corrupt, "an id that is not of 16 bytes");
        Id id;
        std::memcpy(id.bytes.data(), from.data(), size);
        return id;
    }
    static Result<Id> from(std::string_view from) { return Id::from(as_bytes(from)); }
};

using VaultId = Id<struct VaultTag>;
using ObjectId = Id<struct ObjectTag>;
using MemberId = Id<struct MemberTag>;

}  // namespace milpa

template <class Tag>
struct std::hash<milpa::Id<Tag>> {
    // The bytes are random already.
    std::size_t operator()(const milpa::Id<Tag>& id) const noexcept {
        std::size_t value;
        std::memcpy(&value, id.bytes.data(), sizeof value);
        return value;
    }
};
