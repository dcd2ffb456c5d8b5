// SPDX-License-Identifier: AGPL-3.0-or-later
// store_store_bench [folder]: what the store costs on this machine's disk and cores.
#include <sys/resource.h>

#include <cstdio>
#include <fstream>

#include "store/rocksdb_engine.hpp"
#include "store/test_folder.hpp"
#include "store/test_store.hpp"

using namespace milpa;
using namespace milpa::store;

namespace {

using Clocked = std::chrono::steady_clock;
constexpr std::size_t event_bytes = 6 * 1024;  // a message's event, with its words

double seconds_since(Clocked::time_point start) {
    return std::chrono::duration<double>(Clocked::now() - start).count();
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

std::size_t resident_kib() {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
    return 0;
}

class NothingFold final : public Fold {
public:
    Result<void> load(ByteView) override { return {}; }
    Result<void> apply(Seq, ByteView event, Author, Arrival) override {
        bytes += event.size();
        return {};
    }
    std::size_t bytes = 0;
};

Task<Result<VaultHandle>> open_nothing(Lent<Store> store, Lent<const TestVault> vault) {
    co_return co_await store->vaults().open(vault->id, vault->pair.copy(),
                                            [](Lent<OpenVault>) { return std::make_unique<NothingFold>(); });
}

Task<> deliver(Lent<Store> store, Lent<const TestVault> vault, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        Batch batch;
        ensure(store->appender().append(vault->address(), Bytes(event_bytes, 'x'), batch).has_value());
        ensure((co_await store->committer().commit(std::move(batch))).has_value());
    }
}

void bench_commits(TestStore& store, std::size_t writers) {
    constexpr std::size_t each = 4'000;
    std::vector<std::unique_ptr<TestVault>> vaults;
    for (std::size_t i = 0; i < writers; ++i) vaults.push_back(std::make_unique<TestVault>(store.random()));
    boost::asio::io_context context(1);
    const auto start = Clocked::now();
    const double cpu = cpu_seconds();
    for (const auto& vault : vaults)
        boost::asio::co_spawn(context, deliver(&*store, vault.get(), each), boost::asio::detached);
    context.run();
    const double wall = seconds_since(start);
    const auto commits = static_cast<double>(writers * each);
    fmt::print("{} writers, events of {} octets: {:.0f} commits/s, {:.1f} us CPU each\n", writers,
               event_bytes, commits / wall, (cpu_seconds() - cpu) / commits * 1e6);
}

void bench_opening(TestStore& store, bool boxes) {
    constexpr std::size_t events = 100'000;
    constexpr std::size_t at_once = 1'000;
    constexpr std::size_t small_bytes = 60;
    TestVault vault(store.random());
    if (boxes) {
        for (std::size_t i = 0; i < events; i += at_once) {
            Batch batch;
            for (std::size_t k = 0; k < at_once; ++k)
                ensure(store->appender().append(vault.address(), Bytes(small_bytes, 'x'), batch).has_value());
            ensure(store->committer().commit_blocking(std::move(batch)).has_value());
        }
    } else {
        auto handle = store.run(open_nothing(&*store, &vault)).value();
        for (std::size_t i = 0; i < events; i += at_once)
            ensure(store.run(handle->append_all(std::vector<Bytes>(at_once, Bytes(small_bytes, 'x'))))
                       .has_value());
    }
    store.end();
    store.start();
    const auto start = Clocked::now();
    const double cpu = cpu_seconds();
    auto handle = store.run(open_nothing(&*store, &vault)).value();
    fmt::print("opening a vault of {} small events ({}): {:.0f} ms, {:.0f} ms CPU\n", handle->seq(),
               boxes ? "boxes" : "symmetric", seconds_since(start) * 1e3, (cpu_seconds() - cpu) * 1e3);
}

void bench_pages(TestStore& store) {
    constexpr std::size_t count = 50;
    TestVault vault(store.random());
    auto handle = store.run(open_nothing(&*store, &vault)).value();
    std::vector<PageNumber> numbers;
    Snapshot snapshot;
    for (std::size_t i = 0; i < count; ++i) {
        numbers.push_back(handle->new_page());
        snapshot.added.push_back({numbers.back(), Bytes(page_bytes_max - 1, 'p')});
    }
    auto start = Clocked::now();
    ensure(store.run(handle->write_snapshot(std::move(snapshot))).has_value());
    fmt::print("writing {} pages of 1 MiB: {:.0f} ms\n", count, seconds_since(start) * 1e3);
    ensure(store->engine().compact(Space::objects, rows::pages(vault.id)).has_value());
    for (int round = 0; round < 3; ++round) {
        start = Clocked::now();
        const double cpu = cpu_seconds();
        ensure(store.run(handle->each_page(numbers, [](PageNumber, const Bytes&) { return Result<void>(); }))
                   .has_value());
        const double wall = seconds_since(start);
        fmt::print("reading {} pages of 1 MiB: {:.0f} ms, {:.2f} GB/s, {:.0f} ms CPU\n", count, wall * 1e3,
                   static_cast<double>(count * page_bytes_max) / wall / 1e9, (cpu_seconds() - cpu) * 1e3);
    }
}

void bench_open_vaults(TestStore& store) {
    constexpr std::size_t count = 5'000;
    const std::size_t before = resident_kib();
    std::vector<VaultHandle> handles;
    for (std::size_t i = 0; i < count; ++i) {
        TestVault vault(store.random());
        handles.push_back(store.run(open_nothing(&*store, &vault)).value());
    }
    fmt::print("an open vault without its fold: {} octets\n", (resident_kib() - before) * 1024 / count);
}

}  // namespace

int main(int argc, char** argv) {
    TestFolder temporary;
    const auto folder = argc > 1 ? std::filesystem::path(argv[1]) : temporary.path();
    const auto engine = open_rocksdb({.folder = folder}).value();
    TestStore store(engine.get());
    fmt::print("resident, empty: {} KiB\n", resident_kib());
    bench_open_vaults(store);
    for (const std::size_t writers : {1UL, 8UL, 64UL}) bench_commits(store, writers);
    fmt::print("resident after: {} KiB\n", resident_kib());
    bench_opening(store, false);
    bench_opening(store, true);
    bench_pages(store);
    fmt::print("resident at the end: {} KiB\n", resident_kib());
    return 0;
}
