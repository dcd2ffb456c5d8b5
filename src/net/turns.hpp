// SPDX-License-Identifier: AGPL-3.0-or-later
// Taking turns on a thread: work that goes through many things at once lets everybody else on its thread go
// on whenever its slice of time is used up.
//
//     Turns turns(clock, slice);
//     for (const Thing& thing : things) {
//         work_on(thing);
//         if (turns.is_over()) co_await turns.pass();   // the world may be another one now
//     }
#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "base/clock.hpp"
#include "base/lent.hpp"
#include "base/task.hpp"

namespace milpa::net {

/// Belongs to one coroutine. The first slice begins with begin() or pass().
class Turns {
public:
    Turns(Lent<const Clock> clock, std::chrono::microseconds slice)
        : clock_(clock), slice_(slice), end_(clock->steady() + slice) {}

    void begin() { end_ = clock_->steady() + slice_; }
    bool is_over() const { return clock_->steady() >= end_; }
    /// All that waits for this thread goes first; then a new slice begins.
    Task<> pass() {
        const Executor here = co_await boost::asio::this_coro::executor;
        boost::asio::use_awaitable_t<Executor> token;
        co_await boost::asio::post(here, token);
        begin();
    }

private:
    const Lent<const Clock> clock_;
    const std::chrono::microseconds slice_;
    SteadyTime end_;
};

}  // namespace milpa::net
