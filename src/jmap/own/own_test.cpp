// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/own/own.hpp"

#include <gtest/gtest.h>

#include <set>

#include "jmap/own/own_testing.hpp"

namespace milpa::jmap {
namespace {

using testing::Own;

// Whoever adds a method says here who may call it.
TEST(OwnMethods, WhatTakesNoDutyIsForGuestsOrOnesOwn) {
    const std::set<std::string_view> for_guests = {
        "Collective/get", "Approval/get",    "Approval/offer",    "Keyholders/get",   "Keyholders/offer",
        "Server/status",  "Invitation/look", "Invitation/accept", "Password/recover", "Start/unexplained"};
    const std::set<std::string_view> for_members = {
        "Member/get",       "Domain/get",       "Start/get",          "Act/get",
        "Member/query",     "Start/query",      "Act/query",          "Held/get",
        "LoginSession/get", "LoginSession/set", "AppPassword/get",    "AppPassword/set",
        "Proof/give",       "Password/set",     "RecoveryCode/renew", "FormerVault/reopen",
        "TrustedGroup/get", "TrustedGroup/set", "Entrusted/get",      "Entrusted/freeze",
        "Entrusted/thaw",   "OpenPgpKey/get",   "OpenPgpKey/publish"};
    // What looks after the account itself: not by an app password. Of the rest a program may have what it
    // likes.
    const std::set<std::string_view> for_programs = {"Member/get", "Domain/get",    "Start/get",
                                                     "Act/get",    "Member/query",  "Start/query",
                                                     "Act/query",  "OpenPgpKey/get"};
    for (const Method& method : own_family().methods) {
        EXPECT_EQ(method.manages_account,
                  for_members.contains(method.name) && !for_programs.contains(method.name))
            << method.name;
        EXPECT_EQ(method.of, Method::Of::collective) << method.name;
        EXPECT_EQ(method.guests, for_guests.contains(method.name)) << method.name;
        const bool is_free = for_guests.contains(method.name) || for_members.contains(method.name);
        EXPECT_EQ(method.duty, is_free ? 0 : administrator) << method.name;
    }
}

TEST_F(Own, WhatIsOfferedIsOfferedToTheCollective) {
    for (const char* method : {"Keyholders/offer", "Keyholders/lock", "Approval/offer", "Approval/collect"}) {
        const std::string more = method == std::string("Keyholders/offer")   ? ",'share':'x'"
                                 : method == std::string("Approval/offer")   ? ",'id':'a','share':'x'"
                                 : method == std::string("Approval/collect") ? ",'id':'a'"
                                                                             : "";
        EXPECT_EQ(client.error_of(method, "{'accountId':'anobody'" + more + "}"), "accountNotFound")
            << method;
    }
}

TEST_F(Own, WhoIsNoAdministratorSeesThemselvesAndChangesNothing) {
    ASSERT_TRUE(add_member("berta@example.org").contains("id"));
    client.room.duties_now = 0;
    EXPECT_EQ(client.call("Member/get", "{'accountId':'c'}").at("list").as_array().size(), 0U);
    for (const char* method : {"Member/set", "Domain/set", "Alias/set", "Approval/set", "Alias/get",
                               "Invitation/get", "Invitation/set"})
        EXPECT_EQ(client.error_of(method, "{'accountId':'c'}"), "forbidden") << method;
    for (const char* method : {"Keyholders/lock", "Server/load", "Server/purge", "Settings/reload",
                               "Server/dns", "Queue/status", "Queue/retry"})
        EXPECT_EQ(client.error_of(method, "{'accountId':'c'}"), "forbidden") << method;
    EXPECT_EQ(house.purged + house.retried, 0);
    EXPECT_TRUE(client.room.collective().unlocked());
    EXPECT_EQ(client.error_of("Domain/get", "{'accountId':'c'}"), "");
    // Of the wrong account.
    EXPECT_EQ(client.error_of("Domain/get", "{'accountId':'$A'}"), "accountNotFound");
}

TEST_F(Own, GuestsMayOfferSharesAndNothingElse) {
    client.room.guest_now = true;
    client.room.duties_now = 0;
    EXPECT_EQ(client.error_of("Keyholders/get", "{'accountId':'c'}"), "");
    EXPECT_EQ(client.error_of("Server/status", "{'accountId':'c'}"), "");
    for (const char* method :
         {"Member/get", "Domain/get", "Start/get", "Act/get", "Held/get", "OpenPgpKey/get", "Member/query"})
        EXPECT_EQ(client.error_of(method, "{'accountId':'c'}"), "forbidden") << method;
}

TEST_F(Own, WhoAreMoreThanAGetGivesAreAskedForInPieces) {
    std::vector<std::string> added;
    for (const char* address : {"berta@example.org", "chico@example.org", "dina@example.org"})
        added.emplace_back(std::string_view(add_member(address).at("id").as_string()));
    client.room.limits_now.objects_in_get_max = 2;
    EXPECT_EQ(client.error_of("Member/get", "{'accountId':'c','ids':null}"), "requestTooLarge");
    const auto all = client.call("Member/query", "{'accountId':'c','calculateTotal':true}");
    EXPECT_EQ(all.at("total"), 3);
    EXPECT_EQ(all.at("canCalculateChanges"), false);
    for (const std::string& id : added)
        EXPECT_EQ(std::ranges::count(all.at("ids").as_array(), json::value(id)), 1) << id;
    const auto last = client.call("Member/query", "{'accountId':'c','position':2,'limit':2}");
    ASSERT_EQ(last.at("ids").as_array().size(), 1U);
    EXPECT_EQ(last.at("ids").at(0), all.at("ids").at(2));
    EXPECT_EQ(client.error_of("Member/query", "{'accountId':'c','filter':{'name':'x'}}"),
              "unsupportedFilter");
    // Whoever bears no duty sees themselves alone, and is none of them here.
    client.room.duties_now = 0;
    EXPECT_EQ(client.call("Member/query", "{'accountId':'c'}").at("ids").as_array().size(), 0U);
    EXPECT_EQ(client.error_of("Alias/query", "{'accountId':'c'}"), "forbidden");
}

TEST_F(Own, AMemberIsAddedChangedAndRemoved) {
    const json::object made = add_member("berta@example.org");
    ASSERT_TRUE(made.contains("id")) << json::serialize(made);
    EXPECT_FALSE(made.at("password").as_string().empty());
    EXPECT_FALSE(made.at("recoveryCode").as_string().empty());
    const std::string id(made.at("id").as_string());
    // Told once.
    auto list = client.call("Member/get", fmt::format("{{'accountId':'c','ids':['{}']}}", id));
    EXPECT_TRUE(list.at("list").at(0).at("password").is_null());
    EXPECT_TRUE(list.at("list").at(0).at("recoveryCode").is_null());

    EXPECT_EQ(add_member("berta@example.org").at("type"), "alreadyExists");
    EXPECT_EQ(add_member("berta@elsewhere.org").at("type"), "invalidProperties");
    EXPECT_EQ(create("Member/set", "{}").at("type"), "invalidProperties");

    auto answer = client.call(
        "Member/set",
        fmt::format("{{'accountId':'c','update':{{'{}':{{'suspended':true,'quota':5000,'name':'Berta'}}}}}}",
                    id));
    EXPECT_TRUE(answer.at("updated").as_object().contains(id)) << json::serialize(answer);
    EXPECT_EQ(house.ended, 1);
    list = client.call("Member/get", fmt::format("{{'accountId':'c','ids':['{}']}}", id));
    EXPECT_EQ(list.at("list").at(0).at("suspended"), true);
    EXPECT_EQ(list.at("list").at(0).at("quota"), 5000);
    EXPECT_EQ(list.at("list").at(0).at("name"), "Berta");

    answer = client.call("Member/set", fmt::format("{{'accountId':'c','destroy':['{}']}}", id));
    EXPECT_EQ(answer.at("destroyed").at(0), json::value(id));
    answer = client.call("Member/set", fmt::format("{{'accountId':'c','destroy':['{}']}}", id));
    EXPECT_EQ(answer.at("notDestroyed").at(id).at("type"), "notFound");
}

TEST_F(Own, DutiesAreGivenAndTheLastAdministratorStays) {
    const std::string id(add_member("berta@example.org").at("id").as_string());
    const auto set = [&](std::string_view patch) {
        const auto answer =
            client.call("Member/set", fmt::format("{{'accountId':'c','update':{{'{}':{}}}}}", id, patch));
        return answer.at("updated").is_object() ? "" : answer.at("notUpdated").at(id).at("type").as_string();
    };
    const auto duties = [&] {
        return json::serialize(client.call("Member/get", "{'accountId':'c'}").at("list").at(0).at("duties"));
    };
    EXPECT_EQ(duties(), "[]");
    EXPECT_EQ(set("{'duties':['king']}"), "invalidProperties");
    EXPECT_EQ(set("{'duties':['moderator','administrator','administrator']}"), "");
    EXPECT_EQ(duties(), R"(["administrator","moderator"])");
    // In a browser nobody leaves the collective without an administrator; nothing else of the patch is done.
    EXPECT_EQ(set("{'duties':[],'name':'Berta'}"), "forbidden");
    EXPECT_EQ(set("{'suspended':true}"), "forbidden");
    const auto kept = client.call("Member/set", fmt::format("{{'accountId':'c','destroy':['{}']}}", id));
    EXPECT_EQ(kept.at("notDestroyed").at(id).at("type"), "forbidden");
    // What is refused later takes it back.
    EXPECT_EQ(set("{'duties':['administrator'],'addresses':['berta@elsewhere.org']}"), "invalidProperties");
    EXPECT_EQ(duties(), R"(["administrator","moderator"])");
    client.room.local_now = true;
    EXPECT_EQ(set("{'duties':[]}"), "");
    EXPECT_EQ(duties(), "[]");
    EXPECT_EQ(create("Member/set", "{'addresses':['carl@example.org'],'duties':['moderator']}").at("type"),
              "invalidProperties");
}

TEST_F(Own, SeveralAreGottenByTheirIds) {
    const std::string berta(add_member("berta@example.org").at("id").as_string());
    const std::string carl(add_member("carl@example.org").at("id").as_string());
    const auto got = client.call(
        "Member/get", fmt::format("{{'accountId':'c','ids':['{}','{}'],'properties':['id']}}", berta, carl));
    EXPECT_EQ(json::serialize(got.at("list")), fmt::format(R"([{{"id":"{}"}},{{"id":"{}"}}])", berta, carl));
}

TEST_F(Own, StatesTellOfChanges) {
    const auto before = client.call("Member/get", "{'accountId':'c'}").at("state");
    EXPECT_EQ(before, client.call("Member/get", "{'accountId':'c'}").at("state"));
    ASSERT_TRUE(add_member("berta@example.org").contains("id"));
    EXPECT_NE(before, client.call("Member/get", "{'accountId':'c'}").at("state"));
    EXPECT_EQ(client.error_of("Member/set", "{'accountId':'c','ifInState':'old'}"), "stateMismatch");
}

TEST_F(Own, DomainsAndAliases) {
    const json::object domain = create("Domain/set", "{'name':'Second.Example'}");
    ASSERT_TRUE(domain.contains("id")) << json::serialize(domain);
    EXPECT_EQ(create("Domain/set", "{'name':'second.example'}").at("type"), "alreadyExists");
    EXPECT_EQ(create("Domain/set", "{'name':'no domain'}").at("type"), "invalidProperties");
    ASSERT_TRUE(add_member("berta@second.example").contains("id"));

    const json::object alias =
        create("Alias/set", "{'address':'All@Second.Example','targets':['berta@second.example']}");
    ASSERT_TRUE(alias.contains("id")) << json::serialize(alias);
    const std::string id(alias.at("id").as_string());
    EXPECT_EQ(create("Alias/set", "{'address':'all@second.example','targets':['x@y.z']}").at("type"),
              "alreadyExists");
    EXPECT_EQ(create("Alias/set", "{'address':'all@nowhere.example','targets':['x@y.z']}").at("type"),
              "invalidProperties");
    auto answer = client.call(
        "Alias/set", fmt::format("{{'accountId':'c','update':{{'{}':{{'targets':['a@b.example']}}}}}}", id));
    EXPECT_TRUE(answer.at("updated").as_object().contains(id)) << json::serialize(answer);
    EXPECT_EQ(client.call("Alias/get", fmt::format("{{'accountId':'c','ids':['{}']}}", id))
                  .at("list")
                  .at(0)
                  .at("targets")
                  .at(0),
              "a@b.example");

    // In use.
    const std::string domain_id(domain.at("id").as_string());
    answer = client.call("Domain/set", fmt::format("{{'accountId':'c','destroy':['{}']}}", domain_id));
    EXPECT_EQ(answer.at("notDestroyed").at(domain_id).at("type"), "forbidden");
    answer = client.call("Alias/set", fmt::format("{{'accountId':'c','destroy':['{}']}}", id));
    EXPECT_EQ(answer.at("destroyed").at(0), json::value(id));
}

TEST_F(Own, ADomainIsToldAsWhatItIsThoughItsCertificateFails) {
    house.domains_fail = true;
    const json::object domain = create("Domain/set", "{'name':'Second.example'}");
    ASSERT_TRUE(domain.contains("id")) << json::serialize(domain);
    EXPECT_EQ(domain.at("name"), "second.example");
    const std::string id(domain.at("id").as_string());
    const auto answer = client.call("Domain/set", fmt::format("{{'accountId':'c','destroy':['{}']}}", id));
    EXPECT_EQ(answer.at("destroyed").at(0), json::value(id)) << json::serialize(answer);
    EXPECT_EQ(house.domains, 2);
    EXPECT_EQ(client.call("Domain/get", "{'accountId':'c'}").at("list").as_array().size(), 1U);
}

TEST_F(Own, AnActIsDoneByTheKthShareAndToldToWhoAsked) {
    const json::object member = add_member("berta@example.org");
    const json::object act = create("Approval/set", fmt::format("{{'act':'resetMember','memberId':'{}'}}",
                                                                member.at("id").as_string().c_str()));
    ASSERT_TRUE(act.contains("id")) << json::serialize(act);
    const std::string id(act.at("id").as_string());
    const std::string collect = fmt::format("{{'accountId':'c','id':'{}'}}", id);
    EXPECT_EQ(client.error_of("Approval/collect", collect), "notFound");

    client.room.guest_now = true;
    client.room.duties_now = 0;
    const auto shares = share_texts();
    const auto offer = [&](std::string_view share) {
        return client.call("Approval/offer",
                           fmt::format("{{'accountId':'c','id':'{}','share':'{}'}}", id, share));
    };
    EXPECT_EQ(offer(shares[0]).at("isDone"), false);
    EXPECT_EQ(offer(shares[0]).at("type"), "alreadyExists");
    EXPECT_EQ(offer("no share").at("type"), "invalidArguments");
    EXPECT_EQ(offer(shares[1]).at("isDone"), true);
    EXPECT_EQ(offer(shares[2]).at("type"), "notFound");
    // What came of it is not a keyholder's to see.
    EXPECT_EQ(client.error_of("Approval/collect", collect), "forbidden");

    client.room.guest_now = false;
    client.room.duties_now = administrator;
    const auto result = client.call("Approval/collect", collect);
    EXPECT_FALSE(result.at("password").as_string().empty()) << json::serialize(result);
    EXPECT_FALSE(result.at("recoveryCode").as_string().empty());
    EXPECT_EQ(client.error_of("Approval/collect", collect), "notFound");
    const auto acts = client.call("Act/get", "{'accountId':'c'}").at("list").as_array();
    EXPECT_EQ(acts.back().at("act"), "resetMember");
    EXPECT_EQ(acts.back().at("memberId"), member.at("id"));
}

TEST_F(Own, GuestsSeeTheActsThatTheyCanNameAndNoOthers) {
    const json::object member = add_member("berta@example.org");
    const auto ask = [&] {
        return std::string(create("Approval/set", fmt::format("{{'act':'resetMember','memberId':'{}'}}",
                                                              member.at("id").as_string().c_str()))
                               .at("id")
                               .as_string());
    };
    const std::string id = ask();
    EXPECT_EQ(client.call("Approval/get", "{'accountId':'c'}").at("list").as_array().size(), 1U);
    client.room.guest_now = true;
    client.room.duties_now = 0;
    const auto unnamed = client.call("Approval/get", "{'accountId':'c'}");
    EXPECT_TRUE(unnamed.at("list").as_array().empty());
    EXPECT_TRUE(client.call("Approval/get", "{'accountId':'c','ids':null}").at("list").as_array().empty());
    const auto named = client.call("Approval/get", fmt::format("{{'accountId':'c','ids':['{}','x']}}", id));
    ASSERT_EQ(named.at("list").as_array().size(), 1U);
    EXPECT_EQ(named.at("list").at(0).at("address"), "berta@example.org");
    EXPECT_EQ(named.at("notFound").at(0), "x");
    // That there is another one shows in nothing.
    client.room.guest_now = false;
    client.room.duties_now = administrator;
    ask();
    client.room.guest_now = true;
    client.room.duties_now = 0;
    EXPECT_EQ(client.call("Approval/get", "{'accountId':'c'}").at("state"), unnamed.at("state"));
    // Who is at the machine sees all.
    client.room.local_now = true;
    EXPECT_EQ(client.call("Approval/get", "{'accountId':'c'}").at("list").as_array().size(), 2U);
}

TEST_F(Own, KeyholdersChangeInTwoActs) {
    EXPECT_EQ(create("Approval/set", "{'act':'confirmKeyholders'}").at("type"), "invalidProperties");
    EXPECT_EQ(
        create("Approval/set", "{'act':'changeKeyholders','newKeyholders':2,'newThreshold':3}").at("type"),
        "invalidProperties");
    const auto carry = [&](const std::string& id, const std::vector<std::string>& shares) {
        json::object last;
        for (const auto& share : shares)
            last = client.call("Approval/offer",
                               fmt::format("{{'accountId':'c','id':'{}','share':'{}'}}", id, share));
        EXPECT_EQ(last.at("isDone"), true) << json::serialize(last);
        return client.call("Approval/collect", fmt::format("{{'accountId':'c','id':'{}'}}", id));
    };
    const auto old = share_texts();
    const std::string draw(
        create("Approval/set", "{'act':'changeKeyholders','newKeyholders':5,'newThreshold':3}")
            .at("id")
            .as_string());
    const auto drawn = carry(draw, {old[0], old[1]}).at("shares").as_array();
    ASSERT_EQ(drawn.size(), 5U);
    EXPECT_EQ(client.call("Keyholders/get", "{'accountId':'c'}").at("list").at(0).at("generation"), 1);
    const std::string confirm(create("Approval/set", "{'act':'confirmKeyholders'}").at("id").as_string());
    carry(confirm, {std::string(drawn[0].as_string()), std::string(drawn[2].as_string()),
                    std::string(drawn[4].as_string())});
    const auto now = client.call("Keyholders/get", "{'accountId':'c'}").at("list").at(0).as_object();
    EXPECT_EQ(now.at("generation"), 2);
    EXPECT_EQ(now.at("threshold"), 3);
}

TEST_F(Own, WhatAnActCannotBeDoneWithIsToldAtOnce) {
    const std::string id(add_member("berta@example.org").at("id").as_string());
    for (const std::string& password : {std::string("short"), std::string(1025, 'x'), std::string()}) {
        const auto refused =
            create("Approval/set",
                   fmt::format("{{'act':'resetMember','memberId':'{}','password':'{}'}}", id, password));
        EXPECT_EQ(refused.at("type"), "invalidProperties") << json::serialize(refused);
        EXPECT_EQ(json::serialize(refused.at("properties")), R"(["password"])");
    }
    for (const char* wrong : {"'newKeyholders':17,'newThreshold':2", "'newKeyholders':0", "'newThreshold':4"})
        EXPECT_EQ(create("Approval/set", fmt::format("{{'act':'changeKeyholders',{}}}", wrong)).at("type"),
                  "invalidProperties")
            << wrong;
    EXPECT_TRUE(client.call("Approval/get", "{'accountId':'c'}").at("list").as_array().empty());
}

TEST_F(Own, ApprovalsAreFewAndForgotten) {
    for (std::size_t i = 0; i < approvals_max; ++i)
        ASSERT_TRUE(create("Approval/set", "{'act':'changeKeyholders'}").contains("id"));
    EXPECT_EQ(create("Approval/set", "{'act':'changeKeyholders'}").at("type"), "overQuota");
    const auto list = client.call("Approval/get", "{'accountId':'c'}").at("list").as_array();
    ASSERT_EQ(list.size(), approvals_max);
    const std::string id(list[0].at("id").as_string());
    EXPECT_EQ(client.call("Approval/set", fmt::format("{{'accountId':'c','destroy':['{}']}}", id))
                  .at("destroyed")
                  .at(0),
              json::value(id));
    house.approvals().forget_all();
    EXPECT_TRUE(client.call("Approval/get", "{'accountId':'c'}").at("list").as_array().empty());
}

TEST_F(Own, WhatIsHeldIsForOneselfAndAdministrators) {
    const std::string id(add_member("berta@example.org").at("id").as_string());
    const auto held = client.call("Held/get", fmt::format("{{'accountId':'c','memberId':'{}'}}", id));
    EXPECT_NE(std::string_view(held.at("text").as_string()).find("berta@example.org"),
              std::string_view::npos);
    client.room.duties_now = 0;
    EXPECT_EQ(client.error_of("Held/get", fmt::format("{{'accountId':'c','memberId':'{}'}}", id)),
              "notFound");
}

TEST_F(Own, TheServerAsAWhole) {
    EXPECT_EQ(client.call("Server/status", "{'accountId':'c'}").at("for"), 2);
    EXPECT_EQ(client.call("Queue/status", "{'accountId':'c'}").at("messages"), 3);
    EXPECT_EQ(client.call("Server/load", "{'accountId':'c'}").at("processors"), 2);
    EXPECT_EQ(client.call("Server/dns", "{'accountId':'c','check':true}").at("records").at(0), true);
    EXPECT_EQ(client.error_of("Certificate/set", "{'accountId':'c','chain':'chain','key':'key'}"), "");
    EXPECT_EQ(client.error_of("Certificate/set", "{'accountId':'c','chain':'chain','key':'other'}"),
              "invalidArguments");
    EXPECT_EQ(client.error_of("Certificate/renew", "{'accountId':'c'}"), "");
    EXPECT_EQ(client.error_of("Certificate/renew", "{'accountId':'c'}"), "notFound");
    EXPECT_EQ(client.error_of("Certificate/bindAccount", "{'accountId':'c','keyId':'id','key':'a2V5'}"), "");
    EXPECT_EQ(client.error_of("Certificate/bindAccount", "{'accountId':'c','keyId':'id','key':'?'}"),
              "invalidArguments");
    EXPECT_EQ(client.call("Settings/reload", "{'accountId':'c'}").at("taken").at(0), "a.b");
    for (const ErrorKind kind : {ErrorKind::syntax, ErrorKind::denied}) {
        house.mistake = kind;
        EXPECT_EQ(client.error_of("Settings/reload", "{'accountId':'c'}"), "invalidSettings");
    }
    client.call("Queue/retry", "{'accountId':'c'}");
    client.call("Server/purge", "{'accountId':'c'}");
    EXPECT_EQ(house.retried, 1);
    EXPECT_EQ(house.purged, 1);
    client.room.duties_now = 0;
    EXPECT_EQ(client.call("Server/status", "{'accountId':'c'}").at("for"), 1);
    client.room.guest_now = true;
    EXPECT_EQ(client.call("Server/status", "{'accountId':'c'}").at("for"), 0);
}

}  // namespace
}  // namespace milpa::jmap
