// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "members/address.hpp"
#include "net/run_now.hpp"
#include "server/control/frames.hpp"
#include "server/settings.hpp"
#include "store/rocksdb_engine.hpp"
#include "store/store.hpp"

namespace milpa::server {

namespace fs = std::filesystem;

Result<void> make_folder(const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return fail(ErrorKind::io, fmt::format("the folder {} cannot be made: {}", folder, error.message()));
    fs::permissions(folder, fs::perms::owner_all, error);
    if (error) return fail(ErrorKind::denied, fmt::format("the folder {} belongs to somebody else", folder));
    return {};
}

Result<void> make_control_folder(const std::string& folder) {
    return make_folder(fs::path(folder) / control::socket_folder);
}

void forget_store(const std::string& folder) {
    std::error_code error;
    fs::remove_all(fs::path(folder) / store_folder, error);
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<FolderLock> FolderLock::take(const std::string& folder) {
    FolderLock lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.descriptor_ < 0)
        return fail(ErrorKind::io, fmt::format("the folder {} cannot be opened", folder));
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorKind::conflict, "a collective is being founded in this folder, by another program");
    return lock;
}

bool is_founded(const std::string& folder) {
    std::error_code error;
    return fs::exists(fs::path(folder) / store_folder, error);
}

Result<std::vector<crypto::Share>> found_folder(const std::string& folder, members::FoundingSettings settings,
                                                store::SealingMode sealing) {
    // What can be wrong with the words is found before anything is on the disk.
    if (!members::normalise_domain(settings.domain))
        return fail(ErrorKind::syntax, fmt::format("\"{}\" is no domain", settings.domain));
    CHECK(make_folder(folder));
    CHECK(make_control_folder(folder));
    net::Runtime runtime({.threads = 2, .blocking_threads = 1});
    return found_store(fs::path(folder) / store_folder, std::move(settings), &runtime, sealing);
}

Result<std::vector<crypto::Share>> found_store(const fs::path& place, members::FoundingSettings settings,
                                               Lent<net::Runtime> runtime, store::SealingMode sealing) {
    SystemClock clock;
    SystemRandom random;
    TRY(auto engine, store::open_rocksdb({.folder = place}));
    store::Store opened({.engine = engine.get(),
                         .home_of = [&](const VaultId& id) { return runtime->home_of(id); },
                         .pool = &runtime->pool(),
                         .clock = &clock,
                         .random = &random,
                         .sealing = sealing});
    return net::run_now(members::found(&opened, std::move(settings), &clock, &random));
}

Result<void> check_unused(const std::string& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) return {};
    if (!fs::is_directory(folder, error))
        return fail(ErrorKind::conflict, fmt::format("{} is a file, no folder", folder));
    fs::directory_iterator entries(folder, error);
    if (error) return fail(ErrorKind::denied, fmt::format("the folder {} belongs to somebody else", folder));
    if (is_founded(folder)) return fail(ErrorKind::conflict, "a collective lives in this folder already");
    for (const auto& entry : entries) {
        const std::string name = entry.path().filename().string();
        // Settings may be there first, and what a founding that was cut off has left; the file system's own
        // and a user's hidden files do no harm.
        if (name != settings_file && name != founding_folder && name != "lost+found" &&
            !name.starts_with('.'))
            return fail(ErrorKind::conflict, fmt::format("{} is not empty: name a new folder", folder));
    }
    return {};
}

}  // namespace milpa::server
