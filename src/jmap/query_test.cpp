// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/query.hpp"

#include <gtest/gtest.h>

#include "jmap/core/core.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;
using testing::TestClient;

constexpr Argument conditions[] = {{"has", "String", ""}, {"least", "Int", ""}};
constexpr std::string_view sorts[] = {"name", "size"};
constexpr Argument sort_members[] = {{"keyword", "String", ""}};

class QueryTest : public ::testing::Test {
protected:
    json::object arguments(std::string_view more) {
        return parsed(client.quoted(fmt::format("{{'accountId':'$A'{}{}}}", more.empty() ? "" : ",", more)))
            .as_object();
    }
    std::string error_of(std::string_view more) {
        const auto query = read_query(context, rules, arguments(more));
        return query ? "" : query.error().type;
    }

    TestClient client{{core::family()}};
    Context context{&client.room, &client.catalogue};
    QueryRules rules{conditions, sorts, sort_members, 5};
};

TEST_F(QueryTest, IsReadOrRefused) {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"", ""},
        {"'filter':null,'sort':null,'limit':null,'anchor':null", ""},
        {"'filter':{}", ""},
        {"'filter':{'has':'a','least':3}", ""},
        {"'filter':{'operator':'AND','conditions':[{'operator':'NOT','conditions':[{'has':'b'}]}]}", ""},
        {"'filter':{'what':1}", "unsupportedFilter"},
        {"'filter':{'operator':'NOT','conditions':[{'what':1}]}", "unsupportedFilter"},
        {"'filter':{'has':1}", "invalidArguments"},
        {"'filter':{'operator':'XOR','conditions':[]}", "invalidArguments"},
        {"'filter':{'operator':'AND'}", "invalidArguments"},
        {"'filter':{'operator':'AND','conditions':[1]}", "invalidArguments"},
        {"'filter':{'operator':'AND','conditions':[],'has':'a'}", "invalidArguments"},
        {"'filter':{'operator':1,'conditions':[]}", "invalidArguments"},
        {"'sort':[]", ""},
        {"'sort':[{'property':'name','isAscending':false,'collation':'i;ascii-casemap','keyword':'x'}]", ""},
        {"'sort':[{'property':'what'}]", "unsupportedSort"},
        {"'sort':[{'property':'name','collation':'i;klingon'}]", "unsupportedSort"},
        {"'sort':[{'property':'name','what':1}]", "unsupportedSort"},
        {"'sort':[{'isAscending':true}]", "invalidArguments"},
        {"'sort':[{'property':1}]", "invalidArguments"},
        {"'sort':[{'property':'name','isAscending':1}]", "invalidArguments"},
        {"'sort':[{'property':'name','keyword':1}]", "invalidArguments"},
    };
    for (const auto& [more, error] : rows) EXPECT_EQ(error_of(more), error) << more;
    EXPECT_EQ(read_query(context, rules, parsed("{'accountId':'aother'}").as_object()).error().type,
              "accountNotFound");
    std::string many;
    for (std::size_t i = 0; i < filter_parts_max; ++i) many += std::string(i == 0 ? "" : ",") + "{}";
    EXPECT_EQ(error_of("'filter':{'operator':'AND','conditions':[" + many + "]}"), "unsupportedFilter");
    many.clear();
    for (std::size_t i = 0; i <= comparators_max; ++i) {
        many += std::string(i == 0 ? "" : ",") + "{'property':'name'}";
    }
    EXPECT_EQ(error_of("'sort':[" + many + "]"), "unsupportedSort");
}

TEST_F(QueryTest, FiltersByOperators) {
    struct Row {
        std::string_view filter;
        std::string_view matching;
    };
    const Row rows[] = {
        {"{}", "abc"},
        {"{'has':'a'}", "a"},
        {"{'operator':'OR','conditions':[{'has':'a'},{'has':'b'}]}", "ab"},
        {"{'operator':'NOT','conditions':[{'has':'a'},{'has':'b'}]}", "c"},
        {"{'operator':'AND','conditions':[{'has':'a'},{'has':'b'}]}", ""},
        {"{'operator':'AND','conditions':[]}", "abc"},
        {"{'operator':'OR','conditions':[]}", ""},
        {"{'operator':'NOT','conditions':[]}", "abc"},
        {"{'operator':'AND','conditions':[{'operator':'NOT','conditions':[{'has':'c'}]},{}]}", "ab"},
    };
    for (const Row& row : rows) {
        const auto query = read_query(context, rules, arguments(fmt::format("'filter':{}", row.filter)));
        ASSERT_TRUE(query) << row.filter;
        std::string matching;
        for (const char c : {'a', 'b', 'c'}) {
            const bool holds = query->filter->matches([&](const json::object& condition) {
                const auto has = text_of(condition, "has");
                return !has || *has == std::string(1, c);
            });
            if (holds) matching += c;
        }
        EXPECT_EQ(matching, row.matching) << row.filter;
    }
}

TEST_F(QueryTest, ShowsAWindow) {
    struct Row {
        std::string_view more;
        std::string_view ids;  // or the error
        std::int64_t position;
    };
    const Row rows[] = {
        {"", "abcde", 0},
        {"'position':2", "cdefg", 2},
        {"'position':2,'limit':2", "cd", 2},
        {"'position':7", "", 7},
        {"'position':9007199254740991", "", 9007199254740991},
        {"'position':-2", "fg", 5},
        {"'position':-9", "abcde", 0},
        {"'position':-9007199254740991,'limit':1", "a", 0},
        {"'limit':0", "", 0},
        {"'anchor':'c'", "cdefg", 2},
        {"'anchor':'c','position':6", "cdefg", 2},
        {"'anchor':'c','anchorOffset':-1,'limit':1", "b", 1},
        {"'anchor':'c','anchorOffset':-9,'limit':1", "a", 0},
        {"'anchor':'c','anchorOffset':9007199254740991", "", 9007199254740993},
        {"'anchorOffset':3,'limit':1", "a", 0},
        {"'anchor':'x'", "anchorNotFound", 0},
    };
    const std::vector<std::string> results{"a", "b", "c", "d", "e", "f", "g"};
    for (const Row& row : rows) {
        const auto query = read_query(context, rules, arguments(row.more));
        ASSERT_TRUE(query) << row.more;
        const Answer answer = query_answer(context, *query, "s1", true, results);
        if (!answer) {
            EXPECT_EQ(answer.error().type, row.ids) << row.more;
            continue;
        }
        std::string ids;
        for (const json::value& id : answer->at("ids").as_array()) ids += std::string(id.as_string());
        EXPECT_EQ(ids, row.ids) << row.more;
        EXPECT_EQ(answer->at("position").to_number<std::int64_t>(), row.position) << row.more;
        EXPECT_FALSE(answer->contains("total"));
        EXPECT_EQ(answer->contains("limit"), row.more.find("limit") == std::string_view::npos) << row.more;
    }
    const auto query = read_query(context, rules, arguments("'calculateTotal':true,'limit':6"));
    const Answer answer = query_answer(context, *query, "s1", true, results);
    EXPECT_EQ(answer->at("total"), 7u);
    EXPECT_EQ(answer->at("limit"), 5u);
    EXPECT_EQ(answer->at("queryState"), "s1");
    EXPECT_EQ(answer->at("canCalculateChanges"), true);
}

TEST_F(QueryTest, TellsWhatHasChanged) {
    const std::vector<std::string> now{"new", "a", "moved", "b", "late"};
    const auto changes = [&](std::string_view more) {
        const auto call =
            read_query_changes(context, rules, arguments("'sinceQueryState':'s1'" + std::string(more)));
        EXPECT_TRUE(call);
        return query_changes_answer(context, *call, "s2", now, {"new", "late"}, {"moved", "gone"});
    };
    EXPECT_EQ(*changes(",'calculateTotal':true"),
              parsed(client.quoted("{'accountId':'$A','oldQueryState':'s1','newQueryState':'s2','total':5,"
                                   "'removed':['moved','gone'],'added':[{'id':'new','index':0},"
                                   "{'id':'moved','index':2},{'id':'late','index':4}]}")));
    EXPECT_EQ(changes(",'upToId':'b'")->at("added").as_array().size(), 2u);
    EXPECT_EQ(changes(",'upToId':'a'")->at("added").as_array().size(), 1u);
    EXPECT_EQ(changes(",'upToId':'moved'")->at("added").as_array().size(), 3u);
    EXPECT_EQ(changes(",'upToId':'nothing'")->at("added").as_array().size(), 3u);
    EXPECT_TRUE(changes(",'maxChanges':5"));
    EXPECT_EQ(changes(",'maxChanges':4").error().type, "tooManyChanges");
}

TEST(Collation, OrdersTexts) {
    const auto before = [](std::string_view collation, std::string_view a, std::string_view b) {
        return sort_key(collation, a) < sort_key(collation, b);
    };
    EXPECT_EQ(sort_key("i;ascii-casemap", "aZ-ä"), sort_key("i;ascii-casemap", "Az-ä"));
    EXPECT_TRUE(before("i;ascii-casemap", "a", "B"));
    EXPECT_EQ(sort_key("i;unicode-casemap", "ÄB"), sort_key("i;unicode-casemap", "a\u0308b"));
    EXPECT_TRUE(before("i;unicode-casemap", "éa", "EB") == false);
    EXPECT_TRUE(before("i;unicode-casemap", "ä", "b"));
    EXPECT_TRUE(before("i;ascii-numeric", "9x", "10"));
    EXPECT_EQ(sort_key("i;ascii-numeric", "007"), sort_key("i;ascii-numeric", "7a"));
    EXPECT_TRUE(before("i;ascii-numeric", "99999999999999999999", "x"));
    EXPECT_EQ(sort_key("i;ascii-numeric", "x"), sort_key("i;ascii-numeric", ""));
}

}  // namespace
}  // namespace milpa::jmap
