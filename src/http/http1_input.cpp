// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http1_input.hpp"

#include <algorithm>
#include <cstring>

#include "base/ensure.hpp"
#include "crypto/secret.hpp"

namespace milpa::http {

namespace {

/// Chunks are read through a buffer of this size at most.
constexpr std::size_t chunk_buffer_octets = 16 * 1024;
static_assert(chunk_buffer_octets > chunk_line_octets_max);

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

void Http1Input::wipe() {
    if (buffer_) crypto::wipe({reinterpret_cast<std::uint8_t*>(buffer_.get()), capacity_});
}

void Http1Input::take(std::size_t count) {
    ensure(count <= end_ - begin_);
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
}

void Http1Input::release_if_empty() {
    if (!empty()) return;
    wipe();
    buffer_.reset();
    capacity_ = begin_ = end_ = 0;
}

std::string Http1Input::take_all() {
    std::string all(octets());
    take(all.size());
    release_if_empty();
    return all;
}

void Http1Input::make_room(std::size_t octets_max) {
    if (end_ < capacity_) return;
    const std::size_t held = end_ - begin_;
    if (begin_ > 0) {
        std::memmove(buffer_.get(), buffer_.get() + begin_, held);
    } else {
        const std::size_t grown = std::min(octets_max, std::max(capacity_ * 2, input_octets));
        auto larger = std::make_unique_for_overwrite<char[]>(grown);
        if (held > 0) std::memcpy(larger.get(), buffer_.get(), held);
        wipe();
        buffer_ = std::move(larger);
        capacity_ = grown;
    }
    begin_ = 0;
    end_ = held;
}

Task<Result<void>> Http1Input::fill(std::size_t octets_max) {
    if (end_ - begin_ >= octets_max) co_return fail(ErrorKind::limit, "more than is taken at once");
    make_room(octets_max);
    CO_TRY(const std::size_t count, co_await wire_->read_some({buffer_.get() + end_, capacity_ - end_}));
    end_ += count;
    co_return Result<void>{};
}

Task<Result<std::size_t>> Http1Input::read_some(std::span<char> into) {
    ensure(empty());
    return wire_->read_some(into);
}

Http1Body::Http1Body(Lent<Http1Input> input, Lent<const Clock> clock, const Http1Head& head,
                     std::uint64_t octets_max)
    : input_(input),
      clock_(clock),
      octets_max_(octets_max),
      left_(head.length),
      asks_(head.expects_continue),
      done_(!head.chunked && head.length == 0) {
    if (head.chunked) chunks_.emplace();
}

std::optional<std::uint64_t> Http1Body::length() const {
    if (chunks_) return std::nullopt;
    return seen_ + left_;
}

void Http1Body::start_waiting() {
    input_->wire().set_deadline(patience_);
    waiting_since_ = clock_->steady();
}

void Http1Body::stop_waiting(std::size_t octets) {
    const auto waited =
        std::chrono::duration_cast<std::chrono::milliseconds>(clock_->steady() - waiting_since_);
    const std::chrono::milliseconds earned(octets * 1000 / body_rate_min);
    patience_ = std::clamp(patience_ - waited + earned, std::chrono::milliseconds(1), body_patience);
}

/// RFC 9110 10.1.1: only where the body is wanted, and has not come already.
Task<Result<void>> Http1Body::ask_for_it() {
    if (!std::exchange(asks_, false) || !input_->empty()) co_return Result<void>{};
    input_->wire().set_deadline(body_patience);
    co_return co_await input_->wire().write(go_on);
}

Task<Result<void>> Http1Body::fill() {
    const std::size_t before = input_->octets().size();
    start_waiting();
    auto filled = co_await input_->fill(chunk_buffer_octets);
    stop_waiting(input_->octets().size() - before);
    co_return filled;
}

Result<void> Http1Body::count(std::size_t octets) {
    seen_ += octets;
    if (seen_ > octets_max_) return fail(ErrorKind::limit, "more than the route takes");
    return {};
}

Task<Result<std::size_t>> Http1Body::read_plain(std::span<char> into) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, into.size()));
    std::size_t got = 0;
    if (input_->empty()) {
        input_->release_if_empty();
        start_waiting();
        auto read = co_await input_->read_some(into.first(wanted));
        stop_waiting(read.value_or(0));
        if (!read) co_return std::move(read.error());
        got = *read;
    } else {
        got = std::min(wanted, input_->octets().size());
        std::ranges::copy(input_->octets().substr(0, got), into.begin());
        input_->take(got);
    }
    left_ -= got;
    done_ = left_ == 0;
    CO_CHECK(count(got));
    co_return got;
}

Task<Result<std::size_t>> Http1Body::read_chunked(std::span<char> into) {
    while (!chunks_->done()) {
        CO_TRY(const Chunks::Step step, chunks_->feed(input_->octets(), into.size()));
        if (!step.data.empty()) {
            std::ranges::copy(step.data, into.begin());
            const std::size_t got = step.data.size();
            input_->take(step.taken);
            CO_CHECK(count(got));
            co_return got;
        }
        input_->take(step.taken);
        if (step.more) CO_CHECK(co_await fill());
    }
    done_ = true;
    co_return std::size_t{0};
}

Task<Result<std::size_t>> Http1Body::read_some(std::span<char> into) {
    ensure(!into.empty());
    if (broken_) co_return *broken_;
    if (done_) co_return std::size_t{0};
    auto asked = co_await ask_for_it();
    Result<std::size_t> got = std::size_t{0};
    if (!asked) {
        got = std::move(asked.error());
    } else if (chunks_) {
        got = co_await read_chunked(into);
    } else {
        got = co_await read_plain(into);
    }
    if (!got) broken_ = got.error();
    co_return got;
}

Task<bool> Http1Body::finish() {
    // Who waits to be asked may send its body or not: the next octets could be either.
    if (broken_ || (!done_ && asks_)) co_return false;
    if (!chunks_ && left_ > unread_octets_max) co_return false;
    constexpr std::size_t piece = 2048;
    char unwanted[piece];
    for (std::size_t drained = 0; !done_ && drained < unread_octets_max;) {
        const auto got = co_await read_some(unwanted);
        if (!got) co_return false;
        drained += *got;
    }
    co_return done_;
}

}  // namespace milpa::http
