// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/load.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <thread>

namespace milpa::server {

LoadHistory::LoadHistory(Lent<const Clock> clock) : clock_(clock), last_at_(clock->steady()) {}

LoadSample LoadHistory::sample(const LoadMeasure& measure) const {
    const LoadTotals& now = measure.totals;
    return {.at = clock_->wall(),
            .span = std::chrono::duration_cast<std::chrono::milliseconds>(clock_->steady() - last_at_),
            .done = {.messages_in = now.messages_in - last_.messages_in,
                     .messages_out = now.messages_out - last_.messages_out,
                     .requests = now.requests - last_.requests,
                     .processor = now.processor - last_.processor},
            .levels = measure.levels};
}

void LoadHistory::take(const LoadMeasure& measure) {
    const std::scoped_lock guard(mutex_);
    samples_.push_back(sample(measure));
    if (samples_.size() > load_samples_max) samples_.pop_front();
    last_ = measure.totals;
    last_at_ = clock_->steady();
}

std::vector<LoadSample> LoadHistory::samples() const {
    const std::scoped_lock guard(mutex_);
    return {samples_.begin(), samples_.end()};
}

LoadSample LoadHistory::since_last(const LoadMeasure& measure) const {
    const std::scoped_lock guard(mutex_);
    return sample(measure);
}

ProcessGauge::ProcessGauge() : statm_(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) {}

ProcessGauge::~ProcessGauge() {
    if (statm_ >= 0) ::close(statm_);
}

std::uint64_t ProcessGauge::memory_octets() const {
    // proc(5): pages in all, then those in memory.
    std::array<char, 128> text{};
    const auto count = statm_ < 0 ? -1 : ::pread(statm_, text.data(), text.size(), 0);
    if (count <= 0) return 0;
    const std::string_view all(text.data(), static_cast<std::size_t>(count));
    const auto space = all.find(' ');
    if (space == std::string_view::npos) return 0;
    std::uint64_t pages = 0;
    std::from_chars(all.data() + space + 1, all.data() + all.size(), pages);
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::chrono::microseconds ProcessGauge::processor_time() {
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) != 0) return {};
    const auto of = [](const timeval& time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    return of(used.ru_utime) + of(used.ru_stime);
}

unsigned ProcessGauge::processors() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace milpa::server
