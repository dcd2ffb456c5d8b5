// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/folder.hpp"

#include <filesystem>

#include "members/address.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"
#include "server/control/frames.hpp"
#include "store/rocksdb_engine.hpp"
#include "store/store.hpp"

namespace milpa::server {

namespace fs = std::filesystem;

namespace {

Result<std::vector<crypto::Share>> found_in(store::Store& store, members::FoundingSettings settings,
                                            const Clock& clock, Random& random) {
    return net::run_now(members::found(&store, std::move(settings), &clock, &random));
}

}  // namespace

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
    SystemClock clock;
    SystemRandom random;
    TRY(auto engine, store::open_rocksdb({.folder = fs::path(folder) / store_folder}));
    net::Runtime runtime({.threads = 2, .blocking_threads = 1});
    store::Store store({.engine = engine.get(),
                        .home_of = [&](const VaultId& id) { return runtime.home_of(id); },
                        .pool = &runtime.pool(),
                        .clock = &clock,
                        .random = &random,
                        .sealing = sealing});
    return found_in(store, std::move(settings), clock, random);
}

}  // namespace milpa::server
