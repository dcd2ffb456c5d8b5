// SPDX-License-Identifier: AGPL-3.0-or-later
// The half of Http2Session that answers.
#include <algorithm>
#include <charconv>

#include "base/ensure.hpp"
#include "base/log.hpp"
#include "http/date.hpp"
#include "http/http2_callbacks.hpp"
#include "http/http2_session.hpp"

namespace milpa::http {

namespace {

/// RFC 9113 8.2.2: what means something to HTTP/1.1 alone; and what is the connection's to say.
constexpr std::string_view not_sent[] = {
    "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "content-length", "date"};

bool may_be_sent(const Fields::Field& field) {
    if (std::ranges::find(not_sent, field.name) != std::end(not_sent)) return false;
    const auto ends_a_line = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    if (std::ranges::none_of(field.value, ends_a_line)) return true;
    log::event("http.field_left_out");
    return false;
}

std::uint8_t* octets_of(std::string_view text) {
    // nghttp2 does not write to it.
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
}

/// Everything named here stays in the stream until it is sent.
nghttp2_nv field_of(std::string_view name, std::string_view value) {
    return {.name = octets_of(name),
            .value = octets_of(value),
            .namelen = name.size(),
            .valuelen = value.size(),
            .flags = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

/// Of a body whose octets are known.
std::optional<std::uint64_t> length_of(const Response& response) {
    if (const auto* text = std::get_if<std::string>(&response.body)) return text->size();
    if (const auto* shared = std::get_if<Response::Shared>(&response.body)) return (*shared)->size();
    return response.length;
}

}  // namespace

std::string_view Http2Session::date_of_now() {
    const WallTime now = clock_->wall();
    const std::int64_t second = to_unix_ms(now) / 1000;
    if (date_.empty() || second != date_second_) {
        date_.clear();
        append_date(date_, now);
        date_second_ = second;
    }
    return date_;
}

void Http2Session::respond(Http2Stream& stream, Response response) {
    ensure(!stream.answered_);
    stream.answered_ = true;
    stream.response_ = std::move(response);
    if (!stream.open_) return;
    const Response& answer = stream.response_;
    stream.upgraded_ = static_cast<bool>(answer.upgrade);
    ensure(!stream.upgraded_ || stream.connects_);
    const bool bodiless = answer.status < 200 || answer.status == 204 || answer.status == 304;
    std::to_chars(stream.status_.data(), stream.status_.data() + stream.status_.size(), answer.status);

    std::vector<nghttp2_nv> fields;
    constexpr std::size_t own_fields = 3;
    fields.reserve(answer.fields.all().size() + own_fields);
    fields.push_back(field_of(":status", {stream.status_.data(), stream.status_.size()}));
    nghttp2_nv date = field_of("date", date_of_now());
    date.flags = NGHTTP2_NV_FLAG_NO_COPY_NAME;
    fields.push_back(date);
    for (const Fields::Field& field : answer.fields.all())
        if (may_be_sent(field)) fields.push_back(field_of(field.name, field.value));
    if (const auto length = length_of(answer); length && !bodiless && !stream.upgraded_) {
        const auto [end, error] = std::to_chars(
            stream.length_text_.data(), stream.length_text_.data() + stream.length_text_.size(), *length);
        fields.push_back(field_of("content-length", {stream.length_text_.data(), end}));
    }

    const bool with_body = !bodiless && !stream.head_only_;
    if (with_body && !stream.upgraded_) {
        if (const auto* text = std::get_if<std::string>(&answer.body)) stream.unsent_ = *text;
        if (const auto* shared = std::get_if<Response::Shared>(&answer.body)) stream.unsent_ = **shared;
        stream.last_ = !std::holds_alternative<std::unique_ptr<Source>>(answer.body);
    }
    const bool has_data = with_body && !(stream.last_ && stream.unsent_.empty());
    const nghttp2_data_provider body = Http2Callbacks::body_of(&stream);
    const int outcome = ::nghttp2_submit_response(live(), stream.id_, fields.data(), fields.size(),
                                                  has_data ? &body : nullptr);
    if (outcome == NGHTTP2_ERR_NOMEM) throw std::bad_alloc();
    ensure(outcome == 0);
    // One that came after the others were stopped.
    if (going_away_) stop_source(stream);
}

void Http2Session::offer(Http2Stream& stream, std::string_view octets, bool last) {
    if (!stream.open_ || stream.reset_) return;
    ensure(stream.unsent_.empty() && !stream.last_);
    stream.unsent_ = octets;
    stream.last_ = last;
    if (std::exchange(stream.deferred_, false)) ::nghttp2_session_resume_data(live(), stream.id_);
}

void Http2Session::reset(Http2Stream& stream) {
    if (!stream.open_ || std::exchange(stream.reset_, true)) return;
    // A frame of what was offered may be on its way already, in part.
    stream.kept_ = stream.unsent_;
    stream.unsent_ = stream.kept_;
    ::nghttp2_submit_rst_stream(live(), NGHTTP2_FLAG_NONE, stream.id_, NGHTTP2_INTERNAL_ERROR);
}

void Http2Session::send_continue(Http2Stream& stream) {
    if (!stream.open_ || stream.answered_) return;
    const nghttp2_nv status = field_of(":status", "100");
    ::nghttp2_submit_headers(live(), NGHTTP2_FLAG_NONE, stream.id_, nullptr, &status, 1, nullptr);
}

}  // namespace milpa::http
