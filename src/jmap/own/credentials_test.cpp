// SPDX-License-Identifier: AGPL-3.0-or-later
// What a member does with what is theirs, and who has an invitation.
#include "jmap/mail/mail.hpp"
#include "jmap/own/own_testing.hpp"

namespace milpa::jmap {
namespace {

constexpr std::string_view password = "a long password";

class Theirs : public testing::Own {
protected:
    Theirs() {
        client.room.duties_now = administrator;
        const auto made = create(
            "Member/set", fmt::format("{{'addresses':['ana@example.org'],'password':'{}'}}", password));
        EXPECT_TRUE(made.contains("id")) << json::serialize(made);
        code = made.at("recoveryCode").as_string();
        client.room.duties_now = 0;
        first = sign_in("ana@example.org");
        client.room.login_now = first;
    }
    members::Login sign_in(std::string address, std::string_view typed = password) {
        auto step = client.room.run(house.sign_ins().by_password(
            std::move(address), crypto::SecretText(typed), members::NewSession{.label = "a browser"}));
        EXPECT_TRUE(step) << step.error().detail;
        return std::get<members::SignedIn>(std::move(*step)).login;
    }
    json::object own(std::string_view method, std::string_view more = "") {
        return client.call(method, fmt::format("{{'accountId':'c'{}}}", more));
    }
    std::string error(std::string_view method, std::string_view more = "") {
        return client.error_of(method, fmt::format("{{'accountId':'c'{}}}", more));
    }
    std::string proof(std::string_view secret = password) {
        return std::string(own("Proof/give", fmt::format(",'secret':'{}'", secret)).at("proof").as_string());
    }
    bool opens(std::string_view typed) {
        return client.room
            .run(house.logins().login("ana@example.org", crypto::SecretText(typed),
                                      members::Accept::also_recovery))
            .has_value();
    }

    std::string code;
    members::Login first;
};

TEST_F(Theirs, WhoSuspendsThemselvesDoesNotWaitForTheirOwnRequest) {
    client.room.duties_now = administrator;
    const auto suspend = [&](const MemberId& id) {
        const auto answer =
            own("Member/set", fmt::format(",'update':{{'{}':{{'suspended':true}}}}", id.hex()));
        EXPECT_TRUE(answer.at("updated").as_object().contains(id.hex())) << json::serialize(answer);
    };
    const json::object other = add_member("ben@example.org");
    suspend(first.id());
    EXPECT_EQ(house.ended, 1);
    EXPECT_EQ(house.waited, 0);
    suspend(*read_id<MemberId>(std::string_view(other.at("id").as_string())));
    EXPECT_EQ(house.waited, 1);
}

// It would wait for the end of the very request that asks for it, and leave them suspended, but there.
TEST_F(Theirs, AnAdministratorDoesNotRemoveThemselves) {
    const std::string id = first.id().hex();
    const auto destroy = [&] {
        const auto answer = own("Member/set", fmt::format(",'destroy':['{}']", id));
        return answer.at("notDestroyed").is_null() ? json::object()
                                                   : answer.at("notDestroyed").at(id).as_object();
    };
    client.room.duties_now = administrator;
    EXPECT_EQ(destroy().at("type"), "forbidden");
    EXPECT_NE(std::string_view(destroy().at("description").as_string()).find("another administrator"),
              std::string_view::npos);
    const auto list = own("Member/get").at("list").as_array();
    EXPECT_EQ(list.at(0).at("suspended"), false);
    EXPECT_TRUE(house.logins().check(first));
    // Others do, and who is at the machine.
    add_member("ben@example.org");
    client.room.login_now = std::nullopt;
    client.room.guest_now = true;
    client.room.local_now = true;
    EXPECT_TRUE(destroy().empty());
}

TEST_F(Theirs, SessionsAreListedAndEnded) {
    const members::Login other = sign_in("ana@example.org");
    const auto list = own("LoginSession/get").at("list").as_array();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].at("isCurrent"), true);
    EXPECT_EQ(list[1].at("isCurrent"), false);
    EXPECT_EQ(list[1].at("label"), "a browser");
    EXPECT_EQ(list[1].at("means"), "password");
    EXPECT_EQ(error("LoginSession/set", ",'create':{'a':{}}"), "");
    const auto ended = own("LoginSession/set", fmt::format(",'destroy':['{}','{}','x']", other.opener.hex(),
                                                           std::string(32, '0')));
    EXPECT_EQ(ended.at("destroyed").as_array().size(), 1U) << json::serialize(ended);
    EXPECT_EQ(ended.at("notDestroyed").as_object().size(), 2U);
    EXPECT_FALSE(house.logins().check(other));
    EXPECT_TRUE(house.logins().check(first));
}

TEST_F(Theirs, AppPasswordsTakeAProofAndAreToldOnce) {
    const auto set = [&](std::string_view proof_of) {
        return own("AppPassword/set", fmt::format(",{}'create':{{'k':{{'label':'phone'}}}}", proof_of));
    };
    EXPECT_EQ(set("").at("notCreated").at("k").at("type"), "forbidden");
    EXPECT_EQ(set(fmt::format("'proof':'{}',", std::string(32, '0'))).at("type"), "forbidden");
    const std::string shown = fmt::format("'proof':'{}',", proof());
    const auto made = set(shown).at("created").at("k").as_object();
    EXPECT_TRUE(opens(made.at("secret").as_string()));
    const auto list = own("AppPassword/get").at("list").as_array();
    ASSERT_EQ(list.size(), 1U);
    EXPECT_TRUE(list[0].at("secret").is_null());
    EXPECT_EQ(list[0].at("label"), "phone");
    EXPECT_EQ(own("AppPassword/set", fmt::format(",{}'create':{{'k':{{}}}}", shown))
                  .at("notCreated")
                  .at("k")
                  .at("type"),
              "invalidProperties");
    // To take one back a session is enough.
    const auto gone =
        own("AppPassword/set", fmt::format(",'destroy':['{}']", made.at("id").as_string().c_str()));
    EXPECT_EQ(gone.at("destroyed").as_array().size(), 1U) << json::serialize(gone);
    EXPECT_EQ(house.ended, 1);
    EXPECT_FALSE(opens(made.at("secret").as_string()));
}

TEST_F(Theirs, AProofIsOfOneSession) {
    const std::string shown = proof();
    client.room.login_now = sign_in("ana@example.org");
    EXPECT_EQ(error("RecoveryCode/renew", fmt::format(",'proof':'{}'", shown)), "forbidden");
    EXPECT_EQ(error("Proof/give", ",'secret':'wrong horse'"), "forbidden");
    EXPECT_EQ(error("Proof/give", fmt::format(",'secret':'{}','address':'ana@example.org'", password)),
              "invalidArguments");
    // Another member's neither.
    client.room.duties_now = administrator;
    create("Member/set", fmt::format("{{'addresses':['ben@example.org'],'password':'{}'}}", password));
    client.room.duties_now = 0;
    client.room.login_now = sign_in("ben@example.org");
    EXPECT_EQ(error("Password/set", fmt::format(",'proof':'{}','password':'another one'", shown)),
              "forbidden");
    EXPECT_TRUE(opens(password));
}

TEST_F(Theirs, PasswordAndRecoveryCodeAreChanged) {
    const members::Login other = sign_in("ana@example.org");
    const std::string shown = proof();
    const auto fresh = own("RecoveryCode/renew", fmt::format(",'proof':'{}'", shown));
    EXPECT_FALSE(opens(code));
    EXPECT_TRUE(opens(fresh.at("recoveryCode").as_string()));
    EXPECT_EQ(error("Password/set", fmt::format(",'proof':'{}','password':'short'", shown)),
              "invalidArguments");
    EXPECT_EQ(error("Password/set", fmt::format(",'proof':'{}','password':'a second password'", shown)), "");
    EXPECT_FALSE(opens(password));
    EXPECT_TRUE(opens("a second password"));
    EXPECT_TRUE(house.logins().check(first)) << "who changed it stays";
    EXPECT_FALSE(house.logins().check(other));
    // Whoever has forgotten it has no session.
    client.room.guest_now = true;
    const auto mend = [&](std::string_view by) {
        return own("Password/recover",
                   fmt::format(
                       ",'address':'ana@example.org','recoveryCode':'{}','password':'a third password'", by));
    };
    EXPECT_EQ(mend(code).at("type"), "forbidden");
    EXPECT_EQ(mend("a second password").at("type"), "forbidden");
    const auto mended = mend(fresh.at("recoveryCode").as_string());
    ASSERT_TRUE(mended.contains("recoveryCode")) << json::serialize(mended);
    EXPECT_TRUE(opens("a third password"));
    EXPECT_TRUE(opens(mended.at("recoveryCode").as_string()));
    EXPECT_FALSE(house.logins().check(first));
}

TEST_F(Theirs, NeitherGuestsNorProgramsWithAPasswordChangeAnything) {
    const char* const methods[] = {"LoginSession/get", "AppPassword/get", "TrustedGroup/get", "Entrusted/get",
                                   "LoginSession/set", "AppPassword/set", "TrustedGroup/set"};
    // Whoever shows an app password with each request has no session.
    client.room.login_now->kind = events::OPENER_APP_PASSWORD;
    for (const char* method : methods) EXPECT_EQ(error(method), "forbidden") << method;
    EXPECT_EQ(error("Proof/give", fmt::format(",'secret':'{}'", password)), "forbidden");
    client.room.guest_now = true;
    for (const char* method : methods) EXPECT_EQ(error(method), "forbidden") << method;
    EXPECT_EQ(error("Proof/give", fmt::format(",'secret':'{}'", password)), "forbidden");
    // At the machine it takes a credential of theirs.
    client.room.local_now = true;
    EXPECT_EQ(error("AppPassword/get"), "forbidden");
    EXPECT_EQ(error("Proof/give", fmt::format(",'secret':'{}'", password)), "invalidArguments");
    const auto shown = own("Proof/give", fmt::format(",'secret':'{}','address':'ana@example.org'", password));
    EXPECT_EQ(own("AppPassword/get", fmt::format(",'proof':'{}'", shown.at("proof").as_string().c_str()))
                  .at("list")
                  .as_array()
                  .size(),
              0U);
}

// Nor by a session that was begun with one, whatever it shows; and it ends no other session.
TEST_F(Theirs, AnAppPasswordManagesNothing) {
    const std::string shown = fmt::format(",'proof':'{}'", proof());
    const auto made =
        own("AppPassword/set", shown + ",'create':{'k':{'label':'phone'}}").at("created").at("k").as_object();
    const std::string secret(made.at("secret").as_string());
    client.room.login_now = sign_in("ana@example.org", secret);
    const std::string id = fmt::format(",'id':'{}'", first.id().hex());
    for (const Method& method : own_family().methods) {
        if (!method.manages_account) continue;
        std::string more;
        for (const Argument& argument : method.arguments) {
            if (argument.name == "proof") more += shown;
            if (argument.name == "id") more += id;
            if (argument.name == "secret" || argument.name == "password" || argument.name == "oldSecret")
                more += fmt::format(",'{}':'{}'", argument.name, password);
            if (argument.name == "key") more += ",'key':null";
            if (argument.name == "destroy")
                more += fmt::format(",'destroy':['{}','{}']", first.opener.hex(),
                                    made.at("id").as_string().c_str());
        }
        EXPECT_EQ(error(method.name, more), "forbidden") << method.name;
    }
    EXPECT_TRUE(house.logins().check(first));
    EXPECT_TRUE(opens(secret));
    // At the machine it shows who may take the mail away, and no more.
    client.room.guest_now = true;
    client.room.local_now = true;
    const auto given = own("Proof/give", fmt::format(",'secret':'{}','address':'ana@example.org'", secret));
    const std::string given_proof = fmt::format(",'proof':'{}'", given.at("proof").as_string().c_str());
    for (const char* method : {"AppPassword/get", "LoginSession/get"})
        EXPECT_EQ(error(method, given_proof), "forbidden") << method;
    EXPECT_EQ(error("AppPassword/set",
                    given_proof + fmt::format(",'destroy':['{}']", made.at("id").as_string().c_str())),
              "forbidden");
    EXPECT_TRUE(opens(secret));
}

TEST_F(Theirs, WhatAResetLeftSealedComesBack) {
    client.room.duties_now = administrator;
    const std::string id = first.id().hex();
    const std::string act(create("Approval/set", fmt::format("{{'act':'resetMember','memberId':'{}',"
                                                             "'password':'a second password'}}",
                                                             id))
                              .at("id")
                              .as_string());
    EXPECT_TRUE(own("Approval/get").at("list").at(0).at("password").is_null());
    for (const auto& share : {share_texts()[0], share_texts()[1]})
        own("Approval/offer", fmt::format(",'id':'{}','share':'{}'", act, share));
    EXPECT_TRUE(own("Approval/collect", fmt::format(",'id':'{}'", act)).at("password").is_null());
    client.room.login_now = sign_in("ana@example.org", "a second password");
    const std::string shown = proof("a second password");
    const auto reopen = [&](std::string_view old) {
        return own("FormerVault/reopen", fmt::format(",'proof':'{}','oldSecret':'{}'", shown, old));
    };
    EXPECT_EQ(reopen("never a password").at("type"), "forbidden");
    EXPECT_EQ(reopen(password).at("messages"), 2);
}

TEST_F(Theirs, ATrustedGroupFreezesAndThaws) {
    client.room.duties_now = administrator;
    for (const char* who : {"ben", "eva", "kim", "tom"})
        create("Member/set",
               fmt::format("{{'addresses':['{}@example.org'],'password':'{}'}}", who, password));
    client.room.duties_now = 0;
    const auto set = [&](std::string_view group) {
        return own("TrustedGroup/set",
                   fmt::format(",'proof':'{}','update':{{'singleton':{}}}", proof(), group));
    };
    EXPECT_TRUE(own("TrustedGroup/get").at("list").at(0).at("addresses").as_array().empty());
    for (const char* wrong : {"{'addresses':['nobody@example.org'],'threshold':1}", "{'threshold':'x'}",
                              "{'addresses':['ben@example.org'],'threshold':2}",
                              "{'addresses':['ben@example.org','eva@example.org'],'threshold':2}",
                              "{'addresses':['ana@example.org'],'threshold':1}", "{'threshold':99}"})
        EXPECT_EQ(set(wrong).at("notUpdated").at("singleton").at("type"), "invalidProperties") << wrong;
    const auto unproven = own("TrustedGroup/set", ",'update':{'singleton':{'threshold':1}}");
    EXPECT_EQ(unproven.at("notUpdated").at("singleton").at("type"), "forbidden");
    const auto gone =
        own("TrustedGroup/set", ",'destroy':['singleton','other']").at("notDestroyed").as_object();
    EXPECT_EQ(gone.at("singleton").at("type"), "singleton");
    EXPECT_EQ(gone.at("other").at("type"), "notFound");
    EXPECT_TRUE(set("{'addresses':['ben@example.org','eva@example.org','kim@example.org'],'threshold':2}")
                    .at("updated")
                    .is_object());

    const std::string shown = fmt::format(",'proof':'{}'", proof());
    const std::string id = fmt::format(",'id':'{}'", first.id().hex());
    client.room.login_now = sign_in("tom@example.org");
    EXPECT_TRUE(own("Entrusted/get").at("list").as_array().empty());
    EXPECT_EQ(error("Entrusted/freeze", id), "forbidden");
    EXPECT_EQ(error("Entrusted/thaw", id + fmt::format(",'proof':'{}'", proof())), "forbidden");
    client.room.login_now = sign_in("ben@example.org");
    EXPECT_EQ(own("Entrusted/get").at("list").at(0).at("mayFreeze"), true);
    EXPECT_EQ(error("Entrusted/freeze", id), "");
    EXPECT_EQ(house.ended, 1);
    EXPECT_FALSE(opens(password));
    EXPECT_FALSE(house.logins().check(first));
    EXPECT_EQ(own("Entrusted/get").at("list").at(0).at("isFrozen"), true);
    EXPECT_EQ(own("Entrusted/thaw", id + fmt::format(",'proof':'{}'", proof())).at("isFrozen"), true);
    EXPECT_EQ(own("Entrusted/get").at("list").at(0).at("thaws").at(0), "ben@example.org");
    // Who is not of the group learns nothing of it either.
    client.room.login_now = sign_in("tom@example.org");
    EXPECT_EQ(error("Entrusted/freeze", id), "forbidden");
    client.room.login_now = sign_in("eva@example.org");
    EXPECT_EQ(own("Entrusted/thaw", id + fmt::format(",'proof':'{}'", proof())).at("isFrozen"), false);
    EXPECT_TRUE(opens(password));
    // What its owner had shown before is forgotten.
    client.room.login_now = first;
    EXPECT_EQ(error("RecoveryCode/renew", shown), "forbidden");
}

TEST_F(Theirs, KeyholdersThawWhereTheGroupCannot) {
    client.room.duties_now = administrator;
    const auto ben =
        create("Member/set", fmt::format("{{'addresses':['ben@example.org'],'password':'{}'}}", password));
    own("TrustedGroup/set",
        fmt::format(",'proof':'{}','update':{{'singleton':{{'addresses':['ben@example.org'],"
                    "'threshold':1}}}}",
                    proof()));
    client.room.login_now = sign_in("ben@example.org");
    EXPECT_EQ(error("Entrusted/freeze", fmt::format(",'id':'{}'", first.id().hex())), "");
    const auto thaw = [&] {
        const std::string act(
            create("Approval/set", fmt::format("{{'act':'thawMember','memberId':'{}'}}", first.id().hex()))
                .at("id")
                .as_string());
        json::object last;
        for (const auto& share : {share_texts()[0], share_texts()[1]})
            last = own("Approval/offer", fmt::format(",'id':'{}','share':'{}'", act, share));
        return last;
    };
    EXPECT_EQ(thaw().at("type"), "stateMismatch") << "the group can";
    own("Member/set",
        fmt::format(",'update':{{'{}':{{'suspended':true}}}}", ben.at("id").as_string().c_str()));
    EXPECT_EQ(thaw().at("isDone"), true);
    EXPECT_TRUE(opens(password));
    EXPECT_EQ(own("Act/get").at("list").as_array().back().at("act"), "thawedMember");
}

TEST_F(Theirs, InvitationsLetPeopleIn) {
    client.room.duties_now = administrator;
    for (const char* wrong : {"{'uses':0}", "{'uses':100000}", "{'domain':'elsewhere.org'}",
                              "{'expires':'yesterday'}", "{'label':'two\\nlines'}"})
        EXPECT_EQ(create("Invitation/set", wrong).at("type"), "invalidProperties") << wrong;
    EXPECT_EQ(create("Invitation/set", "{'expires':'2000-01-01T00:00:00Z'}").at("type"), "invalidProperties");
    const auto made = create("Invitation/set", "{'label':'the cook','quota':7000}");
    ASSERT_TRUE(made.contains("token")) << json::serialize(made);
    EXPECT_TRUE(own("Invitation/get").at("list").at(0).at("token").is_null());
    EXPECT_EQ(own("Invitation/get").at("list").at(0).at("uses"), 1);

    client.room.guest_now = true;
    client.room.duties_now = 0;
    for (const char* method : {"Invitation/get", "Invitation/set"}) EXPECT_EQ(error(method), "forbidden");
    const std::string token = fmt::format(",'token':'{}'", made.at("token").as_string().c_str());
    EXPECT_EQ(error("Invitation/look", ",'token':'nonsense'"), "forbidden");
    const auto seen = own("Invitation/look", token);
    EXPECT_EQ(seen.at("domain"), "example.org");
    EXPECT_FALSE(seen.contains("label"));
    const auto accept = [&](std::string_view address, std::string_view chosen = password) {
        return own("Invitation/accept",
                   token + fmt::format(",'address':'{}','password':'{}'", address, chosen));
    };
    EXPECT_EQ(accept("ana").at("type"), "alreadyExists");
    EXPECT_EQ(accept("admin").at("type"), "forbidden");
    EXPECT_EQ(accept("no.reply").at("description"), "this address is given by administrators alone");
    EXPECT_EQ(accept("\u0430na").at("type"), "invalidArguments") << "Cyrillic and Latin";
    EXPECT_EQ(accept("zoe@elsewhere.org").at("type"), "invalidArguments");
    EXPECT_EQ(accept("zoe", "short").at("type"), "invalidArguments");
    const auto joined = accept("Zoe");
    ASSERT_TRUE(joined.contains("recoveryCode")) << json::serialize(joined);
    EXPECT_EQ(joined.at("address"), "zoe@example.org");
    EXPECT_EQ(accept("tom").at("type"), "forbidden") << "it was for one";

    client.room.guest_now = false;
    client.room.duties_now = administrator;
    const auto second = create("Invitation/set", "{'uses':2}");
    const auto like = own("Invitation/accept", fmt::format(",'token':'{}','address':'z0e','password':'{}'",
                                                           second.at("token").as_string().c_str(), password));
    EXPECT_EQ(like.at("type"), "alreadyExists");
    EXPECT_EQ(like.at("description"), "an address that looks like this one is taken");
    const auto gone =
        own("Invitation/set", fmt::format(",'destroy':['{}','x']", second.at("id").as_string().c_str()));
    EXPECT_EQ(gone.at("destroyed").as_array().size(), 1U);
    EXPECT_EQ(gone.at("notDestroyed").as_object().size(), 1U);
    EXPECT_EQ(error("Invitation/look", fmt::format(",'token':'{}'", second.at("token").as_string().c_str())),
              "forbidden");
}

TEST_F(Theirs, MembersAreLookedUpByAdministrators) {
    EXPECT_EQ(error("Member/lookup", ",'address':'ana@example.org'"), "forbidden");
    client.room.duties_now = administrator;
    EXPECT_EQ(own("Member/lookup", ",'address':'ANA'").at("id"), json::value(first.id().hex()));
    EXPECT_EQ(error("Member/lookup", ",'address':'nobody'"), "notFound");
    EXPECT_EQ(error("Member/lookup", ",'address':'a b'"), "invalidArguments");
    const auto alias = own("Member/lookup", ",'address':'postmaster'");
    EXPECT_EQ(alias.at("description"), "this is an alias");
    EXPECT_EQ(alias.at("kind"), "missing");
}

// Mail and all else of a member are no business of who is at the machine.
TEST_F(Theirs, AtTheMachineThereIsNoAccount) {
    client.room.guest_now = true;
    client.room.local_now = true;
    EXPECT_EQ(error("Member/get"), "");
    testing::TestClient both({own_family(), mail_family()});
    both.room.guest_now = true;
    both.room.local_now = true;
    EXPECT_EQ(both.error_of("Mailbox/get", "{'accountId':'none'}"), "forbidden");
}

}  // namespace
}  // namespace milpa::jmap
