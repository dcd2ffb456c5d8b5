// SPDX-License-Identifier: AGPL-3.0-or-later
// What one io_context keeps about what lives on it: how many tasks run, and who wants to be told that the
// server stops. Works with any io_context, with or without a Runtime.
//
//     running ──stop()──> stopping: what waits fails, goodbyes may be said ──abort()──> aborting: nothing may
#pragma once

#include <atomic>
#include <cstddef>

#include <boost/asio/execution_context.hpp>

#include "base/task.hpp"

namespace milpa::net {

class ContextState;

/// Something that waits and must end when the server stops (a wire, a sleep, a listener). It is on its
/// context's list from enter() to leave() or destruction, all on that context's thread (or while it does not
/// run).
class Stoppable {
public:
    Stoppable() = default;
    virtual ~Stoppable() { leave(); }
    Stoppable(const Stoppable&) = delete;
    Stoppable& operator=(const Stoppable&) = delete;

protected:
    void enter(const Executor& home);
    void leave();
    bool is_entered() const { return state_ != nullptr; }
    /// The context has been told to stop: what waits now must fail with `closed`, and so must later waits.
    /// Only while entered.
    bool is_stopping() const;
    /// The time for goodbyes is over, too. Only while entered.
    bool is_aborting() const;

    /// Called once, on the context's thread. Must not destroy this object.
    virtual void on_stop() noexcept = 0;
    /// The same, later, where the context did not come to rest by itself.
    virtual void on_abort() noexcept {}

private:
    friend class ContextState;
    ContextState* state_ = nullptr;
    Stoppable* before_ = nullptr;
    Stoppable* after_ = nullptr;
};

class ContextState final : public boost::asio::execution_context::service {
public:
    using key_type = ContextState;
    static inline boost::asio::execution_context::id id;

    explicit ContextState(boost::asio::execution_context& owner) : service(owner) {}
    static ContextState& of(const Executor& executor);

    /// Tells every Stoppable; those that come later find is_stopping(). Call on the context's thread.
    void stop();
    bool is_stopping() const { return stopping_.load(std::memory_order_acquire); }
    /// The second stage, after stop(): those that come later find is_aborting(). On the context's thread.
    void abort();
    bool is_aborting() const { return aborting_.load(std::memory_order_acquire); }

    /// Spawned tasks that have not ended. Any thread.
    std::atomic<std::size_t> tasks{0};

private:
    friend class Stoppable;
    void shutdown() override {}
    void tell(void (Stoppable::*what)() noexcept);

    std::atomic<bool> stopping_{false};
    std::atomic<bool> aborting_{false};
    Stoppable* first_ = nullptr;
    Stoppable* next_to_tell_ = nullptr;  // so that a callback may destroy others
};

}  // namespace milpa::net
