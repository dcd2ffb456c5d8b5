// SPDX-License-Identifier: AGPL-3.0-or-later
// What a sender hears of mail to an alias that leads to another server: nothing of what is behind it.
#include <gtest/gtest.h>

#include "mail/queue/report_check.hpp"
#include "mail/queue/testing.hpp"

namespace milpa::mail::queue {
namespace {

using namespace std::chrono_literals;
using namespace testing;

const Mailbox eve{"eve", "c.test"};
const Mailbox team{"team", "milpa.test"};
constexpr std::string_view letter =
    "Return-Path: <eve@c.test>\r\nFrom: <eve@c.test>\r\nSubject: maize\r\n\r\nbody\r\n";

class QueueOfAliases : public QueueFixture {
protected:
    void start() {
        Settings settings;
        settings.host_name = settings.domain = "milpa.test";
        settings.port = sinks.empty() ? sink().port() : sinks.front()->port();
        point("a.test", "127.0.0.1");
        const auto started = life->start(std::move(settings));
        ASSERT_TRUE(started) << started.error().detail;
    }
    static void expect_nothing_of_it(const std::string& report) {
        EXPECT_EQ(check_report(report), "");
        for (const auto* word :
             {"@a.test", "mx.a", "perm", "temp@", "nobody of that name", "come back", "Remote-MTA"})
            EXPECT_FALSE(report.contains(word)) << word << " is in\n" << report;
    }
};

TEST_F(QueueOfAliases, ABounceNamesWhatWasWrittenTo) {
    start();
    ASSERT_TRUE(life->send(eve, {{"perm", "a.test"}, {"perm2", "a.test"}}, letter, {}, {team, team}));
    ASSERT_TRUE(eventually([&] { return returns.count() == 1; }));
    const std::string report = returns.reports().front().message;
    expect_nothing_of_it(report);
    const std::string_view told =
        "Final-Recipient: rfc822; team@milpa.test\r\nAction: failed\r\nStatus: 5.1.1\r\n";
    ASSERT_TRUE(report.contains(told)) << report;
    // Nor what is in the mail: the sender may be forged.
    EXPECT_FALSE(report.contains("maize"));
    // Not how many there are, either.
    EXPECT_EQ(report.find(told), report.rfind(told));
}

TEST_F(QueueOfAliases, ADelayNamesItToo_AlsoAfterARestart) {
    start();
    ASSERT_TRUE(life->send(eve, {{"temp", "a.test"}}, letter, {}, {team}));
    ASSERT_TRUE(eventually([&] { return life->summary().by_reason[Reason::deferred] == 1; }));
    revive();
    start();
    ASSERT_TRUE(eventually([&] { return life->summary().by_reason[Reason::deferred] == 1; }));
    for (auto passed = 0min; passed < 5h && returns.count() == 0; passed += 30min) {
        clock.advance(30min);
        life->queue.look();
        ASSERT_TRUE(eventually([&] {
            const auto now = life->summary();
            return now.under_way == 0 && now.next && *now.next > 0s;
        }));
    }
    ASSERT_TRUE(eventually([&] { return returns.count() == 1; }));
    const std::string report = returns.reports().front().message;
    expect_nothing_of_it(report);
    EXPECT_TRUE(
        report.contains("Final-Recipient: rfc822; team@milpa.test\r\nAction: delayed\r\nStatus: 4.2.0\r\n"))
        << report;
}

TEST_F(QueueOfAliases, WhoWasWrittenToDirectlyIsToldAsEver) {
    start();
    ASSERT_TRUE(life->send(eve, {{"perm", "a.test"}, {"perm2", "a.test"}}, letter, {}, {team, std::nullopt}));
    ASSERT_TRUE(eventually([&] { return returns.count() == 1; }));
    const std::string report = returns.reports().front().message;
    EXPECT_TRUE(report.contains("Final-Recipient: rfc822; perm2@a.test\r\n")) << report;
    EXPECT_TRUE(report.contains("Final-Recipient: rfc822; team@milpa.test\r\n")) << report;
    EXPECT_FALSE(report.contains("perm@")) << report;
    EXPECT_TRUE(report.contains("Remote-MTA: dns; mx.a.test\r\n"));
}

TEST_F(QueueOfAliases, RefusesAnotherNumberOfThem) {
    start();
    EXPECT_EQ(life->send(eve, {{"bob", "a.test"}}, letter, {}, {team, team}).error().kind, ErrorKind::syntax);
    EXPECT_EQ(
        life->send(eve, {{"bob", "a.test"}}, letter, {}, {Mailbox{std::string(65, 'a'), "b"}}).error().kind,
        ErrorKind::syntax);
}

}  // namespace
}  // namespace milpa::mail::queue
