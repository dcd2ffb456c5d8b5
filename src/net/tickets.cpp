// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/tickets.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "base/ensure.hpp"

namespace milpa::net {

namespace {

// RFC 5077 4: encrypt, then authenticate; OpenSSL's interface knows no AEAD here.
void authenticate(EVP_MAC_CTX* mac, const crypto::Key& key) {
    char digest[] = "SHA256";
    // OSSL_PARAM is not const, but EVP_MAC_CTX_set_params only reads it.
    auto* const octets = const_cast<std::uint8_t*>(key.view().data());
    const OSSL_PARAM settings[] = {
        ::OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, octets, crypto::Key::size),
        ::OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), ::OSSL_PARAM_construct_end()};
    ensure(::EVP_MAC_CTX_set_params(mac, settings) == 1);
}

}  // namespace

TicketKeys::TicketKeys(Lent<const Clock> clock, Lent<Random> random)
    : clock_(clock), random_(random), current_(make()), made_(clock->steady()) {}

TicketKeys::Pair TicketKeys::make() {
    Pair made{.cipher = crypto::Key::random(*random_), .mac = crypto::Key::random(*random_)};
    random_->fill(made.name);
    return made;
}

/// Keys whose time is over are gone before anything is done with them.
void TicketKeys::turn() {
    const auto age = clock_->steady() - made_;
    if (age < ticket_key_period) return;
    before_.reset();
    if (age < 2 * ticket_key_period) before_ = std::move(current_);
    current_ = make();
    made_ = clock_->steady();
}

void TicketKeys::seal(std::span<std::uint8_t, name_size> name, std::span<std::uint8_t, vector_size> vector,
                      EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) {
    const std::lock_guard lock(mutex_);
    turn();
    std::ranges::copy(current_.name, name.begin());
    random_->fill(vector);
    ensure(::EVP_EncryptInit_ex(cipher, ::EVP_aes_256_cbc(), nullptr, current_.cipher.view().data(),
                                vector.data()) == 1);
    authenticate(mac, current_.mac);
}

bool TicketKeys::open(std::span<const std::uint8_t, name_size> name,
                      std::span<const std::uint8_t, vector_size> vector, EVP_CIPHER_CTX* cipher,
                      EVP_MAC_CTX* mac) {
    const std::lock_guard lock(mutex_);
    turn();
    const Pair* found = nullptr;
    if (std::ranges::equal(name, current_.name)) found = &current_;
    if (before_ && std::ranges::equal(name, before_->name)) found = &*before_;
    if (found == nullptr) return false;
    ensure(::EVP_DecryptInit_ex(cipher, ::EVP_aes_256_cbc(), nullptr, found->cipher.view().data(),
                                vector.data()) == 1);
    authenticate(mac, found->mac);
    return true;
}

}  // namespace milpa::net
