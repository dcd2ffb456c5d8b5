// SPDX-License-Identifier: AGPL-3.0-or-later
// What every engine must do. A test file of an engine instantiates the suite with a factory.
#pragma once

#include <gtest/gtest.h>

#include "store/engine.hpp"

namespace milpa::store {

/// One disk, on which an engine is opened and opened again.
class EngineBed {
public:
    virtual ~EngineBed() = default;
    virtual Engine& engine() = 0;
    /// Closes and opens it. False where the engine keeps nothing after.
    virtual bool reopen() = 0;
};
struct EngineFactory {
    std::string name;
    std::function<std::unique_ptr<EngineBed>()> make;
};
inline void PrintTo(const EngineFactory& factory, std::ostream* out) { *out << factory.name; }

class EngineConformance : public testing::TestWithParam<EngineFactory> {
protected:
    std::unique_ptr<EngineBed> bed_ = GetParam().make();

    Engine& engine() { return bed_->engine(); }
    static WriteSet put_one(std::string_view key, std::string_view value, Demand demand = Demand::none,
                            Space space = Space::rows) {
        WriteSet writes;
        writes.put(space, to_bytes(key), to_bytes(value), demand);
        return writes;
    }
    std::optional<std::string> value(std::string_view key, Space space = Space::rows) {
        const auto found = engine().find(space, as_bytes(key));
        EXPECT_TRUE(found.has_value());
        if (!found || !*found) return std::nullopt;
        return std::string(as_text(**found));
    }
    std::string keys(std::string_view from, std::string_view to, Direction direction,
                     std::size_t limit = 100) {
        std::string joined;
        std::size_t seen = 0;
        const auto scanned = engine().scan(Space::rows, {to_bytes(from), to_bytes(to)}, direction,
                                           [&](ByteView key, ByteView) {
                                               joined += as_text(key);
                                               joined += ' ';
                                               return ++seen < limit ? Visit::more : Visit::stop;
                                           });
        EXPECT_TRUE(scanned.has_value());
        return joined;
    }
};

TEST_P(EngineConformance, FindsWhatWasCommittedAndNothingElse) {
    ASSERT_TRUE(engine().commit(put_one("a", "1")));
    ASSERT_TRUE(engine().commit(put_one("a", "object", Demand::none, Space::objects)));
    EXPECT_EQ(value("a"), "1");
    EXPECT_EQ(value("a", Space::objects), "object");
    EXPECT_EQ(value("b"), std::nullopt);
    EXPECT_EQ(engine().get(Space::rows, as_bytes("b")).error().kind, ErrorKind::missing);
    ASSERT_TRUE(engine().commit(put_one("a", "")));
    EXPECT_EQ(value("a"), "");
}

TEST_P(EngineConformance, MultiFindKeepsTheOrderOfKeys) {
    ASSERT_TRUE(engine().commit(put_one("a", "1")));
    ASSERT_TRUE(engine().commit(put_one("c", "3")));
    const std::vector<Bytes> wanted{to_bytes("c"), to_bytes("b"), to_bytes("a"), to_bytes("c")};
    const auto found = engine().multi_find(Space::rows, wanted);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 4U);
    EXPECT_EQ((*found)[0], to_bytes("3"));
    EXPECT_EQ((*found)[1], std::nullopt);
    EXPECT_EQ((*found)[2], to_bytes("1"));
    EXPECT_EQ((*found)[3], to_bytes("3"));
    EXPECT_TRUE(engine().multi_find(Space::rows, {})->empty());
}

TEST_P(EngineConformance, ScansInOrderBothWaysWithinTheRange) {
    for (const auto* key : {"b", "a", "\xff", "ab", "c"}) ASSERT_TRUE(engine().commit(put_one(key, "v")));
    EXPECT_EQ(keys("a", "c", Direction::forward), "a ab b ");
    EXPECT_EQ(keys("a", "c", Direction::backward), "b ab a ");
    EXPECT_EQ(keys("ab", "\xff", Direction::forward), "ab b c ");
    EXPECT_EQ(keys("a", "z", Direction::backward, 1), "c ");
    EXPECT_EQ(keys("d", "e", Direction::forward), "");
    EXPECT_EQ(keys("c", "a", Direction::forward), "");
    EXPECT_EQ(keys("c", "a", Direction::backward), "");
    const auto last = engine().last_in(Space::rows, {to_bytes("a"), to_bytes("c")});
    ASSERT_TRUE(last && *last);
    EXPECT_EQ((*last)->key, to_bytes("b"));
    EXPECT_EQ((*last)->value, to_bytes("v"));
    EXPECT_FALSE(*engine().last_in(Space::rows, {to_bytes("d"), to_bytes("e")}));
    EXPECT_EQ(range_of_prefix(as_bytes("a\xff")).to, to_bytes("b"));
}

TEST_P(EngineConformance, WritesTakeEffectInOrder) {
    WriteSet writes;
    for (const auto* key : {"a", "b", "c", "d"}) writes.put(Space::rows, to_bytes(key), to_bytes("1"));
    writes.erase_range(Space::rows, {to_bytes("b"), to_bytes("d")});
    writes.put(Space::rows, to_bytes("c"), to_bytes("2"));
    writes.erase(Space::rows, to_bytes("a"));
    writes.erase(Space::rows, to_bytes("never"));
    writes.erase_range(Space::rows, {to_bytes("z"), to_bytes("a")});
    ASSERT_TRUE(engine().commit(writes));
    EXPECT_EQ(keys("a", "z", Direction::forward), "c d ");
    EXPECT_EQ(value("c"), "2");
}

TEST_P(EngineConformance, ABrokenDemandLeavesNothing) {
    ASSERT_TRUE(engine().commit(put_one("a", "1", Demand::must_be_new)));
    WriteSet writes = put_one("b", "2", Demand::must_be_new);
    writes.put(Space::objects, to_bytes("c"), to_bytes("3"));
    writes.put(Space::rows, to_bytes("a"), to_bytes("4"), Demand::must_be_new);
    EXPECT_EQ(engine().commit(writes).error().kind, ErrorKind::conflict);
    EXPECT_EQ(engine().write_early(writes).error().kind, ErrorKind::conflict);
    EXPECT_EQ(value("a"), "1");
    EXPECT_EQ(value("b"), std::nullopt);
    EXPECT_EQ(value("c", Space::objects), std::nullopt);
    // The same key in the other space is another key, and a refused set stops nothing after it.
    EXPECT_TRUE(engine().commit(put_one("a", "5", Demand::must_be_new, Space::objects)));
}

TEST_P(EngineConformance, DemandsSeeTheWritesBeforeThemInTheSet) {
    WriteSet twice = put_one("a", "1");
    twice.add(put_one("a", "2", Demand::must_be_new));
    EXPECT_EQ(engine().commit(twice).error().kind, ErrorKind::conflict);
    ASSERT_TRUE(engine().commit(put_one("a", "1")));
    WriteSet replaced;
    replaced.erase(Space::rows, to_bytes("a"));
    replaced.add(put_one("a", "2", Demand::must_be_new));
    ASSERT_TRUE(engine().commit(replaced));
    WriteSet cleared;
    cleared.erase_range(Space::rows, {to_bytes("a"), to_bytes("b")});
    cleared.add(put_one("a", "3", Demand::must_be_new));
    ASSERT_TRUE(engine().commit(cleared));
    EXPECT_EQ(value("a"), "3");
}

TEST_P(EngineConformance, EarlyWritesAreVisibleAtOnce) {
    ASSERT_TRUE(engine().write_early(put_one("early", "1")));
    EXPECT_EQ(value("early"), "1");
    ASSERT_TRUE(engine().commit(put_one("late", "2")));
    ASSERT_TRUE(engine().commit({}));
    EXPECT_EQ(value("early"), "1");
}

TEST_P(EngineConformance, ReopenedItHasEverything) {
    const std::string large(900'000, 'x');
    ASSERT_TRUE(engine().commit(put_one("a", "1")));
    ASSERT_TRUE(engine().commit(put_one("o", large, Demand::none, Space::objects)));
    ASSERT_TRUE(engine().write_early(put_one("early", "2")));
    WriteSet gone;
    gone.erase(Space::rows, to_bytes("a"));
    ASSERT_TRUE(engine().commit(gone));
    if (!bed_->reopen()) GTEST_SKIP() << "an engine that keeps nothing";
    EXPECT_EQ(value("a"), std::nullopt);
    EXPECT_EQ(value("early"), "2");
    EXPECT_EQ(value("o", Space::objects), large);
    EXPECT_EQ(engine().commit(put_one("early", "3", Demand::must_be_new)).error().kind, ErrorKind::conflict);
}

TEST_P(EngineConformance, CompactingLosesNothing) {
    for (int i = 0; i < 50; ++i)
        ASSERT_TRUE(engine().commit(put_one(fmt::format("k{:02}", i), std::string(5'000, 'v'), Demand::none,
                                            i % 2 == 0 ? Space::rows : Space::objects)));
    WriteSet gone;
    gone.erase(Space::rows, to_bytes("k00"));
    ASSERT_TRUE(engine().commit(gone));
    ASSERT_TRUE(engine().compact(Space::rows, {to_bytes("k00"), to_bytes("k20")}));
    ASSERT_TRUE(engine().compact(Space::objects, range_of_prefix(as_bytes("k"))));
    EXPECT_EQ(value("k00"), std::nullopt);
    EXPECT_EQ(value("k02"), std::string(5'000, 'v'));
    EXPECT_EQ(value("k49", Space::objects), std::string(5'000, 'v'));
}

TEST_P(EngineConformance, ManyThreadsAtOnceOnlyOneWinsEachDemand) {
    std::atomic<int> won{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 25; ++i) {
                    won +=
                        engine().commit(put_one(fmt::format("n{}", i), "v", Demand::must_be_new)).has_value();
                    EXPECT_TRUE(engine().write_early(put_one(fmt::format("t{}.{}", t, i), "v")));
                    EXPECT_TRUE(engine().find(Space::rows, as_bytes("n0")));
                }
            });
        }
    }
    EXPECT_EQ(won, 25);
    EXPECT_EQ(value("t3.24"), "v");
}

}  // namespace milpa::store
