// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/keywords.hpp"

#include <gtest/gtest.h>

#include "mail/account/test_account.hpp"
#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using namespace testing;

using Names = std::vector<std::string>;

std::uint16_t used(KeywordTable& table, std::vector<std::string> names) {
    std::vector<std::uint16_t> set;
    for (const auto& name : names) set.push_back(*table.intern_name(name));
    std::ranges::sort(set);
    const auto at = *table.intern_set(std::move(set));
    table.use(at);
    return at;
}

TEST(Keywords, WhatNothingBearsGoesAndItsPlaceIsTakenLowestFirst) {
    KeywordTable table;
    const auto a = used(table, {"a"});
    const auto ab = used(table, {"a", "b"});
    const auto c = used(table, {"c"});
    table.drop_unused();
    EXPECT_EQ(table.names(), (Names{"a", "b", "c"}));
    EXPECT_EQ((std::vector<std::uint16_t>{a, ab, c}), (std::vector<std::uint16_t>{1, 2, 3}));
    table.release(ab);
    EXPECT_EQ(table.names(), (Names{"a", "b", "c"})) << "not before drop_unused";
    table.drop_unused();
    EXPECT_EQ(table.names(), (Names{"a", "", "c"}));
    EXPECT_FALSE(table.is_there(ab));
    EXPECT_FALSE(table.find("b"));
    EXPECT_FALSE(table.find(""));
    table.release(a);
    table.drop_unused();
    EXPECT_EQ(table.names(), (Names{"", "", "c"}));
    EXPECT_EQ(used(table, {"d"}), a);
    EXPECT_EQ(used(table, {"e", "d"}), ab);
    table.drop_unused();
    EXPECT_EQ(table.names(), (Names{"d", "e", "c"}));
    table.release(c);
    table.release(ab);
    table.drop_unused();
    EXPECT_EQ(table.names(), (Names{"d"})) << "holes at the end are cut off";
    EXPECT_EQ(table.sets(), 2U);
    table.release(a);
    table.drop_unused();
    EXPECT_EQ(table, KeywordTable());
}

TEST(Keywords, WhatWasMadeForNothingGoes) {
    KeywordTable table;
    ASSERT_TRUE(table.intern_name("alone"));
    ASSERT_TRUE(table.intern_set({*table.intern_name("unused")}));
    table.drop_unused();
    EXPECT_EQ(table, KeywordTable());
}

TEST(Keywords, AreRestoredWithTheirHoles) {
    KeywordTable table;
    EXPECT_TRUE(table.restore({"a", "", "c"}, {{0}, {}, {0, 2}}));
    table.use(1);
    table.use(3);
    table.drop_unused();
    EXPECT_EQ(table.names(), (Names{"a", "", "c"}));
    EXPECT_TRUE(table.has(3, 2));
    EXPECT_EQ(*table.intern_name("b"), 1U);
    EXPECT_EQ(*table.intern_set({0, 1}), 2U);
    for (const auto& [names, sets] :
         {std::pair<Names, std::vector<std::vector<std::uint16_t>>>{{"a", "A"}, {{0}}},
          {{"a"}, {{1}}},
          {{"a", ""}, {{1}}},
          {{"a", "b"}, {{1, 0}}},
          {{"a"}, {{0, 0}}},
          {{"a"}, {{0}, {0}}},
          {{std::string(keyword_octets_max + 1, 'x')}, {{0}}},
          {Names(keywords_max + 1), {}}}) {
        EXPECT_FALSE(table.restore(names, sets));
    }
}

// A member who tries tags out for years can always make another.
TEST(Keywords, TheLimitIsOfWhatThereIs) {
    State state;
    std::uint64_t seq = 0;
    state.apply(++seq, created("INBOX"));
    state.apply(++seq, added(inbox_id));
    for (std::size_t i = 0; i < 3 * keywords_max; ++i) {
        ASSERT_FALSE(
            state.apply(++seq, flagged(inbox_id, {1}, events::Flagged::REPLACE, 0, {fmt::format("k{}", i)}))
                .error)
            << i;
    }
    // The new one came before the old one went, so they took turns in two places.
    EXPECT_EQ(state.keywords().names(), (Names{"", fmt::format("k{}", 3 * keywords_max - 1)}));
    state.apply(++seq, expunged(inbox_id, {1}));
    EXPECT_TRUE(state.keywords().names().empty());
    EXPECT_EQ(state.keywords().sets(), 1U);
}

TEST(Keywords, AStateOfASnapshotGoesOnLikeTheOneOfTheLog) {
    State whole;
    std::uint64_t seq = 0;
    whole.apply(++seq, created("INBOX"));
    for (int i = 0; i < 6; ++i) whole.apply(++seq, added(inbox_id, 100, 0, {fmt::format("k{}", i)}));
    whole.apply(++seq, flagged(inbox_id, {2, 4}, events::Flagged::REPLACE, 0));
    State loaded = copy_of(whole);
    EXPECT_TRUE(loaded.same_as(whole));
    ++seq;
    for (State* state : {&whole, &loaded}) {
        state->apply(seq, flagged(inbox_id, {1, 2, 3}, events::Flagged::ADD, 0, {"new", "k5"}));
        state->apply(seq + 1, expunged(inbox_id, {5, 6}));
    }
    EXPECT_EQ(whole.keywords().names(), loaded.keywords().names());
    EXPECT_TRUE(loaded.same_as(whole));
    EXPECT_EQ(whole.keywords().names(), (Names{"k0", "new", "k2", "", "", "k5"}));
}

}  // namespace
}  // namespace milpa::mail::account
