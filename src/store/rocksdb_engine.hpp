// SPDX-License-Identifier: AGPL-3.0-or-later
// The embedded engine, the default: RocksDB in one folder of one machine. Keys and small values lie
// in sorted files, large values in blob files. Nothing of ours is ever written as text: RocksDB's own log
// goes nowhere.
#pragma once

#include <filesystem>
#include <memory>

#include "store/engine.hpp"

namespace rocksdb {
class Env;
}

namespace milpa::store {

struct RocksdbSettings {
    std::filesystem::path folder;  ///< made, mode 0700, if it is not there
    /// Of blocks of row files, in memory.
    std::size_t cache_bytes = 16 * 1024 * 1024;
    /// Of what was written and is not in sorted files yet, both spaces together.
    std::size_t write_buffer_bytes = 24 * 1024 * 1024;
    /// Files and threads; null: the system's. For tests that fill the disk. Outlives the engine.
    rocksdb::Env* env = nullptr;
};

/// Fails with `conflict` when another process has the folder open, `corrupt`, `io`. Files are 0600: the
/// process's umask is set to 077 and stays so.
Result<std::unique_ptr<Engine>> open_rocksdb(RocksdbSettings settings);

}  // namespace milpa::store
