// SPDX-License-Identifier: AGPL-3.0-or-later
// With k shares everything that is the collective's can be had: its directory's, its queue's and its store's
// keys. None of them, and nothing that stands in the directory, opens a row of a member who is away.
#include "defence/subpoena.hpp"

#include <gtest/gtest.h>

#include "mail/account/account.hpp"
#include "mail/account/test_account.hpp"
#include "mail/account/test_events.hpp"
#include "members/testing.hpp"

namespace milpa::defence {
namespace {

using mail::account::testing::TestAccount;

std::size_t opened(const SubpoenaTally& tally) {
    std::size_t sum = 0;
    for (const auto& [name, rows] : tally) sum += rows.opened;
    return sum;
}

class Subpoena : public members::testing::Founded {
protected:
    /// Delivers mail to ana, who is away, through the store as the server does it.
    void deliver(int count) {
        const auto member = life->collective->read_member(*members::Address::parse("ana@example.org"));
        ASSERT_TRUE(member);
        for (int i = 0; i < count; ++i) {
            store::Batch batch;
            auto writer = life->store.write_object();
            ASSERT_TRUE(net::run_now(writer.write(as_bytes("Subject: secret\r\n\r\nbody\r\n"))));
            const auto object = writer.finish(batch);
            ASSERT_TRUE(object);
            (void)batch.refer(*object, life->random);
            Bytes event = to_bytes("an event that names the object, and its key");
            ASSERT_TRUE(life->store.appender().append({(*member)->vault, (*member)->public_half},
                                                      std::move(event), batch));
            ASSERT_TRUE(net::run_now(life->store.committer().commit(std::move(batch))));
        }
    }
};

TEST_F(Subpoena, AllKeysOfTheCollectiveOpenNothingOfAMember) {
    const members::Credentials ana = life->add("ana@example.org", "correct horse");
    life->add("bob@example.org", "battery staple");
    deliver(3);
    const auto member = life->collective->read_member(ana.member);
    ASSERT_TRUE(member);

    // All that k keyholders have, and all keys of another member.
    auto keys = members::open_keys(life->collective->founding(), members::testing::pick(shares, {0, 1}));
    ASSERT_TRUE(keys);
    const auto bob = life->login("bob@example.org", "battery staple");
    ASSERT_TRUE(bob);
    Keyring ring;
    ring.pairs.push_back(keys->directory.copy());
    ring.pairs.push_back(keys->queue.copy());
    ring.pairs.push_back(bob->keys->copy());
    ring.keys.push_back(keys->store.copy());
    for (const auto& share : shares) ring.keys.push_back(share.part.copy());
    // Whatever of 32 octets stands in the directory about her: public halves, salts, parts of wrapped keys.
    for (const auto& opener : (*member)->data.vault().openers()) {
        const auto& wrapped = opener.wrapped_key();
        for (std::size_t at = 0; at + crypto::Key::size <= wrapped.size(); ++at) {
            ring.keys.push_back(
                *crypto::Key::from(as_bytes(std::string_view(wrapped).substr(at, crypto::Key::size))));
        }
    }
    ring.keys.push_back(*crypto::Key::from(as_bytes((*member)->data.vault().public_key())));
    const auto tried = try_keys(engine, (*member)->vault, ring, life->random);
    ASSERT_TRUE(tried);
    EXPECT_GE(tried->at("event").rows, 3u);
    EXPECT_GE(tried->at("chunk").rows, 3u);
    EXPECT_EQ(opened(*tried), 0u);

    // The same look is not blind: her own key opens each event.
    const auto herself = life->login("ana@example.org", "correct horse");
    ASSERT_TRUE(herself);
    Keyring own;
    own.pairs.push_back(herself->keys->copy());
    const auto seen = try_keys(engine, (*member)->vault, own, life->random);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->at("event").opened, seen->at("event").rows);
}

TEST_F(Subpoena, EveryOpenerRefusesEveryOtherSecret) {
    const members::Credentials ana = life->add("ana@example.org", "correct horse");
    const members::Credentials bob = life->add("bob@example.org", "battery staple");
    auto app = net::run_now(
        life->own->add_app_password("ana@example.org", crypto::SecretText("correct horse"), "phone"));
    ASSERT_TRUE(app);
    const auto member = life->collective->read_member(ana.member);
    ASSERT_TRUE(member);
    const auto& vault = (*member)->data.vault();
    ASSERT_EQ(vault.openers_size(), 3);
    std::vector<crypto::SecretText> wrong;
    wrong.emplace_back("battery staple");
    wrong.push_back(bob.recovery_code.copy());
    for (const auto& share : shares) wrong.push_back(crypto::to_text(share));
    for (const auto& opener : vault.openers()) {
        for (const auto& secret : wrong) EXPECT_FALSE(members::open_with(vault, opener, secret));
        int right = 0;
        for (const crypto::SecretText* secret : {&std::as_const(app->secret), &ana.recovery_code}) {
            right += members::open_with(vault, opener, *secret).has_value() ? 1 : 0;
        }
        right += members::open_with(vault, opener, crypto::SecretText("correct horse")).has_value() ? 1 : 0;
        EXPECT_EQ(right, 1);
    }
}

TEST(SubpoenaRows, SnapshotsAndPagesOpenOnlyWithTheMembersKey) {
    TestAccount test;
    test.open();
    for (int i = 0; i < 20; ++i) test.deliver("From: <a@b.test>\r\nSubject: secret\r\n\r\nbody\r\n");
    ASSERT_TRUE(test.store->run(test.account->snapshot()));
    for (int i = 0; i < 5; ++i) test.deliver("From: <a@b.test>\r\nSubject: secret\r\n\r\nbody\r\n");
    SystemRandom random;
    Keyring strange;
    for (int i = 0; i < 3; ++i) strange.pairs.push_back(crypto::KeyPair::generate(random));
    strange.keys.push_back(*crypto::Key::from(Bytes(crypto::Key::size, 7)));  // the test store's own
    const auto tried = try_keys(test.engine, test.vault.id, strange, random);
    ASSERT_TRUE(tried);
    for (const auto name : {"event", "snapshot", "page", "chunk"}) {
        EXPECT_GT(tried->at(name).rows, 0u) << name;
        EXPECT_EQ(tried->at(name).opened, 0u) << name;
    }
    Keyring own;
    own.pairs.push_back(test.vault.pair.copy());
    const auto seen = try_keys(test.engine, test.vault.id, own, random);
    ASSERT_TRUE(seen);
    for (const auto name : {"event", "snapshot", "page"})
        EXPECT_EQ(seen->at(name).opened, seen->at(name).rows) << name;
    // Even with her key a chunk needs the one in its event: that is how a message can be shared and a vault
    // not.
    EXPECT_EQ(seen->at("chunk").opened, 0u);
}

// Whoever has the machine has her public half, which is in the directory, and can write to the disk: they can
// seal whatever they like into her vault while she is away. Nothing of it counts but what anybody may send
// her.
TEST(SubpoenaRows, WhoeverSealsEventsIntoAnAbsentVaultChangesNothing) {
    using namespace mail::account;
    using namespace mail::account::testing;
    TestAccount test;
    test.open();
    for (int i = 0; i < 3; ++i) test.deliver("From: <a@b.test>\r\nSubject: hers\r\n\r\nbody\r\n");
    ASSERT_TRUE(test.store->run(
        test.account->flag(inbox_id, {1}, FlagChange::add, {.system = flag_seen, .keywords = {"$Mine"}})));
    for (const bool snapshotted : {false, true}) {
        if (snapshotted) ASSERT_TRUE(test.store->run(test.account->snapshot()));
        const auto sent = test.account->state().find(SpecialUse::sent)->id;
        const auto trash = test.account->state().find(SpecialUse::trash)->id;
        events::MailSnapshot before;
        SnapshotCodec::save(test.account->state(), before);
        test.close();
        const std::vector<events::MailEvent> forged{
            added(sent),
            added(inbox_id, 100, flag_deleted),
            added(inbox_id, 100, 0, {"$Theirs"}),
            copied(inbox_id, {1}, trash),
            moved(inbox_id, {1, 2}, trash),
            flagged(inbox_id, {1, 2, 3}, events::Flagged::ADD, flag_deleted, {"$Theirs"}),
            flagged(inbox_id, {1}, events::Flagged::REMOVE, flag_seen, {"$Mine"}),
            flagged(inbox_id, {1}, events::Flagged::REPLACE, 0),
            expunged(inbox_id, {1, 2, 3}),
            created("Theirs"),
            renamed(trash, "Theirs"),
            deleted(sent),
            subscribed("Theirs"),
            unsubscribed("Sent"),
            events::MailEvent()};
        store::Batch batch;
        const auto seal = [&](std::string_view text) {
            ASSERT_TRUE((*test.store)->appender().append(test.vault.address(), to_bytes(text), batch));
        };
        for (const auto& event : forged)
            seal(event.has_added() || event.ByteSizeLong() > 0 ? event.SerializeAsString() : "not an event");
        ASSERT_TRUE((*test.store)->committer().commit_blocking(std::move(batch)));
        test.open();
        ASSERT_TRUE(test.account);
        EXPECT_EQ(test.account->state().forged(), before.forged() + forged.size());
        events::MailSnapshot after;
        SnapshotCodec::save(test.account->state(), after);
        before.set_seq(after.seq());
        before.set_forged(after.forged());
        EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
        const Mailbox& inbox = *test.account->state().find(inbox_id);
        ASSERT_EQ(inbox.exists(), 3U);
        EXPECT_EQ(test.account->state().flags_of(inbox.entries[0]),
                  (Flags{.system = flag_seen, .keywords = {"$Mine"}}));
        EXPECT_EQ(inbox.deleted, 0U);
        EXPECT_EQ(test.account->state().find(trash)->exists(), 0U);
    }
    // Mail still comes, and what she does herself still counts.
    test.deliver("Subject: more\r\n\r\n");
    EXPECT_EQ(test.account->state().find(inbox_id)->exists(), 4U);
    EXPECT_TRUE(test.store->run(test.account->expunge(inbox_id, {1}, ExpungeOnly::all)));
    EXPECT_EQ(test.account->state().find(inbox_id)->exists(), 3U);
    test.close();
}

}  // namespace
}  // namespace milpa::defence
