// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/committer.hpp"

#include <gtest/gtest.h>

#include "store/fault_engine.hpp"
#include "store/rocksdb_engine.hpp"
#include "store/test_folder.hpp"
#include "store/test_store.hpp"

namespace milpa::store {
namespace {

Result<void> put_event(Store& store, const TestVault& vault, std::string_view text, Batch& into) {
    return store.appender().append(vault.address(), to_bytes(text), into);
}

TEST(Committer, OneBatchReachesManyVaultsOrNone) {
    FaultEngine engine;
    TestStore store(&engine);
    const TestVault a(store.random());
    const TestVault b(store.random());
    const auto deliver = [&] {
        Batch batch;
        EXPECT_TRUE(put_event(*store, a, "one", batch));
        EXPECT_TRUE(put_event(*store, b, "two", batch));
        EXPECT_TRUE(put_event(*store, a, "three", batch));
        return store->committer().commit_blocking(std::move(batch));
    };
    EXPECT_EQ(deliver()->seqs, (std::vector<Seq>{1, 1, 2}));
    engine.set_full(true);
    EXPECT_EQ(deliver().error().kind, ErrorKind::io);
    engine.set_full(false);
    // The refused batch left no gap.
    EXPECT_EQ(deliver()->seqs, (std::vector<Seq>{3, 2, 4}));
}

TEST(Committer, ABatchThatBreaksADemandFailsAlone) {
    FaultEngine engine;
    TestStore store(&engine);
    const TestVault vault(store.random());
    const auto batch_with = [&](std::string_view key) {
        Batch batch;
        batch.writes().put(Space::rows, to_bytes(key), {}, Demand::must_be_new);
        batch.writes().put(Space::rows, to_bytes(fmt::format("of {}", key)), to_bytes(key));
        EXPECT_TRUE(put_event(*store, vault, key, batch));
        return batch;
    };
    // Handed in by one task each, so that they meet in groups.
    constexpr int tasks = 24;
    int won = 0;
    int conflicts = 0;
    boost::asio::io_context context(1);
    struct Tally {
        static Task<> one(Lent<Store> store, Batch batch, Lent<int> won, Lent<int> conflicts) {
            const auto committed = co_await store->committer().commit(std::move(batch));
            if (committed) ++*won;
            if (!committed && committed.error().kind == ErrorKind::conflict) ++*conflicts;
        }
    };
    for (int i = 0; i < tasks; ++i)
        boost::asio::co_spawn(context,
                              Tally::one(&*store, batch_with(fmt::format("key{}", i % 8)), &won, &conflicts),
                              boost::asio::detached);
    context.run();
    EXPECT_EQ(won, 8);
    EXPECT_EQ(conflicts, tasks - 8);
    for (int i = 0; i < 8; ++i) {
        const auto key = fmt::format("key{}", i);
        EXPECT_TRUE(engine.get(Space::rows, to_bytes(key)));
        EXPECT_EQ(engine.get(Space::rows, to_bytes("of " + key)).value(), to_bytes(key));
    }
    auto opened = store.run(open_list(&*store, &vault));
    ASSERT_TRUE(opened);  // no gap
    EXPECT_EQ((*opened)->seq(), 8U);
}

TEST(Committer, AnotherWritersEventIsNoticedAndStoodBehind) {
    FaultEngine engine;
    TestStore store(&engine);
    const TestVault vault(store.random());
    Batch first;
    ASSERT_TRUE(put_event(*store, vault, "one", first));
    ASSERT_TRUE(store->committer().commit_blocking(std::move(first)));
    {
        TestStore other(&engine);
        Batch theirs;
        ASSERT_TRUE(put_event(*other, vault, "theirs", theirs));
        ASSERT_TRUE(other->committer().commit_blocking(std::move(theirs)));
    }
    Batch second;
    ASSERT_TRUE(put_event(*store, vault, "two", second));
    EXPECT_EQ(store->committer().commit_blocking(std::move(second))->seqs, std::vector<Seq>{3});
}

TEST(Committer, AStoppedOneRefuses) {
    FaultEngine engine;
    TestStore store(&engine);
    store->stop();
    EXPECT_EQ(store->committer().commit_blocking({}).error().kind, ErrorKind::closed);
}

TEST(Committer, LargeBatchesWaitForRoomAndAllArrive) {
    FaultEngine engine;
    TestStore store(&engine);
    boost::asio::io_context context(1);
    constexpr int tasks = 40;
    int done = 0;
    struct Writer {
        static Task<> one(Lent<Store> store, int number, Lent<int> done) {
            Batch batch;
            batch.writes().put(Space::objects, to_bytes(fmt::format("k{}", number)), Bytes(2 * 1024 * 1024));
            if (co_await store->committer().commit(std::move(batch))) ++*done;
        }
    };
    for (int i = 0; i < tasks; ++i)
        boost::asio::co_spawn(context, Writer::one(&*store, i, &done), boost::asio::detached);
    context.run();
    EXPECT_EQ(done, tasks);
}

TEST(KeyedRows, AreSealedUnderTheStoreKeyOrGivenBackAsTheyWere) {
    FaultEngine engine;
    TestStore store(&engine);
    const auto id = store.random().id<MemberId>();
    Batch batch;
    ASSERT_TRUE(store->sealed_rows().put(RowKind::usage, id.view(), as_bytes("secret 42"), batch));
    ASSERT_TRUE(store->wrapped_rows().put(RowKind::usage, id.view(), as_bytes("wrapped"), batch));
    ASSERT_TRUE(store->committer().commit_blocking(std::move(batch)));
    EXPECT_EQ(store->sealed_rows().find_blocking(RowKind::usage, id.view()).value(), to_bytes("secret 42"));
    EXPECT_EQ(store.run(store->sealed_rows().find(RowKind::setting, to_bytes(id.view()))).value(),
              std::nullopt);
    const auto all = store.run(store->sealed_rows().all(RowKind::usage));
    ASSERT_TRUE(all && all->size() == 1);
    EXPECT_EQ(all->front().id, to_bytes(id.view()));
    // Moved to another id it does not open.
    const auto stored = engine.get(Space::rows, rows::keyed('s', 1, id.view())).value();
    EXPECT_EQ(as_text(stored).find("secret"), std::string_view::npos);
    WriteSet moved;
    moved.put(Space::rows, rows::keyed('s', 1, as_bytes("other")), stored);
    ASSERT_TRUE(engine.commit(moved));
    EXPECT_EQ(store->sealed_rows().find_blocking(RowKind::usage, as_bytes("other")).error().kind,
              ErrorKind::corrupt);
    store->lock();
    EXPECT_EQ(store->sealed_rows().find_blocking(RowKind::usage, id.view()).error().kind, ErrorKind::closed);
    EXPECT_EQ(store->wrapped_rows().find_blocking(RowKind::usage, id.view()).value(), to_bytes("wrapped"));
    Batch locked;
    EXPECT_EQ(store->sealed_rows().put(RowKind::usage, id.view(), {}, locked).error().kind,
              ErrorKind::closed);
    locked.release({store.random().id<ObjectId>(), {}});
    EXPECT_EQ(store->committer().commit_blocking(std::move(locked)).error().kind, ErrorKind::closed);
    // Unlocked by another quorum, nothing opens.
    ASSERT_TRUE(store->unlock(crypto::Key::random(store.random())));
    EXPECT_EQ(store->sealed_rows().find_blocking(RowKind::usage, id.view()).error().kind, ErrorKind::corrupt);
}

/// Checks order and counts; what it is given never ends otherwise.
class CountFold final : public Fold {
public:
    Result<void> load(ByteView) override { return {}; }
    Result<void> apply(Seq seq, ByteView, Author, Arrival) override {
        ensure(seq == last_ + 1);
        last_ = seq;
        return {};
    }

private:
    Seq last_ = 0;
};

struct Race {
    Store& store;
    const TestVault& vault;
    std::atomic<std::size_t> delivered{0};
    std::atomic<std::size_t> opened{0};
    std::atomic<bool> ended{false};

    void deliver(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            Batch batch;
            ensure(store.appender().append(vault.address(), to_bytes("event"), batch).has_value());
            ensure(store.committer().commit_blocking(std::move(batch)).has_value());
            ++delivered;
        }
    }
    // Opens, writes and closes while others deliver; what the fold has is never less than what was
    // acknowledged before the opening.
    Task<> open_and_close(std::size_t times) {
        for (std::size_t i = 0; i < times; ++i) {
            const std::size_t before = delivered.load();
            auto handle = co_await store.vaults().open(
                vault.id, vault.pair.copy(), [](Lent<OpenVault>) { return std::make_unique<CountFold>(); });
            ensure(handle.has_value());
            ensure((*handle)->seq() >= before);
            ensure((co_await (*handle)->append(to_bytes("own"))).has_value());
            ++delivered;
            ++opened;
        }
        ended = true;
    }
};

void race_openings_with_deliveries(Engine& engine) {
    SystemClock clock;
    SystemRandom random;
    const TestVault vault(random);
    net::BlockingPool pool(2);
    boost::asio::io_context home(1);
    {
        Store store({&engine, [&](const VaultId&) { return home.get_executor(); }, &pool, &clock, &random});
        ASSERT_TRUE(store.unlock(crypto::Key::random(random)));
        Race race{store, vault};
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 3; ++i) threads.emplace_back([&race] { race.deliver(150); });
            boost::asio::co_spawn(home, race.open_and_close(15), boost::asio::detached);
            home.run();
            EXPECT_TRUE(race.ended);
        }
        // What was still to be told to the closed vault.
        home.restart();
        home.run();
        EXPECT_EQ(race.delivered, 3 * 150U + 15U);
        Batch batch;
        ASSERT_TRUE(store.appender().append(vault.address(), to_bytes("last"), batch));
        EXPECT_EQ(store.committer().commit_blocking(std::move(batch))->seqs, std::vector<Seq>{466});
    }
}

// Every access of this one is seen by TSan; of the next, those of RocksDB are not.
TEST(Vaults, OpeningWhileDeliveriesGoOnMissesNothingInMemory) {
    MemoryEngine engine;
    race_openings_with_deliveries(engine);
}

TEST(Vaults, OpeningWhileDeliveriesGoOnMissesNothingOnRocksdb) {
    const TestFolder folder;
    const auto engine = open_rocksdb({.folder = folder.path()}).value();
    race_openings_with_deliveries(*engine);
}

}  // namespace
}  // namespace milpa::store
