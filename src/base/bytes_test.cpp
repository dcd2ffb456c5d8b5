// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace milpa {
namespace {

// RFC 4648 10.
struct Row {
    std::string_view plain, base64, base32;
};
constexpr Row rows[] = {
    {"", "", ""},
    {"f", "Zg==", "MY"},
    {"fo", "Zm8=", "MZXQ"},
    {"foo", "Zm9v", "MZXW6"},
    {"foob", "Zm9vYg==", "MZXW6YQ"},
    {"fooba", "Zm9vYmE=", "MZXW6YTB"},
    {"foobar", "Zm9vYmFy", "MZXW6YTBOI"},
};

TEST(Bytes, EncodesAndDecodesTheVectorsOfTheRfc) {
    for (const Row& row : rows) {
        EXPECT_EQ(to_base64(as_bytes(row.plain)), row.base64);
        EXPECT_EQ(to_base32(as_bytes(row.plain)), row.base32);
        EXPECT_EQ(as_text(from_base64(row.base64).value()), row.plain);
        EXPECT_EQ(as_text(from_base32(row.base32).value()), row.plain);
    }
}

TEST(Bytes, RefusesWhatIsNotBase64) {
    for (std::string_view bad : {"Zg", "Zg=", "Z===", "Zh==", "Zm9v\n", "Zm 9", "====", "Zg==Zg=="}) {
        EXPECT_FALSE(from_base64(bad)) << bad;
    }
}

TEST(Bytes, Base64ForUrls) {
    EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
    EXPECT_EQ(to_base64url(Bytes{}), "");
    EXPECT_EQ(from_base64url("-_8").value(), (Bytes{0xfb, 0xff}));
    EXPECT_EQ(from_base64url("Zg").value(), to_bytes("f"));
    EXPECT_EQ(from_base64url("").value(), Bytes{});
    for (const char* bad :
         {"-_8=", "Zg==", "+/8", "A", "AA=", "A===", "====", "-_9", "Z=g=", "Zg\n", "Zg== "})
        EXPECT_FALSE(from_base64url(bad)) << bad;
}

TEST(Bytes, Base32ForPeopleSkipsHyphensAndCase) {
    EXPECT_EQ(as_text(from_base32("mzxw-6ytb oi").value()), "foobar");
    EXPECT_FALSE(from_base32("MZ1"));
    EXPECT_FALSE(from_base32("MZ"));
}

TEST(Bytes, HexRoundTrip) {
    EXPECT_EQ(to_hex(from_hex("00ff7A").value()), "00ff7a");
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
}

TEST(Bytes, NumbersSortAsTheirBytes) {
    Bytes a, b;
    append_u64(a, 255);
    append_u64(b, 256);
    EXPECT_LT(a, b);
    EXPECT_EQ(read_u64(b), 256U);
    Bytes c;
    append_u32(c, 0x01020304);
    EXPECT_EQ(to_hex(c), "01020304");
    EXPECT_EQ(read_u32(c), 0x01020304U);
}

}  // namespace
}  // namespace milpa
