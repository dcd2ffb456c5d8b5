// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/rocksdb_engine.hpp"

#include <fcntl.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/transaction_log.h>
#include <rocksdb/write_batch.h>
#include <sys/stat.h>

#include <shared_mutex>

#include "base/ensure.hpp"
#include "store/demands.hpp"

namespace milpa::store {
namespace {

// Values from here on go to blob files, so that compaction of keys does not carry them around. Smaller ones
// (a flag's event) are better read in order.
constexpr std::uint64_t blob_bytes_min = 1024;
// Small enough that garbage leaves soon, large enough that a million messages are not a million files.
constexpr std::uint64_t blob_file_bytes = 64 * 1024 * 1024;
// Replayed at start: bounds the time that a start takes after a crash.
constexpr std::uint64_t wal_bytes_max = 64 * 1024 * 1024;
// What flushes and compaction write goes to the disk in pieces of this size: in one, the syncs that people
// wait for would stand behind it.
constexpr std::uint64_t background_sync_bytes = 1024 * 1024;
// Each open file keeps some memory; the process has other uses for descriptors too.
constexpr int open_files_max = 256;
constexpr std::size_t scan_readahead_bytes = 512 * 1024;
// Sealed values are random, so keys alone are worth a filter: 10 bits a key, 1 % of needless reads.
constexpr double filter_bits = 10;
// The same for what is not in a file yet, as a part of the write buffer: each new key is looked for first.
constexpr double memtable_filter_ratio = 0.02;
// Room for the files that RocksDB makes when it recovers.
constexpr std::size_t probe_bytes = 256 * 1024;
// How long compact() waits for the threads that unlink files, and how often it looks.
constexpr std::chrono::seconds unlink_patience{30};
constexpr std::chrono::milliseconds unlink_poll{5};

// Of the buffer in which writes are gathered: more than a group of deliveries takes.
constexpr std::size_t batch_bytes_kept = 512 * 1024;

/// RocksDB's own log may hold keys and paths: it goes nowhere.
class NoLog final : public rocksdb::Logger {
public:
    NoLog() : Logger(rocksdb::InfoLogLevel::HEADER_LEVEL) {}
    using Logger::Logv;
    void Logv(const char*, va_list) override {}
};

rocksdb::Slice slice(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
ByteView view(const rocksdb::Slice& slice) { return as_bytes(std::string_view(slice.data(), slice.size())); }

// Detail without the path: the status' text may name files.
Error error_of(const rocksdb::Status& status, std::string_view doing) {
    const auto kind = status.IsCorruption() ? ErrorKind::corrupt : ErrorKind::io;
    return fail(kind, fmt::format("{}: status {}.{}", doing, static_cast<int>(status.code()),
                                  static_cast<int>(status.subcode())));
}

rocksdb::DBOptions database_options(const RocksdbSettings& settings) {
    rocksdb::DBOptions options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    if (settings.env != nullptr) options.env = settings.env;
    options.info_log = std::make_shared<NoLog>();
    options.db_host_id = "";  // else each file would name this machine
    options.stats_dump_period_sec = 0;
    options.stats_persist_period_sec = 0;
    options.max_open_files = open_files_max;
    options.max_background_jobs = 2;
    options.db_write_buffer_size = settings.write_buffer_bytes;
    options.max_total_wal_size = wal_bytes_max;
    options.bytes_per_sync = background_sync_bytes;
    // Old bytes must leave the folder: a recycled log keeps them, an archived one too.
    options.recycle_log_file_num = 0;
    options.WAL_ttl_seconds = 0;
    options.WAL_size_limit_MB = 0;
    options.allow_mmap_reads = false;
    options.allow_mmap_writes = false;
    // The tail of the log may be torn after a power loss: what was synced lies before it.
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    return options;
}

rocksdb::ColumnFamilyOptions family_options(const RocksdbSettings& settings,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::ColumnFamilyOptions options;
    options.compression = rocksdb::kNoCompression;
    options.bottommost_compression = rocksdb::kNoCompression;
    options.blob_compression_type = rocksdb::kNoCompression;
    options.enable_blob_files = true;
    options.min_blob_size = blob_bytes_min;
    options.blob_file_size = blob_file_bytes;
    // Left on, every compaction moves the oldest values, garbage among them or not. compact() does it
    // instead; a blob file without a living value goes by itself.
    options.enable_blob_garbage_collection = false;
    options.write_buffer_size = settings.write_buffer_bytes / 3;
    options.max_write_buffer_number = 3;
    options.memtable_prefix_bloom_size_ratio = memtable_filter_ratio;
    options.memtable_whole_key_filtering = true;
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.cache_index_and_filter_blocks = true;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(filter_bits));
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return options;
}

void fill(rocksdb::WriteBatch& batch, const WriteSet& writes,
          const std::array<rocksdb::ColumnFamilyHandle*, spaces>& families) {
    const auto family = [&](Space space) { return families[static_cast<std::size_t>(space)]; };
    for (const Write& write : writes.writes()) {
        rocksdb::Status status;
        if (const auto* put = std::get_if<Put>(&write)) {
            status = batch.Put(family(put->space), slice(put->key), slice(put->value));
        } else if (const auto* erase = std::get_if<Erase>(&write)) {
            status = batch.Delete(family(erase->space), slice(erase->key));
        } else {
            const auto& [space, range] = std::get<EraseRange>(write);
            if (as_text(range.from) >= as_text(range.to)) continue;
            status = batch.DeleteRange(family(space), slice(range.from), slice(range.to));
        }
        ensure(status.ok());  // only memory could fail here
    }
}

class RocksdbEngine final : public Engine {
public:
    explicit RocksdbEngine(RocksdbSettings settings)
        : settings_(std::move(settings)), cache_(rocksdb::NewLRUCache(settings_.cache_bytes)) {}
    ~RocksdbEngine() override { close(); }

    Result<void> open();

    Result<std::optional<Bytes>> find(Space space, ByteView key) override;
    Result<std::vector<std::optional<Bytes>>> multi_find(Space space, std::span<const Bytes> keys) override;
    Result<void> scan(Space space, const KeyRange& range, Direction direction,
                      const Visitor& visitor) override;
    Result<void> commit(const WriteSet& writes) override { return write(writes, true); }
    Result<void> write_early(const WriteSet& writes) override { return write(writes, false); }
    Result<void> compact(Space space, const KeyRange& range) override;

private:
    using Families = std::array<rocksdb::ColumnFamilyHandle*, spaces>;

    Result<void> write(const WriteSet& writes, bool sync);
    Result<void> recover();
    Result<void> probe();
    Result<bool> exists(Space space, ByteView key);
    Result<void> wait_for_unlinks();
    void close();
    rocksdb::ColumnFamilyHandle* family(Space space) { return families_[static_cast<std::size_t>(space)]; }

    const RocksdbSettings settings_;
    const std::shared_ptr<rocksdb::Cache> cache_;
    // Shared by every call; alone by who closes and opens again after a failure that RocksDB cannot mend.
    std::shared_mutex gate_;
    std::unique_ptr<rocksdb::DB> database_;
    Families families_{};
    // A demand is checked and written in one step, so sets go one by one (RocksDB would put them into one
    // queue as well). Guards what follows.
    std::mutex demands_;
    std::unique_ptr<rocksdb::WriteBatch> batch_;  // used again: a group of deliveries is large
    std::atomic<bool> failed_{false};
};

void RocksdbEngine::close() {
    if (!database_) return;
    for (auto*& handle : families_) {
        // Status of giving back a handle: nothing to be done about it.
        if (handle != nullptr) (void)database_->DestroyColumnFamilyHandle(handle);
        handle = nullptr;
    }
    (void)database_->Close();
    database_.reset();
}

Result<void> RocksdbEngine::open() {
    const auto options = family_options(settings_, cache_);
    const std::vector<rocksdb::ColumnFamilyDescriptor> descriptors{
        {rocksdb::kDefaultColumnFamilyName, options}, {"objects", options}};
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    const auto status = rocksdb::DB::Open(database_options(settings_), settings_.folder.string(), descriptors,
                                          &handles, &opened);
    if (!status.ok()) {
        // RocksDB has no code of its own for a lock that is held.
        if (status.IsIOError() && status.ToString().find("lock") != std::string::npos)
            return fail(ErrorKind::conflict, "another process has the data folder open");
        return error_of(status, "open");
    }
    database_.reset(opened);
    ensure(handles.size() == spaces);
    std::ranges::copy(handles, families_.begin());
    return {};
}

Result<std::optional<Bytes>> RocksdbEngine::find(Space space, ByteView key) {
    const std::shared_lock gate(gate_);
    if (!database_) return fail(ErrorKind::io, "the store could not be opened again");
    rocksdb::PinnableSlice value;
    const auto status = database_->Get({}, family(space), slice(key), &value);
    if (status.IsNotFound()) return std::optional<Bytes>();
    if (!status.ok()) return error_of(status, "get");
    return std::optional<Bytes>(to_bytes(view(value)));
}

Result<std::vector<std::optional<Bytes>>> RocksdbEngine::multi_find(Space space,
                                                                    std::span<const Bytes> keys) {
    const std::shared_lock gate(gate_);
    if (!database_) return fail(ErrorKind::io, "the store could not be opened again");
    std::vector<rocksdb::Slice> slices;
    slices.reserve(keys.size());
    for (const Bytes& key : keys) slices.push_back(slice(key));
    std::vector<rocksdb::PinnableSlice> found(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    database_->MultiGet({}, family(space), keys.size(), slices.data(), found.data(), statuses.data());
    std::vector<std::optional<Bytes>> values(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (statuses[i].IsNotFound()) continue;
        if (!statuses[i].ok()) return error_of(statuses[i], "multi get");
        values[i] = to_bytes(view(found[i]));
        found[i].Reset();
    }
    return values;
}

Result<void> RocksdbEngine::scan(Space space, const KeyRange& range, Direction direction,
                                 const Visitor& visitor) {
    if (as_text(range.from) >= as_text(range.to)) return {};
    const std::shared_lock gate(gate_);
    if (!database_) return fail(ErrorKind::io, "the store could not be opened again");
    const auto lower = slice(range.from);
    const auto upper = slice(range.to);
    rocksdb::ReadOptions options;
    options.iterate_lower_bound = &lower;
    options.iterate_upper_bound = &upper;
    const bool forward = direction == Direction::forward;
    if (forward) options.readahead_size = scan_readahead_bytes;
    const std::unique_ptr<rocksdb::Iterator> row(database_->NewIterator(options, family(space)));
    if (forward) {
        row->Seek(lower);
    } else {
        row->SeekToLast();
    }
    for (; row->Valid(); forward ? row->Next() : row->Prev())
        if (visitor(view(row->key()), view(row->value())) == Visit::stop) break;
    if (!row->status().ok()) return error_of(row->status(), "scan");
    return {};
}

Result<bool> RocksdbEngine::exists(Space space, ByteView key) {
    rocksdb::PinnableSlice value;
    const auto status = database_->Get({}, family(space), slice(key), &value);
    if (status.IsNotFound()) return false;
    if (!status.ok()) return error_of(status, "get");
    return true;
}

Result<void> RocksdbEngine::write(const WriteSet& writes, bool sync) {
    if (writes.empty() && !sync) return {};
    if (failed_.load()) CHECK(recover());
    const std::shared_lock gate(gate_);
    if (!database_) return fail(ErrorKind::io, "the store could not be opened again");
    const std::scoped_lock lock(demands_);
    CHECK(check_demands(writes, [this](Space space, ByteView key) { return exists(space, key); }));
    if (!batch_) batch_ = std::make_unique<rocksdb::WriteBatch>(batch_bytes_kept);
    fill(*batch_, writes, families_);
    rocksdb::WriteOptions options;
    options.sync = sync;
    const auto status = database_->Write(options, batch_.get());
    batch_->Clear();
    if (batch_->Data().capacity() > 2 * batch_bytes_kept) batch_.reset();
    if (status.ok()) return {};
    failed_.store(true);
    return error_of(status, "write");
}

// After a failed write RocksDB refuses all others until told that the cause is gone. Resume() mends what it
// can; for the rest the database is closed and opened, and what its log holds is read again. Not before the
// disk takes writes: until then, what is there can at least be read.
Result<void> RocksdbEngine::recover() {
    const std::unique_lock gate(gate_);
    if (!failed_.load()) return {};
    CHECK(probe());
    if (database_ && database_->Resume().ok()) {
        failed_.store(false);
        return {};
    }
    close();
    CHECK(open());
    failed_.store(false);
    return {};
}

Result<void> RocksdbEngine::probe() {
    auto* env = settings_.env != nullptr ? settings_.env : rocksdb::Env::Default();
    // RocksDB removes files of this name by itself, should a crash leave it.
    const auto name = (settings_.folder / "000000.dbtmp").string();
    const std::string zeros(probe_bytes, 0);
    const auto written = rocksdb::WriteStringToFile(env, zeros, name, true);
    const auto removed = env->DeleteFile(name);
    if (!written.ok()) return error_of(written, "probe");
    if (!removed.ok()) return error_of(removed, "probe");
    return {};
}

Result<void> RocksdbEngine::compact(Space space, const KeyRange&) {
    const std::shared_lock gate(gate_);
    if (!database_) return fail(ErrorKind::io, "the store could not be opened again");
    // All memory tables, or the write-ahead log that covers them would stay.
    rocksdb::FlushOptions flush;
    flush.allow_write_stall = true;
    if (const auto status = database_->Flush(flush, {families_.begin(), families_.end()}); !status.ok())
        return error_of(status, "flush");
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    options.blob_garbage_collection_policy = rocksdb::BlobGarbageCollectionPolicy::kForce;
    options.blob_garbage_collection_age_cutoff = 1.0;
    // All of the space: a blob file mixes values of all ranges, and goes only when all of its values were
    // moved.
    const auto status = database_->CompactRange(options, family(space), nullptr, nullptr);
    if (!status.ok()) return error_of(status, "compact");
    // Looks through the folder for whatever is of no use any more.
    if (const auto off = database_->DisableFileDeletions(); !off.ok()) return error_of(off, "clean");
    if (const auto on = database_->EnableFileDeletions(true); !on.ok()) return error_of(on, "clean");
    return wait_for_unlinks();
}

// Files are unlinked by threads of RocksDB's own, or later by an iterator that still reads them.
Result<void> RocksdbEngine::wait_for_unlinks() {
    const auto deadline = std::chrono::steady_clock::now() + unlink_patience;
    std::set<std::string> before;  // only what is there now: files made later are not ours to wait for
    for (bool first = true;; first = false) {
        std::vector<std::string> live;
        std::uint64_t manifest_bytes = 0;
        if (auto status = database_->GetLiveFiles(live, &manifest_bytes, false); !status.ok())
            return error_of(status, "list");
        rocksdb::VectorLogPtr logs;
        if (auto status = database_->GetSortedWalFiles(logs); !status.ok()) return error_of(status, "list");
        // The list leaves out a log that is empty still.
        std::unique_ptr<rocksdb::LogFile> current;
        if (auto status = database_->GetCurrentWalFile(&current); !status.ok())
            return error_of(status, "list");
        live.push_back(current->PathName());
        for (const auto& log : logs) live.push_back(log->PathName());
        std::vector<std::string> names;
        if (!database_->GetEnv()->GetChildren(settings_.folder.string(), &names).ok())
            return fail(ErrorKind::io, "the data folder cannot be listed");
        std::set<std::string> stale;
        for (const auto& name : names) {
            if (!name.ends_with(".sst") && !name.ends_with(".blob") && !name.ends_with(".log")) continue;
            if (std::ranges::find(live, "/" + name) == live.end()) stale.insert(name);
        }
        if (first) before = stale;
        std::erase_if(before, [&](const std::string& name) { return !stale.contains(name); });
        if (before.empty()) return {};
        if (std::chrono::steady_clock::now() > deadline)
            return fail(ErrorKind::io, "files of the store are still in use");
        std::this_thread::sleep_for(unlink_poll);
    }
}

}  // namespace

Result<std::unique_ptr<Engine>> open_rocksdb(RocksdbSettings settings) {
    ::umask(S_IRWXG | S_IRWXO);
    std::error_code error;
    std::filesystem::create_directories(settings.folder, error);
    if (error) return fail(ErrorKind::io, "the data folder cannot be made");
    std::filesystem::permissions(settings.folder, std::filesystem::perms::owner_all, error);
    if (error) return fail(ErrorKind::io, "the data folder's mode cannot be set");
    auto engine = std::make_unique<RocksdbEngine>(std::move(settings));
    CHECK(engine->open());
    return engine;
}

}  // namespace milpa::store
