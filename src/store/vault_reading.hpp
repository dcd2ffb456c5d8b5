// SPDX-License-Identifier: AGPL-3.0-or-later
// What an open vault reads, as jobs for the blocking pool: they own all that they use, except the engine and
// the sealing, which outlive the pool's jobs.
#pragma once

#include <memory>
#include <vector>

#include "store/sealing.hpp"
#include "store/vault.hpp"

namespace milpa::store {

/// Consecutive events, opened.
struct EventSlice {
    struct Piece {
        Seq seq;
        std::size_t offset;
        std::size_t size;
        Author author;
    };
    Bytes arena;
    std::vector<Piece> pieces;

    ByteView event(const Piece& piece) const { return ByteView(arena).subspan(piece.offset, piece.size); }
};
inline constexpr std::size_t slice_events_max = 2'048;
inline constexpr std::size_t slice_bytes_max = 1024 * 1024;

struct VaultReading {
    Lent<Engine> engine;
    Lent<Sealing> sealing;
    std::shared_ptr<const VaultKeys> keys;
    VaultId vault;

    /// Events from `from` on, to `to` or the slice's limits; empty when there are none. Fails with `corrupt`
    /// on a gap or an event that does not open.
    Result<EventSlice> read_slice(Seq from, Seq to) const;

    struct LoadedRoot {
        Bytes key;
        Seq upto = 0;
        std::uint64_t generation = 0;
        rows::Root root;
    };
    /// Nothing for a vault without a snapshot. `corrupt` when there are two, or it does not open.
    Result<std::optional<LoadedRoot>> read_root() const;
    /// Removes pages that a snapshot which was never committed left behind: those from `next_page` on.
    Result<void> erase_orphans(PageNumber next_page) const;

    /// In order. `missing`, `corrupt`.
    Result<std::vector<Bytes>> read_pages(const std::vector<PageNumber>& pages) const;
    /// Seals and writes a page ahead of the root that names it.
    Result<void> write_page(const Page& page) const;
};

}  // namespace milpa::store
