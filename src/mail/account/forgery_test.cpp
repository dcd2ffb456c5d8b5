// SPDX-License-Identifier: AGPL-3.0-or-later
// Deliveries that name objects which are not the vault's: whoever has the same message knows its id and key.
#include <gtest/gtest.h>

#include "mail/account/test_account.hpp"

namespace milpa::mail::account {
namespace {

using testing::TestAccount;

class ForgeryTest : public ::testing::Test {
protected:
    TestAccount test_;
    const std::string text_ = "From: <a@b.test>\r\nSubject: to both\r\n\r\nbody\r\n";
    std::optional<store::ObjectRef> theirs_;

    /// One object, referred to by this vault and by another, as of a message to two members.
    void SetUp() override {
        test_.open();
        store::Batch batch;
        const auto object = test_.write(text_, batch);
        ASSERT_TRUE(object);
        theirs_ = batch.refer(*object, test_.store->random());
        seal(batch.refer(*object, test_.store->random()), batch);
        commit(std::move(batch));
    }
    void TearDown() override { test_.close(); }

    void seal(const store::ObjectRef& object, store::Batch& into) {
        Bytes event = delivery_event(object, message::extract(text_), WallTime());
        ASSERT_TRUE((*test_.store)->appender().append(test_.vault.address(), std::move(event), into));
    }
    void commit(store::Batch batch) {
        ASSERT_TRUE((*test_.store)->committer().commit_blocking(std::move(batch)));
    }
    /// Sealed into the vault while it is closed.
    void forge(const store::ObjectRef& object) {
        test_.close();
        store::Batch batch;
        seal(object, batch);
        commit(std::move(batch));
        test_.open();
    }
    void expunge(const UidSet& uids) {
        const auto gone = test_.store->run(test_.account->expunge(inbox_id, uids, ExpungeOnly::all));
        ASSERT_TRUE(gone);
        EXPECT_EQ(gone->from, uids);
        const auto snapshot = test_.store->run(test_.account->snapshot());
        ASSERT_TRUE(snapshot) << snapshot.error().detail;
        EXPECT_EQ(test_.account->expunged_waiting(), 0U);
    }
    bool is_there(const store::ObjectRef& object) {
        auto reader = (*test_.store)->read_object(object.copy());
        return test_.store->run(reader.read(0, 10)).has_value();
    }
    Record record_of(Uid uid) { return test_.account->state().find(inbox_id)->find(uid)->record; }
};

TEST_F(ForgeryTest, DeletingAForgedDeliveryTakesNothingFromAnybody) {
    for (const bool in_page : {false, true}) {
        auto forged = theirs_->copy();
        forged.reference = {};
        forge(forged);
        forged.reference = test_.store->random().id<store::ReferenceId>();
        forge(forged);
        const Uid last = test_.account->state().find(inbox_id)->uid_next - 1;
        ASSERT_EQ(test_.account->state().find(inbox_id)->exists(), 3U) << "a delivery may be anybody's";
        // Out of the log, and out of a record page.
        if (in_page) ASSERT_TRUE(test_.store->run(test_.account->snapshot()));
        expunge(UidSet::range(last - 1, last));
        EXPECT_TRUE(is_there(*theirs_));
        EXPECT_EQ(test_.octets(record_of(1)), text_);
    }
    // The true ones still count, each for itself.
    expunge({1});
    EXPECT_TRUE(is_there(*theirs_));
    store::Batch batch;
    batch.release({theirs_->id, theirs_->reference});
    commit(std::move(batch));
    EXPECT_FALSE(is_there(*theirs_));
}

TEST_F(ForgeryTest, ADeliveryOfNothingCanBeDeleted) {
    forge({test_.store->random().id<ObjectId>(), crypto::Key::random(test_.store->random()), 10});
    forge({theirs_->id, crypto::Key::random(test_.store->random()), 10});
    const auto facts = test_.store->run(test_.account->facts_of(record_of(2)));
    ASSERT_TRUE(facts);
    EXPECT_EQ(test_.store->run(test_.account->open_message(*facts)->read(0, 10)).error().kind,
              ErrorKind::corrupt);
    // Nor does it stop who takes their mail along.
    Export all(test_.account.get());
    const auto first = test_.store->run(all.next());
    ASSERT_TRUE(first && *first);
    EXPECT_EQ((*first)->uid, 1U);
    const auto end = test_.store->run(all.next());
    ASSERT_TRUE(end) << end.error().detail;
    EXPECT_FALSE(*end);
    expunge({2, 3});
    EXPECT_TRUE(is_there(*theirs_));
    EXPECT_EQ(test_.octets(record_of(1)), text_);
}

}  // namespace
}  // namespace milpa::mail::account
