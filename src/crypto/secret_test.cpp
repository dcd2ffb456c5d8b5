// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/secret.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <type_traits>
#include <vector>

namespace milpa::crypto {
namespace {

static_assert(!std::is_copy_constructible_v<Key> && !std::is_copy_assignable_v<Key>);
static_assert(!std::is_copy_constructible_v<SecretText> && !std::is_copy_assignable_v<SecretText>);

TEST(Key, IsReadCopiedComparedAndMoved) {
    const Bytes raw(Key::size, 7);
    auto key = Key::from(raw);
    ASSERT_TRUE(key);
    EXPECT_EQ(to_bytes(key->view()), raw);
    const Key copy = key->copy();
    EXPECT_NE(copy.view().data(), key->view().data());
    EXPECT_TRUE(copy == *key);
    Key moved = std::move(*key);
    EXPECT_TRUE(moved == copy);
    moved.writable()[31] ^= 1;
    EXPECT_FALSE(moved == copy);
    EXPECT_EQ(Key::from(Bytes(31)).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(Key::from(Bytes(33)).error().kind, ErrorKind::corrupt);
}

TEST(Key, IsWipedWhenItGoes) {
    const std::uint8_t* slot = nullptr;
    {
        const auto key = Key::from(Bytes(Key::size, 0xAA));
        ASSERT_TRUE(key);
        slot = key->view().data();
    }
    // The region stays mapped, and no other thread takes the slot here.
    for (std::size_t i = 0; i < Key::size; ++i) EXPECT_EQ(slot[i], 0);
}

TEST(Key, OfAMoveIsNotLostNorFreedTwice) {
    const std::size_t before = key_memory().keys;
    {
        Key one = Key::zero();
        Key two = Key::zero();
        EXPECT_EQ(key_memory().keys, before + 2);
        one = std::move(two);
        EXPECT_EQ(key_memory().keys, before + 1);
        Key& alias = one;
        one = std::move(alias);
        EXPECT_EQ(one.view().size(), Key::size);
    }
    EXPECT_EQ(key_memory().keys, before);
}

TEST(KeyDeathTest, AMovedFromKeyIsNotRead) {
    Key key = Key::zero();
    const Key moved = std::move(key);
    // NOLINTNEXTLINE(bugprone-use-after-move): that is what is tested.
    EXPECT_DEATH((void)key.view(), "");
}

TEST(Key, TenThousandTakeFewRegions) {
    const std::size_t before = key_memory().regions;
    std::vector<Key> keys;
    for (int i = 0; i < 10'000; ++i) keys.push_back(Key::zero());
    EXPECT_LE(key_memory().regions, before + 5);
    const std::size_t peak = key_memory().regions;
    keys.clear();
    for (int i = 0; i < 10'000; ++i) keys.push_back(Key::zero());
    EXPECT_EQ(key_memory().regions, peak);
}

TEST(Key, AreMadeOnManyThreads) {
    const std::size_t before = key_memory().keys;
    std::vector<std::thread> threads;
    for (std::uint8_t t = 1; t <= 4; ++t) {
        threads.emplace_back([t] {
            const Bytes raw(Key::size, t);
            for (int i = 0; i < 2'000; ++i) {
                const auto key = Key::from(raw);
                ASSERT_TRUE(key && to_bytes(key->copy().view()) == raw);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(key_memory().keys, before);
}

TEST(SecretText, HoldsComparesAndMoves) {
    SecretText text("correct horse");
    EXPECT_EQ(text.view(), "correct horse");
    EXPECT_TRUE(text == text.copy());
    EXPECT_FALSE(text == SecretText("correct house"));
    EXPECT_FALSE(text == SecretText("correct"));
    SecretText moved = std::move(text);
    EXPECT_EQ(moved.view(), "correct horse");
    moved = SecretText();
    EXPECT_TRUE(moved.empty());
    EXPECT_TRUE(moved == SecretText(""));
}

TEST(Wipe, LeavesZeros) {
    std::string text = "secret";
    wipe(text);
    EXPECT_EQ(text, std::string(6, '\0'));
    Bytes bytes(3, 9);
    wipe(bytes);
    EXPECT_EQ(bytes, Bytes(3, 0));
}

}  // namespace
}  // namespace milpa::crypto
