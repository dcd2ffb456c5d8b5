// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "crypto/p256.hpp"
#include "jmap/push/push.hpp"
#include "jmap/session.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::TestClient;

class NotingCarrier final : public PushCarrier {
public:
    bool may_go_to(const http::Url& url) const override { return url.port == 443; }
    std::string public_key() const override { return key; }
    bool take_verification(const MemberId&) override { return verifications-- > 0; }
    void verify(events::PushSubscription subscription) override { pushed.push_back(std::move(subscription)); }
    std::vector<events::PushSubscription> pushed;
    std::string key = to_base64url(crypto::P256Key::generate().public_point());
    int verifications = 1'000;
};

json::object nothing() { return {}; }
json::object nothing_of(Lent<const Context>) { return {}; }
constexpr Capability core[] = {{"urn:ietf:params:jmap:core", "", nothing, nothing_of}};
constexpr Type mail[] = {{"Email", "urn:ietf:params:jmap:core", "", {}, true}};

class PushSubscriptionTest : public ::testing::Test {
protected:
    PushSubscriptionTest() : client({Family{core, mail, {}}, push_family()}) {
        client.room.carrier_now = &carrier;
        const std::string_view password = "a long enough one";
        members::NewMember ana{
            .addresses = {"ana@example.org"}, .name = {}, .password = crypto::SecretText(password)};
        EXPECT_TRUE(client.room.run(client.room.members().add(std::move(ana))));
        auto login =
            client.room.run(client.room.logins().login("ana@example.org", crypto::SecretText(password)));
        EXPECT_TRUE(login);
        client.room.login_now = std::move(*login);
    }

    std::string object(std::string_view more = "", std::string_view device = "phone") {
        return fmt::format(
            "{{'deviceClientId':'{}','url':'https://push.example/x',"
            "'keys':{{'p256dh':'{}','auth':'{}'}}{}}}",
            device, to_base64url(browser.public_point()), to_base64url(Bytes(16, 3)), more);
    }
    json::object create(std::string_view text) {
        const auto answer = client.call("PushSubscription/set", fmt::format("{{'create':{{'k':{}}}}}", text));
        EXPECT_FALSE(answer.contains("accountId") || answer.contains("newState"));
        const auto& made = answer.at("created");
        if (made.is_object() && made.as_object().contains("k")) return made.at("k").as_object();
        return answer.at("notCreated").at("k").as_object();
    }
    json::object update(std::string_view id, std::string_view patch) {
        return client.call("PushSubscription/set", fmt::format("{{'update':{{'{}':{}}}}}", id, patch));
    }

    const crypto::P256Key browser = crypto::P256Key::generate();
    NotingCarrier carrier;
    TestClient client;
};

TEST_F(PushSubscriptionTest, IsVerifiedByTheCodeThatWasPushed) {
    const auto made = create(object());
    ASSERT_TRUE(made.contains("id")) << json::serialize(made);
    const std::string id(made.at("id").as_string());
    ASSERT_EQ(carrier.pushed.size(), 1U);
    EXPECT_FALSE(carrier.pushed[0].verified());
    const auto wrong = update(id, "{'verificationCode':'guess'}");
    EXPECT_EQ(wrong.at("notUpdated").at(id).at("type"), "invalidProperties");
    auto list = client.call("PushSubscription/get", "{}").at("list").as_array();
    ASSERT_EQ(list.size(), 1U);
    EXPECT_TRUE(list[0].at("verificationCode").is_null());
    const auto right =
        update(id, fmt::format("{{'verificationCode':'{}'}}", carrier.pushed[0].verification()));
    EXPECT_TRUE(right.at("updated").as_object().contains(id)) << json::serialize(right);
    list = client.call("PushSubscription/get", "{}").at("list").as_array();
    EXPECT_EQ(std::string(list[0].at("verificationCode").as_string()), carrier.pushed[0].verification());
    // What it goes by is never told.
    EXPECT_FALSE(list[0].as_object().contains("url") || list[0].as_object().contains("keys"));
    EXPECT_EQ(client.error_of("PushSubscription/get", "{'properties':['url']}"), "forbidden");
}

TEST_F(PushSubscriptionTest, NothingThatAPushServiceCouldReadOrThatLeadsElsewhere) {
    const auto key = to_base64url(browser.public_point());
    const std::string rows[] = {
        "{'deviceClientId':'p','url':'https://push.example/x'}",
        "{'deviceClientId':'p','url':'https://push.example/x','keys':null}",
        "{'deviceClientId':'p','url':'https://push.example/x','keys':{'p256dh':'AAAA','auth':'AAAA'}}",
        fmt::format(
            "{{'deviceClientId':'p','url':'http://push.example/x','keys':{{'p256dh':'{}','auth':'{}'}}}}",
            key, to_base64url(Bytes(16, 3))),
        fmt::format("{{'deviceClientId':'p','url':'nonsense','keys':{{'p256dh':'{}','auth':'{}'}}}}", key,
                    to_base64url(Bytes(16, 3))),
        fmt::format("{{'url':'https://push.example/x','keys':{{'p256dh':'{}','auth':'{}'}}}}", key,
                    to_base64url(Bytes(16, 3))),
        fmt::format(
            "{{'deviceClientId':'p','url':'https://push.example:25/x','keys':{{'p256dh':'{}','auth':'{}'}}}}",
            key, to_base64url(Bytes(16, 3))),
        object(",'verificationCode':'x'"),
        object(",'types':['Nothing']"),
        object(",'types':[]"),
        object(",'expires':'2001-01-01T00:00:00Z'"),
        object(",'id':'x'"),
        object(",'nonsense':1"),
    };
    for (const std::string& row : rows) EXPECT_EQ(create(row).at("type"), "invalidProperties") << row;
    EXPECT_TRUE(carrier.pushed.empty());
}

TEST_F(PushSubscriptionTest, TheServerSaysHowLong) {
    const auto made = create(object(",'expires':'2999-01-01T00:00:00Z','types':['Email']"));
    ASSERT_TRUE(made.contains("expires"));
    EXPECT_NE(made.at("expires"), "2999-01-01T00:00:00Z");
    const std::string id(made.at("id").as_string());
    const auto longer = update(id, "{'expires':null,'types':null}");
    EXPECT_TRUE(longer.at("updated").at(id).as_object().contains("expires")) << json::serialize(longer);
    for (const std::string_view patch :
         {"{'url':'https://other.example'}", "{'url':null}", "{'keys':null}", "{'keys/auth':'AAAA'}",
          "{'deviceClientId':'other'}", "{'deviceClientId':null}", "{'id':'p00'}", "{'types':['Nothing']}",
          "{'expires':'2001-01-01T00:00:00Z'}", "{'verificationCode':null,'nonsense':1}"}) {
        const auto fixed = update(id, patch);
        ASSERT_TRUE(fixed.at("notUpdated").is_object()) << patch;
        EXPECT_TRUE(fixed.at("notUpdated").at(id).at("type") == "invalidProperties" ||
                    fixed.at("notUpdated").at(id).at("type") == "invalidPatch")
            << json::serialize(fixed);
    }
}

TEST_F(PushSubscriptionTest, WhatACallMadeTheNextOneMayName) {
    const auto answers = client.call(
        fmt::format("[['PushSubscription/set',{{'create':{{'k':{}}}}},'0'],"
                    "['PushSubscription/set',{{'update':{{'#k':{{'types':['Email']}}}}}},'1'],"
                    "['PushSubscription/set',{{'update':{{'#k':{{'types':null}}}},'destroy':['#k']}},'2']]",
                    object()));
    const auto id = answers.at(0).at(1).at("created").at("k").at("id").as_string();
    EXPECT_TRUE(answers.at(1).at(1).at("updated").as_object().contains(id)) << json::serialize(answers);
    EXPECT_EQ(answers.at(2).at(1).at("notUpdated").at(id).at("type"), "willDestroy");
    EXPECT_EQ(answers.at(2).at(1).at("destroyed").at(0).as_string(), id);
}

TEST_F(PushSubscriptionTest, OnlySoManyAreVerified) {
    carrier.verifications = 1;
    const std::string id(create(object()).at("id").as_string());
    EXPECT_EQ(create(object("", "desk")).at("type"), "rateLimit");
    EXPECT_EQ(carrier.pushed.size(), 1U);
    EXPECT_EQ(client.call("PushSubscription/get", "{}").at("list").as_array().size(), 1U);
    // What is renewed is not verified anew.
    EXPECT_TRUE(update(id, "{'expires':null}").at("updated").as_object().contains(id));
}

TEST_F(PushSubscriptionTest, TheSessionSaysByWhichKey) {
    const Context context(&client.room, &client.catalogue);
    const auto told = [&] { return session_object(&context, {"https://example.org"}); };
    const auto before = told();
    EXPECT_EQ(before.at("capabilities").at(vapid_capability),
              json::object({{"applicationServerKey", carrier.key}}));
    carrier.key = to_base64url(crypto::P256Key::generate().public_point());
    EXPECT_NE(told().at("state"), before.at("state")) << "RFC 9749 5: clients see that there is another";
    carrier.key.clear();
    EXPECT_FALSE(told().at("capabilities").as_object().contains(vapid_capability));
    EXPECT_EQ(create(object("", "desk")).at("type"), "serverUnavailable");
}

TEST_F(PushSubscriptionTest, OneADeviceAndGoneWhenDestroyed) {
    create(object());
    const std::string id(create(object()).at("id").as_string());
    EXPECT_EQ(client.call("PushSubscription/get", "{}").at("list").as_array().size(), 1U);
    const auto gone = client.call("PushSubscription/set", fmt::format("{{'destroy':['{}','pff']}}", id));
    EXPECT_EQ(gone.at("destroyed").at(0), json::value(id));
    EXPECT_EQ(gone.at("notDestroyed").at("pff").at("type"), "notFound");
    EXPECT_TRUE(client.call("PushSubscription/get", "{}").at("list").as_array().empty());
    EXPECT_EQ(client.call("PushSubscription/get", fmt::format("{{'ids':['{}']}}", id)).at("notFound").at(0),
              json::value(id));
}

TEST_F(PushSubscriptionTest, WhatAnotherSessionMadeIsNotSeen) {
    const std::string id(create(object()).at("id").as_string());
    const members::OpenerId own = client.room.login_now->opener;
    client.room.login_now->opener = {{7}};
    EXPECT_TRUE(client.call("PushSubscription/get", "{}").at("list").as_array().empty());
    EXPECT_EQ(update(id, "{'types':['Email']}").at("notUpdated").at(id).at("type"), "notFound");
    const auto kept = client.call("PushSubscription/set", fmt::format("{{'destroy':['{}']}}", id));
    EXPECT_EQ(kept.at("notDestroyed").at(id).at("type"), "notFound");
    // Nor does an opener that is no more make any.
    EXPECT_TRUE(create(object()).contains("type"));
    client.room.login_now->opener = own;
    EXPECT_EQ(client.call("PushSubscription/get", "{}").at("list").as_array().size(), 1U);
}

}  // namespace
}  // namespace milpa::jmap
