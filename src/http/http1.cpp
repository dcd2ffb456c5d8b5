// SPDX-License-Identifier: AGPL-3.0-or-later
// A connection of HTTP/1.1: requests one after the other, also those that came before the answer to the last.
//
//     idle ──octets──> header ──whole──> answering ──answered, body read──> idle, or the next header
//      │ │               │ refused           │ upgrade ──> a WebSocket's until its end
//      │ └──rest_after──>│ rest: run() returns, and begins anew when the wire calls
//      └──time, stop─────┴──> goodbye <──────┴──close asked for, or the body left unread
//
// Idle it holds no buffer; at rest, nothing but an Http1State. While a Source is sent, a second task listens:
// so the end of the peer is noticed although nothing is written.
#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"
#include "crypto/secret.hpp"
#include "http/connection.hpp"
#include "http/http1_input.hpp"
#include "http/http1_response.hpp"
#include "http/policy.hpp"
#include "http/signal.hpp"
#include "http/websocket_connection.hpp"
#include "net/runtime.hpp"

namespace milpa::http {

namespace {

struct WipeAtEnd {
    const Lent<std::string> text;
    explicit WipeAtEnd(Lent<std::string> wiped) : text(wiped) {}
    ~WipeAtEnd() { crypto::wipe(*text); }
    WipeAtEnd(const WipeAtEnd&) = delete;
    WipeAtEnd& operator=(const WipeAtEnd&) = delete;
};

/// How long a connection may be idle: a browser comes back within a minute, or much later.
constexpr std::chrono::milliseconds idle_max = std::chrono::seconds(75);
/// So long a coroutine waits for the next request: those of a page come within it.
constexpr std::chrono::milliseconds rest_after = std::chrono::seconds(1);
/// From the first octet of a header to its last: whoever is slower than this holds what others need.
constexpr std::chrono::milliseconds header_patience = std::chrono::seconds(15);
/// For each piece of an answer: with piece_octets a client must read about a kilobyte a second.
constexpr std::chrono::milliseconds write_patience = std::chrono::seconds(60);
constexpr std::size_t piece_octets = 64 * 1024;
/// A body up to this size goes out together with its header: one record, one system call.
constexpr std::size_t joined_octets_max = 16 * 1024;
/// While a Source waits for what is to come there is nothing that could take too long. A day: not for ever.
constexpr std::chrono::milliseconds event_patience = std::chrono::hours(24);
/// What is kept of requests that come while a Source is sent; and, between two events, of its last chunk.
constexpr std::size_t watched_octets_max = 4096;
constexpr std::size_t held_octets_max = 1024;
/// RFC 9112 9.6: connections are closed now and then, so that load spreads and nothing lasts for ever.
constexpr std::size_t requests_max = 100'000;

/// Who listens while a Source is sent. Shared by the two tasks, both on the connection's thread.
struct Watch {
    Lent<net::Wire> wire;
    Lent<Http1Input> input;
    Lent<const Service> service;
    std::uint64_t generation;
    Source* source;  // null once it has been stopped, or has ended
    bool has_length;
    bool wanted = true;
    bool ended = false;
    Signal end{};

    void stop_source() {
        if (source != nullptr) std::exchange(source, nullptr)->stop();
    }
};

/// A peer that has ended its side may still want to read the rest of a file, but not events for ever.
Task<> listen(std::shared_ptr<Watch> watch) {
    while (watch->wanted) {
        const auto woke = co_await watch->wire->wait_readable();
        if (!woke) {
            watch->stop_source();
            break;
        }
        if (*woke == net::Wake::nudge) {
            if (watch->service->generation->load() != watch->generation) watch->stop_source();
            continue;
        }
        // The next requests, perhaps: they wait their turn. Where there are many, their end is not seen.
        if (watch->input->octets().size() >= watched_octets_max) break;
        const auto filled = co_await watch->input->fill(watched_octets_max);
        if (filled) continue;
        if (filled.error().kind != ErrorKind::closed || !watch->has_length) watch->stop_source();
        break;
    }
    watch->ended = true;
    watch->end.ring();
}

class Http1 {
public:
    Http1(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service, Lent<Http1State> state)
        : wire_(wire), input_(wire), peer_(peer), service_(service), state_(state), secure_(wire->is_tls()) {}

    /// True where the connection rests, false where it has ended.
    Task<bool> run();

private:
    enum class Came : std::uint8_t { octets, nothing, end };
    Task<Came> come_to_octets();
    Task<bool> serve_one();
    Task<std::size_t> read_head();
    Task<bool> answer(Http1Head head);
    Task<bool> refuse(unsigned status);
    Task<bool> upgrade(Response response, Version version);
    Task<Result<void>> send(Lent<Response> response, Http1Facts facts, bool with_body);
    Task<Result<void>> send_octets(std::string_view octets);
    Task<Result<void>> send_source(Lent<Source> source, Http1Facts facts);
    Task<Result<void>> pump(Lent<Watch> watch, Lent<Source> source, Http1Facts facts);
    bool ends() const {
        return state_->served >= requests_max || service_->generation->load() != state_->generation;
    }

    const Lent<net::Wire> wire_;
    Http1Input input_;
    const net::PeerAddress peer_;
    const Lent<const Service> service_;
    const Lent<Http1State> state_;
    const bool secure_;
};

Task<bool> Http1::run() {
    while (!ends()) {
        if (input_.empty()) {
            const Came came = co_await come_to_octets();
            if (came == Came::nothing) co_return true;
            if (came == Came::end) break;
        }
        if (!co_await serve_one()) break;
    }
    // Only the log would want to know how the goodbye went, and it has better to do.
    [[maybe_unused]] const auto gone = co_await wire_->shutdown();
    co_return false;
}

/// Waits without a buffer.
Task<Http1::Came> Http1::come_to_octets() {
    input_.release_if_empty();
    const bool may_rest = state_->may_rest && !state_->rests && state_->served > 0;
    // Who comes from a rest has the deadline of then.
    if (!std::exchange(state_->rests, false)) {
        wire_->set_deadline(state_->served == 0 ? header_patience : may_rest ? rest_after : idle_max);
    }
    while (true) {
        const auto woke = co_await wire_->wait_readable();
        if (woke && *woke == net::Wake::bytes && !ends()) co_return Came::octets;
        if (!woke && may_rest && woke.error().kind == ErrorKind::timeout) break;
        if (!woke || ends()) co_return Came::end;
    }
    wire_->set_deadline(idle_max - rest_after);
    state_->rests = true;
    co_return Came::nothing;
}

Task<bool> Http1::serve_one() {
    const std::size_t size = co_await read_head();
    if (size == 0) co_return false;
    auto head = read_header(input_.octets().substr(0, size), secure_);
    input_.take(size);
    ++state_->served;
    if (!head) co_return co_await refuse(head.error());
    head->request.peer = peer_;
    co_return co_await answer(std::move(*head));
}

/// The header's octets; 0 where the connection is over, and what there was to say was said.
Task<std::size_t> Http1::read_head() {
    wire_->set_deadline(header_patience);
    HeaderScan scan;
    bool may_be_blank = true;
    while (true) {
        // RFC 9112 2.2: old clients send an empty line behind a body; one.
        if (may_be_blank && input_.octets().size() >= 2) {
            may_be_blank = false;
            if (input_.octets().starts_with("\r\n")) input_.take(2);
        }
        const auto state = may_be_blank ? HeaderScan::State::more : scan.scan(input_.octets());
        if (state == HeaderScan::State::whole) co_return scan.size();
        if (state != HeaderScan::State::more) {
            co_await refuse(state == HeaderScan::State::large ? 431 : 400);
            co_return 0;
        }
        const auto filled = co_await input_.fill(header_octets_max);
        if (filled) continue;
        // Nobody is told that they were silent from the start.
        if (filled.error().kind == ErrorKind::timeout && !input_.empty()) co_await refuse(408);
        co_return 0;
    }
}

/// The last that is said on this connection: what follows such a request cannot be told apart from it.
Task<bool> Http1::refuse(unsigned status) {
    log::count("http.refused");
    Response response = refusal(status, secure_);
    // Where it does not arrive, the connection ends all the same.
    [[maybe_unused]] const auto sent =
        co_await send(&response, facts_of(response, Version::http11, false), true);
    co_return false;
}

Task<bool> Http1::answer(Http1Head head) {
    const Version version = head.request.version;
    const bool with_body = head.request.method != Method::head;
    const Route& route = service_->router->find(head.request);
    if (head.length > route.body_octets_max) co_return co_await refuse(413);
    Http1Body body(&input_, service_->clock, head, route.body_octets_max);
    Response response = co_await service_->router->answer(&route, std::move(head.request), &body);
    if (response.upgrade) co_return co_await upgrade(std::move(response), version);
    // A connection whose body was left unread and cannot be read away ends: the client is told now.
    const bool keep_alive = head.keep_alive && !ends() && co_await body.finish();
    const Http1Facts facts = facts_of(response, version, keep_alive);
    if (!co_await send(&response, facts, with_body)) {
        wire_->close();
        co_return false;
    }
    co_return facts.keep_alive;
}

/// From here on the octets are the WebSocket's, those too that came behind the request (RFC 9110 7.8).
Task<bool> Http1::upgrade(Response response, Version version) {
    if (!co_await send(&response, facts_of(response, version, true), false)) co_return false;
    WireStream stream(wire_, input_.take_all());
    co_await run_websocket(&stream, service_->clock, std::move(response.upgrade));
    co_return false;
}

Task<Result<void>> Http1::send(Lent<Response> response, Http1Facts facts, bool with_body) {
    std::string_view octets;
    if (const auto* text = std::get_if<std::string>(&response->body)) octets = *text;
    if (const auto* shared = std::get_if<Response::Shared>(&response->body)) octets = **shared;
    auto* source = std::get_if<std::unique_ptr<Source>>(&response->body);
    if (!with_body || facts.framing == Framing::none) {
        octets = {};
        source = nullptr;
    }
    constexpr std::size_t head_octets = 2048;
    std::string out;
    out.reserve(head_octets + std::min(octets.size(), joined_octets_max));
    const WipeAtEnd wiped(&out);  // an answer may hold a share, or a recovery code
    append_head(out, *response, facts, service_->clock->wall());
    const std::size_t joined = octets.size() <= joined_octets_max ? octets.size() : 0;
    out += octets.substr(0, joined);
    wire_->set_deadline(write_patience);
    CO_CHECK(co_await wire_->write(out));
    CO_CHECK(co_await send_octets(octets.substr(joined)));
    if (source != nullptr) co_return co_await send_source(source->get(), facts);
    co_return Result<void>{};
}

Task<Result<void>> Http1::send_octets(std::string_view octets) {
    while (!octets.empty()) {
        wire_->set_deadline(write_patience);
        CO_CHECK(co_await wire_->write(octets.substr(0, piece_octets)));
        octets.remove_prefix(std::min(octets.size(), piece_octets));
    }
    co_return Result<void>{};
}

Task<Result<void>> Http1::send_source(Lent<Source> source, Http1Facts facts) {
    input_.release_if_empty();
    auto watch = std::make_shared<Watch>(wire_, &input_, service_, state_->generation, source.get(),
                                         facts.framing == Framing::length);
    net::spawn(co_await boost::asio::this_coro::executor, listen(watch));
    auto sent = co_await pump(watch.get(), source, facts);
    watch->source = nullptr;
    watch->wanted = false;
    if (!watch->ended) wire_->nudge();
    co_await watch->end.wait();
    co_return sent;
}

Task<Result<void>> Http1::pump(Lent<Watch> watch, Lent<Source> source, Http1Facts facts) {
    std::uint64_t left = facts.length;
    std::string chunk;
    while (true) {
        wire_->set_deadline(event_patience);
        CO_TRY(std::string_view octets, co_await source->next());
        if (octets.empty()) break;
        if (facts.framing == Framing::length) {
            if (octets.size() > left) co_return fail(ErrorKind::io, "a source with more than it said");
            left -= octets.size();
        }
        if (facts.framing != Framing::chunked) {
            CO_CHECK(co_await send_octets(octets));
            continue;
        }
        for (; !octets.empty(); octets.remove_prefix(std::min(octets.size(), piece_octets))) {
            chunk.clear();
            append_chunk(chunk, octets.substr(0, piece_octets));
            wire_->set_deadline(write_patience);
            CO_CHECK(co_await wire_->write(chunk));
        }
        // Between events nothing is held.
        if (chunk.capacity() > held_octets_max) chunk = std::string();
    }
    watch->source = nullptr;
    wire_->set_deadline(write_patience);
    if (facts.framing == Framing::length && left > 0) co_return fail(ErrorKind::io, "a source with less");
    if (facts.framing == Framing::chunked) CO_CHECK(co_await wire_->write(last_chunk));
    co_return Result<void>{};
}

}  // namespace

Task<bool> serve_http1(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service,
                       Lent<Http1State> state) {
    Http1 connection(wire, peer, service, state);
    co_return co_await connection.run();
}

Task<> serve_http1(Lent<net::Wire> wire, net::PeerAddress peer, Lent<const Service> service) {
    Http1State state{.generation = service->generation->load()};
    co_await serve_http1(wire, peer, service, &state);
}

}  // namespace milpa::http
