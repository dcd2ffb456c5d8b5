// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/date.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::message {
namespace {

struct Row {
    std::string_view text;
    std::string_view formatted;  // empty: no date
};
constexpr Row rows[] = {
    {"Fri, 21 Nov 1997 09:55:06 -0600", "Fri, 21 Nov 1997 09:55:06 -0600"},
    {"21 Nov 97 09:55 GMT", "Fri, 21 Nov 1997 09:55:00 +0000"},
    {"Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "Fri, 21 Nov 1997 00:00:00 +0000"},
    {"Fri, 21 Nov 1997 09:55:06 (a (nested) comment) EST", "Fri, 21 Nov 1997 09:55:06 -0500"},
    {"Mon Jan  2 15:04:05 2006", "Mon, 2 Jan 2006 15:04:05 +0000"},
    {"2006-01-02T15:04:05.123+05:30", "Mon, 2 Jan 2006 15:04:05 +0530"},
    {"1 January 2000 23:59:60 +0000", "Sat, 1 Jan 2000 23:59:59 +0000"},
    {"1 Jan 00 3:04:05 PM", "Sat, 1 Jan 2000 15:04:05 +0000"},
    {"1 Jan 102 00:00:00 Z", "Tue, 1 Jan 2002 00:00:00 +0000"},
    {"02-Jan-2006 15:04:05", "Mon, 2 Jan 2006 15:04:05 +0000"},
    {"29 Feb 2000 00:00 +2359", "Tue, 29 Feb 2000 00:00:00 +2359"},
    {"1 Jan 2000 99:99", "Sat, 1 Jan 2000 00:00:00 +0000"},
    {"29 Feb 2001 00:00", ""},
    {"31 Nov 2001", ""},
    {"0 Nov 2001", ""},
    {"yesterday", ""},
    {"", ""},
    {"Nov 2001", ""},
    {"1 Jan 99999999999999999999", ""},
};

TEST(Date, IsReadInManyFormsAndWrittenInOne) {
    for (const Row& row : rows) {
        const auto date = parse_date(row.text);
        ASSERT_EQ(date.has_value(), !row.formatted.empty()) << row.text;
        if (date)
            EXPECT_EQ(format_date(from_unix_ms(date->unix_ms), date->zone_minutes), row.formatted)
                << row.text;
    }
    EXPECT_EQ(parse_date("Fri, 21 Nov 1997 09:55:06 -0600"), (MessageDate{880127706000, -360}));
    EXPECT_EQ(format_date(from_unix_ms(-1), 0), "Wed, 31 Dec 1969 23:59:59 +0000");
}

}  // namespace
}  // namespace milpa::mail::message
