// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/core/quota.hpp"

#include <gtest/gtest.h>

#include "jmap/core/core.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;
using testing::TestClient;

/// Quotas count Emails: without mail among what a client uses there are none (RFC 9425 4).
json::object nothing() { return {}; }
constexpr Capability mail_capabilities[] = {{"urn:ietf:params:jmap:mail", "", nothing, nullptr}};

class QuotaTest : public ::testing::Test {
protected:
    QuotaTest() { client.room.quota_now = {.octets_max = 1000, .messages_max = 10}; }
    json::object get(std::string_view more = "") {
        return client.call("Quota/get", fmt::format("{{'accountId':'$A'{}}}", more));
    }
    std::string state() { return std::string(get().at("state").as_string()); }

    TestClient client{{core::family(), quota::family(), Family{mail_capabilities, {}, {}}}};
};

TEST_F(QuotaTest, SaysWhatThereIsAndWhatThereMayBe) {
    client.room.held.deliver("Subject: x\r\n\r\nhello\r\n");
    const std::uint64_t octets = client.room.account().state().usage().octets;
    const json::object answer = get(",'ids':['octets','x']");
    EXPECT_EQ(
        answer.at("list"),
        parsed(fmt::format("[{{'id':'octets','resourceType':'octets','used':{},'hardLimit':1000,"
                           "'scope':'account','name':'ana@example.org','types':['Email'],'warnLimit':900,"
                           "'softLimit':null,'description':'Octets of all messages of this account.'}}]",
                           octets)));
    EXPECT_EQ(answer.at("notFound"), parsed("['x']"));
    EXPECT_EQ(get(",'properties':['used']").at("list"),
              parsed(fmt::format("[{{'id':'octets','used':{}}},{{'id':'count','used':1}}]", octets)));
    client.room.quota_now.octets_max = UINT64_MAX;
    EXPECT_EQ(get(",'ids':['octets'],'properties':['hardLimit']").at("list").at(0).at("hardLimit"),
              9007199254740991);
}

TEST_F(QuotaTest, IsNotShownToWhoDoesNotUseMail) {
    const json::value response = client.request(client.quoted(
        "{'using':['urn:ietf:params:jmap:quota'],'methodCalls':[['Quota/get',{'accountId':'$A'},'c']]}"));
    EXPECT_EQ(response.at("methodResponses").at(0).at(1).at("list"), parsed("[]"));
}

TEST_F(QuotaTest, TellsWhatHasChanged) {
    const std::string before = state();
    const auto changes = [&](std::string_view more = "") {
        return client.call("Quota/changes",
                           fmt::format("{{'accountId':'$A','sinceState':'{}'{}}}", before, more));
    };
    EXPECT_EQ(changes().at("updated"), parsed("[]"));
    client.room.held.deliver("Subject: x\r\n\r\nhello\r\n");
    EXPECT_EQ(changes().at("updated"), parsed("['octets','count']"));
    EXPECT_EQ(changes().at("updatedProperties"), parsed("['used']"));
    EXPECT_EQ(changes().at("newState"), json::value(state()));
    EXPECT_EQ(changes(",'maxChanges':1").at("type"), "cannotCalculateChanges");
    client.room.quota_now.messages_max = 11;
    EXPECT_TRUE(changes().at("updatedProperties").is_null());
    for (const auto* const wrong : {"", "q", "q1-2-3", "q1-2-3-4-5", "s1", "q1-2-3-x"}) {
        EXPECT_EQ(
            client.error_of("Quota/changes", fmt::format("{{'accountId':'$A','sinceState':'{}'}}", wrong)),
            "cannotCalculateChanges")
            << wrong;
    }
}

TEST_F(QuotaTest, IsFoundByItsConditions) {
    client.room.held.deliver("Subject: x\r\n\r\nhello\r\n");
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"", "['octets','count']"},
        {",'filter':{'name':'ana'}", "['octets','count']"},
        {",'filter':{'name':'bob'}", "[]"},
        {",'filter':{'resourceType':'count'}", "['count']"},
        {",'filter':{'scope':'domain'}", "[]"},
        {",'filter':{'type':'Email'}", "['octets','count']"},
        {",'filter':{'type':'Card'}", "[]"},
        {",'sort':[{'property':'used'}]", "['count','octets']"},
        {",'sort':[{'property':'used','isAscending':false}]", "['octets','count']"},
        {",'sort':[{'property':'name'}]", "['octets','count']"},
    };
    for (const auto& [more, ids] : rows) {
        EXPECT_EQ(client.call("Quota/query", fmt::format("{{'accountId':'$A'{}}}", more)).at("ids"),
                  parsed(std::string(ids)))
            << more;
    }
    EXPECT_EQ(client.error_of("Quota/query", "{'accountId':'$A','sort':[{'property':'id'}]}"),
              "unsupportedSort");
    const std::string before = state();
    const auto changes = [&] {
        return client.call("Quota/queryChanges",
                           fmt::format("{{'accountId':'$A','sinceQueryState':'{}'}}", before));
    };
    EXPECT_EQ(changes().at("removed"), parsed("[]"));
    client.room.held.deliver("Subject: x\r\n\r\nhello\r\n");
    EXPECT_EQ(changes().at("removed"), parsed("['octets','count']"));
    EXPECT_EQ(changes().at("added"), parsed("[{'id':'octets','index':0},{'id':'count','index':1}]"));
}

}  // namespace
}  // namespace milpa::jmap
