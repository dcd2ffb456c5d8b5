// SPDX-License-Identifier: AGPL-3.0-or-later
// The world's time, injected: tests drive it by hand.
#pragma once

#include <chrono>
#include <cstdint>

namespace milpa {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

class Clock {
public:
    virtual ~Clock() = default;
    virtual WallTime wall() const = 0;
    virtual SteadyTime steady() const = 0;
};

class SystemClock final : public Clock {
public:
    WallTime wall() const override {
        return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

/// Stands still until it is moved. Not thread-safe.
class ManualClock final : public Clock {
public:
    explicit ManualClock(WallTime start = WallTime(std::chrono::milliseconds(1'700'000'000'000)))
        : wall_(start) {}
    WallTime wall() const override { return wall_; }
    SteadyTime steady() const override { return steady_; }
    void advance(std::chrono::milliseconds by) {
        wall_ += by;
        steady_ += by;
    }

private:
    WallTime wall_;
    SteadyTime steady_{std::chrono::hours(1)};
};

inline std::int64_t to_unix_ms(WallTime time) { return time.time_since_epoch().count(); }
inline WallTime from_unix_ms(std::int64_t ms) { return WallTime(std::chrono::milliseconds(ms)); }

}  // namespace milpa
