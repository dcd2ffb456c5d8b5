// SPDX-License-Identifier: AGPL-3.0-or-later
// A server of many domains: which certificate, which protocol, which challenge a client gets; and what
// resumption keeps and does not keep. The clients are OpenSSL's own.
#include "net/tls_server.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "net/certificate_facts.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "net/tickets.hpp"

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

struct Asked {
    std::string name = {};
    std::vector<std::string> protocols = {};
    int version_max = TLS1_3_VERSION;
    SSL_SESSION* resume = nullptr;
    std::uint64_t options = 0;
};

struct SessionFree {
    void operator()(SSL_SESSION* session) const { ::SSL_SESSION_free(session); }
};
using Ticket = std::unique_ptr<SSL_SESSION, SessionFree>;

struct Got {
    bool shaken = false;
    std::optional<TlsInfo> info;  // the server's
    std::string first_name;       // of the certificate that was shown
    std::string protocol;
    int alert = 0;
    std::vector<Ticket> tickets;
    bool resumed = false;
    bool fresh_exchange = false;
    long lifetime_hint = 0;
};

std::string first_name_of(X509* certificate) {
    if (certificate == nullptr) return {};
    BIO* const bio = ::BIO_new(::BIO_s_mem());
    ::PEM_write_bio_X509(bio, certificate);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    const auto facts = read_certificate_facts({text, static_cast<std::size_t>(size)});
    ::BIO_free(bio);
    return facts->names.front();
}

int keep_ticket(SSL* ssl, SSL_SESSION* session) {
    static_cast<Got*>(SSL_get_app_data(ssl))->tickets.emplace_back(session);
    return 1;
}

/// Blocking, on a thread of its own.
void ask(int descriptor, const Asked* asked, Got* got) {
    SSL_CTX* const context = ::SSL_CTX_new(::TLS_client_method());
    SSL_CTX_set_max_proto_version(context, asked->version_max);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    ::SSL_CTX_sess_set_new_cb(context, &keep_ticket);
    ::SSL_CTX_set_options(context, asked->options);
    SSL* const ssl = ::SSL_new(context);
    SSL_set_app_data(ssl, got);
    ::SSL_set_fd(ssl, descriptor);
    if (!asked->name.empty()) SSL_set_tlsext_host_name(ssl, asked->name.c_str());
    const Bytes list = to_protocol_list(asked->protocols);
    if (!list.empty()) ::SSL_set_alpn_protos(ssl, list.data(), static_cast<unsigned>(list.size()));
    // A session that was resumed is not good for another time: so that one can be tried again, a copy.
    const Ticket copy(asked->resume != nullptr ? ::SSL_SESSION_dup(asked->resume) : nullptr);
    if (copy) ::SSL_set_session(ssl, copy.get());
    ::ERR_clear_error();
    got->shaken = ::SSL_connect(ssl) == 1;
    if (!got->shaken) {
        const int reason = ERR_GET_REASON(::ERR_peek_error());
        got->alert = reason > SSL_AD_REASON_OFFSET ? reason - SSL_AD_REASON_OFFSET : reason;
    } else {
        char text[2];
        ::SSL_read(ssl, text, sizeof text);  // tickets come before it
        X509* const shown = SSL_get1_peer_certificate(ssl);
        got->first_name = first_name_of(shown);
        ::X509_free(shown);
        const unsigned char* protocol = nullptr;
        unsigned size = 0;
        ::SSL_get0_alpn_selected(ssl, &protocol, &size);
        got->protocol = as_text({protocol, size});
        got->resumed = ::SSL_session_reused(ssl) == 1;
        got->fresh_exchange = SSL_get_negotiated_group(ssl) != 0;
    }
    // OpenSSL does not resume a session that did not end in order.
    ::SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    ::SSL_free(ssl);
    ::SSL_CTX_free(context);
    ::close(descriptor);
    ::ERR_clear_error();
}

Task<> answer(Lent<Wire> wire, const TlsContext* context, Got* got) {
    if (co_await wire->start_tls_server(context)) {
        got->info = wire->tls();
        EXPECT_TRUE((co_await wire->write("hi")).has_value());
    }
    wire->close();
}

Got ask(const TlsContext& server, Asked asked) {
    boost::asio::io_context context(1);
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    const auto wire = adopt_socket(context.get_executor(), ends[0]);
    wire->set_deadline(60s);
    Got got;
    std::thread peer([&] { ask(ends[1], &asked, &got); });
    run_on(context, answer(wire.get(), &server, &got));
    peer.join();
    return got;
}

class TlsServerTest : public ::testing::Test {
protected:
    Certificate of(std::vector<std::string> names) const {
        return *make_certificate(ca, names, {}, std::chrono::days(1));
    }
    std::unique_ptr<TlsContext> serve(TlsServerOptions options) const {
        return *TlsContext::server({of({"first.test"}), of({"a.test", "*.wild.test"}), of({"b.wild.test"})},
                                   std::move(options));
    }
    TlsServerOptions web() { return {.protocols = {"h2", "http/1.1"}, .tickets = keys}; }

    Certificate ca = *make_ca("Test authority");
    ManualClock clock;
    SeededRandom random{1};
    std::shared_ptr<TicketKeys> keys = std::make_shared<TicketKeys>(&clock, &random);
};

TEST_F(TlsServerTest, GivesTheCertificateOfTheName) {
    const auto server = serve({});
    const struct {
        std::string asked, shown, told;
    } cases[] = {
        {"first.test", "first.test", "first.test"},
        {"a.test", "a.test", "a.test"},
        {"A.Test", "a.test", "a.test"},
        {"x.wild.test", "a.test", "x.wild.test"},
        {"b.wild.test", "b.wild.test", "b.wild.test"},  // exact goes before the wildcard
        {"x.y.wild.test", "first.test", "x.y.wild.test"},
        {"wild.test", "first.test", "wild.test"},
        {"nobody.test", "first.test", "nobody.test"},
        {"", "first.test", ""},
    };
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        for (const auto& row : cases) {
            const Got got = ask(*server, {.name = row.asked, .version_max = version});
            ASSERT_TRUE(got.shaken) << row.asked;
            EXPECT_EQ(got.first_name, row.shown) << row.asked;
            EXPECT_EQ(got.info->server_name, row.told);
        }
    }
}

TEST_F(TlsServerTest, ReloadsTheWholeSetOrNothing) {
    const auto server = serve({});
    ASSERT_TRUE(server->reload(std::vector{of({"next.test"}), of({"a.test"})}).has_value());
    EXPECT_EQ(ask(*server, {.name = "first.test"}).first_name, "next.test");
    EXPECT_EQ(ask(*server, {.name = "a.test"}).first_name, "a.test");
    EXPECT_EQ(ask(*server, {.name = "x.wild.test"}).first_name, "next.test");
    Certificate broken = of({"c.test"});
    broken.key_pem = ca.key_pem;
    EXPECT_EQ(server->reload(std::vector{of({"c.test"}), broken}).error().kind, ErrorKind::conflict);
    EXPECT_EQ(ask(*server, {.name = "c.test"}).first_name, "next.test");
}

TEST_F(TlsServerTest, AgreesOnAProtocol) {
    const auto server = serve({.protocols = {"h2", "http/1.1"}});
    const struct {
        std::vector<std::string> offered;
        std::string agreed;
    } good[] = {
        {{}, ""},
        {{"h2", "http/1.1"}, "h2"},
        {{"http/1.1", "h2"}, "h2"},  // the server's order
        {{"http/1.1"}, "http/1.1"},
        {{"spdy/3", "http/1.1"}, "http/1.1"},
        {{"acme-tls/1", "http/1.1"}, "http/1.1"},
    };
    for (const auto& row : good) {
        const Got got = ask(*server, {.name = "a.test", .protocols = row.offered});
        ASSERT_TRUE(got.shaken);
        EXPECT_EQ(got.protocol, row.agreed);
        EXPECT_EQ(got.info->protocol, row.agreed);
    }
    for (const std::vector<std::string>& offered :
         {std::vector<std::string>{"imap"}, {"acme-tls/1"}, {"h2c", "HTTP/1.1"}, {"acme-tls/1", "h3"}}) {
        const Got got = ask(*server, {.name = "a.test", .protocols = offered});
        EXPECT_FALSE(got.shaken);
        EXPECT_EQ(got.alert, SSL_AD_NO_APPLICATION_PROTOCOL);
    }
    // A server without a list does not answer the question.
    const auto mail = TlsContext::server(of({"a.test"}));
    const Got got = ask(**mail, {.name = "a.test", .protocols = {"imap"}});
    EXPECT_TRUE(got.shaken);
    EXPECT_EQ(got.protocol, "");
}

TEST_F(TlsServerTest, OurOwnClientOffersToo) {
    const auto server = serve({.protocols = {"http/1.1"}});
    const auto client = TlsContext::client(ca.chain_pem);
    for (const auto& [offered, agreed] : {std::pair{"http/1.1", true}, {"h2", false}}) {
        boost::asio::io_context context(1);
        auto [near, far] = make_pair(context.get_executor(), context.get_executor());
        Got got;
        spawn(context.get_executor(), answer(far.get(), server.get(), &got));
        const auto shaken = run_on(
            context, [](Lent<Wire> wire, const TlsContext* tls, std::string what) -> Task<std::string> {
                const TlsPeer peer{.name = "a.test", .protocols = {what}};
                const auto outcome = co_await wire->start_tls_client(tls, peer);
                std::string protocol = outcome ? wire->tls()->protocol : "refused";
                char text[2];
                if (outcome) EXPECT_TRUE((co_await wire->read_some(text)).has_value());
                wire->close();
                co_return protocol;
            }(near.get(), client->get(), offered));
        EXPECT_EQ(shaken, agreed ? offered : "refused");
    }
}

TEST_F(TlsServerTest, ShowsAChallengeOnlyToWhoAsksForItAlone) {
    const auto server = serve(web());
    const Certificate challenge = of({"challenge.test"});
    ASSERT_TRUE(server->publish_challenge("A.test", challenge).has_value());
    const Got proof = ask(*server, {.name = "a.test", .protocols = {"acme-tls/1"}});
    ASSERT_TRUE(proof.shaken);
    EXPECT_EQ(proof.first_name, "challenge.test");
    EXPECT_EQ(proof.info->protocol, "acme-tls/1");
    EXPECT_TRUE(proof.tickets.empty());
    for (const std::vector<std::string>& offered :
         {std::vector<std::string>{}, {"h2"}, {"acme-tls/1", "h2"}, {"h2", "acme-tls/1"}}) {
        const Got got = ask(*server, {.name = "a.test", .protocols = offered});
        EXPECT_EQ(got.first_name, "a.test");
        EXPECT_NE(got.protocol, "acme-tls/1");
    }
    EXPECT_FALSE(ask(*server, {.name = "first.test", .protocols = {"acme-tls/1"}}).shaken);
    // It outlives a reload of the others.
    ASSERT_TRUE(server->reload(of({"next.test"})).has_value());
    EXPECT_TRUE(ask(*server, {.name = "a.test", .protocols = {"acme-tls/1"}}).shaken);
    server->withdraw_challenge("a.test");
    EXPECT_FALSE(ask(*server, {.name = "a.test", .protocols = {"acme-tls/1"}}).shaken);
    EXPECT_EQ(server->publish_challenge("a.test", {}).error().kind, ErrorKind::syntax);
    for (std::size_t i = 0; i < challenges_max; ++i) {
        ASSERT_TRUE(server->publish_challenge(fmt::format("{}.test", i), challenge).has_value());
    }
    EXPECT_EQ(server->publish_challenge("more.test", challenge).error().kind, ErrorKind::limit);
}

TEST_F(TlsServerTest, ResumesOnceMoreWithAFreshKeyExchange) {
    const auto server = serve(web());
    Got first = ask(*server, {.name = "a.test", .protocols = {"h2"}});
    ASSERT_TRUE(first.shaken);
    EXPECT_FALSE(first.resumed);
    ASSERT_EQ(first.tickets.size(), tickets_per_session);
    for (const Ticket& ticket : first.tickets) {
        EXPECT_EQ(::SSL_SESSION_get_max_early_data(ticket.get()), 0U);
        EXPECT_EQ(::SSL_SESSION_get_ticket_lifetime_hint(ticket.get()), 3600U);
    }
    // Also who would do without a key exchange gets one.
    for (const std::uint64_t options : {std::uint64_t{0}, SSL_OP_ALLOW_NO_DHE_KEX}) {
        const Got again = ask(*server, {.name = "a.test",
                                        .protocols = {"http/1.1"},
                                        .resume = first.tickets[0].get(),
                                        .options = options});
        ASSERT_TRUE(again.shaken);
        EXPECT_TRUE(again.resumed);
        EXPECT_TRUE(again.info->resumed);
        EXPECT_TRUE(again.fresh_exchange);
        // Each ticket is used once, so there is one for the next time.
        ASSERT_FALSE(again.tickets.empty());
        EXPECT_TRUE(ask(*server, {.name = "a.test", .resume = again.tickets[0].get()}).resumed);
        // The protocol is this connection's own.
        EXPECT_EQ(again.info->protocol, "http/1.1");
        EXPECT_EQ(again.info->server_name, "a.test");
    }
}

TEST_F(TlsServerTest, ATicketIsForOneNameAndOneCertificate) {
    const auto server = serve(web());
    Got first = ask(*server, {.name = "x.wild.test"});
    SSL_SESSION* const ticket = first.tickets.at(0).get();
    for (const char* other : {"y.wild.test", "a.test", "nobody.test", ""}) {
        const Got got = ask(*server, {.name = other, .resume = ticket});
        ASSERT_TRUE(got.shaken) << other;
        EXPECT_FALSE(got.resumed) << other;
    }
    EXPECT_TRUE(ask(*server, {.name = "x.wild.test", .resume = ticket}).resumed);
    ASSERT_TRUE(server->reload(of({"*.wild.test"})).has_value());
    const Got after = ask(*server, {.name = "x.wild.test", .resume = ticket});
    EXPECT_TRUE(after.shaken);
    EXPECT_FALSE(after.resumed);
}

TEST_F(TlsServerTest, TicketsOutliveAReloadButNotTheirKeys) {
    const Certificate certificate = of({"a.test"});
    const auto server = TlsContext::server({certificate}, web());
    Got first = ask(**server, {.name = "a.test"});
    SSL_SESSION* const ticket = first.tickets.at(0).get();
    ASSERT_TRUE((*server)->reload(certificate).has_value());
    EXPECT_TRUE(ask(**server, {.name = "a.test", .resume = ticket}).resumed);
    clock.advance(ticket_key_period);
    EXPECT_TRUE(ask(**server, {.name = "a.test", .resume = ticket}).resumed);
    clock.advance(ticket_key_period);
    const Got late = ask(**server, {.name = "a.test", .resume = ticket});
    EXPECT_TRUE(late.shaken);
    EXPECT_FALSE(late.resumed);
    // A server that was quiet for long has no key of before.
    Got again = ask(**server, {.name = "a.test"});
    clock.advance(2 * ticket_key_period);
    EXPECT_FALSE(ask(**server, {.name = "a.test", .resume = again.tickets.at(0).get()}).resumed);
}

TEST_F(TlsServerTest, AForgedTicketIsAFullHandshake) {
    const auto server = serve(web());
    const auto stranger = serve({.tickets = std::make_shared<TicketKeys>(&clock, &random)});
    Got foreign = ask(*stranger, {.name = "a.test"});
    const Got got = ask(*server, {.name = "a.test", .resume = foreign.tickets.at(0).get()});
    EXPECT_TRUE(got.shaken);
    EXPECT_FALSE(got.resumed);
}

TEST_F(TlsServerTest, NothingIsResumedBelow13OrWithoutKeys) {
    const auto server = serve(web());
    Got old = ask(*server, {.name = "a.test", .version_max = TLS1_2_VERSION});
    ASSERT_TRUE(old.shaken);
    for (const Ticket& session : old.tickets) {
        EXPECT_EQ(::SSL_SESSION_has_ticket(session.get()), 0);
        unsigned size = 0;
        ::SSL_SESSION_get_id(session.get(), &size);
        EXPECT_EQ(size, 0U);
        EXPECT_FALSE(
            ask(*server, {.name = "a.test", .version_max = TLS1_2_VERSION, .resume = session.get()}).resumed);
    }
    const auto mail = TlsContext::server(of({"a.test"}));
    const Got got = ask(**mail, {.name = "a.test"});
    EXPECT_TRUE(got.shaken);
    EXPECT_TRUE(got.tickets.empty());
}

}  // namespace
}  // namespace milpa::net
