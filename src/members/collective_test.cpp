// SPDX-License-Identifier: AGPL-3.0-or-later
#include "members/collective.hpp"

#include "members/entry.hpp"
#include "members/testing.hpp"

namespace milpa::members {
namespace {

using namespace testing;
using net::run_now;

TEST_F(Founded, TellsNothingWhileLocked) {
    restart();
    EXPECT_FALSE(life->collective->unlocked());
    EXPECT_EQ(kind_of(life->collective->domains()), ErrorKind::closed);
    EXPECT_EQ(kind_of(life->collective->route(*Address::parse("ana@example.org"))), ErrorKind::closed);
    EXPECT_EQ(kind_of(life->collective->queue_keys()), ErrorKind::closed);
    EXPECT_EQ(kind_of(life->collective->starts()), ErrorKind::closed);
    EXPECT_EQ(kind_of(life->collective->usage().of(VaultId{})), ErrorKind::closed);
    EXPECT_EQ(kind_of(life->login("ana@example.org", "correct horse")), ErrorKind::closed);
    EXPECT_EQ(kind_of(run_now(life->collective->add_domain("b.org"))), ErrorKind::closed);
    const auto founding = life->collective->founding();
    EXPECT_EQ(founding.keyholders(), 3U);
    EXPECT_EQ(founding.threshold(), 2U);
    EXPECT_EQ(founding.generation(), 1U);
}

TEST_F(Founded, DiskShowsNoName) {
    life->add("ana@example.org");
    for (const auto space : {store::Space::rows, store::Space::objects}) {
        for (const auto& row : engine.visible().dump(space)) {
            for (const std::string_view word : {"xample", "Milpa of", "ana@", "postmaster"}) {
                EXPECT_EQ(as_text(row.value).find(word), std::string_view::npos);
                EXPECT_EQ(as_text(row.key).find(word), std::string_view::npos);
            }
        }
    }
}

TEST_F(Founded, IsNotFoundedTwice) {
    EXPECT_EQ(kind_of(life->found()), ErrorKind::conflict);
    const auto domains = life->collective->domains();
    ASSERT_TRUE(domains);
    EXPECT_EQ(*domains, std::vector<std::string>{"example.org"});
    EXPECT_EQ(*life->collective->name(), "Milpa of the Test");
}

TEST(Collective, FoundingRefusesWhatIsNone) {
    store::FaultEngine engine;
    TestClock clock;
    Life life(engine, clock);
    EXPECT_EQ(kind_of(life.start()), ErrorKind::missing);
    EXPECT_EQ(kind_of(life.found(2, 3)), ErrorKind::limit);
    EXPECT_EQ(kind_of(life.found(3, 0)), ErrorKind::limit);
    EXPECT_EQ(kind_of(life.found(17, 2)), ErrorKind::limit);
    EXPECT_EQ(kind_of(run_now(found(&life.store, {"not a domain", "", 3, 2}, &clock, &life.random))),
              ErrorKind::syntax);
    EXPECT_EQ(kind_of(life.start()), ErrorKind::missing);
    engine.fail_write(1);
    EXPECT_EQ(kind_of(life.found()), ErrorKind::io);
    EXPECT_TRUE(life.found());
    EXPECT_TRUE(life.start());
}

TEST_F(Founded, EveryPairOfSharesUnlocksAndNoOneDoes) {
    for (const auto& pair : {std::pair{0, 1}, {1, 0}, {1, 2}, {2, 0}}) {
        restart();
        const auto first =
            run_now(life->collective->offer(copy(shares[static_cast<std::size_t>(pair.first)])));
        ASSERT_TRUE(first);
        EXPECT_EQ(first->missing, 1);
        EXPECT_FALSE(life->collective->unlocked());
        const auto second =
            run_now(life->collective->offer(copy(shares[static_cast<std::size_t>(pair.second)])));
        ASSERT_TRUE(second) << second.error().detail;
        EXPECT_EQ(second->missing, 0);
        EXPECT_TRUE(life->collective->unlocked());
        EXPECT_EQ(kind_of(run_now(life->collective->offer(copy(shares[0])))), ErrorKind::conflict);
    }
}

TEST_F(Founded, LockForgetsEverythingAndTellsTheServer) {
    life->add("ana@example.org");
    run_now(life->collective->lock());
    EXPECT_EQ(life->locks, 1);
    EXPECT_FALSE(life->collective->unlocked());
    EXPECT_TRUE(life->store.locked());
    life->wait_for_closed_vaults();
    EXPECT_EQ(life->store.vaults().open_count(), 0U);
    run_now(life->collective->lock());
    EXPECT_EQ(life->locks, 1);
    ASSERT_TRUE(life->unlock(pick(shares, {1, 2})));
    EXPECT_TRUE(life->login("ana@example.org", "correct horse"));
}

TEST_F(Founded, EveryStartIsSeen) {
    clock.advance(std::chrono::hours(1));
    run_now(life->collective->lock());
    clock.advance(std::chrono::hours(1));
    restart();  // and nobody unlocks
    clock.advance(std::chrono::hours(1));
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    const auto starts = life->collective->starts();
    ASSERT_TRUE(starts);
    ASSERT_EQ(starts->size(), 3U);
    constexpr std::int64_t first = 1'700'000'000'000;
    constexpr std::int64_t hour = 3'600'000;
    EXPECT_EQ((*starts)[0].started_ms(), first);
    ASSERT_EQ((*starts)[0].sessions_size(), 1);
    EXPECT_EQ((*starts)[0].sessions(0).unlocked_ms(), first);
    EXPECT_EQ((*starts)[0].sessions(0).locked_ms(), first + hour);
    EXPECT_EQ((*starts)[1].started_ms(), first + 2 * hour);
    EXPECT_EQ((*starts)[1].sessions_size(), 0);
    EXPECT_EQ((*starts)[2].started_ms(), first + 3 * hour);
    const auto acts = life->collective->acts();
    ASSERT_TRUE(acts);
    ASSERT_EQ(acts->size(), 3U);
    EXPECT_EQ((*acts)[0].kind(), events::ACT_FOUNDED);
    EXPECT_EQ((*acts)[1].kind(), events::ACT_UNLOCKED);
    EXPECT_EQ((*acts)[2].shares(1), 2U);
}

TEST_F(Founded, NoUnlockingWithoutItsRecord) {
    restart();
    engine.set_full(true);
    EXPECT_EQ(kind_of(life->unlock(pick(shares, {0, 1}))), ErrorKind::io);
    EXPECT_FALSE(life->collective->unlocked());
    EXPECT_TRUE(life->store.locked());
    engine.set_full(false);
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
}

TEST_F(Founded, OldSharesOpenNothingAfterAChange) {
    life->add("ana@example.org");
    auto changed = change_keyholders(5, 3);
    ASSERT_TRUE(changed) << changed.error().detail;
    ASSERT_EQ(changed->size(), 5U);
    EXPECT_EQ(life->collective->founding().generation(), 2U);
    EXPECT_EQ(kind_of(run_now(life->collective->draw_keyholders(pick(shares, {0, 1}), 3, 2))),
              ErrorKind::denied);
    EXPECT_EQ(life->collective->acts()->back().kind(), events::ACT_KEYHOLDERS_CHANGED);
    EXPECT_EQ(life->collective->acts()->back().threshold(), 3U);
    restart();
    EXPECT_EQ(kind_of(life->unlock(pick(shares, {0}))), ErrorKind::denied);
    EXPECT_EQ(life->collective->progress().missing, 3);
    ASSERT_TRUE(life->unlock(pick(*changed, {4, 0, 2})));
    EXPECT_TRUE(life->login("ana@example.org", "correct horse"));
}

TEST_F(Founded, BothStepsAtOnce) {
    const auto fresh = run_now(life->collective->change_keyholders(pick(shares, {0, 1}), 4, 3));
    ASSERT_TRUE(fresh) << fresh.error().detail;
    restart();
    EXPECT_EQ(kind_of(life->unlock(pick(shares, {0}))), ErrorKind::denied);
    ASSERT_TRUE(life->unlock(pick(*fresh, {3, 1, 0})));
}

TEST_F(Founded, ChangeNeedsEnoughTrueShares) {
    const auto change = [&](std::vector<crypto::Share> current) {
        return run_now(life->collective->draw_keyholders(std::move(current), 3, 2));
    };
    EXPECT_EQ(kind_of(change(pick(shares, {0}))), ErrorKind::denied);
    EXPECT_EQ(kind_of(change(pick(shares, {0, 0}))), ErrorKind::denied);
    auto with_false = pick(shares, {0, 1});
    with_false[1].part = crypto::Key::random(life->random);
    EXPECT_EQ(kind_of(change(std::move(with_false))), ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(life->collective->draw_keyholders(pick(shares, {0, 1}), 2, 3))),
              ErrorKind::limit);
    EXPECT_EQ(life->collective->founding().generation(), 1U);
}

TEST_F(Founded, NewSharesCountOnceTheyAreConfirmed) {
    auto& collective = *life->collective;
    EXPECT_EQ(kind_of(collective.new_confirmation()), ErrorKind::missing);
    EXPECT_EQ(kind_of(run_now(collective.confirm_keyholders(pick(shares, {0, 1})))), ErrorKind::missing);
    auto fresh = run_now(collective.draw_keyholders(pick(shares, {0, 1}), 4, 3));
    ASSERT_TRUE(fresh);
    EXPECT_EQ(kind_of(run_now(collective.confirm_keyholders(pick(shares, {0, 1})))), ErrorKind::denied);
    EXPECT_EQ(kind_of(run_now(collective.confirm_keyholders(pick(*fresh, {0, 1})))), ErrorKind::denied);
    auto confirmation = collective.new_confirmation();
    ASSERT_TRUE(confirmation);
    EXPECT_EQ(kind_of((*confirmation)->offer(copy(shares[0]))), ErrorKind::denied);
    EXPECT_EQ((*confirmation)->offer(copy((*fresh)[0]))->missing, 2);
    EXPECT_EQ(collective.founding().generation(), 1U);
    run_now(collective.lock());
    ASSERT_TRUE(life->unlock(pick(shares, {1, 2})));
    EXPECT_EQ(kind_of(run_now(collective.confirm_keyholders(pick(*fresh, {0, 1, 2})))), ErrorKind::missing);
}

// Whatever write fails and whatever of it reached the disk: the old shares open it or the new ones do, never
// both and never neither.
TEST_F(Founded, AlwaysOpenableAcrossACrashInAChange) {
    std::set<std::uint32_t> generations;
    for (const auto kind : {store::FaultKind::refused, store::FaultKind::unsynced}) {
        for (const std::size_t kept : {0, 1}) {
            const auto fresh = run_now(life->collective->draw_keyholders(pick(shares, {0, 1}), 3, 2));
            ASSERT_TRUE(fresh);
            engine.fail_write(1, kind);
            ASSERT_FALSE(run_now(life->collective->confirm_keyholders(pick(*fresh, {0, 1}))));
            life.reset();
            engine.crash(std::min(kept, engine.unsynced()));
            life = std::make_unique<Life>(engine, clock);
            ASSERT_TRUE(life->start());
            const auto founding = life->collective->founding();
            generations.insert(founding.generation());
            const bool changed = generations.contains(2);
            EXPECT_EQ(open_keys(founding, pick(shares, {0, 1})).has_value(), !changed);
            EXPECT_EQ(open_keys(founding, pick(*fresh, {1, 2})).has_value(), changed);
            ASSERT_TRUE(life->unlock(changed ? pick(*fresh, {1, 2}) : pick(shares, {1, 2})));
            const auto acts = life->collective->acts();
            ASSERT_TRUE(acts);
            EXPECT_EQ(acts->end()[-2].kind() == events::ACT_KEYHOLDERS_CHANGED, changed);
        }
    }
    EXPECT_EQ(generations, (std::set<std::uint32_t>{1, 2}));
}

TEST_F(Founded, TwoChangesOfKeyholdersAtOnce) {
    std::vector<Result<std::vector<crypto::Share>>> results;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&] {
            auto result = change_keyholders(3, 2);
            const std::lock_guard lock(mutex);
            results.push_back(std::move(result));
        });
    }
    for (auto& thread : threads) thread.join();
    const auto good = std::ranges::find_if(results, [](const auto& r) { return r.has_value(); });
    ASSERT_NE(good, results.end());
    EXPECT_EQ(std::ranges::count_if(results, [](const auto& r) { return r.has_value(); }), 1);
    restart();
    EXPECT_TRUE(life->unlock(pick(**good, {0, 1})));
}

TEST_F(Founded, ForgedEntriesAreCountedAndNotBelieved) {
    const auto member = life->add("ana@example.org").member;
    // Whoever has the disk has the public half, and can seal into the vault; but cannot tag.
    const auto founding = life->collective->founding();
    const store::VaultAddress directory{
        *VaultId::from(founding.directory().id()),
        *crypto::PublicKey::from(as_bytes(founding.directory().public_key()))};
    events::CollectiveEvent forged;
    forged.set_at_ms(1);
    forged.mutable_member_removed()->set_member(std::string(as_text(member.view())));
    events::CollectiveEntry untagged;
    untagged.set_event(forged.SerializeAsString());
    // A start needs no tag, but for one that says more than when: it would explain itself.
    events::CollectiveEvent explained;
    explained.mutable_started()->set_started_ms(1);
    explained.mutable_started()->set_explanation("nothing at all");
    events::CollectiveEntry start;
    start.set_event(explained.SerializeAsString());
    const Bytes entries[] = {to_bytes(untagged.SerializeAsString()), to_bytes(start.SerializeAsString()),
                             EntryTagger(crypto::Key::random(life->random)).write(forged),
                             to_bytes("no entry at all")};
    store::Batch batch;
    for (const auto& entry : entries) ASSERT_TRUE(life->store.appender().append(directory, entry, batch));
    ASSERT_TRUE(run_now(life->store.committer().commit(std::move(batch))));
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    EXPECT_TRUE(life->collective->read_member(member));
    EXPECT_EQ(*life->collective->foreign_events(), 4U);
    for (const auto& one : *life->collective->starts()) EXPECT_EQ(one.explanation(), "");
}

TEST_F(Founded, AStartIsExplainedForGood) {
    const auto ana = life->add("ana@example.org").member;
    ASSERT_TRUE(run_now(life->collective->explain_start(0, "the first one", std::nullopt)));
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    ASSERT_TRUE(run_now(life->collective->explain_start(1, "a storm", ana)));
    EXPECT_EQ(kind_of(run_now(life->collective->explain_start(2, "x", ana))), ErrorKind::missing);
    for (const char* unseen : {" ", "\n", "\u200f\u202e", "\u3164", "\u2800 \U0001d159"}) {
        EXPECT_EQ(kind_of(run_now(life->collective->explain_start(1, unseen, ana))), ErrorKind::syntax);
    }
    ASSERT_TRUE(run_now(life->collective->snapshot()));
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    const auto starts = *life->collective->starts();
    ASSERT_EQ(starts.size(), 3U);
    EXPECT_EQ(starts[0].explanation(), "the first one");
    EXPECT_EQ(starts[0].explained_by(), "");
    EXPECT_EQ(starts[1].explanation(), "a storm");
    EXPECT_EQ(starts[1].explained_by(), as_text(ana.view()));
    EXPECT_EQ(starts[2].explanation(), "");
    EXPECT_EQ(life->collective->starts_forgotten().value(), 0U);
}

TEST_F(Founded, SnapshotKeepsEverythingAndChangesGoOn) {
    const auto ana = life->add("ana@example.org").member;
    ASSERT_TRUE(run_now(life->collective->snapshot()));
    const auto ben = life->add("ben@example.org").member;
    ASSERT_TRUE(run_now(life->collective->snapshot()));
    const auto eva = life->add("eva@example.org").member;
    events::CollectiveState before;
    ASSERT_TRUE(life->collective->look([&](const Directory& d) { before = d.snapshot(); }));
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    for (const auto& id : {ana, ben, eva}) EXPECT_TRUE(life->collective->read_member(id));
    events::CollectiveState after;
    ASSERT_TRUE(life->collective->look([&](const Directory& d) { after = d.snapshot(); }));
    EXPECT_EQ(before.members_size(), after.members_size());
    for (int i = 0; i < before.members_size(); ++i) {
        EXPECT_EQ(before.members(i).SerializeAsString(), after.members(i).SerializeAsString());
    }
}

TEST_F(Founded, DomainsAliasesAndCertificates) {
    auto& collective = *life->collective;
    life->add("ana@example.org");
    EXPECT_TRUE(
        run_now(collective.add_domain("B\xc3\x9c"
                                      "CHER.example")));
    EXPECT_EQ(kind_of(run_now(collective.add_domain("xn--bcher-kva.example"))), ErrorKind::conflict);
    EXPECT_TRUE(*collective.is_local("xn--BCHER-kva.example"));
    EXPECT_FALSE(*collective.is_local("elsewhere.org"));
    EXPECT_TRUE(run_now(collective.set_alias("Team@Example.org", {"ana@example.org", "x@elsewhere.org"})));
    const auto route = collective.route(*Address::parse("team+tag@example.org"));
    ASSERT_TRUE(route) << route.error().detail;
    ASSERT_EQ(route->members.size(), 1U);
    EXPECT_EQ(route->members[0]->address(), "ana@example.org");
    EXPECT_EQ(route->outside, std::vector<std::string>{"x@elsewhere.org"});
    EXPECT_EQ(collective.aliases()->size(), 3U);  // with postmaster and abuse
    EXPECT_EQ(kind_of(run_now(collective.set_alias("ana@example.org", {"x@y.org"}))), ErrorKind::conflict);
    EXPECT_TRUE(run_now(collective.remove_alias("team@example.org")));
    EXPECT_EQ(kind_of(collective.route(*Address::parse("team@example.org"))), ErrorKind::missing);
    EXPECT_EQ(kind_of(run_now(collective.remove_domain("example.org"))), ErrorKind::conflict);
    EXPECT_TRUE(run_now(collective.remove_domain("xn--bcher-kva.example")));

    EXPECT_EQ(kind_of(collective.read_certificate("mail")), ErrorKind::missing);
    ASSERT_TRUE(run_now(collective.store_certificate("mail", "chain", secret("key"))));
    ASSERT_TRUE(run_now(collective.store_certificate("mail", "chain 2", secret("key 2"))));
    restart();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    const auto certificate = life->collective->read_certificate("mail");
    ASSERT_TRUE(certificate);
    EXPECT_EQ(certificate->chain_pem, "chain 2");
    EXPECT_EQ(certificate->key_pem.view(), "key 2");
    EXPECT_TRUE(run_now(life->collective->remove_certificate("mail")));
}

TEST_F(Founded, ManyChangesAtOnceAllHappen) {
    constexpr int threads_count = 4;
    constexpr int each = 10;
    std::vector<std::thread> threads;
    for (int t = 0; t < threads_count; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                const auto done = run_now(life->collective->add_domain(fmt::format("d{}-{}.org", t, i)));
                EXPECT_TRUE(done) << done.error().detail;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(life->collective->domains()->size(), 1U + threads_count * each);
}

TEST_F(Founded, QueueKeysAreThoseOfTheQueue) {
    const auto keys = life->collective->queue_keys();
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->public_half, life->collective->queue_vault().to);
    restart();
    const auto before = life->collective->queue_vault();
    ASSERT_TRUE(life->unlock(pick(shares, {0, 1})));
    EXPECT_EQ(life->collective->queue_vault(), before);
    EXPECT_EQ(life->collective->queue_keys()->public_half, keys->public_half);
}

}  // namespace
}  // namespace milpa::members
