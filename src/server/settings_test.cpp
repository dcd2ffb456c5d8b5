// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/live_settings.hpp"

#include <gtest/gtest.h>

namespace milpa::server {
namespace {

TEST(Settings, ReadsKeysAndLeavesTheRestAtTheirDefaults) {
    const Settings read =
        parse_settings(
            "# a remark\nlisten = 127.0.0.1\r\n\n port.smtp=2525 # why\noutbound.give_up = 7\nsandbox = 0\n"
            "imap.clear_on_loopback = 1")
            .value();
    EXPECT_EQ(read.listen, "127.0.0.1");
    EXPECT_EQ(read.ports.smtp, 2525U);
    EXPECT_EQ(read.ports.imaps, 993U);
    EXPECT_EQ(read.outbound_give_up, std::chrono::seconds(7));
    EXPECT_FALSE(read.sandbox);
    EXPECT_TRUE(read.imap_clear_on_loopback);
    EXPECT_FALSE(Settings().imap_clear_on_loopback);
}

TEST(Settings, SaysWhichLineIsWrong) {
    for (std::string_view bad :
         {"port.smtp = 65536", "port.smtp = x", "port.smtp = 25x", "port.smtp", "message.bytes_max = 1",
          "no.such = 1", "sandbox = 2", "listen = 300.1.1.1", "listen =", "port.smtp = -1",
          "port.smtp =", "outbound.bind = nonsense", "outbound.bind = 192.0.2.1:25"}) {
        const auto result = parse_settings(std::string("\n") + std::string(bad));
        ASSERT_FALSE(result) << bad;
        EXPECT_EQ(result.error().kind, ErrorKind::syntax);
        EXPECT_NE(result.error().detail.find("line 2"), std::string::npos) << result.error().detail;
    }
}

TEST(Settings, MailLeavesFromAnyAddressOrFromOneThatIsOne) {
    EXPECT_EQ(parse_settings("outbound.bind =")->outbound_bind, "");
    for (std::string_view good : {"192.0.2.1", "2001:db8::1"})
        EXPECT_EQ(parse_settings("outbound.bind = " + std::string(good))->outbound_bind, good);
}

TEST(Settings, SaysWhatDoesNotFitTogether) {
    const auto result = parse_settings("acme.directory = letsencrypt\nacme.challenge = dns-01");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::syntax);
    EXPECT_NE(result.error().detail.find("acme.dns_hook"), std::string::npos) << result.error().detail;
    EXPECT_TRUE(parse_settings("acme.challenge = dns-01")) << "which nobody uses";
}

TEST(Settings, TheTextOfTheSettingsInForceIsReadBackAsThem) {
    Settings settings;
    settings.listen = "127.0.0.9";
    settings.ports.imap = 0;
    settings.outbound_zone = "zone.txt";
    EXPECT_EQ(settings_text(parse_settings(settings_text(settings)).value()), settings_text(settings));
}

std::vector<std::string_view> keys_of(const std::vector<SettingChange>& changes) {
    std::vector<std::string_view> keys;
    for (const SettingChange& one : changes) keys.push_back(one.key.text());
    return keys;
}

TEST(Settings, AReloadTakesWhatMayChangeAndNamesTheRest) {
    const Settings in_force = parse_settings("threads = 2\nacme.contact = ana@a.test").value();
    const Settings in_file = parse_settings(
                                 "threads = 3\nport.http = 0\nlisten = 127.0.0.1\nmessage.bytes_max = 70000\n"
                                 "outbound.retry_first = 7\nmta_sts.enforce = 1")
                                 .value();
    const Reload done = reload(in_force, in_file);
    EXPECT_EQ(keys_of(done.taken), (std::vector<std::string_view>{"message.bytes_max", "outbound.retry_first",
                                                                  "mta_sts.enforce", "acme.contact"}));
    EXPECT_EQ(keys_of(done.waiting), (std::vector<std::string_view>{"listen", "port.http", "threads"}));
    EXPECT_EQ(settings_text(done.settings),
              settings_text(parse_settings("threads = 2\nmessage.bytes_max = 70000\n"
                                           "outbound.retry_first = 7\nmta_sts.enforce = 1")
                                .value()));
    EXPECT_EQ(done.taken.front().number, 70000);
    EXPECT_EQ(done.taken.back().number, 0) << "a text, which there is none of any more";
    EXPECT_EQ(done.waiting.front().number, 1) << "a text";
    EXPECT_TRUE(reload(done.settings, done.settings).taken.empty());
}

TEST(Settings, AMistakeChangesNothing) {
    LiveSettings live(parse_settings("threads = 2").value());
    const auto before = live.now();
    EXPECT_FALSE(live.reload(parse_settings("message.bytes_max = 70000\nthreads = many")));
    EXPECT_EQ(live.now(), before);
    ASSERT_TRUE(live.standing().mistake);
    EXPECT_NE(live.standing().mistake->find("line 2"), std::string::npos);
    ASSERT_TRUE(live.reload(parse_settings("message.bytes_max = 70000\nthreads = 3")));
    EXPECT_EQ(live.now()->message_bytes_max, 70000U);
    EXPECT_EQ(live.now()->threads, 2U);
    EXPECT_FALSE(live.standing().mistake);
    EXPECT_EQ(live.standing().waiting, std::vector<std::string>{"threads"});
    EXPECT_EQ(before->message_bytes_max, Settings().message_bytes_max) << "whoever holds it";
}

TEST(Settings, TheManualNamesEverySettingWithItsDefault) {
    const std::string manual = settings_manual();
    EXPECT_NE(manual.find("From 0 to 64. At the next start.\n"), std::string::npos);
    for (std::string_view line :
         {"port.smtp = 25\n", "outbound.give_up = 432000\n", "message.bytes_max = 52428800\n"}) {
        EXPECT_NE(manual.find(line), std::string::npos) << line;
    }
}

TEST(Settings, SomeAreSetInAFileAndTheRestStays) {
    const std::string_view file = "# ours\nport.smtp = 2525 # high\nacme.contact = old\n\nsandbox = 1";
    const auto made = with_settings(file, {{"acme.contact", "postmaster"}, {"port.https", "8443"}});
    ASSERT_TRUE(made);
    EXPECT_EQ(
        *made,
        "# ours\nport.smtp = 2525 # high\n\nsandbox = 1\nacme.contact = postmaster\nport.https = 8443\n");
    EXPECT_EQ(with_settings("", {}).value(), "");
    EXPECT_EQ(parse_settings(with_settings(file, {{"acme.contact", ""}}).value())->acme_contact, "");
    // None can bring another with it, or become another value.
    for (const std::string_view value : {"a\nsandbox = 0", "a#b", " a", "a\r", "a b\n"}) {
        const auto refused = with_settings(file, {{"acme.contact", std::string(value)}});
        ASSERT_FALSE(refused) << value;
        EXPECT_EQ(refused.error().kind, ErrorKind::syntax);
    }
    EXPECT_FALSE(with_settings("nonsense", {}));
    EXPECT_FALSE(with_settings("", {{"no.such", "1"}}));
    EXPECT_FALSE(with_settings("", {{"port.https", "70000"}}));
}

}  // namespace
}  // namespace milpa::server
