// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

namespace milpa::defence {
namespace {

TEST(Process, GivesInputTakesOutputAndTheStatus) {
    const auto ended = run_to_end(
        {.words = {"/bin/sh", "-c", "cat; pwd; echo $TMPDIR; exit 3"}, .folder = "/", .temporary = "/x"},
        "hello\n");
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->text, "hello\n/\n/x\n");
    EXPECT_EQ(ended->status, 3);
    EXPECT_EQ(run_to_end({.words = {"/no/such/program"}}, "")->status, 127);
    EXPECT_EQ(run_to_end({.words = {"/bin/sh", "-c", "kill -9 $$"}}, "")->status, 137);
}

TEST(Process, RunsAFunctionInAChild) {
    const int here = ::getpid();
    const auto ended = run_to_end({.function = [here] { return ::getpid() == here ? 1 : 7; }}, "");
    EXPECT_EQ(ended->status, 7);
}

TEST(Process, ChildrenAreStoppedAndKilled) {
    const std::string log =
        (std::filesystem::temp_directory_path() / fmt::format("milpa-process-{}", ::getpid())).string();
    const auto start = [&](const std::string& script) {
        return Child::start({.words = {"/bin/sh", "-c", script}}, log);
    };
    const std::string sign = log + "-trap";
    const std::string goes_on = fmt::format("; : > {}; while :; do sleep 0.01; done", sign);
    // Only from then on a signal is met by the trap.
    const auto wait_for_trap = [&] {
        for (int i = 0; i < 6'000 && !std::filesystem::exists(sign); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        EXPECT_TRUE(std::filesystem::remove(sign));
    };
    auto child = start("trap 'exit 0' TERM" + goes_on);
    ASSERT_TRUE(child);
    EXPECT_TRUE(child->running());
    wait_for_trap();
    EXPECT_TRUE(child->stop(std::chrono::seconds(60)));
    EXPECT_FALSE(child->running());

    child = start("trap '' TERM" + goes_on);
    ASSERT_TRUE(child);
    wait_for_trap();
    EXPECT_EQ(child->stop(std::chrono::milliseconds(100)).error().kind, ErrorKind::timeout);

    child = start("sleep 100");
    child->kill(SIGKILL);
    EXPECT_FALSE(child->running());
    EXPECT_EQ(child->status(), 128 + SIGKILL);
    std::filesystem::remove(log);
}

}  // namespace
}  // namespace milpa::defence
