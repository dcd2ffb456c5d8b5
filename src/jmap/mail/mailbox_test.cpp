// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/mailbox.hpp"

#include <gtest/gtest.h>

#include "jmap/mail/mail.hpp"
#include "jmap/test_room.hpp"

namespace milpa::jmap {
namespace {

using testing::parsed;
using testing::TestClient;

namespace account = mail::account;

struct MailboxTest : ::testing::Test {
    TestClient client{{mail_family()}};

    std::string set(std::string_view arguments) {
        return json::serialize(
            client.call("Mailbox/set", "{'accountId':'$A'," + std::string(arguments) + "}"));
    }
    /// The id of a mailbox that is made.
    std::string make(std::string_view properties) {
        const json::object answer =
            client.call("Mailbox/set", "{'accountId':'$A','create':{'k':" + std::string(properties) + "}}");
        if (!answer.at("created").is_object()) {
            ADD_FAILURE() << json::serialize(answer);
            return "m0";
        }
        return std::string(answer.at("created").at("k").at("id").as_string());
    }
    std::string why_not(std::string_view properties) {
        const json::object answer =
            client.call("Mailbox/set", "{'accountId':'$A','create':{'k':" + std::string(properties) + "}}");
        if (!answer.at("notCreated").is_object()) return "";
        const json::object& error = answer.at("notCreated").at("k").as_object();
        const auto* named = error.if_contains("properties");
        return std::string(error.at("type").as_string()) + (named != nullptr ? json::serialize(*named) : "");
    }
    json::object get(const std::string& id) {
        const json::object answer = client.call("Mailbox/get", "{'accountId':'$A','ids':['" + id + "']}");
        return answer.at("list").as_array().at(0).as_object();
    }
    std::string state() {
        return std::string(client.call("Mailbox/get", "{'accountId':'$A','ids':[]}").at("state").as_string());
    }
    void deliver(std::string_view id, std::string_view more = "Subject: one\r\n") {
        client.room.held.deliver("Message-ID: <" + std::string(id) + "@x>\r\n" + std::string(more) + "\r\nx");
    }
    account::MailboxId number(const std::string& id) {
        return account::MailboxId{static_cast<std::uint32_t>(std::stoul(id.substr(1)))};
    }
};

TEST_F(MailboxTest, AllOfThemAreHadAtOnceHoweverManyTheyAre) {
    constexpr std::size_t in_one = 400, calls = 3;
    for (std::size_t call = 0; call < calls; ++call) {
        std::string create;
        for (std::size_t i = 0; i < in_one; ++i)
            create += fmt::format("{}'k{}':{{'name':'n{}'}}", i == 0 ? "" : ",", i, call * in_one + i);
        ASSERT_TRUE(set("'create':{" + create + "}").contains("\"notCreated\":null"));
    }
    const json::object answer = client.call("Mailbox/get", "{'accountId':'$A','ids':null}");
    EXPECT_GT(answer.at("list").as_array().size(), calls * in_one);
}

TEST_F(MailboxTest, ThoseThatAVaultIsFoundedWith) {
    const json::object answer = client.call("Mailbox/get", "{'accountId':'$A','ids':null}");
    std::map<std::string, std::string> roles;
    for (const json::value& mailbox : answer.at("list").as_array()) {
        roles[std::string(mailbox.at("name").as_string())] = mailbox.at("role").as_string();
        EXPECT_TRUE(mailbox.at("parentId").is_null());
        EXPECT_EQ(mailbox.at("isSubscribed"), true);
    }
    EXPECT_EQ(roles, (std::map<std::string, std::string>{{"Inbox", "inbox"},
                                                         {"Drafts", "drafts"},
                                                         {"Sent", "sent"},
                                                         {"Junk", "junk"},
                                                         {"Trash", "trash"},
                                                         {"Archive", "archive"}}));
    const json::object inbox = get("m1");
    EXPECT_EQ(json::serialize(inbox.at("myRights")),
              R"({"mayReadItems":true,"mayAddItems":true,"mayRemoveItems":true,"maySetSeen":true,)"
              R"("maySetKeywords":true,"mayCreateChild":true,"mayRename":false,"mayDelete":false,)"
              R"("maySubmit":true})");
    EXPECT_EQ(
        client.call("Mailbox/get", "{'accountId':'$A','ids':['m99','x']}").at("notFound").as_array().size(),
        2U);
}

TEST_F(MailboxTest, MadeAndChangedAndDestroyed) {
    const std::string work = make("{'name':'Work','sortOrder':7,'isSubscribed':false}");
    const std::string inner = make("{'name':'Ünder','parentId':'" + work + "','role':'important'}");
    EXPECT_EQ(get(work).at("sortOrder"), 7);
    EXPECT_EQ(get(work).at("isSubscribed"), false);
    EXPECT_EQ(get(inner).at("parentId").as_string(), work);
    EXPECT_EQ(get(inner).at("role"), "important");
    EXPECT_EQ(get(inner).at("isSubscribed"), true);
    // A parent is moved, and what is in it with it.
    set("'update':{'" + work + "':{'name':'Office','parentId':'m1','isSubscribed':true}}");
    EXPECT_EQ(get(work).at("name"), "Office");
    EXPECT_EQ(get(work).at("parentId"), "m1");
    EXPECT_EQ(get(inner).at("parentId").as_string(), work);
    EXPECT_NE(client.room.account().state().find("INBOX/Office/Ünder"), nullptr);
    set("'update':{'" + inner + "':{'parentId':null,'role':null,'sortOrder':3}}");
    EXPECT_TRUE(get(inner).at("parentId").is_null());
    EXPECT_TRUE(get(inner).at("role").is_null());
    const std::string gone = set("'destroy':['" + inner + "','" + work + "']");
    EXPECT_NE(gone.find("\"destroyed\":[\"" + inner), std::string::npos) << gone;
    EXPECT_NE(gone.find("\"notDestroyed\":null"), std::string::npos) << gone;
}

TEST_F(MailboxTest, ParentsThatAreMadeInTheSameCall) {
    const json::object answer = client.call(
        "Mailbox/set",
        "{'accountId':'$A','create':{'b':{'name':'B','parentId':'#a'},'a':{'name':'A','parentId':null}}}");
    const std::string a(answer.at("created").at("a").at("id").as_string());
    const std::string b(answer.at("created").at("b").at("id").as_string());
    EXPECT_EQ(get(b).at("parentId").as_string(), a);
    // All that the client did not send.
    EXPECT_EQ(answer.at("created").at("b").at("totalEmails"), 0);
    EXPECT_EQ(answer.at("created").at("b").at("isSubscribed"), true);
    EXPECT_FALSE(answer.at("created").at("b").as_object().contains("name"));
}

TEST_F(MailboxTest, WhatCannotBe) {
    make("{'name':'Work'}");
    EXPECT_EQ(why_not("{'name':'Work'}"), "invalidProperties[\"name\"]");
    EXPECT_EQ(why_not("{'name':'inbox'}"), "invalidProperties[\"name\"]");
    EXPECT_EQ(why_not("{'name':''}"), "invalidProperties[\"name\"]");
    EXPECT_EQ(why_not("{}"), "invalidProperties[\"name\"]");
    EXPECT_EQ(why_not("{'name':'a/b'}"), "invalidProperties[\"name\"]");
    EXPECT_EQ(why_not("{'name':'a\\u0007'}"), "invalidProperties[\"name\"]");
    EXPECT_EQ(why_not("{'name':'" + std::string(300, 'x') + "'}"), "invalidProperties[\"name\"]");
    EXPECT_EQ(why_not("{'name':'x','parentId':'m99'}"), "invalidProperties[\"parentId\"]");
    EXPECT_EQ(why_not("{'name':'x','role':'trash'}"), "invalidProperties[\"role\"]");
    EXPECT_EQ(why_not("{'name':'x','role':'inbox'}"), "invalidProperties[\"role\"]");
    EXPECT_EQ(why_not("{'name':'x','role':'nothing'}"), "invalidProperties[\"role\"]");
    EXPECT_EQ(why_not("{'name':'x','sortOrder':2147483648}"), "invalidProperties[\"sortOrder\"]");
    EXPECT_EQ(why_not("{'name':'x','totalEmails':1}"), "invalidProperties[\"totalEmails\"]");
}

TEST_F(MailboxTest, WhatCannotBecome) {
    const std::string a = make("{'name':'A'}");
    const std::string b = make("{'name':'B','parentId':'" + a + "'}");
    const auto why = [&](const std::string& id, const std::string& patch) {
        const json::object answer =
            client.call("Mailbox/set", "{'accountId':'$A','update':{'" + id + "':" + patch + "}}");
        return answer.at("notUpdated").is_null()
                   ? std::string()
                   : std::string(answer.at("notUpdated").at(id).at("type").as_string());
    };
    EXPECT_EQ(why(a, "{'parentId':'" + b + "'}"), "invalidProperties");
    EXPECT_EQ(why(a, "{'parentId':'" + a + "'}"), "invalidProperties");
    EXPECT_EQ(why(a, "{'name':'Trash'}"), "invalidProperties");
    EXPECT_EQ(why("m1", "{'name':'Other'}"), "invalidProperties");
    EXPECT_EQ(why("m1", "{'role':'archive'}"), "invalidProperties");
    EXPECT_EQ(why("m99", "{'name':'Other'}"), "notFound");
    EXPECT_EQ(why(a, "{'totalEmails':3}"), "invalidProperties");
    // What is the same already may be sent.
    EXPECT_EQ(why("m1", "{'name':'Inbox','role':'inbox','sortOrder':4}"), "");
    EXPECT_EQ(get("m1").at("sortOrder"), 4);
}

TEST_F(MailboxTest, WhatStaysWhileItIsNeeded) {
    const std::string a = make("{'name':'A'}");
    const std::string b = make("{'name':'B','parentId':'" + a + "'}");
    ASSERT_TRUE(client.room.held.append(number(b), "Subject: x\r\n\r\nx"));
    const auto why = [&](const std::string& id, std::string_view more) {
        const json::object answer = client.call(
            "Mailbox/set", "{'accountId':'$A','destroy':['" + id + "']" + std::string(more) + "}");
        return answer.at("notDestroyed").is_null()
                   ? std::string()
                   : std::string(answer.at("notDestroyed").at(id).at("type").as_string());
    };
    EXPECT_EQ(why("m1", ""), "forbidden");
    EXPECT_EQ(why("m99", ""), "notFound");
    EXPECT_EQ(why(a, ",'onDestroyRemoveEmails':true"), "mailboxHasChild");
    EXPECT_EQ(why(b, ""), "mailboxHasEmail");
    EXPECT_EQ(why(b, ",'onDestroyRemoveEmails':true"), "");
    EXPECT_EQ(why(a, ""), "");
    EXPECT_EQ(client.room.account().state().usage().messages, 0U);
}

/// RFC 8621 2: an unread email in the trash, a read one of its thread in the inbox.
TEST_F(MailboxTest, UnreadThreadsAndTheTrash) {
    deliver("one");
    deliver("two", "Subject: one\r\nIn-Reply-To: <one@x>\r\n");
    const account::State& state = client.room.account().state();
    const account::MailboxId trash = state.find(account::SpecialUse::trash)->id;
    ASSERT_TRUE(client.room.held.append(
        trash, "Subject: one\r\nIn-Reply-To: <one@x>\r\nMessage-ID: <three@x>\r\n\r\nx"));
    auto flagged = client.room.run(client.room.account().flag(
        account::inbox_id, account::UidSet::range(1, 2), account::FlagChange::add, {account::flag_seen, {}}));
    ASSERT_TRUE(flagged);
    ASSERT_TRUE(client.room.run(client.room.account().need_threads()));
    auto counts = count_mailboxes(state);
    EXPECT_EQ(counts[account::inbox_id], (MailboxCounts{2, 0, 1, 0}));
    EXPECT_EQ(counts[trash], (MailboxCounts{1, 1, 1, 1}));
}

TEST_F(MailboxTest, CountsOfThreads) {
    deliver("one");
    deliver("two", "In-Reply-To: <one@x>\r\nSubject: Re: one\r\n");
    deliver("three", "Subject: other\r\n");
    const json::object inbox = get("m1");
    EXPECT_EQ(inbox.at("totalEmails"), 3);
    EXPECT_EQ(inbox.at("unreadEmails"), 3);
    EXPECT_EQ(inbox.at("totalThreads"), 2);
    EXPECT_EQ(inbox.at("unreadThreads"), 2);
    // What IMAP has marked as deleted is not there.
    ASSERT_TRUE(
        client.room.run(client.room.account().flag(account::inbox_id, account::UidSet::range(3, 3),
                                                   account::FlagChange::add, {account::flag_deleted, {}})));
    EXPECT_EQ(get("m1").at("totalEmails"), 2);
}

TEST_F(MailboxTest, Changes) {
    const std::string before = state();
    const std::string made = make("{'name':'Work'}");
    const auto changes = [&](const std::string& since) {
        return client.call("Mailbox/changes", "{'accountId':'$A','sinceState':'" + since + "'}");
    };
    json::object answer = changes(before);
    EXPECT_EQ(json::serialize(answer.at("created")), "[\"" + made + "\"]");
    EXPECT_TRUE(answer.at("updatedProperties").is_null());
    const std::string between = state();
    deliver("one");
    answer = changes(between);
    EXPECT_EQ(json::serialize(answer.at("updated")), "[\"m1\"]");
    EXPECT_EQ(json::serialize(answer.at("updatedProperties")),
              R"(["totalEmails","unreadEmails","totalThreads","unreadThreads"])");
    set("'destroy':['" + made + "']");
    answer = changes(between);
    EXPECT_EQ(json::serialize(answer.at("destroyed")), "[\"" + made + "\"]");
    EXPECT_EQ(std::string(answer.at("newState").as_string()), state());
    EXPECT_EQ(client.error_of("Mailbox/changes", "{'accountId':'$A','sinceState':'x'}"),
              "cannotCalculateChanges");
}

TEST_F(MailboxTest, QueriesAndTrees) {
    const std::string b = make("{'name':'b','sortOrder':2}");
    const std::string c = make("{'name':'c','sortOrder':1}");
    const std::string bz = make("{'name':'z','parentId':'" + b + "','sortOrder':9}");
    const std::string ba = make("{'name':'a','parentId':'" + b + "','sortOrder':9}");
    const auto ids = [&](std::string_view arguments) {
        std::string out;
        const json::object answer =
            client.call("Mailbox/query", "{'accountId':'$A'," + std::string(arguments) + "}");
        for (const json::value& id : answer.at("ids").as_array()) out += std::string(id.as_string()) + " ";
        return out;
    };
    EXPECT_EQ(ids("'filter':{'hasAnyRole':false},'sort':[{'property':'sortOrder'},{'property':'name'}]"),
              c + " " + b + " " + ba + " " + bz + " ");
    EXPECT_EQ(ids("'filter':{'hasAnyRole':false},'sort':[{'property':'sortOrder','isAscending':false},"
                  "{'property':'name','isAscending':false}],'sortAsTree':true"),
              b + " " + bz + " " + ba + " " + c + " ");
    EXPECT_EQ(ids("'filter':{'parentId':'" + b + "'},'sort':[{'property':'name'}]"), ba + " " + bz + " ");
    EXPECT_EQ(ids("'filter':{'name':'Z'},'filterAsTree':true"), "");
    EXPECT_EQ(ids("'filter':{'name':'Z'}"), bz + " ");
    EXPECT_EQ(ids("'filter':{'role':'trash'}").size(), 3U);
    EXPECT_EQ(ids("'filter':{'operator':'NOT','conditions':[{'hasAnyRole':true},{'parentId':null}]},"
                  "'sort':[{'property':'name'}],'position':1"),
              bz + " ");
    const std::string state =
        std::string(client.call("Mailbox/query", "{'accountId':'$A','filter':{'hasAnyRole':false}}")
                        .at("queryState")
                        .as_string());
    const std::string d = make("{'name':'d'}");
    set("'destroy':['" + bz + "']");
    const json::object changes = client.call("Mailbox/queryChanges",
                                             "{'accountId':'$A','filter':{'hasAnyRole':false},"
                                             "'sinceQueryState':'" +
                                                 state + "'}");
    EXPECT_EQ(json::serialize(changes.at("removed")), "[\"" + bz + "\"]");
    EXPECT_EQ(changes.at("added").at(0).at("id").as_string(), d);
}

}  // namespace
}  // namespace milpa::jmap
