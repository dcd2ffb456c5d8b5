// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/websocket_input.hpp"

#include <utility>

namespace milpa::http {

namespace {

Violation broken(std::uint16_t code, ErrorKind kind, std::string detail) {
    return {.code = code, .error = fail(kind, std::move(detail))};
}

}  // namespace

bool is_close_code(std::uint16_t code) {
    // 1004 to 1006 and 1015 never stand in a frame; 1012 to 1014 came later; 3000 on are free for programs.
    if (code >= 3000 && code <= 4999) return true;
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

SocketEvent SocketInput::next(std::size_t octets_max) {
    while (true) {
        auto piece = frames_.next();
        if (!piece) return Violation{.code = close_code::protocol_error, .error = std::move(piece.error())};
        if (!*piece) return Nothing();
        SocketEvent event =
            is_control((*piece)->opcode) ? take_control(**piece) : take_data(**piece, octets_max);
        if (!std::holds_alternative<Nothing>(event)) return event;
    }
}

SocketEvent SocketInput::take_data(const FramePiece& piece, std::size_t octets_max) {
    if (piece.begins) {
        // RFC 6455 5.4: fragments of two messages never mix.
        if ((piece.opcode == Opcode::continuation) != open_) {
            return broken(close_code::protocol_error, ErrorKind::syntax, "a fragment out of its place");
        }
        if (!open_) {
            message_ = {.kind = piece.opcode == Opcode::text ? MessageKind::text : MessageKind::binary,
                        .octets = {}};
            utf8_ = {};
            small_fragments_ = 0;
            open_ = true;
        }
        if (piece.frame_octets > octets_max - message_.octets.size()) {
            return broken(close_code::too_big, ErrorKind::limit, "a message that is too large");
        }
        if (!piece.final && piece.frame_octets < small_fragment_octets &&
            ++small_fragments_ > small_fragments_max) {
            return broken(close_code::policy, ErrorKind::limit, "too many small fragments");
        }
    }
    const bool text = message_.kind == MessageKind::text;
    if (text && !utf8_.add(piece.octets)) {
        return broken(close_code::not_utf8, ErrorKind::syntax, "text that is not UTF-8");
    }
    message_.octets += piece.octets;
    if (!piece.ends || !piece.final) return Nothing();
    if (text && !utf8_.is_whole()) {
        return broken(close_code::not_utf8, ErrorKind::syntax, "text that ends within a character");
    }
    open_ = false;
    return std::exchange(message_, {});
}

SocketEvent SocketInput::take_control(const FramePiece& piece) {
    if (piece.begins) control_.clear();
    control_ += piece.octets;
    if (!piece.ends) return Nothing();
    if (piece.opcode == Opcode::close) return read_goodbye(control_);
    if (!control_frames_.take(clock_->steady())) {
        return broken(close_code::policy, ErrorKind::limit, "too many pings");
    }
    if (piece.opcode == Opcode::pong) return Pong();
    return Ping{std::exchange(control_, {})};
}

SocketEvent SocketInput::read_goodbye(std::string_view payload) {
    // RFC 6455 5.5.1: nothing, or a code and perhaps a reason.
    if (payload.empty()) return Goodbye();
    if (payload.size() == 1)
        return broken(close_code::protocol_error, ErrorKind::syntax, "half a close code");
    const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(payload[at]); };
    const auto code = static_cast<std::uint16_t>(octet(0) << 8 | octet(1));
    if (!is_close_code(code)) {
        return broken(close_code::protocol_error, ErrorKind::syntax, "no code that may be sent");
    }
    Utf8Check reason;
    if (!reason.add(payload.substr(2)) || !reason.is_whole()) {
        return broken(close_code::not_utf8, ErrorKind::syntax, "a reason that is not UTF-8");
    }
    return Goodbye{code};
}

}  // namespace milpa::http
