// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mail/account/state.hpp"

#include <gtest/gtest.h>

#include <random>

#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using namespace testing;

/// A state that counts its events itself.
struct Log {
    State state;
    std::uint64_t seq = 0;

    Log() { apply(created("INBOX")); }
    Outcome apply(const events::MailEvent& event) { return state.apply(++seq, event); }
    MailboxId make(std::string name) { return apply(created(std::move(name))).mailbox; }
    std::vector<std::string> names() const {
        std::vector<std::string> out;
        for (const auto& [name, id] : state.names()) {
            out.push_back(name + (state.find(id)->selectable ? "" : "!"));
        }
        return out;
    }
    Uid add(MailboxId mailbox = inbox_id, std::uint64_t size = 100) {
        return apply(added(mailbox, size)).to.first();
    }
    const Mailbox& box(MailboxId id) { return *state.find(id); }
};

using Names = std::vector<std::string>;
constexpr auto anyone = store::Author::anyone;
std::optional<ErrorKind> kind(const Outcome& outcome) {
    return outcome.error ? std::optional(outcome.error->kind) : std::nullopt;
}

// ---- messages against a model ----

struct ModelMessage {
    Uid uid;
    int message;
    std::uint32_t flags;
    std::set<std::string> keywords;
};
struct ModelMailbox {
    Uid next = 1;
    std::vector<ModelMessage> messages;
};
struct Model {
    std::map<std::uint32_t, ModelMailbox> mailboxes;
    std::map<int, std::uint64_t> sizes;
    int next_message = 1;

    static bool in(const UidSet& uids, const ModelMessage& message) { return uids.contains(message.uid); }
    UidSet copy(std::uint32_t from, const UidSet& uids, std::uint32_t to) {
        UidSet made;
        const auto originals = mailboxes[from].messages;
        for (const auto& message : originals) {
            if (!in(uids, message)) continue;
            made.add(mailboxes[to].next);
            auto copy = message;
            copy.uid = mailboxes[to].next++;
            mailboxes[to].messages.push_back(copy);
        }
        return made;
    }
    UidSet expunge(std::uint32_t from, const UidSet& uids, bool only_deleted = false) {
        UidSet gone;
        std::erase_if(mailboxes[from].messages, [&](const ModelMessage& message) {
            if (!in(uids, message) || (only_deleted && (message.flags & flag_deleted) == 0)) return false;
            gone.add(message.uid);
            return true;
        });
        return gone;
    }
    void flag(std::uint32_t mailbox, const UidSet& uids, events::Flagged::How how, std::uint32_t flags,
              const std::vector<std::string>& keywords) {
        for (auto& message : mailboxes[mailbox].messages) {
            if (!in(uids, message)) continue;
            if (how == events::Flagged::REPLACE) {
                message.flags = 0;
                message.keywords.clear();
            }
            const bool removes = how == events::Flagged::REMOVE;
            message.flags = removes ? message.flags & ~flags : message.flags | flags;
            for (const auto& keyword : keywords) {
                if (removes) {
                    message.keywords.erase(keyword);
                } else {
                    message.keywords.insert(keyword);
                }
            }
        }
    }
};

void expect_same(Log& log, const Model& model) {
    Usage usage;
    std::map<Record, int> messages;
    std::map<Record, std::uint32_t> references;
    for (const auto& [id, expected] : model.mailboxes) {
        const Mailbox& box = log.box(MailboxId{id});
        ASSERT_EQ(box.uid_next, expected.next);
        ASSERT_EQ(box.entries.size(), expected.messages.size());
        std::uint32_t unseen = 0;
        std::uint32_t deleted = 0;
        std::uint64_t octets = 0;
        for (std::size_t i = 0; i < box.entries.size(); ++i) {
            const Entry& entry = box.entries[i];
            const ModelMessage& message = expected.messages[i];
            ASSERT_EQ(entry.uid, message.uid);
            const auto [place, is_new] = messages.emplace(entry.record, message.message);
            ASSERT_TRUE(is_new || place->second == message.message) << "one record, one message";
            const Flags flags = log.state.flags_of(entry);
            ASSERT_EQ(flags.system, message.flags);
            ASSERT_EQ(std::set<std::string>(flags.keywords.begin(), flags.keywords.end()), message.keywords);
            ASSERT_EQ(log.state.find_record(entry.record)->size, model.sizes.at(message.message));
            ++references[entry.record];
            unseen += (message.flags & flag_seen) == 0 ? 1 : 0;
            deleted += (message.flags & flag_deleted) != 0 ? 1 : 0;
            octets += model.sizes.at(message.message);
        }
        ASSERT_EQ(box.unseen, unseen);
        ASSERT_EQ(box.deleted, deleted);
        ASSERT_EQ(box.octets, octets);
        usage.messages += box.entries.size();
        usage.octets += octets;
    }
    ASSERT_EQ(log.state.usage(), usage);
    std::size_t alive = 0;
    for (const RecordInfo& info : log.state.records()) alive += info.alive() ? 1 : 0;
    ASSERT_EQ(alive, references.size());
    for (const auto& [record, count] : references) {
        ASSERT_EQ(log.state.places(record).size(), count);
    }
    ASSERT_EQ(alive + log.state.dead().size(), static_cast<std::size_t>(model.next_message - 1));
}

TEST(State, FoldsRandomEventsAsAModelDoes) {
    const std::vector<std::string> keywords{"$Forwarded", "$Junk", "work", "Ünï"};
    for (unsigned seed = 0; seed < 30; ++seed) {
        std::mt19937 random(seed);
        Log log;
        Model model;
        model.mailboxes[1];
        for (const char* name : {"a", "b"}) {
            model.mailboxes[static_cast<std::uint32_t>(log.make(name))];
        }
        const auto pick_uids = [&](std::uint32_t mailbox) {
            UidSet uids;
            const Uid next = model.mailboxes[mailbox].next;
            for (int i = 0; i < 3; ++i) {
                const Uid first = 1 + static_cast<Uid>(random() % (next + 2));
                uids.add_range(first, first + static_cast<Uid>(random() % 4));
            }
            return uids;
        };
        for (int step = 0; step < 400; ++step) {
            const auto from = static_cast<std::uint32_t>(1 + random() % 3);
            const auto to = static_cast<std::uint32_t>(1 + random() % 3);
            const UidSet uids = pick_uids(from);
            const auto flags = static_cast<std::uint32_t>(random() % 32);
            std::vector<std::string> some;
            for (const auto& keyword : keywords) {
                if (random() % 3 == 0) some.push_back(keyword);
            }
            Outcome outcome;
            switch (random() % 7) {
                case 0:
                case 1: {
                    const std::uint64_t size = random() % 5000;
                    outcome = log.apply(added(MailboxId{from}, size, flags, some));
                    model.sizes[model.next_message] = size;
                    auto& box = model.mailboxes[from];
                    ASSERT_EQ(outcome.to, UidSet{box.next});
                    box.messages.push_back(
                        {box.next++, model.next_message++, flags, {some.begin(), some.end()}});
                    break;
                }
                case 2: {
                    outcome = log.apply(copied(MailboxId{from}, uids, MailboxId{to}));
                    ASSERT_EQ(outcome.to, model.copy(from, uids, to));
                    ASSERT_EQ(outcome.to.size(), outcome.from.size());
                    break;
                }
                case 3: {
                    outcome = log.apply(moved(MailboxId{from}, uids, MailboxId{to}));
                    const UidSet existing = outcome.from;
                    ASSERT_EQ(outcome.to, model.copy(from, uids, to));
                    // Moved within one mailbox, the new ones must stay.
                    ASSERT_EQ(model.expunge(from, existing), existing);
                    break;
                }
                case 4:
                case 5: {
                    const auto how = static_cast<events::Flagged::How>(random() % 3);
                    log.apply(flagged(MailboxId{from}, uids, how, flags, some));
                    model.flag(from, uids, how, flags, some);
                    break;
                }
                default: {
                    const bool only_deleted = random() % 2 == 0;
                    outcome = log.apply(expunged(MailboxId{from}, uids, only_deleted));
                    ASSERT_EQ(outcome.from, model.expunge(from, uids, only_deleted));
                }
            }
            ASSERT_FALSE(outcome.error);
            if (step % 20 == 0) ASSERT_NO_FATAL_FAILURE(expect_same(log, model));
        }
        ASSERT_NO_FATAL_FAILURE(expect_same(log, model));
    }
}

TEST(State, IsTheSameForTheSameEvents) {
    std::mt19937 random(5);
    std::vector<events::MailEvent> events;
    for (int i = 0; i < 300; ++i) {
        switch (random() % 5) {
            case 0: events.push_back(created(fmt::format("m{}/n{}", random() % 9, random() % 9))); break;
            case 1:
                events.push_back(renamed(MailboxId(1 + random() % 20), fmt::format("m{}", random() % 9)));
                break;
            case 2: events.push_back(deleted(MailboxId(1 + random() % 20))); break;
            default: events.push_back(added(MailboxId(1 + random() % 20)));
        }
    }
    Log a;
    Log b;
    for (const auto& event : events) a.apply(event);
    for (const auto& event : events) b.apply(event);
    EXPECT_TRUE(a.state.same_as(b.state));
    b.apply(added(inbox_id));
    EXPECT_FALSE(a.state.same_as(b.state));
}

TEST(State, AnswersWhatCommandsTell) {
    Log log;
    const MailboxId work = log.make("work");
    for (int i = 0; i < 4; ++i) log.add();
    log.apply(expunged(inbox_id, {2}));
    const Outcome copy = log.apply(copied(inbox_id, UidSet::range(1, 9), work));
    EXPECT_EQ(copy.from, (UidSet{1, 3, 4}));
    EXPECT_EQ(copy.to, (UidSet{1, 2, 3}));
    EXPECT_EQ(copy.uid_validity, log.box(work).uid_validity);
    const Outcome flag = log.apply(flagged(work, {1, 2}, events::Flagged::ADD, flag_seen));
    EXPECT_EQ(flag.from, (UidSet{1, 2}));
    EXPECT_TRUE(log.apply(flagged(work, {1, 2}, events::Flagged::ADD, flag_seen)).from.empty());
    EXPECT_EQ(log.box(work).find(1)->modseq, flag.seq) << "flags that did not change keep their modseq";
    // RFC 7162 3.1.3
    const Outcome late = log.apply(flagged(work, {1, 3}, events::Flagged::ADD, flag_draft, {}, copy.seq));
    EXPECT_EQ(late.from, (UidSet{3}));
    EXPECT_EQ(kind(log.apply(copied(inbox_id, {1}, MailboxId{77}))), ErrorKind::missing);
    EXPECT_EQ(kind(log.apply(events::MailEvent())), ErrorKind::syntax);
    const Outcome lost = log.apply(added(MailboxId{77}));
    EXPECT_EQ(kind(lost), ErrorKind::missing);
    EXPECT_EQ(log.state.dead().back(), lost.record) << "so that its object is released";
}

TEST(State, KeywordsIgnoreCaseAndHaveLimits) {
    Log log;
    log.add();
    log.apply(flagged(inbox_id, {1}, events::Flagged::ADD, 0, {"$Work", "$work"}));
    log.apply(flagged(inbox_id, {1}, events::Flagged::ADD, 0, {"$WORK"}));
    EXPECT_EQ(log.state.flags_of(log.box(inbox_id).entries[0]).keywords, std::vector<std::string>{"$Work"});
    for (std::size_t i = 1; i < keywords_max; ++i) {
        EXPECT_FALSE(log.apply(added(inbox_id, 1, 0, {fmt::format("k{}", i)})).error);
    }
    const Outcome full = log.apply(flagged(inbox_id, {1}, events::Flagged::REPLACE, 0, {"more"}));
    EXPECT_EQ(kind(full), ErrorKind::limit);
    EXPECT_EQ(log.state.flags_of(log.box(inbox_id).entries[0]).keywords.size(), 1U);
    std::vector<std::string> many;
    for (std::size_t i = 0; i <= keywords_of_message_max; ++i) many.push_back(fmt::format("k{}", i + 1));
    EXPECT_EQ(kind(log.apply(flagged(inbox_id, {1}, events::Flagged::ADD, 0, many))), ErrorKind::limit);
    EXPECT_EQ(kind(log.apply(added(inbox_id, 1, 0, {std::string(keyword_octets_max + 1, 'x')}))),
              ErrorKind::limit);
}

// ---- mailboxes ----

TEST(State, CreatesParents) {
    Log log;
    log.apply(created("a/b/c/"));
    EXPECT_EQ(log.names(), (Names{"INBOX", "a", "a/b", "a/b/c"}));
    EXPECT_EQ(kind(log.apply(created("a/b"))), ErrorKind::conflict);
    EXPECT_EQ(kind(log.apply(created("inbox"))), ErrorKind::conflict);
    log.apply(created("InBox/x"));
    EXPECT_NE(log.state.find("INBOX/x"), nullptr);
    EXPECT_EQ(kind(log.apply(created("a//b"))), ErrorKind::syntax);
    log.apply(created("Entw\u0075\u0308rfe", SpecialUse::drafts));
    EXPECT_NE(log.state.find("Entw\u00fcrfe"), nullptr) << "NFC";
    EXPECT_EQ(kind(log.apply(created("other", SpecialUse::drafts))), ErrorKind::conflict);
    EXPECT_EQ(log.state.find(SpecialUse::drafts)->name, "Entw\u00fcrfe");
}

TEST(State, DeletesAsRfc9051Says) {
    Log log;
    const MailboxId foo = log.make("foo");
    const MailboxId bar = log.make("foo/bar");
    log.add(foo, 7);
    const auto validity = log.box(foo).uid_validity;
    EXPECT_FALSE(log.apply(deleted(foo)).error);
    EXPECT_EQ(log.names(), (Names{"INBOX", "foo!", "foo/bar"}));
    EXPECT_EQ(log.state.usage(), Usage{}) << "its messages go";
    EXPECT_EQ(kind(log.apply(deleted(foo))), ErrorKind::conflict);
    EXPECT_EQ(kind(log.apply(added(foo))), ErrorKind::missing);
    EXPECT_FALSE(log.apply(created("foo")).error) << "a name that was only a level can become a mailbox";
    EXPECT_GT(log.box(foo).uid_validity, validity);
    EXPECT_EQ(log.add(foo), 1U);
    log.apply(deleted(foo));
    log.apply(deleted(bar));
    log.apply(deleted(foo));
    EXPECT_EQ(log.names(), (Names{"INBOX"}));
    EXPECT_EQ(kind(log.apply(deleted(inbox_id))), ErrorKind::denied);
    EXPECT_EQ(kind(log.apply(deleted(bar))), ErrorKind::missing);
    EXPECT_GT(log.box(log.make("foo")).uid_validity, validity);
}

TEST(State, RenamesAsRfc9051Says) {
    Log log;
    const MailboxId foo = log.make("foo");
    log.make("foo/bar");
    log.make("foo bar");
    log.make("zap");
    log.add(foo);
    EXPECT_EQ(kind(log.apply(renamed(foo, "zap"))), ErrorKind::conflict);
    EXPECT_EQ(kind(log.apply(renamed(foo, "foo/x"))), ErrorKind::denied);
    EXPECT_EQ(kind(log.apply(renamed(MailboxId{99}, "y"))), ErrorKind::missing);
    EXPECT_FALSE(log.apply(renamed(foo, "baz/rag/zowie")).error);
    EXPECT_EQ(log.names(),
              (Names{"INBOX", "baz", "baz/rag", "baz/rag/zowie", "baz/rag/zowie/bar", "foo bar", "zap"}));
    EXPECT_EQ(log.box(foo).entries.size(), 1U);
    EXPECT_EQ(log.box(foo).uid_next, 2U);
}

TEST(State, ARenamedNameNeverComesBackWithALowerValidity) {
    Log log;
    const MailboxId old = log.make("old");
    const MailboxId young = log.make("young");
    log.add(young);
    const auto before = log.box(young).uid_validity;
    const auto kept = log.box(old).uid_validity;
    log.apply(renamed(old, "older"));
    EXPECT_EQ(log.box(old).uid_validity, kept) << "clients need not fetch everything again";
    log.apply(deleted(young));
    log.apply(renamed(old, "young"));
    EXPECT_GT(log.box(old).uid_validity, before);
}

TEST(State, RenamingInboxMovesItsMessages) {
    Log log;
    log.make("INBOX/below");
    log.add();
    log.add();
    log.apply(expunged(inbox_id, {1}));
    const Outcome outcome = log.apply(renamed(inbox_id, "old/mail"));
    EXPECT_EQ(log.names(), (Names{"INBOX", "INBOX/below", "old", "old/mail"}));
    EXPECT_EQ(log.box(inbox_id).exists(), 0U);
    EXPECT_EQ(log.box(outcome.mailbox).name, "old/mail");
    EXPECT_EQ(log.box(outcome.mailbox).exists(), 1U);
    EXPECT_EQ(log.add(), 3U) << "uids are not used twice";
}

TEST(State, SubscriptionsStayWhateverBecomesOfTheMailbox) {
    Log log;
    const MailboxId a = log.make("a");
    log.apply(subscribed("a"));
    log.apply(subscribed("never/there"));
    log.apply(deleted(a));
    EXPECT_EQ(log.state.subscriptions(), (std::set<std::string, std::less<>>{"a", "never/there"}));
    log.apply(unsubscribed("a"));
    EXPECT_EQ(log.state.subscriptions().size(), 1U);
}

TEST(Names, AreNormalizedOrRefused) {
    struct Row {
        std::string given;
        std::string expected;  // empty: refused
    };
    const Row rows[] = {
        {"inbox", "INBOX"},
        {"iNbOx/a", "INBOX/a"},
        {"inboxes", "inboxes"},
        {"a/inbox", "a/inbox"},
        {"a/", "a"},
        {"a b&c%*", "a b&c%*"},
        {"", ""},
        {"/", ""},
        {"/a", ""},
        {"a//", ""},
        {"a\tb", ""},
        {std::string("a\0b", 3), ""},
        {"a\x7f", ""},
        {"a\u0085", ""},
        {"a\u2028", ""},
        {"\xff", ""},
        {std::string(mailbox_name_octets_max, 'x'), std::string(mailbox_name_octets_max, 'x')},
        {std::string(mailbox_name_octets_max + 1, 'x'), ""}};
    for (const Row& row : rows) {
        const auto name = normalize_name(row.given);
        EXPECT_EQ(name ? *name : "", row.expected) << row.given;
    }
    std::string deep = "a";
    for (std::size_t i = 1; i < mailbox_levels_max; ++i) deep += "/a";
    EXPECT_TRUE(normalize_name(deep));
    EXPECT_FALSE(normalize_name(deep + "/a"));
    EXPECT_EQ(parent_name("a/b/c"), "a/b");
    EXPECT_EQ(parent_name("a"), "");
    EXPECT_TRUE(is_below("a/b", "a"));
    EXPECT_FALSE(is_below("ab", "a"));
}

// ---- what anyone may write ----

TEST(State, AVaultIsFoundedFromOutsideOnce) {
    State state;
    std::uint64_t seq = 0;
    for (std::uint32_t i = 0; i < founding_mailboxes_max; ++i) {
        EXPECT_FALSE(state.apply(++seq, created(i == 0 ? "INBOX" : fmt::format("m{}", i)), anyone).error);
    }
    EXPECT_EQ(kind(state.apply(++seq, created("one more"), anyone)), ErrorKind::denied);
    EXPECT_EQ(state.names().size(), founding_mailboxes_max);
    EXPECT_EQ(state.forged(), 1U);
    EXPECT_FALSE(state.apply(++seq, created("one more")).error) << "the owner may";
}

TEST(State, NothingIsFoundedFromOutsideAfterAnythingElse) {
    for (const bool by_owner : {false, true}) {
        State state;
        EXPECT_FALSE(state.apply(1, created("INBOX"), anyone).error);
        if (by_owner) {
            EXPECT_FALSE(state.apply(2, subscribed("INBOX")).error);
        } else {
            EXPECT_FALSE(state.apply(2, added(inbox_id), anyone).error);
        }
        EXPECT_EQ(kind(state.apply(3, created("late"), anyone)), ErrorKind::denied);
        EXPECT_EQ(state.names().size(), 1U);
    }
}

TEST(State, FromOutsideOnlyDeliveriesCount) {
    Log log;
    const auto other = log.make("other");
    EXPECT_EQ(log.state.apply(++log.seq, added(inbox_id), anyone).to, (UidSet{1}));
    EXPECT_EQ(kind(log.state.apply(++log.seq, added(other), anyone)), ErrorKind::denied);
    EXPECT_EQ(kind(log.state.apply(++log.seq, added(inbox_id, 1, flag_seen), anyone)), ErrorKind::denied);
    EXPECT_EQ(kind(log.state.apply(++log.seq, expunged(inbox_id, {1}), anyone)), ErrorKind::denied);
    EXPECT_EQ(log.box(inbox_id).exists(), 1U);
    EXPECT_EQ(log.state.forged(), 3U);
    EXPECT_EQ(log.state.record_next(), 2U) << "a forged message has no record, so it releases nothing";
}

}  // namespace
}  // namespace milpa::mail::account
