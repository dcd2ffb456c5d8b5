// SPDX-License-Identifier: AGPL-3.0-or-later
// The threads of the server. N threads, each with its own io_context; every vault lives on one of them, and
// all that touches it runs there, so services need no locks. Blocking work goes to a pool of its own.
//
// A coroutine stays on the io_context where it was spawned. To work elsewhere it calls a task there:
//     CO_TRY(auto mailbox, co_await call_on(runtime.home_of(vault), open_mailbox(vault)));
// To move for good (an IMAP session after login) it moves its wire and spawns its successor:
//     wire->move_to(home); spawn(home, serve(std::move(wire))); co_return;
#pragma once

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/context.hpp"

namespace milpa::net {

/// Starts a task on a context, from any thread. An exception that escapes is caught here, and only here:
/// counted and logged as `task.exception`. A failure is logged as `task.failed` with its kind.
void spawn(Executor on, Task<> task);
void spawn(Executor on, Task<Result<void>> task);

namespace detail {
// Asio makes a default T when a task throws; an optional has one whatever T is.
template <class T>
Task<std::optional<T>> boxed(Task<T> task) {
    co_return co_await std::move(task);
}
}  // namespace detail

/// Runs the task on `home`'s thread and resumes the caller on its own. Costs nothing where both are the same.
template <class T>
Task<T> call_on(Executor home, Task<T> task) {
    const Executor own = co_await boost::asio::this_coro::executor;
    if (own == home) co_return co_await std::move(task);
    if constexpr (std::is_void_v<T>) {
        co_await boost::asio::co_spawn(home, std::move(task), boost::asio::use_awaitable_t<Executor>());
    } else {
        auto box = co_await boost::asio::co_spawn(home, detail::boxed(std::move(task)),
                                                  boost::asio::use_awaitable_t<Executor>());
        co_return std::move(*box);
    }
}

/// Sleeps; fails with `closed` when the server stops meanwhile (or stops already).
Task<Result<void>> sleep_for(std::chrono::milliseconds duration);

/// Threads for work that blocks: RocksDB reads, Argon2id, file I/O. Jobs wait in order of arrival; there are
/// never more of them than coroutines that wait, which the limits on connections bound.
class BlockingPool {
public:
    explicit BlockingPool(std::size_t threads);
    /// Ends the jobs that run; those that only wait are dropped together with their coroutines.
    ~BlockingPool();

    /// Runs `job()` on a thread of the pool and resumes the coroutine on its own executor with what it
    /// returned. The job must not touch what lives on the caller's thread, except what the caller owns and
    /// awaits with.
    template <class Job>
    Task<std::invoke_result_t<Job&>> run(Job job) {
        using Value = std::invoke_result_t<Job&>;
        static_assert(!std::is_void_v<Value>,
                      "a job returns a value: Result<void> says whether it went well");
        using Signature = void(std::exception_ptr, std::optional<Value>);
        boost::asio::use_awaitable_t<Executor> token;
        auto value = co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<Executor>, Signature>(
            [this](auto handler, Job work) { this->start<Value>(std::move(handler), std::move(work)); },
            token, std::move(job));
        co_return std::move(*value);
    }

private:
    template <class Value, class Handler, class Job>
    void start(Handler handler, Job job) {
        auto back = boost::asio::get_associated_executor(handler);
        // The guard keeps the caller's context running until the answer is there.
        boost::asio::post(threads_, [handler = std::move(handler), job = std::move(job), back,
                                     guard = boost::asio::make_work_guard(back)]() mutable {
            std::optional<Value> value;
            std::exception_ptr thrown;
            try {
                value.emplace(job());
            } catch (...) {
                thrown = std::current_exception();
            }
            boost::asio::post(back,
                              [handler = std::move(handler), thrown, value = std::move(value)]() mutable {
                                  std::move(handler)(thrown, std::move(value));
                              });
        });
    }

    boost::asio::thread_pool threads_;
};

struct RuntimeOptions {
    std::size_t threads = 0;           ///< 0: one a core, at least 2
    std::size_t blocking_threads = 4;  ///< 1 at least
};

/// What tasks have once their wires were closed for them: enough for a job of the pool and a commit to end.
constexpr std::chrono::milliseconds abort_grace{3'000};

enum class Signal : unsigned char { stop, reload };

/// Made and destroyed by `main`, in one thread. Ignores SIGPIPE; blocks SIGINT, SIGTERM and SIGHUP in the
/// whole process, which wait_for_signal() takes.
class Runtime {
public:
    explicit Runtime(RuntimeOptions options = {});
    /// Stops at once (stop(0)) unless stop() was called.
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    std::size_t threads() const { return contexts_.size(); }
    Executor executor(std::size_t index) const;
    /// The thread on which a vault lives: always the same for an id while the program runs.
    Executor home_of(const VaultId& vault) const;
    BlockingPool& pool() { return *pool_; }

    /// Blocks until SIGINT or SIGTERM (stop) or SIGHUP (reload) comes, or request_stop() is called.
    Signal wait_for_signal();
    /// Any thread.
    void request_stop();

    /// Tells everything that waits (Stoppable: wires, sleeps, listeners) to fail with `closed`, and gives
    /// tasks up to `grace` to say goodbye and end. Where that is not enough, all wires are closed at once,
    /// and tasks have abort_grace more. Then the threads stop. Returns how many tasks had not ended (they are
    /// destroyed with their contexts). Not from one of the runtime's own threads. A second call does nothing.
    std::size_t stop(std::chrono::milliseconds grace);

private:
    struct Context;
    std::size_t tasks() const;
    /// Waits until nothing runs and nothing is posted any more; false when that takes too long.
    bool come_to_rest(std::chrono::steady_clock::time_point deadline);
    /// Waits until each context has run what was posted to it before.
    void pass_through(std::chrono::steady_clock::time_point deadline);

    std::vector<std::unique_ptr<Context>> contexts_;
    std::unique_ptr<BlockingPool> pool_;
    std::vector<std::thread> running_;
    bool stopped_ = false;
};

}  // namespace milpa::net
