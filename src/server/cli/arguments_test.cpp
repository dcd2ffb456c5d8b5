// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/arguments.hpp"

#include <gtest/gtest.h>

namespace milpa::server::cli {
namespace {

Result<Arguments> parse(std::vector<std::string> words) { return parse_arguments(words); }

TEST(Arguments, FindsTheLongestCommandAndItsOperands) {
    const auto read =
        parse({"member", "app-password", "add", "ana@a.test", "--label", "phone", "--data=/d", "--json"})
            .value();
    EXPECT_EQ(read.command->words, "member app-password add");
    EXPECT_EQ(read.find("address"), "ana@a.test");
    EXPECT_EQ(read.find("label"), "phone");
    EXPECT_EQ(read.data, "/d");
    EXPECT_TRUE(read.json);
}

TEST(Arguments, OptionsMayStandAnywhereBehindTheCommand) {
    const auto read =
        parse({"alias", "set", "--data", "/d", "all@a.test", "ana@a.test", "bob@a.test"}).value();
    EXPECT_EQ(read.data, "/d");
    EXPECT_EQ(parse({"--data", "/e", "queue"}).value().data, "/e");
    EXPECT_EQ(read.find("alias"), "all@a.test");
    EXPECT_EQ(read.rest, (std::vector<std::string>{"ana@a.test", "bob@a.test"}));
    EXPECT_EQ(parse({"queue", "retry"}).value().command->words, "queue retry");
    EXPECT_EQ(parse({"queue"}).value().command->words, "queue");
}

TEST(Arguments, SaysWhatIsWrong) {
    struct Row {
        std::vector<std::string> words;
        std::string_view part;
    };
    const Row rows[] = {
        {{"no-such"}, "no command no-such"},
        {{"member", "add"}, "address is missing"},
        {{"member", "ad"}, "there are:\n  member add"},
        {{"member"}, "  member list"},
        {{"member", "add"}, "usage: milpa member add address [--name TEXT]"},
        {{"member", "add", ""}, "address is empty"},
        {{"found", "--domain", ""}, "--domain is empty"},
        {{"status", "--data="}, "--data is empty"},
        {{"lock", "--no-such"}, "--no-such"},
        {{"member", "add", "a", "b"}, "too many: b"},
        {{"leave", "a"}, "--to is missing"},
        {{"leave", "a", "--to"}, "--to needs a value"},
        {{"found"}, "--domain is missing"},
    };
    for (const Row& row : rows) {
        const auto result = parse(row.words);
        ASSERT_FALSE(result) << row.part;
        EXPECT_EQ(result.error().kind, ErrorKind::syntax);
        EXPECT_NE(result.error().detail.find(row.part), std::string::npos) << result.error().detail;
    }
}

TEST(Arguments, NumbersHaveBounds) {
    const auto read = parse({"found", "--domain", "a.test", "--keyholders", "17"}).value();
    EXPECT_FALSE(read.number("keyholders", 3, 1, 16));
    EXPECT_EQ(read.number("threshold", 2, 1, 16).value(), 2U);
}

TEST(Arguments, EveryCommandHasItsUsage) {
    for (const Command& command : commands()) {
        EXPECT_NE(usage().find(command.words), std::string::npos);
        EXPECT_NE(usage(command).find(command.meaning), std::string::npos);
    }
    EXPECT_TRUE(parse({}).value().help);
    EXPECT_TRUE(parse({"lock", "--help"}).value().help);
    EXPECT_EQ(parse({"help", "member", "add"}).value().command->words, "member add");
    EXPECT_EQ(parse({"help", "--data", "/d"}).value().data, "/d");
    EXPECT_EQ(parse({"keyholders", "--help"}).value().like.size(), 3U);
    EXPECT_TRUE(parse({"--version"}).value().version);
}

}  // namespace
}  // namespace milpa::server::cli
