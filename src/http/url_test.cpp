// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/url.hpp"

#include <gtest/gtest.h>

#include "http/reach.hpp"

namespace milpa::http {
namespace {

TEST(UrlTest, ReadsWhereToGo) {
    const struct {
        std::string_view text;
        Url url;
        std::string_view authority;
    } cases[] = {
        {"https://acme.example/directory", {true, "acme.example", 443, "/directory"}, "acme.example"},
        {"HTTPS://Acme.Example.", {true, "acme.example", 443, "/"}, "acme.example"},
        {"http://a.example:80/x", {false, "a.example", 80, "/x"}, "a.example"},
        {"https://a.example:80/x", {true, "a.example", 80, "/x"}, "a.example:80"},
        {"https://a.example:/x", {true, "a.example", 443, "/x"}, "a.example"},
        {"https://a.example?q=1#part", {true, "a.example", 443, "/?q=1"}, "a.example"},
        {"https://a.example/a@b:c", {true, "a.example", 443, "/a@b:c"}, "a.example"},
        {"https://127.0.0.1:14000/dir", {true, "127.0.0.1", 14000, "/dir"}, "127.0.0.1:14000"},
        {"https://[::1]:14000/dir", {true, "::1", 14000, "/dir"}, "[::1]:14000"},
        {"https://[2001:db8::1]/", {true, "2001:db8::1", 443, "/"}, "[2001:db8::1]"},
    };
    for (const auto& row : cases) {
        const auto url = Url::parse(row.text);
        ASSERT_TRUE(url.has_value()) << row.text;
        EXPECT_EQ(*url, row.url) << row.text;
        EXPECT_EQ(url->authority(), row.authority);
    }
}

TEST(UrlTest, RefusesWhatLeadsNowhere) {
    for (const std::string_view text : {"",
                                        "acme.example",
                                        "ftp://a.example/",
                                        "https://",
                                        "https:///x",
                                        "https://user@a.example/",
                                        "https://a.example@b.example/",
                                        "https://a.example:0/",
                                        "https://a.example:65536/",
                                        "https://a.example:1x/",
                                        "https://a.example:-1/",
                                        "https://a b.example/",
                                        "https://a.example/a b",
                                        "https://a.example/a\r\nX: y",
                                        "https://\xc3\xa4.example/",
                                        "https://[::1/",
                                        "https://[127.0.0.1]/",
                                        "https://[]/",
                                        "https://a.example\\@b.example/",
                                        "https://a.example/\x7f"}) {
        EXPECT_FALSE(Url::parse(text).has_value()) << text;
    }
    EXPECT_FALSE(Url::parse("https://a.example/" + std::string(url_octets_max, 'a')).has_value());
}

TEST(ReachTest, KnowsTheInternetFromTheHouse) {
    for (const char* text :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
          "172.32.0.0", "192.0.1.0", "192.167.1.1", "198.17.1.1", "198.20.0.0", "223.255.255.255",
          "2606:4700::1111", "2001:4860:4860::8888", "2001:200::1", "2003::1", "64:ff9b::1.1.1.1"}) {
        EXPECT_TRUE(is_global(*net::PeerAddress::parse(text))) << text;
    }
    for (const char* text : {"0.0.0.0",
                             "10.1.2.3",
                             "100.64.0.1",
                             "127.0.0.1",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.0.0.1",
                             "192.0.2.1",
                             "192.88.99.1",
                             "192.168.1.1",
                             "198.18.0.1",
                             "198.19.255.255",
                             "198.51.100.1",
                             "203.0.113.1",
                             "224.0.0.1",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::ffff:127.0.0.1",
                             "::7f00:1",
                             "64:ff9b::127.0.0.1",
                             "64:ff9b::10.0.0.1",
                             "64:ff9b:1::1",
                             "100::1",
                             "2001::1",
                             "2001:db8::1",
                             "2002:7f00:1::",
                             "3fff::1",
                             "fc00::1",
                             "fd12::1",
                             "fe80::1",
                             "fec0::1",
                             "ff02::1"}) {
        EXPECT_FALSE(is_global(*net::PeerAddress::parse(text))) << text;
    }
}

TEST(ReachTest, StrangersUrlsLeadOutByHttpsAlone) {
    for (const char* text :
         {"https://push.example/x", "https://push.example:443/x", "https://a.b.push.example.",
          "https://1.1.1.1/x", "https://[2606:4700::1111]/x", "https://mylocal.example/"})
        EXPECT_TRUE(is_public_place(*Url::parse(text))) << text;
    for (const char* text :
         {"http://push.example/x", "https://push.example:8443/x", "https://push.example:25/x",
          "http://push.example:443/x", "https://localhost/x", "https://router/x", "https://a.localhost/x",
          "https://printer.local/x", "https://db.internal./x", "https://nas.home.arpa/x", "https://a.onion/",
          "https://127.0.0.1/x", "https://10.0.0.1/x", "https://169.254.169.254/latest", "https://[::1]/x",
          "https://[fd12::1]/x", "https://127.1/x", "https://0x7f.0.0.0x1/x", "https://push.2130706433/x"}) {
        const auto url = Url::parse(text);
        EXPECT_TRUE(!url || !is_public_place(*url)) << text;
    }
}

}  // namespace
}  // namespace milpa::http
