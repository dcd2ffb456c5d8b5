// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/box.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <thread>

#include "crypto/kdf.hpp"

namespace milpa::crypto {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

// RFC 7748 6.1.
const Bytes alice_private = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
const Bytes alice_public = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
const Bytes bob_private = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
const Bytes bob_public = hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
const Bytes both_share = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

// Gives Alice's private half first, then zeros.
class AliceRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override {
        std::ranges::fill(out, std::uint8_t{0});
        if (!std::exchange(given_, true)) std::ranges::copy(alice_private, out.begin());
    }

private:
    bool given_ = false;
};

ByteView ephemeral_of(ByteView sealed) { return sealed.subspan(frame_head_bytes, PublicKey::size); }

class Box : public testing::Test {
protected:
    SystemRandom random;
    ManualClock clock;
    KeyPair pair = KeyPair::generate(random);
    BoxSealer sealer{"vault event", &clock, &random};
    BoxOpener opener{pair.copy(), "vault event"};
    AssociatedData place = AssociatedData("event").number(7);

    Bytes sealed(std::string_view text) {
        return sealer.seal(pair.public_half, place, as_bytes(text)).value();
    }
};

TEST(KeyPair, ComputesThePublicHalvesOfRfc7748) {
    EXPECT_EQ(to_bytes(KeyPair::from_private(Key::from(alice_private).value()).public_half.view()),
              alice_public);
    EXPECT_EQ(to_bytes(KeyPair::from_private(Key::from(bob_private).value()).public_half.view()), bob_public);
}

TEST(BoxFrame, IsMadeOfTheSecretOfRfc7748) {
    AliceRandom random;
    ManualClock clock;
    BoxSealer sealer("vault event", &clock, &random);
    const auto place = AssociatedData("event");
    const Bytes sealed = sealer.seal(PublicKey::from(bob_public).value(), place, as_bytes("hello")).value();
    ASSERT_EQ(sealed.size(), box_overhead_bytes + 64);
    EXPECT_EQ(to_hex(ByteView(sealed).first(3)), "010102");
    EXPECT_EQ(to_bytes(ephemeral_of(sealed)), alice_public);

    Bytes both = alice_public;
    append(both, bob_public);
    const Key key = derive(Key::from(both_share).value(), "vault event", both);
    Bytes data = {1, 1, 2};
    append(data, place.view());
    Bytes opened(64);
    ASSERT_EQ(crypto_aead_xchacha20poly1305_ietf_decrypt(opened.data(), nullptr, nullptr, sealed.data() + 59,
                                                         sealed.size() - 59, data.data(), data.size(),
                                                         sealed.data() + 35, key.view().data()),
              0);
    EXPECT_EQ(as_text(ByteView(opened).first(5)), "hello");
}

TEST_F(Box, OpensWhatItSealed) {
    for (const std::size_t bytes : {0, 1, 64, 5'000}) {
        Bytes text(bytes, 'x');
        Bytes frame = sealer.seal(pair.public_half, place, text).value();
        EXPECT_EQ(opener.open(place, frame), text);
        const auto here = opener.open_in_place(place, frame);
        ASSERT_TRUE(here);
        EXPECT_EQ(to_bytes(*here), text);
    }
}

TEST_F(Box, RefusesEveryChangedOctetAndEveryCut) {
    const Bytes frame = sealed("text");
    ASSERT_TRUE(opener.open(place, frame));  // also with the key remembered
    for (std::size_t at = 0; at < frame.size(); ++at) {
        Bytes changed = frame;
        changed[at] ^= 1;
        const auto opened = opener.open(place, changed);
        ASSERT_FALSE(opened) << at;
        EXPECT_EQ(opened.error().kind, ErrorKind::corrupt);
        EXPECT_FALSE(opener.open_in_place(place, changed));
        EXPECT_EQ(opener.open(place, ByteView(frame).first(at)).error().kind, ErrorKind::corrupt);
    }
}

TEST_F(Box, OpensNowhereElse) {
    const Bytes frame = sealed("text");
    BoxOpener other_pair(KeyPair::generate(random), "vault event");
    BoxOpener other_context(pair.copy(), "vault object");
    EXPECT_FALSE(opener.open(AssociatedData("event").number(8), frame));
    EXPECT_FALSE(other_pair.open(place, frame));
    EXPECT_FALSE(other_context.open(place, frame));
    EXPECT_FALSE(open(pair.private_half, place, frame));  // not a symmetric frame
    EXPECT_FALSE(opener.open(place, seal(pair.private_half, place, as_bytes("text"), random)));
}

TEST_F(Box, KeepsAnEphemeralKeyForItsLife) {
    const Bytes first = sealed("1");
    clock.advance(ephemeral_life - std::chrono::milliseconds(1));
    const Bytes second = sealed("2");
    clock.advance(std::chrono::milliseconds(1));
    const Bytes third = sealed("3");
    EXPECT_EQ(to_bytes(ephemeral_of(first)), to_bytes(ephemeral_of(second)));
    EXPECT_NE(to_bytes(ephemeral_of(first)), to_bytes(ephemeral_of(third)));
    for (const Bytes& frame : {first, second, third}) EXPECT_TRUE(opener.open(place, frame));
}

TEST_F(Box, ChangesAnEphemeralKeyAfterItsUses) {
    const Bytes first = sealed("1");
    Bytes last;
    for (std::uint32_t use = 1; use < ephemeral_uses_max; ++use) last = sealed("2");
    EXPECT_EQ(to_bytes(ephemeral_of(first)), to_bytes(ephemeral_of(last)));
    EXPECT_NE(to_bytes(ephemeral_of(first)), to_bytes(ephemeral_of(sealed("3"))));
}

TEST_F(Box, NeverSharesAnEphemeralKeyBetweenRecipients) {
    const KeyPair other = KeyPair::generate(random);
    const Bytes theirs = sealer.seal(other.public_half, place, as_bytes("text")).value();
    EXPECT_NE(to_bytes(ephemeral_of(sealed("text"))), to_bytes(ephemeral_of(theirs)));
    EXPECT_FALSE(opener.open(place, theirs));
}

TEST_F(Box, ForgetsItsKeys) {
    const std::size_t before = key_memory().keys;
    const Bytes first = sealed("1");
    EXPECT_EQ(key_memory().keys, before + 1);
    sealer.forget_expired();
    EXPECT_EQ(key_memory().keys, before + 1);
    clock.advance(ephemeral_life);
    sealer.forget_expired();
    EXPECT_EQ(key_memory().keys, before);
    const Bytes second = sealed("2");
    sealer.forget_all();
    EXPECT_EQ(key_memory().keys, before);
    EXPECT_NE(to_bytes(ephemeral_of(second)), to_bytes(ephemeral_of(sealed("3"))));
}

TEST_F(Box, OpenerRemembersNoMoreThanItMay) {
    const std::size_t before = key_memory().keys;
    std::vector<Bytes> frames;
    for (std::size_t i = 0; i < 3 * BoxOpener::remembered_max; ++i) {
        sealer.forget_all();
        frames.push_back(sealed(std::to_string(i)));
    }
    sealer.forget_all();
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = 0; i < frames.size(); ++i) {
            EXPECT_EQ(opener.open(place, frames[i]), to_bytes(std::to_string(i)));
        }
    }
    EXPECT_EQ(key_memory().keys, before + BoxOpener::remembered_max);
}

TEST_F(Box, RefusesPublicHalvesOfSmallOrder) {
    // Orders 1, 2, 4, 8 and the non-canonical forms of 0 and 1; cr.yp.to/ecdh.html#validate.
    const char* const bad[] = {"0000000000000000000000000000000000000000000000000000000000000000",
                               "0100000000000000000000000000000000000000000000000000000000000000",
                               "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                               "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                               "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
    Bytes frame = sealed("text");
    for (const char* point : bad) {
        const Bytes octets = hex(point);
        EXPECT_EQ(sealer.seal(PublicKey::from(octets).value(), place, {}).error().kind, ErrorKind::denied)
            << point;
        std::ranges::copy(octets, frame.begin() + frame_head_bytes);
        EXPECT_EQ(opener.open(place, frame).error().kind, ErrorKind::corrupt) << point;
    }
    EXPECT_EQ(PublicKey::from(Bytes(31)).error().kind, ErrorKind::corrupt);
}

TEST_F(Box, IsUsedByManyThreads) {
    SystemClock real;
    BoxSealer shared("vault event", &real, &random);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i) {
                if (i % 20 == 0) shared.forget_all();
                const auto frame = shared.seal(pair.public_half, place, as_bytes("text"));
                ASSERT_TRUE(frame);
                const auto opened = opener.open(place, *frame);
                ASSERT_TRUE(opened);
                ASSERT_EQ(as_text(*opened), "text");
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace milpa::crypto
