// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/dispatch.hpp"

#include <gtest/gtest.h>

#include "jmap/core/core.hpp"
#include "jmap/reference.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;
using testing::TestClient;

constexpr std::string_view test_urn = "urn:test";
constexpr std::uint32_t test_duty = 4;

Task<Answer> typed(Lent<Context>, json::object arguments) { co_return arguments; }
Task<Answer> throwing(Lent<Context>, json::object arguments) {
    co_return json::object{{"x", arguments.at("not there")}};
}
Task<Answer> failing(Lent<Context> context, json::object) {
    context->follow({"Test/typed", {}});
    co_return std::unexpected(MethodError{"tooSad", "It is sad.", {{"how", "very"}}});
}
Task<Answer> leading(Lent<Context> context, json::object) {
    context->created("k1", "id1");
    context->follow({"Test/typed", {{"id", "followed"}}});
    context->follow({"Test/nothing", {}});
    co_return json::object{{"done", true}};
}
Task<Answer> outside(Lent<Context> context, json::object) {
    context->follow({"Core/echo", {{"far", true}}});
    co_return json::object();
}

constexpr Argument typed_arguments[] = {{"id", "Id", "An id.", true}, {"list", "Int[]|null", "Numbers."}};
constexpr Method methods[] = {
    {"Test/typed", test_urn, "", "", typed_arguments, typed},
    {"Test/change", test_urn, "", "", typed_arguments, typed, true},
    {"Test/throwing", test_urn, "", "", {}, throwing},
    {"Test/failing", test_urn, "", "", {}, failing},
    {"Test/leading", test_urn, "", "", {}, leading},
    {"Test/outside", test_urn, "", "", {}, outside},
    {"Test/dutiful", test_urn, "", "", {}, typed, false, test_duty},
};
constexpr Capability capabilities[] = {{test_urn, "", nullptr, nullptr}};

class Dispatch : public ::testing::Test {
protected:
    TestClient client{{core::family(), Family{capabilities, {}, methods}}};

    json::value first(std::string_view calls) { return client.call(calls).at(0); }
};

TEST_F(Dispatch, EchoesWhatItIsGiven) {
    EXPECT_EQ(client.call("[['Core/echo',{'hello':true,'high':5,'deep':{'#':[null]}},'b3ff']]"),
              parsed("[['Core/echo',{'hello':true,'high':5,'deep':{'#':[null]}},'b3ff']]"));
}

TEST_F(Dispatch, AnswersEachCallInOrderAndGoesOnBehindErrors) {
    const json::array responses =
        client.call("[['Core/echo',{'n':1},'a'],['Test/what',{},'b'],['Core/echo',{'n':2},'a']]");
    ASSERT_EQ(responses.size(), 3u);
    EXPECT_EQ(responses[0], parsed("['Core/echo',{'n':1},'a']"));
    EXPECT_EQ(responses[1].at(0), "error");
    EXPECT_EQ(responses[1].at(1).at("type"), "unknownMethod");
    EXPECT_EQ(responses[1].at(2), "b");
    EXPECT_EQ(responses[2], parsed("['Core/echo',{'n':2},'a']"));
}

TEST_F(Dispatch, KnowsOnlyWhatIsUsed) {
    const json::value response = client.request(
        "{'using':['urn:ietf:params:jmap:core'],'methodCalls':[['Test/typed',{'id':'a'},'c']]}");
    EXPECT_EQ(response.at("methodResponses").at(0).at(1).at("type"), "unknownMethod");
    EXPECT_EQ(response.at("sessionState"), "state");
    EXPECT_FALSE(response.as_object().contains("createdIds"));
}

TEST_F(Dispatch, ChecksArguments) {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"{'id':'a'}", ""},
        {"{'id':'a','list':[1,2]}", ""},
        {"{'id':'a','list':null}", ""},
        {"{}", "invalidArguments"},
        {"{'id':1}", "invalidArguments"},
        {"{'id':null}", "invalidArguments"},
        {"{'id':'#a'}", "invalidArguments"},
        {"{'id':'a','list':['x']}", "invalidArguments"},
        {"{'id':'a','more':1}", "invalidArguments"},
    };
    for (const auto& [arguments, error] : rows) {
        EXPECT_EQ(client.error_of("Test/typed", arguments), error) << arguments;
    }
    EXPECT_EQ(client.error_of("Test/change", "{'id':'#a'}"), "");
}

TEST_F(Dispatch, SaysWhatAMethodFailedWith) {
    EXPECT_EQ(first("[['Test/failing',{},'c']]"),
              parsed("['error',{'how':'very','type':'tooSad','description':'It is sad.'},'c']"));
    // What would have followed does not.
    EXPECT_EQ(client.call("[['Test/failing',{},'c']]").size(), 1u);
    EXPECT_EQ(client.error_of("Test/throwing", "{}"), "serverFail");
}

TEST_F(Dispatch, RunsWhatFollowsUnderTheSameId) {
    const json::array responses = client.call("[['Test/leading',{},'c'],['Core/echo',{},'d']]");
    ASSERT_EQ(responses.size(), 4u);
    EXPECT_EQ(responses[0], parsed("['Test/leading',{'done':true},'c']"));
    EXPECT_EQ(responses[1], parsed("['Test/typed',{'id':'followed'},'c']"));
    EXPECT_EQ(responses[2].at(1).at("type"), "unknownMethod");
    EXPECT_EQ(responses[2].at(2), "c");
    EXPECT_EQ(responses[3].at(2), "d");
}

TEST_F(Dispatch, WhatFollowsNeedNotBeUsed) {
    const json::value response =
        client.request("{'using':['urn:test'],'methodCalls':[['Test/outside',{},'c'],['Core/echo',{},'d']]}");
    EXPECT_EQ(response.at("methodResponses").at(1), parsed("['Core/echo',{'far':true},'c']"));
    EXPECT_EQ(response.at("methodResponses").at(2).at(1).at("type"), "unknownMethod");
}

TEST_F(Dispatch, TellsCreatedIdsToThoseWhoGaveSome) {
    const json::value response = client.request(
        "{'using':['urn:test'],'methodCalls':[['Test/leading',{},'c']],'createdIds':{'k0':'id0'}}");
    EXPECT_EQ(response.at("createdIds"), parsed("{'k0':'id0','k1':'id1'}"));
}

TEST_F(Dispatch, AsksForTheDuty) {
    EXPECT_EQ(client.error_of("Test/dutiful", "{}"), "forbidden");
    client.room.duties_now = test_duty | 1;
    EXPECT_EQ(client.call("[['Test/dutiful',{},'c']]").at(0).at(0), "Test/dutiful");
}

TEST_F(Dispatch, WhoIsOutIsOutWithinTheRequestToo) {
    EXPECT_EQ(client.error_of("Core/echo", "{}"), "");
    client.room.open_now = false;
    EXPECT_EQ(client.error_of("Core/echo", "{}"), "forbidden");
}

TEST_F(Dispatch, ResolvesReferences) {
    struct Row {
        std::string_view reference;
        std::string_view answer;  // what 'x' is, or the error's type
    };
    const Row rows[] = {
        {"{'resultOf':'a','name':'Core/echo','path':'/one'}", "1"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/1/ids'}", "['c']"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/*/n'}", "[1,2]"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/*/ids'}", "['a','b','c']"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/*/ids/*'}", "['a','b','c']"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/*/ids/0'}", "['a','c']"},
        {"{'resultOf':'a','name':'Core/echo','path':'/none/*/x'}", "[]"},
        {"{'resultOf':'a','name':'Core/echo','path':'/a~1b/~0'}", "7"},
        {"{'resultOf':'a','name':'Core/echo','path':'/star/*'}", "8"},
        {"{'resultOf':'a','name':'Core/echo','path':'/empty/'}", "9"},
        {"{'resultOf':'a','name':'Core/echo','path':'/gone'}", "invalidResultReference"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/2'}", "invalidResultReference"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/01'}", "invalidResultReference"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/-'}", "invalidResultReference"},
        {"{'resultOf':'a','name':'Core/echo','path':'/list/*/gone'}", "invalidResultReference"},
        {"{'resultOf':'a','name':'Core/echo','path':'/one/x'}", "invalidResultReference"},
        {"{'resultOf':'a','name':'Core/echo','path':'one'}", "invalidResultReference"},
        {"{'resultOf':'a','name':'Core/echo','path':'/~2'}", "invalidResultReference"},
        {"{'resultOf':'b','name':'Core/echo','path':'/one'}", "invalidResultReference"},
        {"{'resultOf':'a','name':'Core/other','path':'/one'}", "invalidResultReference"},
        {"{'resultOf':'e','name':'Test/what','path':'/type'}", "invalidResultReference"},
        {"{'resultOf':'e','name':'error','path':'/type'}", "'unknownMethod'"},
        {"{'resultOf':'a','name':'Core/echo'}", "invalidArguments"},
        {"{'resultOf':1,'name':'Core/echo','path':'/one'}", "invalidArguments"},
        {"'a'", "invalidArguments"},
    };
    for (const Row& row : rows) {
        const json::array responses = client.call(fmt::format(
            "[['Core/echo',{{'one':1,'list':[{{'n':1,'ids':['a','b']}},{{'n':2,'ids':['c']}}],'none':[],"
            "'a/b':{{'~':7}},'star':{{'*':8}},'empty':{{'':9}}}},'a'],"
            "['Test/what',{{}},'e'],['Core/echo',{{'#x':{},'y':2}},'b']]",
            row.reference));
        ASSERT_EQ(responses.size(), 3u) << row.reference;
        if (responses[2].at(0) == "error") {
            EXPECT_EQ(json::serialize(responses[2].at(1).at("type")), fmt::format("\"{}\"", row.answer))
                << row.reference;
        } else {
            EXPECT_EQ(responses[2].at(1), parsed(fmt::format("{{'y':2,'x':{}}}", row.answer)))
                << row.reference;
        }
    }
    EXPECT_EQ(client.error_of("Core/echo", "{'x':1,'#x':{'resultOf':'a','name':'b','path':''}}"),
              "invalidArguments");
}

TEST_F(Dispatch, ChecksWhatAReferenceBrings) {
    const json::array responses = client.call(
        "[['Core/echo',{'one':1},'a'],"
        "['Test/typed',{'#id':{'resultOf':'a','name':'Core/echo','path':'/one'}},'b']]");
    EXPECT_EQ(responses[1].at(1).at("type"), "invalidArguments");
}

TEST_F(Dispatch, BoundsWhatReferencesBringInTogether) {
    // Each call holds the one before it twice: 2^40 of them without a bound.
    std::string calls = "[['Core/echo',{'l':[0,1,2,3,4,5,6,7,8,9]},'c0']";
    for (int i = 1; i < 40; ++i) {
        const std::string reference = fmt::format("{{'resultOf':'c{}','name':'Core/echo','path':''}}", i - 1);
        calls += fmt::format(",['Core/echo',{{'#l':{0},'#m':{0}}},'c{1}']", reference, i);
    }
    const json::array responses = client.call(calls + "]");
    ASSERT_EQ(responses.size(), 40u);
    EXPECT_EQ(responses[5].at(0), "Core/echo");
    EXPECT_EQ(responses[39].at(1).at("type"), "invalidResultReference");
}

TEST_F(Dispatch, RefusesAnswersThatAreTooLarge) {
    const std::string text(9'000'000, 'x');
    std::string calls = "[['Core/echo',{'t':'" + text + "'},'c0']";
    for (int i = 1; i < 6; ++i) calls += fmt::format(",['Core/echo',{{'n':{}}},'c{}']", i, i);
    EXPECT_EQ(client.call(calls + "]").size(), 6u);

    Context context(&client.room, &client.catalogue);
    Request request;
    request.uses = {std::string(core::capability)};
    for (int i = 0; i < 4; ++i) request.calls.push_back({"Core/echo", {{"t", text}}, "c"});
    const json::object response = client.room.run(run_request(&context, std::move(request), "s"));
    const json::array& responses = response.at("methodResponses").as_array();
    EXPECT_EQ(responses.at(2).at(0), "Core/echo");
    EXPECT_EQ(responses.at(3).at(1).at("type"), "requestTooLarge");
}

TEST(Reference, PaysForWhatItBrings) {
    const json::value value = parsed("{'list':[['a'],['b','c']]}");
    ReferenceBudget budget{.values = 8, .octets = 1000};
    EXPECT_EQ(evaluate_path(value, "/list/*", budget), parsed("['a','b','c']"));
    EXPECT_LT(budget.values, 4u);
    EXPECT_EQ(evaluate_path(value, "/list/*", budget), std::nullopt);
}

TEST(CatalogueDeath, StopsAtWhatIsWrongInTheTable) {
    const Family twice{capabilities, {}, methods};
    EXPECT_DEATH(Catalogue({twice, twice}), "");
    static constexpr Argument wrong[] = {{"id", "Foo", ""}};
    static constexpr Method untyped[] = {{"Test/x", test_urn, "", "", wrong, typed}};
    EXPECT_DEATH(Catalogue({Family{capabilities, {}, untyped}}), "");
    static constexpr Method homeless[] = {{"Test/x", "urn:other", "", "", {}, typed}};
    EXPECT_DEATH(Catalogue({Family{capabilities, {}, homeless}}), "");
}

}  // namespace
}  // namespace milpa::jmap
