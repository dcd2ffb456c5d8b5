// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/acme_settings.hpp"

#include <gtest/gtest.h>

namespace milpa::server {
namespace {

using enum acme::ChallengeType;

TEST(AcmeSettings, AnAuthorityHasANameOrAUrl) {
    EXPECT_EQ(acme_directory("letsencrypt").value(), "https://acme-v02.api.letsencrypt.org/directory");
    EXPECT_EQ(acme_directory("https://ca.test:14000/dir").value(), "https://ca.test:14000/dir");
    for (const auto* const bad : {"", "Letsencrypt", "http://ca.test/dir", "ca.test"})
        EXPECT_FALSE(acme_directory(bad)) << bad;
}

TEST(AcmeSettings, WaysInTheirOrder) {
    EXPECT_EQ(acme_ways("dns-01, http-01,dns-01").value(), (std::vector{dns_01, http_01}));
    EXPECT_EQ(acme_ways(" tls-alpn-01 ").value(), (std::vector{tls_alpn_01}));
    for (const auto* const bad : {"", " ,", "http", "http-01 email-01"}) EXPECT_FALSE(acme_ways(bad)) << bad;
}

TEST(AcmeSettings, OnlyWhatIsPossibleIsOffered) {
    Settings settings;
    settings.acme_directory = "letsencrypt";
    settings.acme_contact = "postmaster";
    settings.acme_challenge = "dns-01 tls-alpn-01 http-01";
    const auto usual = acme_settings(settings, "example.org").value();
    EXPECT_EQ(usual.ways, (std::vector{tls_alpn_01, http_01}));
    EXPECT_EQ(usual.contacts, std::vector<std::string>{"mailto:postmaster@example.org"});
    EXPECT_FALSE(usual.terms_agreed);
    settings.acme_dns_hook = "/usr/local/bin/hook";
    settings.acme_contact = "carers@elsewhere.org";
    settings.ports.http = settings.ports.https = 0;
    const auto hooked = acme_settings(settings, "example.org").value();
    EXPECT_EQ(hooked.ways, std::vector{dns_01});
    EXPECT_EQ(hooked.contacts, std::vector<std::string>{"mailto:carers@elsewhere.org"});
    settings.acme_challenge = "http-01";
    EXPECT_FALSE(acme_settings(settings, "example.org"));
}

TEST(AcmeSettings, AMistakeIsFoundWhenTheFileIsRead) {
    for (const auto* const bad : {"acme.directory = http://ca.test", "acme.challenge = http",
                                  "acme.dns_hook = hook.sh", "acme.terms_agreed = yes"})
        EXPECT_FALSE(parse_settings(bad)) << bad;
    const auto settings = parse_settings(
        "acme.directory = letsencrypt\nacme.challenge = dns-01\nacme.dns_hook = /bin/hook\nacme.terms_agreed "
        "= 1");
    ASSERT_TRUE(settings);
    EXPECT_TRUE(settings->acme_terms_agreed);
    EXPECT_TRUE(parse_settings("acme.directory =\nacme.dns_hook ="));
}

}  // namespace
}  // namespace milpa::server
