// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/websocket_frames.hpp"

#include <algorithm>
#include <new>

#include <wslay/wslay.h>

#include "base/bytes.hpp"
#include "base/ensure.hpp"

namespace milpa::http {

namespace {

constexpr std::uint64_t mask_octets = 4;
/// RFC 6455 5.2: in place of the length, where it follows in two or eight octets.
constexpr std::uint8_t length_in_2 = 126;
constexpr std::uint8_t length_in_8 = 127;

/// Of a client's frame, in the shortest form, which wslay insists on.
std::uint64_t header_octets(std::uint64_t payload) {
    if (payload < length_in_2) return 2 + mask_octets;
    return (payload <= 0xFFFF ? 4 : 10) + mask_octets;
}

bool is_known(std::uint8_t opcode) {
    return opcode <= WSLAY_BINARY_FRAME || (opcode >= WSLAY_CONNECTION_CLOSE && opcode <= WSLAY_PONG);
}

}  // namespace

FrameReader::FrameReader() = default;
FrameReader::~FrameReader() = default;

void FrameReader::Free::operator()(wslay_frame_context* context) const {
    ::wslay_frame_context_free(context);
}

void FrameReader::feed(std::string_view octets) {
    ensure(input_.empty());
    input_ = octets;
}

long FrameReader::give(std::uint8_t* buffer, std::size_t size, int /*flags*/, void* self) {
    auto& reader = *static_cast<FrameReader*>(self);
    const std::size_t count = std::min(size, reader.input_.size());
    std::ranges::copy(as_bytes(reader.input_.substr(0, count)), buffer);
    reader.input_.remove_prefix(count);
    reader.held_ += count;
    return static_cast<long>(count);
}

Result<std::optional<FramePiece>> FrameReader::next() {
    if (held_ == 0 && input_.empty()) {
        // Its buffer is empty, too; between frames nothing else is in it.
        if (!in_frame_) context_.reset();
        return std::nullopt;
    }
    if (!context_) {
        const wslay_frame_callbacks callbacks{
            .send_callback = nullptr, .recv_callback = give, .genmask_callback = nullptr};
        wslay_frame_context* made = nullptr;
        if (::wslay_frame_context_init(&made, &callbacks, this) != 0) throw std::bad_alloc();
        context_.reset(made);
    }
    wslay_frame_iocb got{};
    const ssize_t outcome = ::wslay_frame_recv(context_.get(), &got);
    if (outcome == WSLAY_ERR_WANT_READ) {
        // It has all that there was, and the header is not complete.
        ensure(input_.empty());
        return std::nullopt;
    }
    if (outcome < 0) return fail(ErrorKind::syntax, "a frame that is none");
    FramePiece piece;
    if (!in_frame_) {
        // RFC 6455 5.2: no extension gives the reserved bits a meaning. 5.1: a client masks, always.
        if (got.rsv != 0) return fail(ErrorKind::syntax, "reserved bits");
        if (got.mask == 0) return fail(ErrorKind::syntax, "a frame without a mask");
        if (!is_known(got.opcode)) return fail(ErrorKind::syntax, "a reserved opcode");
        piece.begins = true;
        frame_left_ = got.payload_length;
        held_ -= header_octets(got.payload_length);
    }
    frame_left_ -= got.data_length;
    held_ -= got.data_length;
    in_frame_ = frame_left_ > 0;
    piece.opcode = static_cast<Opcode>(got.opcode);
    piece.final = got.fin != 0;
    piece.ends = !in_frame_;
    piece.frame_octets = got.payload_length;
    piece.octets = as_text({got.data, got.data_length});
    return piece;
}

void append_frame(std::string& to, Opcode opcode, bool final, std::string_view payload) {
    ensure(!is_control(opcode) || (final && payload.size() <= control_octets_max));
    constexpr std::uint8_t final_bit = 0x80;
    to += static_cast<char>(static_cast<std::uint8_t>(opcode) | (final ? final_bit : 0));
    std::size_t length_octets = 0;
    if (payload.size() < length_in_2) {
        to += static_cast<char>(payload.size());
    } else {
        length_octets = payload.size() <= 0xFFFF ? 2 : 8;
        to += static_cast<char>(length_octets == 2 ? length_in_2 : length_in_8);
    }
    for (std::size_t i = length_octets; i-- > 0;) to += static_cast<char>(payload.size() >> (8 * i));
    to += payload;
}

}  // namespace milpa::http
