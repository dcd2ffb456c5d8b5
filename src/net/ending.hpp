// SPDX-License-Identifier: AGPL-3.0-or-later
// What many sessions share that must all end when it is over, on whatever threads they are.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/task.hpp"

namespace milpa::net {

/// A call that may come from any thread to something that lives on one: posted to `home`, it runs at most
/// once, and never after cancel(), which is called on `home`.
class LateCall {
public:
    /// Must not throw.
    using Call = std::function<void()>;

    LateCall(Executor home, Call call)
        : home_(std::move(home)), call_(std::make_shared<Call>(std::move(call))) {}
    void post() const;
    /// One that is on its way finds nothing to do: this is the very thread that it would run on.
    void cancel() { *call_ = nullptr; }

private:
    Executor home_;
    std::shared_ptr<Call> call_;
};

/// Over once and for all. Any thread. Outlives its hearings.
class Ending {
public:
    using Call = LateCall::Call;

    class Hearing {
    public:
        Hearing(Ending* ending, std::uint64_t number) : ending_(ending), number_(number) {}
        Hearing(const Hearing&) = delete;
        Hearing& operator=(const Hearing&) = delete;
        ~Hearing() { ending_->leave(number_); }

    private:
        Ending* ending_;
        std::uint64_t number_;
    };

    /// `call` is posted to `home` when it is over, also where it is already; it runs at most once, and never
    /// after the hearing is gone (which must be dropped on `home`).
    std::unique_ptr<Hearing> hear(Executor home, Call call);
    /// The second time does nothing.
    void end();
    bool is_over() const { return over_.load(); }

private:
    void leave(std::uint64_t number);

    std::atomic<bool> over_{false};
    std::mutex mutex_;  // guards what follows
    std::uint64_t next_ = 1;
    std::unordered_map<std::uint64_t, LateCall> hearings_;
};

}  // namespace milpa::net
