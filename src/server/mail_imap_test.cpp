// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/mail_imap.hpp"

#include <gtest/gtest.h>

namespace milpa::server {
namespace {

using mail::imap::ClearLogin;

ClearLogin clear_login(std::string_view peer, bool setting) {
    Settings settings;
    settings.imap_clear_on_loopback = setting;
    return clear_login_of(net::PeerAddress::parse(peer).value(), settings);
}

TEST(ClearLogin, IsForThisMachineAloneAndOnlyWhenTheSettingSaysSo) {
    for (std::string_view here : {"127.0.0.1", "127.8.7.6", "::1", "::ffff:127.0.0.1"}) {
        EXPECT_EQ(clear_login(here, true), ClearLogin::allowed) << here;
        EXPECT_EQ(clear_login(here, false), ClearLogin::refused) << here;
    }
    for (std::string_view elsewhere : {"192.0.2.1", "2001:db8::1", "::", "0.0.0.0", "fe80::1"})
        EXPECT_EQ(clear_login(elsewhere, true), ClearLogin::refused) << elsewhere;
}

}  // namespace
}  // namespace milpa::server
