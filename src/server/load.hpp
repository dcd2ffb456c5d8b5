// SPDX-License-Identifier: AGPL-3.0-or-later
// How busy the server was: one sample every five minutes, for a day. Numbers alone: no address, no name. In
// memory alone, so that a seized disk does not tell at which hours of which day people wrote.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/lent.hpp"

namespace milpa::server {

inline constexpr std::chrono::minutes load_interval{5};
inline constexpr std::size_t load_samples_max = std::chrono::hours(24) / load_interval;

/// What the process has done since it began.
struct LoadTotals {
    std::uint64_t messages_in = 0;   ///< delivered to members here
    std::uint64_t messages_out = 0;  ///< taken by other servers, a recipient each
    std::uint64_t requests = 0;      ///< by HTTP
    std::chrono::microseconds processor{0};
};
/// How it stands.
struct LoadLevels {
    std::size_t connections = 0;
    std::size_t open_vaults = 0;
    std::uint64_t memory_octets = 0;      ///< of the process, in the machine's memory
    std::optional<std::uint64_t> queued;  ///< recipients that wait; nothing while locked
};
struct LoadMeasure {
    LoadTotals totals;
    LoadLevels levels;
};

/// What was done between the sample before and this one, and how it stood then.
struct LoadSample {
    WallTime at;
    std::chrono::milliseconds span{0};
    LoadTotals done;
    LoadLevels levels;
};

/// Thread-safe.
class LoadHistory {
public:
    explicit LoadHistory(Lent<const Clock> clock);
    void take(const LoadMeasure& measure);
    /// The oldest first.
    std::vector<LoadSample> samples() const;
    /// Since the last sample.
    LoadSample since_last(const LoadMeasure& measure) const;

private:
    LoadSample sample(const LoadMeasure& measure) const;

    const Lent<const Clock> clock_;
    mutable std::mutex mutex_;  // guards what follows
    std::deque<LoadSample> samples_;
    LoadTotals last_;
    SteadyTime last_at_;
};

/// What the system tells of the process. To be made before the sandbox, which lets nothing of /proc be
/// opened; thread-safe.
class ProcessGauge {
public:
    ProcessGauge();
    ~ProcessGauge();
    ProcessGauge(const ProcessGauge&) = delete;
    ProcessGauge& operator=(const ProcessGauge&) = delete;

    /// 0 where the system does not tell.
    std::uint64_t memory_octets() const;
    static std::chrono::microseconds processor_time();
    static unsigned processors();

private:
    const int statm_;  // /proc/self/statm
};

}  // namespace milpa::server
