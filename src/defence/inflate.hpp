// SPDX-License-Identifier: AGPL-3.0-or-later
// Looks into compressed data wherever it begins: zlib, gzip and Zstandard, known by how they begin. Pure.
//
// Snappy and LZ4 need no opening: what occurs once they leave as it is. Raw deflate begins with nothing that
// could be known.
#pragma once

#include <functional>
#include <memory>

#include "base/bytes.hpp"

namespace milpa::defence {

/// Of one block: so much output is looked at, so that a bomb costs little.
inline constexpr std::size_t inflated_bytes_max = 1024 * 1024;

/// Keeps the decompressors; one thread at a time.
class Inflater {
public:
    Inflater();
    ~Inflater();
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Calls `on_block` with the beginning of every block that begins in the first `begins_within` octets and
    /// gives any output; the view is valid during the call.
    void find_blocks(ByteView bytes, std::size_t begins_within,
                     const std::function<void(ByteView)>& on_block);

private:
    struct State;
    ByteView open_deflate(ByteView from);
    ByteView open_zstd(ByteView from);

    const std::unique_ptr<State> state_;
};

}  // namespace milpa::defence
