// SPDX-License-Identifier: AGPL-3.0-or-later
#include "acme/session.hpp"

#include <gtest/gtest.h>

#include "acme/polling.hpp"
#include "acme/test_authority.hpp"
#include "net/run_now.hpp"

namespace milpa::acme {
namespace {

using namespace std::chrono_literals;
using net::run_now;

class AcmeSessionTest : public ::testing::Test {
protected:
    World world() { return {.transport = &authority, .waits = &waits, .clock = &clock, .random = &random}; }
    Session session(std::string account = {}) {
        return {world(), settings, crypto::P256Key::generate(), std::move(account)};
    }
    /// All of it, from nothing.
    Result<Issued> run(const std::vector<std::string>& names) {
        Session one = session();
        auto opened = run_now(one.open());
        Result<Issued> issued = fail(ErrorKind::missing);
        if (opened) {
            issued = run_now(one.issue(names, &challenges));
        } else {
            issued = opened.error();
        }
        words = one.trouble().words;
        not_before = one.trouble().not_before;
        return issued;
    }

    ManualClock clock{
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now())};
    SeededRandom random{1};
    FakeChallenges challenges;
    FakeWaits waits{&clock};
    FakeAuthority authority{&challenges, &clock};
    Settings settings{.directory_url = std::string(FakeAuthority::directory_url),
                      .contacts = {"mailto:carers@a.test"},
                      .terms_agreed = true};
    std::string words;
    std::optional<WallTime> not_before;
};

TEST_F(AcmeSessionTest, GetsACertificateByEveryWay) {
    for (const ChallengeType way :
         {ChallengeType::http_01, ChallengeType::tls_alpn_01, ChallengeType::dns_01}) {
        settings.ways = {way};
        const auto issued = run({"a.test", "www.a.test"});
        ASSERT_TRUE(issued.has_value()) << words;
        EXPECT_TRUE(check_issued(issued->chain_pem, issued->key_pem, {"a.test", "www.a.test"}, clock.wall())
                        .has_value());
    }
    EXPECT_EQ(authority.contacts, std::set<std::string>{"mailto:carers@a.test"});
    EXPECT_EQ(challenges.published, 6U);
    EXPECT_EQ(challenges.withdrawn, 6U);
    EXPECT_TRUE(challenges.http.empty() && challenges.tls.empty() && challenges.dns.empty());
}

TEST_F(AcmeSessionTest, ProvesAWildcardBesideItsName) {
    settings.ways = {ChallengeType::http_01, ChallengeType::dns_01};
    EXPECT_TRUE(run({"a.test", "*.a.test"}).has_value()) << words;
    settings.ways = {ChallengeType::dns_01};
    EXPECT_TRUE(run({"a.test", "*.a.test"}).has_value()) << words;
    settings.ways = {ChallengeType::http_01};
    EXPECT_EQ(run({"a.test", "*.a.test"}).error().kind, ErrorKind::denied);
    EXPECT_EQ(words, "*.a.test is a wildcard: it can only be proven by DNS (dns-01), which is not set up");
    EXPECT_EQ(challenges.published, challenges.withdrawn);
}

std::shared_ptr<const crypto::SecretText> mac_key(std::string_view text) {
    return std::make_shared<const crypto::SecretText>(text);
}

TEST_F(AcmeSessionTest, BindsAnExternalAccount) {
    authority.external = ExternalAccount{.key_id = "kid-1",
                                         .mac_key = mac_key("zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wE=")};
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::denied);
    EXPECT_TRUE(words.starts_with("this authority wants to know whose account it is")) << words;
    settings.external = ExternalAccount{.key_id = "kid-1", .mac_key = mac_key("not base64url!")};
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::syntax);
    settings.external = authority.external;
    EXPECT_TRUE(run({"a.test"}).has_value()) << words;
}

TEST_F(AcmeSessionTest, AgreesToTermsOnlyWhereSomebodyDid) {
    settings.terms_agreed = false;
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::denied);
    EXPECT_EQ(words, "nobody has agreed to the authority's terms yet: https://ca.test/terms");
    EXPECT_EQ(authority.accounts, 0U);
    authority.has_terms = false;
    EXPECT_TRUE(run({"a.test"}).has_value()) << words;
}

TEST_F(AcmeSessionTest, TriesAgainWithAnotherNonce) {
    authority.bad_nonces = nonce_attempts_max - 1;
    EXPECT_TRUE(run({"a.test"}).has_value()) << words;
    authority.bad_nonces = 1'000;
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::io);
}

TEST_F(AcmeSessionTest, WaitsAsLongAsItIsTold) {
    authority.polls_needed = 3;
    EXPECT_TRUE(run({"a.test"}).has_value()) << words;
    EXPECT_EQ(waits.waits, (std::vector<std::chrono::milliseconds>{500ms, 1s, 2s, 500ms, 1s, 2s}));
    waits.waits.clear();
    authority.retry_after = "7";
    EXPECT_TRUE(run({"a.test"}).has_value()) << words;
    EXPECT_EQ(waits.waits, (std::vector<std::chrono::milliseconds>{500ms, 1s, 2s, 7s, 7s, 7s}));
    authority.polls_needed = 1'000'000;
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::timeout);
    EXPECT_EQ(words, "the authority did not look at a.test in time");
    EXPECT_EQ(challenges.published, challenges.withdrawn);
}

TEST_F(AcmeSessionTest, TakesNamesThatAreProvenAlready) {
    authority.reuses_authorizations = true;
    EXPECT_TRUE(run({"a.test"}).has_value());
    EXPECT_TRUE(run({"a.test", "b.test"}).has_value()) << words;
    EXPECT_TRUE(run({"a.test", "b.test"}).has_value()) << words;
    EXPECT_EQ(challenges.published, 2U);
}

TEST_F(AcmeSessionTest, SignsUpAgainWhereItWasForgotten) {
    authority.forgets_accounts = true;
    EXPECT_TRUE(run({"a.test"}).has_value()) << words;
    EXPECT_EQ(authority.accounts, 2U);
    Session stale = session("https://ca.test/account/999");
    ASSERT_TRUE(run_now(stale.open()).has_value());
    EXPECT_TRUE(run_now(stale.issue({"a.test"}, &challenges)).has_value()) << stale.trouble().words;
    EXPECT_NE(stale.account_url(), "https://ca.test/account/999");
}

TEST_F(AcmeSessionTest, SaysWhatWasWrongWithAName) {
    // What is shown is not what the token asks for: as where another server answers.
    authority.broken = [this](const http::ClientRequest&, std::size_t) {
        for (auto& [token, shown] : challenges.http) shown = "404";
        return std::nullopt;
    };
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::denied);
    EXPECT_EQ(
        words,
        "what the authority found at a.test was not our answer: does another server, or a proxy, answer "
        "there? Its words: \"seen from afar\"");
    EXPECT_EQ(challenges.published, challenges.withdrawn);
}

TEST_F(AcmeSessionTest, WithdrawsWhatCouldNotBePublished) {
    challenges.fails = fail(ErrorKind::io, "the hook ended with 1");
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::io);
    EXPECT_EQ(words, "the answer to the authority could not be put up for a.test: the hook ended with 1");
    EXPECT_EQ(challenges.withdrawn, 1U);
}

TEST_F(AcmeSessionTest, LeavesABusyAuthorityAlone) {
    authority.broken = [](const http::ClientRequest& request, std::size_t) {
        std::optional<Result<http::ClientResponse>> answer;
        if (request.url.ends_with("newOrder")) {
            answer = FakeAuthority::problem(429, "rateLimited", "too many certificates");
            (*answer)->fields.add("retry-after", "3600");
        }
        return answer;
    };
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::limit);
    EXPECT_EQ(not_before, clock.wall() + 1h);
    EXPECT_TRUE(words.ends_with("for now. Its words: \"too many certificates\"")) << words;
}

TEST_F(AcmeSessionTest, EndsAtOnce) {
    Session one = session();
    ASSERT_TRUE(run_now(one.open()).has_value());
    one.end();
    EXPECT_EQ(run_now(one.issue({"a.test"}, &challenges)).error().kind, ErrorKind::closed);
    // Also in the middle of it.
    Session other = session();
    ASSERT_TRUE(run_now(other.open()).has_value());
    authority.broken = [&](const http::ClientRequest& request, std::size_t) {
        if (request.url.find("authorization") != std::string::npos) other.end();
        return std::nullopt;
    };
    EXPECT_EQ(run_now(other.issue({"a.test"}, &challenges)).error().kind, ErrorKind::closed);
    EXPECT_EQ(challenges.published, challenges.withdrawn);
}

TEST_F(AcmeSessionTest, AStepThatFailsOnceIsTakenAgain) {
    ASSERT_TRUE(run({"a.test", "b.test"}).has_value());
    const std::size_t all = std::exchange(authority.steps, 0);
    ASSERT_GT(all, 10U);
    const std::vector<Result<http::ClientResponse>> failures = {fail(ErrorKind::io), fail(ErrorKind::timeout),
                                                                fail(ErrorKind::closed),
                                                                FakeAuthority::answer(502, "<html>")};
    for (std::size_t step = 0; step < all; ++step) {
        for (const auto& failure : failures) {
            authority.steps = 0;
            authority.broken = [&](const http::ClientRequest&, std::size_t at) {
                return at == step ? std::optional(failure) : std::nullopt;
            };
            EXPECT_TRUE(run({"a.test", "b.test"}).has_value()) << step << ": " << words;
        }
    }
}

TEST_F(AcmeSessionTest, EveryStepMayFailForGood) {
    ASSERT_TRUE(run({"a.test", "b.test"}).has_value());
    const std::size_t all = std::exchange(authority.steps, 0);
    const std::vector<Result<http::ClientResponse>> failures = {
        fail(ErrorKind::io),
        fail(ErrorKind::denied),
        FakeAuthority::answer(500, ""),
        FakeAuthority::answer(404, "<html>"),
        FakeAuthority::problem(403, "unauthorized"),
        FakeAuthority::answer(200, "not JSON"),
        FakeAuthority::answer(200, "{}"),
        FakeAuthority::answer(200,
                              R"({"status":"invalid","finalize":"https://ca.test/f","authorizations":[]})"),
        FakeAuthority::answer(200,
                              R"({"status":"pending","finalize":"http://ca.test/f","authorizations":[]})"),
        FakeAuthority::answer(
            200, R"({"status":"invalid","identifier":{"type":"dns","value":"a"},"challenges":[]})"),
    };
    for (std::size_t step = 0; step < all; ++step) {
        for (const auto& failure : failures) {
            authority.steps = 0;
            authority.broken = [&](const http::ClientRequest&, std::size_t at) {
                return at >= step ? std::optional(failure) : std::nullopt;
            };
            challenges.published = challenges.withdrawn = 0;
            const auto issued = run({"a.test", "b.test"});
            ASSERT_FALSE(issued.has_value()) << step;
            EXPECT_NE(words, "") << step;
            EXPECT_EQ(challenges.published, challenges.withdrawn) << step;
        }
    }
}

TEST_F(AcmeSessionTest, TakesNoCertificateThatIsNotOurs) {
    const net::Certificate other =
        *net::make_certificate(*net::make_ca("Another"), {"a.test"}, {}, std::chrono::days(1));
    for (const std::string& chain : {other.chain_pem, std::string("rubbish"), std::string(), other.key_pem}) {
        authority.broken = [&](const http::ClientRequest& request, std::size_t) {
            std::optional<Result<http::ClientResponse>> answer;
            if (request.url.find("certificate") != std::string::npos)
                answer = FakeAuthority::answer(200, chain);
            return answer;
        };
        EXPECT_FALSE(run({"a.test"}).has_value());
        EXPECT_TRUE(words.starts_with("what the authority issued cannot be used")) << words;
    }
    authority.broken = {};
    authority.lifetime = 1h;  // over as it is given
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::denied);
}

TEST_F(AcmeSessionTest, GoesOnlyByHttps) {
    settings.directory_url = "http://ca.test/directory";
    EXPECT_EQ(run({"a.test"}).error().kind, ErrorKind::syntax);
    EXPECT_EQ(authority.steps, 0U);
}

}  // namespace
}  // namespace milpa::acme
