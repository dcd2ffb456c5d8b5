// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control/frames.hpp"

#include <boost/json/parse.hpp>

#include "base/bytes.hpp"
#include "jmap/wiped_json.hpp"

namespace milpa::server::control {

namespace {

constexpr std::size_t head_bytes = 5;
constexpr std::size_t read_bytes = 16 * 1024;
/// What the API answers with is a dozen deep at most.
constexpr int json_depth_max = 32;

bool is_known(std::uint8_t type) {
    return std::string_view("clfdrx").find(static_cast<char>(type)) != std::string_view::npos;
}

/// Without a copy that stays behind where the text outgrows its room.
void append_wiped(std::string& text, std::string_view more) {
    if (text.size() + more.size() > text.capacity()) {
        std::string larger;
        larger.reserve(2 * (text.size() + more.size()));
        larger = text;
        crypto::wipe(text);
        text = std::move(larger);
    }
    text += more;
}

}  // namespace

std::string encode(FrameType type, std::string_view payload) {
    Bytes head;
    append_u32(head, static_cast<std::uint32_t>(payload.size() + 1));
    head.push_back(static_cast<std::uint8_t>(type));
    std::string frame;
    frame.reserve(head.size() + payload.size());
    frame += as_text(head);
    frame += payload;
    return frame;
}

Result<std::optional<Frame>> take_frame(std::string& buffer, std::size_t octets_max) {
    if (buffer.size() < head_bytes) return std::optional<Frame>();
    const std::size_t length = read_u32(as_bytes(buffer));
    if (length == 0) return fail(ErrorKind::syntax, "an empty frame");
    if (length > octets_max) return fail(ErrorKind::limit, "a frame that is too long");
    const auto type = static_cast<std::uint8_t>(buffer[4]);
    if (!is_known(type)) return fail(ErrorKind::syntax, "a frame of an unknown type");
    if (buffer.size() < 4 + length) return std::optional<Frame>();
    Frame frame{static_cast<FrameType>(type), buffer.substr(head_bytes, length - 1)};
    std::string rest = buffer.substr(4 + length);
    crypto::wipe(buffer);
    buffer = std::move(rest);
    return std::optional<Frame>(std::move(frame));
}

Result<boost::json::object> parse_object(std::string_view text) {
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = json_depth_max;
    boost::json::value value = boost::json::parse(text, error, jmap::wiping_memory(), options);
    if (error || !value.is_object()) return fail(ErrorKind::syntax, "not a JSON object");
    return std::move(value.as_object());
}

FrameWire::~FrameWire() { crypto::wipe(buffer_); }

Task<Result<Frame>> FrameWire::read() {
    for (;;) {
        CO_TRY(auto frame, take_frame(buffer_, octets_max_));
        if (frame) co_return std::move(*frame);
        CO_CHECK(co_await wire_->wait_readable());
        char part[read_bytes];
        auto got = co_await wire_->read_some(part);
        if (!got) co_return got.error();
        append_wiped(buffer_, {part, *got});
        crypto::wipe({reinterpret_cast<std::uint8_t*>(part), *got});
    }
}

Task<Result<void>> FrameWire::write(FrameType type, std::string_view payload) {
    std::string frame = encode(type, payload);
    auto done = co_await wire_->write(frame);
    crypto::wipe(frame);
    co_return done;
}

}  // namespace milpa::server::control
