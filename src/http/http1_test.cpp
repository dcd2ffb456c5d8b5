// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "http/connection.hpp"
#include "http/http1_input.hpp"
#include "http/signal.hpp"
#include "http/websocket.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::http {
namespace {

/// Numbers, a line each; perhaps with a wait for stop() behind them.
class Lines final : public Source {
public:
    Lines(std::size_t count, bool waits) : count_(count), waits_(waits) {}
    Task<Result<std::string_view>> next() override {
        if (at_ == count_) {
            if (waits_) co_await stopped_.wait();
            if (waits_) co_return fail(ErrorKind::closed, "stopped");
            co_return std::string_view();
        }
        line_ = fmt::format("line {}\n", ++at_);
        co_return std::string_view(line_);
    }
    void stop() override { stopped_.ring(); }

private:
    const std::size_t count_;
    const bool waits_;
    std::size_t at_ = 0;
    std::string line_;
    Signal stopped_;
};

Task<Response> echo(Lent<Body> body) {
    auto octets = co_await read_all(body, 1000);
    if (!octets) co_return response_for(octets.error());
    co_return Response{.body = std::move(*octets)};
}

Task<Response> lines(Request request) {
    const bool waits = request.parameter("wait").has_value();
    const std::size_t count = 3;
    Response response{.body = std::make_unique<Lines>(count, waits)};
    if (request.parameter("length")) response.length = std::stoul(*request.parameter("length"));
    co_return response;
}

Task<Response> hello(Request request) {
    Response response{.body = "hello " + request.query};
    if (request.parameter("bad")) response.fields.add("x-bad", "a\r\nx-worse: b");
    co_return response;
}

Task<> speak(std::unique_ptr<WebSocket> socket) {
    const auto message = co_await socket->read(100);
    if (message) EXPECT_TRUE(co_await socket->write(MessageKind::text, "heard " + message->octets));
}

Task<Response> socket_of(Request request) {
    co_return websocket_response(request, {},
                                 [](std::unique_ptr<WebSocket> s) { return speak(std::move(s)); });
}

/// Without the fields that every answer has, so that a dialogue can be read.
struct House {
    House() {
        const auto add = [&](std::string pattern, Method method, std::uint64_t octets, Handler handler) {
            router.add({.host = {},
                        .pattern = std::move(pattern),
                        .methods = {method},
                        .handler = std::move(handler),
                        .body_octets_max = octets});
        };
        add("/hello", Method::get, 0, [](Request request, Lent<Body>) { return hello(std::move(request)); });
        add("/echo", Method::post, 100, [](Request, Lent<Body> body) { return echo(body); });
        add("/ignore", Method::post, 1'000'000,
            [](Request request, Lent<Body>) { return hello(std::move(request)); });
        add("/lines", Method::get, 0, [](Request request, Lent<Body>) { return lines(std::move(request)); });
        add("/socket", Method::get, 0,
            [](Request request, Lent<Body>) { return socket_of(std::move(request)); });
        add("/shared", Method::get, 0, [](Request, Lent<Body>) -> Task<Response> {
            co_return Response{.body = std::make_shared<const std::string>(100'000, 'x')};
        });
    }
    Router router;
    ManualClock clock;
    std::atomic<std::uint64_t> generation{0};
    Service service{.router = &router, .clock = &clock, .generation = &generation};
};

std::string said(std::string_view text) {
    std::string octets;
    for (const char c : text) {
        if (c == '\n') octets += '\r';
        octets += c;
    }
    return octets;
}

/// The answers without CR, and without those fields that all have.
std::string plain(std::string_view written) {
    std::string seen;
    while (!written.empty()) {
        const auto end = written.find('\n');
        std::string_view line = written.substr(0, end);
        written.remove_prefix(end == std::string_view::npos ? written.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        bool usual = false;
        for (const std::string_view field :
             {"date", "x-content-type-options", "referrer-policy", "content-security-policy",
              "cross-origin-resource-policy", "cache-control", "strict-transport-security", "content-type"})
            usual |= line.starts_with(std::string(field) + ": ");
        if (usual) continue;
        seen += line;
        if (end != std::string_view::npos) seen += '\n';
    }
    return seen;
}

std::string talk(House& house, std::string_view text, std::size_t piece = 1 << 20) {
    net::ScriptedWire wire;
    wire.is_secure();
    const std::string octets = said(text);
    for (std::size_t at = 0; at < octets.size(); at += piece) wire.says(octets.substr(at, piece));
    net::run_now(serve_http1(&wire, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_TRUE(wire.is_closed());
    return plain(wire.written());
}

constexpr std::string_view bad =
    "HTTP/1.1 400 Bad Request\ncontent-length: 16\nconnection: close\n\n400 Bad Request\n";

const struct {
    std::string_view name;
    std::string_view said;
    std::string_view answered;
} dialogues[] = {
    {"kept alive", "GET /hello?1 HTTP/1.1\nHost: a\n\nGET /hello?2 HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 7\n\nhello 1HTTP/1.1 200 OK\ncontent-length: 7\n\nhello 2"},
    {"closed", "GET /hello HTTP/1.1\nHost: a\nConnection: close\n\nGET /hello?2 HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 6\nconnection: close\n\nhello "},
    {"1.0", "GET /hello HTTP/1.0\n\nGET /hello?2 HTTP/1.0\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 6\nconnection: close\n\nhello "},
    {"1.0 kept alive", "GET /hello HTTP/1.0\nConnection: keep-alive\n\nGET /hello HTTP/1.0\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 6\nconnection: keep-alive\n\nhello "
     "HTTP/1.1 200 OK\ncontent-length: 6\nconnection: close\n\nhello "},
    {"HEAD",
     "HEAD /hello?1 HTTP/1.1\nHost: a\n\nHEAD /lines HTTP/1.1\nHost: a\n\nGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 7\n\nHTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n"
     "HTTP/1.1 200 OK\ncontent-length: 6\n\nhello "},
    {"a body", "POST /echo HTTP/1.1\nHost: a\nContent-Length: 4\n\nbodyPOST /echo HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 4\n\nbodyHTTP/1.1 200 OK\ncontent-length: 0\n\n"},
    {"chunks",
     "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n2\nbo\n2;x\ndy\n0\nX: y\n\n"
     "GET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 4\n\nbodyHTTP/1.1 200 OK\ncontent-length: 6\n\nhello "},
    {"100-continue",
     "POST /echo HTTP/1.1\nHost: a\nContent-Length: 0\nExpect: 100-continue\n\nGET /hello HTTP/1.1\nHost: "
     "a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 0\n\nHTTP/1.1 200 OK\ncontent-length: 6\n\nhello "},
    {"unread", "POST /ignore HTTP/1.1\nHost: a\nContent-Length: 4\n\nbodyGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 6\n\nhello HTTP/1.1 200 OK\ncontent-length: 6\n\nhello "},
    {"unread, and much of it", "POST /ignore HTTP/1.1\nHost: a\nContent-Length: 900000\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 6\nconnection: close\n\nhello "},
    {"unread, and not asked for",
     "POST /ignore HTTP/1.1\nHost: a\nContent-Length: 4\nExpect: 100-continue\n\nGET / HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 6\nconnection: close\n\nhello "},
    {"too large a body",
     "POST /echo HTTP/1.1\nHost: a\nContent-Length: 101\n\nGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 413 Content Too Large\ncontent-length: 22\nconnection: close\n\n413 Content Too Large\n"},
    {"too large a body, in chunks",
     "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n"
     "40\n0123456789012345678901234567890123456789012345678901234567890123\n"
     "40\n0123456789012345678901234567890123456789012345678901234567890123\n0\n\n"
     "GET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 413 Content Too Large\ncontent-length: 22\nconnection: close\n\n413 Content Too Large\n"},
    {"a body for what is not there",
     "POST /none HTTP/1.1\nHost: a\nContent-Length: 4\n\nbodyGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 404 Not Found\ncontent-length: 14\n\n404 Not Found\nHTTP/1.1 200 OK\ncontent-length: "
     "6\n\nhello "},
    {"broken chunks", "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n2\nbody\n0\n\n", bad},
    {"a body where none may be", "GET /hello HTTP/1.1\nHost: a\nContent-Length: 1\n\nx",
     "HTTP/1.1 413 Content Too Large\ncontent-length: 22\nconnection: close\n\n413 Content Too Large\n"},
    {"two framings, and what would be smuggled",
     "POST /echo HTTP/1.1\nHost: a\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\nGET /hello "
     "HTTP/1.1\n"
     "Host: a\n\n",
     bad},
    {"no host", "GET /hello HTTP/1.1\n\nGET /hello HTTP/1.1\nHost: a\n\n", bad},
    {"an empty line before", "\nGET /hello HTTP/1.1\nHost: a\n\n\nGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 6\n\nhello HTTP/1.1 200 OK\ncontent-length: 6\n\nhello "},
    {"many empty lines", "\n\n\n\n", bad},
    {"a source", "GET /lines HTTP/1.1\nHost: a\n\nGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n7\nline 1\n\n7\nline 2\n\n7\nline 3\n\n0\n\n"
     "HTTP/1.1 200 OK\ncontent-length: 6\n\nhello "},
    {"a source of known length", "GET /lines?length=21 HTTP/1.1\nHost: a\n\nGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 21\n\nline 1\nline 2\nline 3\n"
     "HTTP/1.1 200 OK\ncontent-length: 6\n\nhello "},
    {"a source that breaks its word",
     "GET /lines?length=20 HTTP/1.1\nHost: a\n\nGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 20\n\nline 1\nline 2\n"},
    {"a source to 1.0", "GET /lines HTTP/1.0\nConnection: keep-alive\n\n",
     "HTTP/1.1 200 OK\nconnection: close\n\nline 1\nline 2\nline 3\n"},
    {"events, until the peer has gone", "GET /lines?wait HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n7\nline 1\n\n7\nline 2\n\n7\nline 3\n\n"},
    {"no header through a value", "GET /hello?bad HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 9\n\nhello bad"},
    {"an unknown method", "BREW /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 501 Not Implemented\ncontent-length: 20\nconnection: close\n\n501 Not Implemented\n"},
    {"an empty line before, and another",
     "GET /hello HTTP/1.1\nHost: a\n\n\n\nGET /hello HTTP/1.1\nHost: a\n\n",
     "HTTP/1.1 200 OK\ncontent-length: 6\n\nhello HTTP/1.1 400 Bad Request\ncontent-length: 16\nconnection: "
     "close\n\n400 Bad Request\n"},
    {"TLS to the wrong door", "\x16\x03\x01\x02", bad},
    {"nothing", "", ""},
};

TEST(Http1Test, AnswersInOrder) {
    House house;
    for (const auto& row : dialogues) {
        EXPECT_EQ(talk(house, row.said), row.answered) << row.name;
        EXPECT_EQ(talk(house, row.said, 3), row.answered) << row.name << ", in drops";
    }
}

TEST(Http1Test, AsksForABodyThatWaits) {
    House house;
    net::ScriptedWire wire;
    wire.is_secure()
        .says(said("POST /echo HTTP/1.1\nHost: a\nContent-Length: 4\nExpect: 100-continue\n\n"))
        .then([&] { EXPECT_EQ(wire.written(), said("HTTP/1.1 100 Continue\n\n")); })
        .says("body");
    net::run_now(serve_http1(&wire, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_EQ(plain(wire.written()), "HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\ncontent-length: 4\n\nbody");
}

TEST(Http1Test, EndsWhateverBreaks) {
    House house;
    for (const auto& row : dialogues) {
        if (row.said.empty()) continue;
        for (const ErrorKind kind : {ErrorKind::closed, ErrorKind::io, ErrorKind::timeout}) {
            for (std::size_t broken = 0;; ++broken) {
                net::ScriptedWire wire;
                wire.is_secure().says(said(row.said)).fails_at(broken, kind);
                net::run_now(serve_http1(&wire, *net::PeerAddress::parse("127.0.0.1"), &house.service));
                EXPECT_TRUE(wire.is_closed()) << row.name;
                if (wire.steps() <= broken) break;
            }
        }
    }
}

TEST(Http1Test, TellsWhoIsTooSlow) {
    House house;
    net::ScriptedWire wire;
    wire.is_secure().says("GET /hello HTTP/1.1\r\n").falls_silent();
    net::run_now(serve_http1(&wire, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_TRUE(wire.written().starts_with("HTTP/1.1 408 "));
    net::ScriptedWire slow;
    slow.is_secure().says(said("POST /echo HTTP/1.1\nHost: a\nContent-Length: 4\n\nb")).falls_silent();
    net::run_now(serve_http1(&slow, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_TRUE(slow.written().starts_with("HTTP/1.1 408 "));
    // Idle from the start: there is nobody to tell.
    net::ScriptedWire silent;
    silent.is_secure().falls_silent();
    net::run_now(serve_http1(&silent, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_EQ(silent.written(), "");
}

TEST(Http1Test, ABodyHasTimeAsLongAsItComes) {
    House house;
    std::string request = said("POST /ignore HTTP/1.1\nHost: a\nContent-Length: 60000\n\n");
    net::ScriptedWire wire;
    wire.is_secure().says(request);
    std::chrono::milliseconds least = body_patience;
    for (int i = 0; i < 40; ++i) {
        wire.then([&] {
            least = std::min(least, wire.last_deadline());
            house.clock.advance(std::chrono::seconds(4));
        });
        wire.says(std::string(1000, 'x'));
    }
    wire.falls_silent();
    net::run_now(serve_http1(&wire, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    // 1000 octets in 4 s are half of what they would have to be: each time less is left.
    EXPECT_LT(least, std::chrono::seconds(1));
    EXPECT_GE(least, std::chrono::milliseconds(1));
}

TEST(Http1Test, EndsAtAnotherGeneration) {
    House house;
    net::ScriptedWire idle;
    idle.is_secure().says(said("GET /hello HTTP/1.1\nHost: a\n\n")).then([&] {
        house.generation = 1;
        idle.nudge();
    });
    idle.says(said("GET /hello HTTP/1.1\nHost: a\n\n"));
    net::run_now(serve_http1(&idle, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_EQ(plain(idle.written()), "HTTP/1.1 200 OK\ncontent-length: 6\n\nhello ");

    // A nudge alone is none.
    net::ScriptedWire nudged;
    nudged.is_secure().then([&] { nudged.nudge(); }).says(said("GET /hello HTTP/1.1\nHost: a\n\n"));
    net::run_now(serve_http1(&nudged, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_EQ(plain(nudged.written()), "HTTP/1.1 200 OK\ncontent-length: 6\n\nhello ");

    net::ScriptedWire events;
    events.is_secure().says(said("GET /lines?wait HTTP/1.1\nHost: a\n\n")).then([&] {
        house.generation = 2;
        events.nudge();
    });
    net::run_now(serve_http1(&events, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_TRUE(events.is_closed());
    EXPECT_TRUE(events.written().ends_with("line 3\n\r\n"));
}

TEST(Http1Test, BecomesAWebSocket) {
    House house;
    net::ScriptedWire wire;
    // A text of "hi", masked with zeros (RFC 6455 5.2), that came together with the request.
    wire.is_secure().says(said("GET /socket HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: websocket\n"
                               "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n") +
                          std::string("\x81\x82\0\0\0\0hi", 8));
    net::run_now(serve_http1(&wire, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    const std::string seen = plain(wire.written());
    EXPECT_TRUE(
        seen.starts_with("HTTP/1.1 101 Switching Protocols\nupgrade: websocket\nsec-websocket-accept: "
                         "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\nconnection: upgrade\n\n"))
        << seen;
    EXPECT_TRUE(seen.contains("\x81\x08heard hi")) << seen;
    EXPECT_TRUE(wire.is_closed());
    EXPECT_TRUE(
        talk(house, "GET /socket HTTP/1.1\nHost: a\n\n").starts_with("HTTP/1.1 426 Upgrade Required\n"));
}

TEST(Http1Test, SendsWhatIsLarge) {
    House house;
    net::ScriptedWire wire;
    wire.is_secure().says(said("GET /shared HTTP/1.1\nHost: a\n\n"));
    net::run_now(serve_http1(&wire, *net::PeerAddress::parse("127.0.0.1"), &house.service));
    EXPECT_TRUE(wire.written().ends_with("\r\n\r\n" + std::string(100'000, 'x')));
}

Task<> ask_and_leave(Lent<net::Wire> client, Lent<std::string> seen) {
    client->set_deadline(std::chrono::seconds(60));
    EXPECT_TRUE(co_await client->write("GET /lines?wait HTTP/1.1\r\nHost: a\r\n\r\n"));
    char octets[4096];
    while (!seen->contains("line 3")) {
        const auto count = co_await client->read_some(octets);
        if (!count) break;
        seen->append(octets, *count);
    }
    client->close();
}

/// Over real sockets: a source that waits is stopped when its peer goes.
TEST(Http1Test, StopsASourceWhosePeerHasGone) {
    House house;
    Router open;
    // The wire of this test is none of TLS.
    open.add({.host = {},
              .pattern = "/lines",
              .methods = {Method::get},
              .handler = [](Request request, Lent<Body>) { return lines(std::move(request)); },
              .in_clear = true});
    boost::asio::io_context context(1);
    auto [server, client] = net::make_pair(context.get_executor(), context.get_executor());
    std::string seen;
    net::spawn(context.get_executor(), ask_and_leave(client.get(), &seen));
    const Service service{.router = &open, .clock = &house.clock, .generation = &house.generation};
    net::run_on(context, serve_http1(server.get(), *net::PeerAddress::parse("127.0.0.1"), &service));
    EXPECT_TRUE(seen.contains("line 3")) << seen;
}

Task<> ask_with_pauses(Lent<net::Wire> client, Lent<int> rests) {
    client->set_deadline(std::chrono::seconds(60));
    char octets[4096];
    for (int i = 1; i < 3; ++i) {
        EXPECT_TRUE(co_await client->write("GET /lines HTTP/1.1\r\nHost: a\r\n\r\n"));
        std::string seen;
        while (!seen.ends_with("\r\n0\r\n\r\n")) {
            const auto count = co_await client->read_some(octets);
            EXPECT_TRUE(count) << "it has not ended";
            if (!count) co_return;
            seen.append(octets, *count);
        }
        while (*rests < i) EXPECT_TRUE(co_await net::sleep_for(std::chrono::milliseconds(20)));
    }
    client->close();
}

Task<> serve_with_rests(Lent<Connection> connection, Lent<int> rests) {
    while (co_await connection->serve()) {
        ++*rests;
        Signal called;
        EXPECT_TRUE(connection->wire().call_when_readable([&called] { called.ring(); }));
        co_await called.wait();
    }
}

/// Over real sockets: nothing runs for a connection that is idle, and it goes on when its peer does.
TEST(Http1Test, AnIdleConnectionRestsAndGoesOn) {
    House house;
    Router open;
    open.add({.host = {},
              .pattern = "/lines",
              .methods = {Method::get},
              .handler = [](Request request, Lent<Body>) { return lines(std::move(request)); },
              .in_clear = true});
    boost::asio::io_context context(1);
    auto [server, client] = net::make_pair(context.get_executor(), context.get_executor());
    int rests = 0;
    net::spawn(context.get_executor(), ask_with_pauses(client.get(), &rests));
    const Service service{.router = &open, .clock = &house.clock, .generation = &house.generation};
    Connection connection(std::move(server), *net::PeerAddress::parse("127.0.0.1"), &service,
                          house.generation.load());
    net::run_on(context, serve_with_rests(&connection, &rests));
    EXPECT_EQ(rests, 2);
}

/// A lock or a reload while hands were shaken.
TEST(Http1Test, WhatWasChosenBeforeAReloadServesNobody) {
    House house;
    boost::asio::io_context context(1);
    auto [server, client] = net::make_pair(context.get_executor(), context.get_executor());
    const std::uint64_t before = house.generation++;
    Connection connection(std::move(server), *net::PeerAddress::parse("127.0.0.1"), &house.service, before);
    std::string seen;
    net::spawn(context.get_executor(), ask_and_leave(client.get(), &seen));
    bool rests = true;
    net::run_on(context, [](Lent<Connection> one, Lent<bool> outcome) -> Task<> {
        *outcome = co_await one->serve();
    }(&connection, &rests));
    EXPECT_FALSE(rests);
    EXPECT_EQ(seen, "");
}

}  // namespace
}  // namespace milpa::http
