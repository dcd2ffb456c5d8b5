// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/runtime.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <functional>

#include <unistd.h>

#include "base/ensure.hpp"
#include "base/log.hpp"

namespace milpa::net {

namespace {

constexpr std::size_t threads_min = 2;

/// How often stop() looks whether the tasks have ended.
constexpr std::chrono::milliseconds stop_poll{2};
/// How often everything that was posted must have run with no task left: a post that posts, and one more.
constexpr int rest_rounds = 4;

sigset_t awaited_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
    return set;
}

Task<> log_failure(Task<Result<void>> task) {
    if (const auto result = co_await std::move(task); !result) log::event("task.failed", result.error().kind);
}

class Sleep final : public Stoppable {
public:
    explicit Sleep(const Executor& home) : timer_(home) { enter(home); }
    Task<Result<void>> run(std::chrono::milliseconds duration) {
        if (is_stopping()) co_return fail(ErrorKind::closed, "the server stops");
        timer_.expires_after(duration);
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>()));
        if (is_stopping()) co_return fail(ErrorKind::closed, "the server stops");
        co_return Result<void>();
    }

private:
    void on_stop() noexcept override { timer_.cancel(); }
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer_;
};

}  // namespace

void spawn(Executor on, Task<> task) {
    ContextState& state = ContextState::of(on);
    state.tasks.fetch_add(1, std::memory_order_relaxed);
    boost::asio::co_spawn(on, std::move(task), [&state](std::exception_ptr thrown) {
        if (thrown) log::event("task.exception");
        state.tasks.fetch_sub(1, std::memory_order_release);
    });
}

void spawn(Executor on, Task<Result<void>> task) { spawn(on, log_failure(std::move(task))); }

Task<Result<void>> sleep_for(std::chrono::milliseconds duration) {
    Sleep sleep(co_await boost::asio::this_coro::executor);
    co_return co_await sleep.run(duration);
}

BlockingPool::BlockingPool(std::size_t threads) : threads_(std::max<std::size_t>(threads, 1)) {}

BlockingPool::~BlockingPool() {
    threads_.stop();
    threads_.join();
}

struct Runtime::Context {
    // One thread runs it: Asio may leave out some signalling, but posting from other threads stays safe.
    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<Executor> work = boost::asio::make_work_guard(io);
};

Runtime::Runtime(RuntimeOptions options) {
    // A write to a closed socket is an error value, not the end of the process.
    ::signal(SIGPIPE, SIG_IGN);
    // Threads inherit the mask: no signal interrupts any of them.
    const sigset_t set = awaited_signals();
    ensure(::pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
    std::size_t count = options.threads;
    if (count == 0) count = std::max<std::size_t>(threads_min, std::thread::hardware_concurrency());
    for (std::size_t i = 0; i < count; ++i) {
        contexts_.push_back(std::make_unique<Context>());
        ContextState::of(contexts_.back()->io.get_executor());
    }
    pool_ = std::make_unique<BlockingPool>(options.blocking_threads);
    for (const auto& context : contexts_) running_.emplace_back([&io = context->io] { io.run(); });
}

Runtime::~Runtime() {
    stop(std::chrono::milliseconds(0));
    // Jobs hold handlers of tasks: they go while the contexts are still there.
    pool_.reset();
}

Executor Runtime::executor(std::size_t index) const { return contexts_.at(index)->io.get_executor(); }

Executor Runtime::home_of(const VaultId& vault) const {
    return executor(std::hash<VaultId>()(vault) % contexts_.size());
}

Signal Runtime::wait_for_signal() {
    const sigset_t set = awaited_signals();
    int number = 0;
    ensure(::sigwait(&set, &number) == 0);
    return number == SIGHUP ? Signal::reload : Signal::stop;
}

void Runtime::request_stop() { ::kill(::getpid(), SIGTERM); }

std::size_t Runtime::tasks() const {
    std::size_t sum = 0;
    for (const auto& context : contexts_) {
        sum += ContextState::of(context->io.get_executor()).tasks.load(std::memory_order_acquire);
    }
    return sum;
}

void Runtime::pass_through(std::chrono::steady_clock::time_point deadline) {
    const auto left = std::make_shared<std::atomic<std::size_t>>(contexts_.size());
    for (const auto& context : contexts_) boost::asio::post(context->io, [left] { left->fetch_sub(1); });
    while (left->load() > 0 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(stop_poll);
}

bool Runtime::come_to_rest(std::chrono::steady_clock::time_point deadline) {
    // The last act of a task may be to post something home (a vault that closes), which may spawn again: the
    // contexts have to come to rest, not only the tasks to end.
    for (int rounds = 0; rounds < rest_rounds;) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        if (tasks() > 0) {
            rounds = 0;
            std::this_thread::sleep_for(stop_poll);
        } else {
            pass_through(deadline);
            ++rounds;
        }
    }
    return true;
}

std::size_t Runtime::stop(std::chrono::milliseconds grace) {
    if (std::exchange(stopped_, true)) return 0;
    const auto tell = [this](void (ContextState::*what)()) {
        for (const auto& context : contexts_) {
            const Executor executor = context->io.get_executor();
            boost::asio::post(executor, [executor, what] { (ContextState::of(executor).*what)(); });
        }
    };
    const auto now = [] { return std::chrono::steady_clock::now(); };
    tell(&ContextState::stop);
    // Without any grace nobody is waited for in the second stage, either.
    if (!come_to_rest(now() + grace) && grace.count() > 0) {
        log::event("net.stop_aborts", {{"tasks", tasks()}});
        tell(&ContextState::abort);
        come_to_rest(now() + abort_grace);
    }
    const std::size_t left = tasks();
    for (const auto& context : contexts_) {
        context->work.reset();
        context->io.stop();
    }
    for (std::thread& thread : running_) thread.join();
    return left;
}

}  // namespace milpa::net
