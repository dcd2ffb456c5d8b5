// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/password.hpp"

#include <botan/argon2.h>
#include <gtest/gtest.h>

#include <set>

#include "crypto/kdf.hpp"
#include "crypto/seal.hpp"

namespace milpa::crypto {
namespace {

constexpr Argon2Cost cheap{1, argon2_memlimit_min};

class Openers : public testing::Test {
protected:
    SystemRandom random;
    Key secret = Key::random(random);
    AssociatedData place = AssociatedData("opener").number(3);
    SecretText password{"correct horse battery staple"};

    WrappedKey wrapped(Argon2Cost cost = cheap) {
        return wrap_by_password(secret, password, cost, place, random).value();
    }
};

TEST_F(Openers, PasswordOpensWhatItWrapped) {
    const WrappedKey row = wrapped();
    EXPECT_EQ(row.salt.size(), wrap_salt_bytes);
    EXPECT_EQ(row.opslimit, cheap.opslimit);
    EXPECT_EQ(row.memlimit, cheap.memlimit);
    const auto opened = unwrap_by_password(row, password, place);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(*opened == secret);
    EXPECT_NE(wrapped().salt, row.salt);
}

TEST_F(Openers, PasswordIsStretchedByArgon2id) {
    // Botan computes the same Argon2id (RFC 9106, version 0x13, one lane) on its own.
    const WrappedKey row = wrapped({2, 256 * 1024});
    Key stretched = Key::zero();
    Botan::Argon2(2, 256, 2, 1)
        .derive_key(stretched.writable().data(), Key::size, password.view().data(), password.view().size(),
                    row.salt.data(), row.salt.size());
    AssociatedData at("opener by password");
    at.bytes(row.salt).number(2).number(256 * 1024).bytes(place);
    const auto opened = open_key(derive(stretched, "opener by password"), at, row.sealed);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(*opened == secret);
}

TEST_F(Openers, DefaultCostIsWhatIsSaid) {
    EXPECT_EQ(Argon2Cost{}.memlimit, 64u * 1024 * 1024);
    EXPECT_EQ(Argon2Cost{}.opslimit, 3u);
    const WrappedKey row = wrapped({});
    EXPECT_TRUE(unwrap_by_password(row, password, place));
}

TEST_F(Openers, DeniesEveryOtherPasswordPlaceAndRow) {
    const WrappedKey row = wrapped();
    for (const char* other : {"", "correct horse battery staple ", "Correct horse battery staple"}) {
        EXPECT_EQ(unwrap_by_password(row, SecretText(other), place).error().kind, ErrorKind::denied);
    }
    EXPECT_EQ(unwrap_by_password(row, password, AssociatedData("opener").number(4)).error().kind,
              ErrorKind::denied);
    WrappedKey changed = row;
    changed.salt[0] ^= 1;
    EXPECT_EQ(unwrap_by_password(changed, password, place).error().kind, ErrorKind::denied);
    changed = row;
    changed.opslimit = 2;
    EXPECT_EQ(unwrap_by_password(changed, password, place).error().kind, ErrorKind::denied);
    for (std::size_t at = frame_head_bytes; at < row.sealed.size(); ++at) {
        changed = row;
        changed.sealed[at] ^= 0x10;
        EXPECT_EQ(unwrap_by_password(changed, password, place).error().kind, ErrorKind::denied) << at;
    }
}

TEST_F(Openers, RefusesRowsThatAreNone) {
    WrappedKey changed = wrapped();
    changed.salt.pop_back();
    EXPECT_EQ(unwrap_by_password(changed, password, place).error().kind, ErrorKind::corrupt);
    changed = wrapped();
    changed.sealed.resize(10);
    EXPECT_EQ(unwrap_by_password(changed, password, place).error().kind, ErrorKind::corrupt);
}

TEST_F(Openers, TakesNoMemoryForAHostileCost) {
    const Argon2Cost bad[] = {{3, 100ULL << 30},
                              {3, argon2_memlimit_max + 1},
                              {3, ~0ULL},
                              {~0ULL, 8192},
                              {argon2_opslimit_max + 1, 8192},
                              {0, 8192},
                              {1, 8191},
                              {1, 0}};
    for (const Argon2Cost& cost : bad) {
        WrappedKey row = wrapped();
        row.opslimit = cost.opslimit;
        row.memlimit = cost.memlimit;
        EXPECT_EQ(unwrap_by_password(row, password, place).error().kind, ErrorKind::limit);
        EXPECT_EQ(wrap_by_password(secret, password, cost, place, random).error().kind, ErrorKind::limit);
    }
}

TEST_F(Openers, BoundsPasswords) {
    const SecretText longest(std::string(password_bytes_max, 'x'));
    const SecretText too_long(std::string(password_bytes_max + 1, 'x'));
    const auto row = wrap_by_password(secret, longest, cheap, place, random);
    ASSERT_TRUE(row);
    EXPECT_TRUE(unwrap_by_password(*row, longest, place));
    EXPECT_EQ(unwrap_by_password(*row, too_long, place).error().kind, ErrorKind::limit);
    EXPECT_EQ(wrap_by_password(secret, too_long, cheap, place, random).error().kind, ErrorKind::limit);
    EXPECT_EQ(wrap_by_password(secret, SecretText(), cheap, place, random).error().kind, ErrorKind::syntax);
}

TEST_F(Openers, CodesOpenHoweverTheyAreTyped) {
    SecretText codes[] = {generate_app_password(random), generate_recovery_code(random)};
    for (const SecretText& code : codes) {
        const auto row = wrap_by_code(secret, code, place, random);
        ASSERT_TRUE(row);
        std::string upper(code.view());
        for (char& letter : upper)
            letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
        std::string spaced(code.view());
        std::ranges::replace(spaced, '-', ' ');
        std::string alike(code.view());
        std::ranges::replace(alike, '0', 'O');
        std::ranges::replace(alike, '1', 'l');
        for (const std::string& typed : {std::string(code.view()), upper, spaced, alike}) {
            const auto opened = unwrap_by_code(*row, SecretText(typed), place);
            ASSERT_TRUE(opened) << typed;
            EXPECT_TRUE(*opened == secret);
        }
    }
}

TEST_F(Openers, DeniesEveryOtherCode) {
    const SecretText code = generate_app_password(random);
    const WrappedKey row = wrap_by_code(secret, code, place, random).value();
    for (const SecretText& other :
         {generate_app_password(random), generate_recovery_code(random), SecretText(),
          SecretText("what is this"), SecretText(std::string(5'000, 'a'))}) {
        EXPECT_EQ(unwrap_by_code(row, other, place).error().kind, ErrorKind::denied);
    }
    EXPECT_EQ(unwrap_by_code(row, code, {}).error().kind, ErrorKind::denied);
    WrappedKey changed = row;
    changed.salt[3] ^= 1;
    EXPECT_EQ(unwrap_by_code(changed, code, place).error().kind, ErrorKind::denied);
    changed.salt.clear();
    EXPECT_EQ(unwrap_by_code(changed, code, place).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(wrap_by_code(secret, SecretText("weak"), place, random).error().kind, ErrorKind::syntax);
}

TEST_F(Openers, OneSortIsNotOpenedAsTheOther) {
    const SecretText code = generate_app_password(random);
    EXPECT_EQ(unwrap_by_code(wrapped(), code, place).error().kind, ErrorKind::corrupt);
    const WrappedKey by_code = wrap_by_code(secret, code, place, random).value();
    EXPECT_EQ(unwrap_by_password(by_code, code, place).error().kind, ErrorKind::limit);
}

TEST(Codes, HaveTheirShapeAndEntropy) {
    SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const SecretText app = generate_app_password(random);
        EXPECT_EQ(app.view().size(), 4u * 5 + 3);
        EXPECT_EQ(normalise_app_password(app).value().view().size() * 5, 100u);
        const SecretText recovery = generate_recovery_code(random);
        EXPECT_EQ(recovery.view().size(), 8u * 4 + 7);
        EXPECT_TRUE(normalise_recovery_code(recovery));
        seen.insert(std::string(app.view()));
        seen.insert(std::string(recovery.view()));
    }
    EXPECT_EQ(seen.size(), 400u);
}

TEST(Codes, AMistypedRecoveryCodeIsTold) {
    SeededRandom random(5);
    const std::string code(generate_recovery_code(random).view());
    for (std::size_t at = 0; at < code.size(); ++at) {
        if (code[at] == '-') continue;
        std::string typed = code;
        typed[at] = typed[at] == 'x' ? 'y' : 'x';
        EXPECT_EQ(normalise_recovery_code(SecretText(typed)).error().kind, ErrorKind::syntax) << at;
    }
    std::string swapped = code;
    std::swap(swapped[0], swapped[1]);
    ASSERT_NE(swapped, code);
    EXPECT_FALSE(normalise_recovery_code(SecretText(swapped)));
    EXPECT_FALSE(normalise_recovery_code(SecretText(code.substr(1))));
    EXPECT_FALSE(normalise_app_password(SecretText(code)));
}

}  // namespace
}  // namespace milpa::crypto
