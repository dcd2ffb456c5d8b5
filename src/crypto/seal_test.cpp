// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/seal.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <set>
#include <thread>

#include "crypto/box.hpp"

namespace milpa::crypto {
namespace {

class Seal : public testing::Test {
protected:
    SystemRandom random;
    Key key = Key::random(random);
    AssociatedData place = AssociatedData("event").number(7);
};

TEST_F(Seal, OpensWhatItSealed) {
    for (const std::size_t bytes : {0, 1, 63, 64, 1'000, 65'536, 1'048'575}) {
        Bytes text(bytes);
        random.fill(text);
        const Bytes sealed = seal(key, place, text, random);
        EXPECT_EQ(sealed.size(), sealed_size(bytes));
        const auto opened = open(key, place, sealed);
        ASSERT_TRUE(opened) << bytes;
        EXPECT_EQ(*opened, text);

        Bytes here = sealed;
        const auto in_place = open_in_place(key, place, here);
        ASSERT_TRUE(in_place);
        EXPECT_EQ(to_bytes(*in_place), text);
        EXPECT_EQ(in_place->data(), here.data() + frame_head_bytes + nonce_bytes);

        Bytes frame(seal_room_bytes, 0xEE);
        append(frame, text);
        seal_in_place(frame, key, place, random);
        EXPECT_EQ(frame.size(), sealed_size(bytes));
        EXPECT_EQ(open(key, place, frame).value(), text);
        EXPECT_FALSE(open(key, AssociatedData("event").number(8), frame));

        Bytes room(sealed.size() - seal_overhead_bytes + 3, 0xEE);
        const auto into = open_into(key, place, sealed, room);
        ASSERT_TRUE(into);
        room.resize(*into);
        EXPECT_EQ(room, text);
    }
}

TEST_F(Seal, HasTheFrameThatIsDrawn) {
    const Bytes text = to_bytes("hello");
    const Bytes sealed = seal(key, place, text, random);
    ASSERT_EQ(sealed.size(), 3u + 24 + 64 + 16);
    EXPECT_EQ(to_hex(ByteView(sealed).first(3)), "010101");
    // By libsodium alone: version, suite, kind and the place are authenticated, the text is padded to 64.
    Bytes data = {1, 1, 1};
    append(data, place.view());
    Bytes opened(64);
    ASSERT_EQ(crypto_aead_xchacha20poly1305_ietf_decrypt(opened.data(), nullptr, nullptr, sealed.data() + 27,
                                                         sealed.size() - 27, data.data(), data.size(),
                                                         sealed.data() + 3, key.view().data()),
              0);
    Bytes expected = text;
    expected.push_back(0x80);
    expected.resize(64);
    EXPECT_EQ(opened, expected);
}

TEST_F(Seal, RefusesEveryChangedBitAndEveryCut) {
    const Bytes sealed = seal(key, place, as_bytes("the milpa is the field"), random);
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            Bytes changed = sealed;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 << bit));
            const auto opened = open(key, place, changed);
            ASSERT_FALSE(opened) << at;
            EXPECT_EQ(opened.error().kind, ErrorKind::corrupt);
        }
        EXPECT_EQ(open(key, place, ByteView(sealed).first(at)).error().kind, ErrorKind::corrupt);
    }
    Bytes longer = sealed;
    longer.push_back(0);
    EXPECT_FALSE(open(key, place, longer));
}

TEST_F(Seal, OpensNowhereElse) {
    const Bytes sealed = seal(key, place, as_bytes("text"), random);
    EXPECT_FALSE(open(key, AssociatedData("event").number(8), sealed));
    EXPECT_FALSE(open(key, AssociatedData("object").number(7), sealed));
    EXPECT_FALSE(open(key, {}, sealed));
    EXPECT_FALSE(open(Key::random(random), place, sealed));
}

TEST_F(Seal, NeverRepeatsANonce) {
    std::set<Bytes> nonces;
    for (int i = 0; i < 100; ++i) {
        const Bytes sealed = seal(key, place, {}, random);
        nonces.insert(to_bytes(ByteView(sealed).subspan(3, 24)));
    }
    EXPECT_EQ(nonces.size(), 100u);
}

TEST_F(Seal, WipesWhatItDecryptedOfAFalseFrame) {
    Bytes sealed = seal(key, place, as_bytes("secret words"), random);
    sealed.back() ^= 1;
    Bytes room(64, 0xEE);
    EXPECT_FALSE(open_into(key, place, sealed, room));
    EXPECT_EQ(room, Bytes(64, 0));
    EXPECT_FALSE(open_in_place(key, place, sealed));
    EXPECT_EQ(to_bytes(ByteView(sealed).subspan(27, 64)), Bytes(64, 0));
}

TEST_F(Seal, RefusesABufferThatIsTooSmall) {
    const Bytes sealed = seal(key, place, as_bytes("text"), random);
    Bytes room(63);
    EXPECT_EQ(open_into(key, place, sealed, room).error().kind, ErrorKind::limit);
}

TEST_F(Seal, AppendsBehindWhatIsThere) {
    Bytes row = to_bytes("row:");
    seal_onto(row, key, place, as_bytes("text"), random);
    EXPECT_EQ(as_text(ByteView(row).first(4)), "row:");
    EXPECT_EQ(open(key, place, ByteView(row).subspan(4)), to_bytes("text"));
}

TEST_F(Seal, RefusesGenuineTextWithFalsePadding) {
    // Sealed by somebody who has the key and a program with an error: authentic, but not padded.
    Bytes sealed = {1, 1, 1};
    sealed.resize(27 + 64 + 16);
    Bytes data = {1, 1, 1};
    append(data, place.view());
    const Bytes text(64, 'x');
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + 27, nullptr, text.data(), text.size(),
                                               data.data(), data.size(), nullptr, sealed.data() + 3,
                                               key.view().data());
    EXPECT_EQ(open(key, place, sealed).error().kind, ErrorKind::corrupt);
}

TEST_F(Seal, SealsKeys) {
    const Key secret = Key::random(random);
    const Bytes sealed = seal_key(key, place, secret, random);
    EXPECT_EQ(sealed.size(), sealed_size(Key::size));
    const auto opened = open_key(key, place, sealed);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(*opened == secret);
    EXPECT_FALSE(open_key(secret, place, sealed));
    EXPECT_EQ(open_key(key, place, seal(key, place, as_bytes("no key"), random)).error().kind,
              ErrorKind::corrupt);
    const Bytes large = seal(key, place, Bytes(5'000), random);
    EXPECT_EQ(open_key(key, place, large).error().kind, ErrorKind::corrupt);
}

TEST_F(Seal, OpensOnManyThreads) {
    std::vector<std::thread> threads;
    for (std::uint8_t t = 0; t < 4; ++t) {
        threads.emplace_back([this, t] {
            for (std::size_t i = 0; i < 200; ++i) {
                const Bytes text(i * 7, t);
                ASSERT_EQ(open(key, place, seal(key, place, text, random)), text);
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

TEST_F(Seal, TellsTheKindOfAFrame) {
    ManualClock clock;
    const KeyPair pair = KeyPair::generate(random);
    BoxSealer sealer("test", &clock, &random);
    EXPECT_EQ(frame_kind(seal(key, place, {}, random)), FrameKind::symmetric);
    EXPECT_EQ(frame_kind(sealer.seal(pair.public_half, place, {}).value()), FrameKind::box);
    const char* const bad[] = {"", "01", "0101", "020101", "010201", "010100", "010103", "010101", "010102"};
    Bytes too_long(padded_size(sealed_text_bytes_max) + seal_overhead_bytes + 1);
    std::ranges::copy(Bytes{1, 1, 1}, too_long.begin());
    EXPECT_EQ(open_in_place(key, place, too_long).error().detail, "a frame that is too long");
    for (const char* head : bad) {
        Bytes frame = from_hex(head).value();
        EXPECT_FALSE(frame_kind(frame)) << head;
        const bool known =
            frame.size() == 3 && frame[0] == 1 && frame[1] == 1 && (frame[2] == 1 || frame[2] == 2);
        frame.resize(200);
        EXPECT_EQ(frame_kind(frame).has_value(), known) << head;
    }
}

TEST(AssociatedData, JoinsWithoutAmbiguity) {
    const VaultId vault;
    const std::vector<Bytes> all = {
        to_bytes(AssociatedData("ab").view()),
        to_bytes(AssociatedData("a").text("b").view()),
        to_bytes(AssociatedData("a").bytes(as_bytes("b")).view()),
        to_bytes(AssociatedData("").text("ab").view()),
        to_bytes(AssociatedData("").text("a").text("b").view()),
        to_bytes(AssociatedData("a").number(1).view()),
        to_bytes(AssociatedData("a").number(1).number(2).view()),
        to_bytes(AssociatedData("a").number(2).number(1).view()),
        to_bytes(AssociatedData("a").bytes(Bytes(16)).view()),
        to_bytes(AssociatedData("a").id(vault).view()),
    };
    EXPECT_EQ(std::set<Bytes>(all.begin(), all.end()).size(), all.size());
}

using SealDeathTest = Seal;

TEST_F(SealDeathTest, OfATextTooLong) {
    EXPECT_DEATH(seal(key, place, Bytes(sealed_text_bytes_max + 1), random), "");
}

}  // namespace
}  // namespace milpa::crypto
