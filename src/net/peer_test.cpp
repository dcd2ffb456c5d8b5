// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses, their hashes, and the buckets and limits that work on them.
#include "net/peer.hpp"

#include <gtest/gtest.h>

#include "net/limits.hpp"

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

PeerAddress peer(std::string_view text) { return *PeerAddress::parse(text); }

// Nothing may put an address into a line of text by accident.
static_assert(!fmt::is_formattable<PeerAddress>::value);
static_assert(!fmt::is_formattable<PeerHash>::value);

TEST(PeerAddressTest, ReadsAddressesAndNothingElse) {
    const struct {
        std::string text;
        std::string read;
    } cases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"2001:DB8::1", "2001:db8::1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::", "::"},
        {"", "syntax"},
        {"localhost", "syntax"},
        {"192.0.2.256", "syntax"},
        {"192.0.2", "syntax"},
        {"[::1]", "syntax"},
        {"::1%lo", "syntax"},
        {"192.0.2.1 ", "syntax"},
        {std::string("127.0.0.1\0x", 11), "syntax"},
    };
    for (const auto& row : cases) {
        const auto address = PeerAddress::parse(row.text);
        EXPECT_EQ(address ? address->text_for_sealing() : std::string(to_text(address.error().kind)),
                  row.read);
    }
    EXPECT_TRUE(peer("127.3.2.1").is_loopback());
    EXPECT_TRUE(peer("::1").is_loopback());
    EXPECT_FALSE(peer("126.0.0.1").is_loopback());
    EXPECT_FALSE(peer("::2").is_loopback());
    EXPECT_FALSE(peer("1::1").is_loopback());
}

TEST(PeerHasherTest, ForgetsEachHour) {
    ManualClock clock;
    SeededRandom random(7);
    PeerHasher hasher(&clock, &random);
    const PeerHash first = hasher.hash(peer("192.0.2.1"));
    EXPECT_EQ(hasher.hash(peer("192.0.2.1")), first);
    EXPECT_NE(hasher.hash(peer("192.0.2.2")), first);
    clock.advance(59min);
    EXPECT_EQ(hasher.hash(peer("192.0.2.1")), first);
    clock.advance(1min);
    EXPECT_NE(hasher.hash(peer("192.0.2.1")), first);
}

TEST(PeerHasherTest, TakesACustomersNetworkForOnePeer) {
    ManualClock clock;
    SeededRandom random(7);
    PeerHasher hasher(&clock, &random);
    EXPECT_EQ(hasher.hash(peer("2001:db8:1:2::3")), hasher.hash(peer("2001:db8:1:2:ffff::9")));
    EXPECT_NE(hasher.hash(peer("2001:db8:1:2::3")), hasher.hash(peer("2001:db8:1:3::3")));
    EXPECT_EQ(hasher.hash(peer("::ffff:192.0.2.1")), hasher.hash(peer("192.0.2.1")));
}

TEST(TokenBucketsTest, EmptiesAndFills) {
    ManualClock clock;
    TokenBuckets buckets({.burst = 3, .per_second = 2, .peers_max = 64}, &clock);
    const PeerHash one{1};
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take(one));
    EXPECT_FALSE(buckets.take(one));
    EXPECT_TRUE(buckets.take(PeerHash{2}));
    clock.advance(500ms);
    EXPECT_NEAR(buckets.left(one), 1, 0.01);
    clock.advance(2ms);
    EXPECT_TRUE(buckets.take(one));
    EXPECT_FALSE(buckets.take(one));
    clock.advance(1h);
    EXPECT_EQ(buckets.left(one), 3);
    EXPECT_FALSE(buckets.take(one, 4));
    EXPECT_TRUE(buckets.take(one, 3));
}

TEST(TokenBucketsTest, TakesBackWhatWasNotUsed) {
    ManualClock clock;
    TokenBuckets buckets({.burst = 3, .per_second = 0.001, .peers_max = 64}, &clock);
    const PeerHash one{1};
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take(one));
    EXPECT_FALSE(buckets.take(one));
    buckets.give_back(one);
    EXPECT_TRUE(buckets.take(one));
    EXPECT_FALSE(buckets.take(one));
    buckets.give_back(one, 100);
    EXPECT_EQ(buckets.left(one), 3);
    buckets.give_back(PeerHash{2});
    EXPECT_EQ(buckets.left(PeerHash{2}), 3);
}

TEST(TokenBucketsTest, AFloodOfPeersDoesNotPardonAGuiltyOne) {
    ManualClock clock;
    TokenBuckets buckets({.burst = 10, .per_second = 0.001, .peers_max = 64}, &clock);
    const PeerHash guilty{12345};
    EXPECT_TRUE(buckets.take(guilty, 10));
    SeededRandom random(3);
    for (int i = 0; i < 10'000; ++i) buckets.take(PeerHash{random.number()});
    EXPECT_FALSE(buckets.take(guilty));
}

}  // namespace
}  // namespace milpa::net
