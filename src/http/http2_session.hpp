// SPDX-License-Identifier: AGPL-3.0-or-later
// HTTP/2 (RFC 9113), the server's side, on nghttp2: octets in, requests out; responses in, octets out. Pure:
// no wire, and nothing waits. Who waits for a stream is rung (Signal).
//
// A stream:
//
//     nghttp2's half:  open ──────────answered whole, reset, end()──────────> closed
//     our half:        queued ──take_request()──> held ──release()──> let go
//
// It is freed when it is closed and let go, so a handler that still works on a stream which the peer has
// given up finds it closed, not gone. Requests that nobody has taken when their stream closes are dropped.
//
// What always holds
// - Memory: at most streams_max open streams and as many handlers for streams that are closed; of bodies at
//   most connection_window octets that nobody has read; of frames that wait to be sent at most frames_max.
// - What costs us more than the peer is rationed (the rates below). Who passes a ration is sent a GOAWAY with
//   ENHANCE_YOUR_CALM, and feed() fails.
// - RFC 9218: `priority` fields order answers, as nghttp2 does it; the tree of RFC 7540 is switched off.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "http/allowance.hpp"
#include "http/http2_memory.hpp"
#include "http/http2_request.hpp"
#include "http/router.hpp"
#include "http/signal.hpp"

struct nghttp2_session;

namespace milpa::http {

/// SETTINGS_MAX_CONCURRENT_STREAMS: what RFC 9113 6.5.2 holds for enough.
constexpr std::uint32_t streams_max = 100;
/// SETTINGS_INITIAL_WINDOW_SIZE of a body, in octets: at 50 ms to the peer, 2.5 MB/s.
constexpr std::uint32_t stream_window = 128 * 1024;
/// The same of all bodies of a connection together: so much, and no more, lies unread in memory.
constexpr std::uint32_t connection_window = 256 * 1024;
/// Requests of one connection: then it is replaced, so that nothing lasts for ever.
constexpr std::size_t connection_requests_max = 100'000;
/// Frames that wait to be sent (answers to PING, SETTINGS, refused streams): a peer that makes more of them
/// while it does not read wants our memory.
constexpr std::size_t frames_max = 1'000;
/// CVE-2024-27316, CVE-2024-28182: CONTINUATION frames of one header. With frames of 16 KiB, twice the header
/// list that we take.
constexpr std::size_t continuations_max = 4;
/// HPACK makes 4 KiB of one octet. Past this a header is not read to its end.
constexpr std::size_t header_list_octets_bomb = 8 * header_list_octets_max;

/// CVE-2023-44487, CVE-2025-8671: streams that end in a reset, the peer's or one that it made us send. A
/// browser that leaves a page cancels what it had asked for.
constexpr Rate resets_rate{.burst = 200, .per_second = 10};
/// PING, SETTINGS, PRIORITY. (What nobody knows, nghttp2 skips: nine octets for some nanoseconds.)
constexpr Rate controls_rate{.burst = 200, .per_second = 10};
/// DATA with next to nothing in it, and not the last of its body. WebSockets of patient people fit.
constexpr Rate small_data_rate{.burst = 500, .per_second = 100};
constexpr std::size_t small_data_octets = 64;
/// WINDOW_UPDATE beyond what our own DATA earns.
constexpr Rate window_updates_rate{.burst = 500, .per_second = 50};
constexpr double window_updates_per_data = 4;

/// How long a stream may stand still because of the peer: it has not opened its window, or sends no body that
/// somebody waits for.
constexpr std::chrono::seconds stream_patience{60};
/// Octets a second that are no standing still.
constexpr std::uint64_t stream_rate_min = 512;
/// From the first frame of a header to its last.
constexpr std::chrono::seconds header_time_max{15};

class Http2Session;

/// One request and its answer. The session's; a handler's between take_request() and release().
class Http2Stream {
public:
    Request request;  ///< the handler's to move from
    const Route* route = nullptr;
    std::optional<std::uint64_t> length;  ///< of the body, as announced
    bool expects_continue = false;
    /// Rung when octets came, the body ended, or the stream was closed.
    Signal incoming;
    /// Rung when what was offered is on its way, or the stream was closed.
    Signal outgoing;

    bool is_open() const { return open_; }
    bool is_upgraded() const { return upgraded_; }
    std::size_t buffered() const { return in_.size() - in_at_; }
    bool has_ended() const { return in_ended_; }
    /// An extended CONNECT (RFC 8441): what comes is no body.
    bool is_connect() const { return connects_; }
    /// Of the body, so far.
    std::uint64_t received() const { return in_octets_; }
    bool is_too_large() const { return in_too_large_; }
    bool is_too_slow() const { return in_too_slow_; }
    bool is_drained() const { return unsent_.empty(); }
    /// Nothing more comes, since nothing is read any more: stop().
    bool is_cut() const { return in_cut_; }

private:
    friend class Http2Session;
    friend struct Http2Callbacks;
    std::int32_t id_ = 0;
    std::size_t place_ = 0;  // in the session's list
    Http2Fields fields_;     // until the header is whole
    std::uint64_t body_octets_max_ = 0;
    bool head_only_ = false;  // the answer has no body (HEAD)
    bool open_ = true;
    bool queued_ = false;
    bool held_ = false;
    bool answered_ = false;
    bool upgraded_ = false;
    bool connects_ = false;  // an extended CONNECT
    bool source_stopped_ = false;
    bool reset_ = false;
    // In.
    std::string in_;
    std::size_t in_at_ = 0;
    std::uint64_t in_octets_ = 0;  // so far
    bool in_ended_ = false;
    bool in_unwanted_ = false;  // is dropped
    bool in_too_large_ = false;
    bool in_too_slow_ = false;
    bool in_cut_ = false;
    // Out.
    Response response_;
    std::array<char, 3> status_{};
    std::array<char, 20> length_text_{};
    std::string kept_;  // what was offered, where its owner goes before it is sent
    std::string_view unsent_;
    bool last_ = false;  // nothing follows unsent_
    bool deferred_ = false;
    // What has moved since the last tick, and for how long too little did.
    std::uint64_t moved_ = 0;
    std::chrono::steady_clock::duration still_{};
};

class Http2Session {
public:
    /// All that is lent outlives it. After `requests_max` requests it goes away by itself.
    Http2Session(Lent<const Router> router, Lent<const Clock> clock, net::PeerAddress peer, bool secure,
                 std::size_t requests_max = connection_requests_max);
    ~Http2Session();
    Http2Session(const Http2Session&) = delete;
    Http2Session& operator=(const Http2Session&) = delete;

    /// What came. Fails with `syntax` (no HTTP/2) or `limit` (a ration was passed): then what take_output()
    /// gives is sent, and the connection ends. Other faults of the peer's, nghttp2 answers by itself.
    Result<void> feed(std::string_view octets);
    /// Appends what is to be sent: until there is nothing more, or `octets_max` are reached, which the last
    /// frame may pass.
    void take_output(std::string& out, std::size_t octets_max);
    bool has_output() const;
    /// Nothing more will come or go.
    bool is_over() const;
    bool has_streams() const { return !streams_.empty(); }
    /// Something that tick() has to watch.
    bool is_busy() const { return has_streams() || in_header_ || going_away_; }

    bool has_request() const { return next_request_ < requests_.size(); }
    /// The next that is to be answered; null where there is none.
    Http2Stream* take_request();
    /// Its answer, with all of the body, or (Source, upgrade) without: that is offered piece by piece.
    void respond(Http2Stream& stream, Response response);
    void release(Http2Stream& stream);
    Source* source_of(Http2Stream& stream);

    /// The next octets of a body; they stay until the stream is drained, closed or reset. `last`: nothing
    /// follows. Does nothing where the stream is closed or reset.
    void offer(Http2Stream& stream, std::string_view octets, bool last);
    /// Breaks the stream off (RFC 9113 5.4.2, INTERNAL_ERROR).
    void reset(Http2Stream& stream);
    /// As many octets of the body as there are and fit.
    std::size_t take_body(Http2Stream& stream, std::span<char> into);
    /// 100 (RFC 9110 10.1.1).
    void send_continue(Http2Stream& stream);

    /// Deadlines of streams; `since_last` is the time since the last call.
    void tick(std::chrono::steady_clock::duration since_last);
    /// No more streams, but those that there are go on (RFC 9113 6.8): first a notice, at the next tick the
    /// last word.
    void go_away();
    /// The same at once, and nothing is fed any more: Sources that wait are stopped, bodies are cut off.
    void stop();
    /// The connection has gone: every stream is closed.
    void end();
    /// Those that wait; others end by themselves.
    void stop_sources();

    /// Folds what nghttp2 has, where nothing is going on. Whatever comes next unfolds it.
    void rest();
    bool is_resting() const { return memory_.is_folded(); }

private:
    friend struct Http2Callbacks;
    struct Free {
        void operator()(nghttp2_session* session) const;
    };
    nghttp2_session* live() const;
    Http2Stream& add_stream(std::int32_t id);
    void finish_request(Http2Stream& stream);
    void refuse(Http2Stream& stream, unsigned status);
    void take_data(Http2Stream& stream, std::string_view octets);
    void end_body(Http2Stream& stream);
    void close_stream(Http2Stream& stream);
    void free_if_done(Http2Stream& stream);
    void stop_source(Http2Stream& stream);
    void drop_body(Http2Stream& stream);
    bool allow_frame(std::uint8_t type, std::uint8_t flags, std::size_t octets);
    bool ration(bool allowed);
    void say_last_word();
    std::string_view date_of_now();
    bool is_stuck(const Http2Stream& stream, double seconds) const;

    const Lent<const Router> router_;
    const Lent<const Clock> clock_;
    const net::PeerAddress peer_;
    const bool secure_;
    const std::size_t requests_max_;
    std::vector<std::unique_ptr<Http2Stream>> streams_;
    std::vector<Http2Stream*> requests_;  // that are to be answered; null: was dropped
    std::size_t next_request_ = 0;
    Allowance resets_, controls_, small_data_, window_updates_;
    std::size_t request_count_ = 0;
    std::string* out_ = nullptr;  // while take_output runs
    std::size_t out_max_ = 0;
    std::uint64_t moved_ = 0;  // octets of bodies sent since the last tick
    std::string date_;
    std::int64_t date_second_ = 0;
    SteadyTime header_since_{};
    bool in_header_ = false;
    bool going_away_ = false;
    bool last_word_ = false;      // GOAWAY was said
    bool gone_ = false;           // end() was called
    bool calm_ = true;            // no ration was passed
    mutable Http2Memory memory_;  // folded or not, it is the same session
    std::unique_ptr<nghttp2_session, Free> session_;
};

}  // namespace milpa::http
