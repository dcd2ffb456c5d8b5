// SPDX-License-Identifier: AGPL-3.0-or-later
// Whom TLS believes, what it refuses, and that nothing said in clear is heard after it.
#include "net/tls.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>

#include "net/line_reader.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

struct Outcome {
    Result<void> server;
    Result<void> client;
    std::optional<TlsInfo> info;  // of the client
    Result<Bytes> server_binding = fail(ErrorKind::missing);
    Result<Bytes> client_binding = fail(ErrorKind::missing);
};

Task<> serve(Lent<Wire> wire, const TlsContext* context, Outcome* outcome) {
    outcome->server = co_await wire->start_tls_server(context);
    outcome->server_binding = wire->channel_binding();
}

Task<> connect(Lent<Wire> wire, const TlsContext* context, TlsPeer peer, Outcome* outcome) {
    outcome->client = co_await wire->start_tls_client(context, std::move(peer));
    // Who refuses must not leave the other waiting; who accepts learns from a read whether it was accepted.
    if (!outcome->client) co_return;
    outcome->info = wire->tls();
    outcome->client_binding = wire->channel_binding();
}

Outcome shake(const TlsContext& server, const TlsContext& client, TlsPeer peer) {
    boost::asio::io_context context(1);
    auto [near, far] = make_pair(context.get_executor(), context.get_executor());
    near->set_deadline(30s);
    far->set_deadline(30s);
    Outcome outcome;
    spawn(context.get_executor(), serve(far.get(), &server, &outcome));
    spawn(context.get_executor(), connect(near.get(), &client, std::move(peer), &outcome));
    // The wires' deadlines are work, too: so run only until both have ended.
    while (ContextState::of(context.get_executor()).tasks > 0) context.run_one();
    return outcome;
}

class TlsTest : public ::testing::Test {
protected:
    Certificate ca = *make_ca("Test authority");
    Certificate leaf =
        *make_certificate(ca, {"mail.test", "*.wild.test"}, {"127.0.0.1", "::1"}, std::chrono::days(1));
    std::unique_ptr<TlsContext> server = *TlsContext::server(leaf);
    std::unique_ptr<TlsContext> client = *TlsContext::client(ca.chain_pem);
    std::unique_ptr<TlsContext> stranger = *TlsContext::client(make_ca("Another")->chain_pem);
    std::unique_ptr<TlsContext> beside = *TlsContext::client_beside_system(ca.chain_pem);
    std::unique_ptr<TlsContext> machine = *TlsContext::client(TlsContext::Trust::system);
    std::unique_ptr<TlsContext> careless = *TlsContext::client(TlsContext::Trust::nobody);
};

TEST_F(TlsTest, AgreesOnTls13AndOneBinding) {
    const Outcome outcome = shake(*server, *client, {"mail.test", {}});
    ASSERT_TRUE(outcome.server.has_value()) << outcome.server.error().detail;
    ASSERT_TRUE(outcome.client.has_value());
    EXPECT_EQ(outcome.info->version, "TLSv1.3");
    EXPECT_TRUE(outcome.info->peer_verified);
    ASSERT_TRUE(outcome.client_binding.has_value());
    EXPECT_EQ(outcome.client_binding->size(), 32U);
    EXPECT_EQ(*outcome.client_binding, *outcome.server_binding);
}

TEST_F(TlsTest, BelievesOnlyWhomItMeant) {
    const struct {
        const char* what;
        const TlsContext* client;
        std::string name;
        std::optional<ErrorKind> refused;
    } cases[] = {
        {"the name", client.get(), "mail.test", {}},
        {"a name under the wildcard", client.get(), "a.wild.test", {}},
        {"an address", client.get(), "127.0.0.1", {}},
        {"another name", client.get(), "evil.test", ErrorKind::denied},
        {"another address", client.get(), "127.0.0.2", ErrorKind::denied},
        {"no name", client.get(), "", ErrorKind::syntax},
        {"another authority", stranger.get(), "mail.test", ErrorKind::denied},
        {"one beside the machine's", beside.get(), "mail.test", {}},
        {"beside the machine's, another name", beside.get(), "evil.test", ErrorKind::denied},
        {"the machine's alone", machine.get(), "mail.test", ErrorKind::denied},
        {"opportunistic, any name", careless.get(), "evil.test", {}},
        {"opportunistic, no name", careless.get(), "", {}},
    };
    for (const auto& row : cases) {
        const Outcome outcome = shake(*server, *row.client, {row.name, {}});
        EXPECT_EQ(outcome.client.has_value(), !row.refused) << row.what;
        if (row.refused) EXPECT_EQ(outcome.client.error().kind, *row.refused) << row.what;
        if (row.refused) EXPECT_FALSE(outcome.server.has_value()) << row.what;
        if (!row.refused) EXPECT_EQ(outcome.info->peer_verified, row.client != careless.get()) << row.what;
    }
}

Bytes public_key_hash(const Certificate& certificate) {
    BIO* const bio =
        ::BIO_new_mem_buf(certificate.chain_pem.data(), static_cast<int>(certificate.chain_pem.size()));
    X509* const x509 = ::PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    unsigned char* der = nullptr;
    const int size = ::i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &der);
    Bytes hash(SHA256_DIGEST_LENGTH);
    ::SHA256(der, static_cast<std::size_t>(size), hash.data());
    ::OPENSSL_free(der);
    ::X509_free(x509);
    ::BIO_free(bio);
    return hash;
}

TEST_F(TlsTest, DanePinsTheKeyWhateverTheName) {
    const TlsaRecord right{.usage = 3, .selector = 1, .matching = 1, .data = public_key_hash(leaf)};
    const TlsaRecord wrong{.usage = 3, .selector = 1, .matching = 1, .data = Bytes(32, 1)};
    const TlsaRecord web{.usage = 1, .selector = 1, .matching = 1, .data = public_key_hash(leaf)};
    const TlsaRecord broken{.usage = 3, .selector = 1, .matching = 1, .data = Bytes(31, 1)};
    const struct {
        const char* what;
        std::vector<TlsaRecord> records;
        std::optional<ErrorKind> refused;
    } cases[] = {
        {"the key", {right}, {}},
        {"another key", {wrong}, ErrorKind::denied},
        {"either", {wrong, right}, {}},
        {"a usage that says nothing for mail", {web}, ErrorKind::syntax},
        {"a record that is none", {broken}, ErrorKind::syntax},
        {"a broken one beside the key", {broken, right}, {}},
    };
    for (const auto& row : cases) {
        const Outcome outcome = shake(*server, *careless, {"other.test", row.records});
        EXPECT_EQ(outcome.client.has_value(), !row.refused) << row.what;
        if (row.refused) EXPECT_EQ(outcome.client.error().kind, *row.refused) << row.what;
        if (!row.refused) EXPECT_TRUE(outcome.info->peer_verified) << row.what;
    }
}

TEST_F(TlsTest, ReloadServesTheNewCertificateAndABrokenOneChangesNothing) {
    const Certificate next = *make_certificate(ca, {"next.test"}, {}, std::chrono::days(1));
    EXPECT_FALSE(shake(*server, *client, {"next.test", {}}).client.has_value());
    EXPECT_EQ(server->reload({next.chain_pem, leaf.key_pem}).error().kind, ErrorKind::conflict);
    EXPECT_EQ(server->reload({"rubbish", next.key_pem}).error().kind, ErrorKind::syntax);
    EXPECT_EQ(server->reload({next.chain_pem, "rubbish"}).error().kind, ErrorKind::syntax);
    EXPECT_EQ(server->reload({next.chain_pem + "-----BEGIN CERTIFICATE-----\nrubbish\n", next.key_pem})
                  .error()
                  .kind,
              ErrorKind::syntax);
    EXPECT_TRUE(shake(*server, *client, {"mail.test", {}}).client.has_value());
    ASSERT_TRUE(server->reload(next).has_value());
    EXPECT_TRUE(shake(*server, *client, {"next.test", {}}).client.has_value());
    EXPECT_FALSE(shake(*server, *client, {"mail.test", {}}).client.has_value());
}

TEST_F(TlsTest, MakesNoCertificateForNonsense) {
    for (const char* name : {"", "a,IP:1.2.3.4", "a b", "a\n"}) {
        EXPECT_EQ(make_certificate(ca, {name}, {}, std::chrono::days(1)).error().kind, ErrorKind::syntax)
            << name;
    }
    EXPECT_EQ(make_certificate(ca, {}, {"300.1.1.1"}, std::chrono::days(1)).error().kind, ErrorKind::syntax);
    EXPECT_EQ(make_certificate(ca, {}, {}, std::chrono::days(1)).error().kind, ErrorKind::syntax);
    EXPECT_EQ(make_certificate({}, {"a.test"}, {}, std::chrono::days(1)).error().kind, ErrorKind::syntax);
    EXPECT_EQ(make_ca("").error().kind, ErrorKind::syntax);
    EXPECT_EQ(TlsContext::client("rubbish").error().kind, ErrorKind::syntax);
}

/// What a client does with OpenSSL's own settings: true if the server takes it.
bool old_client_is_taken(const TlsContext& server, int version, const char* ciphers) {
    boost::asio::io_context context(1);
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    const auto wire = adopt_socket(context.get_executor(), ends[0]);
    wire->set_deadline(60s);
    std::thread peer([&] {
        SSL_CTX* const old = ::SSL_CTX_new(::TLS_client_method());
        ::SSL_CTX_set_security_level(old, 0);
        SSL_CTX_set_min_proto_version(old, 0);
        SSL_CTX_set_max_proto_version(old, version);
        ::SSL_CTX_set_cipher_list(old, ciphers);
        SSL* const ssl = ::SSL_new(old);
        ::SSL_set_fd(ssl, ends[1]);
        ::SSL_connect(ssl);
        ::SSL_free(ssl);
        ::SSL_CTX_free(old);
        ::close(ends[1]);
    });
    const auto result = run_on(context, [](Lent<Wire> to, const TlsContext* with) -> Task<Result<void>> {
        auto shaken = co_await to->start_tls_server(with);
        to->close();
        co_return shaken;
    }(wire.get(), &server));
    peer.join();
    return result.has_value();
}

TEST_F(TlsTest, RefusesOldVersionsAndCiphersWithoutForwardSecrecy) {
    EXPECT_TRUE(old_client_is_taken(*server, TLS1_3_VERSION, "ALL"));
    EXPECT_TRUE(old_client_is_taken(*server, TLS1_2_VERSION, "ALL"));
    EXPECT_FALSE(old_client_is_taken(*server, TLS1_1_VERSION, "ALL:@SECLEVEL=0"));
    EXPECT_FALSE(old_client_is_taken(*server, TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA"));
}

/// A session that knows STARTTLS. Gives what it read after it.
Task<Result<std::string>> session(std::unique_ptr<Wire> wire, const TlsContext* context) {
    wire->set_deadline(30s);
    LineReader reader(wire.get());
    CO_TRY(const Line command, co_await reader.read_line(100));
    EXPECT_EQ(command.text, "STARTTLS");
    CO_CHECK(co_await wire->write("220 go\r\n"));
    CO_CHECK(co_await reader.start_tls_server(context));
    CO_TRY(const Line line, co_await reader.read_line(100));
    std::string text(line.text);
    wire->close();
    co_return text;
}

Task<Result<void>> say(std::unique_ptr<Wire> wire, const TlsContext* context, std::string together,
                       std::string behind) {
    wire->set_deadline(30s);
    LineReader reader(wire.get());
    CO_CHECK(co_await wire->write(together));
    CO_CHECK(co_await reader.read_line(100));
    if (!behind.empty()) CO_CHECK(co_await wire->write(behind));
    CO_CHECK(co_await reader.start_tls_client(context, {"mail.test", {}}));
    CO_CHECK(co_await wire->write("sealed\r\n"));
    co_return co_await wire->shutdown();
}

/// The peer's failures are no part of the test: its wire closes with it.
Task<> inject(std::unique_ptr<Wire> wire, const TlsContext* context, std::string together,
              std::string behind) {
    [[maybe_unused]] const auto said =
        co_await say(std::move(wire), context, std::move(together), std::move(behind));
}

TEST_F(TlsTest, WhatIsSaidInClearIsNotHeardAfterStarttls) {
    const struct {
        const char* what;
        std::string together;
        std::string behind;
        std::optional<ErrorKind> refused;
    } cases[] = {
        {"as it should be", "STARTTLS\r\n", "", {}},
        {"injected with the command", "STARTTLS\r\nRSET\r\n", "", ErrorKind::denied},
        {"half a line injected", "STARTTLS\r\nR", "", ErrorKind::denied},
        {"injected before the handshake", "STARTTLS\r\n", "RSET\r\n", ErrorKind::syntax},
    };
    for (const auto& row : cases) {
        boost::asio::io_context context(1);
        auto [near, far] = make_pair(context.get_executor(), context.get_executor());
        spawn(context.get_executor(), inject(std::move(far), client.get(), row.together, row.behind));
        const auto heard = run_on(context, session(std::move(near), server.get()));
        EXPECT_EQ(heard.has_value(), !row.refused) << row.what;
        if (heard) EXPECT_EQ(*heard, "sealed");
        if (row.refused && !heard) EXPECT_EQ(heard.error().kind, *row.refused) << row.what;
    }
}

}  // namespace
}  // namespace milpa::net
