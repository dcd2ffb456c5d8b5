// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/load.hpp"

#include <gtest/gtest.h>

#include "members/testing.hpp"

namespace milpa::server {
namespace {

using members::testing::TestClock;

LoadMeasure measure(std::uint64_t done, std::size_t connections) {
    return {.totals = {.messages_in = done,
                       .messages_out = 2 * done,
                       .requests = 3 * done,
                       .processor = std::chrono::microseconds(4 * done)},
            .levels = {.connections = connections, .open_vaults = 2, .memory_octets = 5, .queued = {}}};
}

TEST(LoadHistory, TellsWhatWasDoneBetweenSamplesAndHowItStood) {
    TestClock clock;
    LoadHistory history(&clock);
    EXPECT_TRUE(history.samples().empty());
    clock.advance(load_interval);
    history.take(measure(10, 7));
    clock.advance(load_interval + std::chrono::seconds(2));
    history.take(measure(25, 3));
    const auto samples = history.samples();
    ASSERT_EQ(samples.size(), 2U);
    EXPECT_EQ(samples[0].done.messages_in, 10U);
    EXPECT_EQ(samples[0].span, load_interval);
    EXPECT_EQ(samples[0].levels.connections, 7U);
    EXPECT_EQ(samples[1].done.messages_in, 15U);
    EXPECT_EQ(samples[1].done.messages_out, 30U);
    EXPECT_EQ(samples[1].done.requests, 45U);
    EXPECT_EQ(samples[1].done.processor, std::chrono::microseconds(60));
    EXPECT_EQ(samples[1].span, load_interval + std::chrono::seconds(2));
    EXPECT_EQ(samples[1].levels.connections, 3U);
    EXPECT_EQ(samples[1].at - samples[0].at, samples[1].span);
    // What is asked for in between is no sample, and changes none.
    clock.advance(std::chrono::minutes(1));
    for (int i = 0; i < 2; ++i) {
        const LoadSample now = history.since_last(measure(26, 4));
        EXPECT_EQ(now.done.messages_in, 1U);
        EXPECT_EQ(now.span, std::chrono::minutes(1));
        EXPECT_EQ(now.levels.connections, 4U);
    }
    EXPECT_EQ(history.samples().size(), 2U);
}

TEST(LoadHistory, KeepsADay) {
    TestClock clock;
    LoadHistory history(&clock);
    for (std::uint64_t i = 1; i <= load_samples_max + 10; ++i) {
        clock.advance(load_interval);
        history.take(measure(i, i));
    }
    const auto samples = history.samples();
    ASSERT_EQ(samples.size(), load_samples_max);
    EXPECT_EQ(samples.front().levels.connections, 11U);
    EXPECT_EQ(samples.back().at - samples.front().at + load_interval, std::chrono::hours(24));
}

TEST(ProcessGauge, TellsOfThisProcess) {
    const ProcessGauge gauge;
    const std::uint64_t before = gauge.memory_octets();
    EXPECT_GT(before, 1'000'000U);
    constexpr std::size_t much = 64 * 1024 * 1024;
    std::vector<char> touched(much, 'x');
    EXPECT_GE(gauge.memory_octets(), before + much / 2);
    EXPECT_GE(ProcessGauge::processors(), 1U);
    // Until some of it was used: no time that is waited for.
    const auto began = ProcessGauge::processor_time();
    while (ProcessGauge::processor_time() == began) {
        for (char& one : touched) one = static_cast<char>(one + 1);
    }
    EXPECT_GT(ProcessGauge::processor_time(), began);
}

}  // namespace
}  // namespace milpa::server
