// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/unlocking.hpp"

#include "members/testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;

class UnlockingTest : public Founded {
protected:
    void SetUp() override {
        Founded::SetUp();
        collector = life->collective->new_collector();
    }
    std::unique_ptr<Unlocking> collector;
};

TEST_F(UnlockingTest, CollectsUntilThereAreEnough) {
    EXPECT_EQ(collector->progress().missing, 2);
    EXPECT_EQ(kind_of(collector->take()), ErrorKind::missing);
    const auto first = collector->offer(copy(shares[2]));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->collected, std::vector<std::uint8_t>{3});
    EXPECT_EQ(kind_of(collector->take()), ErrorKind::missing);
    const auto second = collector->offer(crypto::to_text(shares[0]));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->collected, (std::vector<std::uint8_t>{1, 3}));
    EXPECT_EQ(second->missing, 0);
    EXPECT_EQ(kind_of(collector->offer(copy(shares[1]))), ErrorKind::limit);
    const auto taken = collector->take();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->size(), 2U);
    EXPECT_TRUE(collector->progress().collected.empty());
}

TEST_F(UnlockingTest, EveryMistakeIsToldAndChangesNothing) {
    ASSERT_TRUE(collector->offer(copy(shares[0])));
    EXPECT_EQ(kind_of(collector->offer(copy(shares[0]))), ErrorKind::conflict);
    EXPECT_EQ(kind_of(collector->offer(secret("hello"))), ErrorKind::syntax);
    auto mistyped = std::string(crypto::to_text(shares[1]).view());
    mistyped[7] = mistyped[7] == 'a' ? 'b' : 'a';
    EXPECT_EQ(kind_of(collector->offer(secret(mistyped))), ErrorKind::syntax);
    auto elsewhere = copy(shares[1]);
    elsewhere.quorum.collective[0] ^= 1;
    EXPECT_EQ(kind_of(collector->offer(std::move(elsewhere))), ErrorKind::denied);
    auto older = copy(shares[1]);
    older.quorum.generation += 1;
    EXPECT_EQ(kind_of(collector->offer(std::move(older))), ErrorKind::denied);
    auto invented = copy(shares[1]);
    invented.part = crypto::Key::random(life->random);
    EXPECT_EQ(kind_of(collector->offer(std::move(invented))), ErrorKind::denied);
    auto renumbered = copy(shares[1]);
    renumbered.number = 3;
    EXPECT_EQ(kind_of(collector->offer(std::move(renumbered))), ErrorKind::denied);
    for (const std::uint8_t number : {0, 4, 16}) {
        auto beyond = copy(shares[1]);
        beyond.number = number;
        EXPECT_EQ(kind_of(collector->offer(std::move(beyond))), ErrorKind::denied);
    }
    EXPECT_EQ(collector->progress().collected, std::vector<std::uint8_t>{1});
}

TEST_F(UnlockingTest, ForgetsWhenToldAndWhenNobodyComes) {
    ASSERT_TRUE(collector->offer(copy(shares[0])));
    collector->forget();
    EXPECT_TRUE(collector->progress().collected.empty());
    const std::size_t keys = crypto::key_memory().keys;
    ASSERT_TRUE(collector->offer(copy(shares[0])));
    clock.advance(shares_kept);
    collector->forget_if_late();
    EXPECT_EQ(collector->progress().collected.size(), 1U);
    clock.advance(std::chrono::milliseconds(1));
    collector->forget_if_late();
    EXPECT_EQ(crypto::key_memory().keys, keys);
    EXPECT_TRUE(collector->progress().collected.empty());
}

}  // namespace
}  // namespace milpa::members
