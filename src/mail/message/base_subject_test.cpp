// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/message/base_subject.hpp"

#include <gtest/gtest.h>

namespace milpa::mail::message {
namespace {

TEST(BaseSubject, DropsWhatProgramsPutThere) {
    struct Row {
        std::string_view raw, base;
    };
    const Row rows[] = {
        {"", ""},
        {"Plenum on Friday", "plenumonfriday"},
        {"Re: Plenum on  Friday ", "plenumonfriday"},
        {"RE:re : Fwd: Plenum on Friday", "plenumonfriday"},
        {"AW: WG: Plenum on\tFriday", "plenumonfriday"},
        {"Re[2]: Plenum on Friday", "plenumonfriday"},
        {"Re (3): Plenum on Friday", "plenumonfriday"},
        {"Re^2: Plenum on Friday", "plenumonfriday"},
        {"[list] Re: [list] Plenum on Friday", "plenumonfriday"},
        {"[a][b] Plenum on Friday (fwd)", "plenumonfriday"},
        {"[Fwd: Re: Plenum on Friday]", "plenumonfriday"},
        {"=?utf-8?q?Re=3A_Plenum_on_Friday?=", "plenumonfriday"},
        {"=?utf-8?b?UsOpdW5pb24=?=", "réunion"},
        {"Re\xEF\xBC\x9A Plenum on Friday", "plenumonfriday"},
        {"\xE5\x9B\x9E\xE5\xA4\x8D: Plenum on Friday", "plenumonfriday"},
        {"\xCE\xA3\xCE\xA7\xCE\x95\xCE\xA4: Plenum on Friday", "plenumonfriday"},
        {"V\xC3\x81: Plenum on Friday", "plenumonfriday"},
        {"Report: Plenum on Friday", "report:plenumonfriday"},
        {"re", "re"},
        {"Re:", ""},
        {"[list]", "[list]"},
        {"[[odd] subject", "[[odd]subject"},
        {"Re[: odd", "odd"},
        {":", ":"},
    };
    for (const Row& row : rows) EXPECT_EQ(base_subject(row.raw), row.base) << row.raw;
}

TEST(BaseSubject, LooksOnlyAtTheBeginning) {
    const std::string longest(base_subject_octets_max, 'x');
    EXPECT_EQ(base_subject(longest + "a"), base_subject(longest + "b"));
}

}  // namespace
}  // namespace milpa::mail::message
