// SPDX-License-Identifier: AGPL-3.0-or-later
// For tests and tools: runs one task to its end on an io_context of its own and gives what it returned.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <type_traits>

#include "base/ensure.hpp"
#include "base/task.hpp"

namespace milpa::net {

namespace detail {
template <class T>
Task<> keep_result(Task<T> task, std::optional<T>* result) {
    result->emplace(co_await std::move(task));
}
}  // namespace detail

/// The same on a context of the caller's (which must not be running): for tasks with objects that live on it.
/// Returns when the context has nothing left to do. An exception of the task is thrown again.
template <class T>
T run_on(boost::asio::io_context& context, Task<T> task) {
    std::exception_ptr thrown;
    const auto keep = [&thrown](std::exception_ptr what) { thrown = what; };
    context.restart();
    if constexpr (std::is_void_v<T>) {
        boost::asio::co_spawn(context.get_executor(), std::move(task), keep);
        context.run();
        if (thrown) std::rethrow_exception(thrown);
    } else {
        std::optional<T> result;
        boost::asio::co_spawn(context.get_executor(), detail::keep_result(std::move(task), &result), keep);
        context.run();
        if (thrown) std::rethrow_exception(thrown);
        ensure(result.has_value());
        return std::move(*result);
    }
}

template <class T>
T run_now(Task<T> task) {
    boost::asio::io_context context(1);
    return run_on(context, std::move(task));
}

}  // namespace milpa::net
