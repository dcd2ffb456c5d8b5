// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http2_session.hpp"

#include <algorithm>
#include <limits>
#include <new>

#include "base/ensure.hpp"
#include "base/log.hpp"
#include "crypto/secret.hpp"
#include "http/http2_callbacks.hpp"
#include "http/policy.hpp"

namespace milpa::http {

namespace {

constexpr nghttp2_settings_entry settings[] = {
    {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streams_max},
    {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, stream_window},
    {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, header_list_octets_max},
    {NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1},
    {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
};

}  // namespace

void Http2Session::Free::operator()(nghttp2_session* session) const { ::nghttp2_session_del(session); }

Http2Session::Http2Session(Lent<const Router> router, Lent<const Clock> clock, net::PeerAddress peer,
                           bool secure, std::size_t requests_max)
    : router_(router),
      clock_(clock),
      peer_(peer),
      secure_(secure),
      requests_max_(requests_max),
      resets_(resets_rate, clock->steady()),
      controls_(controls_rate, clock->steady()),
      small_data_(small_data_rate, clock->steady()),
      window_updates_(window_updates_rate, clock->steady()),
      session_(Http2Callbacks::make_session(this, memory_.functions())) {
    int outcome = ::nghttp2_submit_settings(live(), NGHTTP2_FLAG_NONE, settings, std::size(settings));
    ensure(outcome == 0);
    outcome = ::nghttp2_session_set_local_window_size(live(), NGHTTP2_FLAG_NONE, 0,
                                                      static_cast<std::int32_t>(connection_window));
    ensure(outcome == 0);
}

Http2Session::~Http2Session() { memory_.unfold(); }

nghttp2_session* Http2Session::live() const {
    memory_.unfold();
    return session_.get();
}

void Http2Session::rest() {
    if (!is_busy() && !has_request() && !has_output()) memory_.fold();
}

Result<void> Http2Session::feed(std::string_view octets) {
    if (!calm_) return fail(ErrorKind::limit, "a ration was passed");
    const ssize_t taken = ::nghttp2_session_mem_recv(
        live(), reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
    if (taken == NGHTTP2_ERR_NOMEM) throw std::bad_alloc();
    if (taken == NGHTTP2_ERR_BAD_CLIENT_MAGIC) return fail(ErrorKind::syntax, "no HTTP/2");
    // Else it ends by itself: with NGHTTP2_ERR_FLOODED, or with too many CONTINUATIONs.
    ration(calm_ && taken >= 0);
    ration(calm_ && ::nghttp2_session_get_outbound_queue_size(live()) <= frames_max);
    if (!calm_) return fail(ErrorKind::limit, "a ration was passed");
    return {};
}

/// Once only it is told, and the peer with it.
bool Http2Session::ration(bool allowed) {
    if (allowed || !calm_) return calm_;
    calm_ = false;
    log::event("http2.flood");
    ::nghttp2_session_terminate_session(live(), NGHTTP2_ENHANCE_YOUR_CALM);
    return false;
}

bool Http2Session::allow_frame(std::uint8_t type, std::uint8_t flags, std::size_t octets) {
    const SteadyTime now = clock_->steady();
    in_header_ =
        (type == NGHTTP2_HEADERS || type == NGHTTP2_CONTINUATION) && (flags & NGHTTP2_FLAG_END_HEADERS) == 0;
    switch (type) {
        case NGHTTP2_HEADERS: header_since_ = now; return true;
        case NGHTTP2_CONTINUATION: return true;
        case NGHTTP2_DATA:
            if (octets >= small_data_octets || (flags & NGHTTP2_FLAG_END_STREAM) != 0) return true;
            return ration(small_data_.take(now));
        case NGHTTP2_WINDOW_UPDATE: return ration(window_updates_.take(now));
        case NGHTTP2_RST_STREAM: return ration(resets_.take(now));
        default: return ration(controls_.take(now));
    }
}

void Http2Session::take_output(std::string& out, std::size_t octets_max) {
    if (gone_) return;
    out_ = &out;
    out_max_ = octets_max;
    while (out.size() < octets_max) {
        const std::uint8_t* octets = nullptr;
        const ssize_t count = ::nghttp2_session_mem_send(live(), &octets);
        if (count == NGHTTP2_ERR_NOMEM) throw std::bad_alloc();
        // 0 also where send_data() wants no more. What else may fail is wrong code of ours.
        ensure(count >= 0);
        if (count == 0) break;
        out.append(as_text({octets, static_cast<std::size_t>(count)}));
    }
    out_ = nullptr;
}

bool Http2Session::has_output() const { return !gone_ && ::nghttp2_session_want_write(live()) != 0; }

bool Http2Session::is_over() const { return ::nghttp2_session_want_read(live()) == 0 && !has_output(); }

Http2Stream& Http2Session::add_stream(std::int32_t id) {
    auto& stream = *streams_.emplace_back(std::make_unique<Http2Stream>());
    stream.id_ = id;
    stream.place_ = streams_.size() - 1;
    if (++request_count_ == requests_max_) go_away();
    return stream;
}

void Http2Session::finish_request(Http2Stream& stream) {
    auto head = std::exchange(stream.fields_, {}).finish(secure_);
    if (!head) return refuse(stream, head.error());
    stream.request = std::move(head->request);
    stream.request.peer = peer_;
    stream.length = head->length;
    if (!stream.length && stream.in_ended_) stream.length = 0;
    stream.connects_ = head->connects;
    stream.expects_continue = head->expects_continue;
    stream.head_only_ = stream.request.method == Method::head;
    stream.route = &router_->find(stream.request);
    // What follows a CONNECT is no body, and its reader has limits of its own.
    stream.body_octets_max_ =
        stream.connects_ ? std::numeric_limits<std::uint64_t>::max() : stream.route->body_octets_max;
    if (!stream.connects_ && stream.length.value_or(0) > stream.body_octets_max_) return refuse(stream, 413);
    stream.queued_ = true;
    requests_.push_back(&stream);
}

void Http2Session::refuse(Http2Stream& stream, unsigned status) {
    log::count("http.refused");
    stream.in_unwanted_ = true;
    respond(stream, refusal(status, secure_));
}

Http2Stream* Http2Session::take_request() {
    while (has_request()) {
        Http2Stream* const stream = requests_[next_request_++];
        if (!has_request()) {
            requests_.clear();
            next_request_ = 0;
        }
        if (stream == nullptr) continue;
        stream->queued_ = false;
        stream->held_ = true;
        return stream;
    }
    return nullptr;
}

void Http2Session::release(Http2Stream& stream) {
    stream.held_ = false;
    if (stream.open_) {
        ensure(stream.answered_);
        stream.in_unwanted_ = true;
        drop_body(stream);
    }
    free_if_done(stream);
}

void Http2Session::free_if_done(Http2Stream& stream) {
    if (stream.open_ || stream.held_ || stream.queued_) return;
    const std::size_t place = stream.place_;
    if (place + 1 != streams_.size()) {
        std::swap(streams_[place], streams_.back());
        streams_[place]->place_ = place;
    }
    streams_.pop_back();
}

void Http2Session::close_stream(Http2Stream& stream) {
    stream.open_ = false;
    drop_body(stream);
    stream.unsent_ = {};
    if (stream.queued_) {
        // Rapid reset: what nobody has begun, nobody begins any more.
        std::ranges::replace(requests_, &stream, nullptr);
        stream.queued_ = false;
    }
    stop_source(stream);
    stream.incoming.ring();
    stream.outgoing.ring();
    free_if_done(stream);
}

void Http2Session::stop_source(Http2Stream& stream) {
    if (!stream.held_ || !stream.answered_ || stream.source_stopped_) return;
    if (auto* const source = std::get_if<std::unique_ptr<Source>>(&stream.response_.body)) {
        stream.source_stopped_ = true;
        (*source)->stop();
    }
}

Source* Http2Session::source_of(Http2Stream& stream) {
    auto* const source = std::get_if<std::unique_ptr<Source>>(&stream.response_.body);
    return stream.open_ && !stream.head_only_ && source != nullptr ? source->get() : nullptr;
}

// In.

namespace {

/// Of a body: what holds a password or a share has less, and what is larger is a file.
constexpr std::size_t wiped_octets_max = 64 * 1024;

/// What is given back, or will be overwritten some day, holds nothing any more.
void forget(std::string& octets) {
    if (octets.size() <= wiped_octets_max) crypto::wipe(octets);
    octets.clear();
}

void append_to(std::string& body, std::string_view octets) {
    if (body.capacity() - body.size() < octets.size()) {
        std::string larger;
        larger.reserve(std::max(2 * body.size(), body.size() + octets.size()));
        larger = body;
        forget(body);
        body.swap(larger);
    }
    body += octets;
}

}  // namespace

void Http2Session::take_data(Http2Stream& stream, std::string_view octets) {
    stream.in_octets_ += octets.size();
    stream.moved_ += octets.size();
    if (stream.in_octets_ > stream.body_octets_max_ && !stream.in_unwanted_) {
        stream.in_too_large_ = true;
        stream.in_unwanted_ = true;
        stream.incoming.ring();
    }
    if (stream.in_unwanted_) {
        ::nghttp2_session_consume(live(), stream.id_, octets.size());
        return;
    }
    append_to(stream.in_, octets);
    stream.incoming.ring();
}

void Http2Session::end_body(Http2Stream& stream) {
    stream.in_ended_ = true;
    stream.incoming.ring();
}

/// What lies there unread makes room for other streams.
void Http2Session::drop_body(Http2Stream& stream) {
    const std::size_t count = stream.buffered();
    forget(stream.in_);
    stream.in_.shrink_to_fit();
    stream.in_at_ = 0;
    if (count == 0 || gone_) return;
    if (stream.open_) {
        ::nghttp2_session_consume(live(), stream.id_, count);
    } else {
        ::nghttp2_session_consume_connection(live(), count);
    }
}

std::size_t Http2Session::take_body(Http2Stream& stream, std::span<char> into) {
    const std::size_t count = std::min(into.size(), stream.buffered());
    std::ranges::copy(std::string_view(stream.in_).substr(stream.in_at_, count), into.begin());
    stream.in_at_ += count;
    if (stream.buffered() == 0) {
        stream.in_at_ = 0;
        forget(stream.in_);
        if (stream.in_ended_) stream.in_.shrink_to_fit();
    }
    if (stream.open_ && count > 0) ::nghttp2_session_consume(live(), stream.id_, count);
    return count;
}

// Ends.

void Http2Session::go_away() {
    if (std::exchange(going_away_, true) || gone_) return;
    ::nghttp2_submit_shutdown_notice(live());
}

void Http2Session::say_last_word() {
    going_away_ = true;
    // One that nghttp2 has said by itself, with its reason, is not taken back.
    if (std::exchange(last_word_, true) || gone_ || !calm_ || is_over()) return;
    ::nghttp2_submit_goaway(live(), NGHTTP2_FLAG_NONE, ::nghttp2_session_get_last_proc_stream_id(live()),
                            NGHTTP2_NO_ERROR, nullptr, 0);
}

void Http2Session::stop() {
    say_last_word();
    stop_sources();
    for (const auto& stream : streams_) {
        stream->in_cut_ = true;
        stream->incoming.ring();
    }
}

void Http2Session::stop_sources() {
    for (const auto& stream : streams_) stop_source(*stream);
}

void Http2Session::end() {
    gone_ = true;
    // Freeing one moves the last into its place.
    for (std::size_t i = streams_.size(); i-- > 0;) close_stream(*streams_[i]);
}

void Http2Session::tick(std::chrono::steady_clock::duration since_last) {
    if (going_away_) say_last_word();
    if (in_header_) ration(clock_->steady() - header_since_ <= header_time_max);
    const double seconds = std::chrono::duration<double>(since_last).count();
    for (const auto& stream : streams_) {
        const bool still = stream->open_ && is_stuck(*stream, seconds);
        stream->moved_ = 0;
        stream->still_ = still ? stream->still_ + since_last : std::chrono::steady_clock::duration();
        if (stream->still_ < stream_patience) continue;
        stream->still_ = {};
        if (stream->unsent_.empty()) {
            stream->in_too_slow_ = true;
            stream->incoming.ring();
        } else {
            // A reader that has stopped for so long may ask again (a film that was paused: with a Range).
            ::nghttp2_submit_rst_stream(live(), NGHTTP2_FLAG_NONE, stream->id_, NGHTTP2_CANCEL);
        }
    }
    moved_ = 0;
}

bool Http2Session::is_stuck(const Http2Stream& stream, double seconds) const {
    const auto least = static_cast<std::uint64_t>(seconds * static_cast<double>(stream_rate_min));
    if (!stream.unsent_.empty()) {
        const bool own = ::nghttp2_session_get_stream_remote_window_size(live(), stream.id_) <= 0;
        const bool all = ::nghttp2_session_get_remote_window_size(live()) <= 0;
        // Where there is room it is only not its turn.
        return (own && stream.moved_ < least) || (all && moved_ < least);
    }
    return stream.incoming.is_awaited() && !stream.upgraded_ && stream.moved_ < least;
}

}  // namespace milpa::http
