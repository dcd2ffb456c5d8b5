// SPDX-License-Identifier: AGPL-3.0-or-later
// Task<T>: a coroutine on one io_context. It starts when awaited (or spawned by net::Runtime) and stays on
// its thread unless it says otherwise. Failures travel as Result<T>; an exception that escapes a task is a
// bug of a library, caught, counted and logged once, where the task was spawned.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace milpa {

using Executor = boost::asio::io_context::executor_type;

template <class T = void>
using Task = boost::asio::awaitable<T, Executor>;

}  // namespace milpa
