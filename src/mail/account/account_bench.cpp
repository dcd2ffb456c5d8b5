// SPDX-License-Identifier: AGPL-3.0-or-later
// Figures of a large account on RocksDB: account_account_bench [messages] [folder].
#include <fmt/core.h>
#include <malloc.h>

#include <filesystem>
#include <random>

#include "mail/account/account.hpp"
#include "mail/account/changes.hpp"
#include "mail/account/snapshot_codec.hpp"
#include "mail/message/extract.hpp"
#include "store/rocksdb_engine.hpp"
#include "store/test_store.hpp"

namespace milpa::mail::account {
namespace {

/// Deliveries of one commit.
constexpr std::size_t deliveries_at_once = 200;

class Stopwatch {
public:
    double ms() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

template <class T>
T must(Result<T> result) {
    if (!result) {
        fmt::print("failed: {}\n", result.error().detail);
        std::abort();
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::size_t used_memory() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

/// 2 KiB: 300 words of a vocabulary of 5,000, and two that are in no other message.
std::string mail(std::size_t number, std::mt19937& random) {
    std::string text = fmt::format(
        "From: Sender {} <sender{}@example.org>\r\nTo: member@example.net\r\nSubject: message number {}\r\n"
        "Message-ID: <{:08x}.{:08x}@example.org>\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n\r\n",
        number % 500, number % 500, number, number * 2654435761U, random());
    for (int i = 0; i < 300; ++i) text += fmt::format("w{}{}", random() % 5000, i % 12 == 11 ? "\r\n" : " ");
    return text + fmt::format("unique{}x\r\n", number);
}

class Bench {
public:
    Bench(std::size_t messages, std::filesystem::path folder)
        : messages_(messages), folder_(std::move(folder)), keys_(random_) {}

    void run() {
        start();
        deliver();
        open("open, all in the log");
        const Stopwatch snapshot;
        must(store_->run(account_->snapshot()));
        fmt::print("snapshot of all: {:.0f} ms\n", snapshot.ms());
        restart();
        open("open, cold, from the snapshot");
        search("search of a word, cold", "w4711");
        for (int i = 0; i < 3; ++i) search("search of a word, warm", "w4712");
        search("search of one message", "unique4242x");
        search("search of a substring", "nique77");
        search("search of two words in a row", "w1 w2");
        envelopes();
        by_record();
        changes();
        restart();
        open("open, cold, again");
        stop();
    }

private:
    void start() {
        engine_ = must(store::open_rocksdb({.folder = folder_}));
        store_ = std::make_unique<store::TestStore>(engine_.get());
    }
    void stop() {
        store_->run([](AccountHandle held) -> Task<> {
            const AccountHandle dropped = std::move(held);
            co_return;
        }(std::exchange(account_, {})));
        store_->end();
        store_.reset();
        engine_.reset();
    }
    void restart() {
        stop();
        start();
    }
    AccountWorld world() {
        const auto parts = (*store_)->object_parts();
        return {parts, parts.pool, &clock_, /*maintains_itself=*/false};
    }
    void open(const char* what) {
        const std::size_t before = used_memory();
        const Stopwatch watch;
        account_ =
            must(store_->run(open_account(&(*store_)->vaults(), world(), keys_.id, keys_.pair.copy())));
        const double took = watch.ms();
        fmt::print("{}: {:.1f} ms, {:.1f} octets of memory a message\n", what, took,
                   static_cast<double>(used_memory() - before) / static_cast<double>(messages_));
    }
    void deliver() {
        std::mt19937 random(1);
        store::Batch batch;
        for (Bytes& event : initial_events(clock_.wall())) {
            must((*store_)->appender().append(keys_.address(), std::move(event), batch));
        }
        const Stopwatch watch;
        for (std::size_t i = 0; i < messages_; ++i) {
            const std::string text = mail(i, random);
            auto writer = (*store_)->write_object();
            must(store_->run(writer.write(as_bytes(text))));
            const auto object = batch.refer(must(writer.finish(batch)), store_->random());
            Bytes event = delivery_event(object, message::extract(text), clock_.wall());
            must((*store_)->appender().append(keys_.address(), std::move(event), batch));
            if (i % deliveries_at_once == 0 || i + 1 == messages_) {
                must((*store_)->committer().commit_blocking(std::exchange(batch, {})));
            }
        }
        fmt::print("{} deliveries: {:.0f} ms\n", messages_, watch.ms());
    }
    void search(const char* what, const char* needle) {
        const std::size_t before = used_memory();
        const Stopwatch watch;
        const auto found = must(store_->run(
            account_->search(inbox_id, {SearchField::text, needle, ""}, UidSet::range(1, UINT32_MAX))));
        fmt::print("{}: {:.1f} ms, {} found, {} KiB kept\n", what, watch.ms(), found.size(),
                   (static_cast<std::int64_t>(used_memory()) - static_cast<std::int64_t>(before)) / 1024);
    }
    static Task<Result<std::size_t>> read_all(Lent<Account> account) {
        FactsReader reader = account->facts(inbox_id, UidSet::range(1, UINT32_MAX));
        std::size_t count = 0;
        while (true) {
            CO_TRY(const auto batch, co_await reader.next());
            if (batch.empty()) co_return count;
            count += batch.size();
        }
    }
    void envelopes() {
        const Stopwatch watch;
        const std::size_t count = must(store_->run(read_all(account_.get())));
        fmt::print("{} envelopes: {:.0f} ms\n", count, watch.ms());
    }
    template <class Work>
    void timed(const char* what, Work work) {
        const Stopwatch watch;
        work();
        fmt::print("{}: {:.3f} ms\n", what, watch.ms());
    }
    /// What JMAP asks.
    void by_record() {
        const std::size_t before = used_memory();
        timed("threads loaded", [&] { must(store_->run(account_->need_threads())); });
        fmt::print("  {:.1f} octets of memory a message\n",
                   static_cast<double>(used_memory() - before) / static_cast<double>(messages_));
        const State& state = account_->state();
        timed("list by date, made", [&] { account_->by_date({}); });
        const Position since = Position::at(state.seq());
        store::Batch batch;
        const std::string text = "Subject: one more\r\n\r\n.\r\n";
        auto writer = (*store_)->write_object();
        must(store_->run(writer.write(as_bytes(text))));
        const auto object = batch.refer(must(writer.finish(batch)), store_->random());
        const auto seq = must(store_->run(account_->vault().append(
            delivery_event(object, message::extract(text), clock_.wall()), std::move(batch))));
        timed("changes of messages after one delivery", [&] { must(record_changes(state, since, 500)); });
        timed("changes of threads after it",
              [&] { must(thread_changes(state, *state.threads(), since, 500)); });
        timed("changes of mailboxes after it",
              [&] { must(mailbox_changes(state, *state.threads(), since, 500)); });
        timed("changes since the beginning", [&] { must(record_changes(state, Position::at(0), 500)); });
        timed("list by date after it", [&] { account_->by_date({}); });
        const auto list = account_->by_date({});
        timed("facts of the newest 50",
              [&] { must(store_->run(account_->records_facts({list->begin(), list->begin() + 50}))); });
        std::vector<Record> some;
        for (std::size_t i = 0; i < 50; ++i) some.push_back((*list)[i * list->size() / 50]);
        timed("facts of 50 from everywhere", [&] { must(store_->run(account_->records_facts(some))); });
        timed("search of a word in all mailboxes", [&] {
            must(store_->run(
                account_->search_records({SearchField::text, "w4712", ""}, UidSet::range(1, UINT32_MAX))));
        });
        fmt::print("  at seq {}\n", seq);
    }
    void changes() {
        {
            const Stopwatch watch;
            must(store_->run(account_->flag(inbox_id, UidSet::range(1, UINT32_MAX), FlagChange::add,
                                            {.system = flag_seen, .keywords = {}})));
            fmt::print("one flag on all: {:.1f} ms\n", watch.ms());
        }
        {
            const Stopwatch watch;
            must(store_->run(account_->snapshot()));
            fmt::print("snapshot after it: {:.0f} ms\n", watch.ms());
        }
        must(store_->run(account_->expunge(inbox_id, {1000}, ExpungeOnly::all)));
        const Stopwatch watch;
        must(store_->run(account_->snapshot()));
        fmt::print("snapshot after one expunge: {:.0f} ms\n", watch.ms());
    }

    const std::size_t messages_;
    const std::filesystem::path folder_;
    SystemClock clock_;
    SystemRandom random_;
    store::TestVault keys_;
    std::unique_ptr<store::Engine> engine_;
    std::unique_ptr<store::TestStore> store_;
    AccountHandle account_;
};

}  // namespace
}  // namespace milpa::mail::account

int main(int count, char** arguments) {
    const std::size_t messages = count > 1 ? std::stoul(arguments[1]) : 100'000;
    const std::filesystem::path folder =
        count > 2 ? arguments[2] : std::filesystem::temp_directory_path() / "milpa-account-bench";
    std::filesystem::remove_all(folder);
    milpa::mail::account::Bench(messages, folder).run();
    std::filesystem::remove_all(folder);
}
