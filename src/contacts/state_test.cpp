// SPDX-License-Identifier: AGPL-3.0-or-later
#include "contacts/state.hpp"

#include <gtest/gtest.h>

namespace milpa::contacts {
namespace {

using Why = events::ContactAnswer;

Bytes bytes_of(const events::ContactEvent& event) { return to_bytes(event.SerializeAsString()); }

class ContactsState : public ::testing::Test {
protected:
    struct Said {
        std::optional<ErrorKind> error;
        events::ContactAnswer answer;
        std::vector<store::HeldReference> released;
    };
    Said send(const events::ContactEvent& event) {
        auto outcome = state.apply(++seq, bytes_of(event));
        Said said;
        if (outcome.error) {
            said.error = outcome.error->kind;
        }
        said.answer.ParseFromString(std::string(as_text(outcome.answer)));
        said.released = std::move(outcome.released);
        return said;
    }
    Said book(std::string name, std::string path = "") {
        events::ContactEvent event;
        event.mutable_book_set()->set_name(std::move(name));
        event.mutable_book_set()->set_path(std::move(path));
        return send(event);
    }
    static events::ContactEvent card_event(std::string uid,
                                           std::vector<std::pair<unsigned, std::string>> places,
                                           std::uint64_t card = 0) {
        events::ContactEvent event;
        events::CardSet& set = *event.mutable_card_set();
        set.set_card(card);
        set.set_at_ms(5);
        set.mutable_body()->set_uid(std::move(uid));
        set.mutable_body()->set_text("text");
        for (auto& [in, name] : places) {
            set.add_places()->set_book(in);
            set.mutable_places()->rbegin()->set_name(name);
        }
        return event;
    }
    static void add_hole(events::ContactEvent& event, char id, std::uint64_t size = 1'000) {
        events::CardHole& hole = *event.mutable_card_set()->mutable_body()->add_holes();
        hole.mutable_object()->set_id(std::string(16, id));
        hole.mutable_object()->set_reference(std::string(16, id));
        hole.mutable_object()->set_size(size);
    }
    Said remove(std::uint64_t card, unsigned from = 0, std::uint64_t if_body_seq = 0) {
        events::ContactEvent event;
        event.mutable_card_removed()->set_card(card);
        event.mutable_card_removed()->set_from(from);
        event.mutable_card_removed()->set_if_body_seq(if_body_seq);
        return send(event);
    }
    /// Whatever happened: a snapshot of it is it.
    void TearDown() override {
        State again;
        const Bytes saved = state.save();
        ASSERT_TRUE(again.load(saved));
        EXPECT_EQ(again.save(), saved);
        EXPECT_EQ(again.octets(), state.octets());
        EXPECT_EQ(again.seq(), state.seq());
        for (const auto& [id, one] : state.cards()) {
            EXPECT_EQ(again.find_uid(one->uid)->id, id);
            for (const Place& place : one->places) {
                EXPECT_EQ(again.find(place.book, place.name)->id, id);
            }
        }
    }

    State state;
    std::uint64_t seq = 100;
};

TEST_F(ContactsState, BeginsWithOneBook) {
    ASSERT_EQ(state.books().size(), 1U);
    EXPECT_EQ(state.default_book(), first_book);
    EXPECT_EQ(state.find_book("default")->id, first_book);
    events::ContactEvent event;
    event.mutable_book_removed()->set_book(1);
    EXPECT_EQ(send(event).error, ErrorKind::denied);
}

TEST_F(ContactsState, BooksComeChangeAndGo) {
    const auto made = book("Work", "work");
    EXPECT_EQ(made.answer.book(), 2U);
    EXPECT_EQ(state.find(first_book)->changed_seq, seq);  // it may be removed now
    EXPECT_EQ(book("Other", "work").answer.why(), Why::NAME);
    EXPECT_EQ(book("").error, ErrorKind::syntax);
    EXPECT_EQ(book("x", "a/b").error, ErrorKind::syntax);
    events::ContactEvent event;
    event.mutable_book_set()->set_book(2);
    event.mutable_book_set()->set_colour("#ff0000");
    event.mutable_book_set()->set_make_default(true);
    EXPECT_FALSE(send(event).error);
    EXPECT_EQ(state.default_book(), BookId{2});
    EXPECT_EQ(state.find(BookId{2})->name, "Work");
    EXPECT_EQ(state.find(first_book)->changed_seq, seq);  // not the default any more
    send(card_event("u", {{2, "u.vcf"}}));
    event.mutable_book_removed()->set_book(2);
    EXPECT_EQ(send(event).answer.why(), Why::CONTENTS);
    event.mutable_book_removed()->set_with_cards(true);
    EXPECT_FALSE(send(event).error);
    EXPECT_EQ(state.default_book(), first_book);
    EXPECT_EQ(state.find(first_book)->changed_seq, seq);
    EXPECT_TRUE(state.cards().empty());
    ASSERT_EQ(state.gone_books().size(), 1U);
    EXPECT_EQ(state.gone_cards().size(), 1U);
}

TEST_F(ContactsState, TheLastBookChangesWhenItBecomesTheLast) {
    book("Work");
    const auto second = seq;
    book("Club");
    EXPECT_EQ(state.find(first_book)->changed_seq, second);
    events::ContactEvent event;
    event.mutable_book_removed()->set_book(2);
    EXPECT_FALSE(send(event).error);
    EXPECT_EQ(state.find(first_book)->changed_seq, second);
    event.mutable_book_removed()->set_book(3);
    EXPECT_FALSE(send(event).error);
    EXPECT_EQ(state.find(first_book)->changed_seq, seq);
}

TEST_F(ContactsState, CardsHaveOneUidAndOneNameInABook) {
    const auto made = send(card_event("u1", {{1, "a.vcf"}}));
    EXPECT_EQ(made.answer.why(), Why::DONE);
    EXPECT_EQ(send(card_event("u1", {{1, "b.vcf"}})).answer.why(), Why::UID);
    EXPECT_EQ(send(card_event("u2", {{1, "a.vcf"}})).answer.why(), Why::NAME);
    EXPECT_EQ(send(card_event("u2", {{1, "a.vcf"}})).answer.card(), made.answer.card());
    EXPECT_EQ(send(card_event("", {{1, ""}})).error, ErrorKind::syntax);
    EXPECT_EQ(send(card_event("u3", {})).error, ErrorKind::syntax);
    EXPECT_EQ(send(card_event("u3", {{9, ""}})).error, ErrorKind::missing);
    EXPECT_EQ(send(card_event("u3", {{1, "x/y"}})).error, ErrorKind::syntax);
    EXPECT_EQ(state.cards().size(), 1U);
    EXPECT_EQ(state.seq(), 101U);  // refusals change nothing
}

TEST_F(ContactsState, AWriteMayDemandTheTextThatItSaw) {
    const auto made = send(card_event("u1", {{1, "a.vcf"}}));
    auto event = card_event("u1", {}, made.answer.card());
    event.mutable_card_set()->set_if_body_seq(101);
    EXPECT_EQ(send(event).answer.why(), Why::DONE);
    EXPECT_EQ(send(event).answer.why(), Why::VERSION);
    EXPECT_EQ(remove(made.answer.card(), 0, 101).answer.why(), Why::VERSION);
    EXPECT_EQ(remove(made.answer.card(), 0, 102).answer.why(), Why::DONE);
    EXPECT_EQ(remove(made.answer.card()).error, ErrorKind::missing);
}

TEST_F(ContactsState, ACardInTwoBooksLeavesOne) {
    book("Work", "work");
    const auto made = send(card_event("u1", {{1, ""}, {2, "w.vcf"}}));
    const auto id = CardId{made.answer.card()};
    EXPECT_EQ(state.find(BookId{1}, "c1.vcf")->id, id);
    const std::uint64_t text = state.find(id)->body_seq;
    EXPECT_FALSE(remove(made.answer.card(), 1).error);
    ASSERT_TRUE(state.find(id));
    EXPECT_EQ(state.find(id)->body_seq, text);  // its text stays what it was
    ASSERT_EQ(state.gone_names().size(), 1U);
    EXPECT_EQ(state.gone_names()[0].name, "c1.vcf");
    EXPECT_EQ(state.find(first_book)->contents_seq, seq);
    EXPECT_TRUE(state.gone_cards().empty());
    EXPECT_FALSE(remove(made.answer.card(), 2).error);
    EXPECT_EQ(state.gone_cards().size(), 1U);
    EXPECT_EQ(state.find(BookId{2})->contents_seq, seq);
}

TEST_F(ContactsState, PicturesThatNobodyHoldsAreGivenBack) {
    auto event = card_event("u1", {{1, ""}});
    add_hole(event, 'a');
    add_hole(event, 'b');
    const auto made = send(event);
    EXPECT_TRUE(made.released.empty());
    // One stays, one goes, one comes.
    auto change = card_event("u1", {}, made.answer.card());
    add_hole(change, 'b');
    add_hole(change, 'c');
    const auto changed = send(change);
    ASSERT_EQ(changed.released.size(), 1U);
    EXPECT_EQ(changed.released[0].object.bytes[0], 'a');
    // What is refused leaves nothing, but takes nothing either.
    change.mutable_card_set()->set_if_body_seq(1);
    add_hole(change, 'd');
    const auto refused = send(change);
    EXPECT_EQ(refused.answer.why(), Why::VERSION);
    ASSERT_EQ(refused.released.size(), 1U);
    EXPECT_EQ(refused.released[0].object.bytes[0], 'd');
    EXPECT_EQ(remove(made.answer.card()).released.size(), 2U);
}

TEST_F(ContactsState, HasLimits) {
    for (std::size_t i = 1; i < books_max; ++i) {
        EXPECT_FALSE(book("b").error);
    }
    EXPECT_EQ(book("b").error, ErrorKind::limit);
    auto event = card_event("u1", {{1, ""}});
    event.mutable_card_set()->mutable_body()->set_text(std::string(card_text_octets_max + 1, 'x'));
    EXPECT_EQ(send(event).error, ErrorKind::limit);
    event = card_event("u1", {{1, ""}});
    add_hole(event, 'a', pictures_octets_max + 1);
    EXPECT_EQ(send(event).error, ErrorKind::limit);
    std::uint64_t taken = 0;
    event = card_event("u", {{1, ""}});
    event.mutable_card_set()->mutable_body()->set_text(std::string(card_text_octets_max, 'x'));
    while (true) {
        event.mutable_card_set()->mutable_body()->set_uid("u" + std::to_string(taken));
        if (send(event).error) {
            break;
        }
        ++taken;
    }
    EXPECT_LE(state.octets(), cards_octets_max + 1'000);
    EXPECT_GE(taken, cards_octets_max / card_text_octets_max - 2);
}

TEST_F(ContactsState, ForgetsWhatWentLongAgo) {
    for (std::size_t i = 0; i <= tombstones_max; ++i) {
        const auto made = send(card_event("u", {{1, "u.vcf"}}));
        remove(made.answer.card());
    }
    EXPECT_EQ(state.gone_cards().size(), tombstones_max);
    EXPECT_EQ(state.floor(), 102U);
}

TEST_F(ContactsState, TakesNoise) {
    EXPECT_EQ(state.apply(++seq, to_bytes("noise\xFF")).error->kind, ErrorKind::corrupt);
    EXPECT_EQ(send({}).error, ErrorKind::syntax);
    State other;
    EXPECT_FALSE(other.load(to_bytes("noise\xFF")));
}

}  // namespace
}  // namespace milpa::contacts
