// SPDX-License-Identifier: AGPL-3.0-or-later
// Random events of every kind: a state that was loaded from a snapshot goes on as the one that was folded.
#include <gtest/gtest.h>

#include <random>

#include "mail/account/test_account.hpp"
#include "mail/account/test_events.hpp"

namespace milpa::mail::account {
namespace {

using namespace testing;

class Events {
public:
    explicit Events(unsigned seed) : random_(seed) {}

    events::MailEvent next() {
        switch (below(14)) {
            case 0:
            case 1:
            case 2: return mail();
            case 3: return copied(mailbox(), uids(), mailbox());
            case 4: return moved(mailbox(), uids(), mailbox());
            case 5:
                return flagged(mailbox(), uids(), static_cast<events::Flagged::How>(below(3)), below(32),
                               keywords());
            case 6: return expunged(mailbox(), uids(), below(2) == 0);
            case 7: return created(name(), static_cast<SpecialUse>(below(9)));
            case 8: return renamed(mailbox(), name());
            case 9: return below(4) == 0 ? deleted(mailbox()) : subscribed(name());
            case 10: return unsubscribed(name());
            case 11: return change();
            case 12: return annexed(below(3), std::string(below(20), 'x'));
            default: return updated({update(), update()});
        }
    }
    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }

private:
    MailboxId mailbox() { return MailboxId{1 + below(8)}; }
    UidSet uids() { return UidSet::range(1 + below(40), 1 + below(45)); }
    std::string name() {
        return fmt::format("m{}{}", below(4), below(2) == 0 ? "" : fmt::format("/n{}", below(3)));
    }
    std::vector<std::string> keywords() {
        if (below(2) == 0) return {};
        return {fmt::format("k{}", below(4)), "$Work"};
    }
    events::MailEvent mail() {
        auto event = added(mailbox(), below(1000), below(32), keywords());
        if (below(3) == 0) event.mutable_added()->add_also(1 + below(8));
        auto& facts = *event.mutable_added()->mutable_message()->mutable_facts();
        facts.mutable_envelope()->set_message_id(fmt::format("<{}@x>", below(50)));
        facts.set_references(fmt::format("<{}@x> <{}@x>", below(50), below(50)));
        return event;
    }
    events::MailEvent change() {
        events::MailEvent event;
        auto& change = *event.mutable_mailbox_changed();
        change.set_mailbox(1 + below(8));
        if (below(2) == 0) change.set_name(name());
        if (below(2) == 0) change.set_sort_order(below(100));
        if (below(2) == 0) change.set_subscribed(below(2) == 0);
        if (below(4) == 0) change.set_special_use(below(10));
        return event;
    }
    events::RecordUpdate update() {
        auto update = update_of(UidSet::range(1 + below(60), 1 + below(70)));
        update.set_replace_flags(below(3) == 0);
        update.mutable_add()->set_system(below(32));
        for (const auto& keyword : keywords()) update.mutable_add()->add_keywords(keyword);
        update.mutable_remove()->set_system(below(32));
        if (below(2) == 0) update.add_into(1 + below(8));
        if (below(2) == 0) update.add_out_of(1 + below(8));
        update.set_out_of_all_others(update.into_size() > 0 && below(4) == 0);
        update.set_destroy(below(20) == 0);
        return update;
    }

    std::mt19937 random_;
};

TEST(StateRandom, GoesOnFromASnapshotAsFromTheLog) {
    for (unsigned seed = 0; seed < 40; ++seed) {
        Events events(seed);
        State folded;
        std::uint64_t seq = 0;
        folded.apply(++seq, created("INBOX"));
        std::optional<State> loaded;
        std::size_t done = 0;
        for (int step = 0; step < 300; ++step) {
            const auto event = events.next();
            const auto author = events.below(10) == 0 ? store::Author::anyone : store::Author::owner;
            const Outcome outcome = folded.apply(++seq, event, author);
            done += outcome.error ? 0 : 1;
            if (loaded) loaded->apply(seq, event, author);
            if (events.below(40) == 0) loaded.emplace(copy_of(folded));
        }
        EXPECT_GT(done, 60U) << "most of it was about something";
        ASSERT_TRUE(loaded);
        EXPECT_TRUE(loaded->same_as(folded)) << "seed " << seed;
        for (const RecordInfo& info : folded.records()) {
            if (!info.alive()) continue;
            EXPECT_EQ(folded.is_shown(info.number), !folded.mailboxes_of(info.number).empty());
            for (const Place& place : folded.places(info.number)) {
                ASSERT_NE(folded.find(place.mailbox), nullptr);
                EXPECT_EQ(folded.find(place.mailbox)->find(place.uid)->record, info.number);
            }
        }
    }
}

}  // namespace
}  // namespace milpa::mail::account
