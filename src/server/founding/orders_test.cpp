// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/founding/orders.hpp"

#include <gtest/gtest.h>

#include "server/founding/web.hpp"

namespace milpa::server::founding {
namespace {

constexpr std::chrono::milliseconds soon{100};

TEST(Orders, AreReadAsTheyWereSaid) {
    const auto settle = read_settle(settle_order({.directory = "letsencrypt", .contact = "a b@c.test"}));
    ASSERT_TRUE(settle);
    EXPECT_EQ(settle->directory, "letsencrypt");
    EXPECT_EQ(settle->contact, "a b@c.test");
    EXPECT_TRUE(read_settle(settle_order({}))->directory.empty());
    EXPECT_EQ(read_cannot(cannot_order(fail(ErrorKind::conflict, "port 443 is\ntaken"))),
              fail(ErrorKind::conflict, "port 443 is taken"));
    EXPECT_EQ(read_cannot(cannot_order(fail(ErrorKind::io))), fail(ErrorKind::io));
}

TEST(Orders, NothingElseIsOne) {
    for (const std::string_view line : {"", "settle", "settle ", "settle x", "settle a\tb\tc", "settled a\tb",
                                        "cannot 1 x", "Settle a\tb", " settle a\tb"})
        EXPECT_FALSE(read_settle(line)) << line;
    for (const std::string_view line : {"", "cannot", "cannot ", "cannot x y", "cannot -1 x", "cannot 99 x",
                                        "cannot 99999999999999999999 x", "settle a\tb"})
        EXPECT_FALSE(read_cannot(line)) << line;
}

TEST(Line, HearsWholeLinesOfTheOtherEndAndItsEnd) {
    auto ends = make_line();
    ASSERT_TRUE(ends);
    {
        Line other = std::move(ends->second);
        ASSERT_TRUE(other.say("one") && other.say("") && ends->first.say("back"));
        EXPECT_EQ(ends->first.hear(soon).value(), "one");
        EXPECT_EQ(ends->first.hear(soon).value(), "");
        EXPECT_EQ(other.hear(soon).value(), "back");
        EXPECT_EQ(ends->first.hear(soon).error().kind, ErrorKind::timeout);
        EXPECT_EQ(other.say("two\nlines").error().kind, ErrorKind::limit);
        EXPECT_EQ(other.say(std::string(order_octets_max, 'x')).error().kind, ErrorKind::limit);
        ASSERT_TRUE(other.say("last"));
    }
    EXPECT_EQ(ends->first.hear(soon).value(), "last");
    EXPECT_EQ(ends->first.hear(soon).error().kind, ErrorKind::closed);
}

TEST(FounderLinks, LeadToWhereItListens) {
    const crypto::SecretText token("T");
    Settings settings;
    const auto links = [&](std::string listen, std::uint32_t port) {
        settings.listen = std::move(listen);
        settings.ports.https = port;
        return founder_links(settings, token);
    };
    const auto alone = [&](std::string listen, std::uint32_t port) {
        const auto all = links(std::move(listen), port);
        EXPECT_EQ(all.size(), 1U);
        return std::string(all.front().view());
    };
    EXPECT_EQ(alone("192.0.2.1", 443), "https://192.0.2.1/portal/found#T");
    EXPECT_EQ(alone("2001:db8::1", 8443), "https://[2001:db8::1]:8443/portal/found#T");
    for (const char* everywhere : {"::", "0.0.0.0"}) {
        const auto all = links(everywhere, 443);
        ASSERT_FALSE(all.empty());
        EXPECT_LE(all.size(), links_max + 1);
        EXPECT_EQ(all.front().view(), "https://localhost/portal/found#T");
    }
}

}  // namespace
}  // namespace milpa::server::founding
