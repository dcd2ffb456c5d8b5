// SPDX-License-Identifier: AGPL-3.0-or-later
// Email/get, /changes, /query, /queryChanges, Thread and SearchSnippet over a mailbox of messages.
#include <gtest/gtest.h>

#include "jmap/mail/mail_test_client.hpp"
#include "jmap/mail/search_terms.hpp"

namespace milpa::jmap {
namespace {

namespace account = mail::account;

struct EmailTest : ::testing::Test {
    testing::MailClient client;

    EmailTest() {
        client.deliver(
            "Message-ID: <1@x>\nFrom: Zoe <zoe@a.example>\nTo: ana@example.org\nSubject: Dinner on "
            "Thursday?\n"
            "Date: Fri, 21 Nov 1997 09:55:06 -0600\nX-Kind: one\n\nShall we <have> dinner?\n");
        client.deliver(
            "Message-ID: <2@x>\nIn-Reply-To: <1@x>\nFrom: adam@b.example\nTo: ana@example.org, Bob "
            "<bob@c.example>\n"
            "Subject: Re: Dinner on Thursday?\nDate: Fri, 21 Nov 1997 10:55:06 -0600\n\nYes & gladly.\n");
        client.deliver(
            "Message-ID: <3@x>\nFrom: Carl <carl@a.example>\nCc: dora@d.example\nSubject: Papers\n"
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nthe papers\n"
            "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; "
            "filename=p.pdf\n\npdf\n--b--\n");
    }
    void flag(std::uint32_t uid, account::Flags flags) {
        ASSERT_TRUE(client.room.run(client.room.account().flag(account::inbox_id, account::UidSet{uid},
                                                               account::FlagChange::add, std::move(flags))));
    }
    std::string filtered(std::string_view filter) {
        return client.ids("'filter':" + std::string(filter) +
                          ",'sort':[{'property':'size','isAscending':true},"
                          "{'property':'receivedAt'}]");
    }
};

TEST_F(EmailTest, Get) {
    const json::object email = client.email("e1",
                                            "['threadId','mailboxIds','keywords','subject','from','preview','"
                                            "blobId','bodyValues','header:X-Kind']");
    EXPECT_EQ(email.at("id"), "e1");
    EXPECT_EQ(json::serialize(email.at("mailboxIds")), R"({"m1":true})");
    EXPECT_EQ(json::serialize(email.at("keywords")), "{}");
    EXPECT_EQ(email.at("subject"), "Dinner on Thursday?");
    EXPECT_EQ(email.at("blobId"), "b1");
    EXPECT_EQ(email.at("header:X-Kind"), " one");
    EXPECT_EQ(email.at("bodyValues").at("1").at("value"), "Shall we <have> dinner?\n");
    EXPECT_EQ(email.at("threadId"), client.email("e2", "['threadId']").at("threadId"));
    const json::object missing =
        client.call("Email/get", "{'accountId':'$A','ids':['e9','m1','e1'],'properties':['size']}");
    EXPECT_EQ(json::serialize(missing.at("notFound")), R"(["e9","m1"])");
    EXPECT_EQ(missing.at("list").at(0).at("size"), client.room.held.octets(1).size());
    EXPECT_EQ(client.error_of("Email/get", "{'accountId':'$A','ids':null}"), "requestTooLarge");
    EXPECT_EQ(client.error_of("Email/get", "{'accountId':'$A','ids':[],'properties':['header:From:asDate']}"),
              "invalidArguments");
}

TEST_F(EmailTest, KeywordsAreInLowerCase) {
    flag(1, {account::flag_seen | account::flag_flagged, {"$Forwarded"}});
    EXPECT_EQ(json::serialize(client.email("e1", "['keywords']").at("keywords")),
              R"({"$flagged":true,"$forwarded":true,"$seen":true})");
}

TEST_F(EmailTest, WhatIsMarkedAsDeletedIsNotThere) {
    flag(1, {account::flag_deleted, {}});
    EXPECT_EQ(client.call("Email/get", "{'accountId':'$A','ids':['e1']}").at("notFound").as_array().size(),
              1U);
    EXPECT_EQ(client.ids("'filter':{'inMailbox':'m1'}"), "e3 e2");
}

TEST_F(EmailTest, Filters) {
    flag(1, {account::flag_seen, {"work"}});
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"{}", "e1 e2 e3"},
        {"{'inMailbox':'m1'}", "e1 e2 e3"},
        {"{'inMailbox':'m2'}", ""},
        {"{'inMailbox':'m99'}", ""},
        {"{'inMailboxOtherThan':['m2']}", "e1 e2 e3"},
        {"{'inMailboxOtherThan':['m1']}", ""},
        {"{'before':'1971-01-01T00:00:00Z'}", ""},
        {"{'after':'1971-01-01T00:00:00Z'}", "e1 e2 e3"},
        {"{'minSize':240}", "e3"},
        {"{'maxSize':100}", ""},
        {"{'hasKeyword':'$seen'}", "e1"},
        {"{'hasKeyword':'WORK'}", "e1"},
        {"{'notKeyword':'$seen'}", "e2 e3"},
        {"{'hasKeyword':'nobody-has-it'}", ""},
        {"{'someInThreadHaveKeyword':'$seen'}", "e1 e2"},
        {"{'allInThreadHaveKeyword':'$seen'}", ""},
        {"{'noneInThreadHaveKeyword':'work'}", "e3"},
        {"{'hasAttachment':true}", "e3"},
        {"{'hasAttachment':false}", "e1 e2"},
        {"{'from':'zoe'}", "e1"},
        {"{'to':'bob'}", "e2"},
        {"{'cc':'DORA'}", "e3"},
        {"{'bcc':'dora'}", ""},
        {"{'subject':'dinner'}", "e1 e2"},
        {"{'body':'gladly'}", "e2"},
        {"{'body':'dinner'}", "e1"},
        {"{'text':'dinner yes'}", "e2"},
        {"{'text':'dinner zoe'}", "e1"},
        {"{'text':'\\\"on Thursday\\\"'}", "e1 e2"},
        {"{'text':'\\\"Thursday on\\\"'}", ""},
        {"{'header':['X-Kind']}", "e1"},
        {"{'header':['x-kind','two']}", ""},
        {"{'from':'a.example','hasAttachment':true}", "e3"},
        {"{'operator':'OR','conditions':[{'from':'adam'},{'from':'carl'}]}", "e2 e3"},
        {"{'operator':'AND','conditions':[{'inMailbox':'m1'},{'operator':'NOT','conditions':[{'from':'adam'}]"
         "}]}",
         "e1 e3"},
        {"{'operator':'NOT','conditions':[{'text':'papers'},{'text':'gladly'}]}", "e1"},
    };
    for (const auto& [filter, expected] : rows) {
        SCOPED_TRACE(filter);
        const std::string found = filtered(filter);
        std::vector<std::string> sorted;
        for (std::size_t at = 0; at < found.size(); at += 3) sorted.push_back(found.substr(at, 2));
        std::ranges::sort(sorted);
        std::string joined;
        for (const std::string& id : sorted) joined += (joined.empty() ? "" : " ") + id;
        EXPECT_EQ(joined, expected);
    }
    const auto error = [&](std::string_view filter) {
        return client.error_of("Email/query", "{'accountId':'$A','filter':" + std::string(filter) + "}");
    };
    EXPECT_EQ(error("{'nothing':1}"), "unsupportedFilter");
    EXPECT_EQ(error("{'header':[]}"), "invalidArguments");
    EXPECT_EQ(error("{'header':['a','b','c']}"), "invalidArguments");
}

TEST_F(EmailTest, Sorts) {
    flag(2, {account::flag_flagged, {}});
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"{'property':'receivedAt','isAscending':false}", "e3 e2 e1"},
        {"{'property':'receivedAt'}", "e1 e2 e3"},
        {"{'property':'from'}", "e2 e3 e1"},
        {"{'property':'from','isAscending':false}", "e1 e3 e2"},
        {"{'property':'to'},{'property':'sentAt'}", "e3 e1 e2"},
        {"{'property':'subject'},{'property':'sentAt'}", "e1 e2 e3"},
        {"{'property':'sentAt'}", "e1 e2 e3"},
        {"{'property':'hasKeyword','keyword':'$flagged','isAscending':false},{'property':'sentAt'}",
         "e2 e1 e3"},
        {"{'property':'someInThreadHaveKeyword','keyword':'$flagged','isAscending':false},"
         "{'property':'sentAt'}",
         "e1 e2 e3"},
        {"{'property':'allInThreadHaveKeyword','keyword':'$flagged','isAscending':false},"
         "{'property':'sentAt','isAscending':false}",
         "e3 e2 e1"},
    };
    for (const auto& [sort, expected] : rows)
        EXPECT_EQ(client.ids("'sort':[" + std::string(sort) + "]"), expected) << sort;
    EXPECT_EQ(client.error_of("Email/query", "{'accountId':'$A','sort':[{'property':'hasKeyword'}]}"),
              "invalidArguments");
    EXPECT_EQ(client.error_of("Email/query", "{'accountId':'$A','sort':[{'property':'preview'}]}"),
              "unsupportedSort");
}

TEST_F(EmailTest, WindowsAndThreads) {
    EXPECT_EQ(client.ids("'collapseThreads':true"), "e3 e2");
    EXPECT_EQ(client.ids("'collapseThreads':true,'sort':[{'property':'receivedAt'}]"), "e1 e3");
    EXPECT_EQ(client.ids("'position':1,'limit':1"), "e2");
    EXPECT_EQ(client.ids("'position':-1"), "e1");
    EXPECT_EQ(client.ids("'anchor':'e2'"), "e2 e1");
    EXPECT_EQ(client.ids("'anchor':'e2','anchorOffset':-1,'limit':2"), "e3 e2");
    EXPECT_EQ(client.error_of("Email/query", "{'accountId':'$A','anchor':'e9'}"), "anchorNotFound");
    const json::object answer = client.call("Email/query",
                                            "{'accountId':'$A','calculateTotal':true,'limit':1,"
                                            "'filter':{'inMailbox':'m1'},'collapseThreads':true}");
    EXPECT_EQ(answer.at("total"), 2);
    EXPECT_EQ(answer.at("canCalculateChanges"), true);
}

TEST_F(EmailTest, Threads) {
    const std::string thread(client.email("e1", "['threadId']").at("threadId").as_string());
    const json::object got = client.call("Thread/get", "{'accountId':'$A','ids':['" + thread + "','t99']}");
    EXPECT_EQ(json::serialize(got.at("list").at(0).at("emailIds")), R"(["e1","e2"])");
    EXPECT_EQ(json::serialize(got.at("notFound")), R"(["t99"])");
    const std::string before(got.at("state").as_string());
    client.deliver("Message-ID: <4@x>\nReferences: <1@x> <2@x>\nSubject: re: Dinner on Thursday?\n\nWell\n");
    const json::object changes =
        client.call("Thread/changes", "{'accountId':'$A','sinceState':'" + before + "'}");
    EXPECT_EQ(json::serialize(changes.at("updated")), "[\"" + thread + "\"]");
    EXPECT_EQ(json::serialize(changes.at("created")), "[]");
}

TEST_F(EmailTest, Changes) {
    const std::string before = client.state();
    flag(2, {account::flag_seen, {}});
    client.deliver("Subject: new\n\nx\n");
    ASSERT_TRUE(client.room.run(
        client.room.account().expunge(account::inbox_id, account::UidSet{1}, account::ExpungeOnly::all)));
    const json::object answer =
        client.call("Email/changes", "{'accountId':'$A','sinceState':'" + before + "'}");
    EXPECT_EQ(json::serialize(answer.at("created")), R"(["e4"])");
    EXPECT_EQ(json::serialize(answer.at("updated")), R"(["e2"])");
    EXPECT_EQ(json::serialize(answer.at("destroyed")), R"(["e1"])");
    EXPECT_EQ(std::string(answer.at("newState").as_string()), client.state());
    // In pieces, each of which is a state.
    std::string since = before;
    std::size_t told = 0;
    for (bool more = true; more;) {
        const json::object piece =
            client.call("Email/changes", "{'accountId':'$A','maxChanges':1,'sinceState':'" + since + "'}");
        for (const char* list : {"created", "updated", "destroyed"}) told += piece.at(list).as_array().size();
        since = piece.at("newState").as_string();
        more = piece.at("hasMoreChanges").as_bool();
    }
    EXPECT_EQ(told, 3U);
    EXPECT_EQ(since, client.state());
    EXPECT_EQ(client.error_of("Email/changes", "{'accountId':'$A','sinceState':'s999999'}"),
              "cannotCalculateChanges");
}

/// A client that applies what it is told has what a query gives.
TEST_F(EmailTest, QueryChangesLeadToTheResults) {
    constexpr std::string_view queries[] = {
        "'filter':{'inMailbox':'m1'},'sort':[{'property':'receivedAt','isAscending':false}]",
        "'filter':{'inMailbox':'m1'},'collapseThreads':true",
        "'filter':{'notKeyword':'$seen'},'sort':[{'property':'receivedAt'}]",
        "'filter':{'someInThreadHaveKeyword':'$seen'},'sort':[{'property':'size'}]",
        "'sort':[{'property':'hasKeyword','keyword':'$seen','isAscending':false}],'collapseThreads':true",
    };
    std::vector<std::pair<std::string, std::vector<std::string>>> known;
    const auto run = [&](std::string_view query) {
        const json::object answer =
            client.call("Email/query", "{'accountId':'$A'," + std::string(query) + "}");
        std::vector<std::string> ids;
        for (const json::value& id : answer.at("ids").as_array()) ids.emplace_back(id.as_string());
        return std::pair(std::string(answer.at("queryState").as_string()), std::move(ids));
    };
    for (const std::string_view query : queries) known.push_back(run(query));
    flag(2, {account::flag_seen, {}});
    client.deliver("Message-ID: <4@x>\nIn-Reply-To: <2@x>\nSubject: Re: Dinner on Thursday?\n\nWell\n");
    client.deliver("Subject: other\n\nx\n");
    ASSERT_TRUE(client.room.run(
        client.room.account().expunge(account::inbox_id, account::UidSet{3}, account::ExpungeOnly::all)));
    for (std::size_t i = 0; i < known.size(); ++i) {
        SCOPED_TRACE(queries[i]);
        auto [state, ids] = known[i];
        const json::object changes =
            client.call("Email/queryChanges", "{'accountId':'$A'," + std::string(queries[i]) +
                                                  ",'sinceQueryState':'" + state + "'}");
        for (const json::value& gone : changes.at("removed").as_array())
            std::erase(ids, std::string(gone.as_string()));
        for (const json::value& one : changes.at("added").as_array()) {
            const auto index = static_cast<std::size_t>(one.at("index").to_number<std::uint64_t>());
            ASSERT_LE(index, ids.size());
            ids.insert(ids.begin() + static_cast<std::ptrdiff_t>(index),
                       std::string(one.at("id").as_string()));
        }
        EXPECT_EQ(ids, run(queries[i]).second);
    }
}

TEST_F(EmailTest, Snippets) {
    const json::object answer = client.call(
        "SearchSnippet/get",
        "{'accountId':'$A','filter':{'text':'dinner \\'have>\\''},'emailIds':['e1','e2','e3','e99']}");
    EXPECT_EQ(json::serialize(answer.at("notFound")), R"(["e99"])");
    const json::array& list = answer.at("list").as_array();
    EXPECT_EQ(list.at(0).at("subject"), "<mark>Dinner</mark> on Thursday?");
    EXPECT_EQ(list.at(0).at("preview"), "Shall we &lt;<mark>have&gt;</mark> <mark>dinner</mark>? ");
    EXPECT_TRUE(list.at(1).at("preview").is_null());
    EXPECT_TRUE(list.at(2).at("subject").is_null());
}

TEST(SearchTerms, WordsAndPhrases) {
    using Terms = std::vector<std::string>;
    EXPECT_EQ(search_terms(""), Terms());
    EXPECT_EQ(search_terms("  a  b a "), (Terms{"a", "b"}));
    EXPECT_EQ(search_terms("a \"b c\" 'd e'"), (Terms{"a", "b c", "d e"}));
    EXPECT_EQ(search_terms("it's \"open"), (Terms{"it's", "\"open"}));
    EXPECT_EQ(search_terms(R"("a \"b\" \\")"), (Terms{R"(a "b" \)"}));
}

TEST(SearchTerms, Marks) {
    EXPECT_EQ(marked_text("a & b", {"B"}), "a &amp; <mark>b</mark>");
    EXPECT_EQ(marked_text("Straße STRASSE", {"strasse"}), "<mark>Straße</mark> <mark>STRASSE</mark>");
    EXPECT_EQ(marked_text("abcd", {"bc", "cd", "x"}), "a<mark>bcd</mark>");
    EXPECT_EQ(marked_text("nothing", {"x"}), std::nullopt);
    EXPECT_EQ(marked_text("nothing", {}), std::nullopt);
    std::string text;
    for (int i = 0; i < 300; ++i) text += "word<" + std::to_string(i) + " ";
    const auto marked = marked_text(text, {"word<150"}, 255);
    ASSERT_TRUE(marked);
    EXPECT_LE(marked->size(), 255U);
    EXPECT_NE(marked->find("<mark>word&lt;150</mark>"), std::string::npos);
    EXPECT_TRUE(marked->starts_with("…"));
    EXPECT_TRUE(marked->ends_with("…"));
    EXPECT_EQ(marked_text(std::string(400, 'x'), {std::string(300, 'x')}, 255), std::nullopt);
}

}  // namespace
}  // namespace milpa::jmap
