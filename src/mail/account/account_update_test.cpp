// SPDX-License-Identifier: AGPL-3.0-or-later
// What JMAP asks of an open account: threads across snapshots, facts and searches by record, lists, updates.
#include <gtest/gtest.h>

#include <random>

#include "mail/account/changes.hpp"
#include "mail/account/test_account.hpp"

namespace milpa::mail::account {
namespace {

using testing::TestAccount;

class AccountUpdateTest : public ::testing::Test {
protected:
    TestAccount test_;

    void SetUp() override { test_.open(); }
    void TearDown() override { test_.close(); }
    Account& account() { return *test_.account; }
    const State& state() { return test_.account->state(); }
    template <class T>
    T run(Task<T> task) {
        return test_.store->run(std::move(task));
    }
    void snapshot() {
        const auto done = run(account().snapshot());
        ASSERT_TRUE(done) << done.error().detail;
    }
    MailboxId id(std::string_view name) { return state().find(name)->id; }
    void mail(std::string_view own, std::string_view answers, std::string_view body = "body") {
        test_.deliver(
            fmt::format("From: <a@b.test>\r\nSubject: Re: roof\r\nMessage-ID: <{}@x>\r\n"
                        "In-Reply-To: <{}@x>\r\n\r\n{}\r\n",
                        own, answers, body));
    }
    std::map<Record, Record> threads() {
        const auto loaded = run(account().need_threads());
        EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().detail);
        std::map<Record, Record> out;
        for (const RecordInfo& info : state().records()) {
            if (info.alive()) out[info.number] = info.thread;
        }
        return out;
    }
    std::vector<Record> by_date(std::optional<MailboxId> mailbox = {}) { return *account().by_date(mailbox); }
};

TEST_F(AccountUpdateTest, ThreadsGoOnAcrossSnapshots) {
    mail("1", "0");
    mail("2", "1");
    snapshot();
    EXPECT_EQ(state().threads(), nullptr) << "nobody asked: they leave memory with the snapshot";
    mail("3", "2");
    EXPECT_EQ(state().find_record(3)->thread, 0U) << "noted for later";
    ASSERT_TRUE(run(account().expunge(inbox_id, {1}, ExpungeOnly::all)));
    snapshot();
    test_.reopen();
    mail("4", "1");
    mail("5", "other");
    EXPECT_EQ(threads(), (std::map<Record, Record>{{2, 1}, {3, 1}, {4, 1}, {5, 5}}));
    snapshot();
    EXPECT_NE(state().threads(), nullptr) << "somebody uses them";
    mail("6", "5");
    EXPECT_EQ(state().find_record(6)->thread, 5U) << "at once";
    ASSERT_TRUE(run(account().expunge(inbox_id, UidSet::range(1, 4), ExpungeOnly::all)));
    snapshot();
    test_.reopen();
    mail("7", "1");
    EXPECT_EQ(threads(), (std::map<Record, Record>{{5, 5}, {6, 5}, {7, 7}}))
        << "what is gone is not remembered";
    EXPECT_EQ(state().record_tombstones().front().thread, 1U);
}

TEST_F(AccountUpdateTest, ThreadsAreTheSameWheneverTheyAreAsked) {
    std::mt19937 random(3);
    std::map<Record, Record> eager;
    for (const bool lazy : {false, true}) {
        TestAccount other;
        other.open();
        random.seed(4);
        for (int i = 0; i < 200; ++i) {
            other.deliver(
                fmt::format("Message-ID: <{}@x>\r\nReferences: <{}@x> <{}@x>\r\nSubject: s{}\r\n\r\n.\r\n", i,
                            random() % 200, random() % 200, random() % 2));
            const Uid uid = 1 + static_cast<Uid>(random() % 200);
            if (random() % 3 == 0) {
                ASSERT_TRUE(other.store->run(other.account->expunge(inbox_id, {uid}, ExpungeOnly::all)));
            }
            const auto dice = random() % 20;
            if (!lazy) continue;
            if (dice == 0) ASSERT_TRUE(other.store->run(other.account->snapshot()));
            if (dice == 1) other.reopen();
        }
        ASSERT_TRUE(other.store->run(other.account->need_threads()));
        std::map<Record, Record> threads;
        for (const RecordInfo& info : other.account->state().records()) {
            if (info.alive()) threads[info.number] = info.thread;
        }
        if (!lazy) eager = threads;
        EXPECT_EQ(threads, eager);
        other.close();
    }
    EXPECT_GT(eager.size(), 100U);
}

TEST_F(AccountUpdateTest, ReadsFactsByRecord) {
    for (int i = 0; i < 300; ++i) mail(fmt::format("{}", i), "", fmt::format("body{}", i));
    snapshot();
    mail("late", "");
    ASSERT_TRUE(run(account().expunge(inbox_id, {2}, ExpungeOnly::all)));
    const auto facts = run(account().records_facts({301, 7, 2, 299, 7, 9999}));
    ASSERT_TRUE(facts) << facts.error().detail;
    std::vector<std::string> ids;
    for (const auto& one : *facts) ids.push_back(one ? one->facts().envelope().message_id() : "-");
    EXPECT_EQ(ids, (std::vector<std::string>{"<late@x>", "<6@x>", "-", "<298@x>", "<6@x>", "-"}));
    EXPECT_EQ((*facts)[0]->facts().words().ByteSizeLong(), 0U);
    EXPECT_EQ(run(account().records_facts(std::vector<Record>(records_facts_max + 1, 1))).error().kind,
              ErrorKind::limit);
}

TEST_F(AccountUpdateTest, SearchesAllMailboxes) {
    mail("1", "", "the apple tree");
    mail("2", "", "a pear");
    mail("3", "", "apple, tree");
    ASSERT_TRUE(run(account().move(inbox_id, {3}, id("Archive"))));
    ASSERT_TRUE(run(account().copy(inbox_id, {1}, id("Archive"))));
    const UidSet all = UidSet::range(1, UINT32_MAX);
    for (int round = 0; round < 2; ++round) {
        const auto find = [&](const char* needle) {
            return run(account().search_records({SearchField::text, needle, ""}, all)).value();
        };
        EXPECT_EQ(find("apple"), (UidSet{1, 3}));
        EXPECT_EQ(find("apple tree"), (UidSet{1})) << "read, where the index cannot tell";
        EXPECT_EQ(find(","), (UidSet{3}));
        EXPECT_EQ(find(""), (UidSet{1, 2, 3}));
        EXPECT_EQ(run(account().search_records({SearchField::text, "apple", ""}, {3}))->size(), 1U);
        snapshot();
    }
    ASSERT_TRUE(
        run(account().flag(inbox_id, {2}, FlagChange::add, {.system = flag_deleted, .keywords = {}})));
    EXPECT_TRUE(run(account().search_records({SearchField::text, "pear", ""}, all))->empty());
}

TEST_F(AccountUpdateTest, ListsByDateWithoutSortingAgain) {
    std::mt19937 random(6);
    const auto expected = [&](std::optional<MailboxId> mailbox) {
        std::vector<std::pair<std::int64_t, Record>> dated;
        for (const RecordInfo& info : state().records()) {
            const auto held = state().mailboxes_of(info.number);
            if (mailbox ? std::ranges::find(held, *mailbox) != held.end() : !held.empty()) {
                dated.emplace_back(-info.internal_date_ms, UINT32_MAX - info.number);
            }
        }
        std::ranges::sort(dated);
        std::vector<Record> out;
        for (const auto& [date, record] : dated) out.push_back(UINT32_MAX - record);
        return out;
    };
    const MailboxId archive = id("Archive");
    for (int step = 0; step < 200; ++step) {
        store::Batch batch;
        const auto object = test_.write("x", batch);
        ASSERT_TRUE(object);
        NewMessage message{
            object->copy(), message::extract("x"), static_cast<std::int64_t>(random() % 50), {}};
        ASSERT_TRUE(run(account().append(inbox_id, std::move(message), std::move(batch))));
        const UidSet some{1 + static_cast<Uid>(random() % 200)};
        switch (random() % 5) {
            case 0: ASSERT_TRUE(run(account().move(inbox_id, some, archive))); break;
            case 1: ASSERT_TRUE(run(account().copy(inbox_id, some, archive))); break;
            case 2: ASSERT_TRUE(run(account().expunge(archive, some, ExpungeOnly::all))); break;
            case 3:
                ASSERT_TRUE(run(account().flag(inbox_id, some, FlagChange::add,
                                               {.system = flag_deleted, .keywords = {}})));
                break;
            default: break;
        }
        if (random() % 3 == 0) EXPECT_EQ(by_date(), expected({}));
        if (random() % 3 == 0) EXPECT_EQ(by_date(archive), expected(archive));
    }
    const auto before = account().by_date({});
    EXPECT_EQ(before, account().by_date({})) << "the same list, as nothing happened";
    EXPECT_TRUE(by_date(MailboxId{99}).empty());
}

TEST_F(AccountUpdateTest, UpdatesInOneEventWithinTheQuota) {
    mail("1", "");
    mail("2", "");
    const std::uint64_t seq = state().seq();
    const MailboxId trash = id("Trash");
    EmailUpdate flags{.records = {2, 1}, .add = {.system = flag_seen, .keywords = {"$Work"}}};
    EmailUpdate more{.records = {1}, .into = {trash}};
    EXPECT_EQ(run(account().update({flags, more}, {.messages_max = 2})).error().kind, ErrorKind::limit);
    const auto done = run(account().update({flags, more}));
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_TRUE(done->refused.empty());
    EXPECT_EQ(state().seq(), seq + 1) << "one event";
    EXPECT_EQ(state().mailboxes_of(1), (std::vector<MailboxId>{inbox_id, trash}));
    EXPECT_EQ(state().flags_of(2), (Flags{.system = flag_seen, .keywords = {"$Work"}}));
    EXPECT_EQ(record_changes(state(), Position::at(seq), 10)->updated, (std::vector<Record>{1, 2}));
    const auto gone = run(account().update({{.records = {1, 2}, .destroy = true}}));
    ASSERT_TRUE(gone);
    snapshot();
    EXPECT_EQ(account().expunged_waiting(), 0U);
    test_.expect_no_lost_objects();
    test_.reopen();
    EXPECT_EQ(record_changes(state(), Position::at(seq), 10)->destroyed, (std::vector<Record>{1, 2}))
        << "also after a snapshot";
}

TEST_F(AccountUpdateTest, MailboxesAreMadeChangedAndDestroyed) {
    const auto made = run(account().create(
        {.name = "Lists/garden", .use = SpecialUse::none, .sort_order = 5, .subscribe = true}));
    ASSERT_TRUE(made);
    EXPECT_TRUE(state().subscriptions().contains("Lists/garden"));
    EXPECT_EQ(run(account().create({.name = "Lists/garden"})).error().kind, ErrorKind::conflict);
    ASSERT_TRUE(run(account().change(id("Lists"), {.name = "Groups", .sort_order = 3})));
    EXPECT_EQ(state().find(made->mailbox)->name, "Groups/garden");
    snapshot();
    test_.reopen();
    EXPECT_EQ(state().find("Groups")->sort_order, 3U);
    EXPECT_EQ(state().find("Groups/garden")->sort_order, 5U);
    EXPECT_TRUE(state().subscriptions().contains("Groups/garden"));
    using Messages = Account::Messages;
    EXPECT_EQ(run(account().destroy(id("Groups"), Messages::removed)).error().kind, ErrorKind::conflict);
    mail("1", "");
    ASSERT_TRUE(run(account().move(inbox_id, {1}, made->mailbox)));
    EXPECT_EQ(run(account().destroy(made->mailbox, Messages::refused)).error().kind, ErrorKind::conflict);
    ASSERT_TRUE(run(account().destroy(made->mailbox, Messages::removed)));
    EXPECT_EQ(state().find_record(1), nullptr);
    EXPECT_FALSE(state().subscriptions().contains("Groups/garden"));
}

}  // namespace
}  // namespace milpa::mail::account
