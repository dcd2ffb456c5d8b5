// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/keeper.hpp"

#include <gtest/gtest.h>

#include "acme/test_authority.hpp"
#include "net/run_now.hpp"

namespace milpa::acme {
namespace {

using namespace std::chrono_literals;
using net::run_now;

class AcmeKeeperTest : public ::testing::Test {
protected:
    std::unique_ptr<Keeper> keeper() {
        return std::make_unique<Keeper>(KeeperOptions{
            .world = {.transport = &authority, .waits = &waits, .clock = &clock, .random = &random},
            .store = &store,
            .challenges = &challenges,
            .settings = {.directory_url = std::string(FakeAuthority::directory_url), .terms_agreed = true},
            .wanted = wanted});
    }
    /// Looks, and goes to where it would look again.
    void look(Keeper& keeper) { clock.advance(run_now(keeper.look())); }
    void break_authority(std::string type) {
        authority.broken = [type](const http::ClientRequest& request, std::size_t) {
            std::optional<Result<http::ClientResponse>> answer;
            if (request.url.ends_with("newOrder")) answer = FakeAuthority::problem(403, type);
            return answer;
        };
    }

    ManualClock clock{
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now())};
    SeededRandom random{1};
    FakeChallenges challenges;
    FakeWaits waits{&clock};
    FakeAuthority authority{&challenges, &clock};
    FakeStore store;
    std::vector<Wanted> wanted = {{.label = "web", .names = {"a.test", "www.a.test"}}};
};

TEST_F(AcmeKeeperTest, GetsWhatIsWantedAndKeepsIt) {
    wanted.push_back({.label = "lists", .names = {"lists.a.test"}});
    const auto kept = keeper();
    EXPECT_EQ(run_now(kept->look()), look_max);
    EXPECT_EQ(store.certificates.size(), 2U);
    EXPECT_EQ(store.accounts_kept, 1U);
    EXPECT_EQ(authority.orders, 2U);
    const auto reports = kept->reports();
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].label, "web");
    EXPECT_EQ(reports[0].doing, Report::Doing::waiting);
    EXPECT_EQ(reports[0].failures, 0U);
    EXPECT_FALSE(reports[0].alarm);
    ASSERT_TRUE(reports[0].lifetime.has_value());
    EXPECT_LE(reports[0].next_try, reports[0].lifetime->from + 24h * 60);
    EXPECT_GE(reports[0].next_try, reports[0].lifetime->from + 24h * 55);
}

TEST_F(AcmeKeeperTest, RenewsInTimeAndNotBefore) {
    const auto kept = keeper();
    look(*kept);
    const WallTime due = kept->reports()[0].next_try;
    const std::string first = store.certificates["web"].chain_pem;
    while (clock.wall() < due) {
        EXPECT_EQ(authority.orders, 1U);
        look(*kept);
    }
    look(*kept);
    EXPECT_EQ(authority.orders, 2U);
    EXPECT_NE(store.certificates["web"].chain_pem, first);
    EXPECT_EQ(authority.accounts, 1U);
}

TEST_F(AcmeKeeperTest, GoesOnWithWhatTheStoreHas) {
    look(*keeper());
    const auto again = keeper();
    look(*again);
    EXPECT_EQ(authority.orders, 1U);
    EXPECT_TRUE(again->reports()[0].lifetime.has_value());
    // Other names: at once, by the same account.
    again->want({{.label = "web", .names = {"a.test", "new.a.test"}}});
    look(*again);
    EXPECT_EQ(authority.orders, 2U);
    EXPECT_EQ(authority.accounts, 1U);
    again->want({});
    look(*again);
    EXPECT_TRUE(again->reports().empty());
}

TEST_F(AcmeKeeperTest, TriesAgainLaterAndLater) {
    break_authority("rejectedIdentifier");
    const auto kept = keeper();
    std::vector<WallTime> tries;
    while (kept->reports().empty() || kept->reports()[0].failures < 6) {
        const unsigned before = kept->reports().empty() ? 0 : kept->reports()[0].failures;
        const WallTime at = clock.wall();
        look(*kept);
        if (kept->reports()[0].failures > before) tries.push_back(at);
    }
    for (std::size_t i = 2; i < tries.size(); ++i) {
        EXPECT_GT(tries[i] - tries[i - 1], tries[i - 1] - tries[i - 2]);
    }
    EXPECT_EQ(kept->reports()[0].last_trouble,
              "the authority gives out no certificates for a name of this certificate");
    EXPECT_EQ(store.accounts_kept, 1U);
    // An administrator has mended it and does not want to wait.
    authority.broken = {};
    kept->hurry();
    look(*kept);
    EXPECT_EQ(kept->reports()[0].failures, 0U);
    EXPECT_EQ(kept->reports()[0].last_trouble, "");
    EXPECT_TRUE(store.certificates.contains("web"));
}

TEST_F(AcmeKeeperTest, RaisesTheAlarmWhileThereIsTime) {
    const auto kept = keeper();
    look(*kept);
    const Lifetime lifetime = *kept->reports()[0].lifetime;
    break_authority("caa");
    while (!kept->reports()[0].alarm) look(*kept);
    EXPECT_TRUE(is_late(lifetime, clock.wall()));
    EXPECT_GT(lifetime.until - clock.wall(), 24h * 16);
    EXPECT_EQ(kept->reports()[0].lifetime, lifetime);
    authority.broken = {};
    kept->hurry();
    look(*kept);
    EXPECT_FALSE(kept->reports()[0].alarm);
}

TEST_F(AcmeKeeperTest, RaisesTheAlarmWhereThereNeverWasOne) {
    break_authority("caa");
    const auto kept = keeper();
    const WallTime began = clock.wall();
    look(*kept);
    EXPECT_FALSE(kept->reports()[0].alarm);
    while (!kept->reports()[0].alarm) look(*kept);
    EXPECT_GE(clock.wall() - began, first_patience);
    EXPECT_LE(clock.wall() - began, first_patience + 2h);
}

TEST_F(AcmeKeeperTest, LeavesABusyAuthorityAlone) {
    authority.broken = [](const http::ClientRequest& request, std::size_t) {
        std::optional<Result<http::ClientResponse>> answer;
        if (request.url.ends_with("newOrder")) {
            answer = FakeAuthority::problem(429, "rateLimited");
            (*answer)->fields.add("retry-after", "172800");
        }
        return answer;
    };
    const auto kept = keeper();
    look(*kept);
    EXPECT_GT(kept->reports()[0].next_try, clock.wall() + 46h);
}

TEST_F(AcmeKeeperTest, AStoreThatFailsIsTold) {
    store.fails = true;
    const auto kept = keeper();
    look(*kept);
    EXPECT_EQ(kept->reports()[0].last_trouble, "our account with the authority cannot be read or kept");
    EXPECT_EQ(authority.steps, 0U);
}

TEST_F(AcmeKeeperTest, AnotherAuthorityGetsAnotherKey) {
    look(*keeper());
    const crypto::Key first = store.account->key.copy();
    store.account->directory_url = "https://other.test/directory";
    store.certificates.clear();
    look(*keeper());
    EXPECT_EQ(authority.accounts, 2U);
    EXPECT_FALSE(store.account->key == first);
    EXPECT_EQ(store.account->directory_url, FakeAuthority::directory_url);
}

TEST_F(AcmeKeeperTest, NothingIsKeptOnceItIsStopped) {
    for (const char* where : {"directory", "newOrder", "finalize", "certificate"}) {
        const std::shared_ptr<Keeper> kept = keeper();
        authority.broken = [&](const http::ClientRequest& request, std::size_t) {
            if (request.url.find(where) != std::string::npos) kept->stop();
            return std::nullopt;
        };
        run_now(Keeper::run(kept));
        EXPECT_TRUE(store.certificates.empty()) << where;
        EXPECT_EQ(challenges.published, challenges.withdrawn) << where;
    }
}

TEST_F(AcmeKeeperTest, RunsUntilThereIsNothingToWaitFor) {
    waits.waits_max = 5;
    run_now(Keeper::run(std::shared_ptr(keeper())));
    EXPECT_TRUE(store.certificates.contains("web"));
    EXPECT_EQ(waits.waits.size(), 5U);
    // What changes while it looks is looked at before it waits.
    store.certificates.clear();
    waits.waits.clear();
    const std::shared_ptr<Keeper> kept = keeper();
    bool once = true;
    authority.broken = [&](const http::ClientRequest&, std::size_t) {
        if (std::exchange(once, false)) kept->want({{.label = "other", .names = {"b.test"}}});
        return std::nullopt;
    };
    waits.waits_max = 0;
    run_now(Keeper::run(kept));
    EXPECT_TRUE(store.certificates.contains("other"));
}

}  // namespace
}  // namespace milpa::acme
