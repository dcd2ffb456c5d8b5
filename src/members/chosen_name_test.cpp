// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/chosen_name.hpp"

#include <gtest/gtest.h>

#include "members/address.hpp"

namespace milpa::members {
namespace {

TEST(ChosenName, RolesAreNobodysToChoose) {
    for (const std::string_view name :
         {"support", "help", "info", "tls-rpt", "dmarc", "mta-sts", "autoconfig", "autodiscover", "noreply",
          "no-reply", "ssladmin", "ssladministrator", "sslwebmaster", "hostmaster", "webmaster", "abuse",
          "security", "root", "admin", "administrator", "mailer-daemon", "postmaster", "www", "ftp", "usenet",
          "news", "uucp", "noc", "marketing", "sales",
          // With other marks, and what looks like one: Cyrillic а and о, fullwidth, rn for m, 1 for l.
          "no.reply", "no_reply", "post.master", "mta.sts", "\u0430dmin", "r\u043e\u043et", "\uff41dmin",
          "adrnin", "sa1es", "he1p"})
        EXPECT_TRUE(is_role_name(*normalise_local(name))) << name;
    for (const std::string_view name : {"ana", "helper", "admina", "newsome", "rooth", "infobel", "supporter",
                                        "andr\u00e9", "\u0430\u043d\u043d\u0430"})
        EXPECT_FALSE(is_role_name(*normalise_local(name))) << name;
}

TEST(ChosenName, WhatLooksAlikeHasOneLook) {
    const std::string_view pairs[][2] = {
        {"ana", "\u0430n\u0430"}, {"ana", "\uff41na"},  {"maria", "rnaria"},           {"pablo", "pab1o"},
        {"pablo", "pabl0"},       {"ben", "BEN"},       {"\u0430\u0441\u0435", "ace"}, {"lil", "1i1"},
        {"office", "o\ufb03ce"},  {"ana", "an\u200ba"},
    };
    for (const auto& [one, other] : pairs) EXPECT_EQ(look_of(one), look_of(other)) << other;
    const std::string_view others[][2] = {
        {"ana", "anna"}, {"jose", "jos\u00e9"}, {"a.b", "ab"}, {"ben", "len"}};
    for (const auto& [one, other] : others) EXPECT_NE(look_of(one), look_of(other)) << other;
    EXPECT_EQ(look_of(""), "");
}

TEST(ChosenName, IsWrittenInOneScript) {
    for (const std::string_view name :
         {"ana", "ana.b-c_d", "o'neill", "x{y}~", "andr\u00e9", "\u0430\u043d\u043d\u0430",
          "\u03ac\u03bd\u03bd\u03b1", "\u5c71\u7530\u305f\u308d\u3046", "\u5c71taro", "\u05d3\u05d5\u05d3",
          "\u0b95\u0ba3\u0bcd\u0ba3\u0ba9\u0bcd"})
        EXPECT_TRUE(check_chosen_name(*normalise_local(name))) << name;
    for (const std::string_view name : {
             "\u0430na",                             // Cyrillic and Latin
             "\u03b1na",                             // Greek and Latin
             "\uff41\uff4e\uff41",                   // fullwidth
             "o\ufb03ce",                            // a ligature
             "an\u034fa", "an\u3164a", "an\ufe0fa",  // nothing to be seen
             "an\u0307\u0307a",                      // a mark over itself
             "ana\u0661\u06f2",                      // digits of two kinds
             "\U0001d41ana",                         // a letter of formulas
             "ana\u2764",                            // a picture
         }) {
        const auto checked = check_chosen_name(name);
        ASSERT_FALSE(checked) << name;
        EXPECT_EQ(checked.error().kind, ErrorKind::syntax) << name;
    }
}

}  // namespace
}  // namespace milpa::members
