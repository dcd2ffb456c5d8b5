// SPDX-License-Identifier: AGPL-3.0-or-later
// A connection of HTTP/2 on its wire. Coroutines, all on the connection's thread:
//
//     run        one: reads, feeds the session, and looks who is needed; idle, it is all there is, and after
//                a beat it returns: then the connection rests until it is run again
//     answer     while there are requests: one works them off one after the other, and where that one has to
//                wait for something, another goes on with the next; so cheap answers cost no coroutine each
//     send       while there is something to send: gathers what all streams have to say, a write at a time
//
// Reading goes on while a write waits (RFC 9113 5.2.2): else two peers could wait for each other. Idle it
// holds no buffer, in or out. Deadlines: the wire's own is for idle connections; while something is going on,
// a beat watches the session (Http2Session::tick) and the write that is under way.
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"
#include "crypto/secret.hpp"
#include "http/connection.hpp"
#include "http/http1_input.hpp"
#include "http/http2_session.hpp"
#include "http/http2_streams.hpp"
#include "http/websocket_connection.hpp"
#include "net/runtime.hpp"
#include "net/turns.hpp"

namespace milpa::http {

namespace {

/// How long a connection may have no streams: browsers keep them for some minutes and open them anew at ease.
constexpr std::chrono::seconds idle_max{180};
/// For the preface and the first request.
constexpr std::chrono::seconds first_patience{15};
/// From beat to beat.
constexpr std::chrono::seconds beat{2};
/// For one write of write_octets: at least a kilobyte a second.
constexpr std::chrono::seconds write_patience{60};
/// After the last word, for what can still be sent.
constexpr std::chrono::seconds farewell_patience{5};

/// Octets of one write: some records of TLS, and no more than a slow peer's kernel takes at once.
constexpr std::size_t write_octets = 64 * 1024;
/// What most writes need.
constexpr std::size_t write_octets_first = 16 * 1024;
constexpr std::size_t read_octets = 16 * 1024;
/// Handlers at once: for open streams, or for some that were given up.
constexpr std::size_t workers_max = streams_max;
/// Then others of the thread have their turn.
constexpr std::chrono::microseconds slice{1'000};

using Timer =
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

class Http2 final : public Http2Connection {
public:
    Http2(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service, std::uint64_t generation,
          bool may_rest, const Executor& home)
        : wire_(wire),
          service_(service),
          home_(home),
          may_rest_(may_rest),
          generation_(generation),
          session_(service->router, service->clock, peer, wire->is_tls()) {}
    ~Http2() override { *mark_ = nullptr; }

    Task<bool> run() override;

private:
    Task<Result<void>> listen();
    Task<Result<void>> take_octets();
    Task<> say_goodbye(ErrorKind why);
    Task<> answer();
    Task<> answer_one(Lent<Http2Stream> stream);
    static Task<> read_away(Lent<Http2Stream> stream, Lent<Http2Body> body);
    Task<> pump(Lent<Http2Stream> stream, Lent<Source> source, std::optional<std::uint64_t> length);
    Task<> converse(Lent<Http2Stream> stream, Response::Upgrade upgrade);
    Task<> send();
    Task<> send_all();
    void give_up();
    Task<> pass_turn();
    bool needs_worker() const { return session_.has_request() && workers_ < workers_max; }
    void start_answering();
    void start_sending();
    void start_beat();
    void on_beat();
    void look_at_generation();

    const Lent<net::Wire> wire_;
    const Lent<const Service> service_;
    const Executor home_;
    const bool may_rest_;
    const std::uint64_t generation_;
    Http2Session session_;
    Http2Flush flush_ = [this] { start_sending(); };
    std::optional<Timer> timer_;
    std::shared_ptr<Http2*> mark_ = std::make_shared<Http2*>(this);
    Signal left_;  // a coroutine has ended
    std::size_t workers_ = 0;
    std::size_t writes_ = 0;  // begun
    std::size_t writes_at_beat_ = 0;
    std::chrono::steady_clock::duration write_time_{};
    std::chrono::steady_clock::duration farewell_time_{};
    bool sending_ = false;
    bool writing_ = false;
    bool broken_ = false;  // nothing can be written any more
    bool reloading_ = false;
    bool leaving_ = false;
    bool begun_ = false;
    bool rests_ = false;
};

Task<bool> Http2::run() {
    if (!std::exchange(begun_, true)) wire_->set_deadline(first_patience);
    rests_ = false;
    try {
        look_at_generation();
        const auto ended = co_await listen();
        if (ended && rests_) co_return true;
        co_await say_goodbye(ended ? ErrorKind::closed : ended.error().kind);
    } catch (...) {
        // Those that answer and send are of this object: they are waited for all the same.
        give_up();
        wire_->close();
    }
    session_.end();
    while (workers_ > 0 || sending_) co_await left_.wait();
    // Only the log would want to know how the goodbye went, and it has better to do.
    [[maybe_unused]] const auto gone = co_await wire_->shutdown();
    co_return false;
}

/// Until the connection ends, by whomever, or rests.
Task<Result<void>> Http2::listen() {
    net::Turns turns(service_->clock, slice);
    while (session_.is_resting() || !session_.is_over() || sending_) {
        CO_TRY(const net::Wake wake, co_await wire_->wait_readable());
        if (broken_) co_return fail(ErrorKind::io, "the connection broke");
        look_at_generation();
        rests_ = rests_ && session_.is_resting();
        if (wake == net::Wake::nudge) {
            if (rests_) break;
            continue;
        }
        rests_ = false;
        turns.begin();
        auto taken = co_await take_octets();
        start_answering();
        start_sending();
        if (!taken) co_return taken;
        start_beat();
        // Whoever sends waits with its next write: nobody else would look after the requests.
        while (writing_ && needs_worker()) {
            co_await pass_turn();
            start_answering();
        }
        if (turns.is_over()) co_await turns.pass();
    }
    co_return Result<void>();
}

Task<Result<void>> Http2::take_octets() {
    const auto buffer = std::make_unique_for_overwrite<char[]>(read_octets);
    CO_TRY(const std::size_t count, co_await wire_->read_some({buffer.get(), read_octets}));
    auto fed = session_.feed({buffer.get(), count});
    // It may have been a password.
    crypto::wipe({reinterpret_cast<std::uint8_t*>(buffer.get()), count});
    co_return fed;
}

/// The last word, and what is under way as far as it still can be sent: nothing is read any more.
Task<> Http2::say_goodbye(ErrorKind why) {
    leaving_ = true;
    session_.stop();
    if (why == ErrorKind::io || broken_) co_return wire_->close();
    start_answering();
    start_sending();
    start_beat();
    wire_->set_deadline(farewell_patience);
    // A rule was broken, or nothing was asked: there is nothing to wait for but the last word itself.
    const bool in_order = why == ErrorKind::closed;
    while (!broken_ && (sending_ || (in_order && workers_ > 0))) co_await left_.wait();
    timer_.reset();
}

Task<> Http2::pass_turn() {
    boost::asio::use_awaitable_t<Executor> token;
    co_await boost::asio::post(home_, token);
}

// Answering.

void Http2::start_answering() {
    if (!needs_worker()) return;
    ++workers_;
    net::spawn(home_, answer());
}

Task<> Http2::answer() {
    try {
        net::Turns turns(service_->clock, slice);
        while (Http2Stream* const stream = session_.take_request()) {
            co_await answer_one(stream);
            start_sending();
            if (turns.is_over()) co_await turns.pass();
        }
    } catch (...) {
        give_up();
    }
    --workers_;
    left_.ring();
}

Task<> Http2::answer_one(Lent<Http2Stream> stream) {
    Http2Body body(&session_, stream, &flush_);
    Response response = co_await service_->router->answer(stream->route, std::move(stream->request), &body);
    Response::Upgrade upgrade;
    const auto length = response.length;
    if (response.upgrade) {
        upgrade = std::move(response.upgrade);
        response.upgrade = [](std::unique_ptr<WebSocket>) -> Task<> { co_return; };
    }
    co_await read_away(stream, &body);
    session_.respond(*stream, std::move(response));
    if (upgrade && stream->is_open()) {
        co_await converse(stream, std::move(upgrade));
    } else if (Source* const source = session_.source_of(*stream)) {
        start_sending();
        co_await pump(stream, source, length);
    }
    session_.release(*stream);
}

/// RFC 9113 8.1 lets an answer end before the question does, with RST_STREAM after it, and there are clients
/// that take it for a failure: so a little of what nobody wanted is read first, as in HTTP/1.1. Who waits to
/// be asked for its body hears the answer at once.
Task<> Http2::read_away(Lent<Http2Stream> stream, Lent<Http2Body> body) {
    if (stream->is_connect() || stream->expects_continue) co_return;
    if (stream->length && *stream->length - stream->received() > unread_octets_max) co_return;
    constexpr std::size_t piece = 2048;
    const auto unwanted = std::make_unique_for_overwrite<char[]>(piece);
    for (std::size_t drained = 0; !stream->has_ended() && drained < unread_octets_max;) {
        const auto got = co_await body->read_some({unwanted.get(), piece});
        if (!got) co_return;
        drained += *got;
    }
}

/// Asks for more whenever the peer has room.
Task<> Http2::pump(Lent<Http2Stream> stream, Lent<Source> source, std::optional<std::uint64_t> length) {
    while (stream->is_open()) {
        auto octets = co_await source->next();
        const std::size_t count = octets ? octets->size() : 0;
        const bool wrong = length && (count > *length || (count == 0 && *length > 0));
        if (!octets || wrong) {
            session_.reset(*stream);
            start_sending();
            co_return;
        }
        if (length) *length -= count;
        session_.offer(*stream, *octets, count == 0);
        start_sending();
        if (count == 0) co_return;
        while (!stream->is_drained()) co_await stream->outgoing.wait();
    }
}

Task<> Http2::converse(Lent<Http2Stream> stream, Response::Upgrade upgrade) {
    start_sending();
    Http2ByteStream octets(&session_, stream, &flush_);
    co_await run_websocket(&octets, service_->clock, std::move(upgrade));
    session_.offer(*stream, {}, true);
}

// Sending.

void Http2::start_sending() {
    if (sending_ || broken_ || !session_.has_output()) return;
    sending_ = true;
    net::spawn(home_, send());
}

Task<> Http2::send() {
    try {
        co_await send_all();
    } catch (...) {
        give_up();
    }
    writing_ = false;
    sending_ = false;
    // Whoever listens has to see it.
    if (broken_ || session_.is_over()) wire_->nudge();
    left_.ring();
}

Task<> Http2::send_all() {
    std::string octets;
    octets.reserve(write_octets_first);
    while (!broken_) {
        // The first has come to a point where it waits: let the next begin, so that one write has it all.
        while (needs_worker()) {
            start_answering();
            co_await pass_turn();
        }
        octets.clear();
        session_.take_output(octets, write_octets);
        if (octets.empty()) break;
        ++writes_;
        writing_ = true;
        const auto written = co_await wire_->write(octets);
        writing_ = false;
        broken_ |= !written;
        // An answer may hold a share, or a recovery code; those are small.
        if (octets.size() <= write_octets_first) crypto::wipe(octets);
    }
}

/// After an exception, of a library or for want of memory: what the session knows may be half of it. A guard
/// that acts in its destructor would act, too, where the frames of a thread that ends are thrown away.
void Http2::give_up() {
    log::event("http2.connection_failed");
    broken_ = true;
    // Whoever listens has to see it.
    wire_->nudge();
}

// Deadlines.

void Http2::start_beat() {
    if (timer_) return;
    timer_.emplace(home_);
    // The beat has a longer arm than any deadline.
    if (!leaving_) wire_->set_deadline(2 * write_patience);
    timer_->expires_after(beat);
    timer_->async_wait([mark = mark_](const boost::system::error_code& code) {
        if (!code && *mark != nullptr) (*mark)->on_beat();
    });
}

void Http2::on_beat() {
    timer_.reset();
    session_.tick(beat);
    look_at_generation();
    if (leaving_) farewell_time_ += beat;
    if (farewell_time_ >= farewell_patience) {
        broken_ = true;
        return left_.ring();
    }
    const bool same = writing_ && writes_ == writes_at_beat_;
    writes_at_beat_ = writes_;
    write_time_ = same ? write_time_ + beat : std::chrono::steady_clock::duration();
    if (write_time_ >= write_patience) {
        log::event("http2.slow_reader");
        return wire_->close();
    }
    start_sending();
    if (session_.is_busy() || sending_ || leaving_) return start_beat();
    wire_->set_deadline(idle_max);
    session_.rest();
    // Whoever listens has to see it.
    rests_ = may_rest_ && session_.is_resting();
    if (rests_) wire_->nudge();
}

void Http2::look_at_generation() {
    if (reloading_ || service_->generation->load() == generation_) return;
    reloading_ = true;
    session_.go_away();
    session_.stop_sources();
    start_sending();
    start_beat();
}

}  // namespace

std::unique_ptr<Http2Connection> make_http2(Lent<net::Wire> wire, net::PeerAddress peer,
                                            Lent<const Service> service, std::uint64_t generation,
                                            bool may_rest, Executor home) {
    return std::make_unique<Http2>(wire, peer, service, generation, may_rest, home);
}

Task<> serve_http2(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service) {
    Http2 connection(wire, peer, service, service->generation->load(), false,
                     co_await boost::asio::this_coro::executor);
    co_await connection.run();
}

}  // namespace milpa::http
