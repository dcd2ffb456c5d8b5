// SPDX-License-Identifier: AGPL-3.0-or-later
// What a handshake costs the server, full and resumed. Run by hand:
//   net_tls_bench [HANDSHAKES]       its own clients, another process; the server's CPU time for each
//   net_tls_bench serve PORT         a server as the web has it, until its input ends: for openssl s_time and
//                                    testssl.sh; then the CPU time of all handshakes
#include <openssl/ssl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

#include "base/ensure.hpp"
#include "net/listener.hpp"
#include "net/runtime.hpp"
#include "net/tickets.hpp"

using namespace milpa;
using namespace milpa::net;
using namespace std::chrono_literals;

namespace {

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=31536000\r\nContent-Length: 2\r\n"
    "Connection: close\r\n\r\nok";

struct Served {
    std::size_t full = 0;
    std::size_t resumed = 0;
};

Task<> serve(std::unique_ptr<Wire> wire, const TlsContext* tls, Served* served) {
    wire->set_deadline(10s);
    if (!co_await wire->start_tls_server(tls)) co_return;
    wire->tls()->resumed ? served->resumed++ : served->full++;
    char some[1000];
    if (!co_await wire->read_some(some)) co_return;
    if (!co_await wire->write(answer)) co_return;
    [[maybe_unused]] const auto ended = co_await wire->shutdown();
}

/// The web's server on a port of this machine.
struct Server {
    explicit Server(std::uint16_t port)
        : listener(*Listener::tcp(
              context.get_executor(), {context.get_executor()}, "127.0.0.1", port, &limits, &hasher,
              [this](Accepted accepted) { return serve(std::move(accepted.wire), tls.get(), &served); })) {}

    boost::asio::io_context context{1};
    SystemClock clock;
    SystemRandom random;
    ConnectionLimits limits{10'000, 10'000};
    PeerHasher hasher{&clock, &random};
    Served served;
    Certificate authority = *make_ca("Bench");
    std::unique_ptr<TlsContext> tls = *TlsContext::server(
        {*make_certificate(authority, {"localhost"}, {"127.0.0.1"}, std::chrono::days(30))},
        {.protocols = {"h2", "http/1.1"}, .tickets = std::make_shared<TicketKeys>(&clock, &random)});
    std::unique_ptr<Listener> listener;
};

int keep_ticket(SSL* session, SSL_SESSION* ticket) {
    auto* const kept = static_cast<SSL_SESSION**>(SSL_get_app_data(session));
    ::SSL_SESSION_free(std::exchange(*kept, ticket));
    return 1;
}

void connect(SSL_CTX* context, BIO* bio, SSL_SESSION** ticket) {
    SSL* const session = ::SSL_new(context);
    SSL_set_app_data(session, ticket);
    ::SSL_set_bio(session, bio, bio);
    SSL_set_tlsext_host_name(session, "localhost");
    if (*ticket != nullptr) ::SSL_set_session(session, *ticket);
    ensure(::SSL_connect(session) == 1);
    ensure(::SSL_write(session, "GET / HTTP/1.1\r\n\r\n", 18) == 18);
    char some[1000];
    while (::SSL_read(session, some, sizeof some) > 0) {
    }
    // One that did not end in order is not resumed.
    ::SSL_shutdown(session);
    ::SSL_free(session);
}

[[noreturn]] void be_clients(std::uint16_t port, int handshakes, bool resume) {
    SSL_CTX* const context = ::SSL_CTX_new(::TLS_client_method());
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    ::SSL_CTX_sess_set_new_cb(context, &keep_ticket);
    SSL_SESSION* ticket = nullptr;
    for (int i = 0; i < handshakes; ++i) {
        BIO* const bio = ::BIO_new_connect(fmt::format("127.0.0.1:{}", port).c_str());
        ensure(BIO_do_connect(bio) == 1);
        if (!resume) ::SSL_SESSION_free(std::exchange(ticket, nullptr));
        connect(context, bio, &ticket);
    }
    ::_exit(0);
}

void measure(const char* what, int handshakes, bool resume) {
    Server server(0);
    const std::uint16_t port = server.listener->port();
    const pid_t child = ::fork();
    if (child == 0) be_clients(port, handshakes, resume);
    const double began = cpu_seconds();
    while (server.served.full + server.served.resumed < static_cast<std::size_t>(handshakes)) {
        server.context.run_one_for(1s);
    }
    const double used = cpu_seconds() - began;
    fmt::print("{}: {} full, {} resumed, {:.0f} us of the server's CPU a connection\n", what,
               server.served.full, server.served.resumed, used * 1e6 / handshakes);
    server.listener.reset();
    server.context.run();
    ::waitpid(child, nullptr, 0);
}

void serve_until_input_ends(std::uint16_t port) {
    Server server(port);
    std::thread input([&] {
        char byte;
        while (::read(STDIN_FILENO, &byte, 1) > 0) {
        }
        boost::asio::post(server.context, [&] { server.listener.reset(); });
    });
    server.context.run();
    input.join();
    fmt::print("{} full, {} resumed, {:.0f} us of CPU each\n", server.served.full, server.served.resumed,
               cpu_seconds() * 1e6 / static_cast<double>(server.served.full + server.served.resumed));
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 3 && std::string_view(arguments[1]) == "serve") {
        serve_until_input_ends(static_cast<std::uint16_t>(std::atoi(arguments[2])));
        return 0;
    }
    const int handshakes = count > 1 ? std::atoi(arguments[1]) : 2'000;
    measure("full", handshakes, false);
    measure("resumed", handshakes, true);
    return 0;
}
