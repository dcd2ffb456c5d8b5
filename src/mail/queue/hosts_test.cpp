// SPDX-License-Identifier: AGPL-3.0-or-later
// Which servers the queue goes to, over how many connections, and what it does where they refuse, break off
// or say nothing.
#include "base/log.hpp"
#include "mail/queue/queue.hpp"
#include "mail/queue/queue_testing.hpp"

namespace milpa::mail::queue {
namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST_F(QueueTest, TakesTheNextHostWhenOneRefuses) {
    auto& second = sink("127.0.0.3");
    auto& third = sink("127.0.0.4");
    resolver.add("a.test", net::RecordType::mx, "10 one.a.test")
        .add("a.test", net::RecordType::mx, "20 two.a.test")
        .add("a.test", net::RecordType::mx, "30 three.a.test")
        .add("one.a.test", net::RecordType::a, "127.0.0.2")  // nobody listens there
        .add("two.a.test", net::RecordType::a, "127.0.0.3")
        .add("three.a.test", net::RecordType::a, "127.0.0.4");
    start();
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, letter));
    EXPECT_TRUE(eventually([&] { return second.count() == 1; }));
    EXPECT_TRUE(is_empty());
    EXPECT_EQ(third.connections(), 0U);
}

TEST_F(QueueTest, TakesTheNextHostWhenOneBreaksOff) {
    struct Row {
        std::string_view what;
        SinkScript script;
    };
    const Row rows[] = {
        {"busy", {.greeting = "421 4.3.2 busy"}},
        {"refuses all", {.greeting = "554 5.3.2 no mail here"}},
        {"breaks", {.closes_at_content = true}},
        {"is silent", {.silent_after_mail = true}},
    };
    auto& good = sink("127.0.0.20");
    int number = 21;
    for (const auto& row : rows) {
        const std::string address = fmt::format("127.0.0.{}", number);
        const std::string domain = fmt::format("d{}.test", number++);
        sink(address, row.script);
        resolver.add(domain, net::RecordType::mx, "10 one." + domain)
            .add(domain, net::RecordType::mx, "20 two." + domain)
            .add("one." + domain, net::RecordType::a, address)
            .add("two." + domain, net::RecordType::a, "127.0.0.20");
    }
    start(5s);
    for (int i = 21; i < number; ++i) {
        SCOPED_TRACE(rows[i - 21].what);
        const std::size_t before = good.count();
        ASSERT_TRUE(life->send(ana, {{"bob", fmt::format("d{}.test", i)}}, letter));
        EXPECT_TRUE(eventually([&] { return good.count() == before + 1; }));
        EXPECT_TRUE(is_empty());
    }
}

TEST_F(QueueTest, EncryptsWhereItIsOfferedAndGoesOnInClearWhereItBreaks) {
    const auto authority = net::make_ca("Test").value();
    const auto certificate =
        net::make_certificate(authority, {"other.test"}, {}, std::chrono::days(1)).value();
    const auto tls = net::TlsContext::server(certificate).value();
    auto& good = sink("127.0.0.1", {.offers = {"STARTTLS", "PIPELINING"}, .tls = tls.get()});
    auto& bad = sink("127.0.0.2", {.offers = {"STARTTLS", "PIPELINING"}, .breaks_tls = true});
    point("a.test", "127.0.0.1");
    point("b.test", "127.0.0.2");
    start();
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}, {"bob", "b.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return good.count() == 1 && bad.count() == 1; }));
    EXPECT_TRUE(good.received().front().tls);  // whatever its certificate says
    EXPECT_FALSE(bad.received().front().tls);
    EXPECT_TRUE(is_empty());
}

TEST_F(QueueTest, SilenceIsATemporaryFailure) {
    sink("127.0.0.1", {.silent_after_mail = true});
    point("a.test", "127.0.0.1");
    start(1s);
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, letter));
    EXPECT_TRUE(eventually([&] { return life->summary().by_reason[Reason::timeout] == 1; }));
}

TEST_F(QueueTest, FailuresOfRoutesBounceOrWait) {
    resolver.add("null.test", net::RecordType::mx, "0 .")
        .add("own.test", net::RecordType::mx, "10 mail.milpa.test")
        .fails("ill.test", net::RecordType::mx, ErrorKind::io);
    start();
    struct Row {
        Mailbox to;
        std::string_view status;
    };
    const Row rows[] = {{{"bob", "gone.test"}, "5.1.2"},
                        {{"bob", "null.test"}, "5.1.10"},
                        {{"bob", "own.test"}, "5.4.6"},
                        {{"bob", "bad..name"}, "5.1.2"}};
    std::size_t bounces = 0;
    for (const auto& row : rows) {
        SCOPED_TRACE(row.to.domain);
        ASSERT_TRUE(life->send(ana, {row.to}, letter));
        ++bounces;
        ASSERT_TRUE(eventually([&] { return returns.count() == bounces; }));
        EXPECT_TRUE(returns.reports().back().message.contains(fmt::format("Status: {}\r\n", row.status)));
    }
    ASSERT_TRUE(life->send(ana, {{"bob", "ill.test"}}, letter));
    EXPECT_TRUE(eventually([&] { return life->summary().by_reason[Reason::dns] == 1; }));
}

TEST_F(QueueTest, ManyMessagesShareConnectionsToOneDomain) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, letter));
    EXPECT_TRUE(eventually([&] { return there.count() == 40; }));
    EXPECT_TRUE(is_empty());
    EXPECT_LT(there.connections(), 40U);
}

TEST_F(QueueTest, AServerThatClosesAfterEachMessageGetsThemAll) {
    auto& there = sink("127.0.0.1", {.closes_after_message = true});
    point("a.test", "127.0.0.1");
    start();
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return there.count() >= 30; }));
    EXPECT_TRUE(is_empty());
    EXPECT_EQ(there.count(), 30U);
}

TEST_F(QueueTest, MoreRecipientsThanATransactionTakes) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    start();
    std::vector<Mailbox> all;
    for (int i = 0; i < 250; ++i) all.push_back({fmt::format("bob{}", i), "a.test"});
    ASSERT_TRUE(life->send(ana, all, letter));
    EXPECT_TRUE(is_empty());
    std::size_t recipients = 0;
    for (const auto& message : there.received()) recipients += message.recipients.size();
    EXPECT_EQ(recipients, 250U);
    EXPECT_EQ(there.count(), 3U);
}

TEST_F(QueueTest, ConnectsFromTheAddressThatIsSet) {
    auto& there = sink();
    point("a.test", "127.0.0.1");
    auto bound = settings();
    bound.bind_address = "127.0.0.9";
    ASSERT_TRUE(life->start(bound));
    ASSERT_TRUE(life->send(ana, {{"bob", "a.test"}}, letter));
    ASSERT_TRUE(eventually([&] { return there.count() == 1; }));
    EXPECT_EQ(there.received().front().from, "127.0.0.9");
}

}  // namespace
}  // namespace milpa::mail::queue
