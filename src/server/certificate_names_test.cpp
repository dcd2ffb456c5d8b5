// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/certificate_names.hpp"

#include <gtest/gtest.h>

#include "net/run_now.hpp"

namespace milpa::server {
namespace {

using net::RecordType;
using Domain = NamesHere::Domain;

TEST(CertificateNames, OnlyWhatLeadsHere) {
    net::FakeResolver dns;
    dns.add("mail.a.test", RecordType::a, "192.0.2.1").add("mail.a.test", RecordType::aaaa, "2001:db8::1");
    dns.add("mta-sts.a.test", RecordType::a, "192.0.2.1");
    dns.add("a.test", RecordType::a, "198.51.100.9");
    dns.add("b.test", RecordType::aaaa, "2001:db8::1");
    dns.add("mail.b.test", RecordType::a, "198.51.100.9");
    NamesHere names(&dns);
    const std::vector<Domain> expected = {
        {"a.test", {"mail.a.test", "mta-sts.a.test"}}, {"b.test", {"b.test"}}, {"c.test", {}}};
    EXPECT_EQ(net::run_now(names.look({"a.test", "b.test", "c.test"}, true)), expected);
}

TEST(CertificateNames, TheMachinesOwnNameIsWantedWhateverTheDnsSays) {
    net::FakeResolver dns;
    dns.add("a.test", RecordType::a, "198.51.100.9");
    NamesHere names(&dns);
    EXPECT_EQ(net::run_now(names.look({"a.test", "b.test"}, true)),
              (std::vector<Domain>{{"a.test", {"mail.a.test"}}, {"b.test", {}}}));
}

TEST(CertificateNames, WithoutTheWebOnlyMail) {
    net::FakeResolver dns;
    for (const auto* const name : {"mail.a.test", "a.test", "mail.b.test", "b.test"})
        dns.add(name, RecordType::a, "192.0.2.1");
    NamesHere names(&dns);
    EXPECT_EQ(net::run_now(names.look({"a.test", "b.test"}, false)),
              (std::vector<Domain>{{"a.test", {"mail.a.test"}}, {"b.test", {"mail.b.test"}}}));
}

TEST(CertificateNames, WhatCannotBeAskedStaysAsItWas) {
    net::FakeResolver dns;
    dns.add("mail.a.test", RecordType::a, "192.0.2.1").add("a.test", RecordType::a, "192.0.2.1");
    NamesHere names(&dns);
    const std::vector<Domain> expected = {{"a.test", {"mail.a.test", "a.test"}}};
    EXPECT_EQ(net::run_now(names.look({"a.test"}, true)), expected);
    for (const auto* const name : {"mail.a.test", "a.test"}) {
        for (const auto type : {RecordType::a, RecordType::aaaa}) dns.fails(name, type, ErrorKind::timeout);
    }
    EXPECT_EQ(net::run_now(names.look({"a.test"}, true)), expected);
    NamesHere fresh(&dns);
    EXPECT_EQ(net::run_now(fresh.look({"a.test"}, true)), (std::vector<Domain>{{"a.test", {"mail.a.test"}}}));
}

}  // namespace
}  // namespace milpa::server
