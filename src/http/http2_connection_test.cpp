// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "http/connection.hpp"
#include "http/http1_input.hpp"
#include "http/http2_session.hpp"
#include "http/signal.hpp"
#include "http/test_http2_client.hpp"
#include "http/test_socket_client.hpp"
#include "http/websocket.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::http {
namespace {

using namespace std::chrono_literals;

/// Gives a number of pieces, and then the end, or nothing until it is stopped.
class Pieces final : public Source {
public:
    Pieces(int count, bool endless, std::string* end) : left_(count), endless_(endless), end_(end) {}
    Task<Result<std::string_view>> next() override {
        if (left_ == 0 && endless_) {
            co_await stopped_.wait();
            *end_ = "stopped";
            co_return fail(ErrorKind::closed, "stopped");
        }
        if (left_ == 0) co_return std::string_view();
        --left_;
        piece_ = std::string(10'000, 'p');
        co_return piece_;
    }
    void stop() override { stopped_.ring(); }

private:
    int left_;
    const bool endless_;
    std::string* const end_;
    std::string piece_;
    Signal stopped_;
};

/// As where no memory is left.
class Throws final : public Source {
public:
    Task<Result<std::string_view>> next() override {
        throw std::bad_alloc();
        co_return std::string_view();
    }
};

Task<> echo(std::unique_ptr<WebSocket> socket) {
    while (true) {
        const auto message = co_await socket->read(100'000);
        if (!message || !co_await socket->write(message->kind, message->octets)) co_return;
    }
}

class Http2ConnectionTest : public testing::Test {
protected:
    Http2ConnectionTest() {
        add("/", {Method::get},
            [](Request, Lent<Body>) -> Task<Response> { co_return text_response(200, "fine"); });
        add("/ignore", {Method::post},
            [](Request, Lent<Body>) -> Task<Response> { co_return text_response(200, "ignored"); });
        add("/large", {Method::get}, [](Request, Lent<Body>) -> Task<Response> {
            co_return Response{.body = std::string(1'000'000, 'x')};
        });
        add("/count", {Method::post}, [](Request, Lent<Body> body) -> Task<Response> {
            const auto all = co_await read_all(body, 10'000'000);
            if (!all) co_return response_for(all.error());
            co_return text_response(200, std::to_string(all->size()));
        });
        add("/pieces", {Method::get}, [](Request, Lent<Body>) -> Task<Response> {
            Response response;
            response.body = std::make_unique<Pieces>(100, false, nullptr);
            co_return std::move(response);
        });
        add("/few", {Method::get}, [](Request, Lent<Body>) -> Task<Response> {
            Response response;
            response.body = std::make_unique<Pieces>(2, false, nullptr);
            co_return std::move(response);
        });
        add("/throws", {Method::get}, [](Request, Lent<Body>) -> Task<Response> {
            Response response;
            response.body = std::make_unique<Throws>();
            co_return std::move(response);
        });
        add("/events", {Method::get}, [this](Request, Lent<Body>) { return events(&end); });
        add("/wait", {Method::get}, [this](Request, Lent<Body>) { return wait(&bell); });
        add("/socket", {Method::get}, [](Request request, Lent<Body>) -> Task<Response> {
            co_return websocket_response(request, {}, echo);
        });
    }
    static Task<Response> events(Lent<std::string> end) {
        Response response;
        response.body = std::make_unique<Pieces>(1, true, end.get());
        co_return std::move(response);
    }
    static Task<Response> wait(Lent<Signal> bell) {
        co_await bell->wait();
        co_return text_response(200, "waited");
    }
    void add(std::string pattern, std::vector<Method> methods, Handler handler) {
        router.add({.host = "",
                    .pattern = std::move(pattern),
                    .methods = std::move(methods),
                    .handler = std::move(handler),
                    .body_octets_max = 10'000'000,
                    .in_clear = true});
    }

    Router router;
    SystemClock clock;
    std::atomic<std::uint64_t> generation{0};
    Service service{.router = &router, .clock = &clock, .generation = &generation};
    boost::asio::io_context context{1};
    std::string end;
    Signal bell;
};

/// The same, with the scheme of a wire in clear.
std::string ask(std::uint32_t id, std::string path, bool ends = true, H2Fields more = {}) {
    H2Fields fields = h2_get(std::move(path)) + more;
    if (!ends) fields[0].second = "POST";
    fields[1].second = "http";
    return h2_request(id, fields, ends);
}

class ScriptTest : public Http2ConnectionTest {
protected:
    H2Ear run(std::vector<std::string> says, std::optional<std::size_t> broken = {},
              ErrorKind kind = ErrorKind::io) {
        net::ScriptedWire wire;
        for (std::string& octets : says) wire.says(std::move(octets));
        if (broken) wire.fails_at(*broken, kind);
        net::run_on(context, serve_http2(&wire, net::PeerAddress(), &service));
        steps = wire.steps();
        H2Ear ear;
        ear.hear(wire.written());
        return ear;
    }
    std::size_t steps = 0;
};

TEST_F(ScriptTest, ManyRequestsInOneRead) {
    std::string said = h2_hello();
    for (std::uint32_t id = 1; id < 100; id += 2) said += ask(id, "/");
    H2Ear ear = run({said});
    for (std::uint32_t id = 1; id < 100; id += 2) EXPECT_EQ(ear.answers[id].body, "fine\n") << id;
    // All of it went out in a few writes: reads, writes and the shutdown are the steps.
    EXPECT_LT(steps, 8U);
    EXPECT_EQ(ear.goaway, "0");
}

TEST_F(ScriptTest, BodiesAndSources) {
    H2Ear ear = run({h2_hello() + ask(1, "/count", false) + h2_data(1, std::string(1'000, 'x'), false),
                     h2_data(1, std::string(10, 'x'), true) + ask(3, "/pieces") + ask(5, "/large")});
    EXPECT_EQ(ear.answers[1].body, "1010\n");
    EXPECT_EQ(ear.answers[3].body, std::string(1'000'000, 'p'));
    EXPECT_TRUE(ear.answers[3].ended);
    EXPECT_EQ(ear.answers[5].body, std::string(1'000'000, 'x'));
}

// RFC 9113 8.1: RST_STREAM(NO_ERROR) after an answer is right, and curl 7.88 takes it for a failure.
TEST_F(ScriptTest, ALittleOfWhatNobodyReadIsReadAway) {
    H2Ear ear = run({h2_hello() + ask(1, "/ignore", false), h2_data(1, std::string(1'000, 'x'), false),
                     h2_data(1, "the end", true), ask(3, "/")});
    EXPECT_EQ(ear.answers[1].body, "ignored\n");
    EXPECT_TRUE(ear.answers[1].ended);
    EXPECT_EQ(ear.answers[1].reset, H2Ear::Answer().reset) << "none";
    EXPECT_TRUE(ear.answers[3].ended);
}

TEST_F(ScriptTest, MuchOfItIsNot) {
    const std::string length = std::to_string(unread_octets_max + 1);
    std::string endless;
    for (std::size_t sent = 0; sent < unread_octets_max; sent += 16'000)
        endless += h2_data(5, std::string(16'000, 'x'), false);
    H2Ear ear = run({h2_hello() + ask(1, "/ignore", false, {{"content-length", length}}) +
                         ask(3, "/ignore", false, {{"expect", "100-continue"}}),
                     ask(5, "/ignore", false), endless, ask(7, "/")});
    for (const std::uint32_t id : {1U, 3U, 5U}) {
        EXPECT_TRUE(ear.answers[id].ended) << id;
        EXPECT_EQ(ear.answers[id].reset, static_cast<std::uint32_t>(NGHTTP2_NO_ERROR)) << id;
        EXPECT_EQ(ear.answers[id].body, "ignored\n") << id;
    }
    EXPECT_TRUE(ear.answers[7].ended);
}

TEST_F(ScriptTest, EndsWhateverStepFails) {
    const std::vector<std::string> says = {h2_hello(), ask(1, "/") + ask(3, "/count", false),
                                           h2_data(3, "x", false), ask(5, "/few") + ask(7, "/events"),
                                           h2_data(3, "x", true) + h2_ping()};
    (void)run(says);
    const std::size_t all = steps;
    for (std::size_t step = 0; step < all; ++step)
        for (const ErrorKind kind :
             {ErrorKind::io, ErrorKind::closed, ErrorKind::timeout, ErrorKind::syntax}) {
            end.clear();
            (void)run(says, step, kind);
            EXPECT_LE(steps, all + 3);
        }
}

TEST_F(ScriptTest, EndsWhenAnAnswerThrows) {
    // Another waits for its peer meanwhile.
    end.clear();
    (void)run({h2_hello() + ask(1, "/events"), ask(3, "/throws"), ask(5, "/")});
    EXPECT_EQ(end, "stopped");
}

TEST_F(ScriptTest, ARuleThatWasBrokenEndsIt) {
    std::string flood = h2_hello();
    for (int i = 0; i < 1'000; ++i) flood += h2_ping();
    EXPECT_EQ(run({flood}).goaway, "b");
    EXPECT_EQ(run({"GET / HTTP/1.1\r\nHost: a\r\n\r\n"}).answers.size(), 0U);
    EXPECT_EQ(run({h2_hello() + h2_request(2, h2_get())}).goaway, "1");
}

/// A client and a server on a real connection.
class RealTest : public Http2ConnectionTest {
protected:
    RealTest() {
        std::tie(server, client) = net::make_pair(context.get_executor(), context.get_executor());
        net::spawn(context.get_executor(), serve_http2(server.get(), net::PeerAddress(), &service));
    }
    std::unique_ptr<net::Wire> server, client;
    H2Ear ear;
};

/// Listens until that is so.
Task<bool> hear_until(Lent<net::Wire> client, Lent<H2Ear> ear, std::move_only_function<bool()> is_so) {
    char buffer[16'384];
    client->set_deadline(20s);
    while (!is_so()) {
        const auto count = co_await client->read_some(buffer);
        if (!count) co_return is_so();
        ear->hear({buffer, *count});
    }
    co_return true;
}

Task<> expect(Lent<net::Wire> client, Lent<H2Ear> ear, std::string says,
              std::move_only_function<bool()> is_so) {
    EXPECT_TRUE(co_await client->write(says));
    EXPECT_TRUE(co_await hear_until(client, ear, std::move(is_so)));
}

/// One after the other; then the client is gone.
Task<> expect_all(Lent<net::Wire> client, Lent<H2Ear> ear,
                  std::deque<std::pair<std::string, std::move_only_function<bool()>>> steps) {
    for (auto& [says, is_so] : steps) co_await expect(client, ear, says, std::move(is_so));
    client->close();
}

TEST_F(RealTest, AHandlerThatWaitsHoldsUpNobody) {
    std::deque<std::pair<std::string, std::move_only_function<bool()>>> steps;
    steps.emplace_back(h2_hello() + ask(1, "/wait") + ask(3, "/") + ask(5, "/large"),
                       [this] { return ear.answers[3].ended && ear.answers[5].ended; });
    steps.emplace_back(ask(7, "/"), [this] {
        if (!ear.answers[7].ended) return false;
        bell.ring();
        return true;
    });
    steps.emplace_back(h2_ping(), [this] { return ear.answers[1].ended; });
    net::run_on(context, expect_all(client.get(), &ear, std::move(steps)));
    EXPECT_EQ(ear.answers[1].body, "waited\n");
}

/// Serves, and says how often the connection was at rest: then it is run again when its wire calls.
Task<> serve_with_rests(Lent<Http2Connection> connection, Lent<net::Wire> wire, Lent<int> rests) {
    while (co_await connection->run()) {
        ++*rests;
        Signal called;
        EXPECT_TRUE(wire->call_when_readable([&called] { called.ring(); }));
        co_await called.wait();
    }
}

Task<> ask_with_pauses(Lent<net::Wire> client, Lent<H2Ear> ear, Lent<int> rests) {
    for (std::uint32_t id = 1; id < 7; id += 2) {
        const int before = *rests;
        co_await expect(client, ear, (id == 1 ? h2_hello() : std::string()) + ask(id, "/"),
                        [ear, id]() mutable { return ear->answers[id].ended; });
        EXPECT_EQ(ear->answers[id].body, "fine\n");
        while (*rests == before) EXPECT_TRUE(co_await net::sleep_for(20ms));
    }
    client->close();
}

TEST_F(Http2ConnectionTest, AnIdleConnectionRestsAndGoesOn) {
    auto [server, client] = net::make_pair(context.get_executor(), context.get_executor());
    H2Ear ear;
    int rests = 0;
    net::spawn(context.get_executor(), ask_with_pauses(client.get(), &ear, &rests));
    const auto connection =
        make_http2(server.get(), net::PeerAddress(), &service, 0, true, context.get_executor());
    net::run_on(context, serve_with_rests(connection.get(), server.get(), &rests));
    EXPECT_EQ(rests, 3);
}

Task<> ask_once(Lent<net::Wire> client, Lent<H2Ear> ear) {
    EXPECT_TRUE(co_await client->write(h2_hello() + ask(1, "/")));
    EXPECT_TRUE(co_await hear_until(client, ear, [ear]() mutable { return !ear->goaway.empty(); }));
    client->close();
}

/// A lock or a reload while hands were shaken.
TEST_F(Http2ConnectionTest, WhatWasChosenBeforeAReloadServesNobody) {
    auto [server, client] = net::make_pair(context.get_executor(), context.get_executor());
    H2Ear ear;
    const std::uint64_t before = generation++;
    net::spawn(context.get_executor(), ask_once(client.get(), &ear));
    const auto connection =
        make_http2(server.get(), net::PeerAddress(), &service, before, true, context.get_executor());
    int rests = 0;
    net::run_on(context, serve_with_rests(connection.get(), server.get(), &rests));
    EXPECT_EQ(rests, 0);
    EXPECT_FALSE(ear.goaway.empty());
}

TEST_F(RealTest, AnUploadGoesOnAsItIsRead) {
    std::deque<std::pair<std::string, std::move_only_function<bool()>>> steps;
    steps.emplace_back(h2_hello() + ask(1, "/count", false), [] { return true; });
    for (int i = 0; i < 300; ++i) {
        // Never more than the windows allow: the connection's own must have come back.
        steps.emplace_back(h2_data(1, std::string(16'000, 'x'), false), [this, i] {
            const std::uint64_t sent = 16'000 * (static_cast<std::uint64_t>(i) + 2);
            return ear.windows[1] + stream_window >= sent && ear.windows[0] + 65'535 >= sent;
        });
    }
    steps.emplace_back(h2_data(1, "", true), [this] { return ear.answers[1].ended; });
    net::run_on(context, expect_all(client.get(), &ear, std::move(steps)));
    EXPECT_EQ(ear.answers[1].body, "4800000\n");
}

TEST_F(RealTest, ASourceIsStoppedWhenItsStreamIsReset) {
    std::deque<std::pair<std::string, std::move_only_function<bool()>>> steps;
    steps.emplace_back(h2_hello() + ask(1, "/events"),
                       [this] { return ear.answers[1].body.size() == 10'000; });
    steps.emplace_back(h2_reset(1) + ask(3, "/"), [this] { return ear.answers[3].ended; });
    net::run_on(context, expect_all(client.get(), &ear, std::move(steps)));
    EXPECT_EQ(end, "stopped");
    EXPECT_FALSE(ear.answers[1].ended);
}

TEST_F(RealTest, ASourceIsStoppedWhenTheClientGoes) {
    std::deque<std::pair<std::string, std::move_only_function<bool()>>> steps;
    steps.emplace_back(h2_hello() + ask(1, "/events"),
                       [this] { return ear.answers[1].body.size() == 10'000; });
    net::run_on(context, expect_all(client.get(), &ear, std::move(steps)));
    EXPECT_EQ(end, "stopped");
}

TEST_F(RealTest, AReloadEndsItInOrder) {
    std::deque<std::pair<std::string, std::move_only_function<bool()>>> steps;
    steps.emplace_back(h2_hello() + ask(1, "/wait") + ask(3, "/events"), [this] {
        if (ear.answers[3].body.empty()) return false;
        ++generation;
        server->nudge();
        return true;
    });
    // The notice comes first, and what is asked before the last word is answered.
    steps.emplace_back("", [this] { return ear.goaway == "0"; });
    steps.emplace_back(ask(5, "/"), [this] {
        if (!ear.answers[5].ended) return false;
        bell.ring();
        return true;
    });
    steps.emplace_back("", [this] { return ear.answers[1].ended && ear.goaway == "00"; });
    steps.emplace_back("", [] { return false; });
    net::run_on(context, [](Lent<net::Wire> from, Lent<H2Ear> heard, auto all) -> Task<> {
        const auto last = std::prev(all.end());
        for (auto step = all.begin(); step != last; ++step)
            co_await expect(from, heard, step->first, std::move(step->second));
        // Then the server has gone.
        EXPECT_FALSE(co_await hear_until(from, heard, [] { return false; }));
        from->close();
    }(client.get(), &ear, std::move(steps)));
    EXPECT_EQ(end, "stopped");
    EXPECT_EQ(ear.answers[1].body, "waited\n");
}

TEST_F(Http2ConnectionTest, AServerThatStopsAnswersWhatIsUnderWay) {
    boost::asio::io_context elsewhere{1};
    H2Ear ear;
    auto [server, client] = net::make_pair(context.get_executor(), elsewhere.get_executor());
    net::spawn(context.get_executor(), serve_http2(server.get(), net::PeerAddress(), &service));
    net::spawn(elsewhere.get_executor(), [](Lent<net::Wire> from, std::string says) -> Task<> {
        EXPECT_TRUE(co_await from->write(says));
    }(client.get(), h2_hello() + ask(1, "/wait") + ask(3, "/events") + ask(5, "/count", false)));
    elsewhere.poll();
    boost::asio::steady_timer later(context, 50ms);
    later.async_wait([this](auto) {
        net::ContextState::of(context.get_executor()).stop();
        boost::asio::post(context, [this] { bell.ring(); });
    });
    context.run();
    net::run_on(elsewhere, [](Lent<net::Wire> from, Lent<H2Ear> heard) -> Task<> {
        EXPECT_FALSE(co_await hear_until(from, heard, [] { return false; }));
        from->close();
    }(client.get(), &ear));
    client.reset();
    EXPECT_EQ(ear.answers[1].body, "waited\n");
    EXPECT_EQ(end, "stopped");
    EXPECT_EQ(ear.answers[5].field(":status"), "503");
    EXPECT_EQ(ear.goaway, "0");
}

TEST_F(RealTest, AWebSocketOverAStream) {
    H2Fields connect = {{":method", "CONNECT"},
                        {":protocol", "websocket"},
                        {":scheme", "http"},
                        {":path", "/socket"},
                        {":authority", "example.org"},
                        {"sec-websocket-version", "13"},
                        {"origin", "http://example.org"}};
    std::deque<std::pair<std::string, std::move_only_function<bool()>>> steps;
    steps.emplace_back(h2_hello() + h2_request(1, connect, false),
                       [this] { return !ear.answers[1].fields.empty(); });
    steps.emplace_back(h2_data(1, client_frame(Opcode::text, true, "Hello"), false),
                       [this] { return !ear.answers[1].body.empty(); });
    steps.emplace_back(
        h2_data(1, client_frame(Opcode::text, true, std::string(90'000, 'x')).substr(0, 16'000), false),
        [] { return true; });
    const std::string rest = client_frame(Opcode::text, true, std::string(90'000, 'x')).substr(16'000);
    for (std::size_t at = 0; at < rest.size(); at += 16'000)
        steps.emplace_back(h2_data(1, rest.substr(at, 16'000), false), [] { return true; });
    steps.emplace_back(ask(3, "/"), [this] { return ear.answers[3].ended; });
    steps.emplace_back(h2_data(1, client_frame(Opcode::close, true, "\x03\xe8"), false),
                       [this] { return ear.answers[1].ended; });
    net::run_on(context, expect_all(client.get(), &ear, std::move(steps)));
    EXPECT_EQ(ear.answers[1].field(":status"), "200");
    std::string sent = ear.answers[1].body;
    const std::vector<ServerFrame> frames = take_server_frames(sent);
    ASSERT_EQ(frames.size(), 4U);
    EXPECT_EQ(frames[0], (ServerFrame{Opcode::text, true, "Hello"}));
    EXPECT_EQ(frames[1].payload.size() + frames[2].payload.size(), 90'000U);
    EXPECT_EQ(frames[3].opcode, Opcode::close);
}

TEST_F(RealTest, AWebSocketThatIsRefusedIsAnswered) {
    H2Fields connect = {{":method", "CONNECT"},        {":protocol", "websocket"},
                        {":scheme", "http"},           {":path", "/socket"},
                        {":authority", "example.org"}, {"sec-websocket-version", "12"}};
    std::deque<std::pair<std::string, std::move_only_function<bool()>>> steps;
    steps.emplace_back(h2_hello() + h2_request(1, connect, false), [this] { return ear.answers[1].ended; });
    net::run_on(context, expect_all(client.get(), &ear, std::move(steps)));
    EXPECT_EQ(ear.answers[1].field(":status"), "426");
}

TEST_F(RealTest, WhoDoesNotReadHoldsOneWrite) {
    // 50 answers of a megabyte, none of which is read: the server goes on reading, and holds what it must.
    std::string says = h2_hello();
    for (std::uint32_t id = 1; id < 100; id += 2) says += ask(id, "/large");
    net::run_on(context, [](Lent<net::Wire> from, Lent<H2Ear> heard, std::string all) -> Task<> {
        EXPECT_TRUE(co_await from->write(all));
        for (int i = 0; i < 100; ++i) {
            // More than a socket's buffer would hold if nobody read it.
            EXPECT_TRUE(co_await from->write(ask(static_cast<std::uint32_t>(101 + 2 * i), "/")));
            EXPECT_TRUE(co_await from->write(h2_reset(static_cast<std::uint32_t>(101 + 2 * i))));
        }
        EXPECT_TRUE(co_await hear_until(from, heard, [heard] {
            for (std::uint32_t id = 1; id < 100; id += 2)
                if (!heard->answers[id].ended) return false;
            return true;
        }));
        from->close();
    }(client.get(), &ear, says));
    EXPECT_EQ(ear.answers[99].body.size(), 1'000'000U);
}

}  // namespace
}  // namespace milpa::http
