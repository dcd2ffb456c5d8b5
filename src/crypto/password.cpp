// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/password.hpp"

#include <sodium.h>

#include <array>

#include "crypto/code_text.hpp"
#include "crypto/kdf.hpp"
#include "crypto/seal.hpp"

namespace milpa::crypto {

namespace {

static_assert(wrap_salt_bytes == crypto_pwhash_argon2id_SALTBYTES);
static_assert(argon2_memlimit_min == crypto_pwhash_argon2id_MEMLIMIT_MIN);
static_assert(argon2_opslimit_min == crypto_pwhash_argon2id_OPSLIMIT_MIN);

constexpr std::size_t app_password_letters = 20;
constexpr std::size_t app_password_group = 5;
constexpr std::size_t recovery_secret_letters = 28;
constexpr std::size_t recovery_checksum_letters = 4;
constexpr std::size_t recovery_letters = recovery_secret_letters + recovery_checksum_letters;
constexpr std::size_t recovery_group = 4;

bool is_allowed(const Argon2Cost& cost) {
    return cost.opslimit >= argon2_opslimit_min && cost.opslimit <= argon2_opslimit_max &&
           cost.memlimit >= argon2_memlimit_min && cost.memlimit <= argon2_memlimit_max;
}

// The place, and how it is opened: a row of one sort never opens as one of the other.
AssociatedData place_of(const WrappedKey& wrapped, ByteView associated_data) {
    AssociatedData place(wrapped.memlimit == 0 ? "opener by code" : "opener by password");
    place.bytes(wrapped.salt).number(wrapped.opslimit).number(wrapped.memlimit).bytes(associated_data);
    return place;
}

Result<Key> stretch(const SecretText& password, ByteView salt, const Argon2Cost& cost) {
    if (password.view().size() > password_bytes_max) return fail(ErrorKind::limit, "a password too long");
    if (!is_allowed(cost)) return fail(ErrorKind::limit, "a cost of Argon2id out of bounds");
    Key key = Key::zero();
    if (crypto_pwhash_argon2id(key.writable().data(), Key::size, password.view().data(),
                               password.view().size(), salt.data(), cost.opslimit,
                               static_cast<std::size_t>(cost.memlimit),
                               crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
        return fail(ErrorKind::limit, "no memory for Argon2id");
    }
    return derive(key, "opener by password");
}

// A code has more entropy than anybody searches: one hash is enough, and the salt keeps equal codes apart.
Key key_of_code(const SecretText& normalised, ByteView salt) {
    Key key = Key::zero();
    crypto_generichash(key.writable().data(), Key::size,
                       reinterpret_cast<const unsigned char*>(normalised.view().data()),
                       normalised.view().size(), nullptr, 0);
    return derive(key, "opener by code", salt);
}

std::array<char, recovery_checksum_letters> recovery_checksum(std::string_view secret_letters) {
    // Of the code itself, so it adds no entropy and takes none: 20 of its 160 bits follow from the others.
    Bytes summed = to_bytes("recovery code checksum");
    append(summed, as_bytes(secret_letters));
    const Bytes sum = hash(summed);
    wipe(summed);
    std::array<char, recovery_checksum_letters> letters;
    for (std::size_t i = 0; i < letters.size(); ++i) letters[i] = code_letter(sum[i] & 31);
    return letters;
}

void append_random_letters(std::string& to, std::size_t count, Random& random) {
    std::array<std::uint8_t, recovery_letters> raw;
    random.fill(raw);
    for (std::size_t i = 0; i < count; ++i) to.push_back(code_letter(raw[i] & 31));
    wipe(raw);
}

Result<SecretText> normalise_either(const SecretText& typed) {
    auto app_password = normalise_app_password(typed);
    return app_password ? std::move(app_password) : normalise_recovery_code(typed);
}

AssociatedData secret_place(const WrappedKey& wrapped, ByteView associated_data) {
    AssociatedData place("opener by secret");
    place.bytes(wrapped.salt).bytes(associated_data);
    return place;
}

WrappedKey with_fresh_salt(Argon2Cost cost, Random& random) {
    WrappedKey wrapped{Bytes(wrap_salt_bytes), cost.opslimit, cost.memlimit, {}};
    random.fill(wrapped.salt);
    return wrapped;
}

}  // namespace

Result<WrappedKey> wrap_by_password(const Key& secret, const SecretText& password, Argon2Cost cost,
                                    ByteView associated_data, Random& random) {
    if (password.empty()) return fail(ErrorKind::syntax, "an empty password");
    WrappedKey wrapped = with_fresh_salt(cost, random);
    TRY(const Key key, stretch(password, wrapped.salt, cost));
    wrapped.sealed = seal_key(key, place_of(wrapped, associated_data), secret, random);
    return wrapped;
}

Result<Key> unwrap_by_password(const WrappedKey& wrapped, const SecretText& password,
                               ByteView associated_data) {
    if (wrapped.salt.size() != wrap_salt_bytes) return fail(ErrorKind::corrupt, "an opener without its salt");
    CHECK(frame_kind(wrapped.sealed));
    if (password.empty()) return fail(ErrorKind::denied, "an empty password");
    TRY(const Key key, stretch(password, wrapped.salt, {wrapped.opslimit, wrapped.memlimit}));
    auto secret = open_key(key, place_of(wrapped, associated_data), wrapped.sealed);
    if (!secret) return fail(ErrorKind::denied, "the password does not open it");
    return secret;
}

Result<WrappedKey> wrap_by_code(const Key& secret, const SecretText& code, ByteView associated_data,
                                Random& random) {
    TRY(const SecretText normalised, normalise_either(code));
    WrappedKey wrapped = with_fresh_salt({0, 0}, random);
    const Key key = key_of_code(normalised, wrapped.salt);
    wrapped.sealed = seal_key(key, place_of(wrapped, associated_data), secret, random);
    return wrapped;
}

Result<Key> unwrap_by_code(const WrappedKey& wrapped, const SecretText& code, ByteView associated_data) {
    if (wrapped.salt.size() != wrap_salt_bytes) return fail(ErrorKind::corrupt, "an opener without its salt");
    if (wrapped.opslimit != 0 || wrapped.memlimit != 0)
        return fail(ErrorKind::corrupt, "an opener by password");
    CHECK(frame_kind(wrapped.sealed));
    auto normalised = normalise_either(code);
    if (!normalised) return fail(ErrorKind::denied, "not a code");
    const Key key = key_of_code(*normalised, wrapped.salt);
    auto secret = open_key(key, place_of(wrapped, associated_data), wrapped.sealed);
    if (!secret) return fail(ErrorKind::denied, "the code does not open it");
    return secret;
}

WrappedKey wrap_by_secret(const Key& secret, const Key& by, ByteView associated_data, Random& random) {
    WrappedKey wrapped = with_fresh_salt({0, 0}, random);
    const Key key = derive(by, "opener by secret", wrapped.salt);
    wrapped.sealed = seal_key(key, secret_place(wrapped, associated_data), secret, random);
    return wrapped;
}

Result<Key> unwrap_by_secret(const WrappedKey& wrapped, const Key& by, ByteView associated_data) {
    if (wrapped.salt.size() != wrap_salt_bytes) return fail(ErrorKind::corrupt, "an opener without its salt");
    CHECK(frame_kind(wrapped.sealed));
    const Key key = derive(by, "opener by secret", wrapped.salt);
    auto secret = open_key(key, secret_place(wrapped, associated_data), wrapped.sealed);
    if (!secret) return fail(ErrorKind::denied, "the secret does not open it");
    return secret;
}

SecretText generate_app_password(Random& random) {
    WipedString letters(app_password_letters);
    append_random_letters(letters.text, app_password_letters, random);
    return in_groups(letters.text, app_password_group);
}

SecretText generate_recovery_code(Random& random) {
    WipedString letters(recovery_letters);
    append_random_letters(letters.text, recovery_secret_letters, random);
    const auto checksum = recovery_checksum(letters.text);
    letters.text.append(checksum.data(), checksum.size());
    return in_groups(letters.text, recovery_group);
}

Result<SecretText> normalise_app_password(const SecretText& typed) {
    auto code = normalise_code(typed.view());
    if (!code || code->view().size() != app_password_letters) {
        return fail(ErrorKind::syntax, "not an app password");
    }
    return std::move(*code);
}

Result<SecretText> normalise_recovery_code(const SecretText& typed) {
    auto code = normalise_code(typed.view());
    if (!code || code->view().size() != recovery_letters)
        return fail(ErrorKind::syntax, "not a recovery code");
    const std::string_view letters = code->view();
    const auto checksum = recovery_checksum(letters.substr(0, recovery_secret_letters));
    if (letters.substr(recovery_secret_letters) != std::string_view(checksum.data(), checksum.size())) {
        return fail(ErrorKind::syntax, "a recovery code that was mistyped");
    }
    return std::move(*code);
}

}  // namespace milpa::crypto
