// SPDX-License-Identifier: AGPL-3.0-or-later
// Other data beside the mail: kept, loaded, handed on, given back.
#include "mail/account/annex.hpp"

#include <gtest/gtest.h>

#include "mail/account/test_account.hpp"
#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using testing::annexed;
using testing::TestAccount;

constexpr AnnexKind notes{7};
constexpr AnnexKind others{8};

/// Keeps the texts of its events, one behind another; "!" is refused, "-" drops all, and what was in it.
class Notes final : public Annex {
public:
    Result<void> load(ByteView state) override {
        text = std::string(as_text(state));
        return {};
    }
    Bytes save() const override { return to_bytes(std::string_view(text)); }
    std::size_t octets() const override { return text.size(); }
    bool takes_no_room(ByteView event) const override { return as_text(event).starts_with('='); }
    AnnexOutcome apply(std::uint64_t /*seq*/, ByteView event) override {
        AnnexOutcome outcome;
        if (as_text(event) == "!") {
            outcome.error = fail(ErrorKind::conflict);
            return outcome;
        }
        constexpr std::size_t reference_octets = 32;
        if (as_text(event) == "-") text.clear();
        if (as_text(event).starts_with("-ref") && event.size() == 4 + reference_octets) {
            outcome.released.push_back({*ObjectId::from(as_text(event.subspan(4, 16))),
                                        *store::ReferenceId::from(as_text(event.subspan(20, 16)))});
            return outcome;
        }
        if (as_text(event) != "-") text += as_text(event);
        outcome.answer = to_bytes(std::to_string(text.size()));
        return outcome;
    }
    /// What follows messages writes down what it hears, as "report 1 <id>", "gone 1".
    bool on_report(std::uint64_t /*seq*/, Record record, const events::Report& report) override {
        if (!follows_messages()) return false;
        text += "report " + std::to_string(record) + " " + report.message_ids(0) + ";";
        return true;
    }
    bool on_fate(std::uint64_t /*seq*/, Record record, Fate fate) override {
        if (!follows_messages()) return false;
        text += fate == Fate::shown ? "shown " : (fate == Fate::hidden ? "hidden " : "gone ");
        text += std::to_string(record) + ";";
        return true;
    }
    bool follows_messages() const { return text.starts_with("messages:"); }
    std::string text;
};

AnnexFactories factories() {
    AnnexFactories all;
    for (const AnnexKind kind : {notes, others}) all[kind] = [] { return std::make_unique<Notes>(); };
    return all;
}

class AnnexTest : public ::testing::Test {
protected:
    TestAccount test_;
    void SetUp() override {
        test_.annexes = std::make_shared<const AnnexFactories>(factories());
        test_.open();
    }
    void TearDown() override { test_.close(); }
    Account& account() { return *test_.account; }
    Result<Outcome> write(AnnexKind kind, std::string text, store::Batch with = {}) {
        return test_.store->run(
            account().append_annex(kind, to_bytes(std::string_view(text)), std::move(with)));
    }
    std::string text(AnnexKind kind = notes) { return static_cast<Notes*>(account().annex(kind))->text; }
    void snapshot() {
        const auto done = test_.store->run(account().snapshot());
        ASSERT_TRUE(done) << done.error().detail;
    }
};

TEST_F(AnnexTest, KeepsWhatItsEventsMade) {
    EXPECT_EQ(as_text(write(notes, "one")->answer), "3");
    EXPECT_EQ(write(notes, "!").error().kind, ErrorKind::conflict);
    ASSERT_TRUE(write(others, "x"));
    test_.reopen();
    EXPECT_EQ(text(), "one") << "from the log";
    snapshot();
    ASSERT_TRUE(write(notes, "two"));
    const std::uint64_t last = account().state().annexes().seq(notes);
    test_.reopen();
    EXPECT_EQ(text(), "onetwo") << "from the snapshot, and the log behind it";
    EXPECT_EQ(text(others), "x");
    EXPECT_EQ(account().state().annexes().seq(notes), last);
    EXPECT_LT(account().state().annexes().seq(others), last);
    EXPECT_FALSE(test_.disk_holds("onetwo"));
}

TEST_F(AnnexTest, WhatTakesNoRoomIsTakenWhereThereIsNone) {
    const std::string block(1'000'000, 'n');
    for (int i = 0; i < 33; ++i) ASSERT_TRUE(write(notes, block));
    EXPECT_EQ(write(notes, block).error().kind, ErrorKind::limit);
    EXPECT_EQ(write(notes, "+" + block).error().kind, ErrorKind::limit);
    ASSERT_TRUE(write(notes, "=" + block));
    test_.reopen();
    EXPECT_TRUE(text().ends_with("n=" + block)) << "from the log";
}

TEST_F(AnnexTest, ALargeOneIsInPagesThatStay) {
    const std::string block(1'000'000, 'n');
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(write(notes, block));
    EXPECT_EQ(write(notes, block + block).error().kind, ErrorKind::limit);
    snapshot();
    const auto pages = account().layout()->annexes.at(notes).pages;
    EXPECT_GT(pages.size(), 100U);
    ASSERT_TRUE(write(others, "x"));
    snapshot();
    EXPECT_EQ(account().layout()->annexes.at(notes).pages, pages) << "nothing changed in it";
    test_.reopen();
    EXPECT_EQ(text().size(), 30 * block.size());
    EXPECT_EQ(account().layout()->annexes.at(notes).pages, pages);
    while (write(notes, block)) {
    }
    EXPECT_TRUE(write(notes, "-")) << "who is full can delete";
    snapshot();
    EXPECT_TRUE(account().layout()->annexes.at(notes).pages.empty());
    std::size_t left = 0;
    for (const auto& row : test_.engine.visible().dump(store::Space::objects))
        left += row.key[0] == 'p' ? 1 : 0;
    EXPECT_LT(left, 20U) << "its pages are gone";
}

TEST_F(AnnexTest, WhatTheProgramDoesNotKnowSurvives) {
    ASSERT_TRUE(write(notes, "one"));
    snapshot();
    test_.close();
    test_.annexes = nullptr;  // an older program
    test_.open();
    EXPECT_EQ(account().annex(notes), nullptr);
    ASSERT_TRUE(write(notes, "two"));
    ASSERT_TRUE(write(others, "new"));
    snapshot();
    test_.reopen();
    ASSERT_TRUE(write(notes, "three"));
    snapshot();
    test_.close();
    test_.annexes = std::make_shared<const AnnexFactories>(factories());
    test_.open();
    EXPECT_EQ(text(), "onetwothree");
    EXPECT_EQ(text(others), "new");
    snapshot();
    test_.reopen();
    EXPECT_EQ(text(), "onetwothree");
}

TEST_F(AnnexTest, ReferencesThatGoAreGivenBack) {
    store::Batch batch;
    const auto object = test_.write("a picture", batch);
    ASSERT_TRUE(object);
    const auto own = batch.refer(*object, test_.store->random());
    ASSERT_TRUE(write(notes, "picture", std::move(batch)));
    const auto is_there = [&] {
        auto reader = (*test_.store)->read_object(own.copy());
        return test_.store->run(reader.read(0, 10)).has_value();
    };
    snapshot();
    EXPECT_TRUE(is_there());
    std::string release = "-ref";
    release += as_text(own.id.view());
    release += as_text(own.reference.view());
    ASSERT_TRUE(write(notes, release));
    test_.reopen();
    EXPECT_TRUE(is_there());
    snapshot();
    EXPECT_FALSE(is_there());
    EXPECT_TRUE(account().state().annexes().released().empty());
}

/// Notes down of which kinds it is told that they changed.
class Watcher final : public Listener {
public:
    void on_added(const Mailbox& /*mailbox*/, const UidSet& /*uids*/) override {}
    void on_flagged(const Mailbox& /*mailbox*/, const UidSet& /*uids*/) override {}
    void on_expunged(const Mailbox& /*mailbox*/, const UidSet& /*uids*/) override {}
    void on_mailboxes() override {}
    void on_annex(AnnexKind kind) override { kinds.push_back(kind); }
    void on_seq(std::uint64_t /*seq*/) override {}
    std::vector<AnnexKind> kinds;
};

TEST_F(AnnexTest, HearsOfReportsAndOfWhatBecomesOfMessages) {
    ASSERT_TRUE(write(notes, "messages:"));
    ASSERT_TRUE(write(others, "x"));
    snapshot();
    Watcher watcher;
    account().state().listen(&watcher);
    const std::string report =
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; b@x\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <1@x>\r\n--b--\r\n";
    test_.deliver(report);
    EXPECT_EQ(text(), "messages:report 1 <1@x>;") << "also of what others wrote";
    EXPECT_EQ(watcher.kinds, std::vector{notes}) << "once, whatever it heard";
    EXPECT_EQ(account().state().annexes().seq(notes), account().state().seq());
    test_.deliver("Subject: hello\r\n\r\nno report\r\n");
    const auto flag = [&](FlagChange change) {
        ASSERT_TRUE(test_.store->run(
            account().flag(inbox_id, UidSet{1}, change, Flags{.system = flag_deleted, .keywords = {}})));
    };
    flag(FlagChange::add);
    flag(FlagChange::remove);
    flag(FlagChange::add);
    ASSERT_TRUE(test_.store->run(account().expunge(inbox_id, UidSet::range(1, 2))));
    account().state().unlisten(&watcher);
    const std::string all = "messages:report 1 <1@x>;hidden 1;shown 1;hidden 1;gone 1;";
    EXPECT_EQ(text(), all);
    EXPECT_EQ(text(others), "x");
    test_.reopen();
    EXPECT_EQ(text(), all) << "from the log";
    snapshot();
    test_.reopen();
    EXPECT_EQ(text(), all) << "from the snapshot: it changed by what was no event of its own";
}

TEST(Annexes, KindsAndEventsHaveLimits) {
    Annexes annexes;
    for (std::uint32_t i = 0; i < annex_kinds_max; ++i) {
        EXPECT_FALSE(annexes.apply(i + 1, annexed(i, "x").annexed()).error);
    }
    EXPECT_EQ(annexes.apply(100, annexed(999, "x").annexed()).error->kind, ErrorKind::limit);
    const std::string large(annex_event_octets_max + 1, 'x');
    EXPECT_EQ(annexes.apply(101, annexed(1, large).annexed()).error->kind, ErrorKind::limit);
}

}  // namespace
}  // namespace milpa::mail::account
