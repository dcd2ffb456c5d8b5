// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/request.hpp"

#include <gtest/gtest.h>

#include "jmap/core/core.hpp"
#include "jmap/json_text.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

constexpr std::string_view urn = "urn:ietf:params:jmap:error:";

std::string read_as(std::string text, const Limits& limits = {}) {
    const Catalogue catalogue({core::family()});
    std::ranges::replace(text, '\'', '"');
    const auto read = read_request(text, catalogue, limits);
    if (read) return "";
    EXPECT_EQ(read.error().status, 400u);
    EXPECT_TRUE(read.error().type.starts_with(urn)) << read.error().type;
    EXPECT_EQ(read.error().limit.empty(), !read.error().type.ends_with(":limit"));
    return read.error().type.substr(urn.size());
}

TEST(Request, IsRefusedForWhatItIsNot) {
    struct Row {
        std::string_view text;
        std::string_view error;
    };
    const Row rows[] = {
        {"{'using':[],'methodCalls':[]}", ""},
        {"{'using':['urn:ietf:params:jmap:core'],'methodCalls':[['Core/echo',{},'a']]}", ""},
        {"{'using':[],'methodCalls':[],'createdIds':{'a':'b'},'more':{'x':1}}", ""},
        {"{'using':[],'methodCalls':[],'createdIds':null}", ""},
        {" {'using':[],'methodCalls':[]} \r\n", ""},
        // No JSON, or none that is I-JSON.
        {"", "notJSON"},
        {"{", "notJSON"},
        {"{'using':[],'methodCalls':[]", "notJSON"},
        {"{'using':[],'methodCalls':[]}{}", "notJSON"},
        {"{'using':[],'methodCalls':[],}", "notJSON"},
        {"{'using':[],/**/'methodCalls':[]}", "notJSON"},
        {"{'using':[],'using':[],'methodCalls':[]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':{'b':1,'b':1}},'a']]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':1,'\\u0061':2},'a']]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':'\\ud800'},'a']]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':'\\ufffe'},'a']]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':'\\ud83f\\udfff'},'a']]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':'\xff'},'a']]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':01},'a']]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':NaN},'a']]}", "notJSON"},
        {"{'using':[],'methodCalls':[['Core/echo',{'a':1e999},'a']]}", "notJSON"},
        {"\xef\xbb\xbf{'using':[],'methodCalls':[]}", "notJSON"},
        // JSON, but no request.
        {"[]", "notRequest"},
        {"null", "notRequest"},
        {"{}", "notRequest"},
        {"{'using':[]}", "notRequest"},
        {"{'methodCalls':[]}", "notRequest"},
        {"{'using':{},'methodCalls':[]}", "notRequest"},
        {"{'using':[1],'methodCalls':[]}", "notRequest"},
        {"{'using':[],'methodCalls':{}}", "notRequest"},
        {"{'using':[],'methodCalls':[{}]}", "notRequest"},
        {"{'using':[],'methodCalls':[['Core/echo',{}]]}", "notRequest"},
        {"{'using':[],'methodCalls':[['Core/echo',{},'a','b']]}", "notRequest"},
        {"{'using':[],'methodCalls':[['Core/echo',[],'a']]}", "notRequest"},
        {"{'using':[],'methodCalls':[['Core/echo',{},1]]}", "notRequest"},
        {"{'using':[],'methodCalls':[[1,{},'a']]}", "notRequest"},
        {"{'using':[],'methodCalls':[],'createdIds':[]}", "notRequest"},
        {"{'using':[],'methodCalls':[],'createdIds':{'a b':'c'}}", "notRequest"},
        {"{'using':[],'methodCalls':[],'createdIds':{'a':'c d'}}", "notRequest"},
        {"{'using':['urn:example:nothing'],'methodCalls':[]}", "unknownCapability"},
    };
    for (const Row& row : rows) EXPECT_EQ(read_as(std::string(row.text)), row.error) << row.text;
}

TEST(Request, IsHeldToTheLimitsThatAreTold) {
    Limits limits;
    limits.calls_max = 2;
    limits.request_octets_max = 200;
    const auto with_calls = [](int count) {
        std::string calls;
        for (int i = 0; i < count; ++i) calls += (i == 0 ? "" : ",") + std::string("['Core/echo',{},'a']");
        return "{'using':[],'methodCalls':[" + calls + "]}";
    };
    EXPECT_EQ(read_as(with_calls(2), limits), "");
    EXPECT_EQ(read_as(with_calls(3), limits), "limit");
    EXPECT_EQ(read_as(with_calls(2) + std::string(200, ' '), limits), "limit");

    const Catalogue catalogue({core::family()});
    const auto over =
        read_request(testing::TestClient({core::family()}).quoted(with_calls(3)), catalogue, limits);
    EXPECT_EQ(over.error().limit, "maxCallsInRequest");
    const json::object problem = over.error().to_object();
    EXPECT_EQ(problem.at("type"), "urn:ietf:params:jmap:error:limit");
    EXPECT_EQ(problem.at("limit"), "maxCallsInRequest");
    EXPECT_EQ(problem.at("status"), 400);
    EXPECT_EQ(read_request(std::string(201, ' '), catalogue, limits).error().limit, "maxSizeRequest");
}

TEST(Request, OfBombsIsNoJson) {
    const auto echo = [](std::string argument) {
        return "{'using':[],'methodCalls':[['Core/echo',{'a':" + std::move(argument) + "},'a']]}";
    };
    const auto deep = [&](std::size_t levels) {
        return echo(std::string(levels, '[') + std::string(levels, ']'));
    };
    EXPECT_EQ(read_as(deep(json_depth_max - 5)), "");
    EXPECT_EQ(read_as(deep(json_depth_max + 1)), "notJSON");
    EXPECT_EQ(read_as(deep(4'000'000)), "notJSON");

    std::string many = "[0";
    for (std::size_t i = 0; i < json_values_max; ++i) many += ",0";
    EXPECT_EQ(read_as(echo(many + "]")), "notJSON");

    std::string members = "{'m':0";
    for (std::size_t i = 0; i < json_members_max; ++i) members += fmt::format(",'m{}':0", i);
    EXPECT_EQ(read_as(echo(members + "}")), "notJSON");
}

TEST(Request, KnowsWholeNumbersHoweverTheyAreWritten) {
    EXPECT_EQ(read_json("[5.0, 5e0, -0.0, 1.5, 1e300]"),
              json::value({std::int64_t{5}, std::int64_t{5}, std::int64_t{0}, 1.5, 1e300}));
}

}  // namespace
}  // namespace milpa::jmap
