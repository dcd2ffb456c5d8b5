// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/listener.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/use_future.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <future>

#include "base/log.hpp"
#include "net/line_reader.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"

namespace {

/// While it is set, accept4 fails as it does when the process has no descriptor left. (Using them up for real
/// would take the ones that the sanitizers need for their own checks.)
std::atomic<bool> no_descriptors = false;

}  // namespace

extern "C" int accept4(int descriptor, sockaddr* address, socklen_t* size, int flags) {
    if (no_descriptors) {
        errno = EMFILE;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_accept4, descriptor, address, size, flags));
}

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

template <class T>
T wait_for(Executor on, Task<T> task) {
    return boost::asio::co_spawn(on, std::move(task), boost::asio::use_future).get();
}

const PeerAddress loopback = *PeerAddress::parse("127.0.0.1");

/// Greets with the number of connections so far, echoes lines until the peer ends.
struct Greeter {
    Task<> serve(Accepted accepted) {
        const int number = ++served;
        {
            const std::lock_guard lock(mutex);
            threads.insert(std::this_thread::get_id());
            peers.insert(accepted.peer.value);
            EXPECT_TRUE(accepted.address.is_loopback());
        }
        accepted.wire->set_deadline(10min);
        LineReader reader(accepted.wire.get());
        if (!co_await accepted.wire->write(fmt::format("hello {}\r\n", number))) co_return;
        while (true) {
            const auto line = co_await reader.read_line(100);
            if (!line) break;
            const std::string reply = std::string(line->text) + "\r\n";
            if (!co_await accepted.wire->write(reply)) break;
        }
        [[maybe_unused]] const auto ended = co_await accepted.wire->shutdown();
    }
    AcceptHandler handler() {
        return [this](Accepted accepted) { return serve(std::move(accepted)); };
    }
    std::atomic<int> served = 0;
    std::mutex mutex;  // guards what follows
    std::set<std::thread::id> threads;
    std::set<std::uint64_t> peers;
};

Task<Result<std::string>> first_line(Lent<Wire> wire) {
    LineReader reader(wire);
    CO_TRY(const Line line, co_await reader.read_line(100));
    co_return std::string(line.text);
}

Task<Result<std::string>> connect_and_hear(std::uint16_t port, std::vector<std::unique_ptr<Wire>>* kept) {
    CO_TRY(auto wire, co_await connect_tcp(loopback, port, 60s));
    auto line = co_await first_line(wire.get());
    if (kept != nullptr) {
        kept->push_back(std::move(wire));
    }
    co_return line;
}

class ListenerTest : public ::testing::Test {
protected:
    ListenerTest() { log::write_to(-1); }
    ~ListenerTest() override {
        runtime.stop(5s);
        log::write_to(2);
    }
    void listen(ConnectionLimits* limits, ListenerOptions options = {}) {
        auto made = Listener::tcp(runtime.executor(0), {runtime.executor(0), runtime.executor(1)},
                                  "127.0.0.1", 0, limits, &hasher, greeter.handler(), options);
        ASSERT_TRUE(made.has_value()) << made.error().detail;
        listener = std::move(*made);
    }
    Result<std::string> hear(std::vector<std::unique_ptr<Wire>>* kept = nullptr) {
        return wait_for(runtime.executor(0), connect_and_hear(listener->port(), kept));
    }
    void let_go(std::vector<std::unique_ptr<Wire>>* kept) {
        wait_for(runtime.executor(0), [](std::vector<std::unique_ptr<Wire>>* wires) -> Task<> {
            wires->clear();
            co_return;
        }(kept));
    }

    SystemClock clock;
    SystemRandom random;
    PeerHasher hasher{&clock, &random};
    Greeter greeter;
    ConnectionLimits wide{1000, 1000};
    ConnectionLimits narrow{3, 1000};
    ConnectionLimits narrow_for_one{1000, 2};
    Runtime runtime{{.threads = 2}};
    std::unique_ptr<Listener> listener;
};

TEST_F(ListenerTest, SharesConnectionsAmongThreadsAndKnowsAPeerAgain) {
    listen(&wide);
    for (int i = 1; i <= 10; ++i) EXPECT_EQ(hear(), fmt::format("hello {}", i));
    EXPECT_EQ(greeter.threads.size(), 2U);
    EXPECT_EQ(greeter.peers.size(), 1U);
}

/// The server's ends of connections to this port.
std::vector<int> accepted_at(std::uint16_t port) {
    std::vector<int> found;
    for (int descriptor = 0; descriptor < 1024; ++descriptor) {
        sockaddr_in local{}, peer{};
        socklen_t size = sizeof local, peer_size = sizeof peer;
        if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&local), &size) != 0 ||
            ::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0)
            continue;
        if (local.sin_family == AF_INET && ntohs(local.sin_port) == port) found.push_back(descriptor);
    }
    return found;
}

TEST_F(ListenerTest, APeerThatHasVanishedIsFoundOut) {
    listen(&wide);
    std::vector<std::unique_ptr<Wire>> kept;
    ASSERT_EQ(hear(&kept), "hello 1");
    const std::vector<int> accepted = accepted_at(listener->port());
    ASSERT_EQ(accepted.size(), 1U);
    const auto option = [&](int level, int name) {
        int value = 0;
        socklen_t size = sizeof value;
        EXPECT_EQ(::getsockopt(accepted[0], level, name, &value, &size), 0);
        return value;
    };
    EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
    // Ten minutes, not the system's two hours.
    EXPECT_LE(option(IPPROTO_TCP, TCP_KEEPIDLE) +
                  option(IPPROTO_TCP, TCP_KEEPINTVL) * option(IPPROTO_TCP, TCP_KEEPCNT),
              600);
    let_go(&kept);
}

TEST_F(ListenerTest, HoldsManyConnections) {
    listen(&wide);
    std::vector<std::unique_ptr<Wire>> kept;
    for (int i = 1; i <= 200; ++i) ASSERT_EQ(hear(&kept), fmt::format("hello {}", i));
    EXPECT_EQ(wide.total(), 200U);
    let_go(&kept);
    for (int tries = 0; wide.total() > 0 && tries < 6000; ++tries) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(wide.total(), 0U);
}

TEST_F(ListenerTest, RefusesWhoIsOverTheLimitsAndTakesThemLater) {
    for (ConnectionLimits* limits : {&narrow, &narrow_for_one}) {
        listen(limits, {.refusal = "421 too many\r\n"});
        std::vector<std::unique_ptr<Wire>> kept;
        const std::size_t room = limits == &narrow ? 3 : 2;
        for (std::size_t i = 0; i < room; ++i) ASSERT_TRUE(hear(&kept)->starts_with("hello"));
        EXPECT_EQ(hear(), "421 too many");
        let_go(&kept);
        for (int tries = 0; limits->total() > 0 && tries < 6000; ++tries) std::this_thread::sleep_for(10ms);
        EXPECT_TRUE(hear()->starts_with("hello"));
        wait_for(runtime.executor(0), [](std::unique_ptr<Listener> gone) -> Task<> {
            co_return gone.reset();
        }(std::move(listener)));
    }
}

TEST_F(ListenerTest, LimitsThatChangeHoldForWhoComesThen) {
    listen(&narrow, {.refusal = "421 too many\r\n"});
    std::vector<std::unique_ptr<Wire>> kept;
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(hear(&kept)->starts_with("hello"));
    narrow.change(4, 1000);
    EXPECT_TRUE(hear(&kept)->starts_with("hello"));
    EXPECT_EQ(hear(), "421 too many");
    narrow.change(1000, 2);
    EXPECT_EQ(hear(), "421 too many");
    EXPECT_EQ(narrow.total(), 4U);
    narrow.change(1000, 1000);
    EXPECT_TRUE(hear(&kept)->starts_with("hello"));
    let_go(&kept);
}

TEST_F(ListenerTest, PausesWithoutDescriptorsAndGoesOnAfterwards) {
    listen(&wide);
    auto exhausted = [] { return log::counters()["net.exhausted"]; };
    const auto counted = exhausted();
    no_descriptors = true;
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    for (int tries = 0; exhausted() - counted < 2 && tries < 6000; ++tries) std::this_thread::sleep_for(10ms);
    no_descriptors = false;
    // It tried again, after a pause: had it none, there were thousands.
    EXPECT_GE(exhausted() - counted, 2);
    EXPECT_LT(exhausted() - counted, 100);
    char greeting[7];
    EXPECT_EQ(::recv(client, greeting, sizeof greeting, MSG_WAITALL), 7);
    EXPECT_EQ(std::string_view(greeting, 7), "hello 1");
    ::close(client);
}

TEST_F(ListenerTest, SaysWhyItCannotListen) {
    listen(&wide);
    const auto attempt = [this](std::string_view address, std::uint16_t port) {
        return Listener::tcp(runtime.executor(0), {runtime.executor(0)}, address, port, &wide, &hasher,
                             greeter.handler())
            .error()
            .kind;
    };
    EXPECT_EQ(attempt("127.0.0.1", listener->port()), ErrorKind::conflict);
    EXPECT_EQ(attempt("localhost", 0), ErrorKind::syntax);
    EXPECT_EQ(attempt("192.0.2.1", 0), ErrorKind::io);
}

TEST_F(ListenerTest, ConnectingSaysWhyItFails) {
    listen(&wide);
    const std::uint16_t port = listener->port();
    wait_for(runtime.executor(0),
             [](std::unique_ptr<Listener> gone) -> Task<> { co_return gone.reset(); }(std::move(listener)));
    EXPECT_EQ(wait_for(runtime.executor(0), connect_tcp(loopback, port, 60s)).error().kind,
              ErrorKind::closed);
    EXPECT_EQ(wait_for(runtime.executor(0), connect_unix("/nonexistent/socket", 5s)).error().kind,
              ErrorKind::closed);
    EXPECT_EQ(wait_for(runtime.executor(0), connect_unix(std::string(200, 'x'), 5s)).error().kind,
              ErrorKind::syntax);
    // A listener that never accepts, with a full queue, is a host that drops packets.
    const int deaf = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(deaf, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(deaf, 0), 0);
    socklen_t size = sizeof address;
    ::getsockname(deaf, reinterpret_cast<sockaddr*>(&address), &size);
    std::vector<std::unique_ptr<Wire>> kept;
    Result<std::unique_ptr<Wire>> last = fail(ErrorKind::io);
    for (int i = 0; i < 4; ++i) {
        last = wait_for(runtime.executor(0), connect_tcp(loopback, ntohs(address.sin_port), 60ms));
        if (!last) break;
        kept.push_back(std::move(*last));
    }
    ASSERT_FALSE(last.has_value());
    EXPECT_EQ(last.error().kind, ErrorKind::timeout);
    let_go(&kept);
    ::close(deaf);
}

TEST_F(ListenerTest, ASocketFileIsOursAloneReplacedWhenStaleAndRemoved) {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("milpa-listener-test-{}", ::getpid());
    std::filesystem::create_directory(folder);
    const std::string path = folder / "control";
    const auto open = [&] {
        return Listener::unix_socket(runtime.executor(0), {runtime.executor(1)}, path, &wide,
                                     greeter.handler());
    };
    {
        // What a crash leaves behind: a file whose socket is closed.
        const int stale = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, path.c_str());
        ASSERT_EQ(::bind(stale, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::close(stale);
    }
    auto made = open();
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    listener = std::move(*made);
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600U);
    EXPECT_EQ(open().error().kind, ErrorKind::conflict);
    const auto heard = wait_for(runtime.executor(0), [](std::string at) -> Task<Result<std::string>> {
        CO_TRY(const auto wire, co_await connect_unix(at, 60s));
        co_return co_await first_line(wire.get());
    }(path));
    ASSERT_TRUE(heard.has_value());
    EXPECT_TRUE(heard->starts_with("hello"));
    wait_for(runtime.executor(0),
             [](std::unique_ptr<Listener> gone) -> Task<> { co_return gone.reset(); }(std::move(listener)));
    EXPECT_FALSE(std::filesystem::exists(path));
    std::ofstream(path) << "precious";
    EXPECT_EQ(open().error().kind, ErrorKind::conflict);
    EXPECT_TRUE(std::filesystem::exists(path));
    std::filesystem::remove_all(folder);
}

TEST_F(ListenerTest, StoppingTheServerEndsListeningAndConnections) {
    listen(&wide);
    std::vector<std::unique_ptr<Wire>> kept;
    ASSERT_EQ(hear(&kept), "hello 1");
    // The client is told of the stop, too, and leaves.
    spawn(runtime.executor(0), [](std::unique_ptr<Wire> wire) -> Task<> {
        EXPECT_EQ((co_await first_line(wire.get())).error().kind, ErrorKind::closed);
    }(std::move(kept.front())));
    EXPECT_EQ(runtime.stop(60s), 0U);
    EXPECT_EQ(wide.total(), 0U);
    const std::uint16_t port = listener->port();
    EXPECT_EQ(run_now(connect_tcp(loopback, port, 60s)).error().kind, ErrorKind::closed);
    listener.reset();
}

}  // namespace
}  // namespace milpa::net
