// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/control/frames.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/bytes.hpp"

namespace milpa::server::control {

namespace {

constexpr std::size_t head_bytes = 5;
constexpr std::size_t read_bytes = 16 * 1024;
constexpr int json_depth_max = 8;

bool is_known(std::uint8_t type) {
    return std::string_view("csefdrx").find(static_cast<char>(type)) != std::string_view::npos;
}

}  // namespace

std::string encode(FrameType type, std::string_view payload) {
    Bytes head;
    append_u32(head, static_cast<std::uint32_t>(payload.size() + 1));
    head.push_back(static_cast<std::uint8_t>(type));
    std::string frame(as_text(head));
    frame += payload;
    return frame;
}

Result<std::optional<Frame>> take_frame(std::string& buffer) {
    if (buffer.size() < head_bytes) return std::optional<Frame>();
    const std::size_t length = read_u32(as_bytes(buffer));
    if (length == 0) return fail(ErrorKind::syntax, "an empty frame");
    if (length > frame_bytes_max) return fail(ErrorKind::limit, "a frame that is too long");
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
    boost::json::value value = boost::json::parse(text, error, {}, options);
    if (error || !value.is_object()) return fail(ErrorKind::syntax, "not a JSON object");
    return std::move(value.as_object());
}

Result<std::string> Call::text(std::string_view name) const {
    const auto* value = arguments.if_contains(name);
    if (value == nullptr || !value->is_string())
        return fail(ErrorKind::syntax, fmt::format("{} is missing", name));
    return std::string(value->as_string());
}

Result<std::uint64_t> Call::number(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                   std::uint64_t most) const {
    const auto* value = arguments.if_contains(name);
    if (value == nullptr) return otherwise;
    boost::system::error_code error;
    const auto number = value->to_number<std::uint64_t>(error);
    if (error || number < least || number > most) {
        return fail(ErrorKind::syntax, fmt::format("{} is a number from {} to {}", name, least, most));
    }
    return number;
}

Result<crypto::SecretText> Call::take_secret(std::size_t index) {
    if (index >= secrets.size()) return fail(ErrorKind::missing, "a secret is missing on standard input");
    return std::move(secrets[index]);
}

FrameWire::~FrameWire() { crypto::wipe(buffer_); }

Task<Result<Frame>> FrameWire::read() {
    for (;;) {
        CO_TRY(auto frame, take_frame(buffer_));
        if (frame) co_return std::move(*frame);
        CO_CHECK(co_await wire_->wait_readable());
        char part[read_bytes];
        auto got = co_await wire_->read_some(part);
        if (!got) co_return got.error();
        buffer_.append(part, *got);
        crypto::wipe({reinterpret_cast<std::uint8_t*>(part), *got});
    }
}

Task<Result<void>> FrameWire::write(FrameType type, std::string_view payload) {
    std::string frame = encode(type, payload);
    auto done = co_await wire_->write(frame);
    crypto::wipe(frame);
    co_return done;
}

Task<Result<Call>> FrameWire::read_call() {
    CO_TRY(Frame first, co_await read());
    if (first.type != FrameType::call) co_return fail(ErrorKind::syntax, "a request begins with its call");
    Call call;
    CO_TRY(call.arguments, parse_object(first.payload));
    CO_TRY(call.command, call.text("command"));
    for (;;) {
        CO_TRY(Frame frame, co_await read());
        if (frame.type == FrameType::end) co_return std::move(call);
        if (frame.type != FrameType::secret)
            co_return fail(ErrorKind::syntax, "a request is call, secrets, end");
        const bool fits = frame.payload.size() <= secret_bytes_max && call.secrets.size() < secrets_max;
        if (fits) call.secrets.emplace_back(frame.payload);
        crypto::wipe(frame.payload);
        if (!fits) co_return fail(ErrorKind::limit, "too many secrets, or one is too long");
    }
}

Task<Result<void>> FrameWire::write_call(Lent<const Call> call) {
    boost::json::object arguments = call->arguments;
    arguments["command"] = call->command;
    CO_CHECK(co_await write(FrameType::call, boost::json::serialize(arguments)));
    for (const auto& secret : call->secrets) CO_CHECK(co_await write(FrameType::secret, secret.view()));
    co_return co_await write(FrameType::end, {});
}

}  // namespace milpa::server::control
