// SPDX-License-Identifier: AGPL-3.0-or-later
// What an idle wire costs in memory, and a round trip in time. Run by hand: net_bench [connections].
#include <malloc.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <fstream>

#include "base/ensure.hpp"
#include "net/line_reader.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"

using namespace milpa;
using namespace milpa::net;
using namespace std::chrono_literals;

namespace {

constexpr int round_trips = 20'000;
/// Handshakes at once: as many as the load that other servers are measured by (bench/).
constexpr std::size_t handshakes_at_once = 64;

std::size_t resident_bytes() {
    ::malloc_trim(0);
    std::ifstream statm("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// As a session does it: wait without a buffer, read lines, answer each.
Task<> serve(std::unique_ptr<Wire> wire, const TlsContext* tls, int* begun) {
    wire->set_deadline(1h);
    if (tls != nullptr && !co_await wire->start_tls_server(tls)) co_return;
    LineReader reader(wire.get());
    ++*begun;
    while (true) {
        const auto line = co_await reader.read_line(1000);
        if (!line || !co_await wire->write("* OK done\r\n")) break;
    }
    wire->close();
}

Task<> client(std::unique_ptr<Wire> wire, const TlsContext* tls, int rounds, int* done) {
    wire->set_deadline(1h);
    if (tls != nullptr) ensure((co_await wire->start_tls_client(tls, {"mail.test", {}})).has_value());
    LineReader reader(wire.get());
    for (int i = 0; i < rounds; ++i) {
        ensure((co_await wire->write("a1 NOOP\r\n")).has_value());
        ensure((co_await reader.read_line(1000)).has_value());
    }
    ++*done;
    wire->close();
}

/// The peers are another process, so that only our side is measured. They live until the pipe closes.
void measure(const char* what, int connections, const TlsContext* server, const TlsContext* trusting) {
    boost::asio::io_context context(1);
    std::vector<std::array<int, 2>> ends(static_cast<std::size_t>(connections));
    for (auto& pair : ends) ensure(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) == 0);
    int hold[2];
    ensure(::pipe(hold) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(hold[1]);
        boost::asio::io_context theirs(1);
        std::vector<std::unique_ptr<Wire>> kept;
        for (auto& pair : ends) {
            ::close(pair[0]);
            kept.push_back(adopt_socket(theirs.get_executor(), pair[1]));
            if (trusting == nullptr) continue;
            while (ContextState::of(theirs.get_executor()).tasks >= handshakes_at_once) theirs.run_one();
            spawn(theirs.get_executor(), [](Wire* wire, const TlsContext* tls) -> Task<Result<void>> {
                co_return co_await wire->start_tls_client(tls, {"mail.test", {}});
            }(kept.back().get(), trusting));
        }
        while (ContextState::of(theirs.get_executor()).tasks > 0) theirs.run_one();
        char byte;
        [[maybe_unused]] const auto ended = ::read(hold[0], &byte, 1);
        ::_exit(0);
    }
    ::close(hold[0]);
    for (auto& pair : ends) ::close(pair[1]);
    const std::size_t before = resident_bytes();
    const double began = cpu_seconds();
    int begun = 0;
    for (auto& pair : ends) {
        spawn(context.get_executor(), serve(adopt_socket(context.get_executor(), pair[0]), server, &begun));
    }
    while (begun < connections) context.run_one();
    while (context.poll() > 0) {
    }
    const double used = cpu_seconds() - began;
    fmt::print("{}: {} idle wires with their sessions' readers, {} bytes each, {:.1f} us each to begin\n",
               what, connections, (resident_bytes() - before) / static_cast<std::size_t>(connections),
               used * 1e6 / connections);
    ::close(hold[1]);
    ::waitpid(child, nullptr, 0);
    context.run();
}

void measure_round_trips(const char* what, const TlsContext* server, const TlsContext* trusting) {
    boost::asio::io_context context(1);
    auto [near, far] = make_pair(context.get_executor(), context.get_executor());
    int begun = 0;
    int done = 0;
    spawn(context.get_executor(), serve(std::move(near), server, &begun));
    spawn(context.get_executor(), client(std::move(far), trusting, round_trips, &done));
    const double began = cpu_seconds();
    while (done == 0) context.run_one();
    fmt::print("{}: {:.2f} us of CPU a round trip, both sides and the kernel\n", what,
               (cpu_seconds() - began) * 1e6 / round_trips);
    context.run();
}

}  // namespace

int main(int count, char** arguments) {
    const int connections = count > 1 ? std::atoi(arguments[1]) : 1000;
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const Certificate ca = *make_ca("Bench");
    const auto server = *TlsContext::server(*make_certificate(ca, {"mail.test"}, {}, std::chrono::days(1)));
    const auto trusting = *TlsContext::client(ca.chain_pem);
    measure("plain", connections, nullptr, nullptr);
    measure("tls", connections, server.get(), trusting.get());
    measure_round_trips("plain", nullptr, nullptr);
    measure_round_trips("tls", server.get(), trusting.get());
    return 0;
}
