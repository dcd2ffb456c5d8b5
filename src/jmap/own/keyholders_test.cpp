// SPDX-License-Identifier: AGPL-3.0-or-later
// Unlocking, and the starts that somebody has to explain.
#include <gtest/gtest.h>

#include "jmap/own/own_testing.hpp"

namespace milpa::jmap {
namespace {

using testing::Own;

TEST_F(Own, LockedGuestsUnlockWithTheirShares) {
    const auto shares = share_texts();
    EXPECT_EQ(client.error_of("Keyholders/lock", "{'accountId':'c'}"), "");
    ASSERT_FALSE(client.room.collective().unlocked());
    client.room.guest_now = true;
    client.room.duties_now = 0;
    const auto offer = [&](std::string_view share) {
        return client.call("Keyholders/offer", fmt::format("{{'accountId':'c','share':'{}'}}", share));
    };
    EXPECT_EQ(client.error_of("Keyholders/offer", "{'accountId':'c','share':'nonsense'}"),
              "invalidArguments");
    EXPECT_EQ(offer(shares[0]).at("missing"), 1);
    EXPECT_EQ(house.unlocked, 0);
    const auto open = offer(shares[2]);
    EXPECT_EQ(open.at("isUnlocked"), true) << json::serialize(open);
    EXPECT_EQ(house.unlocked, 1);
}

TEST_F(Own, WhoBroughtAShareSeesTheStartsThatNobodyHasExplained) {
    const auto shares = share_texts();
    const auto unexplained = [&](std::string_view receipt) {
        return client.call("Start/unexplained", fmt::format("{{'accountId':'c','receipt':'{}'}}", receipt));
    };
    const auto offer = [&](std::string_view share) {
        return client.call("Keyholders/offer", fmt::format("{{'accountId':'c','share':'{}'}}", share));
    };
    EXPECT_EQ(client.error_of("Keyholders/lock", "{'accountId':'c'}"), "");
    client.room.guest_now = true;
    client.room.duties_now = 0;
    EXPECT_FALSE(offer("nonsense").contains("receipt"));
    const std::string first(offer(shares[0]).at("receipt").as_string());
    EXPECT_EQ(unexplained("x").at("type"), "forbidden");
    EXPECT_EQ(unexplained("x").at("kind"), "denied");
    json::object seen = unexplained(first);
    EXPECT_EQ(seen.at("isUnlocked"), false);
    EXPECT_EQ(seen.at("missing"), 1);
    EXPECT_EQ(json::serialize(seen.at("collected")), "[1]");
    EXPECT_TRUE(seen.at("list").is_null());
    EXPECT_FALSE(offer(shares[0]).contains("receipt"));
    const std::string second(offer(shares[1]).at("receipt").as_string());
    EXPECT_NE(first, second);
    for (const std::string& receipt : {first, second}) {
        seen = unexplained(receipt);
        EXPECT_EQ(seen.at("isUnlocked"), true);
        ASSERT_EQ(seen.at("list").as_array().size(), 1U);
        EXPECT_EQ(seen.at("list").at(0).at("sessions").as_array().size(), 2U);
    }
    const std::string id(seen.at("list").at(0).at("id").as_string());
    const auto explain = [&](std::string_view which, std::string_view why) {
        return client.call("Start/explain",
                           fmt::format("{{'accountId':'c','id':'{}','explanation':{}}}", which, why));
    };
    // Not by a guest, nor by who has no duty.
    EXPECT_EQ(explain(id, "'x'").at("type"), "forbidden");
    client.room.guest_now = false;
    EXPECT_EQ(explain(id, "'x'").at("type"), "forbidden");
    client.room.duties_now = administrator;
    // The test's member is none of the collective's; at the machine is nobody.
    client.room.local_now = true;
    client.room.guest_now = true;
    EXPECT_FALSE(explain(id, "'a storm'").contains("type"));
    // Whoever explains it in this moment hides it from no keyholder.
    seen = unexplained(first);
    ASSERT_EQ(seen.at("list").as_array().size(), 1U);
    EXPECT_EQ(seen.at("list").at(0).at("explanation"), "a storm");
    auto start = client.call("Start/get", "{'accountId':'c'}").at("list").at(0).as_object();
    EXPECT_EQ(start.at("explanation"), "a storm");
    EXPECT_TRUE(start.at("explainedBy").is_null());
    EXPECT_FALSE(start.at("explainedAt").is_null());
    EXPECT_FALSE(explain(id, "null").contains("type"));
    EXPECT_TRUE(unexplained(second).at("list").at(0).at("explanation").is_null());
    for (const char* none : {"s1", "s01", "s", "t0", "s99999999999999999999"})
        EXPECT_EQ(explain(none, "'x'").at("type"), "notFound") << none;
    EXPECT_EQ(explain(id, fmt::format("'{}'", std::string(501, 'x'))).at("kind"), "limit");
    EXPECT_EQ(explain(id, "'a\\tb'").at("type"), "invalidArguments");
    // What was given for one unlocking is nothing at the next.
    EXPECT_EQ(client.error_of("Keyholders/lock", "{'accountId':'c'}"), "");
    for (const std::string& receipt : {first, second})
        EXPECT_EQ(unexplained(receipt).at("type"), "forbidden");
}

TEST_F(Own, AMemberWhoExplainsAStartIsNamed) {
    const std::string id(add_member("berta@example.org").at("id").as_string());
    members::Login berta;
    berta.member = client.room.collective().read_member(*MemberId::from(as_text(*from_hex(id)))).value();
    client.room.login_now = berta;
    EXPECT_EQ(client.error_of("Start/explain", "{'accountId':'c','id':'s0','explanation':'the founding'}"),
              "");
    const auto start = client.call("Start/get", "{'accountId':'c'}").at("list").at(0).as_object();
    EXPECT_EQ(start.at("explainedBy"), json::value(id));
}

TEST_F(Own, AnUnlockingOfWhichAPartFailsIsToldAndTriedAgain) {
    const auto shares = share_texts();
    EXPECT_EQ(client.error_of("Keyholders/lock", "{'accountId':'c'}"), "");
    const auto offer = [&](std::string_view share) {
        return client.call("Keyholders/offer", fmt::format("{{'accountId':'c','share':'{}'}}", share));
    };
    offer(shares[0]);
    house.unlocking_fails = true;
    const auto expect_half = [&](const json::object& answer) {
        EXPECT_EQ(answer.at("type"), "serverPartFail");
        const std::string_view why = answer.at("description").as_string();
        EXPECT_TRUE(why.starts_with("the keys are here, but certificate or queue failed")) << why;
        EXPECT_TRUE(client.room.collective().unlocked());
    };
    const json::object half = offer(shares[2]);
    expect_half(half);
    // Who brought it may look all the same.
    EXPECT_EQ(client.error_of("Start/unexplained", fmt::format("{{'accountId':'c','receipt':'{}'}}",
                                                               half.at("receipt").as_string().c_str())),
              "");
    expect_half(client.call("Keyholders/finish", "{'accountId':'c'}"));
    house.unlocking_fails = false;
    EXPECT_EQ(client.error_of("Keyholders/finish", "{'accountId':'c'}"), "");
    EXPECT_EQ(house.unlocked, 3);
}

}  // namespace
}  // namespace milpa::jmap
