// SPDX-License-Identifier: AGPL-3.0-or-later
#include "wellknown/openpgp.hpp"

#include <gtest/gtest.h>

namespace milpa::wellknown {
namespace {

// Made by GnuPG for these tests: "Ana <ana@example.org>", "Ana Elsewhere <ana@elsewhere.org>", Ed25519.
constexpr std::string_view public_key =
    "mDMEawmzQhYJKwYBBAHaRw8BAQdAY3QrfMwKV+suRhlr4e/88ppgZk272eqM11rq2FjKS2O0FUFuYSA8YW5hQGV4YW"
    "1wbGUub3JnPoiQBBMWCAA4FiEESqCyNh1Phw9SO3YSJeAR2b985oUFAmsJs0ICGwMFCwkIBwIGFQoJCAsCBBYCAwEC"
    "HgECF4AACgkQJeAR2b985oUnRAEAiOIaIUoMYBij8U3VBNa8e6WQM6MqMvFYBhJz0mq2RbAA/A0HYhPnM0JTetRno4"
    "N3b9dOIaigLZbiCHAy/zi3GSIFtCFBbmEgRWxzZXdoZXJlIDxhbmFAZWxzZXdoZXJlLm9yZz6IkAQTFggAOBYhBEqg"
    "sjYdT4cPUjt2EiXgEdm/fOaFBQJrCbNCAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJECXgEdm/fOaFojABAL"
    "1oOYiSWHFT9/S2h2Gm+0k3pzxdQCJ6jFl2F5Vj/ci9AQCuhZjY0HToS+LH/nUAm2zE4CfHzlZ/iOCV/Qj9WnVlDA==";
constexpr std::string_view private_key =
    "lFgEawmzQhYJKwYBBAHaRw8BAQdAY3QrfMwKV+suRhlr4e/88ppgZk272eqM11rq2FjKS2MAAP4rNC4ezP8XSr5UwA"
    "IJ7ZXit002eyyFEr3Hv5q3SL63Ag/htBVBbmEgPGFuYUBleGFtcGxlLm9yZz6IkAQTFggAOBYhBEqgsjYdT4cPUjt2"
    "EiXgEdm/fOaFBQJrCbNCAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJECXgEdm/fOaFJ0QBAIjiGiFKDGAYo/"
    "FN1QTWvHulkDOjKjLxWAYSc9JqtkWwAPwNB2IT5zNCU3rUZ6ODd2/XTiGooC2W4ghwMv84txkiBbQhQW5hIEVsc2V3"
    "aGVyZSA8YW5hQGVsc2V3aGVyZS5vcmc+iJAEExYIADgWIQRKoLI2HU+HD1I7dhIl4BHZv3zmhQUCawmzQgIbAwULCQ"
    "gHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRAl4BHZv3zmhaIwAQC9aDmIklhxU/f0todhpvtJN6c8XUAieoxZdheVY/3I"
    "vQEAroWY2NB06Evix/51AJtsxOAnx85Wf4jglf0I/Vp1ZQw=";

// Where its packets begin (gpg --list-packets).
constexpr std::size_t first_id = 53, second_id = 222, second_signature = 257, end = 403;

Bytes octets(std::string_view base64) { return from_base64(base64).value(); }
bool at_example(std::string_view address) { return address == "ana@example.org"; }
ErrorKind kind_of(ByteView key) {
    const auto result = openpgp_key_for(key, at_example);
    return result ? ErrorKind::conflict : result.error().kind;
}
Bytes with_header(std::initializer_list<std::uint8_t> header, ByteView body) {
    Bytes packet(header);
    append(packet, body);
    return packet;
}
Bytes joined(std::initializer_list<ByteView> parts) {
    Bytes all;
    for (const ByteView part : parts) append(all, part);
    return all;
}

TEST(OpenPgp, HashesOfTheDraft) {
    EXPECT_EQ(wkd_hash("Joe.Doe"), "iy9q119eutrkn8s1mk4r39qejnbu3n5q");
    EXPECT_EQ(wkd_hash("joe.doe"), "iy9q119eutrkn8s1mk4r39qejnbu3n5q");
    // As GnuPG has it (gpg --with-wkd-hash).
    EXPECT_EQ(wkd_hash("ana"), "qey3zqsysxpctn9k38q97hgkonrt1rnx");
}

TEST(OpenPgp, AddressesOfUserIds) {
    EXPECT_EQ(address_of_user_id("Ana <Ana@Example.org>"), "ana@example.org");
    EXPECT_EQ(address_of_user_id("ana@example.org"), "ana@example.org");
    EXPECT_EQ(address_of_user_id("<x@y.test> Ana <ana@example.org>"), "ana@example.org");
    for (const auto* const none : {"", "Ana", "Ana <ana@example.org", "Ana <>"})
        EXPECT_EQ(address_of_user_id(none), "") << none;
}

TEST(OpenPgp, KeepsOnlyTheUserIdsThatAreWanted) {
    const Bytes key = octets(public_key);
    ASSERT_EQ(key.size(), end);
    const auto one = openpgp_key_for(key, at_example);
    ASSERT_TRUE(one);
    EXPECT_EQ(*one, Bytes(key.begin(), key.begin() + second_id));
    const auto both = openpgp_key_for(key, [](std::string_view) { return true; });
    ASSERT_TRUE(both);
    EXPECT_EQ(*both, key);
    EXPECT_EQ(openpgp_key_for(*one, at_example).value(), *one);
    EXPECT_EQ(openpgp_key_for(key, [](std::string_view) { return false; }).error().kind, ErrorKind::missing);
}

TEST(OpenPgp, SubkeysStayAndPicturesGo) {
    const Bytes key = octets(public_key);
    const ByteView whole = key;
    const ByteView primary = whole.first(first_id);
    const ByteView id = whole.subspan(first_id, second_id - first_id);
    const ByteView signature = whole.subspan(76, second_id - 76);
    const Bytes subkey = with_header({0xc0 | 14, 51}, primary.subspan(2));
    const Bytes picture = with_header({0xc0 | 17, 3}, as_bytes("pic"));
    const Bytes trust = with_header({0xc0 | 12, 1}, as_bytes("t"));
    const Bytes sent = joined({primary, id, trust, picture, signature, subkey, signature});
    EXPECT_EQ(openpgp_key_for(sent, at_example).value(), joined({primary, id, subkey, signature}));
    // A signature of a subkey or a picture is none of the user id.
    const Bytes unsigned_id =
        joined({primary, whole.subspan(first_id, 76 - first_id), picture, signature, subkey, signature});
    EXPECT_EQ(kind_of(unsigned_id), ErrorKind::missing);
}

TEST(OpenPgp, LengthsInAllTheirForms) {
    const Bytes key = octets(public_key);
    const ByteView body = ByteView(key).subspan(2, 51);
    const ByteView rest = ByteView(key).subspan(first_id);
    for (const auto& header : std::initializer_list<std::initializer_list<std::uint8_t>>{
             {0xc6, 51}, {0xc6, 255, 0, 0, 0, 51}, {0x98, 51}, {0x99, 0, 51}, {0x9a, 0, 0, 0, 51}}) {
        const Bytes first = with_header(header, body);
        EXPECT_TRUE(openpgp_key_for(joined({first, rest}), at_example));
    }
    // Two octets are for 192 and more.
    const Bytes large(200, 'x');
    EXPECT_TRUE(openpgp_key_for(joined({key, with_header({0xc0 | 21, 192, 8}, large)}), at_example));
    // In parts, or without an end.
    for (const std::uint8_t length : {224, 254}) {
        EXPECT_EQ(kind_of(joined({with_header({0xc6, length}, body), rest})), ErrorKind::syntax);
    }
    EXPECT_EQ(kind_of(joined({with_header({0x9b}, body), rest})), ErrorKind::syntax);
}

TEST(OpenPgp, RefusesWhatIsSecret) {
    EXPECT_EQ(kind_of(octets(private_key)), ErrorKind::denied);
    // Also behind what is public.
    EXPECT_EQ(kind_of(joined({octets(public_key), with_header({0xc0 | 7, 1}, as_bytes("x"))})),
              ErrorKind::denied);
    EXPECT_EQ(dearmor_openpgp("x\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n").error().kind, ErrorKind::denied);
}

TEST(OpenPgp, RefusesWhatIsNotOneKey) {
    const Bytes key = octets(public_key);
    EXPECT_EQ(kind_of({}), ErrorKind::syntax);
    EXPECT_EQ(kind_of(as_bytes("hello")), ErrorKind::syntax);
    EXPECT_EQ(kind_of(ByteView(key).subspan(first_id)), ErrorKind::syntax);
    EXPECT_EQ(kind_of(joined({key, key})), ErrorKind::syntax);
    EXPECT_EQ(kind_of(joined({key, with_header({0xc0 | 11, 1}, as_bytes("x"))})), ErrorKind::syntax);
    // Version 3, and one that is cut off.
    Bytes old = key;
    old[2] = 3;
    EXPECT_EQ(kind_of(old), ErrorKind::syntax);
    for (std::size_t size = 1; size < end; ++size) {
        const auto kind = kind_of(ByteView(key).first(size));
        // Whole again: with the first id, and with the second, which nothing signs.
        if (size == second_id || size == second_signature) {
            EXPECT_EQ(kind, ErrorKind::conflict);
        } else {
            EXPECT_TRUE(kind == ErrorKind::syntax || kind == ErrorKind::missing) << size;
        }
    }
    EXPECT_EQ(kind_of(Bytes(openpgp_octets_max + 1)), ErrorKind::limit);
    Bytes many = key;
    for (std::size_t i = 0; i <= openpgp_packets_max; ++i) append(many, Bytes{0xc0 | 12, 0});
    EXPECT_EQ(kind_of(many), ErrorKind::limit);
}

TEST(OpenPgp, ArmorOnAndOff) {
    const Bytes key = octets(public_key);
    EXPECT_EQ(dearmor_openpgp(armor_openpgp(key)).value(), key);
    EXPECT_EQ(dearmor_openpgp(as_text(key)).value(), key);
    const std::string base64(public_key);
    const std::string begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n";
    const std::string finish = "-----END PGP PUBLIC KEY BLOCK-----";
    EXPECT_EQ(
        dearmor_openpgp("my key:\r\n" + begin + "Comment: x\r\n\r\n" + base64 + " \r\n=Ab12\r\n" + finish)
            .value(),
        key);
    for (const std::string& bad :
         {begin, begin + "\n" + base64, begin + base64 + "\n" + finish, begin + "\n!\n" + finish,
          "-----BEGIN PGP PUBLIC KEY BLOCK----- x\n\n" + base64 + "\n" + finish}) {
        EXPECT_EQ(dearmor_openpgp(bad).error().kind, ErrorKind::syntax) << bad;
    }
    EXPECT_EQ(dearmor_openpgp(std::string(openpgp_octets_max + 1, 'x')).error().kind, ErrorKind::limit);
}

ErrorKind kind_of_secret(std::string_view text) {
    const auto result = check_openpgp_secret_key(text);
    return result ? ErrorKind::conflict : result.error().kind;
}
std::string as_secret(ByteView key) {
    return "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + to_base64(key) +
           "\n-----END PGP PRIVATE KEY BLOCK-----\n";
}

TEST(OpenPgp, ASecretKeyIsKnownAsOne) {
    const Bytes key = octets(private_key);
    EXPECT_EQ(kind_of_secret(as_secret(key)), ErrorKind::conflict);
    EXPECT_EQ(kind_of_secret("mine:\r\n" + as_secret(key)), ErrorKind::conflict);
    // With a subkey whose secret half is elsewhere.
    Bytes subkey = octets(public_key);
    subkey.resize(first_id);
    subkey[0] = 0xb8;
    EXPECT_EQ(kind_of_secret(as_secret(joined({key, subkey}))), ErrorKind::conflict);
    // What is public, two keys, none, something else, a part.
    EXPECT_EQ(kind_of_secret(as_secret(octets(public_key))), ErrorKind::syntax);
    EXPECT_EQ(kind_of_secret(as_secret(joined({key, key}))), ErrorKind::syntax);
    EXPECT_EQ(kind_of_secret(as_secret({})), ErrorKind::syntax);
    EXPECT_EQ(kind_of_secret(as_secret(joined({key, with_header({0xc0 | 11, 1}, as_bytes("x"))}))),
              ErrorKind::syntax);
    EXPECT_EQ(kind_of_secret(as_secret(ByteView(key).first(40))), ErrorKind::syntax);
    EXPECT_EQ(kind_of_secret(armor_openpgp(key)), ErrorKind::syntax);
    EXPECT_EQ(kind_of_secret(as_text(key)), ErrorKind::syntax);
    EXPECT_EQ(kind_of_secret(as_secret(key).substr(0, 200)), ErrorKind::syntax);
    EXPECT_EQ(kind_of_secret(std::string(openpgp_octets_max + 1, 'x')), ErrorKind::limit);
    Bytes many = key;
    for (std::size_t i = 0; i <= openpgp_packets_max; ++i) append(many, Bytes{0xc0 | 12, 0});
    EXPECT_EQ(kind_of_secret(as_secret(many)), ErrorKind::limit);
}

}  // namespace
}  // namespace milpa::wellknown
