// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <charconv>

#include "http/http1_request.hpp"

namespace milpa::http {

namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_text(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return c == '\t' || (octet >= 0x20 && octet != 0x7f);
}

/// As far as the difference between one reader and another can matter: a name, a colon, a value.
bool is_trailer(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos) return false;
    return std::ranges::all_of(line.substr(0, colon),
                               [](char c) { return is_text(c) && c != ' ' && c != '\t'; });
}

}  // namespace

Result<void> Chunks::read_size(std::string_view line) {
    // What does not fit into 64 bits fails in here.
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), left_, 16);
    if (line.empty() || !is_hex(line.front()) || error != std::errc())
        return fail(ErrorKind::syntax, "no size of a chunk");
    const std::string_view extension = line.substr(static_cast<std::size_t>(end - line.data()));
    if (extension.size() > chunk_extension_octets_max || (!extension.empty() && extension.front() != ';'))
        return fail(ErrorKind::syntax, "something behind the size of a chunk");
    state_ = left_ > 0 ? State::data : State::trailers;
    return {};
}

Result<Chunks::Step> Chunks::feed(std::string_view octets, std::size_t data_max) {
    if (octets.empty() || done()) return Step{.more = !done()};
    if (state_ == State::data) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(left_, std::min(octets.size(), data_max)));
        left_ -= count;
        if (left_ == 0) state_ = State::data_end;
        return Step{.taken = count, .data = octets.substr(0, count)};
    }
    const auto end = octets.find('\n');
    const std::string_view line = octets.substr(0, end);
    const std::size_t length = line.size() + (state_ == State::trailers ? trailers_ : 0);
    if (length > chunk_line_octets_max) return fail(ErrorKind::limit, "a line of chunks that is too long");
    // What a CR is, the octet behind it says.
    const std::string_view text = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    if (!std::ranges::all_of(text, is_text) || (state_ == State::data_end && !text.empty()))
        return fail(ErrorKind::syntax, "no line of chunks");
    if (end == std::string_view::npos) return Step{.more = true};
    if (text.size() == line.size()) return fail(ErrorKind::syntax, "a bare LF between chunks");
    if (state_ == State::size) {
        CHECK(read_size(text));
    } else if (state_ == State::data_end) {
        state_ = State::size;
    } else if (text.empty()) {
        state_ = State::done;
    } else {
        trailers_ += end + 1;
        if (!is_trailer(text)) return fail(ErrorKind::syntax, "no trailer");
    }
    return Step{.taken = end + 1};
}

}  // namespace milpa::http
