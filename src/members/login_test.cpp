// SPDX-License-Identifier: AGPL-3.0-or-later
// The drill "subpoena" in small: somebody has the whole disk, all keyholders' shares, every key of the
// unlocked server and its code. The member is away.
#include "members/entry.hpp"
#include "members/founding.hpp"
#include "members/testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;
using net::run_now;

class Subpoena : public Founded {
protected:
    void SetUp() override {
        Founded::SetUp();
        auto added = life->add("ana@example.org", password);
        recovery_code = std::string(added.recovery_code.view());
        auto app = run_now(life->own->add_app_password("ana@example.org", secret(password), "telephone"));
        ASSERT_TRUE(app);
        app_password = std::string(app->secret.view());
        record = *life->collective->read_member(added.member);
        store::Batch batch;
        ASSERT_TRUE(life->store.appender().append({record->vault, record->public_half},
                                                  to_bytes("meet me at the well"), batch));
        ASSERT_TRUE(run_now(life->store.committer().commit(std::move(batch))));
    }

    /// Every key that shares, disk and memory give.
    std::vector<crypto::Key> all_keys() const {
        std::vector<crypto::Key> keys;
        auto quorum = crypto::combine(shares);
        auto opened = open_keys(life->collective->founding(), shares);
        EXPECT_TRUE(quorum && opened);
        keys.push_back(std::move(*quorum));
        keys.push_back(std::move(opened->directory.private_half));
        keys.push_back(std::move(opened->queue.private_half));
        keys.push_back(std::move(opened->store));
        for (const auto& share : shares) keys.push_back(share.part.copy());
        return keys;
    }
    /// Everything that could be typed: those keys in every way of writing, and every text that is stored.
    std::vector<std::string> all_texts() const {
        std::vector<std::string> texts;
        for (const auto& key : all_keys()) {
            texts.emplace_back(as_text(key.view()));
            texts.push_back(to_hex(key.view()));
            texts.push_back(to_base64(key.view()));
            texts.push_back(to_base32(key.view()));
        }
        for (const auto& share : shares) texts.emplace_back(crypto::to_text(share).view());
        for (const auto& opener : record->data.vault().openers()) {
            for (const auto* stored :
                 {&opener.id(), &opener.label(), &opener.salt(), &opener.wrapped_key()}) {
                texts.push_back(*stored);
                texts.push_back(to_hex(as_bytes(*stored)));
            }
        }
        for (const auto& address : record->data.addresses()) texts.push_back(address);
        return texts;
    }

    static constexpr std::string_view password = "only ana knows this";
    std::string recovery_code;
    std::string app_password;
    MemberPointer record;
};

TEST_F(Subpoena, NoOpenerOpensWithoutTheMember) {
    const auto texts = all_texts();
    EXPECT_GT(texts.size(), 30U);
    for (const auto& opener : record->data.vault().openers()) {
        for (const auto& text : texts) {
            EXPECT_FALSE(open_with(record->data.vault(), opener, secret(text)));
        }
        for (const auto& key : all_keys()) {
            EXPECT_FALSE(
                crypto::open_key(key, opener_place(record->vault, opener), as_bytes(opener.wrapped_key())));
            EXPECT_FALSE(crypto::open_key(key, {}, as_bytes(opener.wrapped_key())));
        }
    }
    // The same tries with what the member has: the test looks where it should.
    const auto& openers = record->data.vault().openers();
    ASSERT_EQ(openers.size(), 3);
    EXPECT_TRUE(open_with(record->data.vault(), openers[0], secret(password)));
    EXPECT_TRUE(open_with(record->data.vault(), openers[1], secret(recovery_code)));
    EXPECT_TRUE(open_with(record->data.vault(), openers[2], secret(app_password)));
}

TEST_F(Subpoena, NoRowOfTheVaultOpensWithoutTheMember) {
    store::Sealing sealing(store::SealingMode::sealed, &clock, &life->random);
    const auto opens = [&](const crypto::Key& key, const store::Row& row) {
        const store::VaultKeys keys(crypto::KeyPair::from_private(key.copy()));
        Bytes sealed = row.value;
        return sealing.open_event_in_place(keys, row.key, sealed).has_value() ||
               sealing.open(key, row.key, row.value).has_value();
    };
    const auto ours = life->login("ana@example.org", password);
    ASSERT_TRUE(ours);
    std::size_t looked_at = 0;
    for (const auto& row : engine.visible().dump(store::Space::rows)) {
        if (as_text(row.key).find(as_text(record->vault.view())) == std::string_view::npos) continue;
        ++looked_at;
        for (const auto& key : all_keys()) EXPECT_FALSE(opens(key, row));
        EXPECT_TRUE(opens(ours->keys->private_half, row));
    }
    EXPECT_EQ(looked_at, 1U);
}

TEST_F(Subpoena, MemoryHoldsNoKeyOfAnAbsentMember) {
    const std::size_t before = crypto::key_memory().keys;
    {
        const auto here = life->login("ana@example.org", password);
        ASSERT_TRUE(here);
        EXPECT_GT(crypto::key_memory().keys, before);
    }
    EXPECT_EQ(crypto::key_memory().keys, before);
}

// With k-1 shares even the directory stays shut: nobody learns who belongs.
TEST_F(Subpoena, TooFewSharesOpenNothing) {
    const auto founding = life->collective->founding();
    for (const std::size_t one : {0, 1, 2}) {
        EXPECT_FALSE(open_keys(founding, pick(shares, {one})));
        EXPECT_FALSE(open_keys(founding, pick(shares, {one, one})));
        auto lowered = founding;
        lowered.set_threshold(1);
        auto share = copy(shares[one]);
        share.quorum.threshold = 1;
        std::vector<crypto::Share> alone;
        alone.push_back(std::move(share));
        EXPECT_FALSE(open_keys(lowered, alone));
    }
}

}  // namespace
}  // namespace milpa::members
