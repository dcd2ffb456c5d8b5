// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/dns_records.hpp"

#include <gtest/gtest.h>

#include "net/dns_rdata.hpp"

namespace milpa::server {
namespace {

DnsPlan plan() {
    return {.domains = {"a.test", "b.test"}, .ports = {}, .key_hash = Bytes(32, 0xab), .mta_sts_id = "77"};
}

const DnsRecord* find(const std::vector<DnsRecord>& records, std::string_view name, std::string_view type) {
    const auto found =
        std::ranges::find_if(records, [&](const auto& r) { return r.name == name && r.type == type; });
    return found == records.end() ? nullptr : &*found;
}

std::string value(const std::vector<DnsRecord>& records, std::string_view name, std::string_view type) {
    const DnsRecord* const record = find(records, name, type);
    return record == nullptr ? "none" : record->value;
}

net::RawAnswer answer(net::RecordType type, std::initializer_list<std::string_view> values) {
    net::RawAnswer made;
    for (const std::string_view one : values) made.records.push_back(net::rdata::write(type, one).value());
    return made;
}

TEST(DnsRecords, EachDomainHasItsOwnAndLeadsToTheOneMachine) {
    const auto records = dns_records(plan());
    for (const std::string domain : {"a.test", "b.test"}) {
        EXPECT_EQ(value(records, domain, "MX"), "10 mail.a.test.");
        EXPECT_EQ(value(records, domain, "TXT"), "v=spf1 mx ~all");
        EXPECT_EQ(value(records, "_mta-sts." + domain, "TXT"), "v=STSv1; id=77");
        EXPECT_EQ(value(records, "mta-sts." + domain, "CNAME"), "mail.a.test.");
        EXPECT_EQ(value(records, "_imaps._tcp." + domain, "SRV"), "0 1 993 mail.a.test.");
        EXPECT_EQ(value(records, "_submissions._tcp." + domain, "SRV"), "0 1 465 mail.a.test.");
        EXPECT_EQ(value(records, "_jmap._tcp." + domain, "SRV"), "0 1 443 mail.a.test.");
        EXPECT_EQ(value(records, "_carddavs._tcp." + domain, "SRV"), "0 1 443 mail.a.test.");
    }
    EXPECT_EQ(value(records, "_25._tcp.mail.a.test", "TLSA"), "3 1 1 " + to_hex(Bytes(32, 0xab)));
    EXPECT_NE(find(records, "mail.a.test", "A"), nullptr);
    EXPECT_EQ(find(records, "mail.b.test", "A"), nullptr);
}

TEST(DnsRecords, WhatIsOffIsSaidToBeOffOrNotSaid) {
    DnsPlan without = plan();
    without.ports.imap = 0;
    without.ports.https = 0;
    without.key_hash.reset();
    without.mta_sts_id.clear();
    const auto records = dns_records(without);
    EXPECT_EQ(value(records, "_imap._tcp.a.test", "SRV"), "0 0 0 .");
    EXPECT_EQ(value(records, "_jmap._tcp.a.test", "SRV"), "0 0 0 .");
    EXPECT_EQ(value(records, "_carddavs._tcp.a.test", "TXT"), "none");
    EXPECT_EQ(value(records, "_mta-sts.a.test", "TXT"), "none");
    EXPECT_EQ(value(records, "_25._tcp.mail.a.test", "TLSA"), "none");
}

TEST(DnsRecords, AZoneFileLeavesOutWhatOnlyPeopleKnow) {
    const std::string zone = zone_text(dns_records(plan()));
    EXPECT_NE(zone.find("\na.test. IN MX 10 mail.a.test.\n"), std::string::npos);
    EXPECT_NE(zone.find("\na.test. IN TXT \"v=spf1 mx ~all\"\n"), std::string::npos);
    EXPECT_NE(zone.find("\n; mail.a.test. IN A <"), std::string::npos);
    // Each line of it is a record or a remark.
    std::istringstream lines(zone);
    for (std::string line; std::getline(lines, line);)
        EXPECT_TRUE(line.starts_with("; ") || line.find(". IN ") != std::string::npos) << line;
}

struct Judgement {
    std::string_view type;
    std::string_view wanted;
    net::RecordType asked;
    std::vector<std::string_view> found;
    Found outcome;
};

TEST(DnsRecords, JudgesWhatTheDnsSays) {
    using enum Found;
    using net::RecordType;
    const Judgement rows[] = {
        {"MX", "10 mail.a.test.", RecordType::mx, {"10 mail.a.test."}, there},
        {"MX", "10 mail.a.test.", RecordType::mx, {"5 MAIL.a.test.", "7 other.test."}, there},
        {"MX", "10 mail.a.test.", RecordType::mx, {"10 other.test."}, other},
        {"TXT", "v=spf1 mx ~all", RecordType::txt, {"hello", "v=spf1 mx ~all"}, there},
        {"TXT", "v=spf1 mx ~all", RecordType::txt, {"v=spf1 -all"}, other},
        // RFC 7208 3.2: two are as bad as none.
        {"TXT", "v=spf1 mx ~all", RecordType::txt, {"v=spf1 mx ~all", "v=spf1 -all"}, other},
        {"TXT", "v=spf1 mx ~all", RecordType::txt, {"hello"}, nothing},
        {"SRV", "0 1 993 mail.a.test.", RecordType::srv, {"5 9 993 mail.a.test."}, there},
        {"SRV", "0 1 993 mail.a.test.", RecordType::srv, {"0 1 994 mail.a.test."}, other},
        {"SRV", "0 0 0 .", RecordType::srv, {"0 0 0 ."}, there},
        {"A", "<an address>", RecordType::a, {"192.0.2.1"}, there},
        {"A", "<an address>", RecordType::a, {}, nothing},
        {"TLSA", "3 1 1 abcd", RecordType::tlsa, {"3 1 1 abcd"}, there},
        {"TLSA", "3 1 1 abcd", RecordType::tlsa, {"3 1 1 abce"}, other},
    };
    for (const Judgement& row : rows) {
        const DnsRecord record{"a.test", std::string(row.type), std::string(row.wanted), Need::must, ""};
        EXPECT_EQ(type_of(record), row.asked);
        net::RawAnswer raw;
        for (const auto one : row.found) raw.records.push_back(net::rdata::write(row.asked, one).value());
        EXPECT_EQ(judge(record, raw), row.outcome) << row.type << " " << row.wanted;
    }
    const DnsRecord record{"a.test", "MX", "10 mail.a.test.", Need::must, ""};
    EXPECT_EQ(judge(record, fail(ErrorKind::missing)), nothing);
    EXPECT_EQ(judge(record, fail(ErrorKind::timeout)), unknown);
    // Nobody's octets stop it.
    net::RawAnswer broken;
    broken.records.push_back({1});
    EXPECT_EQ(judge(record, broken), other);
}

TEST(DnsRecords, WhereANameLeadsIsWhatMatters) {
    const DnsRecord record{"mta-sts.a.test", "CNAME", "mail.a.test.", Need::should, ""};
    net::RawAnswer raw = answer(net::RecordType::a, {"192.0.2.1"});
    raw.canonical = "mail.a.test";
    EXPECT_EQ(judge(record, raw), Found::there);
    raw.canonical = "mta-sts.a.test";
    EXPECT_EQ(judge(record, raw), Found::other);
}

}  // namespace
}  // namespace milpa::server
