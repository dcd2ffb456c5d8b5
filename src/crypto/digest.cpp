// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/digest.hpp"

#include <openssl/evp.h>

#include "base/ensure.hpp"

namespace milpa::crypto {

struct Digest::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Digest::Digest(DigestAlgorithm algorithm) : state_(std::make_unique<State>()) {
    const EVP_MD* const kind = algorithm == DigestAlgorithm::sha1 ? EVP_sha1() : EVP_sha256();
    ensure(state_->context != nullptr && EVP_DigestInit_ex(state_->context, kind, nullptr) == 1);
}

Digest::~Digest() = default;

void Digest::add(ByteView octets) {
    ensure(EVP_DigestUpdate(state_->context, octets.data(), octets.size()) == 1);
}

Bytes Digest::finish() {
    Bytes digest(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    ensure(EVP_DigestFinal_ex(state_->context, digest.data(), &size) == 1);
    digest.resize(size);
    return digest;
}

}  // namespace milpa::crypto
