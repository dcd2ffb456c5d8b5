// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/uid_set.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace milpa::mail::account {
namespace {

std::set<Uid> numbers(const UidSet& set) {
    std::set<Uid> out;
    set.for_each([&](Uid uid) { out.insert(uid); });
    return out;
}

bool is_canonical(const UidSet& set) {
    for (std::size_t i = 0; i < set.ranges().size(); ++i) {
        const auto& range = set.ranges()[i];
        if (range.first > range.last || range.first == 0) return false;
        if (i > 0 && range.first <= set.ranges()[i - 1].last + 1) return false;
    }
    return true;
}

TEST(UidSet, DoesWhatASetDoes) {
    std::mt19937 random(1);
    const auto pick = [&](Uid max) { return 1 + static_cast<Uid>(random() % max); };
    for (int round = 0; round < 300; ++round) {
        UidSet set;
        std::set<Uid> model;
        UidSet other;
        std::set<Uid> other_model;
        for (int step = 0; step < 40; ++step) {
            const Uid first = pick(60);
            const Uid last = first + static_cast<Uid>(random() % 6);
            const bool removes = random() % 3 == 0;
            UidSet& target = random() % 2 == 0 ? set : other;
            std::set<Uid>& target_model = &target == &set ? model : other_model;
            for (Uid uid = first; uid <= last; ++uid) {
                if (removes) {
                    target_model.erase(uid);
                } else {
                    target_model.insert(uid);
                }
            }
            if (removes) {
                target.remove_range(first, last);
            } else {
                target.add_range(first, last);
            }
            ASSERT_TRUE(is_canonical(target));
            ASSERT_EQ(numbers(target), target_model);
        }
        std::set<Uid> both, rest, all = model;
        std::ranges::set_intersection(model, other_model, std::inserter(both, both.end()));
        std::ranges::set_difference(model, other_model, std::inserter(rest, rest.end()));
        all.insert(other_model.begin(), other_model.end());
        EXPECT_EQ(numbers(set.intersect(other)), both);
        EXPECT_EQ(numbers(set.without(other)), rest);
        UidSet sum = set;
        sum.add(other);
        EXPECT_TRUE(is_canonical(sum));
        EXPECT_EQ(numbers(sum), all);
        EXPECT_EQ(set.size(), model.size());
        const Uid at = pick(70);
        EXPECT_EQ(set.contains(at), model.contains(at));
        EXPECT_EQ(set.count_below(at),
                  static_cast<std::uint64_t>(std::distance(model.begin(), model.lower_bound(at))));
        events::UidRanges wire;
        set.to(wire);
        EXPECT_EQ(UidSet::from(wire), set);
    }
}

TEST(UidSet, HoldsTheWholeRangeAndNothingElse) {
    const UidSet all = UidSet::range(1, UINT32_MAX);
    EXPECT_EQ(all.size(), UINT32_MAX);
    EXPECT_TRUE(all.contains(UINT32_MAX));
    UidSet hole = all;
    hole.remove(7);
    EXPECT_EQ(hole.ranges().size(), 2U);
    hole.add(7);
    EXPECT_EQ(hole, all);
    EXPECT_TRUE(UidSet::range(5, 4).empty());
    EXPECT_TRUE(UidSet({0}).empty());
    events::UidRanges wire;
    all.to(wire);
    EXPECT_EQ(UidSet::from(wire), all);
}

TEST(UidSet, ReadsAnyNumbersFromAnEvent) {
    events::UidRanges wild;
    for (const std::uint32_t number : {0U, 3U, UINT32_MAX, UINT32_MAX, 9U}) wild.add_spans(number);
    EXPECT_EQ(UidSet::from(wild), UidSet::range(1, 3));  // 0 is no uid, and what is too large ends it
}

TEST(UidSet, IsShortInEvents) {
    events::UidRanges wire;
    UidSet{3, 4, 5, 9}.to(wire);
    EXPECT_EQ(std::vector<std::uint32_t>(wire.spans().begin(), wire.spans().end()),
              (std::vector<std::uint32_t>{3, 2, 3, 0}));
}

}  // namespace
}  // namespace milpa::mail::account
