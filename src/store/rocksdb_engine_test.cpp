// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/rocksdb_engine.hpp"

#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/random.hpp"
#include "store/test_folder.hpp"

#if __has_feature(thread_sanitizer)
// The system's RocksDB is not built for TSan, which so does not see the atomics that publish its memory
// tables. This silences reports with a frame of that library, and no more; what of ours runs beneath or above
// it is raced on the memory engine as well, where nothing is silenced.
extern "C" const char* __tsan_default_suppressions() { return "race:librocksdb.so\n"; }
#endif

namespace milpa::store {
namespace {

WriteSet put_one(std::string_view key, Bytes value, Space space = Space::rows) {
    WriteSet writes;
    writes.put(space, to_bytes(key), std::move(value));
    return writes;
}

Bytes random_bytes(std::size_t size) {
    static SeededRandom random(7);
    Bytes bytes(size);
    random.fill(bytes);
    return bytes;
}

/// A disk that can be full: appends fail after writing half, as real ones do.
class FullFile final : public rocksdb::FSWritableFileOwnerWrapper {
public:
    FullFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, const std::atomic<bool>* full)
        : FSWritableFileOwnerWrapper(std::move(file)), full_(full) {}
    using FSWritableFileOwnerWrapper::Append;
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
        if (!full_->load()) return FSWritableFileOwnerWrapper::Append(data, options, debug);
        const rocksdb::Slice half(data.data(), data.size() / 2);
        auto written = FSWritableFileOwnerWrapper::Append(half, options, debug);
        return rocksdb::IOStatus::NoSpace("full");
    }

private:
    const std::atomic<bool>* full_;
};

class FullDisk final : public rocksdb::FileSystemWrapper {
public:
    FullDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
    const char* Name() const override { return "FullDisk"; }
    rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override {
        std::unique_ptr<rocksdb::FSWritableFile> plain;
        auto status = FileSystemWrapper::NewWritableFile(name, options, &plain, debug);
        if (status.ok()) *file = std::make_unique<FullFile>(std::move(plain), &full);
        return status;
    }
    std::atomic<bool> full{false};
};

TEST(RocksdbEngine, FilesAreTheOwnersAlone) {
    const TestFolder folder;
    const auto engine = *open_rocksdb({.folder = folder.path()});
    ASSERT_TRUE(engine->commit(put_one("a", random_bytes(100'000), Space::objects)));
    ASSERT_TRUE(engine->compact(Space::objects, range_of_prefix(as_bytes("a"))));
    struct stat status{};
    ASSERT_EQ(::stat(folder.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
        ASSERT_EQ(::stat(file.path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0077U, 0U) << file.path();
        EXPECT_FALSE(file.path().filename().string().starts_with("LOG")) << file.path();
        ++files;
    }
    EXPECT_GT(files, 4U);
}

TEST(RocksdbEngine, ASecondProcessIsToldClearly) {
    const TestFolder folder;
    const auto engine = *open_rocksdb({.folder = folder.path()});
    const auto second = open_rocksdb({.folder = folder.path()});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::conflict);
}

TEST(RocksdbEngine, WhatWasCommittedSurvivesAKill) {
#if __has_feature(thread_sanitizer)
    GTEST_SKIP() << "TSan refuses threads in the child of a process that had some";
#endif
    const TestFolder folder;
    const auto value = random_bytes(3'000);
    const pid_t child = ::fork();
    if (child == 0) {
        auto engine = open_rocksdb({.folder = folder.path()});
        const bool good = engine && (*engine)->commit(put_one("a", value)) &&
                          (*engine)->commit(put_one("o", value, Space::objects));
        ::_exit(good ? 0 : 1);  // no destructor runs: as good as a kill
    }
    int ended = 0;
    ASSERT_EQ(::waitpid(child, &ended, 0), child);
    ASSERT_EQ(ended, 0);
    const auto engine = *open_rocksdb({.folder = folder.path()});
    EXPECT_EQ(engine->get(Space::rows, as_bytes("a")).value(), value);
    EXPECT_EQ(engine->get(Space::objects, as_bytes("o")).value(), value);
}

TEST(RocksdbEngine, AFullDiskRefusesWholeBatchesAndRecovers) {
    const TestFolder folder;
    const auto disk = std::make_shared<FullDisk>();
    const auto env = rocksdb::NewCompositeEnv(disk);
    const auto value = random_bytes(200'000);
    {
        const auto engine = *open_rocksdb({.folder = folder.path(), .env = env.get()});
        ASSERT_TRUE(engine->commit(put_one("before", value)));
        disk->full = true;
        for (int i = 0; i < 3; ++i) {
            WriteSet writes = put_one("half", value);
            writes.put(Space::objects, to_bytes("half"), value);
            EXPECT_EQ(engine->commit(writes).error().kind, ErrorKind::io);
            EXPECT_EQ(engine->write_early(writes).error().kind, ErrorKind::io);
        }
        // While it is full, what is there can be read.
        EXPECT_EQ(engine->get(Space::rows, as_bytes("before")).value(), value);
        EXPECT_FALSE(*engine->find(Space::rows, as_bytes("half")));
        disk->full = false;
        ASSERT_TRUE(engine->commit(put_one("after", value)));
        EXPECT_EQ(engine->get(Space::rows, as_bytes("before")).value(), value);
        EXPECT_FALSE(*engine->find(Space::rows, as_bytes("half")));
    }
    const auto engine = *open_rocksdb({.folder = folder.path()});
    EXPECT_EQ(engine->get(Space::rows, as_bytes("before")).value(), value);
    EXPECT_EQ(engine->get(Space::rows, as_bytes("after")).value(), value);
    EXPECT_FALSE(*engine->find(Space::rows, as_bytes("half")));
    EXPECT_FALSE(*engine->find(Space::objects, as_bytes("half")));
}

TEST(RocksdbEngine, DeletedBytesAreNowhereAfterCompacting) {
    const TestFolder folder;
    const auto engine = *open_rocksdb({.folder = folder.path()});
    const auto row = random_bytes(500);
    const auto object = random_bytes(50'000);
    const auto kept = random_bytes(50'000);
    const auto replaced = random_bytes(500);
    ASSERT_TRUE(engine->commit(put_one("row", row)));
    ASSERT_TRUE(engine->commit(put_one("replaced", replaced)));
    ASSERT_TRUE(engine->commit(put_one("object", object, Space::objects)));
    ASSERT_TRUE(engine->commit(put_one("kept", kept, Space::objects)));
    // Into files first: they must leave those as well as the log.
    ASSERT_TRUE(engine->compact(Space::rows, range_of_prefix(as_bytes("r"))));
    ASSERT_TRUE(folder.holds(row));
    ASSERT_TRUE(folder.holds(ByteView(object).first(1'000)));
    WriteSet gone;
    gone.erase(Space::rows, to_bytes("row"));
    gone.erase_range(Space::objects, {to_bytes("object"), to_bytes("objecu")});
    gone.put(Space::rows, to_bytes("replaced"), to_bytes("new"));
    ASSERT_TRUE(engine->commit(gone));
    ASSERT_TRUE(engine->compact(Space::rows, range_of_prefix(as_bytes("r"))));
    ASSERT_TRUE(engine->compact(Space::objects, range_of_prefix(as_bytes("object"))));
    EXPECT_FALSE(folder.holds(row));
    EXPECT_FALSE(folder.holds(replaced));
    for (std::size_t at = 0; at + 64 <= object.size(); at += 1'000)
        ASSERT_FALSE(folder.holds(ByteView(object).subspan(at, 64)));
    EXPECT_TRUE(folder.holds(ByteView(kept).subspan(10'000, 64)));
}

}  // namespace
}  // namespace milpa::store
