// SPDX-License-Identifier: AGPL-3.0-or-later
// What a client can do with TLS that no honest one does: OpenSSL itself at the other end of a socket pair.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <thread>

#include "net/listener.hpp"
#include "net/runtime.hpp"
#include "net/tls.hpp"

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

Task<> shake_hands(Lent<Wire> wire, const TlsContext* context, Result<void>* outcome) {
    *outcome = co_await wire->start_tls_server(context);
}

Task<> read_until_end(Lent<Wire> wire, std::string* heard) {
    char some[16];
    while (const auto count = co_await wire->read_some(some)) heard->append(some, *count);
}

Task<> read_once(Lent<Wire> wire, std::string* heard) {
    char some[16];
    if (const auto count = co_await wire->read_some(some)) heard->append(some, *count);
}

Task<> write(Lent<Wire> wire, std::string_view text) {
    EXPECT_TRUE((co_await wire->write(text)).has_value());
}

class TlsAttackTest : public ::testing::Test {
protected:
    void SetUp() override {
        int ends[2];
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        wire = adopt_socket(context.get_executor(), ends[0]);
        descriptor = ends[1];
        client = ::SSL_CTX_new(::TLS_client_method());
        session = ::SSL_new(client);
        ASSERT_EQ(::SSL_set_fd(session, descriptor), 1);
    }
    void TearDown() override { hang_up(); }
    void hang_up() {
        ::SSL_free(std::exchange(session, nullptr));
        ::SSL_CTX_free(std::exchange(client, nullptr));
        if (descriptor >= 0) ::close(std::exchange(descriptor, -1));
    }

    /// The wire's deadline is work too: so run only until the tasks have ended.
    void run() {
        while (ContextState::of(context.get_executor()).tasks > 0) context.run_one();
    }
    void connect(int version) {
        ASSERT_EQ(SSL_set_max_proto_version(session, version), 1);
        int connected = 0;
        std::thread peer([&] { connected = ::SSL_connect(session); });
        Result<void> outcome;
        spawn(context.get_executor(), shake_hands(wire.get(), server.get(), &outcome));
        run();
        peer.join();
        ASSERT_TRUE(outcome.has_value());
        ASSERT_EQ(connected, 1);
        wire->set_deadline(60s);
    }

    boost::asio::io_context context{1};
    Certificate leaf = *make_certificate(*make_ca("Test authority"), {"mail.test"}, {}, std::chrono::days(1));
    std::unique_ptr<TlsContext> server = *TlsContext::server(leaf);
    std::unique_ptr<Wire> wire;
    SSL_CTX* client = nullptr;
    SSL* session = nullptr;
    int descriptor = -1;
};

TEST_F(TlsAttackTest, NewKeysWithoutEndLeaveOthersTheirTurn) {
    connect(TLS1_3_VERSION);
    constexpr int updates = 2'000;  // more than what is read ahead: that is worked off at once
    BIO* const records = ::BIO_new(::BIO_s_mem());
    ::SSL_set0_wbio(session, records);
    for (int i = 0; i < updates; ++i) {
        ASSERT_EQ(::SSL_key_update(session, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        ASSERT_EQ(::SSL_do_handshake(session), 1);
    }
    ASSERT_EQ(::SSL_write(session, "x", 1), 1);
    char* octets = nullptr;
    const long count = BIO_get_mem_data(records, &octets);
    ASSERT_EQ(::send(descriptor, octets, static_cast<std::size_t>(count), MSG_DONTWAIT), count);
    // All of it is there when the read begins; still another task of the thread comes first.
    std::string heard, heard_by_then = "nothing yet";
    spawn(context.get_executor(), read_once(wire.get(), &heard));
    boost::asio::post(context, [&] { heard_by_then = heard; });
    run();
    EXPECT_EQ(heard, "x");
    EXPECT_EQ(heard_by_then, "");
}

TEST_F(TlsAttackTest, NothingIsResumedAndNothingSaidEarly) {
    connect(TLS1_3_VERSION);
    spawn(context.get_executor(), write(wire.get(), "hello"));
    run();
    char text[5];
    ASSERT_EQ(::SSL_read(session, text, sizeof text), 5);
    EXPECT_EQ(::SSL_SESSION_is_resumable(::SSL_get0_session(session)), 0);
    EXPECT_EQ(::SSL_SESSION_get_max_early_data(::SSL_get0_session(session)), 0U);
}

TEST_F(TlsAttackTest, NothingIsNegotiatedAgain) {
    connect(TLS1_2_VERSION);
    int again = 1;
    std::thread peer([&] {
        EXPECT_EQ(::SSL_renegotiate(session), 1);
        again = ::SSL_do_handshake(session);
        ::ERR_clear_error();
        hang_up();
    });
    std::string heard;
    spawn(context.get_executor(), read_until_end(wire.get(), &heard));
    run();
    peer.join();
    EXPECT_LE(again, 0);
    EXPECT_EQ(heard, "");
}

}  // namespace
}  // namespace milpa::net
