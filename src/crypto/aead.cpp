// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/aead.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstring>
#include <limits>
#include <memory>

#include "base/ensure.hpp"
#include "crypto/secret.hpp"

namespace milpa::crypto {

namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};

enum class Direction : int { decrypt = 0, encrypt = 1 };

// One context a thread and direction: making one costs more than sealing a small value does.
class Cipher {
public:
    explicit Cipher(Direction direction)
        : cipher_(EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr)), context_(EVP_CIPHER_CTX_new()) {
        ensure(cipher_ != nullptr && context_ != nullptr);
        const int way = static_cast<int>(direction);
        ensure(EVP_CipherInit_ex2(context_.get(), cipher_.get(), nullptr, nullptr, way, nullptr) == 1);
    }

    void start(AeadKey key, AeadNonce nonce) {
        constexpr std::size_t hchacha_input_bytes = crypto_core_hchacha20_INPUTBYTES;
        std::array<std::uint8_t, aead_key_bytes> subkey;
        crypto_core_hchacha20(subkey.data(), nonce.data(), key.data(), nullptr);
        // The short nonce: four zero octets, then what HChaCha20 did not use.
        std::array<std::uint8_t, 12> rest{};
        std::memcpy(rest.data() + 4, nonce.data() + hchacha_input_bytes,
                    aead_nonce_bytes - hchacha_input_bytes);
        set_key(subkey.data(), rest.data());
        sodium_memzero(subkey.data(), subkey.size());
    }

    /// No subkey stays behind in the context, which lies in plain heap memory.
    void forget() {
        static constexpr std::array<std::uint8_t, aead_key_bytes> zeros{};
        set_key(zeros.data(), zeros.data());
    }

    void authenticate(ByteView data) {
        if (data.empty()) return;
        int written = 0;
        ensure(EVP_CipherUpdate(context_.get(), nullptr, &written, data.data(), length_of(data)) == 1);
    }

    void run(ByteView from, std::uint8_t* to) {
        if (from.empty()) return;
        int written = 0;
        ensure(EVP_CipherUpdate(context_.get(), to, &written, from.data(), length_of(from)) == 1);
        ensure(written == length_of(from));
    }

    void finish(std::uint8_t* tag) {
        int written = 0;
        std::uint8_t nothing[aead_tag_bytes];
        ensure(EVP_CipherFinal_ex(context_.get(), nothing, &written) == 1 && written == 0);
        ensure(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, aead_tag_bytes, tag) == 1);
    }

    bool finish_and_check(ByteView tag) {
        std::array<std::uint8_t, aead_tag_bytes> expected;
        std::memcpy(expected.data(), tag.data(), expected.size());
        ensure(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, aead_tag_bytes, expected.data()) ==
               1);
        int written = 0;
        std::uint8_t nothing[aead_tag_bytes];
        return EVP_CipherFinal_ex(context_.get(), nothing, &written) == 1;
    }

private:
    void set_key(const std::uint8_t* key, const std::uint8_t* nonce) {
        ensure(EVP_CipherInit_ex2(context_.get(), nullptr, key, nonce, -1, nullptr) == 1);
    }

    // Frames are bounded far below this (sealed_text_bytes_max), before they come here.
    static int length_of(ByteView bytes) {
        ensure(bytes.size() <= std::numeric_limits<int>::max());
        return static_cast<int>(bytes.size());
    }

    std::unique_ptr<EVP_CIPHER, FreeContext> cipher_;
    std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context_;
};

}  // namespace

void aead_encrypt(AeadKey key, AeadNonce nonce, AeadData data, AeadText text, std::span<std::uint8_t> out) {
    const std::size_t text_bytes = text.first.size() + text.second.size();
    ensure(out.size() == text_bytes + aead_tag_bytes);
    thread_local Cipher cipher(Direction::encrypt);
    cipher.start(key, nonce);
    cipher.authenticate(data.first);
    cipher.authenticate(data.second);
    cipher.run(text.first, out.data());
    cipher.run(text.second, out.data() + text.first.size());
    cipher.finish(out.data() + text_bytes);
    cipher.forget();
}

bool aead_decrypt(AeadKey key, AeadNonce nonce, AeadData data, ByteView sealed, std::span<std::uint8_t> out) {
    ensure(sealed.size() == out.size() + aead_tag_bytes);
    thread_local Cipher cipher(Direction::decrypt);
    cipher.start(key, nonce);
    cipher.authenticate(data.first);
    cipher.authenticate(data.second);
    cipher.run(sealed.first(out.size()), out.data());
    const bool genuine = cipher.finish_and_check(sealed.last(aead_tag_bytes));
    cipher.forget();
    if (!genuine) wipe(out);
    return genuine;
}

}  // namespace milpa::crypto
