// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/client.hpp"

#include <gtest/gtest.h>

#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "net/scripted_wire.hpp"

namespace milpa::http {
namespace {

using namespace std::chrono_literals;

TEST(ClientTest, WritesARequest) {
    ClientRequest request{
        .method = Method::post, .url = "https://a.example:8443/x?y", .fields = {{"accept", "*"}}};
    request.body = "body";
    const Url url = *Url::parse(request.url);
    EXPECT_EQ(*to_octets(request, url, "milpa"),
              "POST /x?y HTTP/1.1\r\nHost: a.example:8443\r\nConnection: close\r\nUser-Agent: milpa\r\n"
              "accept: *\r\nContent-Length: 4\r\n\r\nbody");
    request.body.clear();
    EXPECT_TRUE(to_octets(request, url, "")->ends_with("accept: *\r\nContent-Length: 0\r\n\r\n"));
    request.method = Method::head;
    EXPECT_TRUE(to_octets(request, url, "")->ends_with("accept: *\r\n\r\n"));
    for (const auto& [name, value] : {std::pair{"a b", "x"}, {"", "x"}, {"a", "x\r\nb: c"}, {"a\n", "x"}}) {
        ClientRequest broken;
        broken.fields.add(name, value);
        EXPECT_EQ(to_octets(broken, url, "").error().kind, ErrorKind::syntax);
    }
}

TEST(ClientTest, EveryStepMayFail) {
    const auto run = [](net::ScriptedWire* wire) {
        wire->says("HTTP/1.1 200 OK\r\nContent-").says("Length: 2\r\n\r\no").says("k");
        return net::run_now(exchange(wire, "GET / HTTP/1.1\r\n\r\n", Method::get, 10));
    };
    net::ScriptedWire whole;
    EXPECT_EQ(run(&whole)->body, "ok");
    for (std::size_t step = 0; step < whole.steps(); ++step) {
        for (const ErrorKind kind : {ErrorKind::closed, ErrorKind::timeout, ErrorKind::io}) {
            net::ScriptedWire broken;
            broken.fails_at(step, kind);
            const auto response = run(&broken);
            ASSERT_FALSE(response.has_value()) << step;
            EXPECT_EQ(response.error().kind, kind);
        }
    }
}

/// A server that says one thing to everybody, and keeps what it heard.
class ClientNetTest : public ::testing::Test {
protected:
    void listen(std::string answer, bool secure = true, bool in_order = true) {
        said = std::move(answer);
        listener =
            *net::Listener::tcp(context.get_executor(), {context.get_executor()}, "127.0.0.1", 0, &limits,
                                &hasher, [this, secure, in_order](net::Accepted accepted) {
                                    return serve(std::move(accepted.wire), secure ? server.get() : nullptr,
                                                 &said, &heard, in_order);
                                });
    }
    static Task<> serve(std::unique_ptr<net::Wire> wire, const net::TlsContext* tls, const std::string* said,
                        std::string* heard, bool in_order) {
        if (tls != nullptr && !co_await wire->start_tls_server(tls)) co_return;
        char some[1000];
        if (const auto count = co_await wire->read_some(some)) heard->assign(some, *count);
        if (!co_await wire->write(*said)) co_return;
        if (in_order && !co_await wire->shutdown()) co_return;
        wire->close();
    }
    Result<ClientResponse> fetch(std::string url, Reach reach = Reach::any) {
        const Client client({.resolver = &resolver, .tls = trusting.get(), .reach = reach, .within = 20s});
        return net::run_on(context, fetch_and_stop(&client, {.url = std::move(url)}, &listener));
    }
    static Task<Result<ClientResponse>> fetch_and_stop(Lent<const Client> client, ClientRequest request,
                                                       std::unique_ptr<net::Listener>* listener) {
        auto response = co_await client->fetch(std::move(request));
        listener->reset();
        co_return response;
    }
    std::string at(std::string_view host, std::string_view scheme = "https") const {
        return fmt::format("{}://{}:{}/x", scheme, host, listener->port());
    }

    boost::asio::io_context context{1};
    SystemClock clock;
    SystemRandom random;
    net::ConnectionLimits limits{10, 10};
    net::PeerHasher hasher{&clock, &random};
    net::FakeResolver resolver;
    net::Certificate ca = *net::make_ca("Test authority");
    std::unique_ptr<net::TlsContext> server = *net::TlsContext::server(
        {*net::make_certificate(ca, {"web.test"}, {"127.0.0.1"}, std::chrono::days(1))},
        {.protocols = {"http/1.1"}});
    std::unique_ptr<net::TlsContext> trusting = *net::TlsContext::client(ca.chain_pem);
    std::string said, heard;
    std::unique_ptr<net::Listener> listener;
};

TEST_F(ClientNetTest, FetchesByTls) {
    listen("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    // Its first address leads nowhere: a port that nobody listens at.
    resolver.add("web.test", net::RecordType::a, "127.0.0.2")
        .add("web.test", net::RecordType::a, "127.0.0.1");
    const auto response = fetch(at("web.test"));
    ASSERT_TRUE(response.has_value()) << response.error().detail;
    EXPECT_EQ(response->body, "hello");
    EXPECT_TRUE(heard.starts_with("GET /x HTTP/1.1\r\nHost: web.test:")) << heard;
}

TEST_F(ClientNetTest, FetchesFromAnAddressAndInClear) {
    listen("HTTP/1.1 200 OK\r\n\r\nuntil the end", false);
    EXPECT_EQ(fetch(at("127.0.0.1", "http"))->body, "until the end");
    listen("HTTP/1.1 200 OK\r\n\r\nuntil the end");
    EXPECT_EQ(fetch(at("127.0.0.1"))->body, "until the end");
    // Without close_notify anybody may have cut it off.
    listen("HTTP/1.1 200 OK\r\n\r\nuntil the end", true, false);
    EXPECT_EQ(fetch(at("127.0.0.1")).error().kind, ErrorKind::closed);
}

TEST_F(ClientNetTest, BelievesOnlyTheName) {
    resolver.add("other.test", net::RecordType::a, "127.0.0.1").exists("nowhere.test");
    listen("HTTP/1.1 200 OK\r\n\r\n");
    EXPECT_EQ(fetch(at("other.test")).error().kind, ErrorKind::denied);
    listen("HTTP/1.1 200 OK\r\n\r\n");
    EXPECT_EQ(fetch(at("nobody.test")).error().kind, ErrorKind::missing);
    listen("HTTP/1.1 200 OK\r\n\r\n");
    EXPECT_EQ(fetch(at("nowhere.test")).error().kind, ErrorKind::missing);
    EXPECT_EQ(heard, "");
}

TEST_F(ClientNetTest, StrangersDoNotSendUsIntoOurOwnHouse) {
    resolver.add("web.test", net::RecordType::a, "127.0.0.1").add("web.test", net::RecordType::aaaa, "::1");
    for (const char* host : {"web.test", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"}) {
        listen("HTTP/1.1 200 OK\r\n\r\n");
        EXPECT_EQ(fetch(at(host), Reach::global).error().kind, ErrorKind::denied) << host;
    }
    listen("HTTP/1.1 200 OK\r\n\r\n");
    EXPECT_EQ(fetch("http://93.184.216.34/", Reach::global).error().kind, ErrorKind::denied);
    EXPECT_EQ(heard, "");
}

}  // namespace
}  // namespace milpa::http
