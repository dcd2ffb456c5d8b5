// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/p256.hpp"

#include <gtest/gtest.h>

namespace milpa::crypto {
namespace {

TEST(P256, KnownPrivateNumberHasItsKnownPoint) {
    // RFC 6979 A.2.5.
    const auto number = from_hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    const auto key = P256Key::from_private(*number);
    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(key->public_point()),
              "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
              "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    EXPECT_EQ(to_hex(key->private_number().view()), to_hex(*number));
}

TEST(P256, ForeignSignatureOfTheStandardIsGood) {
    // RFC 6979 A.2.5, SHA-256, message "sample".
    const auto point = from_hex(
        "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    auto signature = from_hex(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    EXPECT_TRUE(p256_verify(*point, "sample", *signature));
    EXPECT_FALSE(p256_verify(*point, "Sample", *signature));
    signature->back() ^= 1;
    EXPECT_FALSE(p256_verify(*point, "sample", *signature));
    signature->pop_back();
    EXPECT_FALSE(p256_verify(*point, "sample", *signature));
}

TEST(P256, SignsWhatItsPointVerifies) {
    for (int i = 0; i < 20; ++i) {
        const P256Key key = P256Key::generate();
        const auto signature = key.sign("what is signed");
        EXPECT_TRUE(p256_verify(key.public_point(), "what is signed", signature));
        EXPECT_FALSE(p256_verify(P256Key::generate().public_point(), "what is signed", signature));
    }
}

TEST(P256, TwoAgree) {
    const P256Key one = P256Key::generate();
    const P256Key two = P256Key::generate();
    const auto first = one.agree(two.public_point());
    const auto second = two.agree(one.public_point());
    ASSERT_TRUE(first && second);
    EXPECT_EQ(*first, *second);
    EXPECT_FALSE(*first == *two.agree(P256Key::generate().public_point()));
}

TEST(P256, PointsThatAreNoneAreRefused) {
    const P256Key key = P256Key::generate();
    auto point = to_bytes(ByteView(key.public_point()));
    const auto refused = [&](ByteView octets) {
        const auto made = key.agree(octets);
        return !made && made.error().kind == ErrorKind::syntax;
    };
    EXPECT_TRUE(refused({}));
    EXPECT_TRUE(refused(Bytes{0}));  // infinity
    EXPECT_TRUE(refused(ByteView(point).first(33)));
    Bytes off_curve = point;
    off_curve.back() ^= 1;
    EXPECT_TRUE(refused(off_curve));
    Bytes compressed(point.begin(), point.begin() + 33);
    compressed.front() = 2;
    EXPECT_TRUE(refused(compressed));
    Bytes large(p256_point_bytes, 0xff);
    large.front() = 4;
    EXPECT_TRUE(refused(large));
}

TEST(P256, PrivateNumbersOutOfRangeAreRefused) {
    EXPECT_FALSE(P256Key::from_private(Bytes(32, 0)));
    EXPECT_FALSE(P256Key::from_private(Bytes(32, 0xff)));
    EXPECT_FALSE(P256Key::from_private(Bytes(31, 1)));
    EXPECT_TRUE(P256Key::from_private(Bytes(32, 1)));
}

}  // namespace
}  // namespace milpa::crypto
