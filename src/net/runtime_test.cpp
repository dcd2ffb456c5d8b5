// SPDX-License-Identifier: AGPL-3.0-or-later
// Threads, hops between them, wires that move, and an orderly end. Clean under TSan too.
#include "net/runtime.hpp"

#include <boost/asio/use_future.hpp>
#include <csignal>

#include <gtest/gtest.h>

#include <future>

#include "base/log.hpp"
#include "base/random.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/tls.hpp"

#if __has_feature(thread_sanitizer)
// OpenSSL is not compiled for TSan, which does not see the atomics that guard its caches: what it finds by
// way of memcpy and the like within that library is not there.
extern "C" const char* __tsan_default_suppressions() {
    return "called_from_lib:libcrypto.so\ncalled_from_lib:libssl.so\n";
}
#endif

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

/// Runs a task on a runtime's thread and waits for it from outside.
template <class T>
T wait_for(Executor on, Task<T> task) {
    return boost::asio::co_spawn(on, std::move(task), boost::asio::use_future).get();
}

Task<std::thread::id> which_thread() { co_return std::this_thread::get_id(); }

struct NoDefault {
    explicit NoDefault(int number) : value(number) {}
    int value;
};
Task<Result<NoDefault>> make_no_default(int value) { co_return NoDefault(value); }
Task<> throws() {
    throw std::runtime_error("a library's");
    co_return;
}
Task<Result<void>> fails() { co_return fail(ErrorKind::denied); }

TEST(RuntimeTest, CallOnRunsThereAndComesBack) {
    Runtime runtime({.threads = 3});
    for (int round = 0; round < 100; ++round) {
        const auto ids =
            wait_for(runtime.executor(0), [](Lent<Runtime> lent) -> Task<std::vector<std::thread::id>> {
                std::vector<std::thread::id> seen;
                seen.push_back(co_await which_thread());
                seen.push_back(co_await call_on(lent->executor(1), which_thread()));
                seen.push_back(co_await which_thread());
                seen.push_back(co_await call_on(lent->executor(0), which_thread()));
                seen.push_back(
                    co_await call_on(lent->executor(2), call_on(lent->executor(1), which_thread())));
                const auto made = co_await call_on(lent->executor(2), make_no_default(7));
                EXPECT_EQ(made->value, 7);
                co_return seen;
            }(&runtime));
        EXPECT_NE(ids[0], ids[1]);
        EXPECT_EQ(ids[0], ids[2]);
        EXPECT_EQ(ids[0], ids[3]);
        EXPECT_EQ(ids[1], ids[4]);
    }
}

TEST(RuntimeTest, AnExceptionOfACalledTaskComesToItsCaller) {
    Runtime runtime({.threads = 2});
    wait_for(runtime.executor(0), [](Executor other) -> Task<> {
        bool caught = false;
        try {
            co_await call_on(other, throws());
        } catch (const std::runtime_error&) {
            caught = true;
        }
        EXPECT_TRUE(caught);
    }(runtime.executor(1)));
}

TEST(RuntimeTest, SpawnCountsWhatEscapes) {
    log::write_to(-1);
    auto before = log::counters();
    {
        Runtime runtime({.threads = 2});
        spawn(runtime.executor(0), throws());
        spawn(runtime.executor(1), fails());
        EXPECT_EQ(runtime.stop(60s), 0U);
    }
    auto after = log::counters();
    log::write_to(2);
    EXPECT_EQ(after["task.exception"] - before["task.exception"], 1);
    EXPECT_EQ(after["task.failed.denied"] - before["task.failed.denied"], 1);
}

TEST(RuntimeTest, AVaultHasAlwaysTheSameHomeAndHomesAreShared) {
    Runtime runtime({.threads = 4});
    SeededRandom random(1);
    std::array<int, 4> homes{};
    for (int i = 0; i < 400; ++i) {
        const auto vault = random.id<VaultId>();
        const Executor home = runtime.home_of(vault);
        EXPECT_EQ(home, runtime.home_of(vault));
        for (std::size_t thread = 0; thread < 4; ++thread) homes[thread] += home == runtime.executor(thread);
    }
    for (const int count : homes) EXPECT_GT(count, 50);
}

TEST(RuntimeTest, BlockingJobsRunElsewhereAndComeBack) {
    Runtime runtime({.threads = 2, .blocking_threads = 3});
    wait_for(runtime.executor(1), [](Lent<Runtime> lent) -> Task<> {
        const auto own = std::this_thread::get_id();
        for (int i = 0; i < 100; ++i) {
            auto where = co_await lent->pool().run([] { return std::this_thread::get_id(); });
            EXPECT_NE(where, own);
            EXPECT_EQ(std::this_thread::get_id(), own);
        }
        auto moved = co_await lent->pool().run([text = std::make_unique<int>(5)] { return *text; });
        EXPECT_EQ(moved, 5);
        const auto failed = co_await lent->pool().run([]() -> Result<int> { return fail(ErrorKind::io); });
        EXPECT_EQ(failed.error().kind, ErrorKind::io);
        bool caught = false;
        try {
            co_await lent->pool().run([]() -> int { throw std::runtime_error("a library's"); });
        } catch (const std::runtime_error&) {
            caught = true;
        }
        EXPECT_TRUE(caught);
    }(&runtime));
}

TEST(RuntimeTest, StopLetsTasksSayGoodbyeAndNamesThoseThatDoNot) {
    Runtime runtime({.threads = 2});
    std::atomic<int> goodbyes = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        spawn(runtime.executor(i % 2), [](std::atomic<int>* said) -> Task<> {
            const auto slept = co_await sleep_for(1h);
            EXPECT_EQ(slept.error().kind, ErrorKind::closed);
            EXPECT_EQ((co_await sleep_for(1h)).error().kind, ErrorKind::closed);
            ++*said;
        }(&goodbyes));
    }
    spawn(runtime.executor(0), []() -> Task<> {
        boost::asio::steady_timer deaf(co_await boost::asio::this_coro::executor, 1h);
        co_await deaf.async_wait(boost::asio::use_awaitable_t<Executor>());
    }());
    EXPECT_EQ(runtime.stop(100ms), 1U);
    EXPECT_EQ(goodbyes, 10);
}

TEST(RuntimeTest, StopClosesWiresWhosePeersTakeNoGoodbye) {
    Runtime runtime({.threads = 2});
    auto [near, far] = make_pair(runtime.executor(0), runtime.executor(1));
    spawn(runtime.executor(0), [](std::unique_ptr<Wire> wire) -> Task<> {
        wire->set_deadline(1h);
        // More than a socket holds, and nobody reads.
        EXPECT_EQ((co_await wire->write(std::string(64 << 20, 'x'))).error().kind, ErrorKind::closed);
        // Nor does a wire that comes after that keep anybody waiting.
        auto [late, silent] =
            make_pair(co_await boost::asio::this_coro::executor, co_await boost::asio::this_coro::executor);
        late->set_deadline(1h);
        EXPECT_EQ((co_await late->wait_readable()).error().kind, ErrorKind::closed);
        EXPECT_EQ((co_await late->write("x")).error().kind, ErrorKind::closed);
    }(std::move(near)));
    EXPECT_EQ(runtime.stop(100ms), 0U);
    far->close();
}

TEST(RuntimeTest, SleepEndsInTime) {
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(run_now(sleep_for(20ms)).has_value());
    EXPECT_GE(std::chrono::steady_clock::now() - began, 20ms);
}

TEST(RuntimeTest, WaitsForSignals) {
    Runtime runtime({.threads = 2});
    ::kill(::getpid(), SIGHUP);
    EXPECT_EQ(runtime.wait_for_signal(), Signal::reload);
    boost::asio::post(runtime.executor(0), [&runtime] { runtime.request_stop(); });
    EXPECT_EQ(runtime.wait_for_signal(), Signal::stop);
}

struct Keys {
    Certificate ca = *make_ca("Test authority");
    std::unique_ptr<TlsContext> server =
        *TlsContext::server(*make_certificate(ca, {"mail.test"}, {}, std::chrono::days(1)));
    std::unique_ptr<TlsContext> client = *TlsContext::client(ca.chain_pem);
};

/// Answers each byte from another thread than the last: as an IMAP session that moves home, only more often.
Task<> wander(std::unique_ptr<Wire> wire, Lent<Runtime> runtime, std::size_t thread, int hops) {
    const auto home = runtime->executor(thread);
    EXPECT_EQ(Executor(co_await boost::asio::this_coro::executor), home);
    wire->set_deadline(20s);
    char byte[1];
    const auto read = co_await wire->read_some(byte);
    if (!read || !co_await wire->write({byte, 1})) co_return;
    if (hops == 0) {
        [[maybe_unused]] const auto ended = co_await wire->shutdown();
        co_return;
    }
    const std::size_t next = (thread + 1) % runtime->threads();
    wire->nudge();
    wire->move_to(runtime->executor(next));
    spawn(runtime->executor(next),
          [](std::unique_ptr<Wire> moved, Lent<Runtime> lent, std::size_t there, int left) -> Task<> {
              // The nudge came along.
              EXPECT_EQ(co_await moved->wait_readable(), Wake::nudge);
              co_await wander(std::move(moved), lent, there, left);
          }(std::move(wire), runtime, next, hops - 1));
}

Task<Result<int>> ask(std::unique_ptr<Wire> wire, Lent<Keys> keys, int questions) {
    CO_CHECK(co_await wire->start_tls_client(keys->client.get(), {"mail.test", {}}));
    int answers = 0;
    for (; answers < questions; ++answers) {
        const char sent = static_cast<char>('a' + answers % 26);
        CO_CHECK(co_await wire->write({&sent, 1}));
        char byte[1];
        CO_CHECK(co_await wire->read_some(byte));
        if (byte[0] != sent) break;
    }
    CO_CHECK(co_await wire->shutdown());
    co_return answers;
}

TEST(RuntimeTest, AWireMovesBetweenThreadsWithItsTlsSession) {
    constexpr int hops = 20;
    constexpr int clients = 8;
    Runtime runtime({.threads = 3});
    Keys keys;
    std::vector<std::future<Result<int>>> answers;
    for (std::size_t client = 0; client < clients; ++client) {
        const Executor near = runtime.executor(client % 3);
        auto [asking, wandering] = make_pair(near, runtime.executor(0));
        spawn(runtime.executor(0),
              [](std::unique_ptr<Wire> wire, Lent<Runtime> lent, Lent<Keys> held) -> Task<> {
                  EXPECT_TRUE((co_await wire->start_tls_server(held->server.get())).has_value());
                  co_await wander(std::move(wire), lent, 0, hops);
              }(std::move(wandering), &runtime, &keys));
        answers.push_back(
            boost::asio::co_spawn(near, ask(std::move(asking), &keys, hops + 1), boost::asio::use_future));
    }
    for (auto& answer : answers) EXPECT_EQ(answer.get(), hops + 1);
    EXPECT_EQ(runtime.stop(60s), 0U);
}

TEST(RuntimeTest, AMovedWireKeepsItsDeadline) {
    Runtime runtime({.threads = 2});
    auto [near, far] = make_pair(runtime.executor(0), runtime.executor(0));
    wait_for(runtime.executor(0), [](Lent<Wire> wire, Executor home) -> Task<> {
        wire->set_deadline(50ms);
        wire->move_to(home);
        co_return;
    }(near.get(), runtime.executor(1)));
    const auto kind = wait_for(runtime.executor(1), [](Lent<Wire> wire) -> Task<ErrorKind> {
        char byte[1];
        const auto read = co_await wire->read_some(byte);
        wire->close();
        co_return read.error().kind;
    }(near.get()));
    EXPECT_EQ(kind, ErrorKind::timeout);
}

}  // namespace
}  // namespace milpa::net
