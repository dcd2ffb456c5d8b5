// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/queue/route.hpp"

#include <gtest/gtest.h>

#include "mail/queue/domain.hpp"
#include "net/run_now.hpp"

namespace milpa::mail::queue {
namespace {

using net::RecordType;

std::string text_of(const std::expected<std::vector<Host>, Finding>& hosts) {
    if (!hosts) {
        const auto& status = hosts.error().status;
        return fmt::format("{}.{}.{} {}", status.kind, status.subject, status.detail,
                           to_text(hosts.error().reason));
    }
    std::string text;
    for (const auto& host : *hosts) text += (text.empty() ? "" : " ") + host.name;
    return text;
}

class RouteTest : public ::testing::Test {
protected:
    std::string hosts(std::string domain) {
        return text_of(net::run_now(find_hosts(std::move(domain), &resolver, &random, own)));
    }
    std::expected<Addresses, Finding> addresses(Host host) {
        return net::run_now(find_addresses(std::move(host), &resolver, own));
    }

    net::FakeResolver resolver;
    SeededRandom random{7};
    std::shared_ptr<Own> own = std::make_shared<Own>(Own{.names = {"mail.milpa.test"}, .addresses = {}});
};

TEST_F(RouteTest, Table) {
    resolver.add("two.test", RecordType::mx, "20 b.test").add("two.test", RecordType::mx, "10 a.test");
    resolver.add("plain.test", RecordType::a, "192.0.2.1");
    resolver.add("null.test", RecordType::mx, "0 .");
    resolver.add("mixed.test", RecordType::mx, "0 .").add("mixed.test", RecordType::mx, "10 a.test");
    resolver.add("backup.test", RecordType::mx, "10 a.test")
        .add("backup.test", RecordType::mx, "20 Mail.Milpa.Test")
        .add("backup.test", RecordType::mx, "20 equal.test")
        .add("backup.test", RecordType::mx, "30 worse.test");
    resolver.add("own.test", RecordType::mx, "10 mail.milpa.test")
        .add("own.test", RecordType::mx, "10 a.test");
    resolver.exists("mail.milpa.test");
    resolver.fails("servfail.test", RecordType::mx, ErrorKind::io)
        .fails("slow.test", RecordType::mx, ErrorKind::timeout)
        .fails("forged.test", RecordType::mx, ErrorKind::corrupt);
    struct Row {
        std::string_view domain, expected;
    };
    const Row rows[] = {
        {"two.test", "a.test b.test"},
        {"plain.test", "plain.test"},
        {"null.test", "5.1.10 no_mail"},
        {"mixed.test", "a.test"},
        {"backup.test", "a.test"},
        {"own.test", "5.4.6 loop"},
        {"mail.milpa.test", "5.4.6 loop"},
        {"gone.test", "5.1.2 dns"},
        {"servfail.test", "4.4.3 dns"},
        {"slow.test", "4.4.3 dns"},
        {"forged.test", "4.4.3 dns"},
        {"[192.0.2.7]", "[192.0.2.7]"},
        {"[ipv6:2001:db8::1]", "[ipv6:2001:db8::1]"},
        {"[192.0.2.700]", "5.1.2 dns"},
        {"", "5.1.2 dns"},
        {"a..b", "5.1.2 dns"},
    };
    for (const auto& row : rows) EXPECT_EQ(hosts(std::string(row.domain)), row.expected) << row.domain;
}

TEST_F(RouteTest, EqualsAreShuffledAndOrderIsKept) {
    for (const auto* record : {"10 a.test", "10 b.test", "10 c.test", "5 first.test", "20 last.test"}) {
        resolver.add("many.test", RecordType::mx, record);
    }
    std::map<std::string, int> seen;
    for (int i = 0; i < 600; ++i) ++seen[hosts("many.test")];
    EXPECT_EQ(seen.size(), 6U);
    for (const auto& [order, count] : seen) {
        EXPECT_TRUE(order.starts_with("first.test ") && order.ends_with(" last.test")) << order;
        EXPECT_GT(count, 50) << order;
    }
}

TEST_F(RouteTest, AFloodOfHostsIsCut) {
    for (int i = 0; i < 100; ++i) resolver.add("flood.test", RecordType::mx, fmt::format("10 h{}.test", i));
    const auto found = net::run_now(find_hosts("flood.test", &resolver, &random, own));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), hosts_max);
}

TEST_F(RouteTest, Addresses) {
    resolver.add("both.test", RecordType::a, "192.0.2.1").add("both.test", RecordType::aaaa, "2001:db8::1");
    resolver.exists("none.test");
    resolver.fails("ill.test", RecordType::a, ErrorKind::io)
        .fails("ill.test", RecordType::aaaa, ErrorKind::io);
    resolver.add("half.test", RecordType::a, "192.0.2.2")
        .fails("half.test", RecordType::aaaa, ErrorKind::timeout);
    const auto both = addresses({.name = "both.test"});
    ASSERT_TRUE(both);
    ASSERT_EQ(both->addresses.size(), 2U);
    EXPECT_FALSE(both->addresses[0].is_v4());
    EXPECT_TRUE(addresses({.name = "half.test"}).has_value());
    EXPECT_EQ(addresses({.name = "ill.test"}).error().verdict, smtp::Verdict::temporary);
    EXPECT_EQ(addresses({.name = "none.test"}).error().verdict, smtp::Verdict::temporary);
    EXPECT_EQ(addresses({.name = "none.test", .implicit = true}).error().verdict, smtp::Verdict::permanent);
    own->only_v4 = true;
    EXPECT_EQ(addresses({.name = "both.test"})->addresses.size(), 1U);
    own->only_v4.reset();
    own->addresses = {net::PeerAddress::parse("192.0.2.1").value()};
    EXPECT_TRUE(addresses({.name = "both.test"})->ourselves);
}

TEST(Domain, Table) {
    struct Row {
        std::string_view domain, expected;
    };
    const Row rows[] = {
        {"A.Test", "a.test"},
        {"b\xC3\xBC\x63her.example", "xn--bcher-kva.example"},
        {"B\xC3\x9C\x63her.Example", "xn--bcher-kva.example"},
        {"[192.0.2.1]", "[192.0.2.1]"},
        {"[IPv6:2001:DB8::1]", "[ipv6:2001:db8::1]"},
        {"[2001:db8::1]", "-"},
        {"[IPv6:192.0.2.1]", "-"},
        {"[tag:x]", "-"},
        {"", "-"},
        {".", "-"},
        {".a", "-"},
        {"a b.test", "-"},
        {"a\r\n.test", "-"},
        {"\xFF\xFE.test", "-"},
    };
    for (const auto& row : rows) {
        const auto made = route_domain(row.domain);
        EXPECT_EQ(made ? *made : "-", row.expected) << row.domain;
    }
    EXPECT_FALSE(route_domain(std::string(64, 'a') + ".test"));
    EXPECT_FALSE(route_domain(std::string(254, 'a')));
    EXPECT_EQ(with_ascii_domain({"bob", "b\xC3\xBC\x63her.example"}).domain, "xn--bcher-kva.example");
    EXPECT_EQ(with_ascii_domain({"bob", "A.test"}).domain, "A.test");
}

}  // namespace
}  // namespace milpa::mail::queue
