// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/account.hpp"

#include <gtest/gtest.h>

#include <random>

#include "mail/account/snapshot_step.hpp"
#include "mail/account/test_account.hpp"

namespace milpa::mail::account {
namespace {

using testing::TestAccount;
using Expunges = View::Expunges;

class AccountTest : public ::testing::Test {
protected:
    TestAccount test_;
    std::mt19937 random_{11};

    void SetUp() override { test_.open(); }
    void TearDown() override { test_.close(); }
    Account& account() { return *test_.account; }
    template <class T>
    T run(Task<T> task) {
        return test_.store->run(std::move(task));
    }
    const Mailbox& inbox() { return *account().state().find(inbox_id); }
    MailboxId id(std::string_view name) { return account().state().find(name)->id; }

    /// Subjects by uid, as FETCH ENVELOPE reads them.
    std::map<Uid, std::string> subjects(MailboxId mailbox) {
        std::map<Uid, std::string> out;
        FactsReader reader = account().facts(mailbox, UidSet::range(1, UINT32_MAX));
        while (true) {
            auto batch = run(reader.next());
            EXPECT_TRUE(batch) << (batch ? "" : batch.error().detail);
            if (!batch || batch->empty()) return out;
            for (const Cold& cold : *batch) {
                EXPECT_TRUE(out.empty() || out.rbegin()->first < cold.uid);
                EXPECT_EQ(cold.message->facts().words().ByteSizeLong(), 0U);
                out[cold.uid] = cold.message->facts().envelope().subject();
            }
        }
    }
    void expect_reopens_the_same() {
        EXPECT_TRUE(run(account().need_threads()));
        const State before = testing::copy_of(account().state());
        EXPECT_TRUE(account().state().same_as(before));
        test_.reopen();
        EXPECT_TRUE(account().state().same_as(before)) << "but for threads, which are not loaded";
        EXPECT_TRUE(run(account().need_threads()));
        EXPECT_TRUE(account().state().same_as(before));
    }
};

std::string mail(std::string_view subject, std::string_view body = "nothing") {
    return fmt::format(
        "From: Ana <ana@example.org>\r\nTo: bo@example.org\r\nSubject: {}\r\nX-Mark: blue\r\n\r\n{}\r\n",
        subject, body);
}

TEST_F(AccountTest, ANewAccountHasItsMailboxes) {
    std::vector<std::string> names;
    for (const auto& [name, mailbox] : account().state().names()) {
        names.push_back(name + std::string(to_text(account().state().find(mailbox)->special_use)));
    }
    EXPECT_EQ(names, (std::vector<std::string>{"Archive\\Archive", "Drafts\\Drafts", "INBOX", "Junk\\Junk",
                                               "Sent\\Sent", "Trash\\Trash"}));
    EXPECT_EQ(account().state().subscriptions().size(), 6U);
    EXPECT_EQ(inbox().name, "INBOX");
    EXPECT_GT(inbox().uid_validity, 1'000'000'000U) << "grows with time, also when an account is made again";
}

TEST_F(AccountTest, StoredFactsMakeTheSameEvent) {
    const std::string text =
        "From: Ana <ana@a.test>\r\nTo: b@a.test\r\nDate: Fri, 21 Nov 1997 09:55:06 -0600\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nma\xc3\xadz\r\n--b--\r\n";
    SystemRandom random;
    const store::ObjectRef object{random.id<ObjectId>(), crypto::Key::random(random), text.size()};
    const WallTime now = from_unix_ms(1'700'000'000'000);
    message::Extractor extractor;
    extractor.feed(text);
    message::StoredFacts facts = extractor.finish_stored();

    events::MailEvent by_objects, by_octets;
    const Bytes expected = delivery_event(object, message::extract(text), now);
    const auto joined = [&] {
        Bytes whole = delivery_head(object, now, facts.octets.size());
        append(whole, as_bytes(facts.octets));
        return whole;
    };
    const Bytes made = joined();
    ASSERT_TRUE(by_objects.ParseFromArray(expected.data(), static_cast<int>(expected.size())));
    ASSERT_TRUE(by_octets.ParseFromArray(made.data(), static_cast<int>(made.size())));
    EXPECT_EQ(by_octets.SerializeAsString(), by_objects.SerializeAsString());
    EXPECT_GT(by_octets.added().message().facts().words().body_size(), 0);

    facts.drop_words();
    ASSERT_TRUE(by_octets.ParseFromString(std::string(as_text(joined()))));
    EXPECT_EQ(by_octets.added().message().facts().words().body_size(), 0);
    EXPECT_TRUE(by_octets.added().message().facts().words_cut());
    EXPECT_EQ(by_octets.added().message().facts().structure().parts_size(), 1);
}

TEST_F(AccountTest, DeliveriesAndCommandsMeetInTheLog) {
    int woken = 0;
    View view(account().state(), inbox_id, [&] { ++woken; });
    test_.deliver(mail("one"));
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(view.take(Expunges::told).exists, 1U);
    const auto appended = test_.append(id("Sent"), mail("two"), {.system = flag_seen, .keywords = {"$Work"}});
    ASSERT_TRUE(appended);
    EXPECT_EQ(appended->to, (UidSet{1}));
    EXPECT_EQ(run(account().copy(id("Sent"), {1}, inbox_id))->to, (UidSet{2}));
    EXPECT_EQ(
        run(account().flag(inbox_id, {1, 2, 3}, FlagChange::add, {.system = flag_flagged, .keywords = {}}))
            ->from,
        (UidSet{1, 2}));
    EXPECT_EQ(account().state().flags_of(*inbox().find(2)),
              (Flags{.system = flag_seen | flag_flagged, .keywords = {"$Work"}}));
    EXPECT_EQ(subjects(inbox_id), (std::map<Uid, std::string>{{1, "one"}, {2, "two"}}));
    EXPECT_EQ(account().state().usage().messages, 3U);
    EXPECT_EQ(test_.append(MailboxId{99}, mail("lost")).error().kind, ErrorKind::missing);
    EXPECT_EQ(run(account().create("Sent")).error().kind, ErrorKind::conflict);
    EXPECT_EQ(run(account().create("a//b")).error().kind, ErrorKind::syntax);
    EXPECT_EQ(run(account().remove(inbox_id)).error().kind, ErrorKind::denied);
    const auto octets = test_.octets(inbox().find(2)->record);
    EXPECT_EQ(octets, mail("two"));
}

TEST_F(AccountTest, CommandsAtOnceAreDecidedByTheLog) {
    test_.deliver(mail("one"));
    std::vector<Result<Outcome>> outcomes;
    const auto move = [](Lent<Account> account, MailboxId to,
                         Lent<std::vector<Result<Outcome>>> out) -> Task<> {
        out->push_back(co_await account->move(inbox_id, {1}, to));
    };
    const auto both = [](Lent<Account> account, Task<> a, Task<> b) -> Task<> {
        static_cast<void>(account);
        const auto home = co_await boost::asio::this_coro::executor;
        boost::asio::co_spawn(home, std::move(a), boost::asio::detached);
        co_await std::move(b);
    };
    run(both(&account(), move(&account(), id("Trash"), &outcomes), move(&account(), id("Junk"), &outcomes)));
    ASSERT_EQ(outcomes.size(), 2U);
    ASSERT_TRUE(outcomes[0] && outcomes[1]);
    EXPECT_EQ(outcomes[0]->to.size() + outcomes[1]->to.size(), 1U);
    EXPECT_EQ(account().state().usage().messages, 1U);
}

TEST_F(AccountTest, QuotaCountsWhatIsOnItsWay) {
    const std::uint64_t size = mail("x").size();
    const Quota quota{.octets_max = 2 * size + 1, .messages_max = 3};
    EXPECT_TRUE(test_.append(inbox_id, mail("a"), {}, quota));
    EXPECT_TRUE(run(account().copy(inbox_id, {1}, id("Sent"), quota)));
    EXPECT_EQ(run(account().copy(inbox_id, {1}, id("Sent"), quota)).error().kind, ErrorKind::limit);
    EXPECT_EQ(test_.append(inbox_id, mail("b"), {}, quota).error().kind, ErrorKind::limit);
    EXPECT_EQ(account().state().usage(), (Usage{2, 2 * size}));
    EXPECT_TRUE(run(account().expunge(inbox_id, {1}, ExpungeOnly::all)));
    EXPECT_EQ(account().state().usage(), (Usage{1, size}));
}

TEST_F(AccountTest, ASnapshotIsTheSameState) {
    std::vector<std::string> names{"INBOX", "Sent", "Archive"};
    for (int round = 0; round < 8; ++round) {
        for (int step = 0; step < 25; ++step) {
            const MailboxId from = id(names[random_() % 3]);
            const MailboxId to = id(names[random_() % 3]);
            const Uid next = account().state().find(from)->uid_next;
            const Uid first = 1 + static_cast<Uid>(random_() % next);
            const UidSet uids = UidSet::range(first, first + static_cast<Uid>(random_() % 4));
            switch (random_() % 8) {
                case 0:
                case 1:
                case 2: test_.deliver(mail(fmt::format("message {} {}", round, step))); break;
                case 3: ASSERT_TRUE(run(account().copy(from, uids, to))); break;
                case 4: ASSERT_TRUE(run(account().move(from, uids, to))); break;
                case 5: ASSERT_TRUE(run(account().expunge(from, uids, ExpungeOnly::all))); break;
                case 6: {
                    Flags flags{.system = static_cast<std::uint8_t>(random_() % 32),
                                .keywords = {fmt::format("k{}", random_() % 5)}};
                    ASSERT_TRUE(run(account().flag(from, uids, FlagChange::replace, flags)));
                    break;
                }
                default:
                    ASSERT_TRUE(run(account().create(fmt::format("x{}/{}", round, step))));
                    ASSERT_TRUE(run(account().subscribe(fmt::format("y{}", step))));
            }
        }
        std::map<std::string, std::map<Uid, std::string>> before;
        for (const auto& name : names) before[name] = subjects(id(name));
        if (round % 3 != 2) {
            ASSERT_TRUE(run(account().snapshot()));
            EXPECT_EQ(account().tail_events(), 0U);
            EXPECT_EQ(account().expunged_waiting(), 0U);
        }
        ASSERT_NO_FATAL_FAILURE(expect_reopens_the_same());
        for (const auto& name : names) EXPECT_EQ(subjects(id(name)), before[name]);
        test_.expect_no_lost_objects();
    }
}

TEST_F(AccountTest, CommandsGoOnDuringASnapshot) {
    for (int i = 0; i < 300; ++i) test_.deliver(mail(fmt::format("m{}", i)));
    const auto busy = [](Lent<Account> account, Lent<int> done) -> Task<> {
        while (*done == 0) {
            const Uid uid = 1 + static_cast<Uid>(account->state().seq() % 300);
            const auto flag = co_await account->flag(inbox_id, {uid}, FlagChange::add,
                                                     {.system = flag_seen, .keywords = {}});
            EXPECT_TRUE(flag);
            const auto expunge = co_await account->expunge(inbox_id, {uid + 7}, ExpungeOnly::all);
            EXPECT_TRUE(expunge);
            FactsReader reader = account->facts(inbox_id, UidSet::range(1, 300));
            std::size_t count = 0;
            while (true) {
                const auto batch = co_await reader.next();
                EXPECT_TRUE(batch) << (batch ? "" : batch.error().detail);
                if (!batch || batch->empty()) break;
                count += batch->size();
            }
            EXPECT_GE(account->state().find(inbox_id)->entries.size(), count);
            const auto found =
                co_await account->search(inbox_id, {SearchField::subject, "m1", ""}, UidSet::range(1, 9999));
            EXPECT_TRUE(found) << (found ? "" : found.error().detail);
        }
    };
    const auto work = [](Lent<Account> account, Task<> other, Lent<int> done) -> Task<> {
        boost::asio::co_spawn(co_await boost::asio::this_coro::executor, std::move(other),
                              boost::asio::detached);
        for (int i = 0; i < 6; ++i) {
            const auto snapshot = co_await account->snapshot();
            EXPECT_TRUE(snapshot) << (snapshot ? "" : snapshot.error().detail);
        }
        *done = 1;
    };
    int done = 0;
    run(work(&account(), busy(&account(), &done), &done));
    EXPECT_LT(inbox().exists(), 300U);
    ASSERT_NO_FATAL_FAILURE(expect_reopens_the_same());
    ASSERT_TRUE(run(account().snapshot()));
    test_.expect_no_lost_objects();
}

TEST_F(AccountTest, ALongLogIsSnapshottedInSteps) {
    // Facts of about 24 KiB each, nearly the most that words can be: a step is ended by octets long before it
    // is by events.
    std::string words;
    for (int i = 0; i < 2500; ++i) words += fmt::format("word{} ", i);
    for (int i = 0; i < 750; ++i) test_.deliver(mail(fmt::format("m{}", i), words));
    ASSERT_TRUE(run(account().expunge(inbox_id, {2, 749}, ExpungeOnly::all)));
    test_.reopen();
    const auto all = subjects(inbox_id);
    const State before = testing::copy_of(account().state());
    {
        SnapshotStep step(
            {&account().vault(), &account().state(), account().world().pool, account().layout()});
        ASSERT_TRUE(run(step.run()));
    }
    test_.crash();
    EXPECT_GT(account().vault().snapshot_seq(), 0U) << "the first step stays";
    EXPECT_GT(account().tail_events(), 0U);
    EXPECT_EQ(account().state().seq(), account().vault().seq());
    EXPECT_TRUE(account().state().same_as(before));
    EXPECT_EQ(subjects(inbox_id), all);
    ASSERT_TRUE(run(account().snapshot()));
    EXPECT_EQ(account().tail_events(), 0U);
    EXPECT_EQ(subjects(inbox_id), all);
    test_.reopen();
    EXPECT_EQ(subjects(inbox_id), all);
    EXPECT_EQ(
        run(account().search(inbox_id, {SearchField::body, "word2499", ""}, UidSet::range(1, 999)))->size(),
        748U);
    test_.expect_no_lost_objects();
}

TEST_F(AccountTest, ALogThatEndsBeforeItsSnapshotIsCorrupt) {
    std::string words;
    for (int i = 0; i < 2500; ++i) words += fmt::format("word{} ", i);
    for (int i = 0; i < 750; ++i) test_.deliver(mail(fmt::format("m{}", i), words));
    test_.reopen();
    {
        SnapshotStep step(
            {&account().vault(), &account().state(), account().world().pool, account().layout()});
        ASSERT_TRUE(run(step.run()));
    }
    test_.crash();
    const auto covered = account().vault().snapshot_seq(), last = account().vault().seq();
    ASSERT_LT(covered, last);
    test_.close();
    test_.store->end();
    store::WriteSet cut;
    cut.erase_range(store::Space::rows, store::rows::events(test_.vault.id, covered + 1, last));
    ASSERT_TRUE(test_.engine.commit(cut));
    test_.store->start();
    const auto opened =
        run(open_account(&(*test_.store)->vaults(), test_.world(), test_.vault.id, test_.vault.pair.copy()));
    EXPECT_EQ(opened.error().kind, ErrorKind::corrupt);
}

TEST_F(AccountTest, ExportsEverything) {
    test_.deliver(mail("one"));
    ASSERT_TRUE(test_.append(id("Sent"), mail("two"), {.system = flag_seen, .keywords = {"$X"}}));
    ASSERT_TRUE(run(account().snapshot()));
    test_.deliver(mail("three"));
    Export all(&account());
    std::vector<std::string> seen;
    while (true) {
        auto next = run(all.next());
        ASSERT_TRUE(next);
        if (!*next) break;
        const auto octets = run((*next)->octets.read(0, 9999));
        seen.push_back(fmt::format("{} {} {} {}", (*next)->mailbox, (*next)->uid, (*next)->flags.system,
                                   as_text(*octets).find("Subject: t") != std::string::npos));
    }
    EXPECT_EQ(seen, (std::vector<std::string>{"INBOX 1 0 false", "INBOX 2 0 true", "Sent 1 1 true"}));
}

// ---- crashes ----

TEST_F(AccountTest, WhatWasAcknowledgedSurvivesACrashAtAnyWrite) {
    for (std::size_t nth = 1;; ++nth) {
        TestAccount test;
        test.open();
        std::size_t acknowledged = 0;
        bool expunged = false;
        bool broke = false;
        test.engine.power_off_at_write(nth);
        for (int i = 0; i < 12 && !broke; ++i) {
            if (i == 8) {
                expunged =
                    test.store->run(test.account->expunge(inbox_id, {1}, ExpungeOnly::all)).has_value();
                broke = !expunged;
            } else if (i % 4 == 3) {
                broke = !test.store->run(test.account->snapshot());
            } else {
                broke = !test.try_deliver(mail(fmt::format("m{}", i)));
                acknowledged += broke ? 0 : 1;
            }
        }
        test.crash();
        const Mailbox& after = *test.account->state().find(inbox_id);
        EXPECT_GE(after.uid_next - 1, acknowledged) << "crash at write " << nth;
        EXPECT_LE(after.uid_next - 1, acknowledged + 1);
        if (expunged) {
            EXPECT_EQ(after.find(1), nullptr);
        }
        for (const Entry& entry : after.entries) {
            EXPECT_FALSE(test.octets(entry.record).empty()) << nth;
        }
        EXPECT_TRUE(test.store->run(test.account->snapshot())) << nth;
        test.expect_no_lost_objects();
        test.close();
        if (!broke) break;  // the whole script went through
    }
}

// ---- what is deleted is gone ----

TEST(AccountDeletion, NothingOfExpungedMessagesStays) {
    TestAccount test(store::SealingMode::plaintext_for_drill);
    test.open();
    for (int i = 0; i < 30; ++i) {
        test.deliver(mail(fmt::format("subject{}secret", i), fmt::format("body{}secret", i)));
    }
    ASSERT_TRUE(test.store->run(test.account->snapshot()));
    for (int i = 30; i < 60; ++i) {
        test.deliver(mail(fmt::format("subject{}secret", i), fmt::format("body{}secret", i)));
    }
    EXPECT_TRUE(test.disk_holds("subject7secret"));
    EXPECT_TRUE(test.disk_holds("body7secret")) << "the index and the object hold it";
    EXPECT_TRUE(test.disk_holds("subject41secret"));
    ASSERT_TRUE(test.store->run(test.account->copy(inbox_id, {9}, test.account->state().find("Trash")->id)));
    ASSERT_TRUE(test.store->run(test.account->expunge(inbox_id, {8, 9, 42}, ExpungeOnly::all)));
    EXPECT_EQ(test.account->expunged_waiting(), 2U);
    test.reopen();
    EXPECT_EQ(test.account->expunged_waiting(), 2U);
    ASSERT_TRUE(test.store->run(test.account->snapshot()));
    for (const char* gone : {"subject7secret", "body7secret", "subject41secret", "body41secret"}) {
        EXPECT_FALSE(test.disk_holds(gone)) << gone;
    }
    for (const char* kept :
         {"subject6secret", "body6secret", "subject8secret", "body8secret", "body40secret"}) {
        EXPECT_TRUE(test.disk_holds(kept)) << kept;
    }
    test.expect_no_lost_objects();
    ASSERT_TRUE(test.store->run(test.account->expunge(inbox_id, UidSet::range(1, 99), ExpungeOnly::all)));
    ASSERT_TRUE(test.store->run(test.account->remove(test.account->state().find("Trash")->id)));
    ASSERT_TRUE(test.store->run(test.account->snapshot()));
    EXPECT_FALSE(test.disk_holds("secret"));
    test.expect_no_lost_objects();
    test.close();
}

TEST(AccountMaintenance, TheLastHandleLeavesASnapshot) {
    TestAccount test(store::SealingMode::sealed, /*maintains_itself=*/true);
    test.open();
    for (int i = 0; i < 5; ++i) test.deliver(mail("x"));
    AccountHandle second = test.account;
    test.close();
    EXPECT_EQ(second->vault().snapshot_seq(), 0U) << "somebody is still there";
    test.drop(std::move(second));
    EXPECT_EQ((*test.store)->vaults().open_count(), 0U);
    test.open();
    EXPECT_EQ(test.account->vault().snapshot_seq(), 0U) << "a few events are no reason";
    for (std::uint64_t i = 0; i < tail_events_at_close_max; ++i) test.deliver(mail("y"));
    test.close();
    EXPECT_EQ((*test.store)->vaults().open_count(), 0U);
    test.open();
    EXPECT_EQ(test.account->tail_events(), 0U);
    // Expunged, and gone at once: what is expunged is not left behind either.
    test.store->run([](AccountHandle last) -> Task<> {
        EXPECT_TRUE(co_await last->expunge(inbox_id, {1}, ExpungeOnly::all));
        EXPECT_EQ(last->expunged_waiting(), 1U);
    }(std::exchange(test.account, {})));
    EXPECT_EQ((*test.store)->vaults().open_count(), 0U);
    test.open();
    EXPECT_EQ(test.account->expunged_waiting(), 0U);
    EXPECT_EQ(test.account->tail_events(), 0U);
    test.close();
}

TEST(AccountMaintenance, WorksWhileSomebodyIsThere) {
    TestAccount test(store::SealingMode::sealed, /*maintains_itself=*/true);
    test.expunged_rest = std::chrono::milliseconds(0);
    test.open();
    test.deliver(mail("x"));
    EXPECT_EQ(test.account->vault().snapshot_seq(), 0U);
    ASSERT_TRUE(test.store->run(test.account->expunge(inbox_id, {1}, ExpungeOnly::all)));
    EXPECT_EQ(test.account->expunged_waiting(), 0U);
    EXPECT_EQ(test.account->tail_events(), 0U);
    for (std::uint64_t i = 0; i <= tail_events_max; ++i) {
        ASSERT_TRUE(test.store->run(test.account->subscribe(fmt::format("s{}", i))));
    }
    EXPECT_EQ(test.account->tail_events(), 0U) << "a long log is snapshotted by itself";
    test.close();
}

}  // namespace
}  // namespace milpa::mail::account
