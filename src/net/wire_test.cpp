// SPDX-License-Identifier: AGPL-3.0-or-later
// The wire over real sockets: plain, TLS, deadlines, slow and hostile peers.
#include "net/wire.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/line_reader.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "net/tls.hpp"

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t large = 3 * 1024 * 1024;

std::string noise(std::size_t size) {
    std::string made(size, '\0');
    std::uint32_t state = 1;
    for (char& c : made) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    return made;
}

struct Authority {
    Certificate ca = *make_ca("Test authority");
    Certificate leaf = *make_certificate(ca, {"mail.test"}, {"127.0.0.1"}, std::chrono::days(1));
    std::unique_ptr<TlsContext> server = *TlsContext::server(leaf);
    std::unique_ptr<TlsContext> client = *TlsContext::client(ca.chain_pem);
};

const Authority& authority() {
    static const Authority made;
    return made;
}

Task<Result<std::string>> read_size(Lent<Wire> wire, std::size_t size) {
    std::string got;
    char buffer[5000];
    while (got.size() < size) {
        CO_TRY(const std::size_t count, co_await wire->read_some(buffer));
        got.append(buffer, count);
    }
    co_return got;
}

/// Sends back what comes until the peer ends.
Task<> echo(Wire* wire, bool with_tls) {
    if (with_tls && !co_await wire->start_tls_server(authority().server.get())) co_return;
    char buffer[5000];
    while (true) {
        const auto count = co_await wire->read_some(buffer);
        if (!count || !co_await wire->write({buffer, *count})) break;
    }
    EXPECT_TRUE((co_await wire->shutdown()).has_value());
}

Task<Result<void>> send_all(Lent<Wire> wire, const std::string* bytes) {
    co_return co_await wire->write(*bytes);
}

Task<Result<std::string>> round_trip(Lent<Wire> wire, const std::string* bytes, bool with_tls) {
    if (with_tls) CO_CHECK(co_await wire->start_tls_client(authority().client.get(), {"mail.test", {}}));
    EXPECT_EQ(wire->is_tls(), with_tls);
    // Both directions at once, or the kernel's buffers fill and neither goes on.
    spawn(co_await boost::asio::this_coro::executor, send_all(wire, bytes));
    CO_TRY(std::string got, co_await read_size(wire, bytes->size()));
    CO_CHECK(co_await wire->shutdown());
    co_return got;
}

class WireTest : public ::testing::TestWithParam<bool> {
protected:
    WireTest() {
        auto [first, second] = make_pair(context.get_executor(), context.get_executor());
        near = std::move(first);
        far = std::move(second);
    }
    boost::asio::io_context context{1};
    std::unique_ptr<Wire> near;
    std::unique_ptr<Wire> far;
};
INSTANTIATE_TEST_SUITE_P(PlainAndTls, WireTest, ::testing::Bool());

TEST_P(WireTest, EchoesLargeDataBothWays) {
    const std::string sent = noise(large);
    spawn(context.get_executor(), echo(far.get(), GetParam()));
    const auto got = run_on(context, round_trip(near.get(), &sent, GetParam()));
    ASSERT_TRUE(got.has_value()) << got.error().detail;
    EXPECT_TRUE(*got == sent);
}

/// In TLS 1.3 the server is the last to know.
Task<Result<void>> handshakes(Lent<Wire> near, Lent<Wire> far) {
    boost::asio::co_spawn(co_await boost::asio::this_coro::executor,
                          near->start_tls_client(authority().client.get(), {"mail.test", {}}),
                          [](std::exception_ptr, Result<void> result) { EXPECT_TRUE(result.has_value()); });
    co_return co_await far->start_tls_server(authority().server.get());
}

/// Connects both sides, with TLS where the parameter says so.
Task<Result<void>> begin(Lent<Wire> near, Lent<Wire> far, bool with_tls) {
    if (with_tls) CO_CHECK(co_await handshakes(near, far));
    co_return Result<void>();
}

Task<Result<std::size_t>> read_by(Lent<Wire> near, Lent<Wire> far, bool with_tls,
                                  std::chrono::milliseconds deadline) {
    CO_CHECK(co_await begin(near, far, with_tls));
    near->set_deadline(deadline);
    char buffer[10];
    co_return co_await near->read_some(buffer);
}

TEST_P(WireTest, ReadFailsAtItsDeadlineAndTheWireStaysUsable) {
    const auto began = std::chrono::steady_clock::now();
    const auto got =
        run_on(context, [](Lent<Wire> near, Lent<Wire> far, bool with_tls) -> Task<Result<std::string>> {
            const auto first = co_await read_by(near, far, with_tls, 30ms);
            EXPECT_EQ(first.error().kind, ErrorKind::timeout);
            char buffer[10];
            EXPECT_EQ((co_await near->read_some(buffer)).error().kind, ErrorKind::timeout);
            EXPECT_EQ((co_await near->write("x")).error().kind, ErrorKind::timeout);
            near->set_deadline(30s);
            CO_CHECK(co_await near->write("BYE"));
            auto heard = co_await read_size(far, 3);
            near->close();
            far->close();
            co_return heard;
        }(near.get(), far.get(), GetParam()));
    EXPECT_EQ(got, "BYE");
    EXPECT_LT(std::chrono::steady_clock::now() - began, 60s);
}

TEST_P(WireTest, ALaterDeadlineReplacesAnEarlierOneAndTheOtherWayRound) {
    run_on(context, [](Lent<Wire> near, Lent<Wire> far, bool with_tls) -> Task<> {
        EXPECT_TRUE((co_await begin(near, far, with_tls)).has_value());
        near->set_deadline(10ms);
        near->set_deadline(80ms);
        const auto began = std::chrono::steady_clock::now();
        char buffer[10];
        EXPECT_EQ((co_await near->read_some(buffer)).error().kind, ErrorKind::timeout);
        EXPECT_GE(std::chrono::steady_clock::now() - began, 75ms);
        near->set_deadline(1h);
        near->set_deadline(10ms);
        EXPECT_EQ((co_await near->read_some(buffer)).error().kind, ErrorKind::timeout);
        EXPECT_LT(std::chrono::steady_clock::now() - began, 30s);
        near->close();
        far->close();
    }(near.get(), far.get(), GetParam()));
}

TEST_P(WireTest, AWriteToAPeerThatDoesNotReadFailsAtItsDeadlineAndNothingFollowsIt) {
    const std::string sent = noise(large);
    run_on(context, [](Lent<Wire> near, Lent<Wire> far, bool with_tls, const std::string* bytes) -> Task<> {
        EXPECT_TRUE((co_await begin(near, far, with_tls)).has_value());
        near->set_deadline(30ms);
        EXPECT_EQ((co_await near->write(*bytes)).error().kind, ErrorKind::timeout);
        near->set_deadline(5s);
        // What came after it would be taken for the rest of it.
        EXPECT_EQ((co_await near->write("x")).error().kind, ErrorKind::io);
        near->close();
        far->close();
    }(near.get(), far.get(), GetParam(), &sent));
}

TEST_P(WireTest, TheEndOfTheStreamIsClosedAndTheOtherDirectionStillWorks) {
    const auto heard =
        run_on(context, [](Lent<Wire> near, Lent<Wire> far, bool tls) -> Task<Result<std::string>> {
            CO_CHECK(co_await begin(near, far, tls));
            // The far side ends its direction; shutdown() waits for our end, so it runs beside.
            spawn(co_await boost::asio::this_coro::executor, far->shutdown());
            char buffer[10];
            EXPECT_EQ(co_await near->wait_readable(), Wake::bytes);
            EXPECT_EQ((co_await near->read_some(buffer)).error().kind, ErrorKind::closed);
            EXPECT_EQ((co_await near->read_some(buffer)).error().kind, ErrorKind::closed);
            auto written = co_await near->write("still here");
            near->close();
            EXPECT_TRUE(written.has_value());
            co_return "done";
        }(near.get(), far.get(), GetParam()));
    EXPECT_EQ(heard, "done");
}

TEST_P(WireTest, WakesForANudgeThatComesBeforeOrWhileWaiting) {
    run_on(context, [](Lent<Wire> near, Lent<Wire> far, bool with_tls) -> Task<> {
        EXPECT_TRUE((co_await begin(near, far, with_tls)).has_value());
        near->nudge();
        near->nudge();
        EXPECT_EQ(co_await near->wait_readable(), Wake::nudge);
        boost::asio::post(co_await boost::asio::this_coro::executor, [near] { near->nudge(); });
        EXPECT_EQ(co_await near->wait_readable(), Wake::nudge);
        EXPECT_TRUE((co_await far->write("x")).has_value());
        EXPECT_EQ(co_await near->wait_readable(), Wake::bytes);
        near->close();
        far->close();
    }(near.get(), far.get(), GetParam()));
}

Task<> be_called(Lent<Wire> wire, Lent<Wire> peer, bool with_tls, Lent<std::string> log) {
    EXPECT_TRUE(co_await begin(wire, peer, with_tls));
    const auto call = [to = log.get()](std::string_view word) { return [to, word] { *to += word; }; };
    EXPECT_TRUE(wire->call_when_readable(call("octets,")));
    EXPECT_TRUE(co_await peer->write("x"));
    while (*log != "octets,") EXPECT_TRUE(co_await sleep_for(1ms));
    // What is there already is told too, but not from within.
    EXPECT_TRUE(wire->call_when_readable(call("again,")));
    EXPECT_EQ(*log, "octets,");
    while (*log != "octets,again,") EXPECT_TRUE(co_await sleep_for(1ms));
    char byte;
    EXPECT_TRUE(co_await wire->read_some({&byte, 1}));
    log->clear();
    EXPECT_TRUE(wire->call_when_readable(call("nudge,")));
    wire->nudge();
    while (log->empty()) EXPECT_TRUE(co_await sleep_for(1ms));
    const auto woke = co_await wire->wait_readable();
    EXPECT_TRUE(woke && *woke == Wake::nudge);
    wire->set_deadline(10ms);
    EXPECT_TRUE(wire->call_when_readable(call("deadline,")));
    while (*log != "nudge,deadline,") EXPECT_TRUE(co_await sleep_for(1ms));
    const auto late = co_await wire->wait_readable();
    EXPECT_TRUE(!late && late.error().kind == ErrorKind::timeout);
    wire->set_deadline(60s);
    EXPECT_TRUE(wire->call_when_readable(call("close,")));
    wire->close();
    while (*log != "nudge,deadline,close,") EXPECT_TRUE(co_await sleep_for(1ms));
    EXPECT_FALSE(wire->call_when_readable(call("never")));
    peer->close();
}

TEST_P(WireTest, CallsWhoDoesNotWait) {
    std::string log;
    run_on(context, be_called(near.get(), far.get(), GetParam(), &log));
    EXPECT_EQ(log, "nudge,deadline,close,");
}

TEST(WireStopTest, StoppingEndsReadsButNotTheGoodbye) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    boost::asio::io_context context(1);
    run_on(context, [](Executor here, int descriptor) -> Task<> {
        const auto wire = adopt_socket(here, descriptor);
        boost::asio::post(here, [here] { ContextState::of(here).stop(); });
        EXPECT_EQ((co_await wire->wait_readable()).error().kind, ErrorKind::closed);
        char byte[1];
        EXPECT_EQ((co_await wire->read_some(byte)).error().kind, ErrorKind::closed);
        EXPECT_TRUE((co_await wire->write("* BYE\r\n")).has_value());
        // A wire that comes late finds the server stopping too.
        const auto late = adopt_socket(here, ::dup(descriptor));
        EXPECT_EQ((co_await late->wait_readable()).error().kind, ErrorKind::closed);
        late->close();
        wire->close();
    }(context.get_executor(), ends[0]));
    char heard[16];
    EXPECT_EQ(::read(ends[1], heard, sizeof heard), 7);
    ::close(ends[1]);
}

TEST_P(WireTest, ClosingEndsWhatWaits) {
    run_on(context, [](Lent<Wire> near, Lent<Wire> far, bool with_tls) -> Task<> {
        EXPECT_TRUE((co_await begin(near, far, with_tls)).has_value());
        boost::asio::post(co_await boost::asio::this_coro::executor, [near] { near->close(); });
        char buffer[10];
        EXPECT_EQ((co_await near->read_some(buffer)).error().kind, ErrorKind::closed);
        EXPECT_EQ((co_await near->write("x")).error().kind, ErrorKind::closed);
        EXPECT_EQ((co_await near->wait_readable()).error().kind, ErrorKind::closed);
        near->set_deadline(1s);
        near->nudge();
        far->close();
    }(near.get(), far.get(), GetParam()));
}

TEST_P(WireTest, TwoReadsAtOnceAreABug) {
    EXPECT_DEATH(run_on(context,
                        [](Lent<Wire> near, Lent<Wire> far, bool with_tls) -> Task<> {
                            EXPECT_TRUE((co_await begin(near, far, with_tls)).has_value());
                            spawn(co_await boost::asio::this_coro::executor,
                                  [](Lent<Wire> wire) -> Task<Result<void>> {
                                      CO_CHECK(co_await wire->wait_readable());
                                      co_return Result<void>();
                                  }(near));
                            co_await boost::asio::post(boost::asio::use_awaitable_t<Executor>());
                            char buffer[1];
                            (void)co_await near->read_some(buffer);
                        }(near.get(), far.get(), GetParam())),
                 "");
}

TEST_P(WireTest, APeerThatNeverPausesLeavesOthersTheirTurn) {
    const std::string sent = noise(100'000);
    run_on(context, [](Lent<Wire> near, Lent<Wire> far, bool with_tls, const std::string* bytes) -> Task<> {
        EXPECT_TRUE((co_await begin(near, far, with_tls)).has_value());
        EXPECT_TRUE((co_await far->write(*bytes)).has_value());
        bool others_ran = false;
        boost::asio::post(co_await boost::asio::this_coro::executor, [&others_ran] { others_ran = true; });
        char byte[1];
        for (int i = 0; i < 100; ++i) EXPECT_TRUE((co_await near->read_some(byte)).has_value());
        EXPECT_TRUE(others_ran);
        near->close();
        far->close();
    }(near.get(), far.get(), GetParam(), &sent));
}

}  // namespace
}  // namespace milpa::net
