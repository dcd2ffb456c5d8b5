// SPDX-License-Identifier: AGPL-3.0-or-later
// Protobuf's wire format, written without its objects: those take five times the memory of what they say. For
// the facts of a message, which grow while it arrives, and for the event that carries them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace milpa::mail::message::wire {

inline std::size_t varint_size(std::uint64_t value) {
    std::size_t size = 1;
    while ((value >>= 7) != 0) ++size;
    return size;
}

/// Octets that are only ever appended to, in blocks: growing needs no second copy of what is there. A number
/// that is known later gets its place first.
class Blocks {
public:
    /// An octet of a length has seven bits of it: enough for 2 MiB.
    static constexpr std::size_t place_octets = 3;
    static constexpr std::size_t block_octets = 2048;

    std::size_t size() const { return size_; }
    void append(std::string_view octets);
    /// Leaves room for a length, and says where.
    std::size_t leave_place();
    /// `length` must be below 2 MiB. Written in as many octets as its place has, which protobuf allows.
    void fill_place(std::size_t place, std::size_t length);
    /// Gives all of it to `to`, block by block, and is empty then.
    void move_onto(std::string& to);

private:
    char& at(std::size_t offset) { return blocks_[offset / block_octets][offset % block_octets]; }

    std::vector<std::unique_ptr<char[]>> blocks_;
    std::size_t size_ = 0;
};

enum class Type : std::uint8_t { number = 0, octets = 2 };

/// `To` is a std::string, Bytes or Blocks.
template <class To>
void append_raw(To& to, std::string_view octets) {
    if constexpr (requires { to.append(octets); }) {
        to.append(octets);
    } else {
        to.insert(to.end(), octets.begin(), octets.end());
    }
}

template <class To>
void append_varint(To& to, std::uint64_t value) {
    char octets[10];
    std::size_t size = 0;
    for (; value >= 0x80; value >>= 7) octets[size++] = static_cast<char>(value | 0x80);
    octets[size++] = static_cast<char>(value);
    append_raw(to, {octets, size});
}

template <class To>
void append_tag(To& to, int field, Type type) {
    append_varint(to, static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(type));
}

/// A number that is 0 is absent.
template <class To>
void append_number(To& to, int field, std::uint64_t value) {
    if (value == 0) return;
    append_tag(to, field, Type::number);
    append_varint(to, value);
}

/// What stands before a field of that many octets, and the field.
template <class To>
void append_head(To& to, int field, std::size_t octets) {
    append_tag(to, field, Type::octets);
    append_varint(to, octets);
}
template <class To>
void append_octets(To& to, int field, std::string_view octets) {
    append_head(to, field, octets.size());
    append_raw(to, octets);
}
inline std::size_t octets_size(int field, std::size_t octets) {
    return varint_size(static_cast<std::uint64_t>(field) << 3) + varint_size(octets) + octets;
}

}  // namespace milpa::mail::message::wire
