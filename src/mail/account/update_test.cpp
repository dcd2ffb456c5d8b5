// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes by record, and of the properties of mailboxes.
#include <gtest/gtest.h>

#include "mail/account/state.hpp"
#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using namespace testing;

constexpr MailboxId a{2};
constexpr MailboxId b{3};
using Boxes = std::vector<MailboxId>;

/// Notes what IMAP sessions would hear.
struct Heard final : Listener {
    std::vector<std::string> all;
    void note(const char* what, const Mailbox& mailbox, const UidSet& uids) {
        std::string text = std::string(what) + " " + mailbox.name;
        uids.for_each([&](Uid uid) { text += " " + std::to_string(uid); });
        all.push_back(text);
    }
    void on_added(const Mailbox& mailbox, const UidSet& uids) override { note("added", mailbox, uids); }
    void on_flagged(const Mailbox& mailbox, const UidSet& uids) override { note("flagged", mailbox, uids); }
    void on_expunged(const Mailbox& mailbox, const UidSet& uids) override { note("expunged", mailbox, uids); }
    void on_mailboxes() override { all.emplace_back("mailboxes"); }
    void on_annex(AnnexKind kind) override {
        all.push_back("annex " + std::to_string(static_cast<std::uint32_t>(kind)));
    }
    void on_seq(std::uint64_t /*seq*/) override {}
};

struct Log {
    State state;
    std::uint64_t seq = 0;
    Heard heard;

    Log() {
        for (const char* name : {"INBOX", "a", "b"}) apply(created(name));
        state.listen(&heard);
    }
    Outcome apply(const events::MailEvent& event, store::Author author = store::Author::owner) {
        heard.all.clear();
        return state.apply(++seq, event, author);
    }
    std::vector<std::string> heard_of(const events::MailEvent& event) {
        EXPECT_TRUE(apply(event).refused.empty());
        return heard.all;
    }
};
using Texts = std::vector<std::string>;
std::optional<ErrorKind> refused(const Outcome& outcome) {
    return outcome.refused.empty() ? std::nullopt : std::optional(outcome.refused[0].second.kind);
}
std::uint32_t number(MailboxId id) { return static_cast<std::uint32_t>(id); }

TEST(Update, MovesCopiesAndFlagsInOneEvent) {
    Log log;
    log.apply(added(inbox_id, 100, flag_flagged, {"$Work"}));
    auto update = update_of({1});
    update.add_into(number(a));
    update.add_into(number(b));
    update.set_out_of_all_others(true);
    update.mutable_add()->set_system(flag_seen | flag_deleted);
    update.mutable_add()->add_keywords("new");
    update.mutable_remove()->add_keywords("$work");
    EXPECT_EQ(log.heard_of(updated({update})), (Texts{"expunged INBOX 1", "added a 1", "added b 1"}));
    EXPECT_EQ(log.state.mailboxes_of(1), (Boxes{a, b}));
    const Flags flags{.system = flag_seen | flag_flagged, .keywords = {"new"}};
    EXPECT_EQ(log.state.flags_of(1), flags) << "\\Deleted is not JMAP's to give";
    EXPECT_EQ(log.state.flags_of(*log.state.find(b)->find(1)), flags);
    EXPECT_TRUE(log.state.find(inbox_id)->entries.empty());
    EXPECT_EQ(log.state.usage().messages, 2U);
    EXPECT_EQ(log.heard_of(updated({update})), Texts{}) << "it is so already";
}

TEST(Update, FlagsOfCopiesAreOneSet) {
    Log log;
    log.apply(added(inbox_id));
    log.apply(copied(inbox_id, {1}, a));
    log.apply(flagged(a, {1}, events::Flagged::ADD, flag_seen, {"x"}));
    EXPECT_EQ(log.state.flags_of(1), (Flags{.system = flag_seen, .keywords = {"x"}})) << "of any copy";
    auto update = update_of({1});
    update.mutable_add()->set_system(flag_answered);
    EXPECT_EQ(log.heard_of(updated({update})), (Texts{"flagged INBOX 1", "flagged a 1"}));
    EXPECT_EQ(log.state.find(inbox_id)->find(1)->flags, flag_seen | flag_answered);
    update.set_replace_flags(true);
    update.mutable_add()->set_system(0);
    log.apply(updated({update}));
    EXPECT_EQ(log.state.flags_of(1), Flags{});
}

TEST(Update, OfEachRecordAllOrNothing) {
    Log log;
    log.apply(added(inbox_id));
    log.apply(added(inbox_id));
    log.apply(added(a));
    auto update = update_of({1, 3, 9});
    update.add_out_of(number(inbox_id));
    update.mutable_add()->set_system(flag_seen);
    const Outcome outcome = log.apply(updated({update}));
    ASSERT_EQ(outcome.refused.size(), 1U) << "9 was never there";
    EXPECT_EQ(outcome.refused[0].first, 1U);
    EXPECT_EQ(refused(outcome), ErrorKind::conflict) << "no mailbox would hold it";
    EXPECT_EQ(log.state.flags_of(1), Flags{});
    EXPECT_EQ(log.state.flags_of(3).system, flag_seen);
    update = update_of({2});
    update.add_into(77);
    EXPECT_EQ(refused(log.apply(updated({update}))), ErrorKind::missing);
    log.apply(flagged(inbox_id, {2}, events::Flagged::ADD, flag_deleted));
    update.set_into(0, number(a));
    EXPECT_EQ(refused(log.apply(updated({update}))), ErrorKind::missing) << "not there for JMAP";
}

TEST(Update, WhatIsMarkedDeletedComesBackWhereItIsWanted) {
    Log log;
    log.apply(added(inbox_id));
    log.apply(copied(inbox_id, {1}, a));
    log.apply(flagged(a, {1}, events::Flagged::ADD, flag_deleted));
    EXPECT_EQ(log.state.mailboxes_of(1), (Boxes{inbox_id}));
    auto update = update_of({1});
    update.add_into(number(a));
    EXPECT_EQ(log.heard_of(updated({update})), (Texts{"flagged a 1"}));
    EXPECT_EQ(log.state.mailboxes_of(1), (Boxes{inbox_id, a}));
}

TEST(Update, DestroysAndMovesManyAtOnce) {
    Log log;
    for (int i = 0; i < 20; ++i) log.apply(added(inbox_id));
    log.apply(copied(inbox_id, {3}, b));
    auto move = update_of(UidSet::range(1, 10));
    move.add_into(number(a));
    move.add_out_of(number(inbox_id));
    auto destroy = update_of({3, 15});
    destroy.set_destroy(true);
    EXPECT_EQ(log.heard_of(updated({move, destroy})),
              (Texts{"expunged INBOX 1 2 3 4 5 6 7 8 9 10 15", "added a 1 2 3 4 5 6 7 8 9 10", "expunged a 3",
                     "expunged b 1"}));
    EXPECT_EQ(log.state.find_record(3), nullptr);
    EXPECT_EQ(log.state.find(a)->exists(), 9U);
    EXPECT_EQ(log.state.record_tombstones().size(), 2U);
}

TEST(Update, IsTheOwnersOnly) {
    Log log;
    log.apply(added(inbox_id));
    auto destroy = update_of({1});
    destroy.set_destroy(true);
    EXPECT_EQ(log.apply(updated({destroy}), store::Author::anyone).error->kind, ErrorKind::denied);
    events::MailEvent change;
    change.mutable_mailbox_changed()->set_mailbox(number(a));
    EXPECT_EQ(log.apply(change, store::Author::anyone).error->kind, ErrorKind::denied);
    EXPECT_EQ(log.apply(annexed(1, "x"), store::Author::anyone).error->kind, ErrorKind::denied);
    auto two = added(inbox_id);
    two.mutable_added()->add_also(number(a));
    EXPECT_EQ(log.apply(two, store::Author::anyone).error->kind, ErrorKind::denied);
    EXPECT_EQ(log.state.forged(), 4U);
    EXPECT_TRUE(log.state.is_shown(1));
}

TEST(Update, AddsToSeveralMailboxesAtOnce) {
    Log log;
    auto event = added(a, 100, flag_seen);
    for (const MailboxId id : {b, a, b}) event.mutable_added()->add_also(number(id));
    EXPECT_EQ(log.heard_of(event), (Texts{"added a 1", "added b 1"}));
    EXPECT_EQ(log.state.mailboxes_of(1), (Boxes{a, b}));
    event.mutable_added()->add_also(99);
    EXPECT_EQ(log.apply(event).error->kind, ErrorKind::missing);
    EXPECT_EQ(log.state.usage().messages, 2U) << "all or nothing";
}

// ---- mailboxes ----

events::MailboxChanged& change_of(events::MailEvent& event, MailboxId id) {
    event.mutable_mailbox_changed()->set_mailbox(number(id));
    return *event.mutable_mailbox_changed();
}

TEST(MailboxChange, AllOfItOrNothing) {
    Log log;
    log.apply(created("Sent", SpecialUse::sent));
    log.apply(created("a/c"));
    log.apply(subscribed("a/c"));
    events::MailEvent event;
    auto& change = change_of(event, a);
    change.set_name("b/x");
    change.set_sort_order(7);
    change.set_subscribed(true);
    change.set_special_use(static_cast<std::uint32_t>(SpecialUse::sent));
    EXPECT_EQ(log.apply(event).error->kind, ErrorKind::conflict);
    EXPECT_EQ(log.state.find(a)->name, "a");
    change.set_special_use(static_cast<std::uint32_t>(SpecialUse::junk));
    EXPECT_EQ(log.heard_of(event), Texts{"mailboxes"});
    EXPECT_EQ(log.state.find(a)->name, "b/x");
    EXPECT_EQ(log.state.find(a)->sort_order, 7U);
    EXPECT_EQ(log.state.find(SpecialUse::junk)->id, a);
    EXPECT_NE(log.state.find("b/x/c"), nullptr);
    EXPECT_EQ(log.state.subscriptions(), (std::set<std::string, std::less<>>{"b/x", "b/x/c"}))
        << "being subscribed moves along";
    EXPECT_EQ(log.state.find(a)->changed_seq, log.seq);
}

TEST(MailboxChange, IsRefused) {
    Log log;
    const auto kind = [&](MailboxId id, auto set) {
        events::MailEvent event;
        set(change_of(event, id));
        return log.apply(event).error.value_or(Error{}).kind;
    };
    EXPECT_EQ(kind(MailboxId{99}, [](auto&) {}), ErrorKind::missing);
    EXPECT_EQ(kind(inbox_id, [](auto& change) { change.set_name("x"); }), ErrorKind::denied);
    EXPECT_EQ(kind(a, [](auto& change) { change.set_name("a/b"); }), ErrorKind::denied);
    EXPECT_EQ(kind(a, [](auto& change) { change.set_name("b"); }), ErrorKind::conflict);
    EXPECT_EQ(kind(a, [](auto& change) { change.set_name("//"); }), ErrorKind::syntax);
    EXPECT_EQ(kind(a, [](auto& change) { change.set_sort_order(sort_order_end); }), ErrorKind::syntax);
    EXPECT_EQ(kind(a, [](auto& change) { change.set_special_use(99); }), ErrorKind::syntax);
    EXPECT_EQ(log.state.find(a)->changed_seq, 2U);
}

TEST(MailboxChange, DestroyingAsksForChildrenAndMessages) {
    Log log;
    log.apply(created("a/c"));
    log.apply(added(a));
    log.apply(added(b));
    const auto destroy = [&](MailboxId id, bool only_empty) {
        auto event = deleted(id);
        event.mutable_mailbox_deleted()->set_without_children(true);
        event.mutable_mailbox_deleted()->set_only_empty(only_empty);
        return log.apply(event).error.has_value();
    };
    EXPECT_TRUE(destroy(a, false)) << "a mailbox is below it";
    EXPECT_TRUE(destroy(b, true)) << "a message is in it";
    log.apply(flagged(b, {1}, events::Flagged::ADD, flag_deleted));
    EXPECT_FALSE(destroy(b, true)) << "JMAP sees none";
    EXPECT_EQ(log.state.find(b), nullptr);
}

}  // namespace
}  // namespace milpa::mail::account
