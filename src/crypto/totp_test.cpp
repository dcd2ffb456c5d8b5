// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/totp.hpp"

#include <gtest/gtest.h>

namespace milpa::crypto {
namespace {

constexpr std::string_view secret = "12345678901234567890";

// RFC 4226, appendix D.
TEST(Totp, CountersGiveTheCodesOfTheRfc) {
    const std::uint32_t codes[] = {755224, 287082, 359152, 969429, 338314,
                                   254676, 287922, 162583, 399871, 520489};
    for (std::uint64_t counter = 0; const auto code : codes)
        EXPECT_EQ(hotp(as_bytes(secret), counter++), code);
}

// RFC 6238, appendix B, of which six digits are the last six of its eight.
TEST(Totp, TimesGiveTheCodesOfTheRfc) {
    const std::pair<std::int64_t, std::uint32_t> times[] = {
        {59, 287082},          {1'111'111'109, 81804},  {1'111'111'111, 50471},
        {1'234'567'890, 5924}, {2'000'000'000, 279037}, {20'000'000'000, 353130}};
    for (const auto& [seconds, code] : times) {
        EXPECT_EQ(hotp(as_bytes(secret), totp_step(from_unix_ms(seconds * 1000))), code) << seconds;
    }
}

TEST(Totp, OneStepEitherSideAndEachOnce) {
    const WallTime now = from_unix_ms(1'111'111'111'000);  // step 37037037
    const std::uint64_t step = totp_step(now);
    const auto code_of = [](std::uint64_t of) {
        auto text = std::to_string(1'000'000 + hotp(as_bytes(secret), of));
        return text.substr(1);
    };
    const auto find = [&](std::string_view typed, std::uint64_t last = 0) {
        return find_totp_step(as_bytes(secret), typed, now, last);
    };
    EXPECT_EQ(find("050471"), step);
    EXPECT_EQ(find(" 050 471 "), step);
    for (const std::uint64_t near : {step - 1, step, step + 1}) {
        EXPECT_EQ(find(code_of(near)), near);
        EXPECT_EQ(find(code_of(near), near - 1), near);
        EXPECT_FALSE(find(code_of(near), near)) << "taken already";
        EXPECT_FALSE(find(code_of(near), near + 5));
    }
    EXPECT_FALSE(find(code_of(step - 2)));
    EXPECT_FALSE(find(code_of(step + 2)));
    for (const auto wrong : {"", "50471", "0050471", "05047a", "-50471", "050471\n", "+50471",
                             "0 5 0 4 7 1 0 5 0 4 7 1", "\xd9\xa0\xd9\xa5"}) {
        EXPECT_FALSE(find(wrong)) << wrong;
    }
    EXPECT_TRUE(find_totp_step(as_bytes(secret), "755224", from_unix_ms(30'000), 0) == std::nullopt)
        << "step 0 is not after 0";
}

}  // namespace
}  // namespace milpa::crypto
