// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/line_reader.hpp"

#include <algorithm>
#include <cstring>

#include "base/ensure.hpp"

namespace milpa::net {

namespace {

/// CR and LF themselves.
constexpr std::size_t end_bytes_max = 2;

}  // namespace

void LineReader::release_if_empty() {
    if (begin_ != end_) return;
    buffer_.reset();
    capacity_ = begin_ = end_ = scanned_ = 0;
}

/// Waits without a buffer where nothing is held, then reads into one that has room for `capacity` unread
/// bytes.
Task<Result<Wake>> LineReader::fill(std::size_t capacity) {
    release_if_empty();
    CO_TRY(const Wake woke, co_await wire_->wait_readable());
    if (woke == Wake::nudge) co_return woke;
    capacity = std::max(capacity, buffer_bytes);
    if (capacity_ < capacity) {
        // Twice as much each time, so that a line that comes in drops is not copied for each drop.
        const std::size_t grown = std::clamp(capacity_ * 2, buffer_bytes, capacity);
        if (end_ == capacity_) {
            auto larger = std::make_unique_for_overwrite<char[]>(grown);
            if (buffered() > 0) std::memcpy(larger.get(), buffer_.get() + begin_, buffered());
            buffer_ = std::move(larger);
            capacity_ = grown;
            end_ -= std::exchange(begin_, 0);
        }
    }
    if (end_ == capacity_) {
        ensure(begin_ > 0);
        std::memmove(buffer_.get(), buffer_.get() + begin_, buffered());
        end_ -= std::exchange(begin_, 0);
    }
    CO_TRY(const std::size_t count, co_await wire_->read_some({buffer_.get() + end_, capacity_ - end_}));
    end_ += count;
    co_return Wake::bytes;
}

/// A complete line from the buffer, if there is one.
Result<std::optional<Line>> LineReader::take_line(std::size_t bytes_max) {
    while (begin_ + scanned_ < end_) {
        const char* const start = buffer_.get() + begin_;
        const auto* const found =
            static_cast<const char*>(std::memchr(start + scanned_, '\n', buffered() - scanned_));
        if (found == nullptr) break;
        const auto length = static_cast<std::size_t>(found - start);
        begin_ += length + 1;
        scanned_ = 0;
        if (std::exchange(skipping_, false)) continue;
        Line line;
        line.end = length > 0 && start[length - 1] == '\r' ? LineEnd::crlf : LineEnd::bare_lf;
        line.text = {start, line.end == LineEnd::crlf ? length - 1 : length};
        if (line.text.size() > bytes_max) return fail(ErrorKind::limit, "a line that is too long");
        line.has_bare_cr = line.text.contains('\r');
        return line;
    }
    if (skipping_) {
        begin_ = end_;
        scanned_ = 0;
        return std::nullopt;
    }
    scanned_ = buffered();
    if (buffered() >= bytes_max + end_bytes_max) {
        skipping_ = true;
        begin_ = end_;
        scanned_ = 0;
        return fail(ErrorKind::limit, "a line that is too long");
    }
    return std::nullopt;
}

Task<Result<std::optional<Line>>> LineReader::read_line_or_nudge(std::size_t bytes_max) {
    while (true) {
        CO_TRY(const auto line, take_line(bytes_max));
        if (line) co_return line;
        CO_TRY(const Wake woke, co_await fill(bytes_max + end_bytes_max));
        if (woke == Wake::nudge) co_return std::nullopt;
    }
}

Task<Result<Line>> LineReader::read_line(std::size_t bytes_max) {
    bool nudged = false;
    while (true) {
        auto line = co_await read_line_or_nudge(bytes_max);
        // A nudge that came meanwhile is for who waits for one, later.
        if (nudged && (!line || *line)) wire_->nudge();
        if (!line) co_return std::move(line.error());
        if (*line) co_return **line;
        nudged = true;
    }
}

Task<Result<std::string_view>> LineReader::read_some(std::size_t bytes_max) {
    ensure(bytes_max > 0 && !skipping_);
    bool nudged = false;
    while (buffered() == 0) {
        auto woke = co_await fill(buffer_bytes);
        if (woke && *woke == Wake::nudge) {
            nudged = true;
            continue;
        }
        if (nudged) wire_->nudge();
        if (!woke) co_return std::move(woke.error());
    }
    const std::string_view bytes(buffer_.get() + begin_, std::min(bytes_max, buffered()));
    begin_ += bytes.size();
    scanned_ = 0;
    co_return bytes;
}

Task<Result<void>> LineReader::read_exactly(std::span<char> into) {
    while (!into.empty()) {
        // Large literals need not go through the buffer.
        if (buffered() == 0 && into.size() >= buffer_bytes) {
            release_if_empty();
            CO_TRY(const std::size_t count, co_await wire_->read_some(into));
            into = into.subspan(count);
            continue;
        }
        CO_TRY(const std::string_view bytes, co_await read_some(into.size()));
        std::ranges::copy(bytes, into.begin());
        into = into.subspan(bytes.size());
    }
    co_return Result<void>();
}

Task<Result<void>> LineReader::start_tls_server(Lent<const TlsContext> context) {
    if (buffered() > 0) co_return fail(ErrorKind::denied, "clear bytes behind STARTTLS");
    release_if_empty();
    co_return co_await wire_->start_tls_server(context);
}

Task<Result<void>> LineReader::start_tls_client(Lent<const TlsContext> context, TlsPeer peer) {
    if (buffered() > 0) co_return fail(ErrorKind::denied, "clear bytes behind the reply to STARTTLS");
    release_if_empty();
    co_return co_await wire_->start_tls_client(context, std::move(peer));
}

}  // namespace milpa::net
