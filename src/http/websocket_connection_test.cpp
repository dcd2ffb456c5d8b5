// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/websocket_connection.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/test_socket_client.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t message_max = 100'000;

/// Says back what it hears, and at the end how it ended.
Task<> echo(std::unique_ptr<WebSocket> socket, Lent<std::string> end) {
    while (true) {
        const auto message = co_await socket->read(message_max);
        if (!message) {
            *end = to_text(message.error().kind);
            co_return;
        }
        const auto written = co_await socket->write(message->kind, message->octets);
        if (!written) {
            *end = "write: " + std::string(to_text(written.error().kind));
            co_return;
        }
    }
}

Response::Upgrade echo_to(std::string* end) {
    return [end](std::unique_ptr<WebSocket> socket) { return echo(std::move(socket), end); };
}

Task<> serve_on(Lent<net::Wire> wire, Response::Upgrade upgrade, WebSocketOptions options) {
    const SystemClock clock;
    WireStream stream(wire);
    co_await run_websocket(&stream, &clock, std::move(upgrade), options);
    (void)co_await wire->shutdown();
}

struct Conversation {
    std::vector<ServerFrame> heard;
    std::string end;
    std::size_t steps = 0;
};

Conversation converse(std::vector<std::string> says, std::optional<std::size_t> broken = {},
                      ErrorKind kind = ErrorKind::io) {
    net::ScriptedWire wire;
    for (std::string& octets : says) wire.says(std::move(octets));
    if (broken) wire.fails_at(*broken, kind);
    Conversation conversation;
    net::run_now(serve_on(&wire, echo_to(&conversation.end), {}));
    std::string sent = wire.written();
    conversation.heard = take_server_frames(sent);
    conversation.steps = wire.steps();
    return conversation;
}

std::string goodbye(std::uint16_t code) {
    return {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
}
std::string client_goodbye(std::uint16_t code) { return client_frame(Opcode::close, true, goodbye(code)); }

TEST(WebSocketTest, EchoesAnswersPingsAndCloses) {
    const auto conversation = converse({
        client_frame(Opcode::text, false, "Hel") + client_frame(Opcode::ping, true, "p"),
        client_frame(Opcode::continuation, true, "lo") + client_frame(Opcode::binary, true, "\xff"),
        client_goodbye(3000),
    });
    const std::vector<ServerFrame> expected = {{Opcode::pong, true, "p"},
                                               {Opcode::text, true, "Hello"},
                                               {Opcode::binary, true, "\xff"},
                                               {Opcode::close, true, goodbye(3000)}};
    EXPECT_EQ(conversation.heard, expected);
    EXPECT_EQ(conversation.end, "closed");
}

TEST(WebSocketTest, OfManyPingsAtOnceTheLastIsAnswered) {
    std::string pings;
    for (int i = 0; i < 50; ++i) pings += client_frame(Opcode::ping, true, std::to_string(i));
    const auto conversation = converse({pings, client_goodbye(1000)});
    EXPECT_EQ(conversation.heard,
              (std::vector<ServerFrame>{{Opcode::pong, true, "49"}, {Opcode::close, true, goodbye(1000)}}));
}

TEST(WebSocketTest, TellsWhatRuleWasBroken) {
    struct Row {
        std::string said;
        std::uint16_t code;
        std::string_view end;
    };
    std::string flood;
    for (int i = 0; i < 200; ++i) flood += client_frame(Opcode::pong, true, "");
    const Row rows[] = {
        {std::string("\x81\x01x"), close_code::protocol_error, "syntax"},
        {client_frame(Opcode::text, true, "\xff"), close_code::not_utf8, "syntax"},
        {client_frame(Opcode::text, true, std::string(message_max + 1, 'x')), close_code::too_big, "limit"},
        {flood, close_code::policy, "limit"},
        {client_frame(Opcode::close, true, goodbye(1005)), close_code::protocol_error, "syntax"},
    };
    for (const Row& row : rows) {
        const auto conversation = converse({row.said, client_frame(Opcode::text, true, "unheard")});
        EXPECT_EQ(conversation.heard, (std::vector<ServerFrame>{{Opcode::close, true, goodbye(row.code)}}));
        EXPECT_EQ(conversation.end, row.end);
    }
}

TEST(WebSocketTest, EndsWhateverStepFails) {
    const std::vector<std::string> says = {client_frame(Opcode::ping, true, "p"),
                                           client_frame(Opcode::text, true, std::string(70'000, 'x')),
                                           client_goodbye(1000)};
    const std::size_t steps = converse(says).steps;
    for (std::size_t step = 0; step < steps; ++step) {
        for (const ErrorKind kind : {ErrorKind::io, ErrorKind::closed, ErrorKind::timeout}) {
            const auto conversation = converse(says, step, kind);
            EXPECT_FALSE(conversation.end.empty()) << step;
            // A peer that still listens when the server stops hears a goodbye, and nothing behind it.
            for (const ServerFrame& frame : conversation.heard) {
                if (frame.opcode == Opcode::close) EXPECT_EQ(&frame, &conversation.heard.back());
            }
        }
    }
}

class RealWireTest : public testing::Test {
protected:
    RealWireTest() {
        std::tie(server, client) = net::make_pair(context.get_executor(), context.get_executor());
    }
    void serve(Response::Upgrade upgrade, WebSocketOptions options = {}) {
        net::spawn(context.get_executor(), serve_on(server.get(), std::move(upgrade), options));
    }
    boost::asio::io_context context{1};
    std::unique_ptr<net::Wire> server, client;
    std::string end;
};

Task<std::vector<ServerFrame>> hear_all(Lent<net::Wire> client) {
    std::string sent;
    char buffer[4096];
    while (true) {
        const auto count = co_await client->read_some(buffer);
        if (!count) break;
        sent.append(buffer, *count);
    }
    client->close();
    co_return take_server_frames(sent);
}

TEST_F(RealWireTest, WhoIsSilentIsPingedAndThenGone) {
    serve(echo_to(&end), {.beat = 20ms, .close_wait = 20ms});
    const auto heard = net::run_on(context, hear_all(client.get()));
    EXPECT_EQ(heard, (std::vector<ServerFrame>{{Opcode::ping, true, ""}}));
    EXPECT_EQ(end, "timeout");
}

TEST_F(RealWireTest, WhoAnswersPingsStays) {
    serve(echo_to(&end), {.beat = 20ms, .close_wait = 20ms});
    net::run_on(context, [](Lent<net::Wire> client) -> Task<> {
        std::string sent;
        char buffer[4096];
        for (int pings = 0; pings < 5;) {
            const auto count = co_await client->read_some(buffer);
            if (!count) break;
            sent.append(buffer, *count);
            for (const ServerFrame& frame : take_server_frames(sent)) {
                EXPECT_EQ(frame.opcode, Opcode::ping);
                ++pings;
                EXPECT_TRUE(co_await client->write(client_frame(Opcode::pong, true, frame.payload)));
            }
        }
        EXPECT_TRUE(co_await client->write(client_goodbye(1000)));
        EXPECT_EQ((co_await hear_all(client)).size(), 1U);
    }(client.get()));
    EXPECT_EQ(end, "closed");
}

Task<> talk_on(std::unique_ptr<WebSocket> socket, Lent<std::string> end) {
    const std::string much(1'000'000, 'x');
    while (true) {
        const auto written = co_await socket->write(MessageKind::text, much);
        if (written) continue;
        *end = to_text(written.error().kind);
        co_return;
    }
}

TEST_F(RealWireTest, WhoDoesNotReadIsLeft) {
    serve([this](std::unique_ptr<WebSocket> socket) { return talk_on(std::move(socket), &end); },
          {.beat = 20ms, .close_wait = 20ms});
    context.run();
    EXPECT_EQ(end, "timeout");
}

TEST_F(RealWireTest, AMessageThatNeverEndsIsLeft) {
    serve(echo_to(&end), {.beat = 20ms, .close_wait = 20ms});
    net::run_on(context, [](Lent<net::Wire> client) -> Task<> {
        const std::string frame = client_frame(Opcode::text, true, std::string(10'000, 'x'));
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
        for (const char& octet : frame) {
            if (!co_await client->write({&octet, 1})) co_return client->close();
            timer.expires_after(30ms);
            boost::asio::use_awaitable_t<Executor> token;
            (void)co_await timer.async_wait(token);
        }
        ADD_FAILURE() << "it was heard to its end";
    }(client.get()));
    EXPECT_EQ(end, "timeout");
}

/// Closes while another coroutine reads.
Task<> close_early(std::unique_ptr<WebSocket> socket, Lent<std::string> end) {
    boost::asio::post(co_await boost::asio::this_coro::executor,
                      [socket = socket.get()] { socket->close(4001, "enough"); });
    const auto message = co_await socket->read(message_max);
    *end = message ? "a message" : to_text(message.error().kind);
    EXPECT_EQ((co_await socket->write(MessageKind::text, "late")).error().kind, ErrorKind::closed);
}

TEST_F(RealWireTest, ClosingEndsAReadAndWaitsForTheOtherSide) {
    serve([this](std::unique_ptr<WebSocket> socket) { return close_early(std::move(socket), &end); });
    net::run_on(context, [](Lent<net::Wire> client) -> Task<> {
        char buffer[100];
        const auto count = co_await client->read_some(buffer);
        std::string sent(buffer, count.value_or(0));
        EXPECT_EQ(take_server_frames(sent),
                  (std::vector<ServerFrame>{{Opcode::close, true, goodbye(4001) + "enough"}}));
        // What was on its way is not answered any more.
        EXPECT_TRUE(co_await client->write(client_frame(Opcode::ping, true, "") +
                                           client_frame(Opcode::text, true, "x") + client_goodbye(4001)));
        EXPECT_TRUE((co_await hear_all(client)).empty());
    }(client.get()));
    EXPECT_EQ(end, "closed");
}

TEST_F(RealWireTest, AServerThatStopsSaysGoodbye) {
    // The client lives elsewhere: what it reads goes on.
    boost::asio::io_context elsewhere{1};
    std::tie(server, client) = net::make_pair(context.get_executor(), elsewhere.get_executor());
    serve(echo_to(&end), {.beat = 10s, .close_wait = 20ms});
    boost::asio::post(context, [this] {
        boost::asio::post(context, [this] { net::ContextState::of(context.get_executor()).stop(); });
    });
    context.run();
    EXPECT_EQ(end, "closed");
    EXPECT_EQ(net::run_on(elsewhere, hear_all(client.get())),
              (std::vector<ServerFrame>{{Opcode::close, true, goodbye(close_code::going_away)}}));
    client.reset();
}

}  // namespace
}  // namespace milpa::http
