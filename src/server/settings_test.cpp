// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/settings.hpp"

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

TEST(Settings, TheManualNamesEverySettingWithItsDefault) {
    const std::string manual = settings_manual();
    for (std::string_view line :
         {"port.smtp = 25\n", "outbound.give_up = 432000\n", "message.bytes_max = 52428800\n"}) {
        EXPECT_NE(manual.find(line), std::string::npos) << line;
    }
}

}  // namespace
}  // namespace milpa::server
