// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/vault.hpp"

#include <gtest/gtest.h>

#include "store/fault_engine.hpp"
#include "store/test_store.hpp"

namespace milpa::store {
namespace {

class VaultTest : public testing::Test {
protected:
    FaultEngine engine_;
    TestStore store_{&engine_};
    TestVault vault_{store_.random()};

    VaultHandle open() {
        auto opened = store_.run(open_list(&*store_, &vault_));
        EXPECT_TRUE(opened) << (opened ? "" : opened.error().detail);
        return opened ? std::move(*opened) : VaultHandle();
    }
    ErrorKind open_error() {
        const auto opened = store_.run(open_list(&*store_, &vault_));
        EXPECT_FALSE(opened);
        return opened ? ErrorKind::syntax : opened.error().kind;
    }
    /// Drops it on the context's thread, as services do.
    void close(VaultHandle& handle) {
        store_.run([](VaultHandle held) -> Task<> {
            const VaultHandle dropped = std::move(held);
            co_return;
        }(std::exchange(handle, {})));
    }
    void restart() {
        store_.end();
        engine_.crash();
        store_.start();
    }
    Result<Committed> deliver(const TestVault& vault, std::string_view event) {
        Batch batch;
        CHECK(store_->appender().append(vault.address(), to_bytes(event), batch));
        return store_->committer().commit_blocking(std::move(batch));
    }
    std::vector<std::string> events(const VaultHandle& handle) { return handle.fold<ListFold>().events; }
    void replace(Space space, Bytes key, Bytes value) {
        WriteSet writes;
        writes.put(space, std::move(key), std::move(value));
        ASSERT_TRUE(engine_.commit(writes));
    }
    void erase(Space space, Bytes key) {
        WriteSet writes;
        writes.erase(space, std::move(key));
        ASSERT_TRUE(engine_.commit(writes));
    }
    Bytes stored(Space space, const Bytes& key) { return engine_.get(space, key).value(); }
    Bytes root_key() { return engine_.last_in(Space::rows, rows::roots(vault_.id)).value()->key; }
};

using Lines = std::vector<std::string>;

TEST_F(VaultTest, EventsOfBothKindsAreReadInOrder) {
    EXPECT_EQ(deliver(vault_, "one")->seqs, std::vector<Seq>{1});
    auto handle = open();
    EXPECT_EQ(store_.run(handle->append(to_bytes("two"))).value(), 2U);
    EXPECT_EQ(deliver(vault_, "three")->seqs, std::vector<Seq>{3});
    EXPECT_TRUE(store_.run(handle->read_event(1)));  // lets the context run
    EXPECT_EQ(events(handle), (Lines{"one", "two", "three"}));
    EXPECT_EQ(handle.fold<ListFold>().live, 2U);
    EXPECT_EQ(handle->seq(), 3U);
    EXPECT_EQ(store_.run(handle->read_event(2)).value(), to_bytes("two"));
    EXPECT_EQ(store_.run(handle->read_event(4)).error().kind, ErrorKind::missing);
    EXPECT_EQ(store_.run(handle->read_events(2, 9))->size(), 2U);
    close(handle);
    EXPECT_EQ(store_->vaults().open_count(), 0U);
    handle = open();
    EXPECT_EQ(events(handle), (Lines{"one", "two", "three"}));
    EXPECT_EQ(handle.fold<ListFold>().live, 0U);
    close(handle);
}

TEST_F(VaultTest, WhoCanHaveWrittenAnEventIsToldByItsSeal) {
    using Authors = std::vector<Author>;
    const Authors all{Author::anyone, Author::owner, Author::owner, Author::anyone};
    ASSERT_TRUE(deliver(vault_, "while it is closed"));
    Batch late;  // sealed for the closed vault, committed while it is open
    ASSERT_TRUE(store_->appender().append(vault_.address(), to_bytes("late"), late));
    auto handle = open();
    ASSERT_TRUE(store_.run(handle->append(to_bytes("own"))));
    ASSERT_TRUE(deliver(vault_, "while it is open"));
    ASSERT_TRUE(store_->committer().commit_blocking(std::move(late)));
    EXPECT_TRUE(store_.run(handle->read_event(1)));  // lets the context run
    EXPECT_EQ(handle.fold<ListFold>().authors, all);
    EXPECT_EQ(handle.fold<ListFold>().live, 3U);
    close(handle);
    handle = open();
    EXPECT_EQ(handle.fold<ListFold>().authors, all) << "the same when it is read again";
    close(handle);
}

TEST_F(VaultTest, IsSharedUnderOneKeyAndRefusedUnderAnother) {
    auto first = open();
    auto second = open();
    EXPECT_EQ(&*first, &*second);
    EXPECT_EQ(store_->vaults().open_count(), 1U);
    TestVault thief = TestVault(store_.random());
    thief.id = vault_.id;
    EXPECT_EQ(store_.run(open_list(&*store_, &thief)).error().kind, ErrorKind::denied);
    Batch batch;
    EXPECT_EQ(store_->appender().append(thief.address(), to_bytes("x"), batch).error().kind,
              ErrorKind::denied);
    close(first);
    EXPECT_EQ(store_.run(second->append(to_bytes("still open"))).value(), 1U);
    close(second);
    EXPECT_FALSE(store_->vaults().is_open(vault_.id));
    EXPECT_TRUE(deliver(vault_, "sealed, so the wrong key cannot read it"));
    EXPECT_EQ(store_.run(open_list(&*store_, &thief)).error().kind, ErrorKind::corrupt);
}

TEST_F(VaultTest, ExpectedSeqsAndLimits) {
    auto handle = open();
    std::vector<Bytes> two{to_bytes("a"), to_bytes("b")};
    EXPECT_EQ(store_.run(handle->append_all(two, {}, 0)).value(), 2U);
    EXPECT_EQ(store_.run(handle->append_all(two, {}, 1)).error().kind, ErrorKind::conflict);
    EXPECT_EQ(store_.run(handle->append(Bytes(event_bytes_max + 1))).error().kind, ErrorKind::limit);
    EXPECT_EQ(store_.run(handle->append({})).error().kind, ErrorKind::limit);
    EXPECT_EQ(store_.run(handle->append(Bytes(event_bytes_max, 'x'))).value(), 3U);
    close(handle);
}

TEST_F(VaultTest, AFoldThatRefusesBreaksTheVaultForAll) {
    auto handle = open();
    EXPECT_EQ(store_.run(handle->append(to_bytes("poison"))).error().kind, ErrorKind::corrupt);
    EXPECT_TRUE(handle->broken());
    EXPECT_EQ(store_.run(handle->append(to_bytes("more"))).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    close(handle);
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
}

TEST_F(VaultTest, ASnapshotTakesThePlaceOfItsEvents) {
    auto handle = open();
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(store_.run(handle->append(to_bytes(fmt::format("e{}", i)))));
    const auto write = [&](Seq upto, std::vector<PageNumber> dropped) {
        Snapshot snapshot{
            .upto = upto, .root = {}, .added = {}, .dropped = std::move(dropped), .released = {}};
        for (Seq i = 0; i < upto; ++i) append(snapshot.root, to_bytes(events(handle)[i] + "\n"));
        snapshot.added.push_back({handle->new_page(), to_bytes("page text")});
        const auto number = snapshot.added[0].number;
        EXPECT_TRUE(store_.run(handle->write_snapshot(std::move(snapshot))));
        return number;
    };
    const auto first = write(3, {});
    EXPECT_EQ(store_.run(handle->read_page(first)).value(), to_bytes("page text"));
    const auto second = write(4, {first});
    EXPECT_NE(first, second);
    EXPECT_EQ(store_.run(handle->read_page(first)).error().kind, ErrorKind::missing);
    EXPECT_EQ(store_.run(handle->read_event(4)).error().kind, ErrorKind::missing);
    EXPECT_EQ(store_.run(handle->read_events(1, 99))->size(), 1U);
    EXPECT_EQ(handle->snapshot_seq(), 4U);
    close(handle);
    handle = open();
    EXPECT_EQ(events(handle), (Lines{"e0", "e1", "e2", "e3", "e4"}));
    EXPECT_EQ(store_.run(handle->read_pages({second, second}))->size(), 2U);
    EXPECT_GT(handle->new_page(), second);
    write(5, {second});
    close(handle);
    restart();  // the log is empty: the next seq is known from the root alone
    EXPECT_EQ(deliver(vault_, "e5")->seqs, std::vector<Seq>{6});
    handle = open();
    EXPECT_EQ(events(handle).size(), 6U);
    close(handle);
}

TEST_F(VaultTest, ASnapshotThatFailsLeavesEverythingAsItWas) {
    auto handle = open();
    ASSERT_TRUE(store_.run(handle->append(to_bytes("e"))));
    const auto snapshot_of = [&](PageNumber page) {
        Snapshot snapshot{1, to_bytes("e\n"), {}, {}, {}};
        snapshot.added.push_back({handle->new_page(), to_bytes("text")});
        snapshot.added.push_back({page, to_bytes("text")});
        return snapshot;
    };
    // A page that could not be written: nothing else was tried, and the first page stays.
    engine_.fail_write(2);
    EXPECT_EQ(store_.run(handle->write_snapshot(snapshot_of(handle->new_page()))).error().kind,
              ErrorKind::io);
    EXPECT_FALSE(handle->broken());
    EXPECT_EQ(store_.run(handle->read_event(1)).value(), to_bytes("e"));
    ASSERT_TRUE(store_->committer().commit_blocking({}));
    EXPECT_EQ(engine_.visible().dump(Space::objects).size(), 1U);
    // It goes with the next snapshot, or where there is none at the next opening.
    const auto page = handle->new_page();
    ASSERT_TRUE(store_.run(handle->write_snapshot(snapshot_of(page))));
    EXPECT_EQ(engine_.visible().dump(Space::objects).size(), 2U);
    EXPECT_TRUE(store_.run(handle->read_page(page)));
    engine_.fail_write(2);
    EXPECT_EQ(store_.run(handle->write_snapshot(snapshot_of(handle->new_page()))).error().kind,
              ErrorKind::io);
    EXPECT_EQ(engine_.visible().dump(Space::objects).size(), 3U);
    close(handle);
    handle = open();
    EXPECT_EQ(events(handle), Lines{"e"});
    EXPECT_EQ(engine_.visible().dump(Space::objects).size(), 2U);
    close(handle);
}

// After its recovery the disk may have the commit that it said had failed, or not: memory does not know, so
// it is thrown away, and nothing that the commit needs was removed.
TEST_F(VaultTest, AfterASnapshotOfWhichNobodyKnowsTheVaultIsOpenedAnew) {
    for (const bool survives : {false, true}) {
        const TestVault vault(store_.random());
        const auto open_it = [&] { return std::move(*store_.run(open_list(&*store_, &vault))); };
        auto handle = open_it();
        ASSERT_TRUE(store_.run(handle->append(to_bytes("e"))));
        Snapshot snapshot{1, to_bytes("e\n"), {}, {}, {}};
        const auto page = handle->new_page();
        snapshot.added.push_back({page, to_bytes("text")});
        engine_.fail_write(2, FaultKind::unsynced);
        EXPECT_EQ(store_.run(handle->write_snapshot(std::move(snapshot))).error().kind, ErrorKind::io);
        ASSERT_TRUE(handle->broken());
        EXPECT_EQ(store_.run(handle->append(to_bytes("lost"))).error().kind, ErrorKind::io);
        EXPECT_TRUE(store_.run(store_->vaults().wait_until_wiped(vault.id)));
        // Although somebody holds it still, the next opening is from the disk.
        auto again = open_it();
        EXPECT_NE(&*again, &*handle);
        EXPECT_EQ(events(again), Lines{"e"});
        close(again);
        close(handle);
        store_.end();
        engine_.crash(survives ? engine_.unsynced() : 0);
        store_.start();
        handle = open_it();
        EXPECT_EQ(events(handle), Lines{"e"});
        EXPECT_EQ(handle->snapshot_seq(), survives ? 1U : 0U);
        close(handle);
    }
}

TEST_F(VaultTest, PagesOfASnapshotThatNeverWasAreRemovedAtOpening) {
    replace(Space::objects, rows::page(vault_.id, 77), to_bytes("orphan"));
    auto handle = open();
    EXPECT_FALSE(engine_.find(Space::objects, rows::page(vault_.id, 77)).value());
    close(handle);
}

// An event that somebody sealed into the vault may name what is not there, or is not this vault's.
TEST_F(VaultTest, ReleasesOfWhatWasNeverGivenDoNotStopASnapshot) {
    auto handle = open();
    ASSERT_TRUE(store_.run(handle->append(to_bytes("e"))));
    Batch batch;
    const auto object = store_->write_object().finish(batch);
    const auto others = batch.refer(*object, store_.random());
    ASSERT_TRUE(store_->committer().commit_blocking(std::move(batch)));
    Snapshot snapshot{1, {}, {}, {}, {}};
    snapshot.released.push_back({store_.random().id<ObjectId>(), others.reference});
    snapshot.released.push_back({others.id, store_.random().id<ReferenceId>()});
    snapshot.released.push_back({others.id, {}});
    ASSERT_TRUE(store_.run(handle->write_snapshot(std::move(snapshot))));
    EXPECT_EQ(handle->snapshot_seq(), 1U);
    auto reader = store_->read_object(others.copy());
    EXPECT_TRUE(store_.run(reader.read(0, 1)));
    EXPECT_TRUE(engine_.find(Space::rows, rows::count(others.id)).value());
    close(handle);
}

TEST_F(VaultTest, MovedSwappedAndReplayedEventsAreDetected) {
    TestVault other(store_.random());
    for (const auto* event : {"one", "two", "three"}) {
        ASSERT_TRUE(deliver(vault_, event));
        ASSERT_TRUE(deliver(other, event));
    }
    const auto at = [&](Seq seq) { return rows::event(vault_.id, seq); };
    const auto one = stored(Space::rows, at(1));
    const auto two = stored(Space::rows, at(2));
    const auto three = stored(Space::rows, at(3));
    replace(Space::rows, at(1), two);  // moved within the vault
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    replace(Space::rows, at(1), stored(Space::rows, rows::event(other.id, 1)));  // of another vault
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    auto flipped = one;
    flipped.back() ^= 1;
    replace(Space::rows, at(1), flipped);
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    replace(Space::rows, at(1), {});
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    replace(Space::rows, at(1), one);
    replace(Space::rows, at(4), three);  // replayed behind the end
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    erase(Space::rows, at(4));
    erase(Space::rows, at(2));  // a gap
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    replace(Space::rows, at(2), two);
    auto handle = open();
    EXPECT_EQ(events(handle), (Lines{"one", "two", "three"}));
    close(handle);
}

TEST_F(VaultTest, OldRootsAndSwappedPagesAreDetected) {
    auto handle = open();
    std::vector<Bytes> root_keys;
    std::vector<Bytes> root_values;
    std::vector<PageNumber> pages;
    for (int i = 1; i <= 2; ++i) {
        ASSERT_TRUE(store_.run(handle->append(to_bytes("e"))));
        Snapshot snapshot{handle->seq(), handle.fold<ListFold>().root(), {}, {}, {}};
        pages.push_back(handle->new_page());
        snapshot.added.push_back({pages.back(), to_bytes(fmt::format("page {}", i))});
        ASSERT_TRUE(store_.run(handle->write_snapshot(std::move(snapshot))));
        root_keys.push_back(root_key());
        root_values.push_back(stored(Space::rows, root_keys.back()));
    }
    ASSERT_TRUE(store_.run(handle->append(to_bytes("after"))));
    const auto page = [&](int i) { return rows::page(vault_.id, pages[static_cast<std::size_t>(i)]); };
    const auto first_page = stored(Space::objects, page(0));
    replace(Space::objects, page(0), stored(Space::objects, page(1)));
    EXPECT_EQ(store_.run(handle->read_page(pages[0])).error().kind, ErrorKind::corrupt);
    replace(Space::objects, page(0), first_page);
    EXPECT_EQ(store_.run(handle->read_page(pages[0])).value(), to_bytes("page 1"));
    close(handle);

    replace(Space::rows, root_keys[1], root_values[0]);  // the old value in the new place
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    replace(Space::rows, root_keys[1], root_values[1]);
    replace(Space::rows, root_keys[0], root_values[0]);  // the old row beside the new one
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    erase(Space::rows, root_keys[1]);  // the old row instead: the log does not follow on it
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    erase(Space::rows, root_keys[0]);
    EXPECT_EQ(open_error(), ErrorKind::corrupt);
    replace(Space::rows, root_keys[1], root_values[1]);
    handle = open();
    EXPECT_EQ(events(handle), (Lines{"e", "e", "after"}));
    close(handle);
}

TEST_F(VaultTest, ErasedItIsGone) {
    auto handle = open();
    ASSERT_TRUE(store_.run(handle->append(to_bytes("e"))));
    Snapshot snapshot{1, to_bytes("e\n"), {}, {}, {}};
    snapshot.added.push_back({handle->new_page(), to_bytes("text")});
    ASSERT_TRUE(store_.run(handle->write_snapshot(std::move(snapshot))));
    ASSERT_TRUE(store_.run(handle->append(to_bytes("f"))));
    Batch batch;
    EXPECT_EQ(store_->vaults().erase(vault_.id, batch).error().kind, ErrorKind::conflict);
    close(handle);
    ASSERT_TRUE(store_->vaults().erase(vault_.id, batch));
    ASSERT_TRUE(store_->committer().commit_blocking(std::move(batch)));
    EXPECT_TRUE(engine_.visible().dump(Space::rows).empty());
    EXPECT_TRUE(engine_.visible().dump(Space::objects).empty());
}

TEST_F(VaultTest, NothingStoredHoldsPlaintext) {
    ASSERT_TRUE(deliver(vault_, "a very secret subject line"));
    auto handle = open();
    ASSERT_TRUE(store_.run(handle->append(to_bytes("a very secret flag"))));
    Snapshot snapshot{1, to_bytes("a very secret root"), {}, {}, {}};
    snapshot.added.push_back({handle->new_page(), to_bytes("a very secret page")});
    ASSERT_TRUE(store_.run(handle->write_snapshot(std::move(snapshot))));
    close(handle);
    for (const Space space : {Space::rows, Space::objects})
        for (const Row& row : engine_.visible().dump(space))
            EXPECT_EQ(as_text(row.value).find("secret"), std::string_view::npos);
}

TEST_F(VaultTest, TheDrillsPlaintextModeIsSeenThrough) {
    FaultEngine plain;
    TestStore store(&plain, SealingMode::plaintext_for_drill);
    TestVault vault(store.random());
    Batch batch;
    ASSERT_TRUE(store->appender().append(vault.address(), to_bytes("a very secret subject"), batch));
    ASSERT_TRUE(store->committer().commit_blocking(std::move(batch)));
    bool seen = false;
    for (const Row& row : plain.visible().dump(Space::rows))
        seen |= as_text(row.value).find("secret") != std::string_view::npos;
    EXPECT_TRUE(seen);
}

// Deliveries and a snapshot against a machine that loses power at every write in turn, with none or all of
// what was not synced surviving.
TEST_F(VaultTest, WhatWasAcknowledgedIsKeptOnceAndWholeWhereverThePowerGoes) {
    constexpr std::size_t writes = 12;
    for (std::size_t broken = 1; broken <= writes; ++broken) {
        for (const bool survives : {false, true}) {
            const TestVault vault(store_.random());
            engine_.power_off_at_write(broken);
            Lines acknowledged;
            const auto say = [&](const std::string& event) {
                if (deliver(vault, event)) acknowledged.push_back(event);
            };
            say("a");
            say("b");
            auto opened = store_.run(open_list(&*store_, &vault));
            if (opened) {
                auto handle = std::move(*opened);
                for (int i = 0; i < 3; ++i) {
                    const auto event = fmt::format("own {}", i);
                    if (store_.run(handle->append(to_bytes(event)))) acknowledged.push_back(event);
                    Snapshot snapshot{handle->seq(), handle.fold<ListFold>().root(), {}, {}, {}};
                    snapshot.added.push_back({handle->new_page(), to_bytes("text")});
                    (void)store_.run(handle->write_snapshot(std::move(snapshot))).has_value();
                }
                close(handle);
            }
            opened = fail(ErrorKind::closed);
            store_.end();
            engine_.crash(survives ? engine_.unsynced() : 0);
            store_.start();
            auto again = store_.run(open_list(&*store_, &vault));
            ASSERT_TRUE(again) << again.error().detail << " at " << broken;
            auto& fold = again->fold<ListFold>();
            // At most the one that was under way is there beside those acknowledged.
            ASSERT_GE(fold.events.size(), acknowledged.size());
            ASSERT_LE(fold.events.size(), acknowledged.size() + 1);
            for (std::size_t i = 0; i < acknowledged.size(); ++i) ASSERT_EQ(fold.events[i], acknowledged[i]);
            ASSERT_TRUE(store_.run((*again)->append(to_bytes("after"))));
            close(*again);
        }
    }
}

}  // namespace
}  // namespace milpa::store
