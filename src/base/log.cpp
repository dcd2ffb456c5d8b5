// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/log.hpp"

#include <array>
#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

namespace milpa::log {

namespace {

constexpr std::size_t kinds = static_cast<std::size_t>(ErrorKind::corrupt) + 1;

struct Counter {
    std::int64_t total = 0;
    std::array<std::int64_t, kinds> by_kind{};
    std::chrono::steady_clock::time_point window_began{};
    int lines = 0;
    std::int64_t dropped = 0;
};

struct State {
    std::mutex mutex;                              // guards what follows
    std::map<std::string_view, Counter> counters;  // names are literals: there are as many as the source has
    int descriptor = STDERR_FILENO;
};

State& state() {
    static State the_state;
    return the_state;
}

/// False when this window has had its lines.
bool may_write(Counter& counter) {
    const auto now = std::chrono::steady_clock::now();
    if (counter.lines == 0 || now - counter.window_began >= window) {
        counter.window_began = now;
        counter.lines = 0;
    }
    if (counter.lines >= lines_per_window) {
        counter.dropped++;
        return false;
    }
    counter.lines++;
    return true;
}

void write_line(Name name, std::optional<ErrorKind> kind, std::initializer_list<Number> numbers) {
    fmt::memory_buffer line;
    State& here = state();
    const std::lock_guard lock(here.mutex);
    Counter& counter = here.counters[name.text()];
    counter.total++;
    if (kind) counter.by_kind[static_cast<std::size_t>(*kind)]++;
    if (here.descriptor < 0 || !may_write(counter)) return;
    const auto out = fmt::appender(line);
    fmt::format_to(out, "{}", name.text());
    if (kind) fmt::format_to(out, " kind={}", to_text(*kind));
    for (const Number& number : numbers) fmt::format_to(out, " {}={}", number.name.text(), number.value);
    if (counter.dropped > 0) fmt::format_to(out, " dropped={}", std::exchange(counter.dropped, 0));
    line.push_back('\n');
    // One write a line, so that lines of several threads do not mix. A log that cannot be written has nowhere
    // to complain.
    [[maybe_unused]] const auto written = ::write(here.descriptor, line.data(), line.size());
}

}  // namespace

void event(Name name, std::initializer_list<Number> numbers) { write_line(name, std::nullopt, numbers); }

void event(Name name, ErrorKind kind, std::initializer_list<Number> numbers) {
    write_line(name, kind, numbers);
}

void count(Name name, std::int64_t by) {
    State& here = state();
    const std::lock_guard lock(here.mutex);
    here.counters[name.text()].total += by;
}

std::map<std::string, std::int64_t> counters() {
    std::map<std::string, std::int64_t> all;
    State& here = state();
    const std::lock_guard lock(here.mutex);
    for (const auto& [name, counter] : here.counters) {
        all.emplace(name, counter.total);
        for (std::size_t kind = 0; kind < kinds; ++kind) {
            if (counter.by_kind[kind] == 0) continue;
            all.emplace(fmt::format("{}.{}", name, to_text(static_cast<ErrorKind>(kind))),
                        counter.by_kind[kind]);
        }
    }
    return all;
}

void write_to(int descriptor) {
    State& here = state();
    const std::lock_guard lock(here.mutex);
    here.descriptor = descriptor;
}

}  // namespace milpa::log
