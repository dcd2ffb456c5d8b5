// SPDX-License-Identifier: AGPL-3.0-or-later
// Ahead<T>: a task that was started before somebody waits for what it gives: reading ahead.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <optional>

#include "base/task.hpp"

namespace milpa::store {

/// All on one context. The task must own whatever it uses: who waits may be gone before it ends.
template <class T>
class Ahead {
public:
    Ahead(Executor on, Task<T> task) : state_(std::make_shared<State>(on)) {
        boost::asio::co_spawn(on, boxed(std::move(task)),
                              [state = state_](std::exception_ptr thrown, std::optional<T> value) {
                                  state->thrown = thrown;
                                  state->value = std::move(value);
                                  state->ended = true;
                                  state->wake.cancel();
                              });
    }

    /// Waits for the value; once.
    Task<T> take() {
        const auto state = state_;
        while (!state->ended)
            co_await state->wake.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>()));
        if (state->thrown) std::rethrow_exception(state->thrown);
        co_return std::move(*state->value);
    }

private:
    struct State {
        explicit State(Executor on) : wake(on, boost::asio::steady_timer::time_point::max()) {}
        boost::asio::steady_timer wake;
        std::exception_ptr thrown;
        std::optional<T> value;
        bool ended = false;
    };
    static Task<std::optional<T>> boxed(Task<T> task) { co_return co_await std::move(task); }

    std::shared_ptr<State> state_;
};

}  // namespace milpa::store
