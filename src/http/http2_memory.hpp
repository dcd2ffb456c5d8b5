// SPDX-License-Identifier: AGPL-3.0-or-later
// Where nghttp2 keeps a session: a place of its own in memory, which can be folded while the connection is
// idle. A session has 30 KiB, of which most is room: folded, it is a few hundred octets and its tables of
// HPACK, compressed. Unfolded it lies where it lay, so that no pointer in it changes.
//
// Measured: an idle connection takes 40 KiB with all of it, and 19 without (docs/PERFORMANCE.md).
//
// What does not fit into the place comes from the heap, and is not folded: what 100 streams take is gone when
// they are.
//
// What is given back is wiped, wherever it lay: in the tables of HPACK are cookies and bearer tokens. Not
// wiped is what the packer of a thread keeps of the last session that it packed, until the next one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <nghttp2/nghttp2.h>

namespace milpa::http {

/// Of one session, in octets: what two streams take, and as much again. Address space; memory only as used.
constexpr std::size_t place_octets = 128 * 1024;

class Http2Memory {
public:
    /// Throws std::bad_alloc where not even address space is left.
    Http2Memory();
    /// Everything that was taken from it is gone; nothing of it stays in memory.
    ~Http2Memory();
    Http2Memory(const Http2Memory&) = delete;
    Http2Memory& operator=(const Http2Memory&) = delete;

    nghttp2_mem* functions() { return &functions_; }

    /// Until unfold() nothing that was taken from here may be looked at. Does nothing where memory is short.
    void fold();
    void unfold();
    bool is_folded() const { return folded_ != nullptr; }
    /// While folded, in octets.
    std::size_t folded_octets() const { return folded_octets_; }

    /// As malloc(3) and so on; aligned for anything. Null where there is no memory.
    void* take(std::size_t octets);
    void* take_zeroed(std::size_t count, std::size_t octets);
    void* resize(void* at, std::size_t octets);
    void give_back(void* at);

private:
    struct Block;
    // Sizes go up by quarters of powers of two.
    static constexpr std::size_t classes = 64;

    static Block* block_of(void* at);
    void forget_folded();
    bool is_inside(const void* at) const;

    std::byte* const place_;
    std::size_t top_ = 0;  // octets in use from the beginning of the place
    std::array<Block*, classes> free_{};
    std::unique_ptr<std::byte[]> folded_;
    std::size_t folded_octets_ = 0;
    nghttp2_mem functions_;
};

}  // namespace milpa::http
