// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "store/engine_conformance.hpp"
#include "store/fault_engine.hpp"
#include "store/memory_engine.hpp"
#include "store/rocksdb_engine.hpp"
#include "store/test_folder.hpp"

namespace milpa::store {
namespace {

class MemoryBed final : public EngineBed {
public:
    Engine& engine() override { return engine_; }
    bool reopen() override { return false; }

private:
    MemoryEngine engine_;
};

class FaultBed final : public EngineBed {
public:
    Engine& engine() override { return engine_; }
    bool reopen() override {
        engine_.crash();
        return true;
    }

private:
    FaultEngine engine_;
};

class RocksdbBed final : public EngineBed {
public:
    Engine& engine() override { return *engine_; }
    bool reopen() override {
        engine_.reset();
        engine_ = *open_rocksdb({.folder = folder_.path()});
        return true;
    }

private:
    TestFolder folder_;
    std::unique_ptr<Engine> engine_ = *open_rocksdb({.folder = folder_.path()});
};

INSTANTIATE_TEST_SUITE_P(
    Engines, EngineConformance,
    testing::Values(EngineFactory{"memory", [] { return std::make_unique<MemoryBed>(); }},
                    EngineFactory{"fault", [] { return std::make_unique<FaultBed>(); }},
                    EngineFactory{"rocksdb", [] { return std::make_unique<RocksdbBed>(); }}),
    [](const auto& info) { return info.param.name; });

TEST(WriteSet, GivesTheLastWritesBackWholeAndKeepsTheRest) {
    WriteSet all;
    all.put(Space::rows, to_bytes("first"), to_bytes("1"));
    WriteSet more;
    more.put(Space::objects, to_bytes("second"), to_bytes("22"), Demand::must_be_new);
    more.erase(Space::rows, to_bytes("third"));
    more.erase_range(Space::rows, {to_bytes("a"), to_bytes("bc")});
    const std::size_t octets = more.bytes();
    all.add(std::move(more));
    const WriteSet taken = all.take_last(3);
    ASSERT_EQ(taken.writes().size(), 3U);
    EXPECT_EQ(taken.bytes(), octets);
    EXPECT_EQ(std::get<Put>(taken.writes()[0]).demand, Demand::must_be_new);
    EXPECT_EQ(std::get<Put>(taken.writes()[0]).value, to_bytes("22"));
    EXPECT_EQ(std::get<Erase>(taken.writes()[1]).key, to_bytes("third"));
    EXPECT_EQ(std::get<EraseRange>(taken.writes()[2]).range.to, to_bytes("bc"));
    ASSERT_EQ(all.writes().size(), 1U);
    EXPECT_EQ(all.bytes(), 6U);
    EXPECT_TRUE(all.take_last(0).empty());
    EXPECT_EQ(all.take_last(1).bytes(), 6U);
    EXPECT_TRUE(all.empty());
    EXPECT_EQ(all.bytes(), 0U);
}

WriteSet put_one(std::string_view key, std::string_view value) {
    WriteSet writes;
    writes.put(Space::rows, to_bytes(key), to_bytes(value));
    return writes;
}

TEST(FaultEngine, ACrashDropsWhatWasNotSynced) {
    for (std::size_t kept = 0; kept <= 3; ++kept) {
        FaultEngine engine;
        ASSERT_TRUE(engine.commit(put_one("durable", "1")));
        for (const auto* key : {"a", "b", "c"}) ASSERT_TRUE(engine.write_early(put_one(key, "1")));
        ASSERT_EQ(engine.unsynced(), 3U);
        engine.crash(kept);
        EXPECT_TRUE(*engine.find(Space::rows, as_bytes("durable")));
        EXPECT_EQ(engine.find(Space::rows, as_bytes("a"))->has_value(), kept >= 1);
        EXPECT_EQ(engine.find(Space::rows, as_bytes("b"))->has_value(), kept >= 2);
        EXPECT_EQ(engine.find(Space::rows, as_bytes("c"))->has_value(), kept >= 3);
    }
}

TEST(FaultEngine, FailsTheNthCall) {
    FaultEngine engine;
    engine.fail_write(2);
    EXPECT_TRUE(engine.commit(put_one("a", "1")));
    EXPECT_EQ(engine.commit(put_one("b", "1")).error().kind, ErrorKind::io);
    EXPECT_TRUE(engine.commit(put_one("c", "1")));
    EXPECT_FALSE(*engine.find(Space::rows, as_bytes("b")));
    engine.fail_read(1);
    EXPECT_EQ(engine.find(Space::rows, as_bytes("a")).error().kind, ErrorKind::io);
    EXPECT_TRUE(engine.find(Space::rows, as_bytes("a")));
}

TEST(FaultEngine, AFailedSyncMayBeThereAfterACrashOnly) {
    FaultEngine engine;
    engine.fail_write(1, FaultKind::unsynced);
    EXPECT_FALSE(engine.commit(put_one("a", "1")));
    EXPECT_FALSE(*engine.find(Space::rows, as_bytes("a")));
    engine.crash(1);
    EXPECT_TRUE(*engine.find(Space::rows, as_bytes("a")));
}

}  // namespace
}  // namespace milpa::store
