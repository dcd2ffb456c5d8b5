// SPDX-License-Identifier: AGPL-3.0-or-later
#include "webauthn/cbor.hpp"

#include <gtest/gtest.h>

namespace milpa::webauthn {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

bool skips_whole(std::string_view text) {
    const Bytes input = hex(text);
    CborReader reader(input);
    return reader.skip().has_value() && reader.at_end();
}

// RFC 8949, appendix A, where it is of the canonical form without tags and fractions.
TEST(Cbor, ReadsWhatIsCanonical) {
    for (const auto good : {"00",
                            "17",
                            "1818",
                            "18ff",
                            "190100",
                            "1a00010000",
                            "1b0000000100000000",
                            "1bffffffffffffffff",
                            "20",
                            "3903e7",
                            "3bffffffffffffffff",
                            "f4",
                            "f5",
                            "f6",
                            "f7",
                            "40",
                            "4401020304",
                            "60",
                            "6161",
                            "6449455446",
                            "80",
                            "83010203",
                            "8301820203820405",
                            "a0",
                            "a201020304",
                            "a26161016162820203",
                            "826161a161626163",
                            "98190102030405060708090a0b0c0d0e0f101112131415161718181819"}) {
        EXPECT_TRUE(skips_whole(good)) << good;
    }
}

TEST(Cbor, RefusesAllElse) {
    for (const auto bad : {"",
                           "1817",
                           "1800",
                           "1900ff",
                           "1a0000ffff",
                           "1b00000000ffffffff",
                           "3817",
                           "5801",
                           "580140",
                           "18",
                           "19ff",
                           "1a00",
                           "1c",
                           "1d",
                           "1e",
                           "1f",
                           "5f42010243030405ff",
                           "7f657374726561646d696e67ff",
                           "9fff",
                           "bfff",
                           "ff",
                           "c074323031332d30332d32315432303a30343a30305a",
                           "f90000",
                           "fa47c35000",
                           "fb3ff199999999999a",
                           "e0",
                           "f0",
                           "f818",
                           "f8ff",
                           "f3",
                           "41",
                           "5bffffffffffffffff",
                           "7bffffffffffffffff",
                           "81",
                           "9bffffffffffffffff",
                           "9a7fffffff00",
                           "a1",
                           "a100",
                           "bbffffffffffffffff",
                           "ba7fffffff0000",
                           "818181818181818100",  // nine deep
                           "a1008181818181818100"}) {
        EXPECT_FALSE(skips_whole(bad)) << bad;
    }
    EXPECT_TRUE(skips_whole("8181818181818100")) << "eight deep";
}

TEST(Cbor, EveryTypeIsAskedForByName) {
    const Bytes all =
        hex("1903e8"
            "3863"
            "4201ff"
            "626f6b"
            "8100"
            "a10102");
    CborReader reader(all);
    EXPECT_EQ(reader.number().value(), 1000);
    EXPECT_EQ(reader.number().value(), -100);
    EXPECT_EQ(to_hex(reader.bytes().value()), "01ff");
    EXPECT_EQ(reader.text().value(), "ok");
    EXPECT_EQ(reader.array().value(), 1U);
    EXPECT_EQ(reader.number().value(), 0);
    EXPECT_EQ(reader.map().value(), 1U);
    EXPECT_FALSE(reader.text());
    for (const auto other : {"40", "60", "80", "a0", "f5", "1b8000000000000000", "3b8000000000000000"}) {
        const Bytes input = hex(other);
        CborReader one(input);
        EXPECT_FALSE(one.number()) << other;
    }
    for (const auto other : {"01", "60", "80", "a0", "f5"}) {
        const Bytes input = hex(other);
        EXPECT_FALSE(CborReader(input).bytes()) << other;
    }
    EXPECT_EQ(CborReader(hex("3b7fffffffffffffff")).number().value(), INT64_MIN);
}

}  // namespace
}  // namespace milpa::webauthn
