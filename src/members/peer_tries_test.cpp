// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/peer_tries.hpp"

#include <gtest/gtest.h>

#include "members/testing.hpp"

namespace milpa::members {
namespace {

class PeerTriesTest : public ::testing::Test {
protected:
    ManualClock clock_;
    SeededRandom random_{1};
    PeerTries tries_{&clock_, &random_};

    static net::PeerAddress peer(const std::string& text) { return *net::PeerAddress::parse(text); }
    bool guess(const std::string& from) {
        auto one = tries_.begin(peer(from));
        if (one) one->was_wrong();
        return one.has_value();
    }
    int guesses_until_refused(const std::string& from) {
        int count = 0;
        while (count < 10'000 && guess(from)) ++count;
        return count;
    }
};

TEST_F(PeerTriesTest, WrongOnesRunOutAndComeBack) {
    EXPECT_EQ(guesses_until_refused("192.0.2.1"), static_cast<int>(peer_tries_free));
    const auto refused = tries_.begin(peer("192.0.2.1"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::limit);
    EXPECT_TRUE(guess("192.0.2.2")) << "another peer of the same network";
    clock_.advance(std::chrono::minutes(2));
    EXPECT_EQ(guesses_until_refused("192.0.2.1"), 2);
}

TEST_F(PeerTriesTest, RightOnesCostNothing) {
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(tries_.begin(peer("192.0.2.1")));
    EXPECT_EQ(guesses_until_refused("192.0.2.1"), static_cast<int>(peer_tries_free));
}

TEST_F(PeerTriesTest, ManyAtOnceGainNothing) {
    std::vector<PeerTries::Try> under_way;
    for (;;) {
        auto one = tries_.begin(peer("192.0.2.1"));
        if (!one) break;
        under_way.push_back(std::move(*one));
    }
    EXPECT_EQ(under_way.size(), static_cast<std::size_t>(peer_tries_free));
    under_way.clear();
    EXPECT_TRUE(guess("192.0.2.1"));
}

TEST_F(PeerTriesTest, ANetworkHasMoreButNotEndless) {
    int all = 0;
    for (int host = 1; host < 200; ++host) all += guesses_until_refused("192.0.2." + std::to_string(host));
    EXPECT_EQ(all, static_cast<int>(network_tries_free));
    EXPECT_TRUE(guess("192.0.3.1"));
    all = 0;
    for (int subnet = 1; subnet < 200; ++subnet) {
        all += guesses_until_refused("2001:db8:7:" + std::to_string(subnet) + "::1");
    }
    EXPECT_EQ(all, static_cast<int>(network_tries_free));
    EXPECT_TRUE(guess("2001:db8:8::1"));
}

TEST_F(PeerTriesTest, OneCustomerOfIPv6IsOnePeer) {
    EXPECT_EQ(guesses_until_refused("2001:db8::1"), static_cast<int>(peer_tries_free));
    EXPECT_FALSE(guess("2001:db8::ffff:1"));
}

TEST_F(PeerTriesTest, ANetworkIsCleanUntilItWasWrong) {
    const auto is_clean = [&](const std::string& from) { return tries_.begin(peer(from))->is_clean(); };
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(is_clean("192.0.2.1")) << "right ones";
    EXPECT_TRUE(guess("192.0.2.1"));
    EXPECT_TRUE(is_clean("192.0.2.1")) << "one slip";
    EXPECT_TRUE(guess("192.0.2.2"));
    EXPECT_FALSE(is_clean("192.0.2.3")) << "the same network";
    EXPECT_TRUE(is_clean("192.0.3.1"));
    clock_.advance(std::chrono::minutes(61));
    EXPECT_TRUE(is_clean("192.0.2.3"));

    auto first = tries_.begin(peer("2001:db8:7:1::1"));
    auto second = tries_.begin(peer("2001:db8:7:2::1"));
    EXPECT_TRUE(first->is_clean() && second->is_clean());
    EXPECT_FALSE(is_clean("2001:db8:7:3::1")) << "those under way count";
}

using PeerTriesLogin = testing::Founded;

// Somebody who tries one password at many addresses, of which most do not even exist.
TEST_F(PeerTriesLogin, PasswordsRunOutAndAppPasswordsDoNot) {
    using testing::secret;
    constexpr std::string_view password = "only ana knows this";
    life->add("ana@example.org", password);
    auto app = net::run_now(life->own->add_app_password("ana@example.org", secret(password), "telephone"));
    ASSERT_TRUE(app);
    const auto login = [&](std::string_view from, const std::string& address, std::string_view typed) {
        return net::run_now(life->logins->login(address, secret(typed), Accept::daily,
                                                *net::PeerAddress::parse(std::string(from))));
    };
    for (int i = 0; i < static_cast<int>(peer_tries_free); ++i) {
        const auto tried = login("192.0.2.1", "m" + std::to_string(i) + "@example.org", "password1");
        ASSERT_EQ(tried.error().kind, ErrorKind::denied) << i;
    }
    EXPECT_EQ(login("192.0.2.1", "ana@example.org", password).error().kind, ErrorKind::limit);
    EXPECT_TRUE(login("192.0.2.1", "ana@example.org", app->secret.view()));
    EXPECT_TRUE(login("198.51.100.1", "ana@example.org", password));
}

}  // namespace
}  // namespace milpa::members
