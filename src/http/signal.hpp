// SPDX-License-Identifier: AGPL-3.0-or-later
// A bell for one coroutine: it waits, another one on the same thread rings.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <utility>

#include "base/ensure.hpp"
#include "base/task.hpp"

namespace milpa::http {

/// Lives on one thread. Several rings make one; one that nobody waits for is kept for the next wait().
class Signal {
public:
    Signal() = default;
    ~Signal() { ensure(!waiter_); }
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    /// Whoever waits goes on later, never inside this call: so it may be rung from a library's callback.
    void ring() {
        rung_ = true;
        if (waiter_) std::exchange(waiter_, nullptr)();
    }
    bool is_awaited() const { return static_cast<bool>(waiter_); }
    Task<> wait() {
        ensure(!waiter_);
        if (!rung_) {
            boost::asio::use_awaitable_t<Executor> token;
            co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<Executor>, void()>(
                [this](auto handler) {
                    auto back = boost::asio::get_associated_executor(handler);
                    waiter_ = [handler = std::move(handler), back,
                               guard = boost::asio::make_work_guard(back)]() mutable {
                        boost::asio::post(back, std::move(handler));
                    };
                },
                token);
        }
        rung_ = false;
    }

private:
    std::move_only_function<void()> waiter_;
    bool rung_ = false;
};

}  // namespace milpa::http
