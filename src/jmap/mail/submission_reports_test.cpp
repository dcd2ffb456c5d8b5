// SPDX-License-Identifier: AGPL-3.0-or-later
// Reports that come by mail, as an EmailSubmission shows them.
#include <gtest/gtest.h>

#include "jmap/mail/submission_testing.hpp"
#include "jmap/mail/submissions.hpp"

namespace milpa::jmap {
namespace {

namespace account = mail::account;

std::string report(std::string_view type, std::string_view part, std::string_view fields) {
    return "Content-Type: multipart/report; report-type=" + std::string(type) +
           "; boundary=b\r\n\r\n--b\r\n\r\nIn words.\r\n--b\r\nContent-Type: message/" + std::string(part) +
           "\r\n\r\n" + std::string(fields) +
           "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <1@example.org>\r\n--b--\r\n";
}
std::string bounce_of(std::string_view address) {
    return report("delivery-status", "delivery-status",
                  "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; " + std::string(address) +
                      "\r\nAction: failed\r\nStatus: 5.1.1\r\n");
}
std::string notification_of(std::string_view address) {
    return report("disposition-notification", "disposition-notification",
                  "Final-Recipient: rfc822; " + std::string(address) +
                      "\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n");
}

struct SubmissionReportsTest : ::testing::Test {
    testing::TestClient client{{mail_family(), submission_family()}};
    testing::ScriptedOutbox outbox{&client.room};
    std::string id;

    SubmissionReportsTest() {
        auto factories = std::make_shared<account::AnnexFactories>();
        (*factories)[submissions_kind] = [] { return std::make_unique<Submissions>(); };
        client.room.held.annexes = factories;
        client.room.held.reopen();
        client.room.outbox_now = &outbox;
        client.room.held.deliver(
            "From: ana@example.org\r\nTo: bob@example.net, eva@example.net\r\n"
            "Message-ID: <1@example.org>\r\nSubject: hello\r\n\r\nx\r\n");
        id = send();
    }
    std::string send() {
        const json::array identities =
            client.call("Identity/get", "{'accountId':'$A','ids':null}").at("list").as_array();
        const json::object sent = client.call(
            "EmailSubmission/set", "{'accountId':'$A','create':{'k':{'emailId':'e1','identityId':'" +
                                       std::string(identities.at(0).at("id").as_string()) + "'}}}");
        return std::string(sent.at("created").at("k").at("id").as_string());
    }
    json::object submission() {
        return client.call("EmailSubmission/get", "{'accountId':'$A','ids':['" + id + "']}")
            .at("list")
            .at(0)
            .as_object();
    }
    std::string lists() {
        const json::object now = submission();
        return json::serialize(now.at("dsnBlobIds")) + " " + json::serialize(now.at("mdnBlobIds"));
    }
    json::value displayed(std::string_view address) {
        return submission().at("deliveryStatus").at(address).at("displayed");
    }
    std::string state() {
        return std::string(
            client.call("EmailSubmission/get", "{'accountId':'$A','ids':[]}").at("state").as_string());
    }
    bool is_told_since(const std::string& before) {
        const json::object changes =
            client.call("EmailSubmission/changes", "{'accountId':'$A','sinceState':'" + before + "'}");
        return json::serialize(changes.at("updated")) == "[\"" + id + "\"]";
    }
};

TEST_F(SubmissionReportsTest, AreListedInTheOrderInWhichTheyCame) {
    EXPECT_EQ(lists(), "[] []");
    EXPECT_EQ(displayed("bob@example.net"), "unknown");
    std::string before = state();
    client.room.held.deliver(bounce_of("eva@example.net"));
    EXPECT_TRUE(is_told_since(before));
    before = state();
    client.room.held.deliver(notification_of("bob@example.net"));
    EXPECT_TRUE(is_told_since(before));
    client.room.held.deliver(bounce_of("eva@example.net"));
    EXPECT_EQ(lists(), R"(["b2","b4"] ["b3"])");
    EXPECT_EQ(displayed("bob@example.net"), "yes");
    EXPECT_EQ(displayed("eva@example.net"), "unknown");
    EXPECT_EQ(submission().at("deliveryStatus").at("eva@example.net").at("delivered"), "queued")
        << "what a report says is not what our own queue knows";
    before = state();
    client.room.held.deliver("Subject: hello\r\nIn-Reply-To: <1@example.org>\r\n\r\nan answer\r\n");
    EXPECT_FALSE(is_told_since(before));
    // From the log, and from a snapshot.
    client.room.held.reopen();
    EXPECT_EQ(lists(), R"(["b2","b4"] ["b3"])");
    ASSERT_TRUE(client.room.run(client.room.account().snapshot()));
    client.room.held.reopen();
    EXPECT_EQ(lists(), R"(["b2","b4"] ["b3"])");
    EXPECT_EQ(displayed("bob@example.net"), "yes");
}

TEST_F(SubmissionReportsTest, AStrangerCannotSayWhatOthersHaveRead) {
    client.room.held.deliver(notification_of("stranger@example.com"));
    EXPECT_EQ(lists(), R"([] ["b2"])");
    EXPECT_EQ(displayed("bob@example.net"), "unknown");
    EXPECT_EQ(displayed("eva@example.net"), "unknown");
}

TEST_F(SubmissionReportsTest, NameTheMessageAsItLeftAndNotAsItLies) {
    outbox.leaves_as = "<left@example.org>";
    id = send();
    client.room.held.deliver(bounce_of("eva@example.net"));
    EXPECT_EQ(lists(), "[] []") << "of the one before";
    std::string bounce = bounce_of("eva@example.net");
    bounce.replace(bounce.find("<1@example.org>"), 15, outbox.leaves_as);
    client.room.held.deliver(bounce);
    EXPECT_EQ(lists(), R"(["b3"] [])");
}

TEST_F(SubmissionReportsTest, ThatAreDeletedAreNotListed) {
    client.room.held.deliver(bounce_of("eva@example.net"));
    client.room.held.deliver(notification_of("bob@example.net"));
    const std::string before = state();
    client.call("Email/set", "{'accountId':'$A','destroy':['e2','e3']}");
    EXPECT_EQ(lists(), "[] []");
    EXPECT_TRUE(is_told_since(before));
    EXPECT_EQ(displayed("bob@example.net"), "yes") << "whoever said so, it was";
    EXPECT_EQ(submissions_of(client.room.account())->find_submission(id)->dsns_size(), 0);
}

}  // namespace
}  // namespace milpa::jmap
