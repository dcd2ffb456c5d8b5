// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/imap/utf7.hpp"

#include <gtest/gtest.h>

#include "mail/imap/text.hpp"

namespace milpa::mail::imap {
namespace {

struct Row {
    std::string_view utf8, encoded;
};
constexpr Row rows[] = {
    {"", ""},
    {"INBOX", "INBOX"},
    {"Tom & Jerry", "Tom &- Jerry"},
    {"&", "&-"},
    {"&&", "&-&-"},
    {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},  // RFC 3501 5.1.3
    {"台北日本語", "&U,BTF2XlZyyKng-"},                              // RFC 3501 5.1.3
    {"Entwürfe", "Entw&APw-rfe"},
    {"ü&ü", "&APw-&-&APw-"},
    {"ü-", "&APw--"},
    {"😀", "&2D3eAA-"},
    {"a😀ü/b", "a&2D3eAAD8-/b"},
    {"\x7f", "&AH8-"},
    {"☺!", "&Jjo-!"},
};

TEST(ModifiedUtf7, EncodesAndDecodes) {
    for (const Row& row : rows) {
        EXPECT_EQ(to_modified_utf7(row.utf8), row.encoded);
        auto back = from_modified_utf7(row.encoded);
        ASSERT_TRUE(back) << row.encoded;
        EXPECT_EQ(*back, row.utf8);
    }
}

TEST(ModifiedUtf7, RefusesEverySecondWayToWriteAName) {
    for (std::string_view bad : {
             "&Jjo!",               // RFC 3501 5.1.3: no shift back
             "&U,BTFw-&ZeVnLIqe-",  // RFC 3501 5.1.3: superfluous shift
             "&",
             "a&",
             "&APw",   // not ended
             "&AGE-",  // "a" stands for itself
             "&ACY-",  // "&" is "&-"
             "&APx-",  // stray bits
             "&APwA-",
             "&AP-",
             "&A-",  // superfluous or missing digits
             "&2D0-",
             "&3gA-",
             "&2D3YPQ-",
             "&2D0APA-",  // surrogates
             "&U/BTFw-",  // "/" is not of the alphabet
             "\xc3\xbc",
             "\x01",
             "\x7f",
             "a\r",
         }) {
        EXPECT_FALSE(from_modified_utf7(bad)) << bad;
    }
}

TEST(Utf8, IsStrict) {
    for (std::string_view good : {"", "a", "ü", "€", "😀", "\xf4\x8f\xbf\xbf"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (std::string_view bad :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xe2\x82", "\xe2\x28\xa1"}) {
        EXPECT_FALSE(is_utf8(bad));
    }
}

}  // namespace
}  // namespace milpa::mail::imap
