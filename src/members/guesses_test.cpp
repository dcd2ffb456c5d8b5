// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/guesses.hpp"

#include "members/testing.hpp"

namespace milpa::members {
namespace {

using std::chrono::milliseconds;

class GuessesTest : public ::testing::Test {
protected:
    milliseconds guess(std::string_view address, bool right) {
        auto one = guesses.begin(address);
        EXPECT_TRUE(one);
        if (right) {
            one->was_right();
        } else {
            one->was_wrong();
        }
        return one->delay();
    }
    testing::TestClock clock;
    SystemRandom random;
    Guesses guesses{&clock, &random};
};

TEST_F(GuessesTest, SlowsDownOneAddressAndNoOther) {
    const int delays[] = {0, 0, 0, 0, 250, 500, 1000, 2000, 4000, 8000, 8000, 8000};
    for (const int delay : delays) EXPECT_EQ(guess("ana", false), milliseconds(delay));
    EXPECT_EQ(guess("ben", false), milliseconds(0));
    EXPECT_EQ(guess("ana", true), guess_delay_max);
    EXPECT_EQ(guess("ana", false), milliseconds(0));
}

TEST_F(GuessesTest, ManyAtOnceGainNothing) {
    std::vector<Guesses::Try> at_once;
    milliseconds last{0};
    for (std::uint32_t i = 0; i < guesses_at_once; ++i) {
        auto one = guesses.begin("ana");
        ASSERT_TRUE(one);
        EXPECT_GE(one->delay(), last);
        last = one->delay();
        at_once.push_back(std::move(*one));
    }
    EXPECT_EQ(last, guess_delay_max);
    EXPECT_EQ(testing::kind_of(guesses.begin("ana")), ErrorKind::limit);
    EXPECT_TRUE(guesses.begin("ben"));
    at_once.clear();
    EXPECT_EQ(guess("ana", false), milliseconds(0));
}

TEST_F(GuessesTest, AFloodLeavesRoomForCleanNetworks) {
    constexpr std::uint32_t for_all = guesses_at_once - guesses_at_once_for_clean;
    std::vector<Guesses::Try> flood;
    for (std::uint32_t i = 0; i < for_all; ++i) {
        auto one = guesses.begin("ana", false);
        ASSERT_TRUE(one) << i;
        flood.push_back(std::move(*one));
    }
    EXPECT_EQ(testing::kind_of(guesses.begin("ana", false)), ErrorKind::limit);
    for (std::uint32_t i = 0; i < guesses_at_once_for_clean; ++i) {
        auto one = guesses.begin("ana", true);
        ASSERT_TRUE(one) << i;
        EXPECT_EQ(one->delay(), guess_delay_max) << "which network a guess comes from saves no time";
        flood.push_back(std::move(*one));
    }
    EXPECT_EQ(testing::kind_of(guesses.begin("ana", true)), ErrorKind::limit);
    flood.pop_back();
    EXPECT_EQ(testing::kind_of(guesses.begin("ana", false)), ErrorKind::limit);
    EXPECT_TRUE(guesses.begin("ana", true));
}

TEST_F(GuessesTest, EveryHourPardons) {
    for (int i = 0; i < 9; ++i) guess("ana", false);
    auto under_way = guesses.begin("ana");
    clock.advance(guess_key_life);
    EXPECT_EQ(guess("ana", false), milliseconds(0));
    under_way->was_wrong();
}

TEST_F(GuessesTest, NothingIsRememberedForLongerBecauseNobodyKnocks) {
    for (int i = 0; i < 9; ++i) guess("ana", false);
    EXPECT_EQ(guesses.remembered(), 1U);
    clock.advance(guess_key_life - milliseconds(1));
    guesses.forget_expired();
    EXPECT_EQ(guesses.remembered(), 1U);
    clock.advance(milliseconds(1));
    guesses.forget_expired();
    EXPECT_EQ(guesses.remembered(), 0U);
}

TEST_F(GuessesTest, AFloodOfAddressesDoesNotPardonABusyOne) {
    for (int i = 0; i < 9; ++i) guess("ana", false);
    for (std::size_t i = 0; i < guesses_remembered_max + 1000; ++i) guess(std::to_string(i), false);
    EXPECT_GT(guess("ana", false), milliseconds(0));
}

}  // namespace
}  // namespace milpa::members
