// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/secrets.hpp"

#include <gtest/gtest.h>

#include <set>

namespace milpa::defence {
namespace {

TEST(Secrets, AreAsManyAsWantedOfEveryKindAndAllDifferent) {
    for (const std::size_t count : {secrets_min, std::size_t{777}, std::size_t{10'000}}) {
        SeededRandom random(1);
        const auto secrets = make_secrets(count, random);
        EXPECT_EQ(secrets.size(), count);
        std::set<std::string> texts;
        std::set<SecretKind> kinds;
        for (const auto& secret : secrets) {
            texts.insert(secret.text);
            kinds.insert(secret.kind);
            EXPECT_GE(secret.text.size(), secret_letters);
        }
        EXPECT_EQ(texts.size(), count);
        const auto planted =
            std::ranges::count_if(kind_table(), [](const KindRow& row) { return row.per_mille > 0; });
        EXPECT_EQ(kinds.size(), static_cast<std::size_t>(planted));
    }
}

TEST(Secrets, AreReplayedByTheirSeed) {
    SeededRandom first(7), second(7), other(8);
    const auto a = make_secrets(500, first), b = make_secrets(500, second), c = make_secrets(500, other);
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].text, b[i].text);
    EXPECT_NE(a[0].text, c[0].text);
}

TEST(Secrets, NoneIsAPartOfAnother) {
    SeededRandom random(2);
    const auto secrets = make_secrets(400, random);
    for (const auto& a : secrets) {
        for (const auto& b : secrets) EXPECT_TRUE(&a == &b || a.text.find(b.text) == std::string::npos);
    }
}

TEST(Secrets, ClientAddressesAreLoopbackAddresses) {
    SeededRandom random(3);
    for (const auto& secret : make_secrets(2'000, random)) {
        if (secret.kind != SecretKind::client_address) continue;
        EXPECT_TRUE(secret.text.starts_with("127.")) << secret.text;
        EXPECT_EQ(secret.text.size(), 15u);
    }
}

TEST(Secrets, SomeAreBeyondAsciiWherePeopleWriteSo) {
    SeededRandom random(4);
    const auto is_ascii = [](const std::string& text) {
        return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; });
    };
    std::set<SecretKind> beyond;
    for (const auto& secret : make_secrets(1'000, random)) {
        if (!is_ascii(secret.text)) beyond.insert(secret.kind);
    }
    EXPECT_TRUE(beyond.contains(SecretKind::folder_name) && beyond.contains(SecretKind::subject));
    EXPECT_FALSE(beyond.contains(SecretKind::keyword) || beyond.contains(SecretKind::sender_address) ||
                 beyond.contains(SecretKind::hello_name));
}

}  // namespace
}  // namespace milpa::defence
