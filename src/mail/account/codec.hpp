// SPDX-License-Identifier: AGPL-3.0-or-later
// Numbers in pages: LEB128 varints, and a reader that never leaves its bytes.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"

namespace milpa::mail::account {

inline void put_varint(Bytes& to, std::uint64_t value) {
    while (value >= 0x80) {
        to.push_back(static_cast<std::uint8_t>(value) | 0x80);
        value >>= 7;
    }
    to.push_back(static_cast<std::uint8_t>(value));
}

/// Small negative numbers are short, too.
inline void put_signed(Bytes& to, std::int64_t value) {
    put_varint(to, (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

/// Reads until something is wrong; from then on everything is 0 and ok() is false, so that a loop of reads
/// needs one check at its end (and bounds for what it allocates).
class Reader {
public:
    explicit Reader(ByteView bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    std::uint64_t varint() {
        if (at_ < end_ && *at_ < 0x80) return *at_++;
        return long_varint();
    }
    std::int64_t signed_varint() {
        const std::uint64_t raw = varint();
        return static_cast<std::int64_t>((raw >> 1) ^ (~(raw & 1) + 1));
    }
    std::uint8_t octet() {
        if (at_ == end_) {
            ok_ = false;
            return 0;
        }
        return *at_++;
    }
    /// A varint that must be at most `max`.
    std::uint64_t bounded(std::uint64_t max) {
        const std::uint64_t value = varint();
        if (value <= max) return value;
        ok_ = false;
        at_ = end_;
        return 0;
    }
    ByteView bytes(std::uint64_t length) {
        if (length > left()) {
            ok_ = false;
            at_ = end_;
            return {};
        }
        const ByteView out(at_, static_cast<std::size_t>(length));
        at_ += length;
        return out;
    }
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
    bool ok() const { return ok_; }
    bool at_end() const { return at_ == end_; }
    Result<void> finish() const {
        if (!ok_ || at_ != end_) return fail(ErrorKind::corrupt, "a page that is not of its format");
        return {};
    }

private:
    std::uint64_t long_varint() {
        std::uint64_t value = 0;
        for (int shift = 0; at_ < end_ && shift < 64; shift += 7) {
            const std::uint8_t octet = *at_++;
            if (shift == 63 && octet > 1) break;
            value |= static_cast<std::uint64_t>(octet & 0x7F) << shift;
            if (octet < 0x80) return value;
        }
        ok_ = false;
        at_ = end_;
        return 0;
    }

    const std::uint8_t* at_;
    const std::uint8_t* end_;
    bool ok_ = true;
};

}  // namespace milpa::mail::account
