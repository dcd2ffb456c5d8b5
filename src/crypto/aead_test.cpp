// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/aead.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "base/random.hpp"
#include "crypto/secret.hpp"

namespace milpa::crypto {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

// draft-irtf-cfrg-xchacha-03 A.3.1.
const Bytes draft_key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
const Bytes draft_nonce = hex("404142434445464748494a4b4c4d4e4f5051525354555657");
const Bytes draft_data = hex("50515253c0c1c2c3c4c5c6c7");
const std::string_view draft_text =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen "
    "would be it.";
const Bytes draft_sealed =
    hex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
        "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
        "21f9664c97637da9768812f615c68b13b52e"
        "c0875924c1c7987947deafd8780acf49");

AeadKey key_of(const Bytes& bytes) { return AeadKey(bytes.data(), aead_key_bytes); }
AeadNonce nonce_of(const Bytes& bytes) { return AeadNonce(bytes.data(), aead_nonce_bytes); }

TEST(Aead, GivesTheVectorOfTheDraft) {
    init();
    const ByteView text = as_bytes(draft_text);
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{64}, text.size()}) {
        Bytes sealed(text.size() + aead_tag_bytes);
        const ByteView data(draft_data);
        aead_encrypt(key_of(draft_key), nonce_of(draft_nonce), {data.first(5), data.subspan(5)},
                     {text.first(cut), text.subspan(cut)}, sealed);
        EXPECT_EQ(to_hex(sealed), to_hex(draft_sealed)) << cut;
    }
    Bytes opened(text.size());
    ASSERT_TRUE(
        aead_decrypt(key_of(draft_key), nonce_of(draft_nonce), {draft_data, {}}, draft_sealed, opened));
    EXPECT_EQ(as_text(opened), draft_text);
}

TEST(Aead, IsWhatLibsodiumMakesAndReads) {
    init();
    SeededRandom random(42);
    // Around the cipher's block, the authenticator's, and the pieces in which the work is done.
    for (const std::size_t bytes : {0, 1, 15, 16, 17, 63, 64, 65, 511, 16'383, 16'384, 16'385, 100'000}) {
        Bytes key(aead_key_bytes), nonce(aead_nonce_bytes), text(bytes), data(bytes % 41);
        for (Bytes* part : {&key, &nonce, &text, &data}) random.fill(*part);
        Bytes ours(bytes + aead_tag_bytes), theirs(bytes + aead_tag_bytes), opened(bytes);
        aead_encrypt(key_of(key), nonce_of(nonce), {data, {}}, {text, {}}, ours);
        crypto_aead_xchacha20poly1305_ietf_encrypt(theirs.data(), nullptr, text.data(), text.size(),
                                                   data.data(), data.size(), nullptr, nonce.data(),
                                                   key.data());
        ASSERT_EQ(ours, theirs) << bytes;
        EXPECT_EQ(crypto_aead_xchacha20poly1305_ietf_decrypt(opened.data(), nullptr, nullptr, ours.data(),
                                                             ours.size(), data.data(), data.size(),
                                                             nonce.data(), key.data()),
                  0);
        EXPECT_EQ(opened, text);
        Bytes in_place = theirs;
        ASSERT_TRUE(
            aead_decrypt(key_of(key), nonce_of(nonce), {data, {}}, theirs, std::span(in_place).first(bytes)));
        EXPECT_EQ(Bytes(in_place.begin(), in_place.begin() + static_cast<std::ptrdiff_t>(bytes)), text);
    }
}

TEST(Aead, LeavesNothingDecryptedBehindAFailure) {
    init();
    Bytes changed = draft_sealed;
    changed.back() ^= 1;
    Bytes opened(draft_text.size(), 9);
    EXPECT_FALSE(aead_decrypt(key_of(draft_key), nonce_of(draft_nonce), {draft_data, {}}, changed, opened));
    EXPECT_EQ(opened, Bytes(draft_text.size(), 0));
}

}  // namespace
}  // namespace milpa::crypto
