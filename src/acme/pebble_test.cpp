// SPDX-License-Identifier: AGPL-3.0-or-later
// Against an authority that others wrote, over real sockets. tests/scenarios/test_acme.py starts it and says
// where it is; without that there is nothing to talk to, and these are skipped.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "acme/keeper.hpp"
#include "acme/shell.hpp"
#include "acme/test_authority.hpp"
#include "net/listener.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"

namespace milpa::acme {
namespace {

using namespace std::chrono_literals;

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::string read_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// Shows proofs to the world: two listeners, and the zone of a DNS server.
class LiveChallenges final : public Challenges {
public:
    explicit LiveChallenges(Executor home)
        : tls_(*net::TlsContext::server(
              {*net::make_certificate(*net::make_ca("Test"), {"other.milpa.test"}, {}, std::chrono::days(1))},
              {.protocols = {"http/1.1"}})) {
        const auto listen = [&](const std::string& port, net::AcceptHandler handler) {
            auto made =
                net::Listener::tcp(home, {home}, "127.0.0.1", static_cast<std::uint16_t>(std::stoi(port)),
                                   &limits_, &hasher_, std::move(handler));
            listeners_.push_back(*std::move(made));
        };
        listen(environment("MILPA_PEBBLE_HTTP"),
               [this](net::Accepted accepted) { return serve_http(std::move(accepted.wire), &shown_.http); });
        listen(environment("MILPA_PEBBLE_TLS"),
               [this](net::Accepted accepted) { return serve_tls(std::move(accepted.wire), tls_.get()); });
    }

    Task<Result<void>> publish(Proof proof) override {
        if (const auto* const by_tls = std::get_if<TlsProof>(&proof)) {
            CO_CHECK(tls_->publish_challenge(by_tls->name, by_tls->certificate));
        }
        CO_CHECK(co_await shown_.publish(std::move(proof)));
        write_zone();
        co_return Result<void>();
    }
    Task<> withdraw(Proof proof) override {
        if (const auto* const by_tls = std::get_if<TlsProof>(&proof)) tls_->withdraw_challenge(by_tls->name);
        co_await shown_.withdraw(std::move(proof));
        write_zone();
    }
    void close() { listeners_.clear(); }
    const FakeChallenges& shown() const { return shown_; }

private:
    using Tokens = std::map<std::string, std::string>;
    static Task<> serve_http(std::unique_ptr<net::Wire> wire, const Tokens* tokens) {
        char some[2000];
        const auto count = co_await wire->read_some(some);
        if (!count) co_return;
        const std::string_view request(some, *count);
        std::string body = "no such thing";
        for (const auto& [token, authorization] : *tokens) {
            if (request.starts_with(fmt::format("GET /.well-known/acme-challenge/{} ", token)))
                body = authorization;
        }
        [[maybe_unused]] const auto written = co_await wire->write(fmt::format(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", body.size(), body));
        [[maybe_unused]] const auto ended = co_await wire->shutdown();
    }
    static Task<> serve_tls(std::unique_ptr<net::Wire> wire, const net::TlsContext* tls) {
        if (co_await wire->start_tls_server(tls)) {
            [[maybe_unused]] const auto ended = co_await wire->shutdown();
        }
        wire->close();
    }
    void write_zone() {
        std::ofstream zone(environment("MILPA_PEBBLE_ZONE"));
        for (const auto& [record, value] : shown_.dns) zone << record << ' ' << value << '\n';
    }

    SystemClock clock_;
    SystemRandom random_;
    net::ConnectionLimits limits_{100, 100};
    net::PeerHasher hasher_{&clock_, &random_};
    FakeChallenges shown_;
    std::unique_ptr<net::TlsContext> tls_;
    std::vector<std::unique_ptr<net::Listener>> listeners_;
};

class AcmePebbleTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (environment("MILPA_PEBBLE").empty()) GTEST_SKIP() << "no pebble to talk to";
        challenges = std::make_unique<LiveChallenges>(context.get_executor());
        authority = *net::TlsContext::client(read_file(environment("MILPA_PEBBLE_CA")));
        transport.emplace(&resolver, authority.get());
    }

    /// One look of a keeper that wants this.
    Report get(ChallengeType way, std::vector<std::string> names) {
        Settings settings{.directory_url = environment("MILPA_PEBBLE"),
                          .contacts = {"mailto:carers@milpa.test"},
                          .terms_agreed = true,
                          .ways = {way}};
        if (!environment("MILPA_PEBBLE_KID").empty()) {
            settings.external = {
                .key_id = environment("MILPA_PEBBLE_KID"),
                .mac_key = std::make_shared<const crypto::SecretText>(environment("MILPA_PEBBLE_MAC"))};
        }
        Keeper keeper(
            {.world = {.transport = &*transport, .waits = &waits, .clock = &clock, .random = &random},
             .store = &store,
             .challenges = challenges.get(),
             .settings = std::move(settings),
             .wanted = {{.label = "web", .names = std::move(names)}}});
        net::spawn(context.get_executor(), look_and_close(&keeper, challenges.get()));
        context.restart();
        context.run();
        return keeper.reports().at(0);
    }
    static Task<> look_and_close(Lent<Keeper> keeper, Lent<LiveChallenges> challenges) {
        co_await keeper->look();
        challenges->close();
    }

    boost::asio::io_context context{1};
    SystemClock clock;
    SystemRandom random;
    net::FakeResolver resolver;
    TimedWaits waits;
    FakeStore store;
    std::unique_ptr<LiveChallenges> challenges;
    std::unique_ptr<net::TlsContext> authority;
    std::optional<ClientTransport> transport;
};

struct Way {
    ChallengeType type;
    std::vector<std::string> names;
};

class AcmePebbleWayTest : public AcmePebbleTest, public ::testing::WithParamInterface<Way> {};

TEST_P(AcmePebbleWayTest, IssuesAndIssuesAgain) {
    const Report report = get(GetParam().type, GetParam().names);
    EXPECT_EQ(report.last_trouble, "");
    ASSERT_TRUE(store.certificates.contains("web"));
    const net::Certificate& kept = store.certificates["web"];
    EXPECT_TRUE(check_issued(kept.chain_pem, crypto::SecretText(kept.key_pem), GetParam().names, clock.wall())
                    .has_value());
    EXPECT_GT(report.next_try, clock.wall());
    EXPECT_EQ(challenges->shown().published, challenges->shown().withdrawn);
    // The same account once more; names may count as proven already.
    const std::string before = kept.chain_pem;
    store.certificates.clear();
    challenges = std::make_unique<LiveChallenges>(context.get_executor());
    EXPECT_EQ(get(GetParam().type, GetParam().names).last_trouble, "");
    EXPECT_NE(store.certificates["web"].chain_pem, before);
    EXPECT_EQ(store.accounts_kept, 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, AcmePebbleWayTest,
    ::testing::Values(Way{ChallengeType::http_01, {"a.milpa.test", "www.a.milpa.test"}},
                      Way{ChallengeType::tls_alpn_01, {"b.milpa.test", "www.b.milpa.test"}},
                      Way{ChallengeType::dns_01, {"c.milpa.test", "*.c.milpa.test"}}),
    [](const auto& row) { return std::string(std::to_array({"Http", "Tls", "Dns"}).at(row.index)); });

TEST_F(AcmePebbleTest, SaysWhatIsWrongWithAName) {
    const Report report = get(ChallengeType::http_01, {"nowhere.example"});
    EXPECT_EQ(report.failures, 1U);
    EXPECT_NE(report.last_trouble.find("nowhere.example"), std::string::npos) << report.last_trouble;
    EXPECT_FALSE(store.certificates.contains("web"));
    EXPECT_EQ(challenges->shown().published, challenges->shown().withdrawn);
}

}  // namespace
}  // namespace milpa::acme
