// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/address.hpp"

#include <gtest/gtest.h>

namespace milpa::members {
namespace {

struct Case {
    std::string_view written;
    std::string_view form;  // empty: refused
};

TEST(Address, OneFormForAllWaysOfWritingIt) {
    const Case cases[] = {
        {"ana@example.org", "ana@example.org"},
        {"Ana@Example.ORG", "ana@example.org"},
        {"ana@example.org.", "ana@example.org"},
        {"\"ana\"@example.org", "ana@example.org"},
        {"\"a\\na\"@example.org", "ana@example.org"},
        {"ana+lists@example.org", "ana+lists@example.org"},
        {"a.b-c_d@localhost", "a.b-c_d@localhost"},
        {"ANDR\xc3\x89@example.org", "andr\xc3\xa9@example.org"},
        {"ANDRE\xcc\x81@example.org", "andr\xc3\xa9@example.org"},
        {"stra\xc3\x9f"
         "e@example.org",
         "strasse@example.org"},
        {"ana@B\xc3\x9c"
         "CHER.example",
         "ana@b\xc3\xbc"
         "cher.example"},
        {"ana@xn--bcher-kva.example",
         "ana@b\xc3\xbc"
         "cher.example"},
        {"ana@XN--BCHER-KVA.example",
         "ana@b\xc3\xbc"
         "cher.example"},
        {"ana@fa\xc3\x9f.example", "ana@fa\xc3\x9f.example"},
    };
    for (const auto& [written, form] : cases) {
        const auto address = Address::parse(written);
        ASSERT_TRUE(address) << written;
        EXPECT_EQ(address->text(), form) << written;
        const auto again = Address::parse(address->text());
        ASSERT_TRUE(again) << written;
        EXPECT_EQ(*again, *address) << written;
    }
}

TEST(Address, WhatIsNone) {
    const std::string long_local = std::string(65, 'a') + "@example.org";
    const std::string long_label = "a@" + std::string(64, 'b') + ".org";
    std::string long_domain = "a@";
    for (int i = 0; i < 65; ++i) long_domain += "abc.";
    const std::string_view cases[] = {
        "",
        "ana",
        "@example.org",
        "ana@",
        "ana@.",
        "ana@[127.0.0.1]",
        "ana@exa mple.org",
        "ana@-example.org",
        "ana@example-.org",
        "ana@a..b",
        "a b@example.org",
        "\"a b\"@example.org",
        "\"a@example.org",
        "\"a\"b@example.org",
        "\"a\\\"@example.org",
        "a@b@example.org",
        "a\r\n@example.org",
        "a\x80@example.org",
        "a\u200bb@example.org",  // zero width space
        "a\u202eb@example.org",  // right-to-left override
        "ana@xn--a.example",
        "ana@exa_mple.org",
        long_local,
        long_label,
        long_domain,
    };
    for (const auto written : cases) {
        const auto address = Address::parse(written);
        ASSERT_FALSE(address) << written;
        EXPECT_EQ(address.error().kind, ErrorKind::syntax) << written;
    }
}

TEST(Address, PartsAndBase) {
    const auto address = Address::parse("Ana+Lists+x@Example.org");
    ASSERT_TRUE(address);
    EXPECT_EQ(address->local(), "ana+lists+x");
    EXPECT_EQ(address->domain(), "example.org");
    EXPECT_EQ(address->base().text(), "ana@example.org");
    EXPECT_EQ(address->base().local(), "ana");
    EXPECT_EQ(Address::parse("+x@example.org")->base().text(), "+x@example.org");
}

TEST(Address, DomainsForDns) {
    EXPECT_EQ(*domain_to_ascii("B\xc3\x9c"
                               "CHER.example"),
              "xn--bcher-kva.example");
    EXPECT_EQ(*domain_to_ascii("Example.org"), "example.org");
    EXPECT_FALSE(domain_to_ascii("[::1]"));
}

}  // namespace
}  // namespace milpa::members
