// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/certificate_facts.hpp"

#include <gtest/gtest.h>

#include "net/tls.hpp"

namespace milpa::net {
namespace {

TEST(CertificateFacts, SaysForWhomAndUntilWhen) {
    const Certificate ca = make_ca("Some authority").value();
    const auto made =
        make_certificate(ca, {"a.test", "mail.a.test"}, {"127.0.0.1"}, std::chrono::days(10)).value();
    const auto facts = read_certificate_facts(made.chain_pem).value();
    EXPECT_EQ(facts.names, (std::vector<std::string>{"a.test", "mail.a.test"}));
    EXPECT_EQ(facts.issuer, "Some authority");
    EXPECT_EQ(facts.key_hash.size(), 32U);
    EXPECT_NE(facts.key_hash, read_certificate_facts(ca.chain_pem).value().key_hash);
    EXPECT_EQ(facts.fingerprint.size(), 32U);
    EXPECT_NE(facts.fingerprint, facts.key_hash);
    EXPECT_EQ(facts.fingerprint, read_certificate_facts(made.chain_pem + ca.chain_pem).value().fingerprint);
    const auto now = SystemClock().wall();
    EXPECT_LT(facts.from, now);
    EXPECT_GT(facts.until, now + std::chrono::days(9));
    EXPECT_LT(facts.until, now + std::chrono::days(11));
}

TEST(CertificateFacts, NothingElseIsOne) {
    for (const std::string_view text :
         {"", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
        EXPECT_EQ(read_certificate_facts(text).error().kind, ErrorKind::syntax) << text;
}

}  // namespace
}  // namespace milpa::net
