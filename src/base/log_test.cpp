// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/log.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace milpa {
namespace {

class LogTest : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK), 0);
        log::write_to(pipe_[1]);
    }
    void TearDown() override {
        log::write_to(2);
        ::close(pipe_[0]);
        ::close(pipe_[1]);
    }
    std::string lines() {
        std::string text(65536, '\0');
        const auto got = ::read(pipe_[0], text.data(), text.size());
        text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        return text;
    }
    int pipe_[2];
};

// What makes the log safe is what does not compile.
static_assert(!std::is_constructible_v<log::Name, std::string>);
static_assert(!std::is_constructible_v<log::Name, std::string_view>);
static_assert(!std::is_constructible_v<log::Name, const char*>);
static_assert(!std::is_constructible_v<log::Number, log::Name, std::string>);

TEST_F(LogTest, WritesNameKindAndNumbers) {
    log::event("test.plain");
    log::event("test.refused", ErrorKind::limit, {{"bytes", 12U}, {"left", -1}});
    EXPECT_EQ(lines(), "test.plain\ntest.refused kind=limit bytes=12 left=-1\n");
}

TEST_F(LogTest, CountsByNameAndKind) {
    log::event("test.counted", ErrorKind::io);
    log::event("test.counted", ErrorKind::timeout);
    log::count("test.silent", 3);
    const auto all = log::counters();
    EXPECT_EQ(all.at("test.counted"), 2);
    EXPECT_EQ(all.at("test.counted.io"), 1);
    EXPECT_EQ(all.at("test.counted.timeout"), 1);
    EXPECT_EQ(all.at("test.silent"), 3);
    EXPECT_FALSE(all.contains("test.counted.limit"));
}

TEST_F(LogTest, LimitsLinesOfOneNameOnly) {
    for (int i = 0; i < 10 * log::lines_per_window; ++i) log::event("test.flood");
    log::event("test.other");
    const std::string text = lines();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), log::lines_per_window + 1);
    EXPECT_TRUE(text.ends_with("test.other\n"));
    EXPECT_EQ(log::counters().at("test.flood"), 10 * log::lines_per_window);
}

}  // namespace
}  // namespace milpa
