// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/kdf.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace milpa::crypto {
namespace {

Key counting_key() {
    Key key = Key::zero();
    std::iota(key.writable().begin(), key.writable().end(), std::uint8_t{0});
    return key;
}

TEST(Hash, GivesTheVectorOfRfc7693) {
    // RFC 7693 appendix A.
    EXPECT_EQ(to_hex(hash(as_bytes("abc"), 64)),
              "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
              "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    EXPECT_EQ(hash(as_bytes("abc")).size(), hash_bytes);
    EXPECT_EQ(hash(as_bytes("abc"), 16).size(), 16u);
}

TEST(KeyedHash, DependsOnKeyAndText) {
    const Key key = counting_key();
    EXPECT_EQ(keyed_hash(key, as_bytes("a")), keyed_hash(key, as_bytes("a")));
    EXPECT_NE(keyed_hash(key, as_bytes("a")), keyed_hash(key, as_bytes("b")));
    EXPECT_NE(keyed_hash(key, as_bytes("a")), keyed_hash(Key::zero(), as_bytes("a")));
    EXPECT_NE(keyed_hash(key, as_bytes("a")), hash(as_bytes("a")));
}

TEST(Derive, KeepsContextAndSaltApart) {
    const Key key = counting_key();
    EXPECT_TRUE(derive(key, "ab", as_bytes("c")) == derive(key, "ab", as_bytes("c")));
    EXPECT_FALSE(derive(key, "ab", as_bytes("c")) == derive(key, "a", as_bytes("bc")));
    EXPECT_FALSE(derive(key, "ab") == derive(key, "ac"));
    EXPECT_FALSE(derive(key, "ab") == derive(Key::zero(), "ab"));
    EXPECT_FALSE(derive(key, "") == key);
}

TEST(Derive, StaysAsItIsOnDisk) {
    // Every sealed value ever stored depends on this one: BLAKE2b-256 keyed with 00..1f over the length 5 in
    // eight octets, "vault" and "salt"; computed with Python's hashlib.
    EXPECT_EQ(to_hex(derive(counting_key(), "vault", as_bytes("salt")).view()),
              "f0c825c3cfda58894b77fc8d91a2d5ace73279027408676520f57c8bae747058");
}

TEST(Equal, ComparesTextsOfAnyLength) {
    EXPECT_TRUE(equal(as_bytes("same"), as_bytes("same")));
    EXPECT_TRUE(equal({}, {}));
    EXPECT_FALSE(equal(as_bytes("same"), as_bytes("Same")));
    EXPECT_FALSE(equal(as_bytes("same"), as_bytes("sam")));
}

TEST(HashDeathTest, RefusesLengthsThatBlake2bLacks) {
    EXPECT_DEATH(hash(as_bytes("a"), 15), "");
    EXPECT_DEATH(hash(as_bytes("a"), 65), "");
}

}  // namespace
}  // namespace milpa::crypto
