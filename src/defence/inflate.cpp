// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/inflate.hpp"

#include <zlib.h>
#include <zstd.h>

#include "base/ensure.hpp"

namespace milpa::defence {

struct Inflater::State {
    z_stream deflate{};
    ZSTD_DStream* zstd = nullptr;
    std::unique_ptr<std::uint8_t[]> out = std::make_unique_for_overwrite<std::uint8_t[]>(inflated_bytes_max);
};

namespace {

// 32 added to the window's bits: zlib and gzip are told apart by the library.
constexpr int zlib_or_gzip = 15 + 32;

/// RFC 1950 2.2: deflate with a window of 32 KiB, the first two octets a multiple of 31, no dictionary; RFC
/// 1952 2.3.1.
bool begins_deflate(ByteView at) {
    if (at.size() < 3) return false;
    if (at[0] == 0x78) return (at[0] << 8 | at[1]) % 31 == 0 && (at[1] & 0x20) == 0;
    return at[0] == 0x1F && at[1] == 0x8B && at[2] == 8;
}

/// RFC 8878 3.1.1.
bool begins_zstd(ByteView at) {
    return at.size() >= 4 && at[0] == 0x28 && at[1] == 0xB5 && at[2] == 0x2F && at[3] == 0xFD;
}

}  // namespace

Inflater::Inflater() : state_(std::make_unique<State>()) {
    ensure(::inflateInit2(&state_->deflate, zlib_or_gzip) == Z_OK);
    state_->zstd = ::ZSTD_createDStream();
    ensure(state_->zstd != nullptr);
}

Inflater::~Inflater() {
    (void)::inflateEnd(&state_->deflate);
    (void)::ZSTD_freeDStream(state_->zstd);
}

ByteView Inflater::open_deflate(ByteView from) {
    z_stream& stream = state_->deflate;
    ensure(::inflateReset2(&stream, zlib_or_gzip) == Z_OK);
    stream.next_in = const_cast<Bytef*>(from.data());  // the library's C interface: it only reads
    stream.avail_in = static_cast<uInt>(std::min(from.size(), inflated_bytes_max));
    stream.next_out = state_->out.get();
    stream.avail_out = inflated_bytes_max;
    // Whatever it says in the end: what came out until then is looked at.
    (void)::inflate(&stream, Z_SYNC_FLUSH);
    return {state_->out.get(), inflated_bytes_max - stream.avail_out};
}

ByteView Inflater::open_zstd(ByteView from) {
    (void)::ZSTD_initDStream(state_->zstd);
    ZSTD_inBuffer in{from.data(), std::min(from.size(), inflated_bytes_max), 0};
    ZSTD_outBuffer out{state_->out.get(), inflated_bytes_max, 0};
    while (out.pos < out.size && in.pos < in.size) {
        const std::size_t before = in.pos + out.pos;
        const std::size_t left = ::ZSTD_decompressStream(state_->zstd, &out, &in);
        if (::ZSTD_isError(left) != 0 || left == 0 || in.pos + out.pos == before) break;
    }
    return {state_->out.get(), out.pos};
}

void Inflater::find_blocks(ByteView bytes, std::size_t begins_within,
                           const std::function<void(ByteView)>& on_block) {
    const std::size_t end = std::min(bytes.size(), begins_within);
    for (std::size_t at = 0; at < end; ++at) {
        const std::uint8_t first = bytes[at];
        if (first != 0x78 && first != 0x1F && first != 0x28) continue;
        const ByteView rest = bytes.subspan(at);
        ByteView block;
        if (begins_deflate(rest)) {
            block = open_deflate(rest);
        } else if (begins_zstd(rest)) {
            block = open_zstd(rest);
        }
        if (!block.empty()) on_block(block);
    }
}

}  // namespace milpa::defence
