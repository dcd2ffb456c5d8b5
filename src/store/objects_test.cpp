// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/objects.hpp"

#include <gtest/gtest.h>

#include "store/fault_engine.hpp"
#include "store/rocksdb_engine.hpp"
#include "store/test_folder.hpp"
#include "store/test_store.hpp"

namespace milpa::store {
namespace {

Bytes text_of(std::size_t size) {
    Bytes text(size);
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<std::uint8_t>(i * 31 + i / 251);
    return text;
}

Task<Result<ObjectRef>> write_object(Lent<Store> store, ByteView text, std::size_t step) {
    auto writer = store->write_object();
    for (std::size_t at = 0; at < text.size(); at += step)
        CO_CHECK(co_await writer.write(text.subspan(at, std::min(step, text.size() - at))));
    Batch batch;
    CO_TRY(const auto made, writer.finish(batch));
    ObjectRef ref = batch.refer(made, store->object_parts().sealing->random());
    CO_CHECK(co_await store->committer().commit(std::move(batch)));
    co_return ref;
}

Task<Result<Bytes>> read_by_parts(Lent<Store> store, ObjectRef ref) {
    auto reader = store->read_object(std::move(ref));
    Bytes all;
    for (;;) {
        CO_TRY(const auto part, co_await reader.next());
        if (part.empty()) co_return all;
        append(all, part);
    }
}

class ObjectsTest : public testing::Test {
protected:
    FaultEngine engine_;
    TestStore store_{&engine_};

    ObjectRef write(const Bytes& text, std::size_t step = 10'000) {
        auto ref = store_.run(write_object(&*store_, text, step));
        EXPECT_TRUE(ref);
        return std::move(*ref);
    }
    Result<Bytes> read(const ObjectRef& ref, std::uint64_t offset, std::uint64_t length) {
        auto reader = store_->read_object(ref.copy());
        return store_.run(reader.read(offset, length));
    }
    Result<ObjectRef> refer(const ObjectRef& object) {
        Batch batch;
        ObjectRef own = batch.refer(object, store_.random());
        CHECK(store_->committer().commit_blocking(std::move(batch)));
        return own;
    }
    void release(const ObjectRef& own) {
        Batch batch;
        batch.release({own.id, own.reference});
        EXPECT_TRUE(store_->committer().commit_blocking(std::move(batch)));
    }
    std::size_t stored() {
        EXPECT_TRUE(store_->committer().commit_blocking({}));  // behind what was handed in
        return engine_.visible().dump(Space::rows).size() + engine_.visible().dump(Space::objects).size();
    }
};

TEST_F(ObjectsTest, ComeBackWholeAndByRange) {
    constexpr std::size_t chunk = object_chunk_bytes;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, chunk - 1, chunk, chunk + 1, 5 * chunk, 1'500'000UL}) {
        const auto text = text_of(size);
        for (const std::size_t step : {std::size_t{1'000}, std::size_t{200'000}}) {
            const auto ref = write(text, step);
            EXPECT_EQ(ref.size, size);
            EXPECT_EQ(read(ref, 0, size + 10).value(), text);
            EXPECT_EQ(store_.run(read_by_parts(&*store_, ref.copy())).value(), text);
            EXPECT_EQ(read(ref, size, 10).value(), Bytes());
            if (size < 10) continue;
            for (const std::uint64_t offset :
                 {std::uint64_t{1}, std::uint64_t{size / 2}, std::uint64_t{size - 5}}) {
                const auto part = read(ref, offset, size / 3).value();
                const auto expected = ByteView(text).subspan(offset).first(std::min(size / 3, size - offset));
                EXPECT_TRUE(std::ranges::equal(part, expected));
            }
        }
    }
}

TEST_F(ObjectsTest, GoWithTheirLastReference) {
    const auto empty = stored();
    const auto first = write(text_of(300'000), 64'000);
    const auto second = refer(first).value().copy();
    release(second);
    EXPECT_EQ(read(first, 0, 10)->size(), 10U);
    release(first);
    EXPECT_EQ(read(first, 0, 10).error().kind, ErrorKind::missing);
    EXPECT_EQ(refer(first).error().kind, ErrorKind::missing);
    EXPECT_EQ(stored(), empty);
}

// Whoever has the same message knows its id and its key, and can seal an event with them into a vault. When
// its owner deletes that, nothing goes that is another's, or their own.
TEST_F(ObjectsTest, OnlyWhoKnowsAReferenceGivesItBackAndOnce) {
    const auto theirs = write(text_of(1'000));
    const auto own = refer(theirs).value().copy();
    auto forged = theirs.copy();
    for (const auto reference : {ReferenceId{}, store_.random().id<ReferenceId>()}) {
        forged.reference = reference;
        for (int i = 0; i < 3; ++i) release(forged);
    }
    EXPECT_EQ(read(theirs, 0, 10)->size(), 10U);
    for (int i = 0; i < 3; ++i) release(own);  // given back again and again
    EXPECT_EQ(read(theirs, 0, 10)->size(), 10U);
    release(theirs);
    EXPECT_EQ(read(theirs, 0, 10).error().kind, ErrorKind::missing);
}

TEST_F(ObjectsTest, AnIdIsThatOfItsKey) {
    const auto one = write(text_of(1'000));
    const auto other = write(text_of(1'000));
    EXPECT_EQ(one.id, object_id_of(one.key));
    auto forged = one.copy();
    forged.id = other.id;
    EXPECT_EQ(read(forged, 0, 10).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(read(forged, 0, 0).error().kind, ErrorKind::corrupt);
    // Not even where somebody sealed an object with the key for that very place.
    WriteSet writes;
    auto place = rows::chunk(other.id, 0);
    place.push_back('L');
    writes.put(Space::objects, rows::chunk(other.id, 0),
               store_->object_parts().sealing->seal(one.key, place, text_of(1'000)));
    ASSERT_TRUE(engine_.commit(writes));
    EXPECT_EQ(read(forged, 0, 10).error().kind, ErrorKind::corrupt);
}

TEST_F(ObjectsTest, TwoChangesInOneBatchBothCount) {
    const auto ref = write(text_of(10), 10);
    const auto second = refer(ref).value().copy();
    Batch batch;
    const auto third = batch.refer(ref, store_.random());
    batch.release({ref.id, ref.reference});
    batch.release({ref.id, second.reference});
    ASSERT_TRUE(store_->committer().commit_blocking(std::move(batch)));
    EXPECT_TRUE(read(third, 0, 1));
    release(third);
    EXPECT_EQ(read(ref, 0, 1).error().kind, ErrorKind::missing);
}

TEST_F(ObjectsTest, OfLittleMoreThanAChunkNothingIsWrittenBeforeItsBatch) {
    const auto empty = stored();
    const auto text = text_of(object_chunk_bytes + 12 * 1024);
    auto writer = store_->write_object();
    ASSERT_TRUE(store_.run(writer.write(text)));
    EXPECT_EQ(stored(), empty);
    Batch batch;
    const auto ref = batch.refer(*writer.finish(batch), store_.random());
    ASSERT_TRUE(store_->committer().commit_blocking(std::move(batch)));
    EXPECT_EQ(stored(), empty + 3);  // two chunks and their count
    EXPECT_EQ(read(ref, 0, text.size()).value(), text);
}

TEST_F(ObjectsTest, TamperingIsDetected) {
    const auto text = text_of(4 * object_chunk_bytes + 7);
    const auto ref = write(text);
    const auto other = write(text);
    const auto key = [&](std::uint32_t index) { return rows::chunk(ref.id, index); };
    const auto value = [&](std::uint32_t index) { return engine_.get(Space::objects, key(index)).value(); };
    const auto with = [&](std::uint32_t index, const Bytes& put) {
        const auto before = value(index);
        WriteSet writes;
        writes.put(Space::objects, key(index), put);
        EXPECT_TRUE(engine_.commit(writes));
        const auto kind = read(ref, 0, text.size()).error().kind;
        WriteSet back;
        back.put(Space::objects, key(index), before);
        EXPECT_TRUE(engine_.commit(back));
        return kind;
    };
    EXPECT_EQ(with(1, value(2)), ErrorKind::corrupt);  // swapped
    EXPECT_EQ(with(1, engine_.get(Space::objects, rows::chunk(other.id, 1)).value()), ErrorKind::corrupt);
    EXPECT_EQ(with(3, value(4)), ErrorKind::corrupt);
    EXPECT_EQ(with(0, Bytes{}), ErrorKind::corrupt);
    auto flipped = value(2);
    flipped[flipped.size() / 2] ^= 1;
    EXPECT_EQ(with(2, flipped), ErrorKind::corrupt);
    EXPECT_EQ(read(ref, 0, text.size()).value(), text);
    // Cut: a reference that says less finds a chunk that is not the last.
    auto cut = ref.copy();
    cut.size = 2 * object_chunk_bytes;
    EXPECT_EQ(read(cut, 0, cut.size).error().kind, ErrorKind::corrupt);
    auto longer = ref.copy();
    longer.size += 1;
    EXPECT_EQ(read(longer, longer.size - 1, 1).error().kind, ErrorKind::corrupt);
    WriteSet gone;
    gone.erase(Space::objects, key(2));
    EXPECT_TRUE(engine_.commit(gone));
    EXPECT_EQ(read(ref, 0, text.size()).error().kind, ErrorKind::missing);
}

TEST_F(ObjectsTest, AbortedDroppedAndFailedOnesLeaveNothing) {
    const auto empty = stored();
    const auto text = text_of(300'000);
    {
        auto writer = store_->write_object();
        ASSERT_TRUE(store_.run(writer.write(text)));
        EXPECT_GT(stored(), empty);
        writer.abort();
        EXPECT_EQ(stored(), empty);
    }
    {
        auto writer = store_->write_object();
        ASSERT_TRUE(store_.run(writer.write(text)));
    }
    EXPECT_EQ(stored(), empty);
    {
        auto writer = store_->write_object();
        ASSERT_TRUE(store_.run(writer.write(text)));
        Batch batch;
        const auto made = writer.finish(batch);
        ASSERT_TRUE(made);
        (void)batch.refer(*made, store_.random());
    }
    EXPECT_EQ(stored(), empty);
    {
        auto writer = store_->write_object();
        ASSERT_TRUE(store_.run(writer.write(text)));
        Batch batch;
        const auto made = writer.finish(batch);
        ASSERT_TRUE(made);
        (void)batch.refer(*made, store_.random());
        engine_.fail_write(1);
        EXPECT_EQ(store_->committer().commit_blocking(std::move(batch)).error().kind, ErrorKind::io);
    }
    // The disk may have it after its recovery, or not: the next unlock sees which.
    EXPECT_GT(stored(), empty);
    store_.end();
    store_.start();
    EXPECT_EQ(stored(), empty);
}

TEST_F(ObjectsTest, ALockDuringAnObjectTakesNothingFromIt) {
    const auto text = text_of(300'000);
    auto writer = store_->write_object();
    ASSERT_TRUE(store_.run(writer.write(text)));
    const auto before = stored();
    store_->lock();
    ASSERT_TRUE(store_->unlock(*crypto::Key::from(Bytes(crypto::Key::size, 7))));
    EXPECT_EQ(stored(), before);
    Batch batch;
    const auto own = batch.refer(*writer.finish(batch), store_.random());
    ASSERT_TRUE(store_->committer().commit_blocking(std::move(batch)));
    EXPECT_EQ(read(own, 0, text.size()).value(), text);
}

TEST_F(ObjectsTest, WhatAFailedCommitLeftOnTheDiskIsWhole) {
    const auto text = text_of(300'000);
    auto writer = store_->write_object();
    ASSERT_TRUE(store_.run(writer.write(text)));
    std::optional<ObjectRef> own;
    {
        Batch batch;
        own = batch.refer(*writer.finish(batch), store_.random());
        engine_.fail_write(1, FaultKind::unsynced);
        EXPECT_EQ(store_->committer().commit_blocking(std::move(batch)).error().kind, ErrorKind::io);
    }
    store_.end();
    engine_.crash(engine_.unsynced());
    store_.start();
    EXPECT_EQ(read(*own, 0, text.size()).value(), text);
}

TEST_F(ObjectsTest, WhateverACrashLeavesIsSweptOrWhole) {
    const auto text = text_of(300'000);
    for (std::size_t broken = 1; broken <= 6; ++broken) {
        for (const bool survives : {false, true}) {
            engine_.power_off_at_write(broken);
            auto ref = store_.run(write_object(&*store_, text, 300'000));
            EXPECT_EQ(ref.has_value(), broken == 6);  // four chunks early, one commit
            store_.end();
            engine_.crash(survives ? engine_.unsynced() : 0);
            store_.start();  // sweeps
            const auto left = engine_.visible().dump(Space::objects).size();
            EXPECT_TRUE(left == 0 || left == 5) << left;
            EXPECT_TRUE(!ref || left == 5);
            EXPECT_EQ(engine_.visible().dump(Space::rows).size(), left == 0 ? 0U : 1U);
            WriteSet clear;
            clear.erase_range(Space::rows, {{0}, {0xff}});
            clear.erase_range(Space::objects, {{0}, {0xff}});
            ASSERT_TRUE(engine_.commit(clear));
        }
    }
}

TEST_F(ObjectsTest, AFullDiskIsToldToTheWriter) {
    engine_.set_full(true);
    auto writer = store_->write_object();
    EXPECT_EQ(store_.run(writer.write(text_of(200'000))).error().kind, ErrorKind::io);
}

TEST(Purge, DeletedThingsAreNowhereOnTheDisk) {
    const TestFolder folder;
    const auto engine = *open_rocksdb({.folder = folder.path()});
    TestStore store(engine.get());
    const TestVault vault(store.random());
    const auto ref = store.run(write_object(&*store, text_of(200'000), 50'000)).value().copy();
    auto handle = store.run(open_list(&*store, &vault)).value();
    ASSERT_TRUE(store.run(handle->append(to_bytes("an event that will go"))));
    const auto page = handle->new_page();
    Snapshot first{0, {}, {}, {}, {}};
    first.added.push_back({page, Bytes(100'000, 'p')});
    ASSERT_TRUE(store.run(handle->write_snapshot(std::move(first))));
    std::vector<Bytes> sealed;
    sealed.push_back(engine->get(Space::rows, rows::event(vault.id, 1)).value());
    sealed.push_back(engine->last_in(Space::rows, rows::roots(vault.id)).value()->value);
    sealed.push_back(engine->get(Space::objects, rows::page(vault.id, page)).value());
    for (std::uint32_t i = 0; i < 4; ++i)
        sealed.push_back(engine->get(Space::objects, rows::chunk(ref.id, i)).value());
    ASSERT_TRUE(store.run(store->purge()));
    const auto pieces = [](const Bytes& value) {
        std::vector<ByteView> all;
        for (std::size_t at = 0; at + 48 <= value.size(); at += 20'000)
            all.push_back(ByteView(value).subspan(at, 48));
        return all;
    };
    for (const Bytes& value : sealed)
        for (const ByteView piece : pieces(value)) ASSERT_TRUE(folder.holds(piece));
    Snapshot second{1, {}, {}, {page}, {{ref.id, ref.reference}}};
    ASSERT_TRUE(store.run(handle->write_snapshot(std::move(second))));
    ASSERT_TRUE(store.run(store->purge()));
    for (const Bytes& value : sealed)
        for (const ByteView piece : pieces(value)) ASSERT_FALSE(folder.holds(piece));
    store.run([](VaultHandle held) -> Task<> {
        const VaultHandle dropped = std::move(held);
        co_return;
    }(std::exchange(handle, {})));
}

}  // namespace
}  // namespace milpa::store
