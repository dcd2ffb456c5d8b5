// SPDX-License-Identifier: AGPL-3.0-or-later
// The resolver over a zone of its own (no network), the one for tests, and the insides of records.
#include "net/dns.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/use_future.hpp>
#include <fstream>

#include "net/dns_anchors.hpp"
#include "net/dns_rdata.hpp"
#include "net/run_now.hpp"
#include "net/runtime.hpp"

namespace milpa::net {
namespace {

using namespace std::chrono_literals;

constexpr const char* zone = R"(; a little world
a.test. 300 IN MX 20 mx2.a.test.
a.test. 300 IN MX 10 MX1.a.test.
  a.test. IN TXT "v=spf1 " "ip4:127.0.0.0/8 -all"
mx1.a.test. IN A 127.0.0.7
mx1.a.test. IN AAAA 2001:db8::7
_25._tcp.mx1.a.test. IN TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
null.test. IN MX 0 .
example.com. IN A 127.0.0.9
7.0.0.127.in-addr.arpa. IN PTR mx1.a.test.
)";

template <class T>
std::string kind_of(const Result<T>& result) {
    return result ? "well" : std::string(to_text(result.error().kind));
}

class DnsTest : public ::testing::Test {
protected:
    std::unique_ptr<Resolver> resolver_with(DnsOptions options) {
        auto made = make_resolver(context.get_executor(), std::move(options));
        EXPECT_TRUE(made.has_value()) << made.error().detail;
        return std::move(*made);
    }
    boost::asio::io_context context{1};
};

TEST_F(DnsTest, AnswersFromItsZone) {
    const auto resolver = resolver_with({.zone = zone, .zone_is_secure = false, .forwarders = {}});
    const auto mx = run_on(context, resolver->find_mx("A.test"));
    ASSERT_EQ(kind_of(mx), "well");
    EXPECT_EQ(mx->records, (std::vector<MxRecord>{{10, "mx1.a.test"}, {20, "mx2.a.test"}}));
    EXPECT_EQ(mx->canonical, "a.test");
    EXPECT_FALSE(mx->secure);
    EXPECT_EQ(run_on(context, resolver->find_a("mx1.a.test."))->records,
              std::vector{*PeerAddress::parse("127.0.0.7")});
    EXPECT_EQ(run_on(context, resolver->find_aaaa("mx1.a.test"))->records,
              std::vector{*PeerAddress::parse("2001:db8::7")});
    EXPECT_EQ(run_on(context, resolver->find_txt("a.test"))->records,
              std::vector<std::string>{"v=spf1 ip4:127.0.0.0/8 -all"});
    EXPECT_EQ(run_on(context, resolver->find_ptr(*PeerAddress::parse("127.0.0.7")))->records,
              std::vector<std::string>{"mx1.a.test"});
    EXPECT_EQ(run_on(context, resolver->find_a("example.com"))->records,
              std::vector{*PeerAddress::parse("127.0.0.9")});
    EXPECT_EQ(run_on(context, resolver->find_mx("null.test"))->records, (std::vector<MxRecord>{{0, ""}}));
    const auto tlsa = run_on(context, resolver->find_tlsa("_25._tcp.mx1.a.test"));
    ASSERT_EQ(kind_of(tlsa), "well");
    ASSERT_EQ(tlsa->records.size(), 1U);
    EXPECT_EQ(tlsa->records[0].usage, 3);
    EXPECT_EQ(to_hex(tlsa->records[0].data),
              "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
}

TEST_F(DnsTest, TellsNoNameFromNoRecordAndAsksNobody) {
    const auto resolver = resolver_with({.zone = zone, .zone_is_secure = true, .forwarders = {}});
    EXPECT_EQ(kind_of(run_on(context, resolver->find_a("nobody.test"))), "missing");
    EXPECT_EQ(kind_of(run_on(context, resolver->find_a("example.net"))), "missing");
    EXPECT_EQ(kind_of(run_on(context, resolver->find_mx("a b.test"))), "syntax");
    const auto none = run_on(context, resolver->find_a("a.test"));
    ASSERT_EQ(kind_of(none), "well");
    EXPECT_TRUE(none->records.empty());
    EXPECT_TRUE(run_on(context, resolver->find_mx("a.test"))->secure);
}

TEST_F(DnsTest, ARubbishZoneIsRefused) {
    EXPECT_FALSE(
        make_resolver(context.get_executor(), {.zone = "what is this", .forwarders = {}}).has_value());
}

/// A forwarder of this machine that never answers.
TEST_F(DnsTest, ALookupEndsAtItsDeadlineOrWhenTheServerStops) {
    const int deaf = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(deaf, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    ASSERT_EQ(::getsockname(deaf, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const std::string forwarder = fmt::format("127.0.0.1@{}", ntohs(address.sin_port));
    const auto resolver = resolver_with({.zone = "", .forwarders = {forwarder}});
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(kind_of(run_on(context, resolver->find_a("slow.example", 5s))), "timeout");
    EXPECT_LT(std::chrono::steady_clock::now() - began, 60s);
    char query[512];
    EXPECT_GT(::recv(deaf, query, sizeof query, MSG_DONTWAIT), 0) << "the forwarder was not asked";
    boost::asio::steady_timer stop(context, 20ms);
    stop.async_wait([this](auto) { ContextState::of(context.get_executor()).stop(); });
    EXPECT_EQ(kind_of(run_on(context, resolver->find_a("slow.example", 1h))), "closed");
    ::close(deaf);
}

TEST(DnsThreadsTest, AnswersCallersOfAllThreads) {
    Runtime runtime({.threads = 3});
    auto made = make_resolver(runtime.executor(0), {.zone = zone, .forwarders = {}});
    ASSERT_TRUE(made.has_value());
    std::vector<std::future<Result<Answer<MxRecord>>>> answers;
    for (std::size_t i = 0; i < 60; ++i) {
        answers.push_back(boost::asio::co_spawn(runtime.executor(i % 3), (*made)->find_mx("a.test"),
                                                boost::asio::use_future));
    }
    for (auto& answer : answers) EXPECT_EQ(answer.get()->records.size(), 2U);
    runtime.stop(5s);
}

TEST(FakeResolverTest, AnswersAsTold) {
    FakeResolver fake;
    fake.add("a.test", RecordType::mx, "10 mx.a.test", true)
        .add("a.test", RecordType::txt, std::string(300, 't'))
        .add("mx.a.test", RecordType::a, "127.0.0.2")
        .add("_25._tcp.mx.a.test", RecordType::tlsa, "3 1 1 00ff")
        .add("2.0.0.127.in-addr.arpa", RecordType::ptr, "mx.a.test")
        .fails("a.test", RecordType::aaaa, ErrorKind::timeout)
        .exists("empty.test");
    const auto mx = run_now(fake.find_mx("A.TEST."));
    EXPECT_EQ(mx->records, (std::vector<MxRecord>{{10, "mx.a.test"}}));
    EXPECT_TRUE(mx->secure);
    EXPECT_EQ(run_now(fake.find_txt("a.test"))->records, std::vector{std::string(300, 't')});
    EXPECT_EQ(run_now(fake.find_a("mx.a.test"))->records, std::vector{*PeerAddress::parse("127.0.0.2")});
    EXPECT_EQ(run_now(fake.find_tlsa("_25._tcp.mx.a.test"))->records,
              (std::vector<TlsaRecord>{{.usage = 3, .selector = 1, .matching = 1, .data = {0, 0xff}}}));
    EXPECT_EQ(run_now(fake.find_ptr(*PeerAddress::parse("127.0.0.2")))->records,
              std::vector<std::string>{"mx.a.test"});
    EXPECT_EQ(kind_of(run_now(fake.find_aaaa("a.test"))), "timeout");
    EXPECT_TRUE(run_now(fake.find_a("empty.test"))->records.empty());
    EXPECT_EQ(kind_of(run_now(fake.find_a("nobody.test"))), "missing");
    EXPECT_EQ(fake.lookups(), 8U);
}

TEST(AnchorsTest, AreThoseOfDebian) {
    std::ifstream file("/usr/share/dns/root.ds");
    if (!file) GTEST_SKIP() << "dns-root-data is not installed";
    // One that we lack would, after the root has changed its key, leave nothing that can be proven.
    int compared = 0;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(". IN DS ")) continue;
        ++compared;
        EXPECT_TRUE(std::ranges::any_of(root_anchors, [&](const char* ours) { return line == ours; }))
            << line;
    }
    EXPECT_GT(compared, 0);
}

TEST(RdataTest, NamesAreOfLettersDigitsAndHyphens) {
    const struct {
        std::string name;
        std::string normal;
    } cases[] = {
        {"A.Test.", "a.test"},
        {"_25._tcp.x", "_25._tcp.x"},
        {".", ""},
        {"", ""},
        {"a..b", "syntax"},
        {".a", "syntax"},
        {"a..", "syntax"},
        {"a b", "syntax"},
        {"a\\.b", "syntax"},
        {"\xc3\xa9.test", "syntax"},
        {std::string("a\0b", 3), "syntax"},
        {std::string(63, 'a') + ".b", std::string(63, 'a') + ".b"},
        {std::string(64, 'a') + ".b", "syntax"},
        {std::string(127, 'a') + std::string(127, 'b'), "syntax"},
    };
    for (const auto& row : cases) {
        const auto normal = rdata::normalize_name(row.name);
        EXPECT_EQ(normal ? *normal : kind_of(normal), row.normal) << row.name;
    }
}

TEST(RdataTest, RefusesWhatIsCutOff) {
    const auto hex = [](std::string_view text) { return *from_hex(text); };
    EXPECT_EQ(rdata::read_mx(hex("000a026d78016100"))->host, "mx.a");
    for (const char* bad :
         {"", "00", "000a", "000a026d78", "000a026d7801610000", "000ac00c", "000a032e6d7800", "000a012000"}) {
        EXPECT_EQ(kind_of(rdata::read_mx(hex(bad))), "syntax") << bad;
    }
    EXPECT_EQ(*rdata::read_txt(hex("0161026263")), "abc");
    EXPECT_EQ(*rdata::read_txt({}), "");
    EXPECT_EQ(kind_of(rdata::read_txt(hex("0261"))), "syntax");
    EXPECT_EQ(kind_of(rdata::read_tlsa(hex("030101"))), "syntax");
    EXPECT_EQ(kind_of(rdata::read_address(hex("7f0000"))), "syntax");
    EXPECT_EQ(rdata::reverse_name(*PeerAddress::parse("2001:db8::7")),
              "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

}  // namespace
}  // namespace milpa::net
